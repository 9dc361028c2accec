"""Which folds, sections and files are counted as translations."""

import pytest

from pipeline.clean import documents
from pipeline.clean.documents import clean_document
from pipeline.clean.pairs.translations import count_siblings
from pipeline.settings import Settings
from tests.clean.builders import extracted, repairing


def fold(summary, body="Texte."):
    return f"<details>\n<summary>{summary}</summary>\n\n{body}\n\n</details>\n\n"


def count(monkeypatch, text):
    monkeypatch.setattr(documents, "repair", repairing())
    return clean_document(extracted(text), Settings()).document.translations


@pytest.mark.parametrize(
    ("text", "translations"),
    [
        ("# Tip\n\nText.\n", 0),
        (fold("\U0001f1eb\U0001f1f7 Conseil"), 1),
        (fold("Français"), 1),
        (fold("German version"), 1),
        (fold("More"), 0),
        (fold("Polish your notes"), 0),
        ("## Translations\n\n" + fold("\U0001f1eb\U0001f1f7 Conseil") + fold("日本語"), 2),
        ("## Translations\n\nTexte.\n", 1),
        ("## Übersetzung\n\nText auf Deutsch.\n", 1),
        ("## Translations\n\n## Next\n\nText.\n", 0),
        ("## Translations\n\n" + fold("Plus"), 1),
        ("## Tip\n\nText.\n\n" + fold("More", fold("中文")), 1),
        ("## Translations of poems\n\nText.\n", 0),
    ],
)
def test_a_fold_named_by_flag_or_language_or_a_section_without_one_is_a_translation(
    monkeypatch, text, translations
):
    assert count(monkeypatch, text) == translations


@pytest.mark.parametrize(
    ("paths", "counts"),
    [
        ({"x.md": ("en",), "x.fr.md": ("fr",)}, [1, 0]),
        ({"a/x.md": ("en",), "a/pt-BR/x.md": ("pt",), "a/x.zh.md": ("zh-Hans", "en")}, [2, 0, 0]),
        ({"it/x.md": ("en",), "x.md": ("en",)}, [0, 0]),
        ({"en/x.md": ("en",), "fr/x.md": ("fr",)}, [1, 0]),
        ({"de/x.md": ("de",), "en/x.md": ("en",), "fr/x.md": ("fr",)}, [0, 2, 0]),
        ({"de/x.md": ("de",), "fr/x.md": ("fr",)}, [1, 0]),
        ({"en/x.md": ("en",), "it/x.md": ("en",)}, [0, 0]),
        ({"x.md": None, "x.fr.md": None}, [0, 0]),
        ({"x.md": ("en",)}, [0]),
    ],
)
def test_a_sibling_file_in_the_language_that_its_path_names_is_a_translation(paths, counts):
    from dataclasses import replace

    family = [replace(extracted("t", path=p).document, languages=tags) for p, tags in paths.items()]
    assert count_siblings(family) == counts

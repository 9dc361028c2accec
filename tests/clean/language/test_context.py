"""What neighbours, folds and file names say of a block."""

import pytest

from pipeline.clean.language.detect import detect_blocks
from pipeline.clean.language.hints import named_by_folds, named_by_path
from tests.clean.builders import extracted

SERBIAN = "Сваког јутра он чита вести и пије кафу ћутећи, а то људи воле."
INDONESIAN = "Setiap pagi dia membaca berita dan meminum kopi, karena itu kebiasaannya."
GREETINGS = ["Guten Morgen", "Bonjour à tous", "Buenos días", "Dzień dobry", "Jó reggelt", "Chào buổi sáng"]
NOTE = """# Original

Text.

<details>
<summary>Deutsch</summary>

Original

</details>

## Français

Original
"""


def test_short_serbian_in_a_serbian_document_is_serbian():
    found = detect_blocks([SERBIAN, "Основни појмови", SERBIAN, "Напомена"])
    assert [d.language for d in found] == ["sr-Cyrl"] * 4


def test_short_indonesian_in_an_indonesian_document_is_indonesian():
    found = detect_blocks([INDONESIAN, "Telah dikalahkan", INDONESIAN])
    assert [d.language for d in found] == ["id"] * 3


def test_in_a_list_of_many_languages_the_neighbours_are_not_asked():
    found = detect_blocks(GREETINGS)
    assert [d.language for d in found] == ["de", "fr", "es", "pl", "hu", "vi"]


def test_a_fold_that_names_a_language_decides_what_may_be_either():
    assert detect_blocks(["Original"], named=["de"])[0].language == "de"
    assert detect_blocks(["Original"], named=["sv"])[0].language == "sv"


def test_a_named_language_does_not_overrule_a_sentence_in_another():
    text = "Every interview is an opportunity to prepare for the next one."
    assert detect_blocks([text], named=["de"])[0].language == "en"


def test_a_name_of_another_script_says_nothing():
    assert detect_blocks(["目次"], named=["de"])[0].language.startswith(("zh", "ja"))


@pytest.mark.parametrize(
    ("path", "tag"),
    [
        ("note.zh.md", "zh"),
        ("note.zh-TW.md", "zh-Hant"),
        ("note.zh-Hans.md", "zh-Hans"),
        ("de/note.md", "de"),
        ("a/pt-BR/b/note.md", "pt"),
        ("note.md", None),
        ("notes/v1.2.md", None),
    ],
)
def test_a_path_names_a_language_by_suffix_or_folder(path, tag):
    assert named_by_path(path) == tag


def test_folds_and_headings_name_the_languages_of_what_stands_under_them():
    blocks = extracted(NOTE).blocks
    named = named_by_folds(blocks, [block.raw.lstrip("# ") for block in blocks])
    assert named is not None
    assert [tag for block, tag in zip(blocks, named, strict=True) if block.raw.endswith("Original")] == [
        None,
        "de",
        "fr",
    ]


def test_a_document_that_names_no_language_names_none():
    blocks = extracted("# Note\n\nText.\n").blocks
    assert named_by_folds(blocks, ["Note", "Text."]) is None

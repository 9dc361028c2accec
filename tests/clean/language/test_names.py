"""Flags and names of languages at the start of a summary."""

import pytest

from pipeline.clean.language.names import leading_language


@pytest.mark.parametrize(
    ("text", "language", "rest"),
    [
        ("\U0001f1e8\U0001f1f3 尺度", "zh-Hans", "尺度"),
        ("\U0001f1f9\U0001f1fc 尺度", "zh-Hant", "尺度"),
        ("\U0001f1e7\U0001f1f7 Português (Brasil) — Dica", "pt-BR", "Dica"),
        ("\U0001f1e9\U0001f1ea\U0001f1e6\U0001f1f9 Hinweis", "de", "Hinweis"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f Awgrym", "cy", "Awgrym"),
        ("Français", "fr", ""),
        ("**Español**: consejo", "es", "consejo"),
        ("Chinese (Simplified)", "zh-Hans", ""),
        ("German translation", "de", ""),
        ("日本語", "ja", ""),
        ("中文版本", "zh", ""),
        ("Türkçe – İpucu", "tr", "İpucu"),
    ],
)
def test_a_flag_or_a_name_that_something_closes_names_the_language(text, language, rest):
    named = leading_language(text)
    assert named is not None
    assert (named.language, text[named.end :]) == (language, rest)


@pytest.mark.parametrize(
    "text", ["Polish your notes", "More", "", "Thai food in town", "Details", "\U0001f1e8", "İ", "no"]
)
def test_a_word_that_only_looks_like_a_name_names_nothing(text):
    assert leading_language(text) is None


def test_a_flag_of_no_known_territory_is_a_flag_without_a_language():
    named = leading_language("\U0001f1ff\U0001f1ff text")
    assert named is not None
    assert named.by_flag
    assert named.language is None


def test_a_long_text_is_read_as_a_short_one_is():
    for text in ("French: bonjour", "\U0001f1eb\U0001f1f7 bonjour", "Tip"):
        assert leading_language(text + " " + "x" * 300) == leading_language(text + " x")

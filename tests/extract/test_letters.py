"""How likely characters are in each language."""

from pipeline.encoding import PAGES
from pipeline.extract.letters import ALIEN, UNLISTED, letters_for


def languages(page):
    return {letters.language for letters in letters_for(PAGES[page])}


def of(language, page):
    return next(letters for letters in letters_for(PAGES[page]) if letters.language == language)


def test_every_page_writes_some_language():
    assert all(letters_for(codec) for codec in PAGES.values())


def test_languages_are_where_their_whole_alphabet_is():
    assert "Spanish" in languages("windows-1252")
    assert "Spanish" not in languages("windows-1250")
    assert "Polish" in languages("windows-1250")
    assert "Russian" in languages("koi8-r")
    assert "Vietnamese" in languages("windows-1258")
    assert languages("euc-kr") == {"Korean"}


def test_a_common_letter_is_likelier_than_a_rare_one_and_that_than_a_foreign_one():
    french = of("French", "windows-1252")
    assert french.log_of("\u00e9") > french.log_of("\u00e7") == UNLISTED > french.log_of("\u00f8") == ALIEN


def test_first_level_ideographs_are_likelier_than_second_level_ones():
    chinese = of("Chinese", "gb18030")
    assert chinese.log_of("\u7684") > chinese.log_of("\u963f") > chinese.log_of("\u9f49")

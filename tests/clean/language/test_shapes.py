"""What is in no language, told by its shape."""

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.clean.language.shapes import _is_suspect, spoken


@pytest.mark.parametrize(
    "text",
    [
        "src/main.py",
        "~/notes/draft.md",
        "C:\\Users\\photo.png",
        "report-2024.tar.gz",
        "v1.2.3-rc1",
        "2022-01-18T14:48:04.000Z",
        "12.5 km",
        "#e54067",
        "0x2fbd6834",
        "d9d22b41-a65c-1da1-e863-0163b3110d28",
        "sha256:3899ac6d2b8e6fdc78e1d4cac16d98d2",
        "total = parse(items)",
        "def build(name, size=None):",
        "import sys",
        "from os import path",
        "for (int i = 0; i < n; i++) {",
        "SELECT name FROM users WHERE id = 1;",
        'git commit -m "draft"',
        "npm install left-pad --save-dev",
        "$ cd notes && make",
        "console.log(value);",
        '"draftReport": "requestData",',
        "user_name",
        "build()",
        "std::vector",
        "${HOME}",
        '<div class="note">',
        "[section]",
    ],
)
def test_addresses_names_numbers_hashes_and_code_are_in_no_language(text):
    assert spoken(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "import data from the old notebook",
        "If you like, do this:",
        "Make sure that the door is closed",
        "for example (see above)",
        "Find your own way - and go it",
        "[nahoru] k obsahu",
        "Preis: 12 Euro",
        "e.g. two or three",
        "Die Lehrer/innen kamen um 8 Uhr.",
        "企业家=创新",
        "return to the first page",
        "Note: this is important",
    ],
)
def test_what_a_person_says_stays_text(text):
    assert spoken(text)


def test_code_within_a_sentence_is_taken_out_of_it():
    assert spoken("Öffnen Sie die Datei config.yaml und setzen Sie max_size auf 12 MB.") == (
        "Öffnen Sie die Datei und setzen Sie auf ."
    )


@pytest.mark.parametrize("unit", ["a.", "a-", "=", "_a", "/", "a(", "{", "-a", "::", "<", "1x", "a=b "])
def test_hostile_lines_are_read_in_moments(unit):
    started = time.process_time()
    spoken(unit * (4000 // len(unit)))
    assert time.process_time() - started < 1


_SUSPECT = re.compile(r"\w[.:]\w|(?<!\S)-|[_/\\=<>{}$#@~+\[|(0-9]|[{;,]\Z")


@given(st.text("ab\u00e9\u672c\u0301 .:-,_1\u00a0\n", max_size=6))
@example("a.b")
@example("- a")
@example("-a")
def test_a_sign_of_code_is_found_wherever_it_stands(text):
    is_hump = text.isascii() and "::" in text
    assert _is_suspect(text) == bool(text == "" or is_hump or _SUSPECT.search(text))

"""A note with header and text evened out."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.markdown import normalized_markdown
from pipeline.markdown.normalize import STEPS
from tests.clean.builders import extracted


def _document(text, **columns):
    return replace(extracted("x").document, text=text, **columns)


def test_text_takes_the_steps_and_code_only_the_line_ends():
    text = (
        "# Cafe\u0301 \r\n\r\nOne  \r\ntwo \r\n\r\n```\r\ncafe\u0301 \r\n```\r\n\r\n    x \r\n\r\nend\t\r\n"
    )
    assert normalized_markdown(_document(text)) == (
        "# Caf\u00e9\n\nOne  \ntwo\n\n```\ncafe\u0301 \n```\n\n    x \n\nend\n"
    )


def test_without_steps_and_header_the_text_stays():
    text = "# Cafe\u0301 \r\n\r\n\u201cfull\uff01\u201d \ufb01\r\n"
    assert normalized_markdown(_document(text), ()) == text


def test_quotes_full_width_signs_and_ligatures_are_content():
    text = "\u201cfull\uff01\u201d \ufb01 \U0001f469\u200d\U0001f4bb\n"
    assert normalized_markdown(_document(text)) == text


def test_the_header_has_link_moments_and_tags_as_the_columns_have_them():
    text = (
        "---\n# mine\ntitle: Note\nlink: 'https://a.example/?utm_source=x&b=1'\n"
        "created: 2022-01-18 15:48:04+01:00 # when\ntags: [Git, git, web]\nother: {a: 1}\n---\n\nText\n"
    )
    document = _document(
        text,
        link="https://a.example/?b=1",
        created=datetime(2022, 1, 18, 14, 48, 4, tzinfo=UTC),
        tags=("Git", "web"),
    )
    assert normalized_markdown(document) == (
        "---\n# mine\ntitle: Note\nlink: 'https://a.example/?b=1'\n"
        'created: 2022-01-18T14:48:04Z # when\ntags: ["Git", "web"]\nother: {a: 1}\n---\n\nText\n'
    )


def test_tags_on_lines_of_their_own_lose_the_second_of_two():
    text = "---\ntags:\n  - Git\n  - git\nlink: x\n---\n"
    found = normalized_markdown(_document(text, tags=("Git",), link="x"))
    assert found == '---\ntags:\n  ["Git"]\nlink: x\n---\n'


@pytest.mark.parametrize("text", ["---\na: [\n---\n\nText\n", "---\n- a\n---\n", "", "---\n"])
def test_a_header_that_cannot_be_read_stays(text):
    assert normalized_markdown(_document(text or None), STEPS) == text


def test_a_normalized_note_is_normal():
    text = "---\nlink: https://a.example/\n---\n\nCafe\u0301 \n\n- a \n  b\n"
    once = normalized_markdown(_document(text, link="https://a.example/"))
    assert normalized_markdown(_document(once, link="https://a.example/")) == once

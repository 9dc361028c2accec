"""Targets of relative links, which name files."""

import time

import pytest

from pipeline.clean.targets import relative_targets


def targets(text):
    return [text[start:end] for start, end in relative_targets(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("![x](img/caf\xc3\xa9.png)", ["img/caf\xc3\xa9.png"]),
        ('[x]( a.md "title" )', ["a.md"]),
        ("[x](<with space.md>)", ["with space.md"]),
        ("[x](a(b)c.md#part)", ["a(b)c.md#part"]),
        ("[ref]: notes/\xc3\xa9.md 'title'\n", ["notes/\xc3\xa9.md"]),
        ("[ref]: <a b.md>", ["a b.md"]),
        ("<img src=\"a.png\"><a href='/b.md'>", ["a.png", "/b.md"]),
        ("[a](x.md) and [b](y.md)", ["x.md", "y.md"]),
    ],
)
def test_the_target_of_a_relative_link_or_image_is_found(text, found):
    assert targets(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "[x](https://a.example/caf\xc3\xa9)",
        "[x](//a.example/b)",
        "[x](mailto:me@a.example)",
        "[x](#part)",
        "![]()",
        "[^1]: a note",
        "plain (text) [brackets]",
        "",
    ],
)
def test_an_address_elsewhere_and_plain_text_are_no_targets(text):
    assert targets(text) == []


@pytest.mark.parametrize("piece", ["[a](b", "](", "](<", "(a)", "](a(", 'src="', "[", "[a\n]:", "](("])
def test_a_text_made_to_confuse_takes_no_time(piece):
    started = time.process_time()
    relative_targets("](" + piece * 20_000)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "text", ["![](a.png)", "[x](<a b>) ](", "[x]( c", "](d) [y](https://a.example) [z](#p)", "](\u00e9)"]
)
def test_links_are_the_same_beside_what_other_targets_begin_with(text):
    assert targets(text) == targets(f"{text}\nsrc href ]:")

"""Damage that was written as HTML character references is read, proved and repaired like any other."""

from __future__ import annotations

import html

import pytest

from pipeline import damage, repair
from pipeline.mojibake.channel import parse_channel, replay
from pipeline.mojibake.channel.references import WRITERS, read_references, unwritten, written
from tests import texts

FRENCH = (
    "C\u2019est l\u2019\u00e9t\u00e9\u00a0: \u00e0 l\u2019\u00e9cole, "
    "on \u00e9crit d\u00e9j\u00e0 \u00ab na\u00efve \u00bb."
)


@pytest.mark.parametrize("writer", sorted(WRITERS))
@pytest.mark.parametrize(
    "page", ["windows-1252:c1", "iso-8859-1:c1", "macintosh:none", "windows-1252:dropped+ad"]
)
def test_what_was_written_so_comes_back_with_its_certificate(writer: str, page: str) -> None:
    seen = damage(FRENCH, f"{page}+{writer}")
    fixed = repair(seen)
    assert fixed.text == FRENCH
    assert fixed.revert() == seen
    assert repair(fixed.text).edits == ()
    for edit in fixed.edits:
        assert edit.after is not None
        assert edit.channel is not None
        assert edit.before == seen[edit.start : edit.end]
        assert replay(edit.after, parse_channel(edit.channel), edit.struck) == edit.before
        if "&" in edit.before:
            assert "+".join(parse_channel(edit.channel)[-1].losses) == edit.loss


@pytest.mark.parametrize("writer", sorted(WRITERS))
@pytest.mark.parametrize("language", ["zh-Hans", "ru", "ja"])
def test_lost_bytes_come_back_from_references_as_from_characters(writer: str, language: str) -> None:
    truth = "\n".join(texts.paragraphs()[language][:3])
    plain = repair(damage(truth, "windows-1252:u+fffd+ad"))
    fixed = repair(damage(truth, f"windows-1252:u+fffd+ad+{writer}"))
    assert unwritten(fixed.text) == plain.text
    assert [(e.after, e.confidence, e.grade, e.bytes) for e in fixed.edits] == [
        (e.after, e.confidence, e.grade, e.bytes) for e in plain.edits
    ]


@pytest.mark.parametrize(
    "text",
    [
        "&Agrave;&Aacute;&Acirc;&Atilde;&Auml;&Aring; and &eacute;t&eacute;&nbsp;!",
        "AT&amp;T &lt;b&gt; &copy;&nbsp;2024 &mdash; &#128161;&#x1F4A1; &#22909;&#21543; &nbsp;&nbsp;&raquo;",
        "`&Atilde;&copy;` is what `&eacute;` became.",
        "&#9999999;&#xFFFFFF;&#xD800;&#55296; &nosuchname;&x;&;&&&",
        "S&Atilde;O PAULO, &Acirc;ngela &agrave;&nbsp;l\u2019\u00e9cole, 20&nbsp;&deg;C&nbsp;&plusmn;&nbsp;1",
    ],
)
def test_sound_references_stay(text: str) -> None:
    assert repair(text).text == text


def test_references_and_characters_side_by_side() -> None:
    fixed = repair("\u00c2&nbsp;Hello, it\u00e2\u20ac\u2122s caf&Atilde;&copy; time&acirc;\u20ac\u2122")
    assert fixed.text == "\u00a0Hello, it\u2019s caf\u00e9 time\u2019"
    assert [edit.loss for edit in fixed.edits] == [
        "entities-invisible",
        "none",
        "entities",
        "entities-latin-1",
    ]


def test_what_is_read_knows_where_it_stood() -> None:
    assert read_references("AT&T &amp; &lt;b&gt; \u00e9 &nosuchname;") is None
    found = read_references("x &Atilde;&copy; \u00e9")
    assert found is not None
    assert (found.text, found.spans) == ("x \u00c3\u00a9 \u00e9", ((2, 10), (10, 16)))
    assert [found.place(at) for at in range(len(found.text) + 1)] == [0, 1, 2, 10, 16, 17, 18]


@pytest.mark.parametrize("writer", sorted(WRITERS))
def test_what_is_written_reads_as_what_it_was(writer: str) -> None:
    text = "caf\u00e9 \u20ac\u2122\u00a0\u0160\u017d \u9762 \U0001f4a1 & plain"
    assert unwritten(written(text, (writer,))) == text
    assert html.unescape(written(text, (writer,))) == text

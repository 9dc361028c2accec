"""Repaired documents keep every byte outside of their edits."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.encoding import decode, decode_as
from pipeline.export import markdown
from pipeline.records import Document, Undecodable
from tests.strategies import file_bytes


@dataclass(frozen=True)
class Change:
    start: int
    end: int
    after: str | None


def document(decoded, text=None):
    return Document(
        document_id="0" * 32,
        path="a.md",
        sha256=None,
        bytes=None,
        encoding=decoded.encoding,
        encoding_confidence=1.0,
        newline=None,
        bom=decoded.bom,
        status="clean",
        text=decoded.text if text is None else text,
        undecodable=decoded.undecodable,
    )


def changed(text, changes):
    pieces, at = [], 0
    for change in changes:
        if change.after is not None:
            pieces += [text[at : change.start], change.after]
            at = change.end
    return "".join([*pieces, text[at:]])


@given(file_bytes())
def test_a_document_without_edits_is_its_bytes(data):
    decoded = decode(data)
    if decoded is not None:
        assert markdown.encoded(document(decoded), ()) == data


def test_edits_move_the_mark_and_undecodable_bytes_with_them():
    data = b"\xef\xbb\xbf\xff one \xc3\xa9 \xfe two\r\n\xfd"
    decoded = decode(data)
    changes = [Change(2, 5, "1"), Change(6, 7, None), Change(10, 13, "three")]
    text = changed(decoded.text, changes)
    assert (
        markdown.encoded(document(decoded, text), changes)
        == b"\xef\xbb\xbf\xff 1 \xc3\xa9 \xfe three\r\n\xfd"
    )


def test_an_undecodable_byte_inside_an_edit_goes_with_it():
    decoded = decode(b"a \xc3\xa9 \xff b")
    changes = [Change(4, 5, "x")]
    assert markdown.encoded(document(decoded, changed(decoded.text, changes)), changes) == b"a \xc3\xa9 x b"


@given(st.text("ab\ufffd", max_size=12), st.data())
def test_undecodable_bytes_still_stand_on_their_characters(text, data):
    bad = [Undecodable(start=i, byte=255) for i, char in enumerate(text) if char == "\ufffd"]
    borders = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = list(zip(borders[::2], borders[1::2]))
    changes = [Change(a, b, data.draw(st.none() | st.text("xy", max_size=3))) for a, b in pairs]
    after = changed(text, changes)
    moved = markdown.moved(bad, changes)
    assert [after[item.start] for item in moved] == ["\ufffd"] * len(moved)
    assert len(moved) == after.count("\ufffd")


def test_a_restored_character_that_the_encoding_lacks_makes_the_output_utf8():
    decoded = decode_as(b"caf\xe9 ?", "windows-1252")
    changes = [Change(5, 6, "\N{ELECTRIC LIGHT BULB}")]
    text = changed(decoded.text, changes)
    assert markdown.encoded(document(decoded, text), changes) == text.encode("utf-8")


def test_other_restored_characters_keep_the_encoding():
    decoded = decode_as(b"caf\xe9 ?", "windows-1252")
    changes = [Change(5, 6, "\N{EURO SIGN}")]
    assert markdown.encoded(document(decoded, changed(decoded.text, changes)), changes) == b"caf\xe9 \x80"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("a/b.md", "a/b.md"),
        ("../a.md", "%2E%2E/a.md"),
        ("/etc/a.md", "%/etc/a.md"),
        ("a/./b.md", "a/%2E/b.md"),
        ("a//b.md", "a/%/b.md"),
        ("a\x00.md", "a%00.md"),
        ("...md", "...md"),
    ],
)
def test_no_path_leads_out_of_the_folder(path, place):
    assert markdown.output_path(path) == place


def test_a_spare_path_keeps_folder_and_ending():
    spare = markdown.spare_path("a.b/Note.md")
    assert spare.startswith("a.b/Note~")
    assert spare.endswith(".md")
    assert spare != markdown.spare_path("a.b/note.md")
    assert markdown.spare_path("a.b/README").startswith("a.b/README~")


@pytest.mark.parametrize(
    "name", ["%E9" * 90 + ".md", "\u4e2d" * 90, "x" * 300 + "." + "y" * 40, "." + "z" * 300]
)
def test_a_name_that_no_disk_takes_is_cut_and_stays_its_own(tmp_path, name):
    for place in (markdown.output_path(f"d/{name}"), markdown.spare_path(f"d/{name}")):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).touch()
    assert len(list((tmp_path / "d").iterdir())) == 2
    other = markdown.output_path(f"d/{name[:-4]}_{name[-4:]}")
    assert not (tmp_path / other).exists()
    assert "%" not in other.replace("%E9", "")
    assert markdown.output_path("%E9" * 90 + ".md").endswith(".md")


def test_a_name_that_a_disk_takes_stays():
    assert markdown.output_path("x" * 252 + ".md") == "x" * 252 + ".md"


@pytest.mark.parametrize(
    ("text", "images"),
    [
        ("![x](a.png)", ["n/a.png"]),
        ('![x](a.png "title")', ["n/a.png"]),
        ("![x](<a b.png>)", ["n/a b.png"]),
        ("![x](a%20b.png)", ["n/a b.png", "n/a%20b.png"]),
        ("![x](sub/../a.PNG)", ["n/a.PNG"]),
        ("![x](../top.jpeg)", ["top.jpeg"]),
        ("![x](a_(1).png)", ["n/a_(1).png"]),
        ("[![x](a.png)](b.svg)", ["n/a.png", "n/b.svg"]),
        ("[x]: a.webp", ["n/a.webp"]),
        ("![[a b.png|200]]", ["n/a b.png"]),
        ("![[a.png]]", ["n/a.png"]),
        ('<img alt="x" src="a.gif">', ["n/a.gif"]),
        ("<IMG SRC=a.gif width=3>", ["n/a.gif"]),
        ("![x](a.svg?raw=true#b)", ["n/a.svg"]),
        ("![x](../../secret.png)", []),
        ("![x](/etc/a.png)", []),
        ("![x](https://example.org/a.png)", []),
        ("![x](//example.org/a.png)", []),
        ("![x](data:image/png;base64,AAAA)", []),
        ("[x](other.md) a.png", []),
        ("![x](a.png.md)", []),
        ("![x](a.png%00)", []),
        ("![x](.png)", ["n/.png"]),
        ("no image", []),
    ],
)
def test_relative_images_are_found(text, images):
    assert list(markdown.linked_images("n/note.md", text)) == images


@pytest.mark.parametrize(
    "text",
    [
        "<img " * 20000,
        "![[" * 20000,
        "![[a|" * 20000,
        "<img src" * 20000,
        "](" * 20000 + "(" * 20000,
        "[" * 50000 + "]:",
    ],
)
def test_hostile_links_take_no_time(text):
    assert markdown.linked_images("a.md", text + " .png") == ()

"""One file's bytes become a document."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.encoding import encode
from pipeline.extract import extract_document
from pipeline.findings import CODES, finding
from pipeline.ids import document_id
from pipeline.settings import Settings
from tests.strategies import file_bytes

NOTE = "---\ntitle: Caf\u00e9\n---\n\n# Head\n\nText with \U0001f4a1.\n\n- item\n"


def extract(data, **settings):
    return extract_document("notes/a.md", data, Settings(**settings))


def codes(item):
    return [one.code for one in item.document.findings]


def test_a_note_becomes_a_document_with_its_bytes_described():
    data = NOTE.encode()
    document = extract(data).document
    assert document.document_id == document_id("notes/a.md", hashlib.sha256(data).hexdigest())
    assert (document.path, document.bytes, document.status) == ("notes/a.md", len(data), "clean")
    assert (document.encoding, document.encoding_confidence, document.bom, document.newline) == (
        "utf-8",
        1.0,
        False,
        "lf",
    )
    assert document.text == NOTE
    assert document.raw_front_matter == "---\ntitle: Caf\u00e9\n---"
    assert document.title is None
    assert document.findings == ()


def test_blocks_stand_where_they_say_they_stand():
    data = b"\xef\xbb\xbf" + NOTE.encode()
    item = extract(data)
    assert [block.raw for block in item.blocks] == ["Caf\u00e9", "Head", "Text with \U0001f4a1.", "item"]
    assert item.document.blocks == 4
    for position, block in enumerate(item.blocks):
        assert block.position == position
        assert block.document_id == item.document.document_id
        assert item.document.text[block.start : block.end] == block.raw
        assert data[block.start_byte :].startswith(block.raw.encode())
        assert block.text is None
    assert len({block.block_id for block in item.blocks}) == 4


def test_equal_files_under_two_paths_have_different_ids():
    one = extract_document("a.md", b"# A\n", Settings())
    two = extract_document("b.md", b"# A\n", Settings())
    assert one.document.document_id != two.document.document_id
    assert one.blocks[0].block_id != two.blocks[0].block_id


def test_an_empty_file_is_clean_and_its_text_null():
    item = extract(b"")
    assert (item.document.status, item.document.text, item.document.bytes, item.blocks) == (
        "clean",
        None,
        0,
        (),
    )


def test_a_file_that_could_not_be_read_is_rejected_with_its_reason():
    problem = finding("file-unreadable", "no permission")
    item = extract_document("a.md", None, Settings(), problem=problem)
    assert (item.document.status, item.document.findings, item.blocks) == ("rejected", (problem,), ())
    assert (item.document.sha256, item.document.bytes, item.document.text) == (None, None, None)


def test_no_bytes_and_no_reason_is_still_a_row():
    item = extract_document("a.md", None, Settings())
    assert (item.document.status, codes(item)) == ("rejected", ["file-unreadable"])


def test_a_file_over_the_limit_is_rejected():
    item = extract(b"a" * 11, max_document_bytes=10)
    assert (item.document.status, codes(item), item.document.bytes) == ("rejected", ["file-too-large"], 11)
    assert extract(b"a" * 10, max_document_bytes=10).document.status == "clean"


def test_binary_data_is_rejected_and_converted_to_nothing():
    item = extract(b"\x89PNG\r\n\x1a\n\x00\x00\x00" + bytes(range(256)) * 4)
    assert (item.document.status, codes(item)) == ("rejected", ["encoding-unknown"])
    assert (item.document.text, item.document.encoding) == (None, None)


def test_a_guessed_encoding_is_a_finding():
    text = (
        "Apr\u00e8s l'entretien, j'\u00e9tais d\u00e9\u00e7u : la r\u00e9ponse n'est jamais arriv\u00e9e.\n"
    )
    document = extract(text.encode("cp1252")).document
    assert (document.text, document.encoding) == (text, "windows-1252")
    assert [one.code for one in document.findings] == ["encoding-guessed"]
    assert "windows-1252" in document.findings[0].message


def test_a_bom_and_mixed_line_ends_are_findings():
    item = extract(b"\xff\xfe" + "a\r\nb\nc\r\n".encode("utf-16-le"))
    assert codes(item) == ["bom", "newline-mixed"]
    assert item.document.findings[1].message == "lines end in CRLF (2), LF (1)"
    assert item.document.newline == "mixed"


def test_an_undecodable_byte_is_kept_with_its_place():
    document = extract(b"caf\xc3\xa9\nx\xffy").document
    assert document.text == "caf\u00e9\nx\ufffdy"
    assert [(item.start, item.byte) for item in document.undecodable] == [(6, 0xFF)]
    assert [(one.code, one.line, one.column) for one in document.findings] == [("undecodable-byte", 2, 2)]


def test_nul_bytes_in_utf_8_are_kept():
    item = extract(b"a\x00b\n")
    assert (item.document.status, item.document.text, codes(item)) == (
        "clean",
        "a\x00b\n",
        ["control-character"],
    )


@pytest.mark.parametrize(
    "data",
    [
        b"\x00" * 5000,
        b"---\n" * 2000,
        b"> " * 1500 + b"deep",
        b"[" * 20000,
        b"\xff\xfe" + b"\x00\xd8" * 500,
        b"\xff\xfe\x00\x00" + b"\xff" * 401,
        b"\xef\xbb\xbf" + b"\xff" * 5000,
        b"\xe2\x80\xae" * 2000,
        b"\xed\xa0\xbd\xed\xb2\xa1",
        b"---\ntitle: \xc2\x9d\n---\n",
        b"\r" * 3000,
        b"<details>" * 500,
    ],
    ids=lambda data: data[:12].hex(),
)
def test_hostile_content_is_one_row_and_never_an_exception(data):
    assert_sound(extract(data), data)


@given(file_bytes())
def test_any_bytes_are_one_row_from_which_they_come_back(data):
    assert_sound(extract(data), data)


@given(st.text(st.sampled_from("-\n: ae\u00e9\u4e2d#>`|<>\r\x00\ufffd"), max_size=80))
def test_any_markdown_is_tiled_by_blocks_and_gaps(text):
    assert_sound(extract(text.encode()), text.encode())


def assert_sound(item, data):
    """Invariants of one extracted file: accounting, tiling, places, codes."""
    document = item.document
    assert document.bytes == len(data)
    assert all(one.code in CODES for one in document.findings)
    if document.status == "rejected":
        assert (document.text, item.blocks) == (None, ())
        assert document.findings
        return
    text = document.text or ""
    how = {"encoding": document.encoding, "bom": document.bom}
    assert encode(text, undecodable=document.undecodable, **how) == data
    at = 0
    for block in item.blocks:
        assert at <= block.start < block.end <= len(text)
        assert text[block.start : block.end] == block.raw
        before = tuple(bad for bad in document.undecodable if bad.start < block.start)
        assert len(encode(text[: block.start], undecodable=before, **how)) == block.start_byte
        at = block.end
    for one in document.findings:
        assert one.start is None or 0 <= one.start < one.end <= len(text)

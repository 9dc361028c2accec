"""Invariant 1, its half on bytes: a text, encoded as recorded, is its file's bytes."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.encoding import PAGES, Decoded, byte_offsets, decode, decode_as, encode
from tests.strategies import file_bytes, texts

WIDE = {
    "utf-16le": ("utf-16-le", b"\xff\xfe"),
    "utf-16be": ("utf-16-be", b"\xfe\xff"),
    "utf-32le": ("utf-32-le", b"\xff\xfe\x00\x00"),
    "utf-32be": ("utf-32-be", b"\x00\x00\xfe\xff"),
}


def back(decoded: Decoded) -> bytes:
    return encode(decoded.text, encoding=decoded.encoding, bom=decoded.bom, undecodable=decoded.undecodable)


@given(file_bytes())
def test_decoded_bytes_come_back(data):
    decoded = decode(data)
    if decoded is not None:
        assert back(decoded) == data


@given(file_bytes())
def test_no_surrogate_reaches_the_text(data):
    decoded = decode(data)
    if decoded is not None:
        decoded.text.encode("utf-8")


@given(file_bytes(), st.sampled_from(sorted(PAGES)))
def test_a_code_page_gives_the_bytes_back_or_is_not_taken(data, page):
    decoded = decode_as(data, page)
    if decoded is not None:
        assert back(decoded) == data


@given(texts(), st.sampled_from(sorted(WIDE)), st.binary(max_size=60), st.integers(0, 200))
def test_utf_16_and_32_survive_any_bytes_anywhere(text, name, noise, at):
    codec, mark = WIDE[name]
    body = text.encode(codec)
    data = mark + body[:at] + noise + body[at:]
    decoded = decode(data)
    assert decoded is not None
    assert decoded.bom
    assert back(decoded) == data


@given(texts())
def test_sound_utf_8_is_read_as_it_is(text):
    decoded = decode(text.encode("utf-8"))
    if not text.startswith("\ufeff"):
        assert decoded is not None
        assert (decoded.text, decoded.encoding, decoded.confidence) == (text, "utf-8", 1.0)
        assert decoded.undecodable == ()


@given(file_bytes(), st.data())
def test_a_byte_offset_is_the_length_of_the_encoded_prefix(data, draw):
    decoded = decode(data)
    if decoded is None:
        return
    offsets = sorted(draw.draw(st.lists(st.integers(0, len(decoded.text)), max_size=8)))
    how = {"encoding": decoded.encoding, "bom": decoded.bom}
    found = byte_offsets(decoded.text, offsets, undecodable=decoded.undecodable, **how)
    for offset, byte in zip(offsets, found, strict=True):
        before = tuple(item for item in decoded.undecodable if item.start < offset)
        assert len(encode(decoded.text[:offset], undecodable=before, **how)) == byte


@given(file_bytes(), texts(max_size=5), st.data())
def test_an_edit_moves_undecodable_bytes_and_leaves_them_what_they_were(data, put, draw):
    """Put a text in anywhere, move the offsets behind it: the bytes around it are the old ones."""
    decoded = decode(data)
    if decoded is None:
        return
    at = draw.draw(st.integers(0, len(decoded.text)))
    moved = tuple(
        type(item)(start=item.start + (len(put) if item.start >= at else 0), byte=item.byte)
        for item in decoded.undecodable
    )
    how = {"encoding": decoded.encoding, "bom": decoded.bom}
    changed = encode(decoded.text[:at] + put + decoded.text[at:], undecodable=moved, **how)
    (cut,) = byte_offsets(decoded.text, [at], undecodable=decoded.undecodable, **how)
    inserted = encode(put, encoding=decoded.encoding, bom=False)
    assert changed == data[:cut] + inserted + data[cut:]

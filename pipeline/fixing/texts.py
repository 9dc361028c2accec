"""Repair the bytes of one file.

In: bytes and settings. Out: `Fixed`: the bytes repaired, and every edit with its place.
Touches nothing but the model file. Outside its edits a file keeps every byte: encoding, byte
order mark, line ends, bytes that do not decode. Where a restored character does not exist in
the file's encoding, the output is UTF-8, and `widened` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.encoding import Decoded, byte_offsets, can_encode, encode
from pipeline.fixing.spared import NOTHING, Spare
from pipeline.positions import LineIndex
from pipeline.records import Edit, Finding
from pipeline.settings import Settings

ENCODING_UNKNOWN = "the bytes are not UTF-8, and no other encoding fits clearly"
"""Why a file is not touched of which `fix_bytes` gives None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an edit is in the file."""

    line: int
    """From 1."""
    column: int
    """From 1, in code points."""
    start_byte: int
    """In the file, byte order mark included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """One file's bytes, before and after."""

    source: Decoded
    """The text as it was, and how it was encoded."""
    old: bytes
    """The bytes as they were."""
    data: bytes
    """The bytes with all edits made; equal to `old` where there is none."""
    text: str
    """The text with all edits made."""
    edits: tuple[Edit, ...]
    """Edits in order, on the source's offsets; those left have `after` None."""
    places: tuple[Place, ...]
    """One for each edit."""
    findings: tuple[Finding, ...]
    """Why edits in a front matter were withheld."""
    widened: bool
    """Whether the output is UTF-8 because the file's encoding lacks a restored character."""

    @property
    def made(self) -> tuple[Edit, ...]:
        """The edits that change the text."""
        return tuple(edit for edit in self.edits if edit.after is not None)

    def count(self, grade: str) -> int:
        """How many edits have a grade."""
        return sum(edit.grade == grade for edit in self.edits)


def fix_bytes(data: bytes, settings: Settings, spare: Spare = NOTHING) -> Fixed | None:
    """Repair one file's bytes.

    Args:
        data: the whole file: what is intact anywhere in it is evidence elsewhere.
        settings: `accept` says which grades are made; the limits of a front matter count too.
        spare: what is let alone.

    Returns:
        None where the encoding is not known: then nothing may be converted.
    """
    from pipeline.extract.decode import decode_document

    decoded = decode_document(data)
    if decoded is None:
        return None
    edits, findings = find_edits(decoded.text, settings)
    edits = spare.edits(decoded.text, edits)
    if not any(edit.after is not None for edit in edits):
        return _fixed(decoded, data, data, decoded.text, edits, findings, widened=False)
    from pipeline.export.markdown import moved
    from pipeline.mojibake.edits.apply import apply_edits

    text = apply_edits(decoded.text, edits)
    undecodable = moved(decoded.undecodable, edits)
    widened = not can_encode(text, encoding=decoded.encoding, undecodable=undecodable)
    if widened:
        new = encode(text, encoding="utf-8", bom=False)
    else:
        new = encode(text, encoding=decoded.encoding, bom=decoded.bom, undecodable=undecodable)
    return _fixed(decoded, data, new, text, edits, findings, widened=widened)


def find_edits(text: str, settings: Settings) -> tuple[tuple[Edit, ...], tuple[Finding, ...]]:
    """The edits of a text, as the clean stage makes them: link targets and headers are protected."""
    from pipeline.mojibake import repair

    found = repair(text, accept=settings.accept).edits
    if not found:
        return (), ()
    from pipeline.clean.choice import choose

    edits, withheld = choose(text, found, settings)
    return edits, tuple(withheld)


def changed_bytes(fixed: Fixed) -> list[tuple[int, int, int, int]]:
    """Where the new bytes differ: (old start, old end, new start, new end), ascending."""
    if fixed.widened:
        return [(0, len(fixed.old), 0, len(fixed.data))]
    source, made = fixed.source, fixed.made
    borders = [border for edit in made for border in (edit.start, edit.end)]
    olds = byte_offsets(
        source.text, borders, encoding=source.encoding, bom=source.bom, undecodable=source.undecodable
    )
    found, shift = [], 0
    for edit, start, end in zip(made, olds[::2], olds[1::2], strict=True):
        size = len(encode(edit.after or "", encoding=source.encoding, bom=False))
        found.append((start, end, start + shift, start + shift + size))
        shift += size - (end - start)
    return found


def _fixed(
    decoded: Decoded,
    old: bytes,
    new: bytes,
    text: str,
    edits: tuple[Edit, ...],
    findings: Sequence[Finding],
    *,
    widened: bool,
) -> Fixed:
    return Fixed(
        source=decoded,
        old=old,
        data=new,
        text=text,
        edits=edits,
        places=_places(decoded, edits),
        findings=tuple(findings),
        widened=widened,
    )


def _places(decoded: Decoded, edits: Sequence[Edit]) -> tuple[Place, ...]:
    if not edits:
        return ()
    lines = LineIndex(decoded.text)
    offsets = byte_offsets(
        decoded.text,
        [edit.start for edit in edits],
        encoding=decoded.encoding,
        bom=decoded.bom,
        undecodable=decoded.undecodable,
    )
    places = []
    for edit, start_byte in zip(edits, offsets, strict=True):
        line, column = lines.place(edit.start)
        places.append(Place(line=line, column=column, start_byte=start_byte))
    return tuple(places)

"""Looks at one file, and says what is wrong in it.

In: a file's bytes and its path. Out: `Looked`: its text, the edits a repair would make, findings.
Touches nothing but the model file. What repairs and reads text here is what `run` and `fix` use,
so that an audit proposes what they would do. A file that is no text is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.audit import rules
from pipeline.audit.declared import Declaration, find_declaration
from pipeline.audit.fingerprints import fingerprints, words_around
from pipeline.audit.places import SEVERITIES, Place
from pipeline.audit.proposals import Proposal, proposals_of
from pipeline.audit.selection import Selection
from pipeline.audit.severity import bidi_severity, replacement_severity
from pipeline.encoding import PAGES, Decoded, decode, decode_as
from pipeline.findings import finding
from pipeline.markdown.allowed import find_allowed
from pipeline.positions import LineIndex
from pipeline.records import Edit, Finding
from pipeline.settings import Settings

_NUL_WITHIN = 8000
"""Bytes in which git, too, looks for a NUL to tell data from text."""
_CONTROLS = bytes(byte for byte in range(0x20) if byte not in b"\t\n\f\r\x1b")
_CONTROL_SHARE = 1 / 20
_DATA = (b"%PDF-", b"%!PS-Adobe", b"\x1f\x8b", b"PK\x03\x04", b"GIF8", b"\xff\xd8\xff")
"""How files of data begin that may hold no NUL for long."""
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_CHARACTERS = (
    "control-character",
    "replacement-character",
    "private-use",
    "zero-width",
    "bidi-control",
    "undecodable-byte",
    "unpaired-surrogate",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one file looks like."""

    path: str
    is_text: bool = True
    """False for a file that was not looked at, since it is no text."""
    text: str = ""
    edits: tuple[Edit, ...] = ()
    """What a repair would make, or leave; on the text's offsets."""
    places: tuple[Place, ...] = ()
    """What was found, by place."""


def look(
    path: str,
    data: bytes,
    selection: Selection,
    settings: Settings,
    earlier: Callable[[], bytes | None] = lambda: None,
) -> Looked:
    """Look at a file.

    Args:
        path: as it will be shown; its ending tells Markdown and declarations.
        data: the whole file.
        selection: what is looked for.
        settings: the limits of repair.
        earlier: gives the file as it was before its last change, if that is known.
    """
    if len(data) > settings.max_document_bytes:
        message = f"the file is larger than max_document_bytes, {settings.max_document_bytes}"
        return _of_file(path, finding("file-too-large", message, severity="warning"), selection)
    if is_binary(data):
        return Looked(path=path, is_text=False)
    declared = find_declaration(data, path)
    decoded = _decoded(data, declared)
    if decoded is None:
        found = finding("encoding-unknown", "the file is not UTF-8, and no other encoding fits clearly")
        return _of_file(path, found, selection)
    return _Look(path, data, decoded, declared, selection, settings).looked(earlier)


def is_binary(data: bytes) -> bool:
    """Whether bytes are no text: a NUL near the start, or control bytes all over and no UTF-8."""
    if data.startswith(_MARKS):
        return False
    if b"\0" in data[:_NUL_WITHIN] or (data.startswith(_DATA) and decode(data) is None):
        return True
    head = data[:_NUL_WITHIN]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > _CONTROL_SHARE * len(head) and decode(data) is None


def _decoded(data: bytes, declared: Declaration | None) -> Decoded | None:
    decoded = decode(data)
    if decoded is not None:
        return decoded
    page = declared.page if declared else None
    if page is not None:
        named = decode_as(data, page)
        if named is not None and not named.undecodable:
            return named
    from pipeline.extract.decode import decode_document

    return decode_document(data)


def _of_file(path: str, found: Finding, selection: Selection) -> Looked:
    (mark,) = fingerprints([(found.code, "", "", "", "")])
    place = Place(
        path=path,
        line=None,
        column=None,
        severity=found.severity,
        code=found.code,
        message=found.message,
        fingerprint=mark,
    )
    return Looked(path=path, places=(place,) if selection.keeps(place) else ())


class _Look:
    """One look at one text."""

    def __init__(
        self,
        path: str,
        data: bytes,
        decoded: Decoded,
        declared: Declaration | None,
        selection: Selection,
        settings: Settings,
    ) -> None:
        self._path, self._data, self._decoded, self._declared = path, data, decoded, declared
        self._text, self._selection, self._settings = decoded.text, selection, settings
        self._lines: Callable[[], LineIndex] = cache(lambda: LineIndex(decoded.text))

    def looked(self, earlier: Callable[[], bytes | None]) -> Looked:
        text = self._text
        edits, findings = self._repairs()
        proposals = proposals_of(text, edits, self._lines) if edits else []
        findings += self._about_file()
        findings += self._characters([(edit.start, edit.end) for edit in edits])
        findings += rules.more(
            self._path, self._data, self._decoded, self._selection, self._settings, earlier
        )
        if not findings and not proposals and "mojibake:" not in text:
            return Looked(path=self._path, text="", edits=())
        allowed = find_allowed(text)
        for line, word in allowed.unknown:
            message = f"`{word}` is no code's beginning, so this comment allows nothing"
            findings.append(finding("allow-unknown", message, line=line, column=1))
        findings = allowed.without(findings)
        proposals = [one for one in proposals if not allowed.holds(one.found.code, one.found.line)]
        places = self._places(findings, proposals)
        kept = tuple(place for place in places if self._selection.keeps(place))
        return Looked(path=self._path, text=text if kept else "", edits=edits if kept else (), places=kept)

    def _repairs(self) -> tuple[tuple[Edit, ...], list[Finding]]:
        if (self._text.isascii() and "&" not in self._text) or not any(
            map(self._selection.wants, ("mojibake-lossless", "mojibake-lossy", "mojibake-beyond-repair"))
        ):
            return (), []
        from pipeline.fixing.texts import find_edits

        edits, withheld = find_edits(self._text, replace(self._settings, accept="doubtful"))
        return edits, list(withheld)

    def _about_file(self) -> list[Finding]:
        """Encoding, byte order mark, line ends."""
        decoded, declared, found = self._decoded, self._declared, []
        is_ascii = self._text.isascii() and not decoded.bom
        if declared and not is_ascii and not declared.agrees(decoded.encoding):
            line = self._data.count(b"\n", 0, declared.start) + 1
            message = f"the file declares {declared.name} and is in {decoded.encoding}"
            found.append(finding("encoding-mismatch", message, line=line, column=1))
        if decoded.encoding in PAGES and not (declared and declared.agrees(decoded.encoding)):
            message = f"read as {decoded.encoding}, a guess with confidence {decoded.confidence:.4f}"
            found.append(finding("encoding-guessed", message))
        if decoded.bom:
            found.append(finding("bom", f"the file begins with a byte order mark ({decoded.encoding})"))
        if decoded.newline == "mixed":
            found.append(finding("newline-mixed", rules.line_ends(self._text)))
        return found

    def _characters(self, told: Sequence[tuple[int, int]]) -> list[Finding]:
        """Odd characters, but those that stand in damage which is told already."""
        if not any(map(self._selection.wants, _CHARACTERS)):
            return []
        from pipeline.extract.characters import character_findings

        found = character_findings(self._decoded, self._lines)
        return _by_line([self._judged(one) for one in found if not _is_within(one, told)])

    def _judged(self, found: Finding) -> Finding:
        if found.start is None:
            return replace(found, severity="note") if found.code in _JUDGED else found
        if found.code == "replacement-character":
            in_code = rules.is_in_code(self._text, found.start)
            severity = replacement_severity(self._text, found.start, in_code=in_code)
            return replace(found, severity=severity)
        if found.code == "bidi-control":
            return replace(found, severity=bidi_severity(self._text, found.start))
        return found

    def _places(self, findings: Iterable[Finding], proposals: Sequence[Proposal]) -> list[Place]:
        by_found = {id(one.found): one for one in proposals}
        ordered = sorted([*findings, *(one.found for one in proposals)], key=_by_place)
        keys = [self._key(found, by_found.get(id(found))) for found in ordered]
        return [
            self._place(found, by_found.get(id(found)), mark)
            for found, mark in zip(ordered, fingerprints(keys), strict=True)
        ]

    def _key(self, found: Finding, proposal: Proposal | None) -> tuple[str, str, str, str, str]:
        if found.start is None or found.end is None:
            return found.code, "", "", "", ""
        before, after = words_around(self._text, found.start, found.end)
        page = proposal.pages if proposal else ""
        return found.code, page, self._text[found.start : found.end], before, after

    def _place(self, found: Finding, proposal: Proposal | None, mark: str) -> Place:
        end = None
        if found.end is not None:
            end = self._lines().place(found.end)
        return Place(
            path=self._path,
            line=found.line,
            column=found.column,
            end_line=end[0] if end else None,
            end_column=end[1] if end else None,
            severity=found.severity,
            code=found.code,
            message=found.message,
            text=None if found.start is None else self._text[found.start : found.end],
            proposal=proposal.text if proposal else None,
            confidence=proposal.confidence if proposal else None,
            grade=proposal.grade if proposal else None,
            channel=proposal.channel if proposal else None,
            fingerprint=mark,
            diff=proposal.diff if proposal else (),
        )


_JUDGED = frozenset(("replacement-character", "bidi-control"))
"""Codes whose severity depends on what stands around; of places that are only counted nobody knows."""


def _by_line(findings: Sequence[Finding]) -> list[Finding]:
    """One finding for all those of one code on one line, the worst, with the count of the others."""
    grouped: dict[tuple[str, int | None], list[Finding]] = {}
    for found in findings:
        grouped.setdefault((found.code, found.line), []).append(found)
    merged = []
    for group in grouped.values():
        worst = min(group, key=lambda found: SEVERITIES.index(found.severity))
        if len(group) > 1 and worst.line is not None:
            worst = replace(worst, message=f"{worst.message}, and {len(group) - 1} more on this line")
        merged.append(worst)
    return merged


def _by_place(found: Finding) -> tuple[int, int, str]:
    return found.line or 0, found.column or 0, found.code


def _is_within(found: Finding, spans: Sequence[tuple[int, int]]) -> bool:
    start, end = found.start, found.end
    if start is None or end is None:
        return False
    return any(first <= start and end <= last for first, last in spans)

"""What people decided: one line of JSON a decision, in a file beside RAW that git can merge.

In: lines, or decisions. Out: decisions, or lines. Touches nothing; who reads and writes the file
is `engine` and `review`. A case is known by what stands in the text, not by ids or offsets: the
text seen, the nearest words on either side, and which of several such places of a document it
is. So a decision survives that a file is moved, renamed, or changed elsewhere. Of several
lines about one case the last holds; a decision is taken back by a line that says `open`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import DecisionsError

VERSION = 1
"""Version of the format, in each line. Lines of every version that was released are read."""

AROUND = 32
"""Code points on either side among which the nearest words are sought. Scripts without spaces
have words longer than that; then so many code points are the word."""

WORDS = 2
"""Words on either side."""

_BLANK_LINE = re.compile(r"\n[ \t]*\r?\n|\r[ \t]*\r")

REPAIR_VERDICTS = ("read", "sound", "leave", "open")
"""It reads so; it is no damage; nobody can know; not decided (any more)."""

PAIR_VERDICTS = ("keep", "reject", "correct", "open")
"""The pair is right; the two do not belong together; the target reads so; not decided."""

RepairCase = tuple[str, str, str, int]
"""Seen text, words before it, words behind it, which of such places in the document, from 1."""

PairCase = tuple[str, str, str]
"""Level, source text, target text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairDecision:
    """What a person decided about one damaged (or sound) stretch."""

    seen: str
    """What stands in the file."""
    left: str
    """The nearest words before it."""
    right: str
    """The nearest words behind it."""
    nth: int
    """Which of such places in its document, from 1."""
    verdict: str
    """One of `REPAIR_VERDICTS`."""
    text: str | None = None
    """What it reads, where the verdict is `read`."""
    forced: bool = False
    """Whether the reading holds although nothing shows that it could have become what is seen."""
    path: str | None = None
    """Where it was seen: for people, no part of the case."""
    line: int | None = None
    at: str | None = None
    """When it was decided, in UTC: for people."""

    @property
    def case(self) -> RepairCase:
        """What the decision is about."""
        return self.seen, self.left, self.right, self.nth

    @property
    def content(self) -> tuple[object, ...]:
        """All of it that can change what a run writes."""
        return ("repair", *self.case, self.verdict, self.text, self.forced)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairDecision:
    """What a person decided about a source text and its translation."""

    level: str
    """`title`, `block` or `sentence`."""
    source: str
    target: str
    verdict: str
    """One of `PAIR_VERDICTS`."""
    text: str | None = None
    """The translation as it should be, where the verdict is `correct`."""
    path: str | None = None
    at: str | None = None

    @property
    def case(self) -> PairCase:
        """What the decision is about."""
        return self.level, self.source, self.target

    @property
    def content(self) -> tuple[object, ...]:
        """All of it that can change what a run writes."""
        return ("pair", *self.case, self.verdict, self.text)


Decision = RepairDecision | PairDecision


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions that hold, by their cases; what was decided last stands last."""

    repairs: Mapping[RepairCase, RepairDecision] = field(default_factory=dict)
    pairs: Mapping[PairCase, PairDecision] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.repairs or self.pairs)


def words_around(source: str, start: int, end: int) -> tuple[str, str]:
    """The nearest words of the paragraph before and behind a stretch, over line ends too.

    Args:
        source: the decoded source text; its words do not change when other repairs do.
        start: first code point of the stretch.
        end: one past its last.
    """
    before = _BLANK_LINE.split(source[max(0, start - AROUND) : start])[-1].split()[-WORDS:]
    behind = _BLANK_LINE.split(source[end : end + AROUND], maxsplit=1)[0].split()[:WORDS]
    return " ".join(before), " ".join(behind)


def cases_of(source: str, spans: Iterable[tuple[int, int]]) -> list[RepairCase]:
    """The cases of a document.

    Args:
        source: its decoded source text.
        spans: of all stretches that the search found, ascending.
    """
    counts: dict[tuple[str, str, str], int] = {}
    cases = []
    for start, end in spans:
        place = (source[start:end], *words_around(source, start, end))
        counts[place] = counts.get(place, 0) + 1
        cases.append((*place, counts[place]))
    return cases


def holding(decisions: Iterable[Decision]) -> Decisions:
    """The last decision of each case, without those taken back."""
    return with_more(Decisions({}, {}), decisions)


def with_more(held: Decisions, decisions: Iterable[Decision]) -> Decisions:
    """What holds when more is decided."""
    repairs, pairs = dict(held.repairs), dict(held.pairs)
    for one in decisions:
        if isinstance(one, RepairDecision):
            repairs.pop(one.case, None)
            if one.verdict != "open":
                repairs[one.case] = one
        else:
            pairs.pop(one.case, None)
            if one.verdict != "open":
                pairs[one.case] = one
    return Decisions(repairs, pairs)


def line_of(decision: Decision) -> str:
    """The decision as a line, without the line end; what is not known is left out."""
    record: dict[str, Any] = {
        "version": VERSION,
        "kind": "repair" if isinstance(decision, RepairDecision) else "pair",
    }
    for name in decision.__slots__:
        value = getattr(decision, name)
        if value is not None and value is not False:
            record[name] = value
    # A lone surrogate can come in by hand only; UTF-8 has none, JSON's escape has.
    text = json.dumps(record, ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "backslashreplace")


def parse(data: bytes, path: Path) -> list[Decision]:
    """The decisions of a file, in order. Kinds that this version does not know are left out.

    A last line without a line end that does not parse was cut off while it was written, and
    nobody was told that it was kept; it does not count.

    Args:
        data: the file's bytes; a BOM is taken.
        path: for messages.

    Raises:
        DecisionsError: a line is no decision; the message names line and column.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    lines = data.split(b"\n")
    found: list[Decision] = []
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        try:
            one = _decision(raw, path, number)
        except DecisionsError:
            if number == len(lines):
                break
            raise
        if one is not None:
            found.append(one)
    return found


def _decision(raw: bytes, path: Path, number: int) -> Decision | None:
    if raw.startswith((b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")):
        raise DecisionsError(
            "a merge was left half done",
            context=f"{path}, line {number}, column 1",
            hint="keep the lines of both sides, and remove git's marks",
        )
    try:
        record = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as err:
        raise _refused("the line is not UTF-8", path, number, err.start + 1) from err
    except json.JSONDecodeError as err:
        raise _refused(f"the line is no JSON: {err.msg}", path, number, err.colno) from err
    except RecursionError as err:
        raise _refused("the line is nested too deep", path, number) from err
    if not isinstance(record, dict):
        raise _refused("the line is no JSON object", path, number)
    version = record.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _refused("the line has no `version`", path, number)
    if version > VERSION:
        raise _refused(f"the line is of version {version}; this program reads {VERSION}", path, number)
    if record.get("kind") == "repair":
        return _repair(record, path, number)
    if record.get("kind") == "pair":
        return _pair(record, path, number)
    if isinstance(record.get("kind"), str):
        return None
    raise _refused("the line has no `kind`", path, number)


def _repair(record: Mapping[str, Any], path: Path, number: int) -> RepairDecision:
    def take(name: str, kinds: type, default: Any = None, *, required: bool = False) -> Any:
        return _value(record, name, kinds, path, number, default, required=required)

    one = RepairDecision(
        seen=take("seen", str, required=True),
        left=take("left", str, ""),
        right=take("right", str, ""),
        nth=take("nth", int, 1),
        verdict=_verdict(record, REPAIR_VERDICTS, path, number),
        text=take("text", str),
        forced=take("forced", bool, default=False),
        path=take("path", str),
        line=take("line", int),
        at=take("at", str),
    )
    if not one.seen:
        raise _refused("`seen` is empty", path, number)
    if (one.text is None) == (one.verdict == "read"):
        raise _refused("`text` goes with verdict `read`, and with no other", path, number)
    return one


def _pair(record: Mapping[str, Any], path: Path, number: int) -> PairDecision:
    def take(name: str, default: Any = None, *, required: bool = False) -> Any:
        return _value(record, name, str, path, number, default, required=required)

    one = PairDecision(
        level=take("level", required=True),
        source=take("source", required=True),
        target=take("target", required=True),
        verdict=_verdict(record, PAIR_VERDICTS, path, number),
        text=take("text"),
        path=take("path"),
        at=take("at"),
    )
    if (one.text is None) == (one.verdict == "correct"):
        raise _refused("`text` goes with verdict `correct`, and with no other", path, number)
    return one


def _verdict(record: Mapping[str, Any], known: Sequence[str], path: Path, number: int) -> str:
    value = record.get("verdict")
    if value not in known:
        raise _refused(f"`verdict` must be one of {', '.join(known)}", path, number)
    return str(value)


def _value(
    record: Mapping[str, Any],
    name: str,
    kind: type,
    path: Path,
    number: int,
    default: Any = None,
    *,
    required: bool = False,
) -> Any:
    value = record.get(name)
    if value is None and not required:
        return default
    if type(value) is not kind:
        wanted = {str: "a text", int: "a whole number", bool: "true or false"}[kind]
        raise _refused(f"`{name}` must be {wanted}", path, number)
    if isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
        raise _refused(f"`{name}` holds half a surrogate pair", path, number)
    return value


def _refused(message: str, path: Path, number: int, column: int = 1) -> DecisionsError:
    return DecisionsError(message, context=f"{path}, line {number}, column {column}")

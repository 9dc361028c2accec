"""Tells of each edit what stood there, what it should read, and why that can be believed.

In: a `Fixed`. Out: lines. Touches nothing but, for what is left, the model file.
Idea: a repair is believed by someone who can check it: the place, the words around it before
and after, the bytes, the mistake that made them so, every other reading with its probability,
and who decided. A character of which bytes were lost is marked wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from pipeline.fixing.pieces import Line, Piece
from pipeline.fixing.texts import Fixed, Place, find_edits
from pipeline.mojibake.sound.code import code_spans
from pipeline.positions import line_around
from pipeline.records import GRADES, Edit
from pipeline.settings import Settings
from pipeline.wording import fate, mistake, percent, restored, shown

AROUND = 24
"""Characters of context on either side."""
LONGEST = 60
"""Characters of an edit that are shown at its head; its ends, where it is longer."""
BYTES = 24
"""Bytes of an edit that are shown."""
READINGS = 5
"""Readings that are named beside the one taken."""
SHOWN = 0.5
"""Probability of its reading from which a stretch that is left must be left on purpose."""

_LABEL = 10


def explain(name: str, fixed: Fixed, settings: Settings) -> Iterator[Line]:
    """Lines about one file: what was found in all, then edit by edit, then what the marks mean.

    Args:
        name: of the file, as a person knows it.
        fixed: what became of it.
        settings: those it was repaired with; a left stretch is told what would take it.
    """
    yield (Piece(name, "name"), Piece(": " + summary(fixed)))
    view = _View(fixed, settings)
    for edit, place in zip(fixed.edits, fixed.places, strict=True):
        yield ()
        yield from view.made(edit, place) if edit.after is not None else view.left(edit, place)
    for found in fixed.findings:
        yield ()
        yield (Piece(f"  note: {found.message}"),)
    if view.has_restored:
        yield ()
        yield (Piece("  * restored: one or more of the character's bytes were lost; `..` are lost bytes"),)


def summary(fixed: Fixed) -> str:
    """What was found in a file, in one line."""
    if not fixed.edits:
        return "nothing to repair"
    sure = fixed.count("certain") + fixed.count("confident")
    doubtful, left = fixed.count("doubtful"), fixed.count("left")
    parts = [f"{sure:,} repaired"]
    if doubtful:
        parts.append(f"{doubtful:,} repaired with doubt")
    if left:
        parts.append(f"{left:,} left as {'it is' if left == 1 else 'they are'}")
    return ", ".join(parts)


class _View:
    """One file's edits, with the context that each is shown in."""

    def __init__(self, fixed: Fixed, settings: Settings) -> None:
        self._fixed = fixed
        self._settings = settings
        self._source = fixed.source.text
        sizes = [
            0 if edit.after is None else len(edit.after) - (edit.end - edit.start) for edit in fixed.edits
        ]
        starts = (edit.start for edit in fixed.edits)
        self._shifts = dict(zip(starts, accumulate(sizes, initial=0), strict=False))
        self._reasons: _Reasons | None = None
        self.has_restored = False

    def made(self, edit: Edit, place: Place) -> Iterator[Line]:
        """Lines about an edit that changes the text."""
        after = self._marked(edit)
        yield (
            *_at(place),
            Piece(_short(shown(edit.before)), "before"),
            Piece("  ->  "),
            *after,
            Piece("    "),
            Piece(_grade(edit), "doubtful" if edit.grade == "doubtful" else "label"),
        )
        yield self._context("was", self._source, edit.start, edit.end)
        start = edit.start + self._shifts[edit.start]
        yield self._context("is", self._fixed.text, start, start + len(edit.after or ""))
        yield from _bytes(edit)
        if edit.channel is not None:
            yield _labelled("mistake", mistake(edit.channel))
        yield from _readings(edit)
        yield _labelled("decided", _decided(edit))

    def left(self, edit: Edit, place: Place) -> Iterator[Line]:
        """Lines about a stretch that stays as it is."""
        if self._reasons is None:
            self._reasons = _Reasons(self._fixed, self._settings)
        yield (
            *_at(place),
            Piece(_short(shown(edit.before)), "before"),
            Piece("    "),
            Piece("left as it is", "left"),
        )
        yield self._context("in", self._source, edit.start, edit.end)
        if edit.alternatives:
            named = [
                f"{_short(shown(a.text))} {percent(a.probability)}" for a in edit.alternatives[:READINGS]
            ]
            yield _labelled("readings", ", ".join(named) + " (none taken)")
        yield _labelled("why", self._reasons.why(edit))

    def _context(self, label: str, text: str, start: int, end: int) -> Line:
        first, last = line_around(text, start, end)
        left, right = max(first, start - AROUND), min(last, end + AROUND)
        before = ("..." if left > first else "") + shown(text[left:start])
        after = shown(text[end:right]) + ("..." if right < last else "")
        role = "before" if label != "is" else "after"
        return (
            Piece(" " * 8 + f"{label:<{_LABEL}}", "label"),
            Piece(before.lstrip() + "["),
            Piece(_short(shown(text[start:end])), role),
            Piece("]" + after.rstrip()),
        )

    def _marked(self, edit: Edit) -> list[Piece]:
        """What stands there now, each restored character marked."""
        text, lost = edit.after or "", restored(edit)
        if not lost:
            return [Piece(_short(shown(text)), "after")]
        self.has_restored = True
        return [
            Piece(shown(char) + "*", "restored") if index in lost else Piece(shown(char), "after")
            for index, char in enumerate(text)
        ]


def _at(place: Place) -> Line:
    return (Piece(f"  {place.line}:{place.column}", "place"), Piece("  "))


def _labelled(label: str, text: str) -> Line:
    return (Piece(" " * 8 + f"{label:<{_LABEL}}", "label"), Piece(text))


def _short(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST // 2]} ... {text[-LONGEST // 2 :]}"


def _grade(edit: Edit) -> str:
    return edit.grade if edit.grade == "certain" else f"{edit.grade}, {percent(edit.confidence)}"


def _bytes(edit: Edit) -> Iterator[Line]:
    pairs = edit.bytes.split()
    if not pairs:
        return
    text = " ".join(pairs[:BYTES]) + (f" and {len(pairs) - BYTES} more" if len(pairs) > BYTES else "")
    if not edit.struck:
        yield _labelled("bytes", f"{text}, none lost")
        return
    yield _labelled("bytes", text)
    named = [f"byte {s.byte:02x}, {fate(s, edit.layers)}" for s in edit.struck]
    yield _labelled("lost", "; ".join(named))


def _readings(edit: Edit) -> Iterator[Line]:
    if not edit.struck and not edit.alternatives:
        return
    named = [f"{_short(shown(edit.after or ''))} {percent(edit.confidence)} (taken)"]
    named += [f"{_short(shown(a.text))} {percent(a.probability)}" for a in edit.alternatives[:READINGS]]
    yield _labelled("readings", ", ".join(named))


def _decided(edit: Edit) -> str:
    if edit.decided_by == "person":
        return "by a person"
    if edit.decided_by == "proof":
        if edit.grade == "certain":
            return "by proof: no byte is missing, and the bytes allow one reading only"
        return "by proof of the reading; that this is damage at all is inferred from the text around"
    if edit.grade == "certain":
        return "by proof: bytes are missing, but those left allow one reading only"
    return "by the language model, from the text around; damaging it so again gives what stood here"


class _Reasons:
    """Why stretches of one file are left."""

    def __init__(self, fixed: Fixed, settings: Settings) -> None:
        from pipeline.clean.targets import relative_targets

        self._source = fixed.source.text
        self._accept = settings.accept
        self._code = code_spans(self._source)
        self._targets = relative_targets(self._source)
        self._withheld = [(f.start or 0, f.end or 0) for f in fixed.findings]
        self._bolder: dict[str, list[Edit]] = {}
        for accept in GRADES[GRADES.index(settings.accept) + 1 : -1]:
            edits, _ = find_edits(self._source, replace(settings, accept=accept))
            self._bolder[accept] = [edit for edit in edits if edit.after is not None]

    def why(self, edit: Edit) -> str:
        """Why one stretch is left, and what would take it."""
        if not edit.alternatives and edit.decided_by == "proof":
            return (
                "beyond repair: these marks are all that is left of any text; find an older copy of the file"
            )
        if _touches(edit, self._withheld):
            return "in the front matter, whose keys the repairs would change"
        if _touches(edit, self._targets):
            return "the target of a relative link: the file that it names may bear this very name"
        for accept, made in self._bolder.items():
            if _touches(edit, [(other.start, other.end) for other in made]):
                return (
                    f"not sure enough for --accept {self._accept}; --accept {accept} takes the first reading"
                )
        if _touches(edit, self._code):
            return "code, which may show damage on purpose; nothing outside of it proves the same mistake"
        if edit.alternatives and edit.alternatives[0].probability >= SHOWN:
            return "an example: it stands beside its own reading, or where such damage is spoken of"
        return "no reading stands out"


def _touches(edit: Edit, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < edit.end and edit.start < end for start, end in spans)

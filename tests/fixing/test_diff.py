"""The word diff: it shows each change, whole, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.fixing.diff import _changes, word_diff
from pipeline.fixing.pieces import Line
from pipeline.fixing.texts import fix_bytes
from pipeline.mojibake import damage
from pipeline.mojibake.edits.apply import apply_edits
from pipeline.records import Edit
from pipeline.settings import Settings

SETTINGS = Settings(accept="confident")
MARKS = {"before": "[-{}-]", "after": "{{+{}+}}", "doubtful": "{{+{}+}}"}


def _diff(text: str) -> list[str]:
    fixed = fix_bytes(text.encode(), SETTINGS)
    assert fixed is not None
    return [_plain(line) for line in word_diff("a.md", fixed)]


def _plain(line: Line) -> str:
    return "".join(MARKS.get(piece.role, "{}").format(piece.text) for piece in line)


def test_an_edit_is_shown_with_its_word() -> None:
    broken = damage("It\u2019s", "windows-1252:none")
    assert _diff(f"one\n{broken} a note\n") == [
        "--- a.md",
        "+++ a.md (repaired)",
        "@@ line 2 @@",
        f"[-{broken}-]{{+It\u2019s+}} a note",
    ]


def test_sound_text_has_no_diff() -> None:
    assert _diff("caf\u00e9\n") == []


def test_long_stretches_without_a_change_are_cut() -> None:
    broken = damage("\u2014", "windows-1252:none")
    line = _diff("word " * 50 + broken + " word" * 50 + f" {broken} end\n")[-1]
    assert line.startswith("...")
    assert " ... " in line
    assert len(line) < 300


def _edit(start: int, end: int, after: str, source: str) -> Edit:
    return Edit(
        start=start,
        end=end,
        before=source[start:end],
        after=after,
        bytes="",
        channel=None,
        loss=None,
        layers=0,
        confidence=1.0,
        grade="certain",
        decided_by="proof",
    )


@st.composite
def _edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    source = draw(st.text(alphabet="ab \n\u00e9\u4f60", min_size=1, max_size=60))
    borders = sorted(draw(st.sets(st.integers(0, len(source)), max_size=10)))
    pairs = list(zip(borders[::2], borders[1::2], strict=False))
    return source, [_edit(a, b, draw(st.text(alphabet="xy", max_size=3)), source) for a, b in pairs]


@given(case=_edited())
def test_the_changes_shown_make_the_repaired_text(case: tuple[str, list[Edit]]) -> None:
    source, edits = case
    out, at = [], 0
    for change in _changes(source, edits):
        assert at <= change.start <= change.end
        out += [source[at : change.start], change.after]
        at = change.end
    assert "".join([*out, source[at:]]) == apply_edits(source, tuple(edits))

"""Explanations: each says what there is to know, and those of what is left say why."""

from __future__ import annotations

from dataclasses import replace

from pipeline.findings import finding
from pipeline.fixing.explain import explain
from pipeline.fixing.pieces import ROLES, plain
from pipeline.fixing.texts import fix_bytes
from pipeline.mojibake import damage
from pipeline.records import Edit, Struck
from pipeline.settings import Settings
from pipeline.wording import restored

SETTINGS = Settings(accept="confident")
QUOTE = damage("\u2019", "windows-1252:none")
EDIT = Edit(
    start=0,
    end=3,
    before="abc",
    after="a\u4f60",
    bytes="61 e4 .. a0",
    channel="windows-1252:dropped",
    loss="dropped",
    layers=1,
    confidence=0.97,
    grade="confident",
    decided_by="model",
    struck=(Struck(layer=0, index=2, byte=0xBD, became=""),),
)


def _explained(text: str, settings: Settings = SETTINGS) -> str:
    fixed = fix_bytes(text.encode(), settings)
    assert fixed is not None
    lines = list(explain("a.md", fixed, settings))
    assert all(piece.role in ROLES for line in lines for piece in line)
    return "\n".join(plain(line).rstrip() for line in lines) + "\n"


def test_a_repair_without_loss_is_told_whole() -> None:
    broken = damage("\u2019", "windows-1252:none")
    assert _explained(f"A title\n\nIt{broken}s a note.\n") == (
        f"""a.md: 1 repaired

  3:3  {broken}  ->  \u2019    certain
        was       It[{broken}]s a note.
        is        It[\u2019]s a note.
        bytes     e2 80 99, none lost
        mistake   UTF-8 read as windows-1252 (Western Windows)
        decided   by proof: no byte is missing, and the bytes allow one reading only
"""
    )


def test_a_repair_with_loss_marks_what_was_restored_and_names_the_lost_byte() -> None:
    text = "\u201cYes\u201d, she said, \u201cof course\u201d. \u201cGood\u201d, he said.\n" * 3
    told = _explained(damage(text, "windows-1252:dropped"))
    assert "\u201d*" in told
    assert "e2 80 .." in told
    assert "byte 9d, dropped" in told
    assert "bytes that it lacks dropped" in told
    assert "by the language model" in told
    assert told.rstrip().endswith("`..` are lost bytes")


def test_restored_characters_are_those_whose_bytes_were_struck() -> None:
    assert restored(EDIT) == {1}
    assert restored(replace(EDIT, struck=())) == set()
    assert restored(replace(EDIT, struck=(Struck(layer=1, index=9, byte=0x9D, became=""),))) == {0, 1}


def test_sound_text_needs_no_explanation() -> None:
    assert _explained("caf\u00e9\n") == "a.md: nothing to repair\n"


def test_beyond_repair_is_said_to_be_so() -> None:
    told = _explained("\u951f\u65a4\u62f7\u951f\u65a4\u62f7\n")
    assert "left as it is" in told
    assert "beyond repair" in told


def test_a_link_target_is_left_for_its_own_reason() -> None:
    name = damage("caf\u00e9", "windows-1252:none")
    told = _explained(f"{name} {name} {name}\n\n![x]({name}.png)\n")
    assert "the target of a relative link" in told


def test_code_is_left_for_its_own_reason() -> None:
    broken = damage("na\u00efve caf\u00e9s", "windows-1252:none")
    told = _explained(f"A caf\u00e9, and `{broken} there` in code.\n")
    assert "code, which may show damage" in told


def test_what_a_bolder_setting_would_take_is_told() -> None:
    text = "It\u2019s a \u201cnote\u201d of caf\u00e9s\n"
    cautious = Settings(accept="certain")
    told = _explained(damage(text * 4, "windows-1252:dropped"), cautious)
    assert "not sure enough for --accept certain; --accept " in told


def test_a_withheld_header_is_noted_and_named_as_the_reason() -> None:
    fixed = fix_bytes(f"---\ntitle: It{QUOTE}s\n---\n\nIt{QUOTE}s\n".encode(), SETTINGS)
    assert fixed is not None
    first = replace(fixed.edits[0], after=None, grade="left", decided_by="model")
    found = finding("front-matter-repair-withheld", "not made", start=0, end=fixed.edits[0].end)
    withheld = replace(fixed, edits=(first, *fixed.edits[1:]), findings=(found,))
    told = "\n".join(plain(line) for line in explain("a.md", withheld, SETTINGS))
    assert "in the front matter, whose keys the repairs would change" in told
    assert "note: not made" in told

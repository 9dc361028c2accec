"""Readings that are proved together have the certificates that each has for itself, and no others."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

import pytest

from pipeline.mojibake import damage, repair
from pipeline.mojibake.channel import Layer, replay
from pipeline.mojibake.edits import certificates
from pipeline.mojibake.edits.certificates import certify, describe, kept_controls, loss_name
from pipeline.mojibake.reading.readings import Proposal
from pipeline.records import Struck
from tests import texts

NOTE = texts.paragraphs()["zh-Hans"][1]
LETTER = texts.paragraphs()["ru"][1]
CHANNELS = [
    (NOTE, "windows-1252:dropped+ad"),
    (NOTE, "windows-1254:?+ad"),
    (NOTE, "windows-1252:c1"),
    (LETTER, "windows-1252:c1"),
    (LETTER, "iso-8859-1:dropped"),
    ("\u201cPrix\u2026\u201d \u2014 d\u00e9j\u00e0 vu \U0001f4a1 \u2026", "windows-1252:c1+ellipsis+quotes"),
]


@dataclass(frozen=True)
class Reading:
    """What a proposal says, and what stands there."""

    before: str
    after: str
    page: str
    struck: tuple[tuple[int, int, str], ...]


def readings(truth: str, channel: str) -> list[Reading]:
    """The readings of a damaged text, and wrong ones: another character, byte, mark or page."""
    out = []
    for edit in repair(damage(truth, channel)).edits:
        if edit.after is None or edit.channel is None or edit.layers != 1:
            continue
        page, struck = edit.channel.partition(":")[0], tuple((s.index, s.byte, s.became) for s in edit.struck)
        out += [
            Reading(edit.before, edit.after, page, struck),
            Reading(edit.before, edit.after[:-1] + "\u4e00", page, struck),
            Reading(edit.before, edit.after, "windows-1250", struck),
            Reading(edit.before, edit.after, page, tuple((i, b ^ 1, c) for i, b, c in struck)),
            Reading(edit.before + edit.before[-1], edit.after, page, struck),
        ]
    return out


def has_losses(reading: Reading) -> bool:
    """Whether the page has a loss for each byte struck: no search says others."""
    try:
        return bool([loss_name(reading.page, byte, became) for _, byte, became in reading.struck] or True)
    except StopIteration:
        return False


def by_itself(reading: Reading) -> certificates.Certificate | None:
    """The certificate by `replay`."""
    losses = dict.fromkeys([loss_name(reading.page, byte, became) for _, byte, became in reading.struck])
    layers = (Layer(reading.page, (*kept_controls(reading.page, reading.before), *losses)),)
    struck = tuple(Struck(layer=0, index=i, byte=b, became=c) for i, b, c in reading.struck)
    if replay(reading.after, layers, struck) != reading.before:
        return None
    return layers, struck, describe(reading.after, layers, struck)


@pytest.mark.parametrize(("truth", "channel"), CHANNELS, ids=lambda value: value if ":" in value else "")
def test_certificates_of_many_are_those_of_each(truth: str, channel: str) -> None:
    asked = list(filter(has_losses, readings(truth, channel)))
    text, proposals = "", []
    for r in asked:
        start = len(text) + 1
        text += " " + r.before
        proposals.append(Proposal(start, len(text), r.after, r.page, r.struck, 0, (), 1))
    wanted = list(map(by_itself, asked))
    assert any(wanted)
    assert None in wanted
    certificates._known.clear()
    assert certify(text, proposals) == wanted
    assert certify(text, proposals) == wanted, "and so they are when they are known"


def test_edits_are_put_into_words_once_and_go_to_other_processes() -> None:
    found = repair(damage(NOTE, "windows-1252:dropped+ad"))
    assert found.edits is found.edits
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert again.text == NOTE
    assert again.revert() == found.source
    assert hash(again) == hash(found)
    assert "Repair(source=" in repr(found)

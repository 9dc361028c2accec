"""Whether a person's reading could have become what is seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.certificate import prove, why_not
from pipeline.errors import ChannelError
from pipeline.mojibake.channel import damage, parse_channel, replay
from pipeline.mojibake.channel.codepages import DOUBLE_BYTE, SINGLE_BYTE

SOUND = st.text(
    st.sampled_from("abc \u2019\u201c\u201d\u2026\xe0\xe9\xa0\u9762\u8bd5\u044f\u03a9\U0001f4a1\u0e01"),
    min_size=1,
    max_size=8,
)
MARKED = ("dropped", "c1", "?", "u+fffd", "space")
ONWARD = ("", "+ad", "+nbsp-to-space", "+nbsp-dropped", "+quotes", "+ellipsis")
CHANNELS = [
    *(f"{name}:{mark}{more}" for name in SINGLE_BYTE for mark in MARKED for more in ONWARD),
    *(f"{name}:?" for name in DOUBLE_BYTE if name != "shift_jis"),
    *(f"{name}:?+eats" for name in DOUBLE_BYTE if name != "shift_jis"),
    *(f"{name}:dropped" for name in DOUBLE_BYTE),
    "shift_jis:?+dropped",
    "windows-1252:dropped > windows-1252:dropped",
    "windows-1254:c1 > windows-1252:c1",
    "windows-1252:c1 > windows-1252:c1 > windows-1252:c1",
]  # fmt: skip


@given(SOUND, st.sampled_from(CHANNELS))
def test_what_a_channel_made_of_a_text_is_proved(text: str, channel: str) -> None:
    """And the proof replays, with the channel that it names and no other."""
    try:
        seen = damage(text, channel)
    except ChannelError:
        return
    if seen == text or not seen:
        return
    proof = prove(text, seen, [channel])
    assert proof is not None
    assert replay(text, parse_channel(proof.channel), proof.struck) == seen
    assert len(proof.bytes.split()) == len(text.encode("utf-8"))
    pages = [layer.page for layer in parse_channel(channel)]
    assert [layer.page for layer in parse_channel(proof.channel)] == pages


@given(SOUND, SOUND)
def test_a_proof_is_never_claimed_without_a_replay(text: str, seen: str) -> None:
    proof = prove(text, seen)
    assert proof is None or replay(text, parse_channel(proof.channel), proof.struck) == seen


@pytest.mark.parametrize(
    ("text", "seen", "reason"),
    [
        ("", "\xe9\xa2", "an empty text"),
        ("\xe9\xa2", "\xe9\xa2", "stands there already"),
        ("abc", "\xe9\xa2", "no character that a wrong code page would change"),
        ("\u8bd5", "\xe9\xa2", "read in windows-1252 it would look like"),
        ("\u9762\x1b", "\xe9\xa2", "a control character"),
        ("\u9762" * 5000, "\xe9\xa2", "longer than 4,000"),
    ],
)
def test_a_reading_that_could_not_have_become_it_is_refused_with_the_reason(text, seen, reason) -> None:
    channels = ["windows-1252:dropped"]
    assert prove(text, seen, channels) is None
    assert reason in why_not(text, seen, channels)


def test_of_two_pages_the_one_of_the_document_is_named() -> None:
    assert prove("caf\xe9", "caf\xc3\xa9", ["windows-1254:none"]).channel == "windows-1254:none"
    assert prove("caf\xe9", "caf\xc3\xa9").channel == "windows-1252:none"


@pytest.mark.parametrize("case", ["lower", "upper"])
def test_what_was_put_in_one_case_is_proved_by_the_channel_that_says_so(case: str) -> None:
    channel = f"windows-1252:{case}"
    before = damage("\u00da", channel)
    proof = prove("\u00da", before, [channel])
    assert proof is not None
    assert (proof.channel, proof.struck) == (channel, ())
    assert prove("\u00db", before, [channel]) is None

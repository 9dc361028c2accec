"""Regions that are read side by side give what each gives when it is read alone."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest

from pipeline.mojibake import damage
from pipeline.mojibake.evidence import runs, sequences
from pipeline.mojibake.evidence.markup import markup_in
from pipeline.mojibake.evidence.speakers import Speakers
from pipeline.mojibake.passes import default_model
from pipeline.mojibake.reading import islands, readings
from pipeline.mojibake.reading.brackets import Opened
from pipeline.mojibake.reading.islands import (
    AHEAD,
    CHUNK,
    GAP,
    LONGEST,
    begun,
    close,
    islands_at,
    more_above_ascii,
)
from pipeline.mojibake.reading.losses import OPEN, STRONG, WEAK, Costs, Losses
from pipeline.mojibake.reading.plain import Plain
from pipeline.mojibake.reading.readings import Proposal, read_regions
from pipeline.mojibake.single_byte.proved import read_proved
from pipeline.mojibake.sound.chance import is_letter_in_word, without_letters_in_words
from pipeline.mojibake.spans import edges
from tests import texts

CHANNELS = ("windows-1252:dropped+ad", "windows-1254:?+ad", "windows-1252:c1", "iso-8859-1:space")


def _hurt(language: str, channel: str) -> runs.Array:
    return runs.code_points(damage("\n".join(texts.paragraphs()[language][:4]), channel))


def _spans(chance: random.Random, length: int) -> list[tuple[int, int]]:
    """Spans in order, some of which touch."""
    cuts = sorted(chance.sample(range(length), min(length, 24)))
    return [(start, end) for start, end in pairwise(cuts) if chance.random() < 0.7]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", ["zh-Hans", "ja", "ru", "fr", "cs"])
@pytest.mark.parametrize("costs", [WEAK, OPEN, STRONG], ids=["weak", "open", "strong"])
def test_side_by_side_is_as_alone(language: str, channel: str, costs: Costs) -> None:
    chance = random.Random(f"{language} {channel}")
    codes = _hurt(language, channel)[:1500]
    losses = Losses(page=channel.partition(":")[0], dropped=True, as_space=channel.endswith("space"))
    spans = _spans(chance, len(codes))
    opened = [chance.choice([0, 0, 1, 2, 5]) for _ in spans]
    arrays = default_model().arrays
    together = read_regions(codes, spans, losses, costs, arrays, opened)
    alone = [
        read_regions(codes, [span], losses, costs, arrays, [bits])[0]
        for span, bits in zip(spans, opened, strict=True)
    ]
    assert together == alone
    assert any(together)
    for (start, end), found in zip(spans, together, strict=True):
        assert all(start <= p.start < p.end <= end for p in found)


def test_regions_are_read_in_lattices_of_a_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = _hurt("zh-Hans", CHANNELS[0])[:600]
    losses = Losses(page="windows-1252", dropped=True)
    spans = [(start, start + 20) for start in range(0, len(codes) - 20, 20)]
    arrays = default_model().arrays
    whole = read_regions(codes, spans, losses, STRONG, arrays)
    monkeypatch.setattr(readings, "TOGETHER", 50)
    assert read_regions(codes, spans, losses, STRONG, arrays) == whole
    assert read_regions(codes, [], losses, STRONG, arrays) == []


LINES = [
    "On day {k} \u300che said once more 面试{k}, and then\u300d \u201cmore of the same 中国人\u201d",
    "Она сказала: \u201esomething or other привет\u201c, \u201cand then ещё раз\u201d {k}",
    "\u300ein Tokyo, that is 東京\u300f and \u201cagain, again and again\u201d, \u201cno more 不",
    "",
]


def test_a_page_is_read_line_by_line_as_from_one_end_to_the_other() -> None:
    """What is open before a group is told by its line alone, so lines may be read in any order."""
    text = "\n".join(LINES[k % 4].format(k=k) for k in range(60)) + " " * 1100 + LINES[0].format(k=9)
    codes = runs.code_points(damage(text, CHANNELS[0]))
    table = runs.bytes_of("windows-1252")
    high = np.flatnonzero(runs.bytes_at(codes, table) >= 0x80)
    parts = np.split(high, np.flatnonzero(np.diff(high) > 1) + 1)
    islands = [(int(some[0]), int(some[-1]) + 1) for some in parts]
    speakers, losses = Speakers(default_model()), Losses(page="windows-1252", dropped=True)
    found = read_proved(codes, islands, losses, speakers)

    starts, ends = edges(islands)
    whole = np.zeros(len(islands), np.int64)
    sequences.whole_islands(codes, starts, ends, table, whole)
    language, opened = speakers.of_islands(codes, islands, table), Opened(codes)
    wanted: list[Proposal] = []
    bits: set[int] = set()
    for first, last in zip(*(some.tolist() for some in close(starts, ends)), strict=True):
        start, stop = islands[first][0], islands[last - 1][1]
        if whole[first:last].all():
            wanted += [p for p in found if start <= p.start < stop]
            continue
        end = min(stop + AHEAD, islands[last][0] if last < len(islands) else len(codes))
        arrays = speakers.of_region(codes, start, end, table, language)
        is_open = opened.before(start, wanted)
        bits.add(is_open)
        plain = Plain(markup_in(codes, islands), np.zeros(0, np.int64), speakers.have_spaces(arrays))
        (read,) = read_regions(codes, [(start, end)], losses, STRONG, arrays, [is_open], plain=plain)
        wanted += [p for p in read if p.start < stop and not is_letter_in_word(codes, p)]
    # how sure the model is of a language is told by the whole text
    assert [p._replace(log_rest=0) for p in found] == [p._replace(log_rest=0) for p in wanted]
    assert len(bits) > 1


def test_close_islands_are_ranges_and_those_alone_are_one_each() -> None:
    spans = [
        (0, 2),
        (2 + GAP, 12),
        (20, 21),
        (22, 24),
        (25, 26),
        (200, 200 + LONGEST),
        (LONGEST + 201, LONGEST + 202),
    ]
    starts, ends = edges(spans)
    firsts, lasts = close(starts, ends)
    assert list(zip(firsts.tolist(), lasts.tolist(), strict=True)) == [(0, 2), (2, 5), (5, 6), (6, 7)]
    firsts, lasts = close(starts, ends, np.array([False, False, False, True, False, False, False]))
    assert list(zip(firsts.tolist(), lasts.tolist(), strict=True)) == [
        (0, 2),
        (2, 3),
        (3, 4),
        (4, 5),
        (5, 6),
        (6, 7),
    ]


@pytest.mark.parametrize("language", ["fr", "ru", "zh-Hans"])
def test_stretches_that_hold_a_first_byte_are_found_all_over_a_text(language: str) -> None:
    codes, table = _hurt(language, CHANNELS[0]), runs.bytes_of("windows-1252")
    found = begun(codes, table)
    wanted = islands_at(codes, table, np.flatnonzero(runs.bytes_at(codes, table) >= 0xC2))
    assert list(found) == list(wanted) != []
    assert list(found[::3]) == list(wanted)[::3]
    assert found[1] == list(wanted)[1]


@pytest.mark.parametrize("seed", range(8))
def test_compiled_or_not_the_same_stretches_hold_a_first_byte(seed: int) -> None:
    """Also where a stretch, or nothing, ends with the text or with what is looked through at once."""
    chance, table = random.Random(seed), runs.bytes_of("windows-1252")
    text = "".join(chance.choices("aé \u4e00Ã©â€", weights=[50, 1, 5, 1, 2, 2, 1, 2], k=CHUNK * 2 + seed - 3))
    codes = runs.code_points(text + chance.choice(["", "Ã©", "a"]))
    wanted = islands_at(codes, table, np.flatnonzero(runs.bytes_at(codes, table) >= 0xC2))
    starts, ends = np.empty((2, len(codes) + 1), np.int64)
    plain, places = codes.view(np.uint32), np.empty(CHUNK, np.int64)
    count = islands.begun_stretches(plain, table, places, starts, ends)
    assert list(zip(starts[:count].tolist(), ends[:count].tolist(), strict=True)) == list(wanted)
    assert islands.begun_stretches(plain, table, places, starts[:2], ends[:2]) == count
    for least in (0, 5, count, len(codes)):
        assert more_above_ascii(codes, least) == (int((codes >= 0x80).sum()) > least)
        assert (islands.count_above_ascii(codes, least) > least) == (int((codes >= 0x80).sum()) > least)


def test_stretches_are_found_where_they_are_more_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(islands.jit, "is_compiled", lambda: True)
    codes, table = runs.code_points("Ã " * 3000), runs.bytes_of("windows-1252")
    assert list(begun(codes, table)) == [(at, at + 1) for at in range(0, len(codes), 2)]


def test_letters_in_words_are_left_out_as_if_each_were_asked_about() -> None:
    codes = runs.code_points("ča Č Äo xÄ Åa \u4e2dÄ Äb")
    high = np.flatnonzero((codes >= 0x80) & (codes < 0x2E80)).tolist()
    read = [Proposal(k, k + 1, "\u0447", "windows-1252", ((1, 0x87, ""),), -9, (), 4, -9) for k in high]
    wanted = [one for one in read if not is_letter_in_word(codes, one)]
    assert without_letters_in_words(codes, read) == wanted
    assert 0 < len(wanted) < len(read)
    assert without_letters_in_words(codes, []) == []

"""Alignment of blocks and sentences: known cases, floors on disturbed texts, and what always holds."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.pairs import Tally, beads_of, by_length
from benchmarks.pairs_set import cases_from, parallel
from pipeline.clean.pairs.align import align, align_all, longest_rising
from pipeline.clean.pairs.chart import PRIORS, STEPS, UNLIKE, Part, best_paths
from pipeline.clean.pairs.compared import Compared, Task
from pipeline.clean.pairs.evidence import Lengths, evidence_of
from pipeline.clean.pairs.units import Unit, unit_of

TEXT = Path(__file__).parent / "text"

ENGLISH = (
    "The harvest of 1848 was poor.",
    "Call `open()` before you read.",
    "We walked to the old town and came back late in the evening, tired and happy.",
    "See https://example.org/list for more.",
)
GERMAN = (
    "Die Ernte von 1848 war schlecht.",
    "Rufe `open()` auf, bevor du liest.",
    "Wir gingen in die alte Stadt und kamen spät am Abend müde und glücklich zurück.",
    "Mehr steht auf https://example.org/list.",
)


def units(texts, language, kind="paragraph"):
    return [unit_of(text, text, kind, language) for text in texts]


def links(source, target):
    beads = align(units(source, "en"), units(target, "de"), Lengths("en", "de"))
    return [(bead.source, bead.target) for bead in beads]


def test_a_translation_in_order_is_aligned_one_to_one():
    assert links(ENGLISH, GERMAN) == [((i,), (i,)) for i in range(4)]


def test_what_was_left_out_is_a_gap_on_that_side():
    assert links(ENGLISH, GERMAN[:1] + GERMAN[2:]) == [((0,), (0,)), ((1,), ()), ((2,), (1,)), ((3,), (2,))]
    assert links(ENGLISH[:2], GERMAN[:3]) == [((0,), (0,)), ((1,), (1,)), ((), (2,))]


def test_what_was_joined_is_two_to_one_and_what_was_split_one_to_two():
    joined = (GERMAN[0], f"{GERMAN[1]} {GERMAN[2]}", GERMAN[3])
    assert links(ENGLISH, joined) == [((0,), (0,)), ((1, 2), (1,)), ((3,), (2,))]
    joined = (ENGLISH[0], f"{ENGLISH[1]} {ENGLISH[2]}", ENGLISH[3])
    assert links(joined, GERMAN) == [((0,), (0,)), ((1,), (1, 2)), ((2,), (3,))]


def test_what_is_out_of_order_is_paired_by_content():
    swapped = (GERMAN[3], *GERMAN[:3])
    assert sorted(links(ENGLISH, swapped)) == [((0,), (1,)), ((1,), (2,)), ((2,), (3,)), ((3,), (0,))]


def test_blocks_of_two_kinds_are_not_joined():
    source = units(ENGLISH[:1], "en", "heading2") + units(ENGLISH[1:2], "en")
    target = units([f"{GERMAN[0]} {GERMAN[1]}"], "de")
    assert all(len(bead.source) < 2 for bead in align(source, target, Lengths("en", "de")))


@pytest.fixture(scope="module")
def tallies():
    """By level, what the aligner and what lengths alone find on a lesson in 16 languages, disturbed."""
    found = {(level, name): Tally() for level in ("blocks", "sentences") for name in ("ours", "length")}
    for level, case in cases_from(list(parallel(TEXT)) * 2, 2):
        found[level, "ours"].add(case, [(bead.source, bead.target) for bead in beads_of(case)])
        found[level, "length"].add(case, by_length(case))
    return found


@pytest.mark.parametrize(("level", "floor"), [("blocks", 0.97), ("sentences", 0.93)])
def test_links_of_disturbed_translations_are_found(tallies, level, floor):
    """The floors are the project's; `docs/pairs.md` has the figures on more text."""
    ours = tallies[level, "ours"]
    assert ours.true > 50
    assert ours.strict() >= floor
    assert ours.lax() >= ours.strict() > tallies[level, "length"].strict()


WORDS = (
    "tree",
    "house",
    "Baum",
    "Haus",
    "1848",
    "12",
    "`x`",
    "https://a.example",
    "?",
    "und",
    "and",
    "\u6811\u6728",
)


@given(
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), max_size=12),
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), max_size=12),
)
def test_every_unit_is_in_exactly_one_bead(source, target):
    beads = align(units(source, "en"), units(target, "de"), Lengths("en", "de"))
    assert sorted(i for bead in beads for i in bead.source) == list(range(len(source)))
    assert sorted(j for bead in beads for j in bead.target) == list(range(len(target)))
    assert all(bead.source or bead.target for bead in beads)
    assert all(bead.margin >= 0 for bead in beads)
    assert beads == align(units(source, "en"), units(target, "de"), Lengths("en", "de"))


@pytest.mark.parametrize(("rows", "columns"), [(1, 400), (400, 1), (3, 300), (90, 90), (150, 100)])
def test_a_band_is_always_wide_enough(rows, columns):
    source = units([f"Item {n % 3}." for n in range(rows)], "en")
    target = units([f"Ding {n % 3}." for n in range(columns)], "de")
    beads = align(source, target, Lengths("en", "de"))
    assert sorted(i for bead in beads for i in bead.source) == list(range(rows))
    assert sorted(j for bead in beads for j in bead.target) == list(range(columns))


def test_long_texts_are_cut_where_they_share_what_stands_once():
    source = units([f"Chapter {n} tells of {n * n} trees." for n in range(300)], "en")
    target = units([f"Kapitel {n} handelt von {n * n} Bäumen." for n in range(300)], "de")
    beads = align(source, target, Lengths("en", "de"))
    assert [(bead.source, bead.target) for bead in beads] == [((n,), (n,)) for n in range(300)]


def evidence(source, target, ours, theirs):
    """Of two places, by arrays."""
    compared = Compared([Task(source, target, Lengths("en", "de"))])
    first, first_there = compared.firsts[0]
    places = [
        np.array([at + one[0] + (compared.count if len(one) > 1 else 0)])
        for at, one in ((first, ours), (first_there, theirs))
    ]
    return int(compared.weigh(*places)[0])


def joined(first, second):
    """Two units as one, which holds once what both have."""
    return Unit(
        kind=first.kind,
        length=first.length + second.length,
        words=first.words | second.words,
        known=sum((first.words | second.words).values()),
        numbers=first.numbers | second.numbers,
        marks=first.marks | second.marks,
        ending=second.ending,
    )


@pytest.mark.parametrize("narrow", [2**31 - 1, 0])
def test_arrays_say_what_the_table_says(monkeypatch, narrow):
    """Of keys of 32 bits, and of such as large corpora have."""
    monkeypatch.setattr("pipeline.clean.pairs.compared._MOST_NARROW", narrow)
    source, target = units(ENGLISH, "en"), units(GERMAN, "de")
    for i, ours in enumerate(source):
        for j, theirs in enumerate(target):
            assert evidence(source, target, [i], [j]) == evidence_of(ours, theirs, Lengths("en", "de"))


def test_two_units_in_a_row_are_weighed_as_one_that_has_what_each_has():
    lengths = Lengths("en", "de")
    pair = units(("Call `open()` 12 times.", "Then call it 12 times more?"), "en")
    for theirs in units(GERMAN, "de"):
        assert evidence(pair, [theirs], [0, 1], [0]) == evidence_of(joined(*pair), theirs, lengths)
        assert evidence([theirs], pair, [0], [0, 1]) == evidence_of(theirs, joined(*pair), lengths)


TEXTS = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), min_size=1, max_size=4
)


def step_worth(ours, theirs, lengths):
    """What a step is worth that takes these units, by the table."""
    worth = PRIORS[STEPS.index((len(ours), len(theirs)))]
    if not ours or not theirs:
        return worth
    worth -= UNLIKE * any(len({unit.kind for unit in side}) > 1 for side in (ours, theirs))
    one, other = (joined(*side) if len(side) > 1 else side[0] for side in (ours, theirs))
    return worth + evidence_of(one, other, lengths)


def all_paths(rows, columns, i=0, j=0):
    """Every way through, as steps: where each begins, and what it takes."""
    if (i, j) == (rows, columns):
        yield ()
    for m, n in STEPS:
        if i + m <= rows and j + n <= columns:
            for rest in all_paths(rows, columns, i + m, j + n):
                yield ((i, j, m, n), *rest)


@given(TEXTS, TEXTS, st.lists(st.sampled_from(("paragraph", "heading2")), min_size=8, max_size=8))
def test_the_best_path_is_worth_most_and_margins_say_by_how_much(source, target, kinds):
    lengths = Lengths("en", "de")
    ours = [unit_of(text, text, kind, "en") for text, kind in zip(source, kinds, strict=False)]
    theirs = [unit_of(text, text, kind, "de") for text, kind in zip(target, kinds[4:], strict=False)]
    part = Part(task=0, start=0, stop=len(ours), low=0, high=len(theirs), half=9)
    (steps,) = best_paths(Compared([Task(ours, theirs, lengths)]), [part])
    worth = {
        (i, j, m, n): step_worth(ours[i : i + m], theirs[j : j + n], lengths)
        for m, n in STEPS
        for i in range(len(ours) - m + 1)
        for j in range(len(theirs) - n + 1)
    }
    paths = {path: sum(worth[step] for step in path) for path in all_paths(len(ours), len(theirs))}
    found = tuple((step.source, step.target, *STEPS[step.number]) for step in steps)
    assert paths[found] == max(paths.values())
    assert [step.worth for step in steps] == [worth[step] for step in found]
    for taken, step in zip(found, steps, strict=True):
        others = [total for path, total in paths.items() if taken not in path]
        assert step.margin == paths[found] - max(others, default=-(10**12))


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_texts_that_are_aligned_together_come_out_as_alone(pairs):
    lengths = Lengths("en", "de"), Lengths("en", "zh-Hans")
    tasks = [
        Task(units(source, "en"), units(target, "de"), lengths[at % 2])
        for at, (source, target) in enumerate(pairs)
    ]
    assert align_all(tasks) == [align(*task) for task in tasks]


def test_a_long_text_among_short_ones_is_aligned_as_alone():
    """Cells are worked on some at a time, and items looked up so."""
    long = Task(
        units([f"Tree {n % 7} of {n % 5}." for n in range(150)], "en"),
        units([f"Baum {n % 7} von {n % 5}." for n in range(120)], "de"),
        Lengths("en", "de"),
    )
    short = Task(units(ENGLISH, "en"), units(GERMAN, "de"), Lengths("en", "de"))
    found = align_all([short, long, short, long, short])
    assert found == [align(*task) for task in (short, long, short, long, short)]


@given(st.lists(st.integers(0, 20), unique=True, max_size=12))
def test_a_longest_rising_run_rises_and_none_is_longer(numbers):
    places = longest_rising(numbers)
    run = [numbers[place] for place in places]
    assert run == sorted(run)
    assert places == sorted(places)
    best = [1] * len(numbers)
    for i, number in enumerate(numbers):
        best[i] = 1 + max((best[j] for j in range(i) if numbers[j] < number), default=0)
    assert len(run) == max(best, default=0)

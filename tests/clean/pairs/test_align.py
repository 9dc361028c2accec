"""Alignment of blocks and sentences: known cases, floors on disturbed texts, and what always holds."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.pairs import Tally, beads_of, by_length
from benchmarks.pairs_set import cases_from, parallel
from pipeline.clean.pairs.align import align, longest_rising
from pipeline.clean.pairs.evidence import Compared, Evidence, Lengths, features, weigh
from pipeline.clean.pairs.tables import table
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


def test_the_laid_out_table_says_what_the_table_says():
    lengths = Lengths("en", "de")
    for ours in units(ENGLISH, "en"):
        for theirs in units(GERMAN, "de"):
            by_key = sum(table().get(key, 0) for key in features(ours, theirs, lengths))
            assert Evidence(lengths).of(ours, theirs) == by_key


def test_two_units_in_a_row_are_weighed_as_one_that_has_what_each_has():
    lengths = Lengths("en", "de")
    first, second = units(("Call `open()` 12 times.", "Then call it 12 times more?"), "en")
    both = Unit(
        kind=first.kind,
        length=first.length + second.length,
        words=first.words | second.words,
        known=sum((first.words | second.words).values()),
        numbers=first.numbers | second.numbers,
        marks=first.marks | second.marks,
        ending=second.ending,
    )
    for theirs in units(GERMAN, "de"):
        compared = Compared([first, second], [theirs], lengths)
        assert weigh(0, 2, 0, 1, compared.numbers) == Evidence(lengths).of(both, theirs)
        compared = Compared([theirs], [first, second], lengths)
        assert weigh(0, 1, 0, 2, compared.numbers) == Evidence(lengths).of(theirs, both)


@pytest.mark.parametrize("size", [6, 40])
def test_compiled_kernels_align_as_plain_python_does(size):
    pytest.importorskip("numba")
    source, target = (
        units([text[n % 4] for n in range(size)], tag) for text, tag in ((ENGLISH, "en"), (GERMAN, "de"))
    )
    script = (
        "import pickle, sys\n"
        "from pipeline.clean.pairs.align import align\n"
        "from pipeline.clean.pairs.evidence import Lengths\n"
        "from pipeline.mojibake import jit\n"
        "assert jit.compile_kernels() == (sys.argv[1] == 'compiled')\n"
        "source, target = pickle.load(sys.stdin.buffer)\n"
        "print(align(source, target[1:] + target[:1], Lengths('en', 'de')))\n"
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", script, name],
            input=pickle.dumps((source, target)),
            stdout=subprocess.PIPE,
            check=True,
            env={**os.environ, "NUMBA_DISABLE_JIT": "0" if name == "compiled" else "1"},
        ).stdout
        for name in ("plain", "compiled")
    ]
    assert found[0] == found[1]


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

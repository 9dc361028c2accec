"""Calibration figures: equal bins, errors, coverage, and a picture that is well-formed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from benchmarks import calibration


def test_bins_are_of_equal_mass_and_divide_ties() -> None:
    tally: calibration.Tally = Counter({(1.0, True): 95, (0.5, True): 3, (0.5, False): 2})
    found = calibration.bins(tally, 10)
    assert [round(b.mass, 6) for b in found] == [10.0] * 10
    assert round(found[0].confidence, 6) == 0.75
    assert round(found[0].right, 6) == 0.8
    assert all(b.right == 1.0 for b in found[1:])


def test_what_means_what_it_says_has_no_error() -> None:
    tally: calibration.Tally = Counter({(0.8, True): 80, (0.8, False): 20})
    assert calibration.expected_error(calibration.bins(tally)) < 1e-9
    liar: calibration.Tally = Counter({(1.0, True): 80, (1.0, False): 20})
    assert abs(calibration.expected_error(calibration.bins(liar)) - 0.2) < 1e-9


def test_the_sure_ones_are_counted_from_0_99_on() -> None:
    tally: calibration.Tally = Counter({(0.99, True): 3, (1.0, False): 1, (0.9899, True): 6})
    assert calibration.sure_ones(tally) == (3, 4, 10)
    assert calibration.summary(tally)["sure_cover_percent"] == 40.0


def test_nothing_measured_is_no_error() -> None:
    assert calibration.summary(Counter())["ece"] == 0.0


def test_the_picture_is_an_svg_with_a_dot_a_bin(tmp_path: Path) -> None:
    tally: calibration.Tally = Counter({(0.2, True): 10, (0.9, True): 10, (0.9, False): 10})
    found = calibration.bins(tally, 3)
    calibration.draw(found, tmp_path / "r.svg", title="30 edits")
    root = ElementTree.parse(tmp_path / "r.svg").getroot()
    assert len(root.findall(".//{http://www.w3.org/2000/svg}circle")) == len(found)

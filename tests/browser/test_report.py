"""The report in a real browser: both themes, a phone, the keyboard, hostile text, a large corpus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.mojibake import damage, repair
from pipeline.records import Alternative, Edit
from pipeline.report import Subject, merged, page, part_of
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.report.test_page import HOSTILE
from tests.running import pipeline

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

QUOTE = damage("\u2019", "windows-1252:none")
ROWS = ".row"


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run over the seed document."""
    out = tmp_path_factory.mktemp("seed") / "out"
    raw = Path(__file__).parent.parent / "golden" / "seed" / "input"
    assert pipeline("run", raw, "--out", out).exit_code == 0
    return (out / "report.html").resolve()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of 100,000 repairs in 1,000 notes."""
    grades = ("certain", "certain", "certain", "confident", "doubtful")
    line = "some words before " + QUOTE + " and behind\n"
    subjects = []
    for number in range(1000):
        edits = tuple(
            Edit(
                start=row * len(line) + 18,
                end=row * len(line) + 18 + len(QUOTE),
                before=QUOTE,
                after="\u2019",
                bytes="e2 80 99",
                channel="windows-1252:none",
                loss="none",
                layers=1,
                confidence=0.9,
                grade=grades[row % 5],
                decided_by="model",
                alternatives=(Alternative(text="\u2018", probability=0.1),),
            )
            for row in range(100)
        )
        path = f"folder-{number % 20}/note-{number:04}.md"
        subjects.append(
            Subject(path=path, status="doubtful", encoding="utf-8", source=line * 100, edits=edits)
        )
    place = tmp_path_factory.mktemp("large") / "report.html"
    place.write_bytes(page(merged([part_of(subjects)])))
    return place


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    seed: Path, open_page: OpenPage, axe: Callable[[Page], list[str]], theme: str, size: tuple[int, int]
) -> None:
    shown = open_page(seed, theme=theme, size=size)
    shown.locator("details summary").nth(5).click()
    assert axe(shown) == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_the_seed_is_told_line_by_line(seed: Path, open_page: OpenPage) -> None:
    shown = open_page(seed)
    assert shown.locator(".tile .figure").nth(1).inner_text() == "163"
    first = shown.locator(ROWS).first
    assert first.locator(".text").all_inner_texts()[1] == "emoji: \U0001f4a1"
    assert shown.locator("mark.s3").count() > 10
    chinese = shown.locator("article", has_text="Line 28,").first
    assert chinese.locator(".text").nth(1).get_attribute("lang") == "zh-Hans"


def test_bytes_and_other_readings_come_on_demand(seed: Path, open_page: OpenPage) -> None:
    shown = open_page(seed)
    row = shown.locator("article", has_text="Line 28,").first
    assert row.locator("dl").count() == 0
    row.locator("summary").click()
    row.locator(".changes").wait_for()
    told = row.locator(".changes").inner_text()
    assert "e5 90 .." in told or ".." in told
    assert "Other readings" in told
    assert "windows-1254 (Turkish Windows)" in told


def test_search_and_filters_narrow_the_rows_and_clear_brings_them_back(
    seed: Path, open_page: OpenPage
) -> None:
    shown = open_page(seed)
    every = shown.locator(ROWS).count()
    shown.fill("#q", "debrief")
    shown.locator("#count", has_text="1 of").wait_for()
    assert shown.locator(ROWS).count() == 1
    shown.fill("#q", "no such words anywhere")
    shown.locator("#count", has_text="none of").wait_for()
    shown.click("button[type=reset]")
    shown.locator("#count", has_text="with changes").wait_for()
    shown.select_option("#kind", "doubtful")
    kinds = set(shown.locator(".row .badge").all_inner_texts())
    assert kinds == {"doubtful"}
    assert 0 < shown.locator(ROWS).count() < every


def test_all_of_it_can_be_done_with_the_keyboard(seed: Path, open_page: OpenPage) -> None:
    shown = open_page(seed)
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.textContent") == "Skip to the changes"
    shown.keyboard.press("Enter")
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.id") == "q"
    shown.keyboard.type("vacation")
    shown.locator("#count", has_text=" of ").wait_for()
    for _ in range(6):
        shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.tagName") == "SUMMARY"
    shown.keyboard.press("Enter")
    shown.locator(".changes > li").first.wait_for()  # a fold says a moment later that it is open


def test_without_scripts_the_first_rows_are_there(seed: Path, open_page: OpenPage) -> None:
    shown = open_page(seed, script=False)
    assert shown.locator(ROWS).count() == 11
    assert shown.locator("#filters").is_hidden()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_hostile_text_is_inert_wherever_text_can_appear(
    open_page: OpenPage, tmp_path: Path, script: bool
) -> None:
    """The fixture fails the test on any dialog, error, request or breach of the policy."""
    texts = (*HOSTILE, "\u202edesrever\u202c", "\x00\x1b[31m")
    place = tmp_path / "report.html"
    part = part_of(_hostile(number, text) for number, text in enumerate(texts))
    place.write_bytes(page(part, of_audit=True, fingerprints=[(HOSTILE[0], HOSTILE[1])]))
    shown = open_page(place, script=script)
    assert shown.locator(ROWS).count() == len(texts)
    assert shown.locator("img, iframe, object").count() == 0
    if script:
        for summary in shown.locator("summary").all():
            summary.click()
        shown.locator(".changes").last.wait_for()
        assert HOSTILE[0] in shown.locator(".changes").first.inner_text()
        shown.fill("#q", "<script>")
        shown.locator("#count", has_text="of 9").wait_for()
    assert "\u202e" not in shown.locator("main").inner_text()


def _hostile(number: int, text: str) -> Subject:
    """A file in which this text stands wherever a report shows any."""
    (edit,) = repair(f"It{QUOTE}s").edits
    start = len(text) + 3
    edit = replace(
        edit,
        start=start,
        end=start + len(QUOTE),
        after=text,
        bytes=text,
        grade="doubtful",
        confidence=0.5,
        alternatives=(Alternative(text=text, probability=0.5),),
    )
    source = f"{text} It{QUOTE}s {text}\n"
    path = f"{number}{text}.md"
    return Subject(path=path, status="doubtful", encoding="utf-8", source=source, edits=(edit,))


def test_a_hundred_thousand_repairs_stay_usable(large: Path, open_page: OpenPage) -> None:
    shown = open_page(large)
    assert shown.locator("#page").inner_text() == "Page 1 of 2,000"
    assert shown.locator(ROWS).count() == 50
    took = shown.evaluate(
        """async () => {
          const count = document.getElementById("count"), search = document.getElementById("q");
          const start = performance.now();
          search.value = "note-0500";
          search.dispatchEvent(new Event("input"));
          while (!count.textContent.startsWith("100 of")) await new Promise(requestAnimationFrame);
          return performance.now() - start;
        }"""
    )
    assert took < 5000  # a fifth of a second on a quiet machine
    shown.click("button[type=reset]")
    shown.locator("#count", has_text="100,000 lines").wait_for()
    shown.click("#next")
    assert shown.locator("#page").inner_text() == "Page 2 of 2,000"
    shown.select_option("#order", "sure")
    assert set(shown.locator(".row .badge").all_inner_texts()) == {"doubtful"}

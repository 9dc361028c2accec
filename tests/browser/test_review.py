"""The review page in a real browser: by keyboard alone, with hostile text, killed, and at size."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.decisions import parse
from pipeline.engine import run
from pipeline.engine.shards.decided import decisions_path
from pipeline.mojibake import damage
from pipeline.review.items import PairItem
from pipeline.review.server import Server
from pipeline.settings import Settings
from tests.browser.conftest import PHONE, OpenPage
from tests.review.corpus import CHANNEL, open_session, run_notes, write_notes
from tests.review.serving import serving
from tests.running import rows

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

NOTES = 1500
"""Notes of the large corpus; each has a place that a run which accepts only what is certain leaves."""


@pytest.fixture(scope="module")
def _hostile(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return run_notes(write_notes(tmp_path_factory.mktemp("hostile") / "raw", hostile=True))


@pytest.fixture
def hostile(_hostile: Settings, tmp_path: Path) -> Settings:
    """A copy of a run over notes that try to break out of the page."""
    shutil.copytree(_hostile.out, tmp_path / "out", symlinks=True)
    shutil.copytree(_hostile.raw, tmp_path / "raw")
    return replace(_hostile, raw=str(tmp_path / "raw"), out=str(tmp_path / "out"))


@pytest.fixture
def server(hostile: Settings) -> Iterator[Server]:
    with serving(hostile) as server:
        yield server


def _kept(settings: Settings) -> list:
    path = decisions_path(settings.raw)
    return parse(path.read_bytes(), path) if path.exists() else []


def _press(page: Page, key: str) -> None:
    """Press a key and wait for the page that it leads to."""
    page.evaluate("document.querySelector('main').dataset.old = 'yes'")
    page.keyboard.press(key)
    page.wait_for_selector("body:not([data-busy]) main:not([data-old])")


def _left(page: Page) -> int:
    done, total = re.findall(r"\d+", page.inner_text(".progress span"))
    return int(total) - int(done)


def test_the_seed_is_reviewed_to_the_end_by_keyboard_alone(
    root: Path, tmp_path: Path, open_page: OpenPage
) -> None:
    shutil.copytree(root / "tests" / "golden" / "seed" / "input", tmp_path / "raw")
    settings = run_notes(tmp_path / "raw")
    with serving(settings) as server:
        count = len(server.session.items)
        page = open_page(server.address)
        for pressed in range(count):
            assert _left(page) == count - pressed
            assert page.evaluate("document.activeElement.name") == "choice"
            _press(page, "Enter" if pressed % 2 else "1")
        page.wait_for_selector("text=Everything that this run asked is decided")
        assert _left(page) == 0
    kept = _kept(settings)
    assert len(kept) == count
    before = {row["repair_id"]: row for row in rows(Path(settings.out), "repairs")}
    run(settings)
    after = rows(Path(settings.out), "repairs")
    assert [row for row in after if row["grade"] in ("doubtful", "left")] == []
    for row in after:
        assert row["after"] == before[row["repair_id"]]["after"]
        was_asked = before[row["repair_id"]]["grade"] in ("doubtful", "left")
        assert (row["decided_by"] == "person") == was_asked


def test_every_page_of_hostile_notes_is_harmless_and_axe_finds_nothing(
    server: Server, open_page: OpenPage, axe
) -> None:
    """That nothing ran, logged or was asked for is what `open_page` holds."""
    page = open_page(server.address)
    shown = ""
    for item in server.session.items:
        page.goto(f"{server.address}item/{item.id}")
        assert page.evaluate("document.scripts.length") == 2
        assert page.locator("img").count() == 0
        shown += page.inner_text("main")
        assert axe(page) == []
    assert "</script><script>alert(1)</script><img src=x onerror=alert(2)>" in shown
    assert "U+202E" in shown
    assert not {"\u202e", "\u200b", "\x07"} & set(shown)
    for rest in ("list", "decided"):
        answer = page.goto(server.address + rest)
        assert answer is not None
        assert axe(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, (320, 568), (1280, 900)])
def test_in_both_themes_and_on_a_phone_all_is_in_view(
    server: Server, open_page: OpenPage, axe, theme: str, size: tuple[int, int]
) -> None:
    page = open_page(server.address, theme=theme, size=size)
    pair = next(item for item in server.session.items if isinstance(item, PairItem))
    for rest in ("", f"item/{pair.id}", "list", "decided"):
        page.goto(server.address + rest)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), rest
        assert axe(page) == []


def test_a_digit_keeps_that_reading_and_moves_on(
    server: Server, hostile: Settings, open_page: OpenPage
) -> None:
    item = next(item for item in server.session.items if len(item.readings) > 1)
    page = open_page(f"{server.address}item/{item.id}")
    text = page.get_attribute("[data-key='2']", "data-text")
    _press(page, "2")
    assert page.inner_text(".said").startswith("Kept")
    assert item.id not in page.url
    assert {one.text for one in _kept(hostile)} == {text}


def test_a_key_pressed_in_the_instant_the_next_place_is_there_counts(
    server: Server, hostile: Settings, open_page: OpenPage
) -> None:
    """The form must be ours, and not the browser's alone, as soon as it stands: no page is loaded."""
    item = next(item for item in server.session.items if len(item.readings) > 1)
    page = open_page(f"{server.address}item/{item.id}")
    total = _left(page)
    page.evaluate("""() => {
        window.stays = true;
        document.querySelector("main").dataset.old = "yes";
        const press = () => {
            document.querySelector("main").dataset.old = "yes";
            document.activeElement.dispatchEvent(
                new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true}));
        };
        document.addEventListener("htmx:afterOnLoad", press, {once: true});
    }""")
    page.keyboard.press("Enter")
    page.wait_for_selector("body:not([data-busy]) main:not([data-old])")
    assert page.evaluate("window.stays")
    assert _left(page) == total - 2
    assert len(_kept(hostile)) >= 2


def test_the_reading_is_shown_in_the_text_while_it_is_chosen(server: Server, open_page: OpenPage) -> None:
    item = next(item for item in server.session.items if len(item.readings) > 1)
    page = open_page(f"{server.address}item/{item.id}")
    assert page.inner_text("#preview .here") == item.readings[0].text
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#preview .here") == page.get_attribute("[data-key='2']", "data-text")
    page.keyboard.press("t")
    page.keyboard.type("<b>x</b>")
    assert page.inner_text("#preview .here") == "<b>x</b>"
    page.keyboard.press("Escape")
    assert page.inner_text("#preview .here") == item.readings[0].text


def test_a_typed_reading_is_refused_with_the_reason_and_kept_when_forced(
    server: Server, hostile: Settings, open_page: OpenPage, axe
) -> None:
    item = next(item for item in server.session.items if item.readings)
    page = open_page(f"{server.address}item/{item.id}")
    page.keyboard.press("t")
    page.keyboard.type("nlsun 1")  # keys of the page are letters here
    _press(page, "Enter")
    assert "Not kept" in page.inner_text("[role=alert]:not([hidden])")
    assert page.input_value("#typed") == "nlsun 1"
    assert page.evaluate("document.activeElement.id") == "typed"
    assert axe(page) == []
    assert _kept(hostile) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    for _ in range(3):
        if page.evaluate("document.activeElement.type") == "submit":
            break
        page.keyboard.press("Tab")
    _press(page, "Enter")
    assert [(one.text, one.forced) for one in _kept(hostile)] == [("nlsun 1", True)] * len(item.cases)


def test_undo_skip_and_back(server: Server, hostile: Settings, open_page: OpenPage) -> None:
    page = open_page(server.address)
    first = page.url
    _press(page, "n")
    second = page.url
    _press(page, "p")
    assert page.url == first
    _press(page, "l")
    assert page.url == second
    _press(page, "u")
    assert page.url == first
    assert page.inner_text(".said") == "Taken back."
    assert [one.verdict for one in _kept(hostile)][-1] == "open"
    assert page.is_disabled("#undo button")


def test_other_places_are_taken_along(server: Server, hostile: Settings, open_page: OpenPage) -> None:
    item = next(item for item in server.session.items if server.session.alike(item))
    others = server.session.alike(item)
    page = open_page(f"{server.address}item/{item.id}")
    page.keyboard.press("a")
    assert page.is_checked("#alike")
    _press(page, "l")
    assert {one.case for one in _kept(hostile)} == {case for one in (item, *others) for case in one.cases}


def test_a_pair_is_corrected(server: Server, hostile: Settings, open_page: OpenPage) -> None:
    item = next(item for item in server.session.items if isinstance(item, PairItem))
    page = open_page(f"{server.address}item/{item.id}")
    page.keyboard.press("t")
    page.keyboard.press("Control+A")
    page.keyboard.type("Ruf mich 1999 an.")
    _press(page, "Enter")
    assert {(one.verdict, one.text) for one in _kept(hostile)} == {("correct", "Ruf mich 1999 an.")}


def test_without_script_it_works_too(server: Server, hostile: Settings, open_page: OpenPage) -> None:
    page = open_page(server.address, script=False)
    first = page.url
    page.check("input[value=leave]")
    page.click("button.main")
    assert page.url != first
    assert _kept(hostile)[-1].verdict == "leave"
    page.click("#undo button")
    assert page.url == first
    page.check("#c-typed")
    page.fill("#typed", "\u0436")
    page.click("button.main")
    page.check("input[name=forced]")
    page.click("button.main")
    assert _kept(hostile)[-1].forced


def test_a_decision_is_taken_back_in_the_list(server: Server, hostile: Settings, open_page: OpenPage) -> None:
    page = open_page(server.address)
    _press(page, "l")
    page.goto(f"{server.address}decided")
    page.click("text=Take back")
    page.wait_for_selector("text=Nothing yet")
    assert _kept(hostile)[-1].verdict == "open"


def test_killed_in_the_middle_nothing_that_was_kept_is_lost(tmp_path: Path, open_page: OpenPage) -> None:
    hostile = run_notes(write_notes(tmp_path / "raw", hostile=True))
    command = [sys.executable, "-m", "pipeline", "review", "--out", hostile.out, "--no-browser"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    decided: set[str] = set()
    for _ in range(3):
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, encoding="utf-8"
        )
        try:
            assert process.stdout is not None
            page = open_page(process.stdout.readline().strip())
            for _ in range(2):
                decided.add(page.url.rsplit("/", 1)[1])
                _press(page, "l" if page.locator("[data-key=l]").count() else "1")
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.wait(10)
            process.stdout.close()  # type: ignore[union-attr]
        assert decisions_path(hostile.raw).read_bytes().endswith(b"\n")
    assert len(decided) == 6
    session, _ = open_session(hostile)
    assert {item.id for item in session.items if session.decision(item) is not None} == decided


def test_the_page_says_when_the_review_has_ended(hostile: Settings, browser, open_page: OpenPage) -> None:
    """The browser logs that it cannot connect, so this page is not one that `open_page` watches."""
    with serving(hostile) as server:
        page = browser.new_page()
        page.goto(server.address)
    page.keyboard.press("l")
    page.wait_for_selector("#gone:not([hidden])")
    assert "What was kept is kept" in page.inner_text("#gone")
    page.close()


def test_a_large_corpus_is_as_quick_to_review_as_a_small_one(
    tmp_path: Path, open_page: OpenPage, axe
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for n in range(NOTES):
        (raw / f"{n:04}.md").write_text(damage(f"{n:04} \u4e00 \u9762\n", CHANNEL), encoding="utf-8")
    settings = run_notes(raw, accept="certain")
    begun = time.monotonic()
    with serving(settings) as server:
        opened_s = time.monotonic() - begun
        assert len(server.session.items) == NOTES
        page = open_page(server.address)
        begun = time.monotonic()
        for _ in range(10):
            _press(page, "1" if page.locator("[data-key='1']").count() else "l")
        step_s = (time.monotonic() - begun) / 10
        page.goto(f"{server.address}list")
        assert axe(page) == []
        page.goto(f"{server.address}decided")
        assert page.locator(".rows li").count() >= 10
    # Of 6,000 items: 0.4 s of processor to open, 2 ms a step. A busy machine must not fail this.
    assert opened_s < 30
    assert step_s < 2

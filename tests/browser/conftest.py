"""A real Chromium without a screen, for what people open: the report and the review page.

The browser is Debian's package, driven by playwright; playwright's own download is not used.
Where there is none, these tests are skipped and say so; with `BROWSER_TESTS=required`, which
.ci/run sets, they fail instead. A page that logs an error, throws, breaks its content policy
or asks for anything outside of what its test allows fails its test.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route

NAMES = ("chromium", "chromium-browser", "google-chrome")
PHONE = (390, 844)
DESK = (1280, 900)

OpenPage = Callable[..., "Page"]
"""`open_page(url, theme="light", size=DESK, script=True)`: an open page that fails on any error."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a process."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        reason = f"no browser: none of {', '.join(NAMES)} is installed (Debian: apt install chromium)"
        if os.environ.get("BROWSER_TESTS") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        # Root in a container may not make the sandbox's namespaces; the pages are our own.
        opened = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens pages; at the end of the test each must have been without fault."""
    faults: list[str] = []
    contexts = []

    def open_one(
        url: str | Path, *, theme: str = "light", size: tuple[int, int] = DESK, script: bool = True
    ) -> Page:
        address = url.as_uri() if isinstance(url, Path) else url
        home = address.split("/", 3)[:3]
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=theme,  # type: ignore[arg-type]
            java_script_enabled=script,
        )
        contexts.append(context)
        context.set_default_timeout(20_000)

        def guard(route: Route, request: Request) -> None:
            if request.url.split("/", 3)[:3] == home or request.url.startswith(("data:", "blob:")):
                route.continue_()
            else:
                faults.append(f"asked for {request.url}")
                route.abort()

        context.route("**/*", guard)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"threw {error}"))
        page.on("dialog", lambda dialog: (faults.append(f"said {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda said: _is_fault(said) and faults.append(f"logged {said.text}"))
        page.goto(address)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not faults


def _is_fault(said: ConsoleMessage) -> bool:
    """An error, but for the server being gone: tests kill it, and a page may ask it just then."""
    return said.type == "error" and not re.search(r"net::ERR_(?!BLOCKED)|htmx:sendError", said.text)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """What axe-core finds wrong with a page: one line a rule and element; empty if nothing."""
    import axe_playwright_python

    source = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")

    def check(page: Page) -> list[str]:
        # Evaluated, not added as a script: the page's content policy allows none but its own.
        page.evaluate(source)
        found: list[dict[str, Any]] = page.evaluate("axe.run().then(result => result.violations)")
        return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]

    return check

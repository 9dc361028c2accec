"""The fixture itself: what it must notice in a page, it notices."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.slow

SOUND = '<!doctype html><html lang="en"><title>Note</title><main><h1>A note</h1><p id="x">Text</p></main>'


def _page(tmp_path: Path, html: str) -> Path:
    path = tmp_path / "page.html"
    path.write_text(html, encoding="utf-8")
    return path


def test_a_sound_page_opens_and_axe_finds_nothing(open_page: OpenPage, axe, tmp_path: Path) -> None:
    page = open_page(_page(tmp_path, SOUND))
    assert page.text_content("#x") == "Text"
    assert axe(page) == []


def test_axe_finds_what_is_wrong(open_page: OpenPage, axe, tmp_path: Path) -> None:
    page = open_page(
        _page(
            tmp_path, SOUND.replace("<main>", '<main><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">')
        )
    )
    assert any(line.startswith("image-alt") for line in axe(page))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_is_the_one_asked_for(open_page: OpenPage, tmp_path: Path, theme: str) -> None:
    page = open_page(_page(tmp_path, SOUND), theme=theme)
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") is (theme == "dark")

"""The page as HTML: text is text, whatever it holds; and what it needs comes with the package."""

from __future__ import annotations

import fnmatch
import hashlib
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review import view


@given(st.text())
def test_a_text_is_shown_as_text(text: str) -> None:
    shown = str(view.seen(text))
    inner = shown.replace('<span class="unseen" title="', "").replace("</span>", "")
    assert "<" not in inner
    assert "'" not in inner or "&#39;" in shown


def test_what_is_not_seen_stands_as_its_code_point() -> None:
    shown = str(view.seen("a\u202eb\u200bc\x07d\ue000e"))
    for code in ("U+202E", "U+200B", "U+0007", "U+E000"):
        assert f">{code}<" in shown
    assert not {"\u202e", "\u200b", "\x07", "\ue000"} & set(shown)


@pytest.mark.parametrize(
    ("tag", "lang", "direction"),
    [
        ("zh-Hans", "zh-Hans", "auto"),
        ("he", "he", "rtl"),
        ("und", "", "auto"),
        (None, "", "auto"),
        ('en" onload="x', "", "auto"),
    ],
)
def test_languages_become_attributes_only_where_they_are_tags(tag, lang: str, direction: str) -> None:
    assert (view.language(tag), view.direction(tag)) == (lang, direction)


@pytest.mark.parametrize("name", ["../view.py", "view.py", "", "review.css/", "/etc/passwd"])
def test_no_other_file_can_be_asked_for(name: str) -> None:
    assert view.static(name) is None


def test_all_that_the_page_needs_is_in_the_wheel(root: Path) -> None:
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["*"]
    folder = root / "pipeline" / "review"
    files = [path for path in folder.rglob("*.*") if path.suffix not in (".py", ".pyc")]
    assert {path.name for path in files} >= {*view.STATIC, "base.html"}
    assert not [path for path in files if not any(fnmatch.fnmatch(path.name, one) for one in patterns)]


def test_htmx_is_as_it_was_released(root: Path) -> None:
    """2.0.10, dist/htmx.min.js; another version comes with another digest, and a line in NOTICE."""
    data = (root / "pipeline" / "review" / "static" / "htmx.min.js").read_bytes()
    digest = "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de"
    assert hashlib.sha256(data).hexdigest() == digest

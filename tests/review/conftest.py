"""A run with doubts, made once, and copies of it to change."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.settings import Settings
from tests.review.corpus import run_notes, write_notes


@pytest.fixture(scope="session")
def _reviewed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return run_notes(write_notes(tmp_path_factory.mktemp("review") / "raw"))


@pytest.fixture
def settings(_reviewed: Settings, tmp_path: Path) -> Settings:
    """Settings of a copy of that run."""
    shutil.copytree(_reviewed.raw, tmp_path / "raw")
    shutil.copytree(_reviewed.out, tmp_path / "out", symlinks=True)
    return replace(_reviewed, raw=str(tmp_path / "raw"), out=str(tmp_path / "out"))

"""One small trained model for all tests of this room."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.mojibake.model import Model, load
from pipeline.mojibake.model.train import train
from tests.mojibake.model.small import recipe, write_corpus


@pytest.fixture(scope="session")
def small_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    train([write_corpus(folder / "corpus")], folder / "model.bin", recipe())
    return folder / "model.bin"


@pytest.fixture(scope="session")
def small(small_path: Path) -> Model:
    return load(small_path)

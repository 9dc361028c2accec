"""One run with every format, which the tests of this room only read."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import run, write_exports
from pipeline.export.request import FORMATS
from tests.export.corpus import write_notes


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """OUT of a run over `corpus.NOTES`, in two shards or more, with every format asked for."""
    folder = tmp_path_factory.mktemp("exported")
    out = folder / "out"
    run(write_notes(folder / "raw"), out, shard_bytes=1500)
    write_exports(out, *FORMATS)
    return out


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing asks the network, and what Hugging Face's library keeps goes with the test."""
    import datasets
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True, raising=False)
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True, raising=False)
    datasets.disable_progress_bars()

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

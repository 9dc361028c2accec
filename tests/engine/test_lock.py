"""Two runs never write to one OUT at once."""

import subprocess
import sys

import pytest

from pipeline.engine.storage.lock import locked
from pipeline.errors import OutputError


def test_a_second_run_says_so(tmp_path):
    with locked(tmp_path), pytest.raises(OutputError, match="another run"), locked(tmp_path):
        pass


def test_the_lock_is_free_after_a_run(tmp_path):
    with locked(tmp_path):
        pass
    with locked(tmp_path):
        pass


def test_the_lock_is_free_after_a_run_that_was_killed(tmp_path, root):
    code = (
        "import os, sys; from pathlib import Path; from pipeline.engine.storage.lock import locked\n"
        "with locked(Path(sys.argv[1])): os._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=root, check=False)
    assert done.returncode == 9
    with locked(tmp_path):
        pass


def test_an_out_that_is_a_file_is_named(tmp_path):
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(OutputError) as caught, locked(tmp_path / "out"):
        pass
    assert str(tmp_path / "out") in caught.value.context

"""What a worker does without."""

from __future__ import annotations

import subprocess
import sys

_WORKER = """
import sys
from pipeline.engine.workers.hiring import spare_pandas
spare_pandas()
spare_pandas()
import pyarrow
assert pyarrow.array(["a", None]).null_count == 1
assert "pandas" not in sys.modules
frame = pyarrow.table({"a": [1, 2]}).to_pandas()
assert list(frame["a"]) == [1, 2]
assert pyarrow.array(frame["a"]).to_pylist() == [1, 2]
spare_pandas()
assert sys.modules["pandas"].Series is type(frame["a"])
"""


def test_arrow_does_without_pandas_until_a_frame_is_wanted() -> None:
    subprocess.run([sys.executable, "-c", _WORKER], check=True)

"""Compiled kernels and plain Python give the same edits, to the last digit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.mojibake import damage, jit, repair
from tests import texts

PLAIN = """
import sys
from pipeline.mojibake import jit, repair
texts = sys.stdin.buffer.read().decode("utf-8").split("\\0")
sys.stdout.buffer.write("\\0".join(repr(repair(text)) for text in texts).encode("utf-8"))
assert not jit.is_compiled()
"""


def _notes() -> list[str]:
    """Damage of every kind, little of each."""
    known = texts.paragraphs()
    return [
        damage(known["zh-Hans"][3], "windows-1252:dropped+ad"),
        damage(known["zh-Hans"][1], "windows-1254:?"),
        damage(known["ru"][1], "windows-1251:u+fffd"),
        damage(known["fr"][0], "windows-1252:c1 > windows-1252:c1"),
        damage(known["zh-Hans"][4][:20], "gbk:?+eats"),
        damage(known["ja"][0][:12], "shift_jis:middle-dot"),
        "\n".join(paragraphs[0] for paragraphs in known.values()),
    ]


@pytest.mark.slow
def test_repairs_are_the_same_without_numba(root: Path) -> None:
    if not jit.compile_kernels():
        assert not jit.is_compiled()  # Numba is not installed here, or is switched off
    result = subprocess.run(
        [sys.executable, "-c", PLAIN],
        input="\0".join(_notes()).encode("utf-8"),
        capture_output=True,
        check=True,
        cwd=root,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
    )
    assert result.stdout.decode("utf-8").split("\0") == [repr(repair(note)) for note in _notes()]


def test_a_kernel_is_reached_through_its_module_once_compiled() -> None:
    """Work is counted until it is worth the load, and asking twice changes nothing."""
    first = jit.compile_kernels()
    assert jit.compile_kernels() == first
    assert jit.is_compiled() == first

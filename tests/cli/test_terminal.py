"""The terminal: nothing that is printed can break it, and nothing about it can break a run."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.terminal import Terminal, visible


@given(st.text())
def test_what_is_shown_moves_no_cursor_and_turns_no_order(text: str) -> None:
    shown = visible(text)
    assert not any(ord(c) < 32 and c not in "\t\n" for c in shown)
    assert not set(shown) & set("\x7f\x85\x9b\u202e\u2066\u2028\ufeff")
    shown.encode("utf-8")


@given(st.text(alphabet="abc \N{LATIN SMALL LETTER E WITH ACUTE}\u4e2d\U0001f4a1\n\t"))
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    assert visible(text) == text


def _python(code: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    base = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))
    }
    root = Path(__file__).parent.parent.parent
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, cwd=root, env={**base, **environment}
    )


_SAY = (
    "from pipeline.cli.terminal import Terminal, make_streams_safe\n"
    "make_streams_safe()\n"
    "Terminal().say('caf\\u00e9 \\u4e2d \\U0001f4a1 \\udcff')\n"
)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"PYTHONUTF8": "1"}, "caf\N{LATIN SMALL LETTER E WITH ACUTE} \u4e2d \U0001f4a1 \\udcff"),
        (
            {"PYTHONIOENCODING": "cp1252"},
            "caf\N{LATIN SMALL LETTER E WITH ACUTE} \\u4e2d \\U0001f4a1 \\udcff",
        ),
        (
            {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
            "caf\\xe9 \\u4e2d \\U0001f4a1 \\udcff",
        ),
    ],
    ids=["utf-8", "cp1252", "C"],
)
def test_what_a_stream_cannot_encode_is_written_as_an_escape(
    environment: dict[str, str], expected: str
) -> None:
    done = _python(_SAY, **environment)
    assert done.returncode == 0, done.stderr
    encoding = "cp1252" if "PYTHONIOENCODING" in environment else "utf-8"
    assert done.stdout.decode(encoding).rstrip("\r\n") == expected


def test_json_is_utf8_on_any_terminal() -> None:
    code = "from pipeline.cli.terminal import Terminal; Terminal().data({'a': 'caf\\u00e9 \\u4e2d'})"
    done = _python(code, PYTHONIOENCODING="cp1252")
    assert json.loads(done.stdout.decode("utf-8")) == {"a": "caf\N{LATIN SMALL LETTER E WITH ACUTE} \u4e2d"}
    assert "\\u" not in done.stdout.decode("utf-8")


def test_half_a_surrogate_pair_is_json_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    binary = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(binary, encoding="ascii"))
    Terminal().data({"a": "\udcff"})
    assert json.loads(binary.getvalue()) == {"a": "\udcff"}


def test_a_reader_that_leaves_ends_the_command_without_a_word() -> None:
    code = "from pipeline.cli.terminal import Terminal\nfor n in range(100000): Terminal().say('line')\n"
    root = Path(__file__).parent.parent.parent
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=root
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        complaint = process.stderr.read()
    assert (process.returncode, complaint) == (141, b"")


@pytest.mark.parametrize(("quiet", "expected"), [(True, ""), (False, "word\n")])
def test_quiet_keeps_notes_back(capsys: pytest.CaptureFixture[Any], quiet: bool, expected: str) -> None:
    Terminal(quiet=quiet).note("word")
    assert capsys.readouterr().err == expected

"""Writes to the two streams so that no terminal, redirect or reader that leaves can break a run.

In: text and records. Out: lines on standard output (data) and standard error (the rest).
Touches the two streams. Idea: what a stream cannot encode, and what would move the cursor or
turn the order of text round, is written as an escape; our own output is never mojibake.
"""

from __future__ import annotations

import json
import os
import re
import sys
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.errors import PipelineError

READER_GONE = 141
"""Exit code where the reader of our output has left: 128 + SIGPIPE, as a shell would report it."""

# C0 but tab and newline, DEL, C1, the two separators, bidirectional controls, lone surrogates.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)


def visible(text: str) -> str:
    r"""`text` with what a terminal would obey instead of show written as escapes.

    Example:
        >>> visible("a\x1b[31mb\u202ec")
        'a\\x1b[31mb\\u202ec'
    """
    return _UNSEEN.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def make_streams_safe() -> None:
    """What a stream's encoding lacks is written as an escape from here on, never raised."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


class Terminal:
    """The two streams, as one command was asked to use them."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False, as_json: bool = False) -> None:
        self.quiet = quiet
        self.verbose = verbose
        self.as_json = as_json

    def say(self, text: str = "") -> None:
        """One line of data on standard output, shown safely."""
        _write(sys.stdout, visible(text) + "\n")

    def note(self, text: str) -> None:
        """One line on standard error, unless quiet."""
        if not self.quiet:
            _write(sys.stderr, visible(text) + "\n")

    def error(self, err: PipelineError) -> None:
        """An error on standard error: code, message, place and hint; also where quiet."""
        _write(sys.stderr, visible(f"error: {err.code}\n  {err}") + "\n")

    def raw(self, text: str) -> None:
        """Text on standard output that is safe already, as coloured text is."""
        _write(sys.stdout, text)

    def payload(self, data: bytes) -> None:
        """Bytes on standard output, as they are."""
        sys.stdout.flush()
        _write(sys.stdout.buffer, data)

    def data(self, value: Any) -> None:
        """One JSON document on standard output: UTF-8 whatever the terminal's encoding."""
        text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
        # A path that is not UTF-8 holds surrogates; JSON has an escape for them, UTF-8 has none.
        payload = text.encode("utf-8", "backslashreplace")
        binary = getattr(sys.stdout, "buffer", None)
        if binary is None:
            _write(sys.stdout, payload.decode("utf-8"))
            return
        sys.stdout.flush()
        _write(binary, payload)

    def console(self, *, stderr: bool = False) -> Console:
        """A rich console on one of the streams; it draws in ASCII where UTF-8 is not to be had."""
        from rich.console import Console

        return Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=False)


def _write(stream: IO[Any], text: str | bytes) -> None:
    """Write and flush; a reader who has left ends the command quietly, if it was the data's."""
    try:
        while text:
            # With PYTHONUNBUFFERED the stream is the raw file, which may write less than it was given.
            written: int | None = stream.write(text)
            text = text[len(text) if written is None else written :]
        stream.flush()
    except BrokenPipeError:
        # What is still buffered goes nowhere, or Python would complain once more at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if stream is not sys.stderr:
            raise SystemExit(READER_GONE) from None

"""Repair one input after the other, and write what is asked for.

In: `Input`s and settings. Out: an `Outcome` each. Touches the files named, their targets, and
the journal. What cannot be done with one file is told of that file; the others go on.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError, OutputError, PipelineError
from pipeline.fixing.inputs import Input
from pipeline.fixing.journal import Journal, entry_of
from pipeline.fixing.spared import Spare, spared_codes
from pipeline.fixing.texts import ENCODING_UNKNOWN, Fixed, changed_bytes, fix_bytes
from pipeline.fixing.undo import absolute
from pipeline.fixing.writing import plain_file, replace, writing
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one input."""

    name: str
    fixed: Fixed | None = None
    """None where it could not be read."""
    written: Path | None = None
    """The file that was written, if one was."""
    problem: PipelineError | None = None
    """What could not be done."""

    @property
    def is_unknown(self) -> bool:
        """Whether the file was not touched because its encoding is not known."""
        return self.problem is not None and self.problem.message == ENCODING_UNKNOWN


def fix_inputs(
    inputs: Sequence[Input],
    settings: Settings,
    *,
    stream: bytes | None = None,
    in_place: bool = False,
    as_hook: bool = False,
) -> Iterator[Outcome]:
    """Repair each input, and write it where its target is, or in its place.

    Args:
        inputs: what to repair.
        settings: how far to go.
        stream: the bytes of standard input, if an input is that.
        in_place: replace each file that a repair changes, with its journal.
        as_hook: pass over files of which the encoding is not known, and let alone what may be chance.
    """
    journal = Journal()
    try:
        for one in inputs:
            spare = Spare(codes=spared_codes(one.name, settings.per_file_ignores), chance=as_hook)
            outcome = _fix(one, settings, stream, journal if in_place else None, spare)
            if not (as_hook and outcome.is_unknown):
                yield outcome
    finally:
        journal.close()


def _fix(
    one: Input, settings: Settings, stream: bytes | None, journal: Journal | None, spare: Spare
) -> Outcome:
    if one.problem is not None:
        return Outcome(name=one.name, problem=one.problem)
    fixed = None
    try:
        old = read_input(one.location, settings.max_document_bytes) if one.location else stream or b""
        if len(old) > settings.max_document_bytes:
            raise too_large(one.name, settings.max_document_bytes)
        fixed = fix_bytes(old, settings, spare)
        if fixed is None:
            hint = "convert it to UTF-8 with the program that wrote it"
            raise InputError(ENCODING_UNKNOWN, context=one.name, hint=hint)
        return Outcome(name=one.name, fixed=fixed, written=_write(one, fixed, journal))
    except PipelineError as err:
        return Outcome(name=one.name, fixed=fixed, problem=err)


def _write(one: Input, fixed: Fixed, journal: Journal | None) -> Path | None:
    if one.target is not None:
        with writing(one.target, "name another place with -o"):
            one.target.parent.mkdir(parents=True, exist_ok=True)
        replace(one.target, fixed.data)
        return one.target
    if journal is None or one.location is None or fixed.data == fixed.old:
        return None
    path = absolute(one.location)
    plain_file(path)  # says what stands against it before the journal names it
    journal.add(entry_of(path, fixed.old, fixed.data, changed_bytes(fixed)))
    replace(path, fixed.data, check=lambda: _unchanged(path, fixed.old))
    return path


def _unchanged(path: Path, old: bytes) -> None:
    if path.read_bytes() != old:
        hint = "nothing was written; run again"
        raise OutputError("the file changed while it was repaired", context=str(path), hint=hint)


def read_input(path: Path, limit: int) -> bytes:
    """A file's bytes.

    Raises:
        InputError: it cannot be read, or is larger than the limit.
    """
    try:
        # A pipe that nobody writes to would be waited for as long as nobody does: that is its use.
        with path.open("rb") as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode) and os.fstat(file.fileno()).st_size > limit:
                raise too_large(str(path), limit)
            return file.read(limit + 1)
    except OSError as err:
        raise InputError(
            f"{path} cannot be read: {err.strerror or err}", hint="check its permissions"
        ) from err


def too_large(name: str, limit: int) -> InputError:
    """The error of an input that is larger than `max_document_bytes`."""
    hint = "raise it with --max-document-bytes"
    return InputError(f"the file is larger than {limit:,} bytes", context=name, hint=hint)

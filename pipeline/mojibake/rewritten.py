"""Edits of a text whose character references were read, told on the text as it is written.

In: a text with its references read, edits of it. Out: edits of its source, each with its certificate.
Touches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.mojibake.channel import parse_channel, written_as
from pipeline.mojibake.drafts import describe
from pipeline.mojibake.references import Read
from pipeline.records import Edit


def on_source(read: Read, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits on the source's offsets; what has no certificate there is not made.

    Args:
        read: the text.
        edits: in order, on the offsets of `read.text`.
    """
    return tuple(moved for edit in edits if (moved := _on_source(read, edit)) is not None)


def _on_source(read: Read, edit: Edit) -> Edit | None:
    start, end = read.place(edit.start), read.place(edit.end)
    before = read.source[start:end]
    if edit.after is not None and edit.channel is not None and read.holds(edit.start, edit.end):
        layers = written_as(edit.after, before, parse_channel(edit.channel), edit.struck)
        if layers is None:
            return None
        _, channel, loss = describe(edit.after, layers, edit.struck)
        edit = replace(edit, channel=channel, loss=loss)
    return replace(edit, start=start, end=end, before=before)

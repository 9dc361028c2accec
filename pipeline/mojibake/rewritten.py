"""Edits of a text whose character references were read, told on the text as it is written.

In: a text with its references read, edits of it. Out: edits of its source, each with its certificate.
Touches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from operator import attrgetter

import numpy as np

from pipeline.mojibake.channel import parse_channel, written_as
from pipeline.mojibake.drafts import describe
from pipeline.mojibake.references import Read
from pipeline.records import Edit, from_columns


def on_source(read: Read, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits on the source's offsets; what has no certificate there is not made.

    Args:
        read: the text.
        edits: in order, on the offsets of `read.text`.
    """
    if not edits:
        return ()
    names = [field.name for field in fields(Edit)]
    places = np.array([(edit.start, edit.end) for edit in edits])
    counts = np.searchsorted(np.array(read.starts), places)  # references read before each
    told: list[Edit | None] = list(edits)
    for k in np.flatnonzero(counts[:, 0] < counts[:, 1]).tolist():
        told[k] = _rewritten(read, edits[k])
    kept = np.array([edit is not None for edit in told])
    # by columns: to replace fields of one after the other takes as long as all of a repair
    rows = map(attrgetter(*names), (edit for edit in told if edit is not None))
    columns: dict[str, Iterable[object]] = dict(zip(names, zip(*rows, strict=True), strict=False))
    longer = np.append(0, np.cumsum([end - start - 1 for start, end in read.spans]))
    columns["start"], columns["end"] = (places + longer[counts])[kept].T.tolist()
    return tuple(from_columns(Edit, int(kept.sum()), columns))


def _rewritten(read: Read, edit: Edit) -> Edit | None:
    """The edit with what stands in the source before it, and its proof; None if there is none."""
    before = read.source[read.place(edit.start) : read.place(edit.end)]
    if edit.after is None or edit.channel is None:
        return replace(edit, before=before)
    layers = written_as(edit.after, before, parse_channel(edit.channel), edit.struck)
    if layers is None:
        return None
    _, channel, loss = describe(edit.after, layers, edit.struck)
    return replace(edit, before=before, channel=channel, loss=loss)

"""Edits of a text whose character references were read, told on the text as it is written.

In: a text with its references read, edits of it. Out: edits of its source, each with its certificate.
Touches nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from pipeline.mojibake.channel import parse_channel, written_as
from pipeline.mojibake.channel.references import Read
from pipeline.mojibake.edits.certificates import describe
from pipeline.mojibake.edits.undone import Found
from pipeline.mojibake.edits.whole import WholeDrafts, put
from pipeline.records import Edit, set_columns

Array = np.ndarray[Any, Any]


def on_source(read: Read, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits on the source's offsets; what has no certificate there is not made.

    Args:
        read: the text.
        edits: in order, on the offsets of `read.text`; they are not to be used any more.
    """
    if not edits:
        return ()
    count = len(edits)
    starts = np.fromiter([edit.start for edit in edits], np.int64, count)
    ends = np.fromiter([edit.end for edit in edits], np.int64, count)
    first, last, starts, ends = _places(read, starts, ends)
    told: list[Edit | None] = list(edits)
    for k in np.flatnonzero(first < last).tolist():
        told[k] = _rewritten(read, edits[k])
    kept = np.fromiter([edit is not None for edit in told], np.bool_, count)
    out = [edit for edit in told if edit is not None]
    places = {"start": starts, "end": ends}
    set_columns(out, {name: column[kept].tolist() for name, column in places.items()})
    return tuple(out)


def with_all_made(read: Read, found: Found | None) -> str | None:
    """The source with all edits made that have a certificate there; None where the edits must be asked.

    Args:
        read: the text.
        found: what is found in it.
    """
    if found is None or not isinstance(found.drafts, WholeDrafts):
        return None
    made = found.drafts.made
    first, last, starts, ends = _places(read, made.starts, made.ends)
    touched = np.flatnonzero(first < last)
    kept = np.ones(len(made), np.bool_)
    kept[touched] = [_rewritten(read, edit) is not None for edit in found.made_at(touched.tolist())]
    made = made.taken(kept)
    return put(read.source, starts[kept], ends[kept], made.text, made.cuts)


def _places(read: Read, starts: Array, ends: Array) -> tuple[Array, Array, Array, Array]:
    """For stretches of a text how many references are read before each begins, and before it ends; and where
    they begin and end in the source.
    """
    first, last = (np.searchsorted(np.array(read.starts), some) for some in (starts, ends))
    longer = np.append(0, np.cumsum([end - start - 1 for start, end in read.spans]))
    return first, last, starts + longer[first], ends + longer[last]


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

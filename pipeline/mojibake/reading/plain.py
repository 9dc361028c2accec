"""Text in markup, between marks and in capitals, read as if it stood plainly.

In: the items of regions with their lattice, what is known of the text around. Out: the symbols that the
search takes for its arcs, and for what stands before the regions. Touches the lattice's costs, and makes of
what is markup no character. Idea: the model was made of running text in small letters. `**bold**`,
`[a link](to)`, `(a word)` and `SHOUTED` are the same words, of which it knows next to nothing as they stand.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.evidence.markup import Markup
from pipeline.mojibake.evidence.speakers import Arrays
from pipeline.mojibake.model.lookup import UNIT, symbol
from pipeline.mojibake.reading import punctuation
from pipeline.mojibake.reading.brackets import BLANK
from pipeline.mojibake.reading.capitals import in_small, loud_in, quieten
from pipeline.mojibake.reading.context import Context, Words, context_of
from pipeline.mojibake.reading.lattice import Lattice
from pipeline.mojibake.reading.side_by_side import Arcs, Items, arcs_of
from pipeline.mojibake.spans import among

Array = np.ndarray[Any, Any]


LABELLED = 2 * UNIT
"""What a wide colon is worth behind a label, and what a comma costs.

In the Markdown of three repositories in Chinese and Japanese (pingcap/docs-cn, privacyguides/i18n,
chess99/ai-reading) such a label stands before a wide mark 441 times, 91 % of them a colon, which is one of
seven marks elsewhere; 3 % a comma, which is two of five.
"""
_COLON, _COMMA, _FEED = 0xFF1A, 0xFF0C, 10


class Plain(NamedTuple):
    """What of a text is read as if it stood plainly."""

    markup: Markup
    """What is read over."""
    wraps: Array
    """Where lines were broken at some width: such a line end is a space (int64)."""
    has_words: bool
    """Whether words are parted by spaces and may be in capitals: not in Chinese and Japanese."""


class Seen(NamedTuple):
    """What the search takes of a lattice, beside what it is made of."""

    arcs: Arcs
    context: Context


def as_it_stands(codes: Array, starts: Array, found: Lattice, arrays: Arrays) -> Seen:
    """Regions as they stand; `starts` is where each begins in the text."""
    return Seen(arcs_of(found, arrays), context_of(codes, starts, arrays))


def plainly(codes: Array, items: Items, found: Lattice, arrays: Arrays, page: str, plain: Plain) -> Seen:
    """Regions as they would stand in running text.

    Args:
        codes: the text's code points.
        items: of the regions.
        found: their lattice; what is markup becomes no character, and costs are added.
        arrays: the model's.
        page: the page through which they are read.
        plain: what is known of the text.
    """
    markup, regions, words = plain.markup, items.regions, None
    at = np.arange(len(items.codes)) + items.shift
    if markup:
        is_ascii = (items.codes > 0) & (items.codes < 0x80)  # one arc leads on from each
        found.char[found.first[:-1][markup.covers(at) & is_ascii]] = -1
        price_labels(found, np.flatnonzero(among(at, markup.labels) & (items.codes != 0)))
    arcs = arcs_of(found, arrays)
    if len(plain.wraps):
        ends = found.first[:-1][among(at, plain.wraps) & (items.codes == _FEED)]
        ends = ends[found.char[ends] == _FEED]
        arcs.symbol[ends] = symbol(arrays, ord(" ")) if plain.has_words else -1
        arcs.part[ends] = BLANK
    if plain.has_words:
        jit.expect(2 * len(found.char))
        words = Words(punctuation.classes(), arrays, np.zeros(len(regions.starts), np.int64))
        loud = loud_in(codes, *regions, len(items.codes), page)
        if loud is not None:
            quieten(found, arcs.symbol, loud, arrays)
            words = words._replace(small=in_small(arrays), letters=loud.before)
        punctuation.read_over(codes, items.shift, found, arcs.symbol, symbol(arrays, ord(" ")))
    return Seen(arcs, context_of(codes, regions.starts, arrays, markup, words, plain.wraps))


def price_labels(found: Lattice, nodes: Array) -> None:
    """Prices what stands at nodes behind labels, which are bold and begin their line: a colon most often."""
    for node in nodes.tolist():
        some = slice(found.first[node], found.first[node + 1])
        found.cost[some] -= np.where(found.char[some] == _COLON, LABELLED, 0)
        found.cost[some] += np.where(found.char[some] == _COMMA, LABELLED, 0)

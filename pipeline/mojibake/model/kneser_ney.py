"""Probabilities for a set of n-grams that may leave out most of what was counted.

In: counted levels, which of their n-grams are kept, discounts. Out: log probabilities and the logarithms
of the back-off weights. Touches nothing.

Idea: interpolated Kneser-Ney smoothing with modified discounts (Chen and Goodman 1999), in the form that
survives pruning (Siivola, Hirsimaki and Virpioja 2007): what an n-gram that is kept does not use of its
count, and the whole count of one that is not, is what the shorter n-gram is estimated from. With nothing
left out that is Kneser-Ney; with entropy pruning, plain Kneser-Ney would give shorter n-grams the
probabilities of the unseen in places where seen ones now rely on them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.mojibake.model.counting import Level, beginnings, endings


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """For each n-gram of one length, where its beginning and its end stand one level below."""

    context: np.ndarray
    """int32: index of the n-gram without its last character."""

    ending: np.ndarray
    """int32: index of the n-gram without its first character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What is known of the n-grams of one length."""

    logp: np.ndarray
    """float32: natural logarithm of P(last | those before)."""

    gain: np.ndarray
    """float32: by how much that is above what the shorter n-gram gives, back-off weight included."""

    backoff: np.ndarray
    """float32: logarithm of the weight of shorter n-grams where this one is the context; 0 if it has none."""


def link(levels: list[Level]) -> list[Links]:
    """Links of each level to the one below; the first level's are empty."""
    nothing = np.zeros(0, np.int32)
    found = [Links(context=nothing, ending=nothing)]
    for length in range(2, len(levels) + 1):
        level, lower = levels[length - 1], levels[length - 2].hashes
        context = np.searchsorted(lower, beginnings(level)).astype(np.int32)
        ending = np.searchsorted(lower, endings(level, length)).astype(np.int32)
        found.append(Links(context=context, ending=ending))
    return found


def modified_discounts(seldom: np.ndarray) -> np.ndarray:
    """Discounts for counts of 0, 1, 2 and 3 or more, from how many n-grams occur one to four times."""
    n1, n2, n3, n4 = np.maximum(seldom, 1.0)
    y = n1 / (n1 + 2 * n2)
    found = [0.0, 1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3]
    return np.asarray(np.clip(found, [0.0, 0.3, 0.5, 0.6], [0.0, 0.95, 1.6, 2.2]))


def estimate(
    levels: list[Level], links: list[Links], keep: list[np.ndarray], discounts: np.ndarray
) -> list[Estimate]:
    """Probabilities of all n-grams; those not kept get what shorter ones give.

    Args:
        levels: from length 1 up, closed: beginning and end of each n-gram are there too.
        links: as `link` gives them.
        keep: bool for each level; closed in the same way; the first level is always whole.
        discounts: (order, 4), see `modified_discounts`.
    """
    order = len(levels)
    used: list[np.ndarray] = [np.zeros(0)] * order  # count that kept n-grams of this length use
    left: list[np.ndarray] = [level.counts for level in levels]  # count that longer ones have not used
    for k in range(order - 1, 0, -1):
        discount = np.interp(left[k], [0.0, 1.0, 2.0, 3.0], discounts[k])
        used[k] = np.where(keep[k], np.maximum(left[k] - discount, 0.0), 0.0)
        # Lists of words may count longer n-grams more often than the shorter ones in them: what is left of
        # each is added up, so that no surplus of one takes from what another has left.
        known = np.bincount(links[k].ending, levels[k].counts, minlength=len(levels[k - 1]))
        unused = np.bincount(links[k].ending, left[k] - used[k], minlength=len(levels[k - 1]))
        left[k - 1] = np.maximum(levels[k - 1].counts - known, 0.0) + unused
    single = np.maximum(left[0], 0.02)
    logp = np.log(single / single.sum())
    out, gain = [], np.zeros(len(logp), np.float32)
    for k in range(1, order + 1):
        if k == order:
            backoff = np.zeros(len(levels[k - 1]), np.float32)
            out.append(Estimate(logp=logp.astype(np.float32), gain=gain, backoff=backoff))
            break
        size = len(levels[k - 1])
        context, ending = links[k].context, links[k].ending
        known = np.bincount(context, levels[k].counts, minlength=size)
        mass = np.maximum(levels[k - 1].followed - known, 0.0) + np.bincount(context, left[k], minlength=size)
        own = np.bincount(context, used[k], minlength=size)
        mass = np.maximum(np.maximum(mass, own * 1.0001), 1e-9)
        weight = np.clip(1 - own / mass, 1e-4, 1.0)
        has = np.bincount(context, keep[k], minlength=size) > 0
        backoff = np.where(has, np.log(weight), 0.0).astype(np.float32)
        out.append(Estimate(logp=logp.astype(np.float32), gain=gain, backoff=backoff))
        base = np.log(weight)[context] + logp[ending]
        share = used[k] / mass[context]
        logp = np.where(keep[k], np.log(share + np.exp(base)), base)
        gain = (logp - base).astype(np.float32)
    return out

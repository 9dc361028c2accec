"""Which bytes of a character were lost, and what stands for each: the certificate of a reading.

In: a character, and what is seen of it. Out: the bytes struck. Touches nothing.
"""

from __future__ import annotations

from functools import lru_cache

from pipeline.mojibake.channel import ONWARD, Layer, outcomes


@lru_cache(maxsize=1 << 16)
def struck_of(after: str, seen: bytes, text: str, name: str) -> tuple[tuple[int, int, str], ...]:
    """Which bytes of a character were lost, and what stands for each.

    Args:
        after: the character.
        seen: the byte of each item seen; 0 for a mark.
        text: the items as they stand.
        name: the page; a byte is lost only as some loss of it allows.
    """
    data = after.encode("utf-8")
    layer = Layer(name, ("dropped", "?", "u+fffd", "space", *ONWARD))

    def walk(b: int, s: int) -> tuple[tuple[int, int, str], ...] | None:
        if b == len(data):
            return () if s == len(seen) else None
        if s < len(seen) and seen[s] == data[b]:
            rest = walk(b + 1, s + 1)
            if rest is not None:
                return rest
        allowed = outcomes(layer, data[b])
        for mark in allowed:
            if mark and seen[s : s + len(mark)] == bytes(len(mark)) and text.startswith(mark, s):
                rest = walk(b + 1, s + len(mark))
                if rest is not None:
                    return ((b, data[b], mark), *rest)
        if "" not in allowed:
            return None
        rest = walk(b + 1, s)
        return None if rest is None else ((b, data[b], ""), *rest)

    return walk(0, 0) or ()

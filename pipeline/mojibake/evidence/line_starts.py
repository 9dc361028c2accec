"""What begins a line, for kernels: where it stands behind a lost byte, a line end was not lost with it.

In: code points, a place. Out: whether something stands there that hardly stands elsewhere. Touches nothing.
Source: CommonMark 0.31, chapters 4 and 5; of code what comments and blocks begin with.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake.jit import kernel

Array = np.ndarray[Any, Any]


@kernel
def begins_item(codes: Array, i: int) -> bool:
    """Whether a list item's sign or number, or a heading's, stands at a place, with its space."""
    end = i
    while end < len(codes) and end < i + 6 and codes[end] == 0x23:
        end += 1
    if end == i and i < len(codes) and (codes[i] == 0x2A or codes[i] == 0x2B or codes[i] == 0x2D):
        end += 1
    if end == i:
        while end < len(codes) and end < i + 3 and 0x30 <= codes[end] <= 0x39:
            end += 1
        end = end + 1 if end > i and end < len(codes) and codes[end] == 0x2E else i
    return end > i and end < len(codes) and codes[end] == 0x20


@kernel
def begins_line(codes: Array, i: int) -> bool:
    """Whether what stands at a place is at a line's start for sure: indentation, an item, a comment, a block.

    One space is none: a word may stand behind it.
    """
    if i >= len(codes):
        return False
    code = codes[i]
    following = codes[i + 1] if i + 1 < len(codes) else 0
    is_indented = code == 0x09 or (code == 0x20 and (following == 0x20 or following == 0x09))
    is_comment = code == following and (code == 0x2F or code == 0x2D)
    is_sign = code == 0x23 or code == 0x3C or code == 0x60 or code == 0x7B or code == 0x7C or code == 0x7D
    return is_indented or is_comment or is_sign or begins_item(codes, i)

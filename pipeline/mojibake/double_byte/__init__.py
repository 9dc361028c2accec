"""Text that went through a double-byte page: GBK, Shift-JIS, EUC-KR, Big5.

In: code points and the evidence for a page. Out: proposals, as for single-byte pages. Touches nothing.
A pair of bytes is one character or one mark here, and a mark may take an ASCII character along. `texts.py` is
the door; a region goes from `pair_seen` by `pair_cores`, `pair_arcs` and `pair_marks` to `pair_lattice`,
and from there to `pair_reading`.
"""

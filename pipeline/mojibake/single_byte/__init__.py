"""Text that went through a single-byte page: which of those alike, what proves it, whether twice.

In: code points and the evidence for a page. Out: proposals. Touches nothing.
"""

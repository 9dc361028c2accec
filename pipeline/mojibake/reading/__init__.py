"""Readings of damaged stretches as a lattice, and the search for the best one and how probable it is.

In: code points, a page with its losses, regions, a model's arrays. Out: proposals. Touches nothing.
What is asked here is what a region may have been, not yet whether it is damaged.
"""

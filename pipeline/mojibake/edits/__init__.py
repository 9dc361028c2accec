"""Edits in the making: their grades, their proofs, how one pass grows on another, how they are made.

In: proposals. Out: edits on the source's offsets, and texts with them made or undone. Touches nothing.
"""

"""Pairs of source and translation."""

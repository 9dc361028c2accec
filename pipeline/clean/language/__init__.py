"""Languages of blocks: scripts, detectors, names of languages.

In: text. Out: `Detection` of each block. Touches only its tables and the models of two packages.
"""

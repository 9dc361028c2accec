"""Review: people decide what the search doubts or leaves, and pairs that failed a check.

In: the tables of the last run, and the decisions file. Out: lines in the decisions file; a page
on this machine, or a CSV file, on which they are decided. Touches the decisions file, and
reads OUT. Every decision is on the disk before the page says that it is kept.
"""

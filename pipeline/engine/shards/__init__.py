"""What is made of a shard: the three stages, the parts that they leave, and the keys these are found by.

In: a shard, settings. Out: parts in the stages' folders, manifests that name them. Touches these alone.
"""

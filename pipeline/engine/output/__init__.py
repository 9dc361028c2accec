"""OUT as people see it: parts put together to tables, reports and exports, in place at one instant.

In: the parts that a manifest names. Out: a whole output, in a folder or in a store. Touches OUT.
"""

"""Who works on shards: this process, processes of this machine, or a Dask cluster elsewhere.

In: jobs. Out: what came of each. Touches the network between those who work, and starts processes.
"""

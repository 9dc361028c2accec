"""Which files under RAW are documents, which of them belong together, and in which shards they are worked on.

In: a folder or a URL. Out: files found, their bytes, shards. Touches nothing but what it reads.
"""

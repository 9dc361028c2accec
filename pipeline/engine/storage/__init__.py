"""Folders and what is written to them, so that a kill at any instant leaves them whole; folders by URL.

In: paths, URLs, bytes. Out: files that are there whole or not at all. Touches files and stores. Knows nothing
of documents.
"""

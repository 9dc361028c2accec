"""A review page on a real port, in a thread of the test."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.review.server import Server
from pipeline.settings import Settings
from tests.review.corpus import open_session


@contextmanager
def serving(settings: Settings) -> Iterator[Server]:
    """The page of the last run with these settings."""
    server = Server(*open_session(settings))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.is_up:
        assert thread.is_alive()
        time.sleep(0.01)
    yield server
    server.stop()
    thread.join(10)
    assert not thread.is_alive()

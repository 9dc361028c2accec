"""Images below a RAW that is a URL, brought here, where they are treated as files.

In: RAW, and the paths that documents name. Out: a folder that has them, for a while.
Touches the store, reading only, and a temporary folder. Where RAW is a folder, it is that folder.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.engine.storage.urls import Remote, is_url


@contextmanager
def brought(raw: str, names: Iterable[str]) -> Iterator[Path]:
    """The folder in which images are.

    Args:
        raw: what the documents were read from.
        names: paths of images relative to it, which need not be there.
    """
    if not is_url(raw):
        path = Path(raw)
        yield path.parent if path.is_file() else path
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder, remote = Path(scratch), Remote(raw)
        for name in sorted(set(names)):
            if not remote.is_file(name):
                continue
            data = remote.read(name)
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            # A time of change that is the same as long as the bytes are: by it a later run knows them.
            stamp = int.from_bytes(hashlib.sha256(data).digest()[:4], "big")
            os.utime(place, (stamp, stamp))
        yield folder

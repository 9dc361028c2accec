"""Loaded into workers by tests (`distributed.worker.preload`): documents that kill. No test itself.

A document that says so kills the process which cleans it: each time, once (the first to make the
file that it names), or when two that say `heavy` are in one shard.
"""

from __future__ import annotations

import os
import re
import signal

import pipeline.clean

_ONCE = re.compile(r"kill once: (\S+)")
_real = pipeline.clean.clean_family
_heavy: list[str] = []


def _clean_family(family, *rest):
    text = "\n".join(member.document.text or "" for member in family)
    once = _ONCE.search(text)
    if "kill always" in text or (once and _is_first(once[1])):
        os.kill(os.getpid(), signal.SIGKILL)
    return _real(family, *rest)


def _is_first(path: str) -> bool:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


pipeline.clean.clean_family = _clean_family

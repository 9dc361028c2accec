"""Loaded into workers by tests (`distributed.worker.preload`): documents that kill. No test itself.

A document that says so kills the process which cleans it: each time, or as often as it says (each
file of the name that it gives, with a number, is one time). `KILL_STARTING` names a file for the
first worker that starts: it is killed before it is ready.
"""

from __future__ import annotations

import os
import re
import signal

import pipeline.clean

_TIMES = re.compile(r"kill (\d+) times: (\S+)")
_real = pipeline.clean.clean_families


def _clean_families(families, *rest):
    text = "\n".join(member.document.text or "" for family in families for member in family)
    times = _TIMES.search(text)
    if "kill always" in text or (times and any(_is_first(f"{times[2]}.{n}") for n in range(int(times[1])))):
        os.kill(os.getpid(), signal.SIGKILL)
    return _real(families, *rest)


def _is_first(path: str) -> bool:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


pipeline.clean.clean_families = _clean_families

if "KILL_STARTING" in os.environ and _is_first(os.environ["KILL_STARTING"]):
    os.kill(os.getpid(), signal.SIGKILL)

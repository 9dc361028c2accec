"""The version of a file before its last change, as git knows it.

In: a file's place and bytes. Out: the bytes of the version before, or None. Touches git's data
in the file's repository, reading only, through the program `git`. A file that was changed
since its last commit is compared with that; one that was not, with the commit before.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

_LONGEST_S = 20
"""Seconds that git may take; a history that takes longer is no evidence."""


def earlier_version(location: str, data: bytes) -> bytes | None:
    """What stood in a file before its last change; None where git does not know.

    Args:
        location: where the file is.
        data: what stands in it now.
    """
    path = Path(location)
    committed = _git(path, "show", f"HEAD:./{path.name}")
    if committed is None or committed != data:
        return committed
    commits = (_git(path, "log", "-2", "--format=%H", "--", path.name) or b"").split()
    return _git(path, "show", f"{commits[1].decode('ascii')}:./{path.name}") if len(commits) == 2 else None


def _git(path: Path, *words: str) -> bytes | None:
    try:
        done = subprocess.run(  # noqa: S603  (git, with words of ours and the file's own name)
            ["git", *words],  # noqa: S607  (the person's own git)
            cwd=path.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_LONGEST_S,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None

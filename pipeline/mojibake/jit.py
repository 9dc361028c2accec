"""One piece of code, two ways to run it: as plain Python, or compiled by Numba.

In: functions over arrays and integers, marked `@kernel`. Out: the same functions, rebound
to their compiled form once `compile_kernels` was called; the answers are the same.
Touches the modules that hold the kernels, and Numba's cache on disk.
Why: importing Numba and loading its cache takes about 0.4 s, a note's damage in plain
Python a tenth of a second. So Numba is loaded only when there is work worth it.

Callers must reach a kernel through its module (`search.beam(...)`), not by a copied name.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

_kernels: list[tuple[str, str, Callable[..., Any]]] = []
_compiled: dict[int, Callable[..., Any]] = {}
_state = {"missing": False, "work": 0}

WORTH_COMPILING = 60_000
"""Units of work (about one step of a plain loop, some 10 microseconds) after which Numba is loaded."""


def kernel(function: Function) -> Function:
    """Marks a function that can be compiled: only arrays, integers and other kernels in it."""
    _kernels.append((function.__module__, function.__name__, function))
    return function


def expect(work: int) -> None:
    """Says that so many units of work come now; compiles once their sum is worth it."""
    _state["work"] += work
    if _state["work"] >= WORTH_COMPILING and len(_compiled) < len(_kernels) and not _state["missing"]:
        compile_kernels()


def compile_kernels() -> bool:
    """Rebinds all kernels of loaded modules to compiled ones; False where Numba is missing."""
    if os.environ.get("NUMBA_DISABLE_JIT") == "1":
        _state["missing"] = True
        return False
    try:
        from numba import njit
    except ImportError:
        _state["missing"] = True
        return False
    _place_cache()
    for _, _, function in _kernels:
        if id(function) not in _compiled:
            _compiled[id(function)] = njit(cache=True, nogil=True)(function)
    for name in {module for module, _, _ in _kernels}:
        space = vars(sys.modules[name])
        for key, value in list(space.items()):
            if id(value) in _compiled:
                space[key] = _compiled[id(value)]
    return True


def _place_cache() -> None:
    """Gives Numba a cache of its own for this state of all kernels.

    Numba looks only at the file of the function itself: a cached kernel would go on calling
    an older form of one in another file. So the folder is named by a hash over all of them.
    """
    from numba import config

    digest = hashlib.sha256()
    for name in sorted({module for module, _, _ in _kernels}):
        digest.update(Path(str(sys.modules[name].__file__)).read_bytes())
    user = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "mojibake-pipeline"
    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or user) / f"kernels-{digest.hexdigest()[:16]}"
    with suppress(OSError, RuntimeError):  # without a place to write, Numba finds one, or compiles anew
        folder.mkdir(parents=True, exist_ok=True)
        setattr(config, "CACHE_DIR", str(folder))  # noqa: B010 (Numba makes its settings at run time)


def is_compiled() -> bool:
    """Whether the kernels run compiled in this process."""
    return bool(_compiled)

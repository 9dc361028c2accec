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
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

_kernels: list[tuple[str, str, Callable[..., Any]]] = []
_compiled: dict[int, Callable[..., Any]] = {}
_state = {"missing": False, "work": 0}

WORTH_LOADING = 700_000
"""Units of work (about a microsecond of plain Python each) after which kernels that are in the
cache are loaded: Numba and they take about half a second."""
WORTH_COMPILING = 12_000_000
"""The same where they must be compiled first: twelve seconds, and as long again for double-byte pages."""


def kernel(function: Function) -> Function:
    """Marks a function that can be compiled: only arrays, integers and other kernels in it."""
    _kernels.append((function.__module__, function.__name__, function))
    return function


def expect(work: int) -> None:
    """Says that so many units of work come now; compiles once their sum is worth it."""
    _state["work"] += work
    if _state["work"] < WORTH_LOADING or _state["missing"] or len(_compiled) == len(_kernels):
        return
    if _state["work"] >= WORTH_COMPILING or any(_cache_folder().glob("*/*.nbi")):
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
            _compiled[id(function)] = njit(cache=True, nogil=True, **_options(function))(function)
    for name in {module for module, _, _ in _kernels}:
        space = vars(sys.modules[name])
        for key, value in list(space.items()):
            if id(value) in _compiled:
                space[key] = _compiled[id(value)]
    return True


def _options(function: Callable[..., Any]) -> dict[str, Any]:
    """Options for a kernel: one that makes no array counts no references to those that it is given.

    Without numpy's name none is made, and who calls it keeps them. Numba counts those of a tuple at each
    call, each by an instruction that locks memory: half of the time of a look-up in the model. The option is
    not a public one of Numba, so it is asked for where it is known.
    """
    from numba.core.options import DefaultOptions

    is_known = hasattr(DefaultOptions, "_nrt")
    return {"_nrt": False} if is_known and "np" not in function.__code__.co_names else {}


def _place_cache() -> None:
    """Gives Numba a cache of its own for this state of all kernels."""
    from numba import config

    folder = _cache_folder()
    with suppress(OSError):  # without a place to write, Numba finds one, or compiles anew
        folder.mkdir(parents=True, exist_ok=True)
        setattr(config, "CACHE_DIR", str(folder))  # noqa: B010 (Numba makes its settings at run time)


@cache
def _cache_folder() -> Path:
    """The folder of compiled kernels, named by a hash over all their sources and this one.

    Numba looks only at the file of the function itself: a cached kernel would go on calling
    an older form of one in another file.
    """
    digest = hashlib.sha256()
    for name in sorted({__name__, *(module for module, _, _ in _kernels)}):
        digest.update(Path(str(sys.modules[name].__file__)).read_bytes())
    home = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    with suppress(RuntimeError):  # no home folder
        return (
            Path(home or "~/.cache").expanduser() / "mojibake-pipeline" / f"kernels-{digest.hexdigest()[:16]}"
        )
    return Path("mojibake-pipeline-cache")


def is_compiled() -> bool:
    """Whether the kernels run compiled in this process."""
    return bool(_compiled)

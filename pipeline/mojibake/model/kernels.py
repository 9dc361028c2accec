"""Compiles plain functions with Numba where it is installed and worth loading.

In: functions over arrays and integers that call one another by their global names. Out: the same
functions, compiled; or themselves. Touches Numba's cache beside the source file. Importing this module
loads nothing: Numba costs a fifth of a second, and a note's damage is repaired sooner without it.
"""

from __future__ import annotations

import os
import types
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any


def can_compile() -> bool:
    """Whether Numba is installed and not switched off by NUMBA_DISABLE_JIT."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0") and find_spec("numba") is not None


def compiled(
    functions: tuple[Callable[..., Any], ...], known: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The functions by name, compiled so that they call each other's compiled forms.

    Args:
        functions: plain functions, each after those it calls.
        known: compiled functions of other modules that they call, by the name they call them by.
    """
    if not can_compile():
        return {**(known or {}), **{function.__name__: function for function in functions}}
    import hashlib

    import numba

    names: dict[str, Any] = dict(known or {})
    # Numba's cache does not see that a callee has changed: the callees' code enters the name.
    codes = [getattr(one, "py_func", one).__code__ for one in (*names.values(), *functions)]
    digest = hashlib.sha256(repr([(code.co_code, code.co_consts) for code in codes]).encode()).hexdigest()[
        :12
    ]
    for function in [getattr(one, "py_func", one) for one in functions]:
        # A copy that sees the compiled callees where the plain function sees plain ones.
        copy = types.FunctionType(
            function.__code__, {**function.__globals__, **names}, function.__name__, function.__defaults__
        )
        copy.__module__, copy.__qualname__ = function.__module__, f"{function.__qualname__}_{digest}"
        names[function.__name__] = numba.njit(cache=True)(copy)
    return names

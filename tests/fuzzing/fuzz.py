"""Coverage-guided fuzzing of one target: `python -m tests.fuzzing.fuzz repair --seconds 600`.

In: the name of a target of `targets.py`, how long, a folder for new inputs. Out: libFuzzer's log;
an input that breaks the target is written as `crash-…` into `broken` of that folder; one that shows
a fault of judgement (a second repair finds more, a grade is not accepted) into `noted`, and the
search goes on. Touches that folder.
It starts from the kept corpus and from what earlier runs left in the folder. Behind `--` stand inputs
to be tried once each, or more options of libFuzzer.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import atheris

import pipeline
from pipeline.clean.language import summing
from pipeline.mojibake import jit
from tests.fuzzing import targets

KEPT = Path(__file__).parent / "corpus"
APART = ("pipeline.__main__", "pipeline.cli", "pipeline.review", "pipeline.engine.workers.bench")
"""What no target reaches, or what does its work when it is imported."""
LIMIT_S = 10.0
"""The same with compiled kernels: mostly some thousandths, but two layers of Shift_JIS with losses take 6."""


def load() -> list[ModuleType]:
    """Every module that targets may reach: what they import late would not be instrumented else."""
    found = pkgutil.walk_packages(pipeline.__path__, "pipeline.", onerror=lambda _: None)
    names = [module.name for module in found if not module.name.startswith(APART)]
    return [importlib.import_module(name) for name in names]


def instrument(modules: list[ModuleType]) -> int:
    """Count branches in all functions but those that run compiled, sixty times as fast."""
    done: set[int] = set()
    for module in modules:
        for function in functions(vars(module), module.__name__):
            if id(function) not in done:
                done.add(id(function))
                atheris.instrument_func(function)
    return len(done)


def functions(space: dict[str, Any], module: str) -> Iterator[FunctionType]:
    """The functions and methods that a module defines, those behind a cache too."""
    compiled = [summing.add_up, *(function for _, _, function in jit._kernels)]
    for value in list(space.values()):
        if isinstance(value, type) and value.__module__ == module:
            yield from functions(dict(vars(value)), module)
            continue
        value = value.__func__ if isinstance(value, staticmethod | classmethod) else value
        value = value.fget if isinstance(value, property) else getattr(value, "__wrapped__", value)
        if isinstance(value, FunctionType) and value.__module__ == module and value not in compiled:
            yield value


def keep(folder: Path, data: bytes, words: str) -> None:
    """Keep an input that shows a fault of judgement."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{sha256(data).hexdigest()[:12]}").write_bytes(data)
    sys.stderr.write(f"noted: {words[:300]}\n")


def main(arguments: list[str]) -> None:
    """Fuzz until the time is up or something breaks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=sorted(targets.TARGETS))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--folder", type=Path, default=Path("bench-out/fuzz"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("more", nargs="*", help="options of libFuzzer, and inputs, behind --")
    asked = parser.parse_args(arguments)
    modules = load()
    jit.compile_kernels()
    for path in sorted((KEPT / asked.target).iterdir())[:20]:  # what is loaded once must not look like a hang
        targets.TARGETS[asked.target](path.read_bytes())
    sys.stderr.write(f"{instrument(modules)} functions instrumented\n")
    found, broken = asked.folder / asked.target, asked.folder / "broken" / asked.target
    for folder in (found, broken):
        folder.mkdir(parents=True, exist_ok=True)
    targets.limit_s, targets.noted = LIMIT_S, partial(keep, asked.folder / "noted" / asked.target)
    options = [f"-max_total_time={asked.seconds}", f"-seed={asked.seed}", "-max_len=4096", "-timeout=120"]
    options += [f"-artifact_prefix={broken}/", "-rss_limit_mb=4096", "-print_final_stats=1"]
    where = [] if asked.more else [str(found), str(KEPT / asked.target)]
    atheris.Setup([sys.argv[0], *options, *asked.more, *where], targets.TARGETS[asked.target])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])

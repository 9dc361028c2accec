"""Texts to measure on: `<folder>/<language>/<domain>.txt`, a block a line, an empty line between documents.

In: a folder. Out: its rows (`zh-Hans/advice`) and their documents. Touches the files named.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
DEV = ROOT.parent / "shared" / "corpora" / "dev"
"""Where the texts for choosing lie, beside the checkout; absent in most of them."""
OWN = ROOT / "tests" / "golden" / "text"
"""A small text of the project's own: always there."""


def folder_of(given: str | None) -> Path:
    """The folder to measure on; says so where the usual one is missing."""
    if given is not None:
        return Path(given)
    if DEV.is_dir():
        return DEV
    print(f"no texts at ../shared/corpora/dev: measuring on {OWN.relative_to(ROOT)} (--text names others)")
    return OWN


def rows_of(folder: Path) -> list[str]:
    """All rows of a folder, sorted."""
    return sorted(f"{path.parent.name}/{path.stem}" for path in folder.glob("*/*.txt"))


def documents(folder: Path, row: str) -> list[str]:
    """The documents of a row."""
    text = (folder / f"{row}.txt").read_text(encoding="utf-8")
    return [document for document in text.rstrip("\n").split("\n\n") if document]

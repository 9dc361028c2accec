"""Makes a model file from folders of text, as a recipe says.

In: folders, each with one folder a language (`ru/*.txt`) and word lists; a recipe. Out: a model file.
Touches the folders (read), the file, and a temporary folder beside it. Text is streamed; memory grows with
the number of different n-grams of the largest group, not with the text. The same input gives the same bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.errors import InputError
from pipeline.mojibake.model import words
from pipeline.mojibake.model.counting import Level, count_files, merge_levels
from pipeline.mojibake.model.format import write
from pipeline.mojibake.model.kneser_ney import Estimate, Links, estimate, link, modified_discounts
from pipeline.mojibake.model.placing import LINE_BYTES, OFFERED, hash_levels, keep_placed
from pipeline.mojibake.model.pruning import importances, keep_best, narrow
from pipeline.mojibake.model.quantize import make_symbols, pack
from pipeline.mojibake.model.recipe import GroupRecipe, Recipe, WordSource

_SUFFIXES = (".txt", ".md", ".markdown")
_AT_LEAST = 2.0  # occurrences, weighted, that make a character known by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """One group, ready to be written."""

    arrays: tuple[np.ndarray, ...]
    """Arrays of the file, see `lookup.py`."""

    counted: dict[str, int]
    """Length -> n-grams kept."""

    characters: int
    """Characters of text read."""


def train(
    corpora: list[Path],
    out: Path,
    recipe: Recipe,
    *,
    decisions: dict[str, Any] | None = None,
    progress: Callable[[str], object] = str,
) -> dict[str, Any]:
    """Trains all groups of a recipe that have text, and writes the file.

    Args:
        corpora: folders with text and word lists.
        out: the model file.
        recipe: see `recipe.py`.
        decisions: thresholds and calibration to write with it.
        progress: called with one line for each group done.

    Returns:
        What the header says about the model.

    Raises:
        InputError: no group of the recipe has text in the folders.
    """
    groups, about = {}, {}
    signs = _sign_levels(corpora, recipe)
    with tempfile.TemporaryDirectory(dir=out.resolve().parent) as work:
        for group in recipe.groups:
            trained = train_group(corpora, group, signs, work=Path(work))
            if trained is None:
                continue
            groups[group.name] = (group.languages, group.scripts, trained.arrays)
            about[group.name] = {"characters": trained.characters, "ngrams": trained.counted}
            progress(
                f"{group.name}: {trained.characters} characters, {sum(trained.counted.values())} n-grams"
            )
    if not groups:
        hint = "text lies in folders named by language, such as CORPUS/ru/*.txt"
        raise InputError("no text for any group of the recipe", context=str(corpora), hint=hint)
    whole = {**recipe.about, "groups": about}
    write(out, groups, variant=han_variants(), decisions=decisions or {}, about=whole)
    return whole


def train_group(
    corpora: list[Path], group: GroupRecipe, signs: list[list[Level]], *, work: Path
) -> Trained | None:
    """One group's model, or None where it has no text; `signs` are counts that every group gets."""
    texts = _texts(corpora, group)
    if not texts:
        return None
    parts: list[tuple[float, list[Level]]] = []
    seldom = np.zeros((group.order, 4))
    characters = 0
    for weight, paths in texts.items():
        levels, few = count_files(paths, order=group.order, minimum=group.minimum, work=work / "runs")
        seldom += few
        characters += int(levels[0].counts.sum())
        parts.append((weight, levels))
    for source in group.words:
        levels = _word_levels(corpora, source, group.order)
        parts.append((1.0, levels))
    parts.extend((1.0, levels) for levels in signs)
    arrays, counted = _model(parts, group, np.array([modified_discounts(few) for few in seldom]))
    return Trained(arrays=arrays, counted=counted, characters=characters)


def _model(
    parts: list[tuple[float, list[Level]]], group: GroupRecipe, discounts: np.ndarray
) -> tuple[tuple[np.ndarray, ...], dict[str, int]]:
    """Mixes counts, estimates, prunes, estimates again for what is left, and packs."""
    levels = []
    for k in range(group.order):
        mixed = [(weight, part[k]) for weight, part in parts if k < len(part)]
        levels.append(merge_levels([level for _, level in mixed], [weight for weight, _ in mixed]))
    links = link(levels)
    everything = [np.ones(len(level), bool) for level in levels]
    estimates = estimate(levels, links, everything, discounts)
    lines = group.table_bytes // LINE_BYTES
    keep = _keep(levels, links, estimates, lines)
    estimates = estimate(levels, links, keep, discounts)
    kept = [
        Estimate(logp=one.logp[which], gain=one.gain[which], backoff=one.backoff[which])
        for one, which in zip(estimates, keep, strict=True)
    ]
    symbols = make_symbols(levels[0], estimates[0].logp, at_least=_AT_LEAST)
    counted = {str(k): int(which.sum()) for k, which in enumerate(keep, 1)}
    counted["1"] = int((symbols.of_char >= 0).sum())
    return pack(*narrow(levels, links, keep), kept, symbols, lines=lines), counted


def _keep(levels: list[Level], links: list[Links], estimates: list[Estimate], lines: int) -> list[np.ndarray]:
    """For each length the n-grams that are worth a place and find one (bool)."""
    worth = importances(levels, links, estimates)
    keep = keep_best(worth, lines * OFFERED)
    offered, kin = narrow(levels, links, keep)
    own = make_symbols(levels[0], estimates[0].logp, at_least=_AT_LEAST).of_char
    best = [value[which] for value, which in zip(worth, keep, strict=True)]
    for which, placed in zip(
        keep, keep_placed(hash_levels(offered, kin, own), kin, best, lines), strict=True
    ):
        which[which] = placed
    return keep


def _texts(corpora: list[Path], group: GroupRecipe) -> dict[float, list[Path]]:
    """Weight -> text files of a group, in a fixed order."""
    found: dict[float, list[Path]] = {}
    for corpus in corpora:
        for language in group.languages:
            for path in sorted((corpus / language).rglob("*")):
                if path.suffix in _SUFFIXES and path.is_file():
                    weight = next(
                        (w for pattern, w in group.weights.items() if fnmatch(path.name, pattern)), 1.0
                    )
                    if weight > 0:
                        found.setdefault(weight, []).append(path)
    return found


def _find(corpora: list[Path], name: str) -> Path | None:
    for corpus in corpora:
        for path in (corpus / name, corpus / "words" / name):
            if path.is_file():
                return path
    return None


def _sign_levels(corpora: list[Path], recipe: Recipe) -> list[list[Level]]:
    paths = [path for name in recipe.symbols if (path := _find(corpora, name)) is not None]
    return [words.symbols_among(path, total=recipe.symbols_total / len(paths)) for path in paths]


def _word_levels(corpora: list[Path], source: WordSource, order: int) -> list[Level]:
    """Counts of a word source.

    Raises:
        InputError: a list is missing.
    """
    paths = []
    for name in source.files:
        path = _find(corpora, name)
        if path is None:
            hint = "pass the folder that holds it as a corpus too, or another recipe"
            raise InputError(f"the recipe's word list {name} is missing", context=str(corpora), hint=hint)
        paths.append(path)
    if source.kind == "spaced":
        return words.spaced_words(paths[0], total=source.total, order=order)
    if source.kind == "joined":
        return words.joined_words(paths[0], total=source.total, order=order)
    return words.word_sequences(paths[0], paths[1], paths[2], total=source.total, order=order)


def han_variants() -> np.ndarray:
    """uint8 from U+3400 to U+9FFF: 1 simplified only, 2 traditional only, 0 both; all 0 without OpenCC."""
    out = np.zeros(0xA000 - 0x3400, np.uint8)
    try:
        import opencc  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError:
        return out
    to_simplified, to_traditional = opencc.OpenCC("t2s"), opencc.OpenCC("s2t")
    for at in range(len(out)):
        char = chr(0x3400 + at)
        if to_simplified.convert(char) != char:
            out[at] = 2
        elif to_traditional.convert(char) != char:
            out[at] = 1
    return out

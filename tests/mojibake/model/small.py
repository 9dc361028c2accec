"""A small model for tests, trained on text that is made here from a fixed seed."""

from __future__ import annotations

import random
from pathlib import Path

from pipeline.mojibake.model.recipe import GroupRecipe, Recipe

SYLLABLES = ("по", "ста", "ров", "не", "я", "с", "вер", "он", "да", "эт")


def sentences(seed: int, count: int) -> str:
    """Lines of made-up words, some of them often."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(60)]
    lines = [" ".join(chance.choices(words, weights=range(60, 0, -1), k=7)) for _ in range(count)]
    return "\n".join(f"{line.capitalize()}." for line in lines) + "\n"


def write_corpus(folder: Path) -> Path:
    """CORPUS/ru and CORPUS/zh-Hans with a little text each."""
    (folder / "ru").mkdir(parents=True)
    (folder / "ru" / "a.txt").write_text(sentences(1, 300), encoding="utf-8")
    (folder / "ru" / "b.md").write_text(sentences(1, 100), encoding="utf-8")
    (folder / "zh-Hans").mkdir()
    (folder / "zh-Hans" / "a.txt").write_text("面试不中国的中文。\n不是中国。\n" * 40, encoding="utf-8")
    return folder


def recipe(table_bytes: int = 64_000) -> Recipe:
    """Two groups without word lists."""
    groups = tuple(
        GroupRecipe(
            name=name,
            languages=(name,),
            scripts=(script,),
            order=order,
            table_bytes=table_bytes,
            minimum=(1,) * order,
        )
        for name, script, order in (("ru", "Cyrl", 4), ("zh-Hans", "Hans", 3))
    )
    return Recipe(groups=groups, symbols=(), symbols_total=0.0, about={"made": "for tests"})

"""What a model is made of: groups of languages, their sources, weights and sizes.

In: a TOML file (`recipe.toml` beside this module is the one of the model that comes with the package).
Out: a `Recipe`. Touches the file named.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import SettingError

DEFAULT_RECIPE = Path(__file__).with_name("recipe.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSource:
    """A list of words, or three lists that are a word trigram model."""

    kind: str
    """`joined`, `spaced` or `sequences`, see `words.py`."""

    files: tuple[str, ...]
    """Names of the lists; looked for in every corpus folder and in its folder `words`."""

    total: float
    """How many words of running text the list stands for: its weight beside the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRecipe:
    """One model of the file."""

    name: str
    """Name of the group; a BCP 47 tag where it has one language."""

    languages: tuple[str, ...]
    """BCP 47 tags; text lies in folders of these names."""

    scripts: tuple[str, ...]
    """ISO 15924 codes."""

    order: int
    """Longest n-gram in characters."""

    table_bytes: int
    """Size of the group's table; an n-gram takes 20 bits of it, more or less (see `lookup.py`)."""

    minimum: tuple[int, ...]
    """For each length the count in text that an n-gram needs."""

    words: tuple[WordSource, ...] = ()
    """Word lists that are mixed in."""

    weights: dict[str, float] = field(default_factory=dict)
    """Pattern of file names -> how much their text counts; 1 for those that match none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All groups, and what they share."""

    groups: tuple[GroupRecipe, ...]
    """In the order of the file; the first is the default."""

    symbols: tuple[str, ...]
    """Word lists whose emoji and other signs every group knows."""

    symbols_total: float
    """How many words of text those lists stand for."""

    about: dict[str, Any]
    """Sources and licences, for the header of the file."""


def read_recipe(path: Path | None = None) -> Recipe:
    """The recipe in a TOML file; None for the one that comes with the package.

    Raises:
        SettingError: the file is no recipe.
    """
    where = DEFAULT_RECIPE if path is None else path
    try:
        data = tomllib.loads(where.read_text(encoding="utf-8"))
        defaults = data["defaults"]
        return Recipe(
            groups=tuple(_group({**defaults, **group}) for group in data["group"]),
            symbols=tuple(data.get("symbols", {}).get("files", ())),
            symbols_total=float(data.get("symbols", {}).get("total", 0)),
            about=data.get("about", {}),
        )
    except (OSError, KeyError, TypeError, ValueError) as err:
        raise SettingError("the recipe of the model cannot be read", context=f"{where}: {err!r}") from err


def _group(data: dict[str, Any]) -> GroupRecipe:
    order = int(data["order"])
    return GroupRecipe(
        name=data["name"],
        languages=tuple(data.get("languages", (data["name"],))),
        scripts=tuple(data["scripts"]),
        order=order,
        table_bytes=int(data["table_bytes"]),
        minimum=tuple(data["minimum"][:order]),
        words=tuple(
            WordSource(kind=source["kind"], files=tuple(source["files"]), total=float(source["total"]))
            for source in data.get("words", ())
        ),
        weights={pattern: float(weight) for pattern, weight in data.get("weights", {}).items()},
    )

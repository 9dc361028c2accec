"""`pipeline train`: a model file from folders of text. In: corpora, a recipe. Out: the model file."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import output_options
from pipeline.cli.terminal import Terminal


@click.command()
@output_options
@click.argument("corpora", nargs=-1, required=True, metavar="CORPUS...", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", required=True, metavar="MODEL", type=click.Path(path_type=Path), help="File to write."
)
@click.option(
    "--recipe",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Languages, weights and word lists.  [default: that of the model that comes with us]",
)
def train(terminal: Terminal, *, corpora: tuple[Path, ...], out: Path, recipe: Path | None) -> None:
    """Make a model of characters from folders of text.

    CORPUS is a folder with one folder a language, named by its tag, of .txt or .md files in UTF-8:
    CORPUS/ru/letters.txt. Word lists that the recipe names lie in CORPUS or CORPUS/words.
    Memory depends on the language with the most different text, not on how much there is.

    \b
    Examples:
      pipeline train corpora -o model.bin --recipe recipe.toml

    \b
    Exit codes: 0 fine; 2 could not run.
    """
    from pipeline.mojibake.model.recipe import read_recipe
    from pipeline.mojibake.model.train import train as train_model

    about = train_model(list(corpora), out, read_recipe(recipe), progress=terminal.note)
    if terminal.as_json:
        terminal.data([about])
    else:
        terminal.note(f"{out}: {out.stat().st_size:,} bytes, {len(about['groups'])} groups")

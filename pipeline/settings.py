"""Every setting, once: name, type, default, what it does; read, validated, fingerprinted.

In: defaults, then `[tool.pipeline]` of a `pyproject.toml` or a `pipeline.toml`, then
`PIPELINE_*` variables, then the command line; the later wins. Out: one frozen `Settings`.
Touches only the settings file. A message names the setting and where it was set.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pipeline.errors import SettingError


def _setting(
    default: Any,
    help_text: str,
    *,
    choices: tuple[str, ...] = (),
    minimum: int | None = None,
    maximum: int | None = None,
    output: bool = True,
    stages: tuple[str, ...] = (),
    run: bool = True,
) -> Any:
    """A field with its description.

    Args:
        default: what holds where nobody says otherwise.
        help_text: for the command line.
        choices: what it may be, where that is a few words.
        minimum: of a number.
        maximum: of a number.
        output: whether it can change what a run writes.
        stages: those whose work on a document depends on it, and which is done again when it changes.
        run: whether a run knows it at all.
    """
    rule = {"help": help_text, "choices": choices, "minimum": minimum, "maximum": maximum}
    return field(default=default, metadata={**rule, "output": output, "stages": stages, "run": run})


def _for_audits(default: Any, help_text: str, **rule: Any) -> Any:
    return _setting(default, help_text, output=False, run=False, **rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of a run."""

    raw: str = _setting("data/raw", "Folder of documents to read.", output=False)
    out: str = _setting("data/out", "Folder to write to.", output=False)
    include: tuple[str, ...] = _setting(("*.md", "*.markdown"), "Names of files that are documents.")
    max_document_bytes: int = _setting(
        64 * 2**20, "Larger documents are set aside.", minimum=1, stages=("extract",)
    )
    max_front_matter_bytes: int = _setting(
        2**20, "Larger front matters are not parsed.", minimum=1, stages=("extract", "clean")
    )
    max_front_matter_aliases: int = _setting(
        100, "Front matters with more aliases are not parsed.", minimum=0, stages=("extract", "clean")
    )
    accept: str = _setting(
        "doubtful",
        "The last grade of repair that is made.",
        choices=("certain", "confident", "doubtful"),
        stages=("clean",),
    )
    detector: str = _setting("auto", "Language detector.", choices=("auto", "langdetect"), stages=("clean",))
    normalize: tuple[str, ...] = _setting(
        ("newlines", "trailing-space", "nfc"),
        "What is evened out in column text.",
        choices=("newlines", "trailing-space", "nfc"),
        stages=("clean",),
    )
    shard_bytes: int = _setting(2**20, "About how many bytes of documents one shard holds.", minimum=1)
    workers: int = _setting(
        0,
        "Processes to work with; 0 is one for each core where there is work for them.",
        minimum=0,
        maximum=1000,  # processes of this machine: a number mistyped must not bring it down
        output=False,
    )
    scheduler: str = _setting("", "Address of a Dask scheduler whose workers do the work.", output=False)
    strict: bool = _setting(False, "Exit with 1 where a document is not clean or repaired.", output=False)
    select: tuple[str, ...] = _for_audits(
        (), "Codes of findings, or beginnings of codes, that an audit lists; none: all but notes."
    )
    ignore: tuple[str, ...] = _for_audits((), "Codes, or beginnings of codes, that an audit leaves out.")
    per_file_ignores: tuple[str, ...] = _for_audits(
        (), "Codes that audit and fix leave alone in some files, as PATTERN:CODE."
    )
    exclude: tuple[str, ...] = _for_audits((), "Files that audit and fix pass over, as in a .gitignore.")
    fail_on: str = _for_audits(
        "error",
        "The least severity of a finding that makes an audit exit with 1.",
        choices=("error", "warning", "note", "never"),
    )

    @property
    def fingerprint(self) -> str:
        """16 hex digits over every setting that can change what a run writes."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.metadata["output"]}
        text = json.dumps(values, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def of_stage(self, stage: str) -> dict[str, Any]:
        """Name and value of every setting that a stage's work on a document depends on."""
        return {f.name: getattr(self, f.name) for f in fields(self) if stage in f.metadata["stages"]}


def load_settings(
    folder: Path,
    environment: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
    base: Settings | None = None,
) -> Settings:
    """Settings for a command that is started in `folder`.

    Args:
        folder: where `pipeline.toml`, else `pyproject.toml`, is looked for (no parents).
        environment: variables; `PIPELINE_ACCEPT` sets `accept`. Defaults to the process's.
        overrides: from the command line; None values are left out.
        base: what holds where nothing says otherwise, for a command with defaults of its own.

    Raises:
        SettingError: an unknown setting, a wrong type or a value out of range.
    """
    settings = base or Settings()
    name, table = _from_file(folder)
    settings = _apply(settings, table, f"in {name}")
    variables = os.environ if environment is None else environment
    known = {f"PIPELINE_{f.name.upper()}": f.name for f in fields(Settings)}
    for variable in sorted(v for v in variables if v.startswith("PIPELINE_")):
        if variable not in known:
            raise SettingError(f"unknown setting {variable}", context="in the environment", hint=_known())
        value = _parse(known[variable], variables[variable], f"in variable {variable}")
        settings = _apply(settings, {known[variable]: value}, f"in variable {variable}")
    given = {k: v for k, v in (overrides or {}).items() if v is not None}
    return _apply(settings, given, "on the command line")


def with_values(settings: Settings, values: Mapping[str, Any], where: str) -> Settings:
    """Settings with some of them set anew.

    Args:
        settings: the others are kept.
        values: by name.
        where: for messages, as in "in the call of run".

    Raises:
        SettingError: an unknown setting, a wrong type or a value out of range.
    """
    return _apply(settings, values, where)


def _from_file(folder: Path) -> tuple[str, Mapping[str, Any]]:
    for name in ("pipeline.toml", "pyproject.toml"):
        path = folder / name
        if not path.is_file():
            continue
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (ValueError, OSError) as err:  # a number of 5,000 digits is no TOMLDecodeError
            raise SettingError(f"{name} cannot be read: {err}") from err
        except RecursionError as err:
            raise SettingError(f"{name} cannot be read: it is nested too deeply") from err
        if name == "pipeline.toml":
            return name, data
        tools = data.get("tool")
        table = tools.get("pipeline") if isinstance(tools, dict) else None
        if table is None:
            continue
        if not isinstance(table, dict):
            raise SettingError("[tool.pipeline] is not a table", context=f"in {name}")
        return name, table
    return "", {}


def _apply(settings: Settings, values: Mapping[str, Any], where: str) -> Settings:
    by_name = {f.name: f for f in fields(Settings)}
    checked: dict[str, Any] = {}
    for key, value in values.items():
        name = key.replace("-", "_")
        if name not in by_name:
            raise SettingError(f"unknown setting `{key}`", context=where, hint=_known())
        checked[name] = _check(name, value, by_name[name].metadata, where)
    return replace(settings, **checked)


def _check(name: str, value: Any, rule: Mapping[str, Any], where: str) -> Any:
    default = getattr(Settings(), name)
    if name == "per_file_ignores" and isinstance(value, Mapping):
        value = _items_of(value, where)
    if isinstance(default, tuple):
        if not isinstance(value, list | tuple) or not all(isinstance(v, str) and v for v in value):
            raise SettingError(f"setting `{name}` must be a list of names", context=where)
        for part in value:
            if rule["choices"] and part not in rule["choices"]:
                choices = ", ".join(rule["choices"])
                raise SettingError(f"setting `{name}` may name {choices}, not {part!r}", context=where)
        return tuple(value)
    if type(value) is not type(default):
        wanted = {bool: "true or false", int: "a whole number", str: "a text"}[type(default)]
        raise SettingError(f"setting `{name}` must be {wanted}, not {value!r}", context=where)
    if rule["choices"] and value not in rule["choices"]:
        raise SettingError(
            f"setting `{name}` must be one of {', '.join(rule['choices'])}, not {value!r}", context=where
        )
    if rule["minimum"] is not None and value < rule["minimum"]:
        raise SettingError(f"setting `{name}` must be {rule['minimum']} or more, not {value}", context=where)
    if rule["maximum"] is not None and value > rule["maximum"]:
        raise SettingError(f"setting `{name}` must be {rule['maximum']} or less, not {value}", context=where)
    return value


def _items_of(table: Mapping[str, Any], where: str) -> list[str]:
    """Items `PATTERN:CODE,CODE` of a table of patterns with their lists of codes, as people write it."""
    for pattern, codes in table.items():
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            raise SettingError(f"setting `per_file_ignores` must list codes for {pattern!r}", context=where)
    return [f"{pattern}:{','.join(codes)}" for pattern, codes in table.items()]


def _parse(name: str, text: str, where: str) -> Any:
    """A variable's text as the type of its setting."""
    default = getattr(Settings(), name)
    if isinstance(default, bool):
        words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        if text.lower() not in words:
            raise SettingError(f"setting `{name}` must be true or false, not {text!r}", context=where)
        return words[text.lower()]
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError:
            raise SettingError(
                f"setting `{name}` must be a whole number, not {text!r}", context=where
            ) from None
    if isinstance(default, tuple):
        return [part.strip() for part in text.split(",") if part.strip()]
    return text


def _known() -> str:
    return "known settings: " + ", ".join(f.name for f in fields(Settings))

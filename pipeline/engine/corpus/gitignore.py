"""Which paths the `.gitignore` files of a folder and of those above it name.

In: folders. Out: `Rules`, and whether they name a path. Touches `.gitignore` files, reading only.
Idea: `gitignore(5)`: the last matching line decides, and a deeper file's lines come last; what
lies in an ignored folder is ignored, whatever a line in it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pathspec

Rules = tuple[tuple[str, "pathspec.GitIgnoreSpec"], ...]
"""`.gitignore` files that hold in a folder, the outermost first, each with the path of its folder:
relative to where the walk began, ending with `/`, or empty."""


def rules_of(file: str, prefix: str) -> Rules:
    """The rules of one file of patterns; none where it cannot be read.

    Args:
        file: a `.gitignore`, or another of its syntax.
        prefix: the path of its folder, as `is_ignored` will be asked about paths.
    """
    try:
        text = Path(file).read_bytes().decode("utf-8-sig", "surrogateescape")
    except OSError:
        return ()
    return ((prefix, spec_of(text.replace("\r\n", "\n").split("\n"))),)


def spec_of(lines: Sequence[str]) -> pathspec.GitIgnoreSpec:
    """Patterns of these lines; git, too, passes over one that it cannot read."""
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        return GitIgnoreSpec.from_lines(line for line in lines if _is_pattern(line))


def is_ignored(path: str, rules: Rules) -> bool:
    """Whether rules name a path.

    Args:
        path: from where the rules' prefixes begin; a folder's ends with `/`.
        rules: those of its folder.
    """
    for prefix, spec in reversed(rules):
        decision = spec.check_file(path[len(prefix) :]).include
        if decision is not None:
            return decision
    return False


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True

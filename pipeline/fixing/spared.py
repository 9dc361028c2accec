"""What `fix` lets alone although it could repair it: in some files, and where it may be chance.

In: a path, the setting `per_file_ignores`, the edits of a text. Out: the edits that are made.
Touches nothing. What the audit does not report in a file, `fix` does not repair there: a test's
broken text is meant to be broken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.errors import SettingError
from pipeline.findings import CODES
from pipeline.records import Edit

ALL = "all"
"""Names every code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spare:
    """What is let alone in one file."""

    codes: tuple[str, ...] = ()
    """Codes of findings, or their beginnings."""
    chance: bool = False
    """Whether what may be chance is let alone too: an audit would not fail on it."""

    def edits(self, text: str, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
        """The edits of a text but those let alone, which become left ones."""
        if not edits or not (self.codes or self.chance):
            return edits
        from pipeline.clean.choice import left
        from pipeline.clean.placed import code_of
        from pipeline.fixing.plausible import Evidence

        evidence = Evidence(text, edits)
        return tuple(
            left(edit)
            if code_of(edit).startswith(self.codes or ("\0",))
            or (self.chance and not evidence.convinces(edit))
            else edit
            for edit in edits
        )


NOTHING = Spare()


def parse_per_file(items: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Pattern and codes of each item.

    Raises:
        SettingError: an item has no pattern or no code, or a code is none.
    """
    for item in items:
        pattern, colon, names = item.rpartition(":")
        codes = tuple(name.strip() for name in names.split(",") if name.strip())
        if not (colon and pattern.strip() and codes):
            raise SettingError(
                f"`{item}` is not a pattern and codes",
                context="in setting per_file_ignores",
                hint='write "tests/fixtures/**:mojibake"',
            )
        for code in codes:
            if code != ALL and not any(name.startswith(code) for name in CODES):
                raise SettingError(
                    f"no finding's code begins with `{code}`",
                    context="in setting per_file_ignores",
                    hint="docs/findings.md lists the codes",
                )
        yield pattern.strip(), ("",) if ALL in codes else codes


def spared_codes(path: str, items: Sequence[str]) -> tuple[str, ...]:
    """Codes, or their beginnings, that are let alone in a file.

    Args:
        path: from the folder that the command was started in, with `/`.
        items: the setting.
    """
    if not items:
        return ()
    from pipeline.engine.corpus.gitignore import spec_of

    found: list[str] = []
    for pattern, codes in parse_per_file(items):
        if spec_of([pattern]).check_file(path).include:
            found += codes
    return tuple(found)

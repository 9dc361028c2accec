"""What of all findings is looked for, listed, and what makes an audit fail.

In: names of codes, or their beginnings; paths with codes; a severity. Out: `Selection`.
Touches nothing. Unless something is selected, errors and warnings are listed and notes are not:
most of what notes name is ordinary text somewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.audit.places import SEVERITIES, Place
from pipeline.errors import SettingError
from pipeline.findings import CODES

if TYPE_CHECKING:
    import pathspec

ALL = "all"
"""Selects every code."""


@dataclass(frozen=True)
class Selection:
    """Which findings count."""

    names: tuple[str, ...] = ()
    """Codes or their beginnings that are looked for; none means errors and warnings."""
    ignored: tuple[str, ...] = ()
    """Codes or their beginnings that are left out, whatever is selected."""
    in_files: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Patterns of paths, each with the codes that are left out there."""
    notes: bool = False
    """Whether notes are listed although nothing is selected."""

    @cached_property
    def codes(self) -> frozenset[str]:
        """Codes that are selected by name; of a severity that may be raised or lowered."""
        if ALL in self.names or (self.notes and not self.names):
            return frozenset(code for code in CODES if not code.startswith(self.ignored or ("\0",)))
        return frozenset(
            code
            for code in CODES
            if code.startswith(self.names or ("\0",)) and not code.startswith(self.ignored or ("\0",))
        )

    def wants(self, code: str) -> bool:
        """Whether it is worth looking for a code."""
        if self.ignored and code.startswith(self.ignored):
            return False
        return code in self.codes or (not self.names and CODES[code].severity != "note")

    def keeps(self, place: Place) -> bool:
        """Whether a finding is listed."""
        if self.ignored and place.code.startswith(self.ignored):
            return False
        if place.code not in self.codes and (self.names or place.severity == "note"):
            return False
        return not any(
            place.code.startswith(codes) and spec.check_file(place.path).include
            for spec, codes in self._specs
        )

    @cached_property
    def _specs(self) -> list[tuple[pathspec.GitIgnoreSpec, tuple[str, ...]]]:
        from pipeline.engine.corpus.gitignore import spec_of

        return [(spec_of([pattern]), codes) for pattern, codes in self.in_files]


def selection(
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    per_file_ignores: Sequence[str] = (),
    *,
    notes: bool = False,
) -> Selection:
    """A selection from settings.

    Args:
        select: codes or their beginnings, each item one or several with commas; or `all`.
        ignore: the same.
        per_file_ignores: items `PATTERN:CODE,CODE`; a pattern is as in a `.gitignore`.
        notes: whether notes are listed although nothing is selected.

    Raises:
        SettingError: a name begins no code, or an item has no code.
    """
    from pipeline.fixing.spared import parse_per_file

    names = _split(select)
    ignored = _split(ignore)
    in_files = tuple((pattern, codes) for pattern, codes in parse_per_file(per_file_ignores))
    check_codes([*names, *ignored])
    return Selection(names, ignored, in_files, notes)


def check_codes(names: Iterable[str]) -> None:
    """See to it that each name is a code's, or begins one.

    Raises:
        SettingError: one does not.
    """
    for name in names:
        if name != ALL and not any(code.startswith(name) for code in CODES):
            raise SettingError(
                f"no finding's code begins with `{name}`", hint="docs/findings.md lists the codes"
            )


def count_by_severity(places: Iterable[Place]) -> Mapping[str, int]:
    """How many findings of each severity there are, the worst first, all three."""
    counts = dict.fromkeys(SEVERITIES, 0)
    for place in places:
        counts[place.severity] += 1
    return counts


def fails(places: Iterable[Place], fail_on: str) -> bool:
    """Whether one of these is of severity `fail_on` or worse; `never` is never."""
    if fail_on == "never":
        return False
    bad = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return any(place.severity in bad for place in places)


def _split(items: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip() for item in items for name in item.split(",") if name.strip())

"""Errors: codes, exit codes, and how one reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from pipeline import errors


def _classes(
    parent: type[errors.PipelineError] = errors.PipelineError,
) -> Iterator[type[errors.PipelineError]]:
    for child in parent.__subclasses__():
        if child.__module__ == errors.__name__:
            yield child
            yield from _classes(child)


def test_codes_are_kebab_case_and_used_once() -> None:
    codes = [error.code for error in _classes()]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", code) for code in codes)


@pytest.mark.parametrize("error", list(_classes()), ids=lambda error: error.code)
def test_each_error_says_what_it_means_and_what_to_do(error: type[errors.PipelineError]) -> None:
    assert error.__doc__
    assert error.example
    assert error.todo
    assert error.exit_code == 2


def test_the_tree_in_the_docstring_names_every_class() -> None:
    drawn = set(re.findall(r"(\w+Error)\b", errors.__doc__ or ""))
    assert drawn == {error.__name__ for error in _classes()} | {"PipelineError"}


def test_an_error_reads_as_message_place_and_hint() -> None:
    error = errors.InputError("no such folder", context="notes", hint="check the name")
    assert str(error) == "no such folder\n  notes\n  hint: check the name"


def test_an_error_without_place_and_hint_is_one_line() -> None:
    assert str(errors.InputError("no such folder")) == "no such folder"

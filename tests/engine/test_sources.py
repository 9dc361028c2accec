"""Reading a document gives its bytes, or says what was in the way."""

import hashlib
import os
from pathlib import Path

import pytest

from pipeline.engine.corpus import sources
from pipeline.engine.corpus.finder import FoundFile
from pipeline.engine.corpus.sources import read_source


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(b"text\r\n")
    return FoundFile(path="a.md", location=str(path), size=6)


def test_a_document_is_its_bytes_and_their_hash(file):
    source = read_source(file, 100)
    assert (source.data, source.sha256) == (b"text\r\n", hashlib.sha256(b"text\r\n").hexdigest())
    assert (source.problem, source.findings) == (None, ())


def test_a_document_of_exactly_the_limit_is_read(file):
    assert read_source(file, 6).data == b"text\r\n"


def test_a_larger_document_is_hashed_and_not_kept(file):
    source = read_source(file, 5)
    assert source.data is None
    assert source.sha256 == hashlib.sha256(b"text\r\n").hexdigest()
    assert source.problem.code == "file-too-large"


def test_a_document_that_went_away_is_a_finding(file):
    Path(file.location).unlink()
    source = read_source(file, 100)
    assert (source.data, source.sha256, source.problem.code) == (None, None, "file-unreadable")
    assert "No such file" in source.problem.message


def test_a_document_that_may_not_be_read_is_a_finding(file, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert "Permission denied" in read_source(file, 100).problem.message


def test_a_link_that_took_its_place_is_not_followed(file, tmp_path):
    (tmp_path / "secret").write_bytes(b"secret")
    Path(file.location).unlink()
    Path(file.location).symlink_to(tmp_path / "secret")
    source = read_source(file, 100)
    assert (source.data, source.problem.code) == (None, "file-unreadable")


def test_a_pipe_that_took_its_place_does_not_hold_the_run_up(file):
    Path(file.location).unlink()
    os.mkfifo(file.location)
    assert "no longer a regular file" in read_source(file, 100).problem.message


def test_a_document_that_keeps_changing_is_read_with_a_finding(file, monkeypatch):
    real = os.fstat

    def fstat(descriptor):
        with Path(file.location).open("ab") as other:
            other.write(b"more\n")
        return real(descriptor)

    monkeypatch.setattr(sources.os, "fstat", fstat)
    source = read_source(file, 1000)
    assert source.data is not None
    assert [f.code for f in source.findings] == ["file-changed"]


def test_a_document_that_changed_once_is_read_again_in_peace(file, monkeypatch):
    real, calls = os.fstat, []

    def fstat(descriptor):
        calls.append(descriptor)
        if len(calls) == 2:
            with Path(file.location).open("ab") as other:
                other.write(b"more\n")
        return real(descriptor)

    monkeypatch.setattr(sources.os, "fstat", fstat)
    source = read_source(file, 1000)
    assert (source.data, source.findings) == (b"text\r\nmore\n", ())


def test_what_is_wrong_enters_the_fingerprint(file):
    whole, large = read_source(file, 100), read_source(file, 1)
    assert whole.fingerprint != large.fingerprint
    assert whole.fingerprint == read_source(file, 100).fingerprint

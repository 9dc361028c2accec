"""What of a folder is a document, and what is not."""

import os
import random

import pytest

from pipeline.engine.corpus.finder import find
from pipeline.errors import InputError

INCLUDE = ("*.md", "*.markdown")


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


def put(raw, *paths, data=b"x\n"):
    for path in paths:
        target = raw / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def paths(raw, include=INCLUDE, out=None):
    return [file.path for file in find(raw, include, out or raw.parent / "out").files]


def test_documents_are_found_in_every_folder_and_sorted_by_code_point(raw):
    put(raw, "b.md", "a/z.md", "a.md", "B.md", "a/b/c.markdown", "\N{LATIN SMALL LETTER E WITH ACUTE}.md")
    expected = ["B.md", "a.md", "a/b/c.markdown", "a/z.md", "b.md", "\N{LATIN SMALL LETTER E WITH ACUTE}.md"]
    assert paths(raw) == expected


def test_other_files_are_counted(raw):
    put(raw, "a.md", "b.txt", "c/d.png", "README")
    found = find(raw, INCLUDE, raw / "out")
    assert (len(found.files), found.other_files) == (1, 3)


def test_hidden_folders_are_not_entered(raw):
    put(raw, ".git/a.md", ".obsidian/b.md", "c/.trash/d.md", "e.md")
    assert paths(raw) == ["e.md"]


def test_a_star_finds_no_leading_dot(raw):
    put(raw, "._a.md", "a.md", ".b.md")
    found = find(raw, INCLUDE, raw / "out")
    assert ([file.path for file in found.files], found.other_files) == (["a.md"], 2)
    assert paths(raw, (".*.md",)) == ["._a.md", ".b.md"]


def test_what_a_gitignore_names_is_skipped(raw):
    put(raw, ".gitignore", data=b"drafts/\n*.tmp.md\n!keep.tmp.md\n/top.md\n")
    put(raw, "drafts/a.md", "b.tmp.md", "keep.tmp.md", "top.md", "c/top.md", "c/drafts/d.md")
    assert paths(raw) == ["c/top.md", "keep.tmp.md"]


def test_the_deeper_gitignore_decides(raw):
    put(raw, ".gitignore", data=b"*.md\n")
    put(raw, "a/.gitignore", data=b"!*.md\n")
    put(raw, "a/x.md", "b/x.md")
    assert paths(raw) == ["a/x.md"]


def test_a_gitignore_line_that_cannot_be_read_is_passed_over(raw):
    put(raw, ".gitignore", data=b"!\n\xff\xfe\nb.md\r\n")
    put(raw, "a.md", "b.md")
    assert paths(raw) == ["a.md"]


def test_links_are_not_followed_and_loops_end(raw, tmp_path):
    put(raw, "a.md")
    put(tmp_path, "elsewhere/secret.md")
    (raw / "link.md").symlink_to(tmp_path / "elsewhere/secret.md")
    (raw / "folder").symlink_to(tmp_path / "elsewhere")
    (raw / "loop").symlink_to(raw)
    found = find(raw, INCLUDE, tmp_path / "out")
    assert ([file.path for file in found.files], found.other_files) == (["a.md"], 3)


def test_a_link_named_as_raw_is_followed(raw, tmp_path):
    put(raw, "a.md")
    (tmp_path / "named").symlink_to(raw)
    assert paths(tmp_path / "named") == ["a.md"]


def test_a_pipe_is_no_document(raw):
    os.mkfifo(raw / "a.md")
    found = find(raw, INCLUDE, raw / "out")
    assert (found.files, found.other_files) == ((), 1)


def test_out_inside_raw_is_not_read(raw):
    put(raw, "a.md", "out/markdown/a.md")
    assert paths(raw, out=raw / "out") == ["a.md"]


@pytest.mark.parametrize("out", [".", ".."])
def test_raw_that_is_out_or_lies_in_it_is_refused(raw, out):
    with pytest.raises(InputError, match="output"):
        find(raw, INCLUDE, raw / out)


def test_one_file_is_a_document_whatever_its_name(raw):
    put(raw, "note.txt", "other.md")
    assert paths(raw / "note.txt") == ["note.txt"]


def test_a_folder_that_is_not_there_is_named(raw):
    with pytest.raises(InputError, match="no-such-folder does not exist"):
        find(raw / "no-such-folder", INCLUDE, raw / "out")


def test_a_name_that_is_not_utf8_is_percent_escaped_with_a_finding(raw):
    (raw / os.fsdecode(b"caf\xe9.md")).write_bytes(b"x")
    (file,) = find(raw, INCLUDE, raw / "out").files
    assert file.path == "caf%E9.md"
    assert [f.code for f in file.findings] == ["path-not-utf8"]
    assert file.location == os.fsdecode(os.fsencode(raw) + b"/caf\xe9.md")


def test_an_escaped_name_never_is_another_files_name(raw):
    put(raw, "a%FF.md")
    (raw / os.fsdecode(b"a\xff.md")).write_bytes(b"x")
    found = find(raw, INCLUDE, raw / "out").files
    assert len({file.path for file in found}) == len(found) == 2
    assert "a%FF.md" in {file.path for file in found if not file.findings}


def test_a_folders_name_that_is_not_utf8_is_escaped_in_the_path(raw):
    folder = raw / os.fsdecode(b"d\xff")
    folder.mkdir()
    put(folder, "a.md")
    (file,) = find(raw, INCLUDE, raw / "out").files
    assert file.path == "d%FF/a.md"
    assert [f.code for f in file.findings] == ["path-not-utf8"]


def test_a_folder_that_cannot_be_read_is_named(raw, monkeypatch):
    put(raw, "a.md", "closed/b.md")
    real = os.scandir

    def scandir(path):
        if os.fspath(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = find(raw, INCLUDE, raw / "out")
    assert [file.path for file in found.files] == ["a.md"]
    assert found.unread_folders == ("closed",)


def test_the_systems_order_of_names_does_not_matter(raw, monkeypatch):
    put(raw, *(f"{a}/{b}.md" for a in "abc" for b in "xyz"))
    expected = find(raw, INCLUDE, raw / "out")
    real = os.scandir

    class Shuffled:
        def __init__(self, path):
            with real(path) as entries:
                self.entries = list(entries)
            random.Random(1).shuffle(self.entries)

        def __enter__(self):
            return iter(self.entries)

        def __exit__(self, *_):
            return None

    monkeypatch.setattr(os, "scandir", Shuffled)
    assert find(raw, INCLUDE, raw / "out") == expected


def test_spaces_and_line_ends_in_names_do_no_harm(raw):
    put(raw, "my notes/a b.md", "line\nend.md")
    assert paths(raw) == ["line\nend.md", "my notes/a b.md"]

"""Hostile notes: each ends in a finding and a finished run, and no byte of it is lost."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tests.running import pipeline, rows

LINE = "It is what it is.\n\nA second paragraph, in plain English, so that there is something to read.\n"

NOTES: dict[str, tuple[bytes, set[str]]] = {
    "an empty file": (b"", {"front-matter-missing"}),
    "only a byte order mark": (b"\xef\xbb\xbf", {"bom"}),
    "NUL bytes": (b"a\x00b\n\x00\x00\n" + LINE.encode(), {"control-character"}),
    "half a surrogate pair in UTF-8": (
        b"caf\xc3\xa9 " * 5 + b"half \xed\xa0\xbd of a pair\n",
        {"unpaired-surrogate"},
    ),
    "half a surrogate pair and no other sign of UTF-8": (
        b"half \xed\xa0\xbd of a pair\n",
        {"encoding-unknown"},
    ),
    "half a surrogate pair in UTF-16": (
        b"\xff\xfe" + "half ".encode("utf-16-le") + b"\x3d\xd8" + " of a pair\n".encode("utf-16-le"),
        {"bom", "unpaired-surrogate"},
    ),
    "half a code unit at the end of UTF-16": (b"\xff\xfe" + "odd\n".encode("utf-16-le") + b"\x41", {"bom"}),
    "a stray byte in UTF-8": (
        "caf\N{LATIN SMALL LETTER E WITH ACUTE} ".encode() + b"\xff\n",
        {"undecodable-byte"},
    ),
    "10,000 nested quotes": (b">" * 10_000 + b" deep\n", set()),
    "10,000 nested lists": (b"".join(b" " * n + b"- x\n" for n in range(0, 2_000, 2)), set()),
    "10,000 open brackets": (b"[" * 10_000 + b"\n", set()),
    "CR-only line ends": (b"# One\r\rtwo\r\r- three\r", set()),
    "mixed line ends": (b"one\r\ntwo\nthree\rfour\n", {"newline-mixed"}),
    "NEL in the text": ("one\x85two\n".encode(), {"control-character"}),
    "U+2028 in the text": ("one\u2028two\u2029three\n".encode(), set()),
    "binary data named .md": (bytes(range(256)) * 8, set()),
    "a header that never ends": (b"---\ntitle: x\n", {"front-matter-unclosed"}),
    "a header with a key twice": (b"---\ntitle: x\ntitle: y\n---\n", {"front-matter-duplicate-key"}),
    "a header that is a list": (b"---\n- x\n---\n", {"front-matter-not-a-mapping"}),
    "a header that is no YAML": (b"---\ntitle: a: b\n---\n", {"front-matter-unreadable"}),
    "a header that is a bomb": (
        b"---\na: &a [x, x]\n"
        + b"".join(
            b"%c: &%c [" % (n + 1, n + 1) + b", ".join([b"*%c" % n] * 9) + b"]\n" for n in b"abcdefghijklm"
        )
        + b"---\n",
        {"front-matter-alias-bomb"},
    ),
    "a header of two megabytes": (b"---\nx: " + b"y" * 2**21 + b"\n---\n", {"front-matter-too-large"}),
    "a bidirectional control": ("left \u202e right\n".encode(), {"bidi-control"}),
    "replacement characters": ("lost \ufffd\n".encode(), {"replacement-character"}),
}


def _left_as_they_were(raw: Path, out: Path) -> bool:
    return all((out / "markdown" / path.name).read_bytes() == path.read_bytes() for path in raw.iterdir())


@pytest.mark.parametrize("name", NOTES)
def test_a_hostile_note_is_one_row_a_finding_and_the_same_bytes(tmp_path: Path, name: str) -> None:
    data, codes = NOTES[name]
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "note.md").write_bytes(data)
    result = pipeline("run", tmp_path / "raw", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    (document,) = rows(tmp_path / "out", "documents")
    found = {finding["code"] for finding in document["findings"]}
    assert found
    assert codes <= found
    assert _left_as_they_were(tmp_path / "raw", tmp_path / "out")


def test_all_hostile_notes_in_one_run_are_a_row_each_and_strict_says_so(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    for number, (data, _) in enumerate(NOTES.values()):
        (tmp_path / "raw" / f"{number:02}.md").write_bytes(data)
    result = pipeline("run", tmp_path / "raw", "--out", tmp_path / "out", "--strict")
    assert result.exit_code == 1, result.output
    assert len(rows(tmp_path / "out", "documents")) == len(NOTES)
    assert _left_as_they_were(tmp_path / "raw", tmp_path / "out")


def test_a_loop_of_symbolic_links_is_not_followed(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    (raw / "a").mkdir(parents=True)
    (raw / "a" / "note.md").write_text(LINE, encoding="utf-8")
    (raw / "a" / "b").symlink_to(raw)
    (raw / "self.md").symlink_to(raw / "self.md")
    (raw / "dangling.md").symlink_to(raw / "nowhere.md")
    result = pipeline("run", raw, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert [document["path"] for document in rows(tmp_path / "out", "documents")] == ["a/note.md"]


def test_a_socket_and_a_pipe_named_like_notes_are_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "note.md").write_text(LINE, encoding="utf-8")
    os.mkfifo(raw / "pipe.md")
    monkeypatch.chdir(raw)  # a socket's name may not be long
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.md")
        result = pipeline("run", raw, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert [document["path"] for document in rows(tmp_path / "out", "documents")] == ["note.md"]


def test_a_file_that_cannot_be_read_is_set_aside_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The permission is refused by hand: root, as which some run their tests, may read anything."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "note.md").write_text(LINE, encoding="utf-8")
    (raw / "secret.md").write_text(LINE, encoding="utf-8")
    true_open = os.open

    def refusing(path: str, *rest: int, **more: int) -> int:
        if str(path).endswith("secret.md"):
            raise PermissionError(13, "Permission denied", str(path))
        return true_open(path, *rest, **more)

    monkeypatch.setattr(os, "open", refusing)
    result = pipeline("run", raw, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    documents = {document["path"]: document for document in rows(tmp_path / "out", "documents")}
    assert documents["note.md"]["status"] == "clean"
    assert documents["secret.md"]["status"] == "rejected"
    assert [finding["code"] for finding in documents["secret.md"]["findings"]] == ["file-unreadable"]


def test_names_that_would_break_a_terminal_are_shown_as_escapes(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "red\x1b[31m\u202e.md").write_text("lost \ufffd\n", encoding="utf-8")
    assert pipeline("run", raw, "--out", tmp_path / "out").exit_code == 0
    result = pipeline("audit", "--out", tmp_path / "out")
    assert result.exit_code == 1, result.output
    assert "red\\x1b[31m\\u202e.md:1:6" in result.output


def test_a_name_that_is_not_utf8_is_escaped_and_its_note_kept(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    try:
        (raw / os.fsdecode(b"caf\xe9.md")).write_text(LINE, encoding="utf-8")
    except OSError:
        return  # a file system that takes only Unicode has no such name
    assert pipeline("run", raw, "--out", tmp_path / "out").exit_code == 0
    (document,) = rows(tmp_path / "out", "documents")
    assert document["path"] == "caf%E9.md"
    assert [finding["code"] for finding in document["findings"]].count("path-not-utf8") == 1


def test_names_that_are_too_long_for_a_disk_once_they_are_escaped_or_get_an_ending_stop_no_run(
    tmp_path: Path,
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / ("x" * 251 + ".md")).write_text(LINE, encoding="utf-8")
    try:
        (raw / os.fsdecode(b"\xe9" * 120 + b".md")).write_text(LINE, encoding="utf-8")
    except OSError:
        return  # a file system that takes only Unicode has no such name
    options = ("--out", tmp_path / "out")
    assert pipeline("run", raw, *options).exit_code == 0
    result = pipeline("export", *options, "--format", "nested", "--format", "markdown")
    assert result.exit_code == 0, result.output
    for folder, ending in (("markdown", "md"), ("exports/nested", "json"), ("exports/markdown", "md")):
        written = [path for path in (tmp_path / "out" / folder).iterdir() if path.name != "schema.json"]
        assert len(written) == 2, folder
        assert all(path.name.endswith(f".{ending}") for path in written)
    assert len(rows(tmp_path / "out", "documents")) == 2

"""The table of signs as `benchmarks.signs` counts it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from benchmarks import signs
from pipeline.mojibake.double_byte.signs import COLUMNS

ENGLISH = "The one that you want — not the other.\n"


def collection(folder: Path, text: str, documents: int = 30) -> Path:
    folder.mkdir()
    for k in range(documents):
        (folder / f"{k:03}.md").write_text(text, encoding="utf-8")
    return folder


def test_a_sign_counts_at_most_ten_times_a_document_and_not_where_there_is_most_of_it(tmp_path: Path) -> None:
    found = signs.shares(
        [
            collection(tmp_path / "a", ENGLISH * 6),
            collection(tmp_path / "b", ENGLISH * 6 + "It is for you → " * 6),
            collection(tmp_path / "c", ENGLISH * 6 + "Not with the → " * 400),
        ]
    )
    here = found["english", "after white space"]
    # a: 6 of 6; b: 6 of 12; c: 6 of 16. The dash of a does not count, nor the arrow of c
    assert here == {"—": (6 / 12 + 6 / 16) / 2, "→": (0 + 6 / 12) / 2}
    assert not found["latin", "after white space"]


def test_what_is_damaged_or_too_small_does_not_count(tmp_path: Path) -> None:
    broken = "The one that you want \u00e2\u20ac\u201d not the other → it.\n"
    found = signs.shares([collection(tmp_path / "a", broken), collection(tmp_path / "b", ENGLISH, 3)])
    assert not any(found.values())


def test_a_bare_repository_is_read_as_its_newest_commit(tmp_path: Path) -> None:
    work = collection(tmp_path / "work", ENGLISH)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(work)]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "notes"], check=True)
    bare = tmp_path / "bare"
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(bare)], check=True)
    assert sorted(signs.documents(bare)) == sorted(signs.documents(work)) == [ENGLISH] * 30


def test_the_table_leaves_out_what_is_seldom(tmp_path: Path) -> None:
    found = {column: {"—": 0.5, "→": 0.4, "☂": 0.000001} for column in COLUMNS}
    head, *lines = signs.table(found).splitlines()
    assert head.split("\t")[0] == "char"
    assert [line.split("\t") for line in lines] == [["2014", *["-177"] * 6], ["2192", *["-235"] * 6]]

"""The table of what decoders take along, as `benchmarks.taken` counts it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from benchmarks import taken
from pipeline.mojibake.model.lookup import UNIT

NOTE = "第一行文字。\n第二行文字 (注释) 和“引号”。\n- 列表，1 项\n"


def collection(folder: Path, text: str, documents: int = 3) -> Path:
    folder.mkdir()
    for number in range(documents):
        (folder / f"{number}.md").write_text(text, encoding="utf-8", newline="\n")
    return folder


def test_every_second_character_is_counted_by_what_stands_around_it() -> None:
    counts: Counter[taken.Key] = Counter()
    taken.count(NOTE, counts)
    found = {key for key in counts if len(key) == taken.CONTEXT + 1}
    # the line end, the bracket that closes, and the one after the comma; not what is between them
    assert found == {
        ("\n", "end", "H", ""),
        (")", "ideograph", " ", "H"),
        ("0", "comma", " ", "H"),
    }
    assert counts[")", "sure", "same"] == 1
    assert counts["(", "whole", "another"] == 3


def test_what_one_collection_alone_says_counts_for_nothing(tmp_path: Path) -> None:
    folders = [
        collection(tmp_path / "a", "文字 文字 文字 文字\n", 9),
        collection(tmp_path / "b", "文字\n文字\n文字\n文字\n", 3),
        collection(tmp_path / "c", "文字\n文字\n文字\n文字\n", 2),
    ]
    counts = taken.collected(folders)
    assert counts[" ", "ideograph", "H", ""] == 0
    assert counts["\n", "ideograph", "H", ""] > 0


def test_the_table_holds_shares_by_context_where_they_differ() -> None:
    counts: Counter[taken.Key] = Counter()
    counts["\n", "end", "H", ""] = 900
    counts[" ", "end", "H", ""] = 100
    counts[" ", "ideograph", "a", "a"] = 1000
    counts["\n", "ideograph", "a", "a"] = 1
    counts["\t", "ideograph", "a", "a"] = 0
    for char in ("\n", " "):
        for state, number in (("sure", 10 if char == "\n" else 1), ("whole", 1000)):
            counts["\n", state, "same" if char == "\n" else "another"] = number
    rows = [line.split("\t") for line in taken.table(counts).splitlines()]
    shares = {tuple(row[:-1]): int(row[-1]) for row in rows}
    assert shares["20",] > shares["0A",]
    assert shares["0A", "end"] > shares["20", "end"]
    assert ("0A", "end", "H", "") not in shares  # it says what the shorter one does
    assert shares["0A", "sure"] > UNIT
    assert all(share <= 0 for key, share in shares.items() if "sure" not in key and "whole" not in key)


def test_documents_with_characters_of_three_bytes_are_read(tmp_path: Path) -> None:
    folder = collection(tmp_path / "a", NOTE, 2)
    (folder / "ascii.md").write_text("nothing here\n", encoding="utf-8")
    (folder / "broken.md").write_bytes("文".encode() + b"\xff")
    (folder / "picture.png").write_bytes("文".encode())
    assert list(taken.documents(folder)) == [NOTE, NOTE]

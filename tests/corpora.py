"""A small folder of notes with one of each trouble, for tests of whole runs."""

from __future__ import annotations

import os
from pathlib import Path

GOOD = "# Tip\n\nTake a walk before you answer, and sleep on what matters to you.\n"
CHINESE = "\u5728\u4e00\u6b21\u7cdf\u7cd5\u7684\u9762\u8bd5\u540e\u7ee7\u7eed\u524d\u8fdb\u3002"

NOTES: dict[str, bytes] = {
    "good.md": GOOD.encode(),
    "equal.md": GOOD.encode(),
    "sub folder/tip.md": b"## Tip\n\n- one\n- two\n",
    "sub folder/tip-2.md": b"## Tip\n\n- one\n- two\n",
    "empty.md": b"",
    "blank.md": b" \n\n",
    "no-end.md": b"no line end",
    "windows.md": b"---\r\ntitle: A\r\n---\r\n\r\nline one\r\nline two\r\n",
    "mark.md": b"\xef\xbb\xbf# Marked\n",
    "wide.md": "\ufeff# Wide\n\nText.\n".encode("utf-16-le"),
    "apostrophe.md": "# Tip\n\nIt\u00e2\u20ac\u2122s a caf\u00c3\u00a9.\n".encode(),
    "chinese.md": f"# {CHINESE}\n\n{CHINESE}\n".encode().decode("cp1252", "ignore").encode(),
    "page.md": "Un caf\u00e9 \u00e0 la carte, et d\u00e9j\u00e0 l'\u00e9t\u00e9 est l\u00e0.\n".encode(
        "cp1252"
    )
    * 4,
    "bad-byte.md": b"caf\xc3\xa9 \xff end\n",
    "binary.md": bytes(range(256)) * 8,
    "translated.md": GOOD.encode(),
    "translated.zh.md": f"# \u63d0\u793a\n\n{CHINESE}\n".encode(),
    "de/translated.md": "# Rat\n\nSchlafe dar\u00fcber, bevor du antwortest.\n".encode(),
    "unclosed.md": b"---\ntitle: x\n\ntext\n",
    "picture.md": b"# Picture\n\n![a](images/a.png) ![b](gone.png)\n",
}
"""Path and bytes of each document."""

OTHERS: dict[str, bytes] = {
    "images/a.png": b"\x89PNG not really",
    "notes.txt": b"other\n",
    ".hidden/secret.md": b"# Secret\n",
    ".gitignore": b"drafts/\n",
    "drafts/d.md": b"# Draft\n",
}
"""Files that are no documents."""

ODD_NAME = b"caf\xe9.md"
"""A name that is not UTF-8, of one more document."""

DOCUMENTS = len(NOTES) + 1


def write_notes(raw: Path, notes: dict[str, bytes] | None = None) -> Path:
    """The folder, with all of the above (or other documents) in it."""
    for name, data in {**(NOTES if notes is None else notes), **OTHERS}.items():
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (raw / os.fsdecode(ODD_NAME)).write_bytes(b"# Odd\n")
    return raw


def visible(out: Path) -> dict[str, bytes]:
    """What a person sees in OUT: each file with its bytes."""
    folders = {
        path.relative_to(out).as_posix(): path.read_bytes()
        for name in ("json", "markdown", "parquet")
        for path in sorted((out / name).rglob("*"))
        if path.is_file()
    }
    files = (out / name for name in ("README.md", "report.html"))
    return folders | {file.name: file.read_bytes() for file in files if file.is_file()}

"""Repaired documents as files again, and the images that they show.

In: a document and its repairs. Out: the file's bytes, its place under `markdown/`, and the
images it links to.
Touches nothing. Outside of its edits a document keeps every byte: encoding, byte order mark,
line ends, undecodable bytes. Where a restored character does not exist in its encoding it
becomes UTF-8, and clean has said so in its findings (`encoding-widened`).
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import unquote

from pipeline.encoding import can_encode, encode
from pipeline.markdown import normalized_markdown
from pipeline.mojibake.edits.apply import Change
from pipeline.records import Document, Undecodable

_IMAGES = "apng|avif|bmp|gif|heic|ico|jpeg|jpg|jxl|png|svg|tif|tiff|webp"
_ENDING = re.compile(rf"\.(?:{_IMAGES})\b", re.IGNORECASE)
_TARGET = re.compile(
    r"""
    \]\( \s* (?: <([^<>\n]+?)> | ([^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*) )  # [text](target "title")
  | ^\ {0,3}\[[^\[\]\n]+\]: \s* (?: <([^<>\n]+)> | (\S+) )                   # [label]: target
  | !\[\[ ([^\[\]|\n]+) (?:\|[^\[\]\n]*)? \]\]                             # ![[target|width]]
  | <(?:img|a)\b [^<>]*? \b(?:src|href) \s* = \s* (?: "([^"]+)" | '([^']+)' | ([^\s"'>]+) )  # HTML
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_UNSAFE = re.compile(r"[\x00]")
_CUT_ESCAPE = re.compile(r"%[0-9A-F]?\Z")

LONGEST = 255
"""Bytes that one name may have on the disks of Linux, macOS and Windows."""
_LONGEST_ENDING = 16


def encoded(document: Document, repairs: Iterable[Change]) -> bytes:
    """The bytes of a repaired document.

    Args:
        document: not rejected, with its repaired `text` (null if it is empty), and `undecodable`
            by offsets into the source text.
        repairs: its edits, ascending, made and left ones.
    """
    text, encoding = document.text or "", document.encoding or "utf-8"
    undecodable = moved(document.undecodable, repairs)
    if can_encode(text, encoding=encoding, undecodable=undecodable):
        return encode(text, encoding=encoding, bom=document.bom, undecodable=undecodable)
    return encode(text, encoding="utf-8", bom=False)


def normalized(document: Document, steps: tuple[str, ...]) -> bytes:
    """A note with its header and text evened out, as UTF-8 without mark.

    Args:
        document: not rejected, as clean left it.
        steps: what is evened out.
    """
    return normalized_markdown(document, steps).encode("utf-8")


def moved(undecodable: Sequence[Undecodable], repairs: Iterable[Change]) -> tuple[Undecodable, ...]:
    """Undecodable bytes by their offsets in the repaired text; those inside an edit are repaired away."""
    if not undecodable:
        return ()
    edits = [edit for edit in repairs if edit.after is not None]
    found: list[Undecodable] = []
    shift, at = 0, 0
    for item in undecodable:
        while at < len(edits) and edits[at].end <= item.start:
            shift += len(edits[at].after or "") - (edits[at].end - edits[at].start)
            at += 1
        if at == len(edits) or item.start < edits[at].start:
            found.append(replace(item, start=item.start + shift))
    return tuple(found)


def output_path(path: str) -> str:
    """Where a document goes, relative to `markdown/`, with `/`: nowhere outside of that folder.

    Paths come from a walk and are safe; one from a table that somebody made need not be, and is
    percent-escaped where it would lead elsewhere. A name of 90 bytes that are no UTF-8 is longer
    than a disk takes once each is percent-escaped; then it is cut.
    """
    return "/".join(_safe(part) for part in path.split("/"))


def spare_path(path: str) -> str:
    """Where a file goes whose place is taken, as by a name that differs in case only on some disks."""
    stem, dot, ending = path.rpartition(".")
    mark = hashlib.sha256(path.encode("utf-8")).hexdigest()[:8]
    spare = f"{stem}~{mark}.{ending}" if dot and "/" not in ending else f"{path}~{mark}"
    folder, slash, name = spare.rpartition("/")
    return f"{folder}{slash}{_short(name)}"


def _safe(part: str) -> str:
    if part in {"", ".", ".."}:
        return "".join(f"%{ord(char):02X}" for char in part) or "%"
    return _short(_UNSAFE.sub("%00", part))


def _short(name: str) -> str:
    """A name that a disk takes: a long one cut, with a mark of its own and its ending."""
    data = name.encode("utf-8")
    if len(data) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    mark = f"~{hashlib.sha256(data).hexdigest()[:8]}"
    if stem and len(ending.encode("utf-8")) < _LONGEST_ENDING:
        mark += dot + ending
    return _CUT_ESCAPE.sub("", data[: LONGEST - len(mark)].decode("utf-8", "ignore")) + mark


def linked_images(path: str, text: str) -> tuple[str, ...]:
    """Images that a document links to relatively: paths relative to RAW, sorted, none outside of it.

    Args:
        path: the document's, relative to RAW.
        text: its text, in Markdown with HTML; a link inside code counts, which does no harm.
    """
    if not _ENDING.search(text):
        return ()
    folder = posixpath.dirname(path)
    found: set[str] = set()
    for match in _TARGET.finditer(text):
        target = next(group for group in match.groups() if group is not None)
        target = target.strip()
        for name in (target, unquote(re.split(r"[?#]", target, maxsplit=1)[0])):
            place = _place(folder, name)
            if place is not None:
                found.add(place)
    return tuple(sorted(found))


def _place(folder: str, target: str) -> str | None:
    if _SCHEME.match(target) or target.startswith("/") or "\x00" in target or "\\" in target:
        return None
    ending = _ENDING.search(target, max(0, target.rfind(".")))
    if ending is None or ending.end() != len(target):
        return None
    place = posixpath.normpath(posixpath.join(folder, target))
    return None if place.startswith("../") or place == ".." else place

"""What a cut document is made of: Span, Header, Fold, Cut.

In: nothing. Out: frozen records. Touches nothing.
All offsets are half-open `[start, end)` code point offsets into the text that was cut.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.records import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A block: a leaf of the document, from its first to its last content character."""

    kind: str
    """One of `records.BLOCK_KINDS`: the innermost container's, or the leaf's own."""
    level: int
    """Of a heading 1 to 6; of a scalar how deep it stands in the front matter, from 1 (0 where the
    whole front matter is one block); else the number of lists and quotes around it. `<details>`
    do not count, so that a translation's blocks have the levels of their source."""
    section: int | None
    """Ordinal of the section from 0; None before the first heading and in the front matter."""
    path_in_document: str
    """Where it stands, by counters: `section[1]/details[0]/list[0]/item[2]/paragraph[0]`. Unique."""
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The front matter: an opening rule on the first line, content, a closing rule."""

    start: int
    """First code point of the opening rule; always 0."""
    end: int
    """One past the closing rule's last `-` or `.`; its line end is not part of the header."""
    content_start: int
    """First code point after the opening rule's line end."""
    content_end: int
    """First code point of the closing rule."""
    readable: bool
    """Whether it is a mapping within the limits; an empty one is."""
    scalars: tuple[Span, ...]
    """Its blocks: each scalar's span where it is readable, else one for the whole content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """One `<details>` of the Markdown's block structure; a candidate for a translation."""

    start: int
    """First code point of its opening tag."""
    end: int
    """One past its closing tag; where that is missing, past the last content in its container."""
    summary: Span | None
    """Its first `summary` block, the same record as in `Cut.blocks`; None if it has none."""
    path: str
    """Path of the container, the prefix of the paths of all blocks in it less the last `/`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A text cut into blocks; whatever lies between them is a gap."""

    header: Header | None
    blocks: tuple[Span, ...]
    """In order, never empty, never overlapping; the front matter's first."""
    sections: int
    """How many headings there are, empty ones included."""
    folds: tuple[Fold, ...]
    """Every `<details>`, in the order of their opening tags; nested ones after their parents."""
    findings: tuple[Finding, ...]

"""Cut a document into blocks: `cut(text) -> Cut`.

In: a document's decoded text, without BOM. Out: blocks, front matter, folds, sections.
Touches nothing. Blocks and the gaps between them, joined, are the text.
What becomes what: a link reference definition is a gap (nothing of it is rendered); a
footnote's text is its paragraphs; an alert's marker (`[!NOTE]`), a task's box, fences with
their info strings, pipes, block-level HTML tags and YAML keys are gaps; a comment is an html
block, delimiters included; a `<details>` in the middle of a paragraph or cell is inline HTML.
A section opened inside a container ends with it: behind it the outer section goes on.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.findings import finding
from pipeline.markdown import html_parts
from pipeline.markdown.containers import Containers
from pipeline.markdown.events import CLOSE, OPEN, RUN, SPACE, UnparsableError, steps
from pipeline.markdown.header import find_header, starts_with_rule
from pipeline.markdown.spans import Cut, Span
from pipeline.positions import LineIndex
from pipeline.records import Finding

_CONTAINERS = {
    "BlockQuote": ("block_quote", "block_quote", 1),
    "List": ("list", "list_item", 1),
    "Item": ("item", "list_item", 0),
    "FootnoteDefinition": ("footnote", "paragraph", 0),
    "Table": ("table", "table_cell", 0),
    "TableHead": ("row", "table_cell", 0),
    "TableRow": ("row", "table_cell", 0),
}
"""Tag: its name in paths, the kind of a paragraph in it, how many levels it adds."""


def cut(text: str, *, max_front_matter_bytes: int = 2**20, max_front_matter_aliases: int = 100) -> Cut:
    """Cut a document into its front matter, blocks and folds.

    Args:
        text: decoded text without BOM. An unpaired surrogate is taken for U+FFFD.
        max_front_matter_bytes: a larger front matter is one block.
        max_front_matter_aliases: one with more YAML aliases is one block.

    Returns:
        The cut; its findings are `front-matter-unclosed` and `markdown-unparsed`. What is wrong
        with the YAML itself is `read_header`'s to say, once the text is repaired.
    """
    header = find_header(text, max_bytes=max_front_matter_bytes, max_aliases=max_front_matter_aliases)
    findings: tuple[Finding, ...] = ()
    if header is None and starts_with_rule(text):
        message = "the front matter's opening rule has no closing rule"
        findings = (finding("front-matter-unclosed", message, line=1, column=1, start=0, end=3),)
    start = header.end if header else 0
    reader = _Reader(text, start)
    try:
        reader.read()
    except UnparsableError as err:
        reader = _Reader(text, start)
        findings = (*findings, *reader.keep_whole(str(err)))
    return Cut(
        header=header,
        blocks=(*header.scalars, *reader.blocks) if header else tuple(reader.blocks),
        sections=reader.containers.sections,
        folds=tuple(fold.record() for fold in reader.containers.folds),
        findings=findings,
    )


class _Reader:
    """Reads everything behind the front matter, step by step."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self.blocks: list[Span] = []
        self.containers = Containers()
        self.last_end = start

    def read(self) -> None:
        """Cut by the parser's steps.

        Raises:
            UnparsableError: the parser gave up; what was read so far is void.
        """
        containers = self.containers
        leaf = path = ""
        level = 0
        for what, tag, first, last in steps(self.text, self.start):
            if what is RUN:
                frame = containers.frame
                if leaf == "Heading":
                    self.add("heading", level, frame.name("heading"), first, last)
                elif leaf == "TableCell":
                    self.add("table_cell", frame.level, path, first, last)
                elif leaf == "CodeBlock":
                    self.add("code", frame.level, frame.name("code"), first, last)
                elif frame.in_summary:
                    self.add("summary", frame.level, frame.name("summary"), first, last)
                else:
                    self.add(frame.kind, frame.level, frame.name("paragraph"), first, last)
            elif what is OPEN:
                if tag in _CONTAINERS:
                    containers.push(*_CONTAINERS[tag])
                    continue
                leaf = tag
                if tag == "Heading":
                    level = first
                    containers.open_section()
                elif tag == "TableCell":
                    path = containers.frame.name("cell")
            elif what is CLOSE:
                leaf = ""
                if tag in _CONTAINERS:
                    containers.pop(self.last_end)
            else:
                self.add_html(first)
        containers.finish(self.last_end)

    def add(self, kind: str, level: int, path: str, start: int, end: int) -> None:
        """Add a block."""
        frame = self.containers.frame
        span = Span(
            kind=kind, level=level, section=frame.section, path_in_document=path, start=start, end=end
        )
        self.blocks.append(span)
        self.last_end = end
        if frame.in_summary and frame.fold and frame.fold.summary is None:
            frame.fold.summary = span

    def add_html(self, lines: Sequence[tuple[int, int]]) -> None:
        """Add the blocks of an HTML block, and open and close what its tags do."""
        containers = self.containers
        preformatted = False
        for what, tag, start, end in html_parts.parts(self.text, lines):
            frame = containers.frame
            if what is html_parts.TAG:
                self.last_end = end
                if tag == "details":
                    containers.open_fold(start, end)
                elif tag == "/details":
                    containers.close_fold(end)
                elif tag == "summary":
                    frame.in_summary = True
                elif tag == "/summary":
                    frame.in_summary = False
                elif tag in {"pre", "/pre"}:
                    preformatted = tag == "pre"
                continue
            kind = "html"
            if what is html_parts.TEXT and frame.in_summary:
                kind = "summary"
            elif (
                what is html_parts.TEXT
                and frame.fold
                and not preformatted
                and html_parts.has_text(self.text, start, end)
            ):
                kind = "paragraph"
            self.add(kind, frame.level, frame.name(kind), start, end)
        frame = containers.frame
        if frame.in_summary:
            frame.in_summary = html_parts.summary_closes(self.text, lines[-1][1])

    def keep_whole(self, reason: str) -> tuple[Finding, ...]:
        """Take everything as one paragraph, and say so."""
        start, end = self.start, len(self.text)
        while start < end and self.text[start] in SPACE:
            start += 1
        while start < end and self.text[end - 1] in SPACE:
            end -= 1
        if start < end:
            self.add("paragraph", 0, "paragraph[0]", start, end)
        line, column = LineIndex(self.text).place(start)
        message = f"the Markdown could not be cut into blocks: {reason}"
        return (finding("markdown-unparsed", message, line=line, column=column, start=start, end=end),)

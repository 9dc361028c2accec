"""The containers around a block while a document is read: their paths, levels and sections.

In: containers as they open and close, `<details>` among them. Out: paths and folds.
Touches nothing. Markdown's containers nest by construction; `<details>` are tags and may be
left open, closed twice, or closed inside a list that began after them, and still must not
mislead what follows: an open one ends with its container, a closing tag without one is void.
"""

from __future__ import annotations

from pipeline.markdown.spans import Fold, Span

MAX_PATH_DEPTH = 64
"""Containers that a path names; deeper ones count on in the deepest named. Without a limit a
table in 10,000 nested quotes would take a path of 150 kB for each cell."""


class Frame:
    """An open container, and how many of each thing it has had so far."""

    __slots__ = ("base", "counts", "depth", "fold", "in_summary", "kind", "level", "prefix", "section")

    def __init__(self, base: str, kind: str, level: int, depth: int, section: int | None) -> None:
        self.base = base
        """Path of the container with its `/`."""
        self.prefix = base
        """The same with its open section; what the paths of its things begin with."""
        self.counts: dict[str, int] = {}
        self.kind = kind
        """Kind of a paragraph that stands directly in it."""
        self.level = level
        """Number of lists and quotes, itself included."""
        self.depth = depth
        """Number of containers, itself included."""
        self.section = section
        self.fold: OpenFold | None = None
        """Set where the container is a `<details>`."""
        self.in_summary = False
        """Whether a `<summary>` is open directly in it."""

    def name(self, what: str) -> str:
        """Count one more thing of a name and give its path."""
        count = self.counts.get(what, 0)
        self.counts[what] = count + 1
        return f"{self.prefix}{what}[{count}]"


class OpenFold:
    """A `<details>` whose end is not known yet."""

    __slots__ = ("closed", "end", "path", "start", "summary")

    def __init__(self, start: int, end: int, path: str) -> None:
        self.start = start
        self.end = end
        self.path = path
        self.summary: Span | None = None
        self.closed = False

    def record(self) -> Fold:
        """The fold as it is known now."""
        return Fold(start=self.start, end=self.end, summary=self.summary, path=self.path)


class Containers:
    """The stack of open containers."""

    __slots__ = ("_outer", "_unclosed", "folds", "frame", "sections")

    def __init__(self) -> None:
        self.frame = Frame("", "paragraph", 0, 0, None)
        """The innermost one; at first the document."""
        self.folds: list[OpenFold] = []
        self.sections = 0
        self._outer: list[Frame] = []
        self._unclosed: list[OpenFold] = []

    def push(self, name: str, kind: str, levels: int) -> str:
        """Open a container.

        Args:
            name: what it is called in paths.
            kind: kind of the paragraphs in it.
            levels: 1 where it counts as a level, else 0.

        Returns:
            Its path.
        """
        outer = self.frame
        path = outer.name(name)
        if outer.depth < MAX_PATH_DEPTH:
            frame = Frame(path + "/", kind, outer.level + levels, outer.depth + 1, outer.section)
        else:
            frame = Frame(outer.prefix, kind, outer.level + levels, outer.depth, outer.section)
            frame.counts = outer.counts
        self._outer.append(outer)
        self.frame = frame
        return path

    def pop(self, last_end: int) -> None:
        """Close the innermost Markdown container, and the folds that were opened in it.

        Args:
            last_end: where content ended so far; an unclosed fold ends there.
        """
        while self.frame.fold:
            self._end_fold(self.frame.fold, last_end)
            self.frame = self._outer.pop()
        self.frame = self._outer.pop()
        while self.frame.fold and self.frame.fold.closed:
            self.frame = self._outer.pop()

    def open_fold(self, start: int, end: int) -> None:
        """Open a `<details>` whose tag is [start, end)."""
        path = self.push("details", "paragraph", 0)
        fold = OpenFold(start, end, path)
        self.frame.fold = fold
        self.folds.append(fold)
        self._unclosed.append(fold)

    def close_fold(self, end: int) -> None:
        """Close the innermost open `<details>` by a tag that ends at an offset; void if none is open.

        Where Markdown containers were opened in it since, it is left when they close.
        """
        if not self._unclosed:
            return
        fold = self._unclosed.pop()
        fold.end = end
        fold.closed = True
        if self.frame.fold is fold:
            self.frame = self._outer.pop()

    def open_section(self) -> None:
        """Begin the next section; the container's counters begin anew in it."""
        frame = self.frame
        frame.section = self.sections
        frame.prefix = f"{frame.base}section[{self.sections}]/"
        frame.counts = {}
        self.sections += 1

    def finish(self, last_end: int) -> None:
        """End the folds that nothing has closed."""
        while self._unclosed:
            self._end_fold(self._unclosed[-1], last_end)

    def _end_fold(self, fold: OpenFold, last_end: int) -> None:
        if not fold.closed:
            fold.end = max(fold.end, last_end)
            fold.closed = True
            self._unclosed.pop()  # containers close inside out, so it is the last

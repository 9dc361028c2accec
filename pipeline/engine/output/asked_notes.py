"""Notes asked for as Markdown: those that a filter leaves, or all of them evened out.

In: a shard's documents, and its part of export, which has their files. Out: `exports/markdown/`.
Touches that folder; images come from RAW, or from the last output where they are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.engine.storage.files import link_or_copy, make_folder
from pipeline.engine.storage.images import carry, find_images
from pipeline.engine.storage.sheaf import Sheaf
from pipeline.export import markdown
from pipeline.export.sink import Shard


class NotesWriter:
    """Notes, while they are written."""

    def __init__(
        self,
        sheaf: Sheaf,
        parts: Sequence[Path],
        raw: Path,
        previous: Path,
        steps: tuple[str, ...] | None,
    ) -> None:
        self._sheaf, self._parts, self._raw = sheaf, parts, raw
        self._previous, self._steps = previous, steps
        self._images: set[str] = set()

    def add(self, shard: Shard) -> None:
        """Write a shard's notes."""
        for document in shard.kept.documents:
            name = markdown.output_path(document.path)
            if self._steps is not None and document.status != "rejected":
                self._sheaf.put(name, markdown.normalized(document, self._steps))
            else:
                self._link(self._parts[shard.number], name)
            self._images.update(markdown.linked_images(document.path, document.text or ""))

    def close(self) -> None:
        """Put the images beside the notes that show them."""
        images = find_images(self._raw, self._images)
        carry(images, self._raw, self._sheaf.place("."), self._previous)

    def _link(self, part: Path, name: str) -> None:
        folder = part / "markdown"
        spare = markdown.spare_path(name)
        source = folder / (spare if (folder / spare).exists() else name)
        if not source.exists():  # its bytes could never be read
            return
        target = self._sheaf.place(name)
        make_folder(target.parent)
        try:
            link_or_copy(source, target, sync=False)
        except FileExistsError:
            link_or_copy(source, self._sheaf.place(spare), sync=False)

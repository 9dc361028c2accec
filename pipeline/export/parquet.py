"""Tables as Parquet: one file a shard and table, the same bytes for the same rows.

In: an Arrow table with one of our schemas. Out: a Parquet file's bytes, and a table back.
Touches nothing but the files it is given to read.
Row groups have a fixed number of rows, so no writer's memory or worker count shows; columns of
few values are dictionaries, texts are not, since no text stands twice.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import rows

if TYPE_CHECKING:
    import pyarrow as pa

ENDING = "parquet"

ROW_GROUP_ROWS = 16_384
"""Rows in a row group: about 5 MB of blocks, a few seconds of a slow network."""

LONG = 2**20
"""Bytes of a text from which on its column has no statistics."""

_ZSTD_LEVEL = 3


def encoded(table: pa.Table) -> bytes:
    """A Parquet file of a table; schema, column texts and version are in its metadata."""
    buffer = io.BytesIO()
    with _writer(buffer, table) as writer:
        # A table without rows has no row group: Hugging Face's `datasets` fails on one of no rows.
        if table.num_rows:
            writer.write_table(table, row_group_size=ROW_GROUP_ROWS)
    return buffer.getvalue()


def _writer(buffer: io.BytesIO, first: pa.Table) -> Any:
    """A writer of a table that begins with these rows."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = first.schema
    long = {field.name for field in schema if pa.types.is_string(field.type) and _is_long(first[field.name])}
    return parquet.ParquetWriter(
        buffer,
        schema,
        version="2.6",
        compression="zstd",
        compression_level=_ZSTD_LEVEL,
        use_dictionary=[field.name for field in schema if pa.types.is_dictionary(field.type)],
        # The least and the greatest of values that long are not written, but copied again and again.
        write_statistics=[name for name in schema.names if name not in long] if long else True,
    )


def _is_long(column: pa.ChunkedArray) -> bool:
    """Whether a column of texts holds one that is as large as many documents."""
    from pyarrow import compute

    return column.nbytes > LONG and (compute.max(compute.binary_length(column)).as_py() or 0) > LONG


class Stream:
    """A Parquet file of records that come a few at a time; it holds a row group of them at most."""

    def __init__(self, name: str, keep: Callable[[pa.Table], None] | None = None) -> None:
        """Begin a file of table `name`.

        Args:
            name: of the table.
            keep: given each row group once it is written.
        """
        self._name, self._keep = name, keep
        self._buffer = io.BytesIO()
        self._writer: Any = None
        self._waiting: list[Any] = []

    def add(self, records: Sequence[Any]) -> None:
        """Take rows, in order."""
        self._waiting += records
        while len(self._waiting) >= ROW_GROUP_ROWS:
            self._write(self._waiting[:ROW_GROUP_ROWS])
            del self._waiting[:ROW_GROUP_ROWS]

    def finish(self) -> bytes:
        """The file."""
        if self._waiting or self._writer is None:
            self._write(self._waiting)
        self._waiting = []
        self._writer.close()
        return self._buffer.getvalue()

    def _write(self, records: Sequence[Any]) -> None:
        table = rows.to_arrow(self._name, records)
        if self._writer is None:
            self._writer = _writer(self._buffer, table)
        if table.num_rows:
            self._writer.write_table(table, row_group_size=ROW_GROUP_ROWS)
            if self._keep is not None:
                self._keep(table)


def read(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """The table in a Parquet file, or some of its columns."""
    from pyarrow import parquet

    # As one file: a path with `=` in it would be taken for a partition of a dataset.
    with parquet.ParquetFile(path) as file:
        return file.read(columns=None if columns is None else list(columns))


def batches(path: Path, count: int) -> Iterator[pa.Table]:
    """The table in a Parquet file, `count` rows at a time; nothing where it has no rows."""
    import pyarrow as pa
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(count):
            yield pa.Table.from_batches([batch])

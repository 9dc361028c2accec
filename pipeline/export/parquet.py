"""Tables as Parquet: one file a shard and table, the same bytes for the same rows.

In: an Arrow table with one of our schemas. Out: a Parquet file's bytes, and a table back.
Touches nothing but the files it is given to read.
Row groups have a fixed number of rows, so no writer's memory or worker count shows; columns of
few values are dictionaries, texts are not, since no text stands twice.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

ENDING = "parquet"

ROW_GROUP_ROWS = 16_384
"""Rows in a row group: about 5 MB of blocks, a few seconds of a slow network."""

_ZSTD_LEVEL = 3


def encoded(table: pa.Table) -> bytes:
    """A Parquet file of a table; schema, column texts and version are in its metadata."""
    import pyarrow as pa
    from pyarrow import parquet

    buffer = io.BytesIO()
    with parquet.ParquetWriter(
        buffer,
        table.schema,
        version="2.6",
        compression="zstd",
        compression_level=_ZSTD_LEVEL,
        use_dictionary=[field.name for field in table.schema if pa.types.is_dictionary(field.type)],
        write_statistics=True,
    ) as writer:
        # A table without rows has no row group: Hugging Face's `datasets` fails on one of no rows.
        if table.num_rows:
            writer.write_table(table, row_group_size=ROW_GROUP_ROWS)
    return buffer.getvalue()


def read(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """The table in a Parquet file, or some of its columns."""
    from pyarrow import parquet

    # As one file: a path with `=` in it would be taken for a partition of a dataset.
    with parquet.ParquetFile(path) as file:
        return file.read(columns=None if columns is None else list(columns))

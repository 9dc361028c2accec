"""The tables as pandas frames, for notebooks and for the summary.

In: a table's name and OUT. Out: a DataFrame with the table's rows in order and their types.
Touches the files of the last run, reading only.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.engine.storage.urls import Remote, is_url, plain
from pipeline.errors import InputError
from pipeline.tables import TABLES, arrow_schema

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def read_table(name: str, out: str | os.PathLike[str] = "data/out") -> pd.DataFrame:
    """One table of the last run.

    Args:
        name: `documents`, `blocks`, `repairs` or `pairs`.
        out: the folder that the run wrote to.

    Returns:
        A frame whose timestamps are UTC, whose columns of few values are categories, whose
        whole numbers are `Int64` (they may be missing) and whose lists are Python lists.

    Raises:
        InputError: there is no such table, or no run has written to `out`.
    """
    if name not in TABLES:
        raise InputError(f"there is no table {name!r}", hint=f"tables: {', '.join(TABLES)}")
    place = plain(os.fspath(out))
    if is_url(place):
        return _frame_by_url(name, place)
    # Through the link once, so that a run that ends meanwhile cannot mix two outputs.
    folder = Path(place, "parquet").resolve() / name
    parts = sorted(folder.glob("part-*.parquet"))
    if not parts:
        raise InputError(f"no table {name} in {os.fspath(out)}", hint="`pipeline run` makes it")
    return frame(name, parts)


def _frame_by_url(name: str, url: str) -> pd.DataFrame:
    from pipeline.engine.output.remote_output import index_of

    remote = Remote(url)
    objects = index_of(remote).get("tables", {}).get("parquet", {}).get(name)
    if not objects:
        raise InputError(f"no table {name} in {url}", hint="`pipeline run` makes it")
    with tempfile.TemporaryDirectory() as folder:
        remote.download(objects, "", Path(folder))
        return frame(name, [Path(folder, place) for place in objects])


def frame(name: str, parts: list[Path], columns: tuple[str, ...] | None = None) -> pd.DataFrame:
    """A frame of these Parquet files of table `name`, end to end; of some columns only if named."""
    import pandas as pd
    import pyarrow as pa

    from pipeline.export import parquet

    known = [column for column in TABLES[name].columns if columns is None or column.name in columns]
    names = [column.name for column in known]
    empty = arrow_schema(name).empty_table().select(names)
    try:
        tables = [parquet.read(path, names) for path in parts]
    except (OSError, pa.ArrowException) as err:
        raise InputError(f"table {name} cannot be read: {err}", hint="`pipeline run` makes it again") from err
    if any(set(names) - set(table.column_names) for table in tables):
        raise InputError(f"table {name} is of an older version", hint="`pipeline run` makes it again")
    table = pa.concat_tables([empty, *tables]).unify_dictionaries().combine_chunks()
    return pd.DataFrame({column.name: _series(table.column(column.name), column.type) for column in known})


def _series(column: pa.ChunkedArray, type_: str) -> pd.Series:
    import pandas as pd

    series: pd.Series
    if type_.startswith("list<"):
        series = pd.Series(column.to_pylist(), dtype=object)
    elif type_ == "int":
        series = column.to_pandas(integer_object_nulls=True).astype("Int64")
    elif type_ == "category":
        series = column.to_pandas().astype("category")
    else:
        series = column.to_pandas()
    return series

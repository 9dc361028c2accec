"""Records as Arrow tables and as JSON objects, and Arrow tables as records again.

In: records of one table (see `tables.py`), or that table's Arrow form. Out: the other form.
Touches nothing; pyarrow is imported only where Arrow is asked for.
Idea: everything goes column by column, which is several times faster than row by row; the
types come from `tables.py` alone, so a column that is added there is written and read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from itertools import accumulate, chain, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from pipeline.errors import OutputError
from pipeline.records import from_columns
from pipeline.tables import STRUCTS, TABLES, Column, arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_LONG = 2**20
"""Code points of a text that is worth a way of its own to Arrow."""


def to_columns(name: str, records: Iterable[Any]) -> list[Sequence[Any]]:
    """Values of each column of table `name`, in the table's order of columns."""
    return _columns_of(TABLES[name].columns, records)


def to_arrow(name: str, records: Iterable[Any]) -> pa.Table:
    """An Arrow table of records, in their order and with the schema of table `name`.

    Raises:
        OutputError: a text holds half a surrogate pair, or a required value is missing.
            Neither happens by the rooms' contracts; the message names the place.
    """
    import pyarrow as pa

    schema = arrow_schema(name)
    columns = TABLES[name].columns
    arrays = [
        _to_array(column, values, schema.field(column.name).type, f"table {name}, column {column.name}")
        for column, values in zip(columns, to_columns(name, records))
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def from_arrow(name: str, table: pa.Table, record: type | None = None) -> list[Any]:
    """Records of an Arrow table that `to_arrow` made, or that was read back from Parquet.

    Columns that the table has and this version does not know are left out.

    Args:
        name: of the table.
        table: its rows.
        record: of which class, where not all columns are needed; each field is one of the columns.
    """
    kind = record or TABLES[name].record
    named = {field.name for field in fields(kind)}
    columns = [column for column in TABLES[name].columns if column.name in named]
    values = [_from_array(column, table.column(column.name)) for column in columns]
    return _records(kind, columns, values)


def to_json(record: Any) -> dict[str, Any]:
    """A record of one of the tables as a JSON object, keys in the table's order of columns.

    Timestamps are ISO 8601 in UTC (`2022-01-18T14:48:04Z`); what is missing is null.
    """
    return {c.name: _json_value(c.type, getattr(record, c.name)) for c in _columns_of_record(type(record))}


def iso(moment: datetime) -> str:
    """A moment in ISO 8601 and UTC, with a fraction only where it has one."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _columns_of_record(record: type) -> tuple[Column, ...]:
    return next(table.columns for table in TABLES.values() if table.record is record)


def _columns_of(columns: Sequence[Column], records: Iterable[Any]) -> list[Sequence[Any]]:
    rows = list(records)
    return [list(map(attrgetter(column.name), rows)) for column in columns]


def _records(record: type, columns: Sequence[Column], values: Sequence[Sequence[Any]]) -> list[Any]:
    by_name = {column.name: cells for column, cells in zip(columns, values)}
    return from_columns(record, len(values[0]), by_name)


def _to_array(column: Column, values: Sequence[Any], arrow_type: pa.DataType, where: str) -> Any:
    import pyarrow as pa

    if column.type.startswith("list<"):
        array = _to_list_array(column.type[5:-1], values, arrow_type, where)
    else:
        try:
            if column.type == "category":
                array = pa.array(values, pa.string()).dictionary_encode()
            elif column.type == "string" and _has_long(values):
                # Arrow asks a text for its UTF-8, and Python then keeps that beside the text for good.
                data = [None if value is None else value.encode("utf-8") for value in values]
                array = pa.array(data, pa.binary()).view(pa.string())
            else:
                array = pa.array(values, arrow_type)
        except UnicodeEncodeError as err:
            raise _surrogate(values, where) from err
    if not column.nullable and array.null_count:
        raise OutputError("a required value is missing", context=f"{where}, row {values.index(None)}")
    return array


def _has_long(values: Sequence[Any]) -> bool:
    # Few texts in a column are long, and few columns have one: what is empty is longer than none.
    try:
        return max(map(len, values), default=0) > _LONG
    except TypeError:
        return max(map(len, filter(None, values)), default=0) > _LONG


def _to_list_array(item: str, values: Sequence[Any], arrow_type: pa.DataType, where: str) -> Any:
    """Lists as offsets and one flat array: building them from dicts would be ten times slower."""
    import pyarrow as pa

    missing = None
    if None in values:
        missing = pa.array([value is None for value in values], pa.bool_())
        values = [value or () for value in values]
    flat: Sequence[Any] = list(chain.from_iterable(values))
    offsets = pa.array(accumulate(map(len, values), initial=0), pa.int32())
    if item in STRUCTS:
        columns = STRUCTS[item][1]
        fields = [arrow_type.value_type.field(column.name) for column in columns]
        arrays = [
            _to_array(column, cells, field.type, f"{where}.{column.name}")
            for column, cells, field in zip(columns, _columns_of(columns, flat), fields)
        ]
        child = pa.StructArray.from_arrays(arrays, fields=fields)
    else:
        child = _to_array(Column("item", item, ""), flat, arrow_type.value_type, where)
    return pa.ListArray.from_arrays(offsets, child, type=arrow_type, mask=missing)


def _surrogate(values: Sequence[Any], where: str) -> OutputError:
    for row, value in enumerate(values):
        for at, char in enumerate(value or ""):
            if 0xD800 <= ord(char) < 0xE000:
                place = f"{where}, row {row}, code point {at}"
                return OutputError(
                    f"half a surrogate pair (U+{ord(char):04X}) cannot be written", context=place
                )
    return OutputError("a text cannot be written as UTF-8", context=where)


def _from_array(column: Column, data: Any) -> Sequence[Any]:
    import pyarrow as pa

    array = data.combine_chunks() if isinstance(data, pa.ChunkedArray) else data
    if isinstance(array, pa.ChunkedArray):  # more than 2 GB of text stays in pieces
        return list(chain.from_iterable(_from_array(column, chunk) for chunk in array.chunks))
    if column.type.startswith("list<"):
        return _from_list_array(column.type[5:-1], array)
    if column.type == "timestamp":
        micros = array.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()).to_pylist()
        return [None if value is None else _EPOCH + timedelta(microseconds=value) for value in micros]
    if column.type == "category" and isinstance(array, pa.DictionaryArray):
        array = array.cast(pa.string())
    return list(array.to_pylist())


def _from_list_array(item: str, array: Any) -> list[tuple[Any, ...] | None]:
    flat = array.flatten()
    items: Sequence[Any]
    if item in STRUCTS:
        record, columns = STRUCTS[item]
        values = [_from_array(column, flat.field(column.name)) for column in columns]
        items = _records(record, columns, values)
    else:
        items = _from_array(Column("item", item, ""), flat)
    lengths = array.value_lengths().to_pylist()
    ends = accumulate((length or 0 for length in lengths), initial=0)
    return [
        tuple(items[start:end]) if length else None if length is None else ()
        for length, (start, end) in zip(lengths, pairwise(ends))
    ]


def _json_value(type_: str, value: Any) -> Any:
    if value is None:
        return None
    if type_.startswith("list<"):
        item = type_[5:-1]
        if item not in STRUCTS:
            return list(value)
        columns = STRUCTS[item][1]
        return [{c.name: _json_value(c.type, getattr(entry, c.name)) for c in columns} for entry in value]
    if type_ == "timestamp":
        return iso(value)
    return float(value) if type_ == "float" else value

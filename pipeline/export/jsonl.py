"""Tables as JSON Lines: UTF-8, one row a line, no escapes but those that JSON demands.

In: an Arrow table with one of our schemas, or records. Out: the lines' bytes.
Touches nothing. A line is what `json.dumps(rows.to_json(record), ensure_ascii=False)` gives, put
together by Arrow column by column: a quarter of what it takes to make each cell a text of Python.
U+2028 and its kin stand as they are: they end lines in no JSON reader.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

from pipeline.rows import iso, to_arrow, to_json
from pipeline.tables import STRUCTS, TABLES, Column

if TYPE_CHECKING:
    import pyarrow as pa

ENDING = "jsonl"

_PIECE = 2**20
"""Code points of a text that are made JSON at once, where it is made piece by piece."""

_ESCAPED = b'"\\' + bytes(range(0x20))
"""Characters that JSON demands an escape for."""
_WITH_ESCAPED = r'["\\\x00-\x1f]'


def encoded(name: str, records: Iterable[Any]) -> bytes:
    """Rows of table `name` as JSON Lines, in the order of the records."""
    return from_table(name, to_arrow(name, records))


def from_table(name: str, table: pa.Table) -> bytes:
    """The rows of an Arrow table as JSON Lines.

    Args:
        name: of the table whose schema it has.
        table: not more than some thousands of rows.
    """
    columns = TABLES[name].columns
    lines = _objects(columns, [_whole(table.column(column.name)) for column in columns], end="}\n")
    if not len(lines):
        return b""
    return _data(lines)


def _data(texts: Any) -> bytes:
    """UTF-8 of large texts end to end; they may be a slice of more."""
    _, offsets, data = texts.buffers()
    if data is None or not len(texts):
        return b""
    places = memoryview(offsets).cast("q")
    return bytes(memoryview(data)[places[texts.offset] : places[texts.offset + len(texts)]])


def _whole(column: Any) -> Any:
    """A column in one piece; what is in one already would be copied."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def pieces(name: str, record: Any) -> Iterator[bytes]:
    """One row's line, piece by piece: for a document that is too large to be there three times."""
    columns = TABLES[name].columns
    values = to_json(record)
    for key, column in zip(_keys(columns), columns, strict=True):
        yield key.encode("utf-8")
        value = values[column.name]
        if column.type == "string" and value is not None:
            yield b'"'
            for at in range(0, len(value), _PIECE):
                yield encode_basestring(value[at : at + _PIECE])[1:-1].encode("utf-8")
            yield b'"'
        else:
            yield json.dumps(value, ensure_ascii=False).encode("utf-8")
    yield b"}\n"


def _keys(columns: Sequence[Column]) -> list[str]:
    """What stands before each value of an object."""
    return [f"{', ' if place else '{'}{json.dumps(c.name)}: " for place, c in enumerate(columns)]


def _objects(columns: Sequence[Column], arrays: Sequence[Any], end: str = "}") -> Any:
    """One JSON object a row, from the values of each column."""
    parts: list[Any] = []
    quote = ""
    for key, column, values in zip(_keys(columns), columns, arrays, strict=True):
        before = quote + key
        quote = '"' if column.type == "string" and not values.null_count else ""
        # Quotes of a text go with the keys around it: to put them on first would copy it once more.
        parts += (before + quote, _escaped(values) if quote else _cells(column.type, values))
    return _joined(*parts, quote + end)


def _joined(*parts: Any) -> Any:
    """Texts put together row by row; of texts and of such as are the same in each row."""
    import pyarrow as pa
    from pyarrow import compute

    # Large: 2 GB of a column's JSON are no less possible than of its text.
    whole = [pa.scalar(part, pa.large_string()) if isinstance(part, str) else part for part in parts]
    return compute.binary_join_element_wise(*whole, pa.scalar("", pa.large_string()))


def _cells(type_: str, values: Any) -> Any:
    """The JSON text of each value."""
    import pyarrow as pa
    from pyarrow import compute

    if type_.startswith("list<"):
        texts = _lists(type_[5:-1], values)
    elif type_ == "string":
        texts = _quoted(values)
    elif type_ == "int":
        texts = values.cast(pa.large_string())
    elif type_ == "category":
        few = values if isinstance(values, pa.DictionaryArray) else values.dictionary_encode()
        texts = _quoted(few.dictionary).take(few.indices)
    else:
        # As Python writes them; of numbers as ours few differ.
        few = values.dictionary_encode()
        texts = pa.array(map(_ENCODERS[type_], few.dictionary.to_pylist()), pa.large_string()).take(
            few.indices
        )
    return compute.fill_null(texts, pa.scalar("null", pa.large_string()))


def _quoted(values: Any) -> Any:
    """Texts as JSON strings; what is missing is still missing."""
    return _joined('"', _escaped(values), '"')


def _escaped(values: Any) -> Any:
    """Texts with the escapes that JSON demands."""
    import pyarrow as pa
    from pyarrow import compute

    values = values.cast(pa.large_string())
    data = _data(values)
    if len(data.translate(None, _ESCAPED)) == len(data):
        return values  # a look at all texts at once, which most columns have nothing for
    odd = compute.fill_null(compute.match_substring_regex(values, _WITH_ESCAPED), False)
    texts = [encode_basestring(text)[1:-1] for text in values.filter(odd).to_pylist()]
    return compute.replace_with_mask(values, odd, pa.array(texts, pa.large_string()))


def _lists(item: str, values: Any) -> Any:
    """Lists, from the texts of all their items made at once."""
    import pyarrow as pa
    from pyarrow import compute

    flat = values.flatten()
    if item in STRUCTS:
        columns = STRUCTS[item][1]
        items = _objects(columns, [flat.field(column.name) for column in columns])
    else:
        items = _cells(item, flat)
    lengths = compute.fill_null(values.value_lengths(), 0).cast(pa.int64())
    ends = compute.cumulative_sum(lengths)
    offsets = pa.concat_arrays([pa.array([0], pa.int64()), ends])
    lists = pa.LargeListArray.from_arrays(offsets, items)
    texts = _joined("[", compute.binary_join(lists, pa.scalar(", ", pa.large_string())), "]")
    return compute.if_else(values.is_valid(), texts, pa.scalar(None, pa.large_string()))


_ENCODERS: dict[str, Callable[[Any], str]] = {
    "float": float.__repr__,
    "bool": lambda value: "true" if value else "false",
    "timestamp": lambda value: f'"{iso(value)}"',
}

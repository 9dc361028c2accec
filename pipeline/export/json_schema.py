"""JSON Schemas of what export writes as JSON, derived from the tables.

In: the tables. Out: schemas as JSON objects (draft 2020-12). Touches nothing.
"""

from __future__ import annotations

import json
from typing import Any

from pipeline.tables import SCHEMA_VERSION, STRUCTS, TABLES, Column

_DRAFT = "https://json-schema.org/draft/2020-12/schema"

_TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "category": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "timestamp": {"type": "string", "format": "date-time"},
}


def of_table(name: str) -> dict[str, Any]:
    """Schema of one row of a table, as a line of its JSON Lines holds it."""
    table = TABLES[name]
    return {
        "$schema": _DRAFT,
        "title": name,
        "description": table.description,
        "$comment": f"schema_version {SCHEMA_VERSION}",
        **_object(table.columns),
    }


def of_note() -> dict[str, Any]:
    """Schema of a nested document: one note with all its rows."""
    properties: dict[str, Any] = {
        "schema_version": {"const": SCHEMA_VERSION},
        "document": {"$ref": "#/$defs/documents"},
    }
    for name in ("blocks", "repairs", "pairs"):
        properties[name] = {
            "type": "array",
            "description": TABLES[name].description,
            "items": {"$ref": f"#/$defs/{name}"},
        }
    return {
        "$schema": _DRAFT,
        "title": "note",
        "description": "One note: its document and all of its rows.",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "$defs": {
            name: {"description": table.description, **_object(table.columns)}
            for name, table in TABLES.items()
        },
    }


def encoded(schema: dict[str, Any]) -> bytes:
    """A schema as a file."""
    return f"{json.dumps(schema, ensure_ascii=False, indent=2)}\n".encode()


def _object(columns: tuple[Column, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {column.name: _property(column) for column in columns},
        "required": [column.name for column in columns],
        "additionalProperties": False,
    }


def _property(column: Column) -> dict[str, Any]:
    if column.type.startswith("list<"):
        item = column.type[5:-1]
        items = _object(STRUCTS[item][1]) if item in STRUCTS else _TYPES[item]
        schema: dict[str, Any] = {"type": "array", "items": items}
    else:
        schema = dict(_TYPES[column.type])
    if column.nullable:
        schema["type"] = [schema["type"], "null"]
    return {"description": column.description, **schema}

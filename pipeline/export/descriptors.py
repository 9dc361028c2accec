"""Descriptors by which other programs find the tables: Croissant, Data Package, checksums.

In: facts of an output. Out: files' bytes. Touches nothing.
Idea: Croissant 1.0 (MLCommons) for the Parquet files, Data Package 1 (Frictionless) for the
JSON Lines, and lines for `sha256sum -c` in each folder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from pipeline import __version__
from pipeline.tables import SCHEMA_VERSION, STRUCTS, TABLES, Column

NAME = "repaired-notes"
_DESCRIPTION = "Markdown notes with mojibake repaired: documents, blocks, repairs and translation pairs."

FOREIGN: dict[str, tuple[tuple[str, str], ...]] = {
    "documents": (),
    "blocks": (("document_id", "documents"),),
    "repairs": (("document_id", "documents"), ("block_id", "blocks")),
    "pairs": (("source_document_id", "documents"), ("target_document_id", "documents")),
}
"""Columns by table that hold an id of another table."""

_CROISSANT_TYPES = {
    "string": "sc:Text",
    "category": "sc:Text",
    "int": "sc:Integer",
    "float": "sc:Float",
    "bool": "sc:Boolean",
    "timestamp": "sc:DateTime",
}
_PACKAGE_TYPES = {
    "string": "string",
    "category": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "timestamp": "datetime",
}
_OWN_TERMS = (
    "citeAs", "column", "dataBiases", "dataCollection", "equivalentProperty", "extract", "field",
    "fileProperty", "fileObject", "fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key",
    "md5", "parentField", "path", "personalSensitiveInformation", "recordSet", "references", "regex",
    "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform",
)  # fmt: skip


def key_of(name: str) -> str:
    """The column that is a table's key: its first one."""
    return TABLES[name].columns[0].name


def croissant() -> bytes:
    """`croissant.json`, which stands beside the tables' folders of Parquet files."""
    distribution = [
        {
            "@type": "cr:FileSet",
            "@id": f"{name}-files",
            "name": f"{name}-files",
            "description": TABLES[name].description,
            "encodingFormat": "application/x-parquet",
            "includes": f"{name}/*.parquet",
        }
        for name in TABLES
    ]
    return _json(
        {
            "@context": _context(),
            "@type": "sc:Dataset",
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            "name": NAME,
            "description": _DESCRIPTION,
            "version": f"{SCHEMA_VERSION}.0.0",
            "distribution": distribution,
            "recordSet": [_record_set(name) for name in TABLES],
        }
    )


def data_package(parts: int, rows: dict[str, int]) -> bytes:
    """`datapackage.json`, which stands beside the tables' folders of JSON Lines.

    Args:
        parts: how many part files each table has.
        rows: how many rows each table has.
    """
    return _json(
        {
            "name": NAME,
            "title": "Repaired notes",
            "description": _DESCRIPTION,
            "version": f"{SCHEMA_VERSION}.0.0",
            "created_by": f"mojibake-pipeline {__version__}",
            "resources": [
                {
                    "name": name,
                    "description": TABLES[name].description,
                    "path": [f"{name}/part-{number:05d}.jsonl" for number in range(parts)],
                    "format": "jsonl",
                    "mediatype": "application/x-ndjson",
                    "encoding": "utf-8",
                    "dialect": {"json": {"keyed": True}},
                    "rows": rows.get(name, 0),
                    "schema": _table_schema(name),
                }
                for name in TABLES
            ],
        }
    )


def checksums(files: Iterable[tuple[str, str]]) -> bytes:
    """Path and SHA-256 of each file, as `sha256sum` writes them."""
    return "".join(_checksum(path, digest) for path, digest in sorted(files)).encode("utf-8")


def _checksum(path: str, digest: str) -> str:
    if not re.search(r"[\\\r\n]", path):
        return f"{digest}  {path}\n"
    escaped = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"\\{digest}  {escaped}\n"  # as GNU's sha256sum marks and reads it


def _record_set(name: str) -> dict[str, Any]:
    files = {"@id": f"{name}-files"}
    fields = []
    for column in TABLES[name].columns:
        item = column.type[5:-1] if column.type.startswith("list<") else column.type
        field: dict[str, Any] = {
            "@type": "cr:Field",
            "@id": f"{name}/{column.name}",
            "name": column.name,
            "description": column.description,
        }
        if column.type.startswith("list<"):
            field["repeated"] = True
        source = {"fileSet": files, "extract": {"column": column.name}}
        foreign = dict(FOREIGN[name]).get(column.name)
        if foreign is not None:
            field["references"] = {"field": {"@id": f"{foreign}/{key_of(foreign)}"}}
        if item in STRUCTS:
            field["subField"] = [_sub_field(field["@id"], source, part) for part in STRUCTS[item][1]]
        else:
            field |= {"dataType": _CROISSANT_TYPES[item], "source": source}
        fields.append(field)
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": TABLES[name].description,
        "key": {"@id": f"{name}/{key_of(name)}"},
        "field": fields,
    }


def _sub_field(parent: str, source: dict[str, Any], column: Column) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{parent}/{column.name}",
        "name": column.name,
        "description": column.description,
        "dataType": _CROISSANT_TYPES[column.type],
        "source": {**source, "transform": {"jsonPath": column.name}},
    }


def _table_schema(name: str) -> dict[str, Any]:
    fields = []
    for column in TABLES[name].columns:
        field: dict[str, Any] = {
            "name": column.name,
            "type": "array" if column.type.startswith("list<") else _PACKAGE_TYPES[column.type],
            "description": column.description,
        }
        if column.type == "timestamp":
            field["format"] = "any"
        if not column.nullable:
            field["constraints"] = {"required": True}
        fields.append(field)
    keys = [
        {"fields": [column], "reference": {"resource": other, "fields": [key_of(other)]}}
        for column, other in FOREIGN[name]
    ]
    # A text of "" is no null here; without this line Table Schema would say that it is.
    return {"fields": fields, "missingValues": [], "primaryKey": [key_of(name)], "foreignKeys": keys}


def _context() -> dict[str, Any]:
    return {
        "@language": "en",
        "@vocab": "https://schema.org/",
        **{term: f"cr:{term}" for term in _OWN_TERMS},
        "conformsTo": "dct:conformsTo",
        "cr": "http://mlcommons.org/croissant/",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "dct": "http://purl.org/dc/terms/",
        "examples": {"@id": "cr:examples", "@type": "@json"},
        "rai": "http://mlcommons.org/croissant/RAI/",
        "sc": "https://schema.org/",
    }


def _json(value: dict[str, Any]) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n".encode()

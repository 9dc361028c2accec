"""What makes tables a dataset: the card, descriptors, schemas, checksums, written with each output.

In: the folders of export's parts. Out: files by their place in the output.
Touches the parts, reading their counts, and what the report shows of them: what a shard holds was
counted when it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.engine.shards.reporting import REPORT, Lots, report
from pipeline.engine.shards.stages import FACTS
from pipeline.export import card, descriptors, json_schema
from pipeline.export import facts as facts_room
from pipeline.export.facts import Facts
from pipeline.tables import TABLES

CARD = "README.md"

FILES = (CARD, REPORT)
"""What stands in an output beside folders."""

_SETTING = "setting "


def describe(parts: Iterable[Path], lots: Lots, made_with: Mapping[str, str]) -> dict[str, bytes]:
    """The files by path relative to the output.

    Args:
        parts: folders of the parts of export, or what is small of them.
        lots: makes the rows of the report.
        made_with: what clean's manifest says that it was made with.
    """
    listed = list(parts)
    found = [facts_room.decoded((part / FACTS).read_bytes()) for part in listed]
    total = facts_room.merged(found)
    files = {
        CARD: card.encoded(total, _settings(made_with)),
        REPORT: report(listed, lots),
        "parquet/croissant.json": descriptors.croissant(),
        "json/datapackage.json": descriptors.data_package(len(found), dict(total.of("rows"))),
    }
    for name in TABLES:
        files[f"json/{name}.schema.json"] = json_schema.encoded(json_schema.of_table(name))
    for kind in ("parquet", "json"):
        files[f"{kind}/SHA256SUMS"] = descriptors.checksums(_placed(found, f"{kind}/"))
    return files


def _settings(made_with: Mapping[str, str]) -> dict[str, str]:
    """The settings in a manifest, by name; what clean alone reads decides about the tables."""
    return {
        name.removeprefix(_SETTING): value for name, value in made_with.items() if name.startswith(_SETTING)
    }


def _placed(found: Iterable[Facts], folder: str) -> Iterable[tuple[str, str]]:
    """Path relative to a folder of the output, and SHA-256, of each data file in it."""
    for number, one in enumerate(found):
        for path, _, digest in one.files:
            if path.startswith(folder):
                name, _, ending = path.removeprefix(folder).partition(".")
                yield f"{name}/part-{number:05d}.{ending}", digest

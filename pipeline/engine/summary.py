"""What a run made, counted from its tables.

In: the Parquet files of the last stage that ran. Out: a `Summary`.
Touches those files, reading only. Counting from the tables, not along the way, is what makes
summary and tables agree; pandas does it, a few columns at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.engine.reading import frame
from pipeline.records import GRADES, STATUSES

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run made. Counts by name are in the order in which they are to be shown."""

    documents: int
    """Documents found: the sum of `statuses`."""
    statuses: dict[str, int]
    """Documents by status, the best first, all five."""
    blocks: int
    languages: dict[str, int]
    """Blocks by BCP 47 tag, most first; empty before clean."""
    repairs: int
    """Edits made: the sum of `grades` but `left`."""
    grades: dict[str, int]
    """Rows of `repairs` by grade, the surest first, all four."""
    channels: dict[str, int]
    """Rows of `repairs` by the channel that damaged the text, most first."""
    pairs: int
    encodings: dict[str, int]
    """Documents by encoding, most first."""
    findings: dict[str, int]
    """Findings by code, most first."""
    rejected: tuple[tuple[str, str], ...] = ()
    """Documents set aside, by path: path and why."""
    unsure: tuple[str, ...] = ()
    """Paths of documents that are doubtful or damaged, by path."""
    other_files: int = 0
    """Files under RAW that are no documents."""
    unread_folders: tuple[str, ...] = ()
    """Folders under RAW that could not be read."""
    images: int = 0
    """Images carried along beside the repaired documents."""
    shards: int = 0
    made: int = 0
    """Shards that were not as the last run left them."""
    places: dict[str, str] = field(default_factory=dict)
    """Where the output is: `markdown`, `json`, `parquet`, or the stage's folder."""

    @property
    def is_sound(self) -> bool:
        """Whether every document is clean or repaired, and every folder was read."""
        sound = self.statuses["clean"] + self.statuses["repaired"]
        return sound == self.documents and not self.unread_folders


def summarize(folders: list[Path], **facts: object) -> Summary:
    """Count what the parts of a stage hold.

    Args:
        folders: the parts' folders, each with `documents.parquet` and other tables.
        facts: fields of the summary that no table knows.
    """
    documents = _frame(folders, "documents", ("path", "status", "encoding", "findings"))
    blocks = _frame(folders, "blocks", ("language",))
    repairs = _frame(folders, "repairs", ("grade", "channel"))
    grades = _counts(repairs["grade"])
    statuses = _counts(documents["status"])
    codes = documents["findings"].explode().dropna().map(lambda finding: finding["code"])
    rejected = documents[documents["status"] == "rejected"]
    unsure = documents["path"][documents["status"].isin(["doubtful", "damaged"])]
    return Summary(
        documents=len(documents),
        statuses={status: statuses.get(status, 0) for status in reversed(STATUSES)},
        blocks=len(blocks),
        languages=_counts(blocks["language"]),
        repairs=sum(grades.values()) - grades.get("left", 0),
        grades={grade: grades.get(grade, 0) for grade in GRADES},
        channels=_counts(repairs["channel"]),
        pairs=len(_frame(folders, "pairs", ("kind",))),
        encodings=_counts(documents["encoding"]),
        findings=_counts(codes),
        rejected=tuple(
            (str(path), _reason(findings)) for path, findings in zip(rejected["path"], rejected["findings"])
        ),
        unsure=tuple(map(str, unsure)),
        **facts,  # type: ignore[arg-type]
    )


def _frame(folders: list[Path], name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Some columns of a table; without rows where the stage has no such table."""
    paths = [folder / f"{name}.parquet" for folder in folders]
    return frame(name, [path for path in paths if path.exists()], columns)


def _counts(values: pd.Series) -> dict[str, int]:
    """How often each value stands, most first, then by code point; missing ones left out."""
    counts = values.dropna().astype(str).value_counts()
    pairs = ((str(name), int(count)) for name, count in counts.items() if count)
    return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def _reason(findings: list[dict[str, str]]) -> str:
    """The message of a rejected document's worst finding."""
    errors = [finding for finding in findings if finding["severity"] == "error"]
    return (errors or findings or [{"message": "unknown"}])[0]["message"]

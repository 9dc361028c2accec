"""The review as a CSV file: read back with any delimiter, all or nothing, and no cell a formula."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.export.spreadsheet import _FORMULA
from pipeline.review import sheet
from pipeline.review.items import PairItem
from pipeline.settings import Settings
from tests.review.corpus import open_session, run_notes, write_notes


def _rows(session, contexts) -> list[dict[str, str]]:
    data = b"".join(sheet.export(session, contexts))
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def _file(rows: list[dict[str, str]], delimiter: str = ",", bom: bool = True) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0].keys(), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8")


def test_every_item_is_a_row(settings: Settings) -> None:
    session, contexts = open_session(settings)
    found = _rows(session, contexts)
    assert [row["id"] for row in found] == [item.id for item in session.items]
    assert all(row["id"][0].isalpha() for row in found)  # or Excel takes it for a number
    assert list(found[0]) == list(sheet.COLUMNS)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [True, False])
def test_what_is_filled_in_is_decided(settings: Settings, delimiter: str, bom: bool) -> None:
    session, contexts = open_session(settings)
    found = _rows(session, contexts)
    for row in found:
        row["decision"] = "keep" if row["kind"] == "pair" else "read" if row["reads"] else "leave"
    done = sheet.read(session, _file(found, delimiter, bom), "doubts.csv")
    assert (done.decided, done.unchanged) == (len(found), 0)
    assert session.open == []
    for row, item in zip(found, session.items, strict=True):
        decision = session.decision(item)
        assert decision.verdict == row["decision"]
        assert decision.text == (row["reads"] or None if row["decision"] == "read" else None)
    again = _rows(session, contexts)
    done = sheet.read(session, _file(again, delimiter, bom), "doubts.csv")
    assert (done.decided, done.unchanged) == (0, len(found))


def test_a_text_alone_is_a_reading_and_open_takes_a_decision_back(settings: Settings) -> None:
    session, contexts = open_session(settings)
    found = _rows(session, contexts)
    row = next(row for row in found if row["other_readings"])
    row["text"] = row["other_readings"].split(" | ")[0]
    sheet.read(session, _file(found), "doubts.csv")
    item = session.item(row["id"])
    assert (session.decision(item).verdict, session.decision(item).text) == ("read", row["text"])
    row["decision"], row["text"] = "open", ""
    sheet.read(session, _file(found), "doubts.csv")
    assert session.decision(item) is None


def test_a_pair_is_corrected(settings: Settings) -> None:
    session, contexts = open_session(settings)
    found = _rows(session, contexts)
    found[-1]["text"] = "Ruf mich 1999 an."
    sheet.read(session, _file(found), "doubts.csv")
    item = session.items[-1]
    assert isinstance(item, PairItem)
    assert session.decision(item).verdict == "correct"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": "\u0436"}, "would look like"),
        ({"decision": "maybe"}, "'maybe' is none of"),
        ({"decision": "keep"}, "'keep' is none of"),
        ({"decision": "leave", "text": "x"}, "it goes with"),
        ({"id": "r00", "decision": "leave"}, "the last run has no item 'r00'"),
        ({"decision": "force"}, "it is empty"),
    ],
)
def test_one_bad_row_and_nothing_is_decided(settings: Settings, change: dict, message: str) -> None:
    session, contexts = open_session(settings)
    found = _rows(session, contexts)
    found[0]["decision"] = "leave"
    found[1].update(change)
    with pytest.raises(InputError, match="nothing was decided") as caught:
        sheet.read(session, _file(found), "doubts.csv")
    assert message in caught.value.context
    assert "doubts.csv: row 3: column " in caught.value.context
    assert session.done == 0
    assert not session.ledger.path.exists()


def test_the_same_item_twice_is_refused(settings: Settings) -> None:
    session, contexts = open_session(settings)
    found = _rows(session, contexts)[:1]
    found[0]["decision"] = "leave"
    with pytest.raises(InputError) as caught:
        sheet.read(session, _file(found * 2), "doubts.csv")
    assert "row 3: the same item as row 2" in caught.value.context


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"", "no column `id`"),
        (b"id,text\n", "no column `decision`"),
        (b'id,decision,text\n"a', "no CSV"),
        (b'id,decision,text\nx,"leave"y,\n', "no CSV"),
    ],
)
def test_a_file_that_is_none_is_named(settings: Settings, data: bytes, message: str) -> None:
    session, _ = open_session(settings)
    with pytest.raises(InputError, match=message) as caught:
        sheet.read(session, data, "doubts.csv")
    assert caught.value.context.startswith("doubts.csv, ")


def test_rows_that_are_too_long_or_too_short_do_no_harm(settings: Settings) -> None:
    session, _ = open_session(settings)
    id_ = session.items[0].id
    done = sheet.read(session, f"id,decision,text\n{id_},leave,,,,x\n{id_}\n\n".encode(), "x.csv")
    assert (done.decided, done.unchanged) == (1, 1)


@pytest.mark.parametrize("text", ["'tis", "=1+1", "''", "'=x", "+49 'a'", "@x", "a,b;c\td"])
def test_a_forced_reading_comes_back_as_it_was(settings: Settings, text: str) -> None:
    session, contexts = open_session(settings)
    found = _rows(session, contexts)
    found[0]["decision"], found[0]["text"] = "force", f"'{text}" if _FORMULA.match(text) else text
    sheet.read(session, _file(found), "doubts.csv")
    assert session.decision(session.items[0]).text == text
    assert sheet.read(session, _file(_rows(session, contexts)), "doubts.csv").decided == 0


def test_no_cell_is_a_formula_whatever_the_notes_hold(tmp_path: Path) -> None:
    settings = run_notes(write_notes(tmp_path / "raw", hostile=True))
    session, contexts = open_session(settings)
    cells = [cell for row in _rows(session, contexts) for cell in row.values() if cell]
    assert not [cell for cell in cells if _FORMULA.match(cell) and not cell.startswith("'")]
    assert any(cell.startswith("'") for cell in cells)

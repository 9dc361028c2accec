"""Two outputs side by side: what differs is said, what does not is not."""

import pytest

from pipeline import run
from pipeline.engine.compare import compare
from pipeline.errors import InputError
from tests.running import pipeline

BROKEN = "\u00e2\u20ac\u2122"
NOTES = {
    "a.md": f"# One\n\nIt{BROKEN}s here.\n",
    "b.md": f"# Two\n\nIt{BROKEN}s there, and it{BROKEN}s gone.\n",
    "de/a.md": "# Eins\n\nHier.\n",
    "c.md": "# Three\n",
}


def out_of(folder, notes, **settings):
    for name, text in notes.items():
        (folder / "raw" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "raw" / name).write_text(text, encoding="utf-8")
    run(folder / "raw", folder / "out", **settings)
    return folder / "out"


@pytest.fixture
def old(tmp_path):
    return out_of(tmp_path / "old", NOTES)


def changes(old, new):
    return [(c.kind, c.what, c.path, c.line, c.column) for c in compare(old, new)]


def test_equal_outputs_do_not_differ_however_they_are_cut(old, tmp_path):
    assert changes(old, old) == []
    assert changes(old, out_of(tmp_path / "new", NOTES, shard_bytes=1)) == []


def test_documents_that_came_went_or_changed_are_named_in_order(old, tmp_path):
    notes = {name: text for name, text in NOTES.items() if name != "c.md"}
    notes |= {"de/a.md": "# Eins\n\nDort.\n", "d.md": "# Four\n"}
    new = out_of(tmp_path / "new", notes)
    assert changes(old, new) == [
        ("document", "changed", "de/a.md", None, None),
        ("document", "removed", "c.md", None, None),
        ("document", "added", "d.md", None, None),
    ]


def test_repairs_of_a_note_whose_lines_moved_are_still_the_same(old, tmp_path):
    notes = {**NOTES, "b.md": "A line more.\n\n" + NOTES["b.md"].replace("gone", f"gone, isn{BROKEN}t it")}
    new = out_of(tmp_path / "new", notes)
    assert changes(old, new) == [
        ("document", "changed", "b.md", None, None),
        ("repair", "added", "b.md", 5, 35),
    ]


def test_a_repair_that_is_not_made_any_more_differs(old, tmp_path, monkeypatch):
    import pipeline.clean.documents as room

    real = room.repair
    monkeypatch.setattr(
        room, "repair", lambda text, **named: real(text if "Two" not in text else "", **named)
    )
    new = out_of(tmp_path / "new", NOTES)
    found = list(compare(old, new))
    assert [(c.kind, c.what) for c in found] == [
        ("document", "changed"),
        ("repair", "removed"),
        ("repair", "removed"),
    ]
    assert (found[0].old, found[0].new) == ({"status": "repaired"}, {"status": "clean"})
    assert found[1].old["before"] == BROKEN
    assert found[1].new is None


def test_a_folder_without_tables_is_named(old, tmp_path):
    with pytest.raises(InputError, match="nothing"):
        list(compare(old, tmp_path / "nothing"))


def test_the_command_prints_a_line_a_difference_and_exits_as_asked(old, tmp_path):
    new = out_of(tmp_path / "new", {**NOTES, "a.md": "# One\n\nHere.\n"})
    result = pipeline("diff", old, new)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "~ a.md: source, status repaired => clean",
        f"- a.md:3:3: {BROKEN} -> \u2019 (certain 1)",
    ]
    assert pipeline("diff", "--exit-code", old, new).exit_code == 1
    assert pipeline("diff", "--exit-code", old, old).exit_code == 0
    assert '"what": "changed"' in pipeline("diff", "--json", old, new).stdout
    assert pipeline("diff", "--quiet", old, new).output == ""
    assert pipeline("diff", old, tmp_path / "nothing").exit_code == 2

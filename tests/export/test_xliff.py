"""XLIFF 1.2 and 2.0 have the structure of their specifications, and another reader reads them."""

import re

import pytest
from hypothesis import given, settings
from lxml import etree
from translate.storage import xliff, xliff2

from pipeline.export.xliff import VERSIONS, XliffWriter
from pipeline.export.xml_text import XML, allowed
from tests.export.made import document, pair, repair, rows, shard, written
from tests.strategies import texts

NMTOKEN = re.compile(r"[-.:\w]+")
STATES_1 = {"translated", "needs-review-translation"}
STATES_2 = {"initial", "translated", "reviewed", "final"}
SPACE = f"{{{XML}}}space"


def made(version, *pairs, **values):
    return written(lambda sink: XliffWriter(sink, version), shard(rows(*pairs, **values)))


def names(element):
    return [etree.QName(child).localname for child in element]


def check_1(data):
    """What XLIFF 1.2 asks of the elements that we use; returns the units."""
    root = etree.fromstring(data)
    assert root.tag == f"{{{VERSIONS['1.2']}}}xliff"
    assert root.get("version") == "1.2"
    assert set(names(root)) == {"file"}
    units = []
    for file in root:
        assert set(file.attrib) >= {"original", "source-language", "datatype"}
        assert names(file) == ["body"]
        ids = [unit.get("id") for unit in file[0]]
        assert None not in ids
        assert len(set(ids)) == len(ids)
        for unit in file[0]:
            found = names(unit)
            order = ["source", "target", "context-group", "count-group", "note"]
            assert found[: found.index("note")] == sorted(set(found) - {"note"}, key=order.index)
            assert found.count("source") == 1
            assert found.count("target") <= 1
            assert unit.get(SPACE) == "preserve"
            units.append(unit)
    return units


def check_2(data):
    """What XLIFF 2.0 asks of the elements that we use; returns the units."""
    root = etree.fromstring(data)
    assert root.tag == f"{{{VERSIONS['2.0']}}}xliff"
    assert root.get("version") == "2.0"
    assert root.get("srcLang")
    assert root.get("trgLang")
    files = [file.get("id") for file in root]
    assert all(map(NMTOKEN.fullmatch, files))
    assert len(set(files)) == len(files)
    units = []
    for file in root:
        ids = [unit.get("id") for unit in file]
        assert all(map(NMTOKEN.fullmatch, ids))
        assert len(set(ids)) == len(ids)
        for unit in file:
            assert names(unit) == ["notes", "segment"]
            assert names(unit[0])
            segment = unit[1]
            assert segment.get("state") in STATES_2
            assert re.fullmatch(r"[^:]+:.+", segment.get("subState", "a:b"))
            assert names(segment) in (["source"], ["source", "target"])
            units.append(unit)
    return units


CHECKS = {"1.2": check_1, "2.0": check_2}


def child(unit, name):
    return next((found for found in unit.iter() if etree.QName(found).localname == name), None)


def state_of(unit):
    target = child(unit, "target")
    if target is None:
        return None
    segment = child(unit, "segment")
    if segment is None:
        return target.get("state")
    return segment.get("subState", segment.get("state")).removeprefix("mojibake:")


@pytest.mark.parametrize(("name", "version"), [("xliff", "1.2"), ("xliff2", "2.0")])
def test_every_file_of_a_run_has_the_structure_and_another_reader_reads_it(exported, name, version):
    paths = sorted((exported / "exports" / name).iterdir())
    assert [path.name for path in paths if ".block." in path.name] == ["en_de.block.xlf", "en_fr.block.xlf"]
    for path in paths:
        units = CHECKS[version](path.read_bytes())
        store = {"1.2": xliff.xlifffile, "2.0": xliff2.Xliff2File}[version]
        with path.open("rb") as file:
            read = [unit for unit in store.parsefile(file).units if not unit.isheader()]
        assert [str(unit.source) for unit in read] == [child(unit, "source").text for unit in units]
        targets = [child(unit, "target") for unit in units]
        assert [str(unit.target or "") for unit in read] == [
            "" if target is None else target.text for target in targets
        ]


@pytest.mark.parametrize(("name", "version"), [("xliff", "1.2"), ("xliff2", "2.0")])
def test_the_doubtful_say_so_and_what_is_not_translated_has_no_target(exported, name, version):
    data = (exported / "exports" / name / "en_de.block.xlf").read_bytes()
    states = {}
    for unit in CHECKS[version](data):
        file = next(unit.iterancestors(f"{{{VERSIONS[version]}}}file"))
        states.setdefault(file.get("original"), []).append(state_of(unit))
    assert states["left.md"] == states["control.md"] == ["needs-review-translation"]
    assert states["damaged.md"] == ["translated"]
    assert states.keys().isdisjoint({"equal.md", "tip.md"})  # once repaired, damaged.md says the same
    assert states["guide.md"] == ["translated", None, "translated"]


@pytest.mark.parametrize("version", VERSIONS)
def test_notes_say_what_is_doubted(version):
    (data,) = made(version, pair(checks=("numbers",), score=0.4)).values()
    (unit,) = CHECKS[version](data)
    notes = [note.text for note in unit.iter(f"{{{VERSIONS[version]}}}note")]
    assert notes[0] == "a check failed: numbers"
    assert "may not belong together" in notes[1]
    assert "score 0.4000" in notes[2]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_document_is_one_file_element_and_its_units_stand_in_its_order(version):
    pairs = [
        pair(0),
        pair(1, "Two.", "Zwei."),
        pair(0, "B.", source_document_id="id-b.md"),
        pair(2, "Three."),
    ]
    (data,) = made(version, *pairs, documents=(document(), document("b.md"))).values()
    root = etree.fromstring(data)
    assert [file.get("original") for file in root] == ["a.md", "b.md"]
    assert len(CHECKS[version](data)) == 4


def count_of(unit, version):
    """How many units a unit says that it stands for."""
    said = [note.text for note in unit.iter(f"{{{VERSIONS[version]}}}note") if "stands" in note.text]
    counts = [found.text for found in unit.iter(f"{{{VERSIONS[version]}}}count")]
    assert version != "1.2" or [f"stands {count} times" for count in counts] == said
    return int(said[0].split()[1]) if said else 1


@pytest.mark.parametrize("version", VERSIONS)
def test_equal_units_stand_once_with_their_count_in_whatever_document_they_are(version):
    note = document("b.md")
    shards = [
        shard(rows(pair(0), pair(1, "Two.", None, target_language="de"), pair(2), pair(3, score=0.5))),
        shard(
            rows(
                pair(4, source_document_id="id-b.md"),
                pair(5, "Two.", None, source_document_id="id-b.md", target_language="de"),
                pair(6, "Two.", "", source_document_id="id-b.md", target_language="de"),
                pair(7, "One.", "Ein.", source_document_id="id-b.md"),
                documents=(note,),
            ),
            1,
        ),
    ]
    (data,) = written(lambda sink: XliffWriter(sink, version), *shards).values()
    units = CHECKS[version](data)
    texts_of = [[getattr(child(u, name), "text", None) for name in ("source", "target")] for u in units]
    assert texts_of == [["One.", "Eins."], ["Two.", None], ["One.", "Eins."], ["One.", "Ein."]]
    assert [count_of(unit, version) for unit in units] == [3, 3, 1, 1]
    assert state_of(units[2]) == "needs-review-translation"
    assert [file.get("original") for file in etree.fromstring(data)] == ["a.md", "b.md"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_doubtful_character_is_seen_by_the_state(version):
    (data,) = made(version, pair(), repairs=[repair(3, grade="doubtful")]).values()
    (unit,) = CHECKS[version](data)
    assert state_of(unit) == "needs-review-translation"


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=40)
@given(source=texts(), target=texts(), path=texts(8))
def test_any_text_and_any_path_come_back_but_for_what_xml_forbids(version, source, target, path):
    one = pair(0, source, target, source_document_id=f"id-{path}", target_document_id=f"id-{path}")
    files = made(version, one, documents=(document(path),))
    if not allowed(source).strip():
        assert files == {}
        return
    (data,) = files.values()
    (unit,) = CHECKS[version](data)
    assert child(unit, "source").text == allowed(source)
    found = child(unit, "target")
    assert (found.text if found is not None else None) == (
        allowed(target) if allowed(target).strip() else None
    )


def test_a_package_that_is_missing_is_named(monkeypatch):
    import sys

    from pipeline.errors import MissingExtraError

    monkeypatch.setitem(sys.modules, "lxml", None)
    with pytest.raises(MissingExtraError, match="lxml"):
        made("1.2", pair())


@pytest.mark.parametrize("version", VERSIONS)
def test_a_unit_that_a_person_decided_says_so(version):
    (data,) = made(version, pair(decided_by="person")).values()
    (unit,) = CHECKS[version](data)
    notes = [note.text for note in unit.iter(f"{{{VERSIONS[version]}}}note")]
    assert notes == ["found by mojibake-pipeline: 1-1, score 0.9900, decided by a person"]

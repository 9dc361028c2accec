"""Translation memories are TMX 1.4b, and two readers by others read what was meant."""

import re

import pytest
from hypothesis import given, settings
from lxml import etree
from tmxutil.formats.tmx import TMXReader
from translate.storage.tmx import tmxfile

from pipeline.export.tmx import TmxWriter
from pipeline.export.xml_text import XML, allowed
from tests.export.made import document, pair, repair, rows, shard, written
from tests.strategies import texts

LANG = f"{{{XML}}}lang"
HEADER = {"creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"}
SEGTYPES = {"block", "paragraph", "sentence", "phrase"}


def tmx(*pairs, **values):
    return written(TmxWriter, shard(rows(*pairs, **values)))


def check(data):
    """The structure that TMX 1.4b's DTD asks for; returns the units."""
    root = etree.fromstring(data)
    assert (root.tag, root.get("version")) == ("tmx", "1.4")
    assert [child.tag for child in root] == ["header", "body"]
    header, body = root
    assert set(header.attrib) >= HEADER
    assert header.get("segtype") in SEGTYPES
    ids = [tu.get("tuid") for tu in body]
    assert len(set(ids)) == len(ids)
    for tu in body:
        assert tu.tag == "tu"
        tags = [child.tag for child in tu]
        assert tags == sorted(tags, key=["note", "prop", "tuv"].index)
        assert all(prop.get("type") for prop in tu.findall("prop"))
        tuvs = tu.findall("tuv")
        assert next(tuv.get(LANG) for tuv in tuvs) == header.get("srclang")
        assert [[child.tag for child in tuv] for tuv in tuvs] == [["seg"], ["seg"]]
    return list(body)


def props(tu):
    return {prop.get("type"): prop.text for prop in tu.findall("prop")}


def test_every_memory_of_a_run_is_tmx_and_two_readers_read_it(exported):
    paths = sorted((exported / "exports" / "tmx").iterdir())
    assert "en_de.sentence.tmx" in [path.name for path in paths]
    for path in paths:
        units = [tuple(seg.text for seg in tu.iter("seg")) for tu in check(path.read_bytes())]
        with path.open("rb") as file:
            read = tmxfile.parsefile(file)
        assert [(str(unit.source), str(unit.target)) for unit in read.units] == units
        pair_name = path.name.split(".")[0].split("_")
        with path.open("rb") as file:
            second = [
                [unit.translations[tag].text for tag in pair_name] for unit in TMXReader(file).records()
            ]
        assert [tuple(texts) for texts in second] == [tuple(t.strip() for t in texts) for texts in units]


def test_what_is_broken_or_was_taken_out_is_in_a_memory_of_its_own(exported):
    folder = exported / "exports" / "tmx"
    sound = (folder / "en_de.sentence.tmx").read_text(encoding="utf-8")
    doubtful = check((folder / "en_de.sentence.doubtful.tmx").read_bytes())
    assert "\u951f" not in sound
    reasons = {(props(tu)["x-document"], props(tu)["x-doubt"]) for tu in doubtful}
    assert reasons == {("left.md", "left-character"), ("control.md", "forbidden-character")}
    assert all(tu.find("note").text for tu in doubtful)


def test_a_unit_tells_where_it_is_from():
    (data,) = tmx(
        pair(kind="1-2", target_document_id="id-b.md"), documents=(document(), document("b.md"))
    ).values()
    (tu,) = check(data)
    assert tu.get("segtype") == "block"
    assert props(tu) == {
        "x-origin": "mojibake-pipeline",
        "x-document": "a.md",
        "x-target-document": "b.md",
        "x-level": "sentence",
        "x-kind": "1-2",
        "x-score": "0.9900",
    }


def test_there_is_a_memory_a_language_pair_and_level_and_its_segtype_is_true():
    levels = {"title": "phrase", "block": "paragraph", "sentence": "sentence"}
    files = tmx(*(pair(n, level=level) for n, level in enumerate(levels)), pair(3, target_language="fr"))
    assert sorted(files) == ["en_de.block.tmx", "en_de.sentence.tmx", "en_de.title.tmx", "en_fr.sentence.tmx"]
    for level, segtype in levels.items():
        assert etree.fromstring(files[f"en_de.{level}.tmx"])[0].get("segtype") == segtype


def test_equal_units_stand_once_with_their_count_in_whatever_shard_they_are():
    shards = [
        shard(rows(pair(0), pair(1, "Two.", "Zwei."), pair(2))),
        shard(rows(pair(3), pair(4, target="Ein.")), 1),
    ]
    (data,) = written(TmxWriter, *shards).values()
    units = check(data)
    assert [[seg.text for seg in tu.iter("seg")] for tu in units] == [
        ["One.", "Eins."],
        ["Two.", "Zwei."],
        ["One.", "Ein."],
    ]
    assert [props(tu).get("x-count") for tu in units] == ["3", None, None]


def test_equal_units_of_which_one_is_doubtful_are_in_both_memories():
    files = tmx(pair(0), pair(1), repairs=[repair(110, grade="left")])
    assert sorted(files) == ["en_de.sentence.doubtful.tmx", "en_de.sentence.tmx"]


def test_what_is_not_translated_is_in_no_memory():
    assert tmx(pair(0, target=None), pair(1, None)) == {}


@settings(max_examples=60)
@given(texts(), texts())
def test_any_text_comes_back_but_for_what_xml_forbids(source, target):
    files = tmx(pair(0, source, target, checks=()))
    if not allowed(source).strip() or not allowed(target).strip():
        assert files == {}
        return
    (data,) = files.values()
    (tu,) = check(data)
    # A reader of XML makes LF of CR and CRLF unless they are written as references.
    assert [seg.text for seg in tu.iter("seg")] == [allowed(source), allowed(target)]
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#x?0*(?:[0-8]|1[0-24-9]);", data)


@pytest.mark.parametrize(
    "text", ["<tuv xml:lang='x'>", "]]>", "&#0;", "&amp;", "\U0001f1e9\U0001f1ea e\u0301 \u200d"]
)
def test_markup_in_a_text_is_text(text):
    (data,) = tmx(pair(0, text, text), pair(1, text, text), documents=(document(text),)).values()
    (tu,) = check(data)
    assert [seg.text for seg in tu.iter("seg")] == [text, text]
    assert props(tu)["x-count"] == "2"


def test_a_unit_that_a_person_decided_says_so():
    (data,) = tmx(pair(decided_by="person")).values()
    (tu,) = check(data)
    assert props(tu)["x-decided-by"] == "person"

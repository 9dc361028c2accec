"""One document through extract or clean, and what becomes of one that trips them."""

import hashlib

import pytest

import pipeline.clean
from pipeline.engine.corpus.finder import FoundFile
from pipeline.engine.corpus.sources import Source
from pipeline.engine.shards.documents import cleaned_from, extracted_from
from pipeline.errors import InternalError, OutputError
from pipeline.export.markdown import encoded
from pipeline.findings import finding
from pipeline.records import Block, Document, Extracted
from pipeline.settings import Settings
from tests.test_rows import DOCUMENT, replace

SETTINGS = Settings()


def source(data, *findings, path="a.md"):
    file = FoundFile(path=path, location=path, size=len(data), findings=findings)
    return Source(file=file, data=data, sha256=hashlib.sha256(data).hexdigest(), findings=findings)


def test_what_reading_found_is_among_the_documents_findings():
    item = extracted_from(source(b"text\n", finding("file-changed", "it changed")), SETTINGS)
    assert "file-changed" in [found.code for found in item.document.findings]


def in_page(encoding, text):
    document = replace(DOCUMENT, encoding=encoding, text=text, newline="lf")
    block = Block(
        block_id="1" * 32,
        document_id=document.document_id,
        position=0,
        kind="paragraph",
        level=None,
        section=None,
        path_in_document="paragraph[0]",
        start=0,
        end=len(text),
        start_byte=0,
        raw=text,
    )
    return Extracted(document=replace(document, blocks=1), blocks=(block,))


@pytest.mark.parametrize(
    ("encoding", "true", "is_widened"),
    [
        ("windows-1251", "\u041a\u0440\u0430\u0441\u0438\u0432\u043e \u0438 \u044f\u0441\u043d\u043e", False),
        (
            "windows-1251",
            "\u041a\u0440\u0430\u0441\u0438\u0432\u043e \N{ELECTRIC LIGHT BULB} \u044f\u0441\u043d\u043e",
            True,
        ),
        (
            "utf-8",
            "\u041a\u0440\u0430\u0441\u0438\u0432\u043e \N{ELECTRIC LIGHT BULB} \u044f\u0441\u043d\u043e",
            False,
        ),
    ],
)
def test_the_output_is_widened_exactly_where_clean_says_so(encoding, true, is_widened):
    damaged = true.encode("utf-8").decode("cp1251", "ignore")
    ((cleaned,),) = cleaned_from([(in_page(encoding, damaged),)], SETTINGS)
    text = cleaned.document.text
    assert cleaned.repairs
    codes = [found.code for found in cleaned.document.findings]
    assert ("encoding-widened" in codes) == is_widened
    codec = "utf-8" if is_widened or encoding == "utf-8" else "cp1251"
    assert encoded(cleaned.document, cleaned.repairs) == text.encode(codec)


def test_an_error_that_stops_a_run_is_not_swallowed(monkeypatch):
    def fail(families, settings, decisions):
        raise OutputError("no room")

    monkeypatch.setattr(pipeline.clean, "clean_families", fail)
    with pytest.raises(OutputError):
        cleaned_from([(in_page("utf-8", "text"),)], SETTINGS)


def test_clean_may_not_lose_a_document(monkeypatch):
    monkeypatch.setattr(pipeline.clean, "clean_families", lambda families, settings, decisions: [()])
    with pytest.raises(InternalError, match="lost"):
        cleaned_from([(in_page("utf-8", "text"),)], SETTINGS)


def test_a_document_that_clean_cannot_do_keeps_its_bytes(monkeypatch):
    def fail(families, settings, decisions):
        raise ValueError("odd")

    monkeypatch.setattr(pipeline.clean, "clean_families", fail)
    data = b"\xef\xbb\xbfcaf\xc3\xa9 \xff\r\n"
    ((cleaned,),) = cleaned_from([(extracted_from(source(data), SETTINGS),)], SETTINGS)
    assert cleaned.document.status == "rejected"
    assert cleaned.document.findings[-1].message == "clean failed on the file: ValueError: odd"
    assert isinstance(cleaned.document, Document)
    assert encoded(cleaned.document, cleaned.repairs) == data


def test_a_document_that_clean_cannot_do_costs_no_other_its_work(monkeypatch):
    """Documents are cleaned together; each has what it would have alone."""
    clean = pipeline.clean.clean_families

    def fail(families, settings, decisions):
        if any(one.document.path == "odd.md" for family in families for one in family):
            raise ValueError("odd")
        return clean(families, settings, decisions)

    monkeypatch.setattr(pipeline.clean, "clean_families", fail)
    texts = {
        "a.md": b"caf\xc3\x83\xc2\xa9\n",
        "odd.md": b"odd\n",
        "odd.de.md": b"seltsam\n",
        "z.md": b"sound\n",
    }
    items = {path: extracted_from(source(data, path=path), SETTINGS) for path, data in texts.items()}
    families = [(items["a.md"],), (items["odd.de.md"], items["odd.md"]), (items["z.md"],)]
    cleaned = cleaned_from(families, SETTINGS)
    found = [[(one.document.path, one.document.status) for one in family] for family in cleaned]
    assert found == [
        [("a.md", "repaired")],
        [("odd.de.md", "clean"), ("odd.md", "rejected")],
        [("z.md", "clean")],
    ]

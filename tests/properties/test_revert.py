"""Invariants 2 and 5: undoing a document's edits gives its file back, and outside of them nothing changed.

From the tables alone: what is undone are rows as they are written, and nothing else is asked.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import clean_document, revert
from pipeline.encoding import encode
from pipeline.extract import extract_document
from pipeline.mojibake import damage
from pipeline.settings import Settings
from tests.clean.builders import extracted
from tests.strategies import notes, texts

SENTENCES = (
    "Il a préféré rester à côté de la fenêtre.",
    "Каждое утро он читает новости.",
    "面试结束后，写下你能记住的所有问题。",
    "Grüße aus München — “schön”, nicht wahr…",
    "Η ζωή είναι ωραία.",
    "Plain words in English.",
    "\U0001f4a1 \U0001f1e8\U0001f1f3",
)
CHANNELS = (
    "windows-1252:c1",
    "windows-1254:dropped",
    "windows-1252:dropped+ad",
    "iso-8859-1:dropped",
    "windows-1251:?",
    "windows-1252:c1 > windows-1252:c1",
)


@st.composite
def damaged_notes(draw):
    """A note in which some sentences went through a channel and some did not."""
    lines = draw(st.lists(st.one_of(st.sampled_from(SENTENCES), notes()), min_size=1, max_size=6))
    channel = draw(st.sampled_from(CHANNELS))
    return "\n\n".join(damage(line, channel) if draw(st.booleans()) else line for line in lines)


def clean(text, **about):
    return clean_document(extracted(text, **about), Settings())


@settings(max_examples=60)
@given(damaged_notes())
def test_undoing_the_repairs_of_a_damaged_note_gives_its_source(text):
    cleaned = clean(text)
    assert revert(cleaned.document, cleaned.repairs) == text


@settings(max_examples=60)
@given(texts(), st.sampled_from(["utf-8", "utf-16le"]))
def test_undoing_the_repairs_of_any_text_gives_the_bytes_of_its_file(text, encoding):
    data = encode(text, encoding=encoding, bom=encoding != "utf-8")
    cleaned = clean_document(extract_document("note.md", data, Settings()), Settings())
    document = cleaned.document
    back = revert(document, cleaned.repairs)
    assert document.encoding is not None  # a UTF-16 file that begins with U+0000 reads as UTF-32
    assert (
        encode(back, encoding=document.encoding, bom=document.bom, undecodable=document.undecodable) == data
    )


@settings(max_examples=60)
@given(damaged_notes())
def test_outside_of_its_edits_a_text_is_unchanged(text):
    cleaned = clean(text)
    repaired, at, moved = cleaned.document.text or "", 0, 0
    for row in cleaned.repairs:
        assert row.before == text[row.start : row.end]
        assert repaired[moved : moved + row.start - at] == text[at : row.start]
        moved += row.start - at
        stands = row.before if row.after is None else row.after
        assert repaired[moved : moved + len(stands)] == stands
        at, moved = row.end, moved + len(stands)
    assert repaired[moved:] == text[at:]

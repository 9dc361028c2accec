"""Conditions leave the rows that they name, in each table."""

import pytest

from pipeline.export.request import request
from pipeline.export.selection import Spans, select
from tests.export.made import block, document, pair, repair, rows

ROWS = rows(
    pair(0),
    pair(1, score=0.5, target_document_id="id-b.md", target_language="zh-Hans"),
    pair(2, None, "Nur hier."),
    documents=(
        document("a.md", status="doubtful", languages=("en", "de")),
        document("b.md", languages=("zh-Hans",)),
        document("c.md", status="rejected", languages=None),
    ),
    blocks=(block(0), block(1, language="de"), block(0, "b.md", language="zh-Hans")),
    repairs=(
        repair(2),
        repair(10, grade="doubtful", confidence=0.6),
        repair(120, grade="left", after=None, confidence=0.2),
        repair(700, block_id=None, grade="confident", confidence=0.97),
    ),
)


def left(*where, score=False):
    found = select(ROWS, request(["csv"], ["pairs"] if score else [], where).where)
    return {
        "documents": [d.path for d in found.documents],
        "blocks": [(b.document_id, b.position) for b in found.blocks],
        "repairs": [r.start for r in found.repairs],
        "pairs": [int(p.pair_id, 16) for p in found.pairs],
    }


def test_without_conditions_everything_stays():
    assert select(ROWS, ()) is ROWS


def test_status_is_that_of_every_document_a_row_stands_in():
    assert left("status=doubtful") == {
        "documents": ["a.md"],
        "blocks": [("id-a.md", 0), ("id-a.md", 1)],
        "repairs": [2, 10, 120, 700],
        "pairs": [0, 2],
    }
    assert left("status!=doubtful")["pairs"] == []
    assert left("status=clean,doubtful")["pairs"] == [0, 1, 2]


def test_language_is_a_blocks_its_repairs_either_sides_and_any_of_a_documents():
    assert left("language=de") == {
        "documents": ["a.md"],
        "blocks": [("id-a.md", 1)],
        "repairs": [120],
        "pairs": [0, 2],
    }
    assert left("language=zh")["documents"] == ["b.md"]
    assert left("language=zh-hans")["pairs"] == [1]
    assert left("language=zh-Hant")["documents"] == []
    assert left("language!=en")["blocks"] == [("id-a.md", 1), ("id-b.md", 0)]


def test_grade_and_confidence_are_of_one_and_the_same_repair():
    assert left("grade=doubtful") == {
        "documents": ["a.md"],
        "blocks": [("id-a.md", 0)],
        "repairs": [10],
        "pairs": [0],
    }
    assert left("grade=left", "confidence>0.5")["documents"] == []
    assert left("confidence<0.9")["repairs"] == [10, 120]
    assert left("confidence<0.9")["pairs"] == [0, 1]


@pytest.mark.parametrize(
    ("where", "pairs"), [("score>=0.9", [0]), ("score<0.9", [1]), ("score=0.5", [1]), ("score!=0.5", [0])]
)
def test_score_is_a_pairs_and_who_has_none_meets_no_comparison(where, pairs):
    assert left(where, score=True)["pairs"] == pairs


def test_a_repair_lies_in_a_span_where_they_share_a_character():
    spans = Spans([repair(0), repair(2), repair(9)])
    found = [r.start for r in spans.within("id-a.md", 1, 9)]
    assert found == [0, 2]
    assert list(spans.within("id-a.md", 2, 2)) == []
    assert list(spans.within(None, 0, 9)) == []
    assert list(spans.within("id-a.md", None, 9)) == []

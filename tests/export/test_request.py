"""What a person asks for is checked before anything is done."""

import pytest

from pipeline.errors import UsageError
from pipeline.export.request import FORMATS, Condition, request
from pipeline.tables import TABLES


def test_all_tables_are_meant_where_none_is_named():
    assert request(["csv"]).tables == tuple(TABLES)
    assert request(["csv"], ["repairs", "blocks"]).tables == ("blocks", "repairs")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("status=damaged", Condition(field="status", comparison="=", values=("damaged",))),
        ("grade != left", Condition(field="grade", comparison="!=", values=("left",))),
        ("language=zh-Hans,en", Condition(field="language", comparison="=", values=("zh-Hans", "en"))),
        ("confidence<0.9", Condition(field="confidence", comparison="<", number=0.9)),
        ("score >= 1", Condition(field="score", comparison=">=", number=1.0)),
    ],
)
def test_a_condition_is_a_field_a_comparison_and_a_value(text, condition):
    tables = ["pairs"] if "score" in text else []
    asked = request(["csv"], tables, [text])
    assert asked.where == (condition,)
    assert request(["csv"], tables, [str(condition)]) == asked


def test_conditions_can_be_joined_or_repeated():
    joined = request(["csv"], where=["status=clean and language=en"])
    assert joined == request(["csv"], where=["status=clean", "language=en"])


@pytest.mark.parametrize(
    "where",
    [
        "",
        "status",
        "status=",
        "status=broken",
        "grade<certain",
        "grade=doubtful or 1",
        "confidence=high",
        "confidence<1.5",
        "confidence<nan",
        "path=x",
        "language=../x",
        "__import__('os').system('true')",
        "status=clean; drop table documents",
        "score<0.5",
    ],
)
def test_anything_else_is_refused(where):
    with pytest.raises(UsageError):
        request(["csv"], where=[where])


@pytest.mark.parametrize(
    ("formats", "tables", "normalized"),
    [
        (["xlsx"], [], False),
        (["csv"], ["words"], False),
        (["tmx"], ["pairs"], False),
        (["csv", "tmx"], ["pairs"], False),
        (["parquet-by-language"], ["documents"], False),
        (["csv"], [], True),
    ],
)
def test_words_that_do_not_go_together_are_refused(formats, tables, normalized):
    with pytest.raises(UsageError):
        request(formats, tables, normalized=normalized)


def test_every_format_can_be_asked_for_at_once():
    assert request(FORMATS).formats == tuple(sorted(FORMATS))

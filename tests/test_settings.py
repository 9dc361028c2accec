"""Settings: where they come from, what they refuse, and what their fingerprint covers."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import SettingError
from pipeline.settings import Settings, load_settings


def _load(folder: Path, **kwargs: Any) -> Settings:
    return load_settings(folder, kwargs.get("environment", {}), kwargs.get("overrides"))


def test_without_a_file_a_variable_or_an_option_the_defaults_hold(tmp_path: Path) -> None:
    assert _load(tmp_path) == Settings()


def test_pyproject_sets_them_under_tool_pipeline(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.pipeline]\naccept = "certain"\n', encoding="utf-8")
    assert _load(tmp_path).accept == "certain"


def test_a_pyproject_without_our_table_is_no_settings_file(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.other]\nx = 1\n", encoding="utf-8")
    assert _load(tmp_path) == Settings()


def test_pipeline_toml_counts_before_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.pipeline]\naccept = "certain"\n', encoding="utf-8")
    (tmp_path / "pipeline.toml").write_text('accept = "confident"\n', encoding="utf-8")
    assert _load(tmp_path).accept == "confident"


def test_hyphens_in_names_are_underscores(tmp_path: Path) -> None:
    (tmp_path / "pipeline.toml").write_text("max-document-bytes = 9\n", encoding="utf-8")
    assert _load(tmp_path).max_document_bytes == 9


def test_a_variable_counts_over_the_file_and_an_option_over_both(tmp_path: Path) -> None:
    (tmp_path / "pipeline.toml").write_text('accept = "doubtful"\n', encoding="utf-8")
    environment = {"PIPELINE_ACCEPT": "confident"}
    assert _load(tmp_path, environment=environment).accept == "confident"
    assert _load(tmp_path, environment=environment, overrides={"accept": "certain"}).accept == "certain"


def test_an_option_that_was_not_given_changes_nothing(tmp_path: Path) -> None:
    assert _load(tmp_path, environment={"PIPELINE_OUT": "there"}, overrides={"out": None}).out == "there"


def test_variables_are_read_as_their_settings_type(tmp_path: Path) -> None:
    settings = _load(
        tmp_path,
        environment={
            "PIPELINE_INCLUDE": "*.md, *.txt",
            "PIPELINE_MAX_DOCUMENT_BYTES": "5",
            "PIPELINE_STRICT": "yes",
        },
    )
    assert settings.include == ("*.md", "*.txt")
    assert settings.max_document_bytes == 5
    assert settings.strict is True


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("no_such = 1", "no_such"),
        ('accept = "all"', "accept"),
        ("accept = 1", "accept"),
        ('include = "*.md"', "include"),
        ("include = [1]", "include"),
        ("max_document_bytes = 0", "max_document_bytes"),
        ("max_document_bytes = true", "max_document_bytes"),
        ("max_document_bytes = 1e400", "max_document_bytes"),
        ("workers = 1001", "workers"),
        ("workers = -1", "workers"),
        ('strict = "yes"', "strict"),
    ],
)
def test_a_message_names_the_setting_and_where_it_was_set(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "pipeline.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingError) as caught:
        _load(tmp_path)
    assert named in caught.value.message
    assert "pipeline.toml" in caught.value.context


@pytest.mark.parametrize(
    "variable", ["PIPELINE_MAX_DOCUMENT_BYTES", "PIPELINE_STRICT", "PIPELINE_NO_SUCH", "PIPELINE_ACCEPT"]
)
def test_a_message_names_the_variable(tmp_path: Path, variable: str) -> None:
    with pytest.raises(SettingError) as caught:
        _load(tmp_path, environment={variable: "perhaps"})
    assert variable in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [b"accept =", b"accept = '\xff'", b"x = " + b"[" * 20_000, b"workers = " + b"9" * 5000],
    ids=["cut off", "not UTF-8", "nested deeply", "a number of 5,000 digits"],
)
def test_a_file_that_is_not_toml_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "pipeline.toml").write_bytes(data)
    with pytest.raises(SettingError, match=r"pipeline\.toml"):
        _load(tmp_path)


def test_a_tool_table_that_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\npipeline = 1\n", encoding="utf-8")
    with pytest.raises(SettingError, match="not a table"):
        _load(tmp_path)


def test_a_pyproject_whose_tool_is_no_table_is_no_settings_file(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("tool = 1\n", encoding="utf-8")
    assert _load(tmp_path) == Settings()


def test_other_variables_are_left_alone(tmp_path: Path) -> None:
    assert _load(tmp_path, environment={"PATH": "x", "MY_PIPELINE_ACCEPT": "y"}) == Settings()


def test_the_fingerprint_covers_what_changes_outputs_and_nothing_else() -> None:
    base = Settings()
    assert replace(base, accept="certain").fingerprint != base.fingerprint
    assert replace(base, raw="elsewhere", out="there", strict=True).fingerprint == base.fingerprint


def test_every_setting_has_a_help_text() -> None:
    assert all(f.metadata["help"] for f in fields(Settings))


def test_a_stage_reads_only_the_settings_that_its_results_are_keyed_by() -> None:
    """Else a setting could change and what depends on it would not be made again."""
    from pipeline.clean import clean_family
    from pipeline.extract import extract_document
    from tests.corpora import NOTES

    class Watched:
        def __init__(self) -> None:
            self.read: set[str] = set()

        def __getattr__(self, name: str) -> object:
            self.read.add(name)
            return getattr(Settings(), name)

    extracting, cleaning = Watched(), Watched()
    for path, data in NOTES.items():
        item = extract_document(path, data, extracting)  # type: ignore[arg-type]
        clean_family((item,), cleaning)  # type: ignore[arg-type]
    assert extracting.read == set(Settings().of_stage("extract"))
    assert cleaning.read == set(Settings().of_stage("clean"))
    assert Settings().of_stage("export") == {}

"""Which documents belong together."""

import pytest

from pipeline.engine.corpus.families import family_of, order_of


@pytest.mark.parametrize(
    ("path", "family"),
    [
        ("x.md", "x.md"),
        ("x.zh.md", "x.md"),
        ("x.zh-CN.md", "x.md"),
        ("x.zh_CN.md", "x.md"),
        ("x.zh-Hans.md", "x.md"),
        ("x.sr-Latn-RS.md", "x.md"),
        ("x.es-419.md", "x.md"),
        ("zh/x.md", "x.md"),
        ("pt-BR/x.md", "x.md"),
        ("docs/de/a/x.md", "docs/a/x.md"),
        ("docs/en/de/x.md", "docs/de/x.md"),
        ("en/x.en.md", "x.md"),
        ("README.fr.markdown", "README.markdown"),
    ],
)
def test_a_language_in_the_name_is_no_part_of_the_family(path, family):
    assert family_of(path) == family


@pytest.mark.parametrize(
    "path", ["v1.2.md", "x.min.md", "notes/x.md", ".zh.md", "zh.md", "xx/y.md", "en", "a.qq.md"]
)
def test_other_names_are_families_of_their_own(path):
    assert family_of(path) == path


def test_a_family_stands_together_where_its_first_name_would():
    paths = ["b.md", "zh/a.md", "a.md", "a.de.md", "z.md"]
    assert sorted(paths, key=order_of) == ["a.de.md", "a.md", "zh/a.md", "b.md", "z.md"]

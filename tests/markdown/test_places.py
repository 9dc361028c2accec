"""Where the characters of a plain text come from."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.markdown import plain
from pipeline.markdown.places import plain_places
from tests.strategies import texts

PIECES = (
    "a", " ", "  ", "\n", "  \n", "\\\n", "*", "**", "_", "`", "``", "[t](u)", "[", "](http://a,b 'c')",
    "&amp;", "&", "<br>", "<img alt='x y'>", "<b>", "[^1]", "\\*", "\\|", "\u4e2d", "\u3002",
    "\U0001f4a1", "~~", "\t", "\r\n", "!",
)  # fmt: skip
"""What inline Markdown is made of."""


@given(
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.sampled_from(["paragraph", "table_cell", "heading"]),
)
def test_the_text_is_the_one_that_plain_gives_and_places_never_fall(text, kind):
    found = plain_places(text, kind)
    assert found is not None
    rendered, places = found
    assert rendered == plain(text, kind)
    assert list(places) == sorted(places)
    assert all(0 <= place < len(text) for place in places)


@given(texts(), st.sampled_from(["front_matter", "code", "summary"]))
def test_any_text_at_all_is_followed(text, kind):
    found = plain_places(text, kind)
    assert found is not None
    assert found[0] == plain(text, kind)


def test_characters_of_links_code_and_emphasis_have_their_own_places():
    text = "A *b* [link](http://x.example 'A b') `c  d` &amp; end."
    found = plain_places(text, "paragraph")
    assert found is not None
    rendered, places = found
    assert rendered == "A b link c d & end."
    for word in ("b", "link", "end"):
        assert text[places[rendered.index(word)] :].startswith(word)


def test_html_is_not_followed():
    assert plain_places("<p>x</p>", "html") is None

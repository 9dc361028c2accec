"""Links without tracking parameters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.links import without_tracking


@pytest.mark.parametrize(
    ("link", "clean"),
    [
        ("https://a.example/x?utm_source=mail&utm_medium=email", "https://a.example/x"),
        ("https://a.example/x?id=7&fbclid=abc#part", "https://a.example/x?id=7#part"),
        ("https://a.example/x?gclid=1#part", "https://a.example/x#part"),
        ("HTTPS://A.example/?UTM_Source=m&b=%20&a=2", "HTTPS://A.example/?b=%20&a=2"),
        ("https://a.example/x?mc_cid=1&mc_eid=2&q=utm_source", "https://a.example/x?q=utm_source"),
    ],
)
def test_tracking_parameters_go_and_all_else_stays(link, clean):
    assert without_tracking(link) == clean


@pytest.mark.parametrize(
    "link",
    [
        "https://a.example/x?ref=home&source=list",
        "https://a.example/?",
        "https://a.example/#utm_source=x",
        "notes/other.md?utm_source=x",
        "mailto:me@a.example?subject=utm_x",
        "",
    ],
)
def test_an_address_without_tracking_stays_character_for_character(link):
    assert without_tracking(link) == link


@given(st.text())
def test_taking_tracking_off_twice_is_taking_it_off_once(text):
    once = without_tracking("https://a.example/?" + text)
    assert without_tracking(once) == once

"""Equal units are told from others on a disk, and a disk that is full is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import OutputError
from pipeline.export import equal_units
from pipeline.export.equal_units import EqualUnits


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("units")


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.lists(st.sampled_from(["", "x", "y"]), max_size=3))),
    st.integers(1, 3),
)
def test_the_first_of_each_comes_back_in_order_with_how_many_equal_it(place, added, batch):
    (place / "units").unlink(missing_ok=True)
    units = EqualUnits(place / "units")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(equal_units, "_BATCH", batch)
        for number, (file, same) in enumerate(added):
            units.add(file, f"part {number}", same, f"text {number}")
    keys = [(file, tuple(same)) for file, same in added]
    firsts = [number for number, key in enumerate(keys) if key not in keys[:number]]
    assert list(units.rows()) == [
        (keys[number][0], f"part {number}", f"text {number}", keys.count(keys[number])) for number in firsts
    ]
    units.close()


def test_a_full_disk_is_said(tmp_path):
    """SQLite's own limit on the size of a database gives the same error as a disk that is full."""
    units = EqualUnits(tmp_path / "units")
    units._database.execute("pragma max_page_count = 4")

    def fill():
        for number in range(5000):
            units.add("a.tmx", "", (str(number),), "text " * 20)

    with pytest.raises(OutputError, match="disk is full") as caught:
        fill()
    assert "last good output is whole" in str(caught.value.hint)


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path):
    with pytest.raises(OutputError, match="unable to open"):
        EqualUnits(tmp_path / "nowhere" / "units")

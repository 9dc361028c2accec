"""Line files have as many lines on one side as on the other, for every reader."""

from hypothesis import given

from pipeline.export.moses import MosesWriter
from tests.export.made import pair, rows, shard, written
from tests.strategies import texts


def test_a_run_leaves_two_files_a_language_pair_and_level(exported):
    folder = exported / "exports" / "moses"
    sides = [(folder / f"en_fr.block.{tag}").read_text(encoding="utf-8").splitlines() for tag in ("en", "fr")]
    assert next(zip(*sides)) == ("Install the tool first.", "Installez d'abord l'outil.")
    assert len(sides[0]) == len(sides[1]) == 3
    assert (folder / "en_de.sentence.doubtful.de").exists()
    assert "\u951f" not in (folder / "en_de.sentence.de").read_text(encoding="utf-8")


@given(texts(), texts())
def test_a_text_is_one_line_whatever_ends_lines_in_it(source, target):
    files = written(MosesWriter, shard(rows(pair(0, f"a{source}b", f"c{target}d"))))
    assert {len(data.decode().splitlines()) for data in files.values()} == {1}


def test_two_sides_in_one_language_have_two_files():
    files = written(MosesWriter, shard(rows(pair(target_language="en"), pair(1, target=None))))
    assert files == {"en_en.sentence.source.en": b"One.\n", "en_en.sentence.target.en": b"Eins.\n"}

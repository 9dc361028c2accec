"""An output appears at one instant, and never at the cost of somebody's files."""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.engine.output import generations
from pipeline.engine.output.generations import Generation
from pipeline.engine.storage import placing
from pipeline.engine.storage.images import find_images
from pipeline.errors import ForeignOutputError, OutputError


@pytest.fixture(params=["links", "no links"])
def links(request, monkeypatch):
    if request.param == "no links":
        forbid_links(monkeypatch)
    return request.param == "links"


def forbid_links(monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "symlink", refuse)


def generation(base, text, names=("a.md", "b/c.md"), images=()):
    """A generation of one part whose documents hold `text`."""
    part = base / f"part-{text}-{len(names)}"
    if not part.exists():
        for kind, ending in (("parquet", "parquet"), ("json", "jsonl")):
            (part / kind).mkdir(parents=True)
            (part / kind / f"documents.{ending}").write_text(text, encoding="utf-8")
        for name in names:
            (part / "markdown" / name).parent.mkdir(parents=True, exist_ok=True)
            (part / "markdown" / name).write_text(text, encoding="utf-8")
    return Generation(
        parts=(part,),
        images=find_images(base / "raw", images),
        raw=base / "raw",
        described={"README.md": text.encode(), "report.html": text.encode()},
    )


def shown(out):
    """Every file that a person sees in OUT, with its content."""
    found = {}
    for name in generations.NAMES:
        folder = (out / name).resolve()
        if folder.is_dir():
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    found[f"{name}/{path.relative_to(folder).as_posix()}"] = path.read_bytes()
        elif folder.is_file():
            found[name] = folder.read_bytes()
    return found


def expected(text, names=("a.md", "b/c.md")):
    files = {
        "parquet/documents/part-00000.parquet",
        "json/documents/part-00000.jsonl",
        *(f"markdown/{n}" for n in names),
        "README.md",
        "report.html",
    }
    return dict.fromkeys(files, text.encode())


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def test_an_output_is_shown_whole_and_then_the_next(out, tmp_path, links):
    generations.publish(out, generation(tmp_path, "one"))
    assert shown(out) == expected("one")
    generations.publish(out, generation(tmp_path, "two"))
    assert shown(out) == expected("two")
    assert (out / "parquet").is_symlink() == links
    generations.sweep(out, generations.current(out))
    assert shown(out) == expected("two")
    kept = {path.name for path in (out / ".generations").iterdir()}
    assert kept - {placing.PLACED} == {generations.current(out)}


def test_the_same_output_is_not_built_again(out, tmp_path, links):
    generations.publish(out, generation(tmp_path, "one"))
    before = generations.current(out), (out / "markdown").resolve().stat().st_ino
    generations.publish(out, generation(tmp_path, "one"))
    assert (generations.current(out), (out / "markdown").resolve().stat().st_ino) == before


def test_unchanged_files_are_linked_not_copied(out, tmp_path):
    one = generation(tmp_path, "one")
    generations.publish(out, one)
    assert (out / "markdown/a.md").stat().st_ino == (one.parts[0] / "markdown/a.md").stat().st_ino


def test_a_file_that_somebody_removed_comes_back(out, tmp_path, links):
    generations.publish(out, generation(tmp_path, "one"))
    (out / "markdown/a.md").unlink()
    generations.publish(out, generation(tmp_path, "one"))
    assert shown(out) == expected("one")


def test_a_link_that_somebody_removed_comes_back(out, tmp_path):
    generations.publish(out, generation(tmp_path, "one"))
    (out / "json").unlink()
    generations.publish(out, generation(tmp_path, "one"))
    assert shown(out) == expected("one")


def touched(path):
    """What tells whether a file was touched; the time it was last read does not."""
    found = os.lstat(path)
    return found.st_ino, found.st_size, found.st_mtime_ns


@pytest.mark.parametrize("name", generations.NAMES)
@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_no_run_made_is_named_and_left(out, tmp_path, name, kind):
    path = out / name
    if kind == "folder":
        path.mkdir()
        (path / "mine.md").write_bytes(b"mine")
    elif kind == "file":
        path.write_bytes(b"mine")
    else:
        path.symlink_to(tmp_path)
    before = touched(path)
    with pytest.raises(ForeignOutputError, match=name):
        generations.publish(out, generation(tmp_path, "one"))
    assert touched(path) == before
    assert {found.name for found in out.iterdir()} <= {name, ".generations"}


def test_a_file_that_somebody_put_into_the_output_is_named_and_left(out, tmp_path, links):
    generations.publish(out, generation(tmp_path, "one"))
    mine = out / "markdown" / "b" / "mine.md"
    mine.write_bytes(b"mine")
    with pytest.raises(ForeignOutputError, match=r"b/mine\.md"):
        generations.publish(out, generation(tmp_path, "two"))
    assert mine.read_bytes() == b"mine"
    assert shown(out) == {**expected("one"), "markdown/b/mine.md": b"mine"}


def test_what_systems_leave_in_folders_is_in_nobodys_way(out, tmp_path, links):
    generations.publish(out, generation(tmp_path, "one"))
    (out / "markdown" / ".DS_Store").write_bytes(b"")
    generations.publish(out, generation(tmp_path, "two"))
    assert shown(out) == expected("two")


def test_other_files_in_out_stay(out, tmp_path, links):
    (out / "mine.txt").write_bytes(b"mine")
    generations.publish(out, generation(tmp_path, "one"))
    generations.publish(out, generation(tmp_path, "two"))
    assert (out / "mine.txt").read_bytes() == b"mine"


def test_a_full_disk_leaves_the_last_output_whole(out, tmp_path, links, monkeypatch):
    generations.publish(out, generation(tmp_path, "one"))
    with monkeypatch.context() as patch:

        def full(*_, **__):
            raise OSError(errno.ENOSPC, "No space left on device")

        patch.setattr(os, "link", full)
        with pytest.raises(OutputError, match="No space left"):
            generations.publish(out, generation(tmp_path, "two"))
    assert shown(out) == expected("one")
    assert not [path for path in (out / ".generations").iterdir() if path.name.startswith(".tmp")]
    generations.publish(out, generation(tmp_path, "two"))
    assert shown(out) == expected("two")


def test_names_that_are_one_name_on_this_disk_both_find_a_place(out, tmp_path, monkeypatch):
    made = generation(tmp_path, "one", names=("Note.md", "note.md"))
    real = os.link

    def link(source, target):
        # A disk that does not tell upper case from lower.
        path = Path(target)
        if path.name.lower() in {other.name.lower() for other in path.parent.iterdir()}:
            raise FileExistsError(errno.EEXIST, "File exists", target)
        real(source, target)

    monkeypatch.setattr(os, "link", link)
    generations.publish(out, made)
    names = sorted(path.name for path in (out / "markdown").iterdir())
    assert names[0] == "Note.md"
    assert names[1].startswith("note~")


@pytest.mark.parametrize("step", range(12))
def test_renames_that_a_kill_cut_short_are_finished_at_the_next_start(out, tmp_path, monkeypatch, step):
    forbid_links(monkeypatch)
    generations.publish(out, generation(tmp_path, "one"))
    real, left = Path.replace, [step]

    def replace(self, target):
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        with suppress(KeyboardInterrupt):
            generations.publish(out, generation(tmp_path, "two"))
    placing.recover(out)
    assert shown(out) in (expected("one"), expected("two"))
    generations.publish(out, generation(tmp_path, "two"))
    assert shown(out) == expected("two")


def test_images_are_carried_along_and_linked_the_next_time(out, tmp_path, links):
    raw = tmp_path / "raw"
    (raw / "b").mkdir(parents=True)
    (raw / "b" / "x.png").write_bytes(b"image")
    generations.publish(out, generation(tmp_path, "one", images=["b/x.png", "gone.png"]))
    assert shown(out) == {**expected("one"), "markdown/b/x.png": b"image"}
    first = (out / "markdown/b/x.png").stat().st_ino
    generations.publish(out, generation(tmp_path, "two", images=["b/x.png"]))
    assert (out / "markdown/b/x.png").stat().st_ino == first != (raw / "b/x.png").stat().st_ino
    (raw / "b" / "x.png").write_bytes(b"another image")
    generations.publish(out, generation(tmp_path, "two", images=["b/x.png"]))
    assert shown(out) == {**expected("two"), "markdown/b/x.png": b"another image"}


def test_an_image_that_would_take_a_documents_place_stays_away(out, tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.md").write_bytes(b"image")
    generations.publish(out, generation(tmp_path, "one", images=["a.md"]))
    assert shown(out) == expected("one")


def test_an_image_behind_a_link_is_none_of_ours(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "x.png").write_bytes(b"secret")
    (raw / "x.png").symlink_to(tmp_path / "secret" / "x.png")
    (raw / "folder").symlink_to(tmp_path / "secret")
    assert find_images(raw, ["x.png", "folder/x.png", "x.png/y.png", "nul\x00.png"]) == ()


def test_an_older_runs_output_whose_listing_is_lost_is_built_again(out, tmp_path):
    generations.publish(out, generation(tmp_path, "one"))
    shutil.rmtree(out / ".generations")
    assert generations.current(out) is None
    generations.publish(out, generation(tmp_path, "one"))
    assert shown(out) == expected("one")

"""`pipeline fix` as a person meets it: what it prints, writes, refuses, and exits with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.main import main
from pipeline.mojibake import damage
from tests.running import pipeline

TEXT = "It\u2019s a caf\u00e9\r\n"
BROKEN = damage(TEXT, "windows-1252:none").encode()
SOUND = TEXT.encode()
BOM = b"\xef\xbb\xbf"
ROOT = Path(__file__).parent.parent.parent
NOISE = bytes(range(256)) * 4


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in ("a.md", "b.md"):
        (folder / name).write_bytes(BROKEN)
    (folder / "sound.md").write_bytes(SOUND)
    monkeypatch.chdir(tmp_path)
    return folder


def _piped(data: bytes, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["fix", *arguments], input=data)


def _process(*arguments: str, data: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "fix", *arguments],
        input=data,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
    )


def test_a_file_is_repaired_to_standard_output(notes: Path) -> None:
    result = pipeline("fix", notes / "a.md")
    assert (result.exit_code, result.stdout_bytes) == (0, SOUND)
    assert result.stderr.endswith("a.md: 2 repaired\n")
    assert (notes / "a.md").read_bytes() == BROKEN


@pytest.mark.parametrize(
    ("before", "after"), [(BOM + BROKEN + b"\xff\r", BOM + SOUND + b"\xff\r"), (b"", b"")]
)
def test_standard_input_and_output_are_bytes(before: bytes, after: bytes) -> None:
    result = _piped(before, "-q")
    assert (result.exit_code, result.stdout_bytes, result.stderr) == (0, after, "")


def test_a_stream_that_is_not_text_is_refused_and_nothing_is_written() -> None:
    result = _piped(NOISE)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error: input-unreadable" in result.stderr


def test_a_stream_over_the_limit_is_refused() -> None:
    result = _piped(BROKEN * 4, "--max-document-bytes", "20")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "larger than 20 bytes" in result.stderr


def test_several_files_need_a_place_to_go(notes: Path) -> None:
    for paths in ([notes], [notes / "a.md", notes / "b.md"]):
        result = pipeline("fix", *paths)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "no place to go" in result.stderr


def test_a_folder_into_a_folder(notes: Path, tmp_path: Path) -> None:
    result = pipeline("fix", notes, "-o", tmp_path / "new")
    assert result.exit_code == 0
    made = {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()}
    assert made == {"a.md": SOUND, "b.md": SOUND, "sound.md": SOUND}
    assert (notes / "a.md").read_bytes() == BROKEN


def test_a_stream_into_a_file(tmp_path: Path) -> None:
    result = _piped(BROKEN, "-o", str(tmp_path / "new" / "a.md"))
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / "new" / "a.md").read_bytes() == SOUND


def test_a_device_is_not_replaced_by_a_file(notes: Path) -> None:
    result = pipeline("fix", notes / "a.md", "-o", os.devnull)
    assert result.exit_code == 2
    assert "no plain file" in result.stderr
    assert not Path(os.devnull).is_file()


def test_in_place_and_back(notes: Path) -> None:
    result = pipeline("fix", "--in-place", notes)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines()[-1].endswith("`pipeline fix --undo` gives the old bytes back")
    assert (notes / "b.md").read_bytes() == SOUND
    result = pipeline("fix", "--undo")
    assert result.exit_code == 0
    assert (notes / "a.md").read_bytes() == (notes / "b.md").read_bytes() == BROKEN


def test_undo_refuses_a_file_that_changed_since(notes: Path) -> None:
    pipeline("fix", "--in-place", notes)
    (notes / "a.md").write_bytes(b"mine now\n")
    result = pipeline("fix", "--undo", "--json")
    assert result.exit_code == 2
    assert "error: undo-refused" in result.stderr
    states = {Path(one["path"]).name: one["state"] for one in json.loads(result.stdout)["files"]}
    assert states == {"a.md": "refused", "b.md": "given-back"}
    assert (notes / "a.md").read_bytes() == b"mine now\n"


def test_undo_with_nothing_to_undo_says_so() -> None:
    result = pipeline("fix", "--undo")
    assert result.exit_code == 2
    assert "nothing to undo" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--undo", "--diff"),
        ("--undo", "--in-place"),
        ("-o", "x", "--in-place", "a.md"),
        ("--in-place",),
        ("--accept", "all"),
        ("--colour",),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_is_done(
    notes: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(notes)
    result = pipeline("fix", *arguments)
    assert result.exit_code == 2
    assert "error: " in result.stderr
    assert (notes / "a.md").read_bytes() == BROKEN


def test_what_cannot_be_read_does_not_keep_the_others(notes: Path) -> None:
    (notes / "noise.md").write_bytes(NOISE)
    result = pipeline("fix", "--in-place", notes / "no.md", notes / "noise.md", notes / "a.md")
    assert result.exit_code == 2
    assert "no.md does not exist" in result.stderr
    assert "no other encoding fits" in result.stderr
    assert (notes / "a.md").read_bytes() == SOUND
    assert (notes / "noise.md").read_bytes() == NOISE


def test_a_file_without_permission_is_told(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def refuse(self: Path, *how: str) -> object:
        if self.name == "a.md":
            raise PermissionError(13, "Permission denied")
        return real(self, *how)

    monkeypatch.setattr(Path, "open", refuse)
    result = pipeline("fix", notes / "a.md")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Permission denied" in result.stderr


def test_the_diff_shows_words_and_writes_nothing(notes: Path) -> None:
    result = pipeline("fix", "--diff", notes)
    assert result.exit_code == 0
    assert "@@ line 1 @@\n" in result.stdout
    assert "{+It\u2019s+} a " in result.stdout
    assert "{+caf\u00e9+}\n" in result.stdout
    assert "sound.md" not in result.stdout
    assert (notes / "a.md").read_bytes() == BROKEN


def test_the_diff_is_coloured_only_where_colours_are_wanted(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = pipeline("fix", "--diff", notes / "a.md").stdout
    assert "\x1b[32m" in coloured
    assert "{+" not in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in pipeline("fix", "--diff", notes / "a.md").stdout


def test_an_explanation_tells_and_writes_nothing(notes: Path) -> None:
    result = pipeline("fix", "--explain", notes)
    assert result.exit_code == 0
    assert result.stdout.count("mistake   UTF-8 read as windows-1252 (Western Windows)") == 4
    assert (notes / "a.md").read_bytes() == BROKEN


def test_a_file_cannot_colour_the_terminal(notes: Path) -> None:
    (notes / "a.md").write_bytes(BROKEN.rstrip() + b" \x1b[31m\xe2\x80\xae red\n")
    for way in ("--diff", "--explain"):
        output = pipeline("fix", way, notes / "a.md").output
        assert "\x1b" not in output
        assert "\u202e" not in output


def test_json_tells_of_each_edit_and_its_place(notes: Path) -> None:
    result = pipeline("fix", "--json", notes)
    (one, _, sound) = json.loads(result.stdout)["files"]
    assert (one["repairs"], one["left"], one["problem"], one["written"]) == (2, 0, None, None)
    edit = one["edits"][0]
    assert (edit["line"], edit["column"], edit["start_byte"]) == (1, 3, 2)
    assert (edit["after"], edit["channel"], edit["grade"]) == ("\u2019", "windows-1252:none", "certain")
    assert sound["edits"] == []


def test_json_of_what_cannot_be_read_has_its_problem(notes: Path) -> None:
    result = pipeline("fix", "--json", notes / "no.md")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["files"][0]["problem"]["code"] == "input-unreadable"


def test_fix_is_more_careful_than_a_run_unless_somebody_says_otherwise(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    import pipeline.fixing.texts as texts

    real = texts.find_edits

    def find_edits(text: str, settings: object) -> object:
        seen.append(settings.accept)  # type: ignore[attr-defined]
        return real(text, settings)  # type: ignore[arg-type]

    monkeypatch.setattr(texts, "find_edits", find_edits)
    pipeline("fix", notes / "a.md")
    monkeypatch.setenv("PIPELINE_ACCEPT", "doubtful")
    pipeline("fix", notes / "a.md")
    pipeline("fix", notes / "a.md", "--accept", "certain")
    assert seen == ["confident", "doubtful", "certain"]


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_who_leaves_ends_it_quietly(notes: Path, unbuffered: str) -> None:
    (notes / "long.md").write_bytes(SOUND * 20_000)
    command = [sys.executable, "-m", "pipeline", "fix", "-q", str(notes / "long.md")]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_a_long_output_is_written_whole_without_buffers(notes: Path) -> None:
    data = SOUND * 20_000
    assert _process("-q", data=data, PYTHONUNBUFFERED="1").stdout == data


def test_it_works_on_a_terminal_that_knows_ascii_only(notes: Path) -> None:
    done = _process("--explain", "--diff", str(notes / "a.md"), LC_ALL="C", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, done.stderr)
    assert done.stdout.isascii()
    assert b"\\u2019" in done.stdout


def test_bytes_pass_untouched_whatever_the_terminal(notes: Path) -> None:
    done = _process("-q", data=BOM + BROKEN, PYTHONIOENCODING="cp1252")
    assert (done.returncode, done.stdout, done.stderr) == (0, BOM + SOUND, b"")


def test_a_small_repair_loads_neither_tables_nor_compilers(notes: Path) -> None:
    """It needs what the base installation brings, and no more."""
    code = (
        "import sys\n"
        "from pipeline.cli.main import main\n"
        f"sys.argv = ['pipeline', 'fix', '-q', '--diff', {str(notes / 'a.md')!r}]\n"
        "try:\n    main()\nfinally:\n"
        "    heavy = {'pyarrow', 'pandas', 'numba', 'ftfy', 'langdetect', 'rich'} & set(sys.modules)\n"
        "    print(sorted(heavy), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    assert (done.returncode, done.stderr.strip()) == (0, b"[]")


def test_both_doors_are_open() -> None:
    from pipeline import damage as forward
    from pipeline import repair

    assert repair(forward(TEXT, "windows-1252:none")).text == TEXT

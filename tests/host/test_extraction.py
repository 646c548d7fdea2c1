"""Extraction: never through a link, never over anything, complete or not there."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.errors import ToolkitError
from toolkit.host import extraction
from toolkit.host.extraction import extract
from toolkit.release.refusals import Reason, ReleaseRefusedError

FILES = {
    "README.md": b"# A pack\n",
    "rules-more/a.yaml": b"a",
    "rules/deep/er/b.yaml": b"b",
    "rules/security.yaml": b"",
    "zz": b"z",
}


def found_in(folder: Path) -> dict[str, bytes]:
    """Return path and bytes of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_new_folder_holds_exactly_the_files(tmp_path: Path) -> None:
    """With modes that no umask changes, and nothing beside it."""
    before = os.umask(0o077)
    try:
        count = extract(FILES.items(), tmp_path / "pack")
    finally:
        os.umask(before)

    assert count == len(FILES)
    assert found_in(tmp_path / "pack") == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]
    for path in (tmp_path / "pack", *(tmp_path / "pack").rglob("*")):
        expected = 0o755 if path.is_dir() else 0o644
        assert stat.S_IMODE(path.lstat().st_mode) == expected, path


def test_a_relative_destination(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the current folder, also through it and above it."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    for target in ("pack", "./other", "../above"):
        extract(FILES.items(), Path(target))
        assert found_in(Path(target)) == FILES


def test_many_folders_need_few_descriptors(tmp_path: Path) -> None:
    """In any order of the files."""
    files = {f"d{number}/e{number % 7}/f": b"x" for number in range(3000)}

    assert extract(files.items(), tmp_path / "pack") == 3000
    mixed = [("a/x", b"1"), ("b", b"2"), ("a/y", b"3"), ("a/c/z", b"4"), ("a/w", b"5")]
    extract(mixed, tmp_path / "mixed")
    assert found_in(tmp_path / "mixed") == dict(mixed)


def _file(target: Path) -> None:
    target.write_text("mine", encoding="utf-8")


def _folder(target: Path) -> None:
    target.mkdir()
    (target / "mine").touch()


def _link(target: Path) -> None:
    (target.parent / "elsewhere").mkdir()
    target.symlink_to("elsewhere")


def _dangling_link(target: Path) -> None:
    target.symlink_to("nowhere")


@pytest.mark.parametrize("make", [_file, _folder, Path.mkdir, _link, _dangling_link, os.mkfifo])
def test_123_a_destination_that_exists(tmp_path: Path, make: object) -> None:
    """A file, a folder, also an empty one, a link wherever it leads, a FIFO: all stay."""
    target = tmp_path / "pack"
    make(target)  # type: ignore[operator]
    before = sorted(path.name for path in tmp_path.rglob("*"))

    with pytest.raises(ReleaseRefusedError) as caught:
        extract(FILES.items(), target)

    assert caught.value.reason is Reason.EXTRACT_EXISTS
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


@pytest.mark.parametrize("target", [".", "..", "/", "pack/..", ""])
def test_123_a_destination_without_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ReleaseRefusedError) as caught:
        extract(FILES.items(), Path(target))

    assert caught.value.reason is Reason.EXTRACT_EXISTS
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("target", ["link/pack", "link/deeper/pack"])
def test_123_a_link_above_the_destination(tmp_path: Path, target: str) -> None:
    """Also where it leads to a real folder: where it leads can change."""
    (tmp_path / "real/deeper").mkdir(parents=True)
    (tmp_path / "link").symlink_to("real")

    with pytest.raises(ReleaseRefusedError) as caught:
        extract(FILES.items(), tmp_path / target)

    assert caught.value.reason is Reason.EXTRACT_LINK
    assert caught.value.where == str(tmp_path / "link")
    assert not found_in(tmp_path / "real")


@pytest.mark.parametrize(("above", "said"), [("missing", "mkdir -p"), ("file", "Not a directory")])
def test_no_folder_above(tmp_path: Path, above: str, said: str) -> None:
    """It is not made: a name that was mistyped would become a folder."""
    (tmp_path / "file").touch()

    with pytest.raises(ToolkitError) as caught:
        extract(FILES.items(), tmp_path / above / "pack")

    assert said in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)

    with pytest.raises(ToolkitError, match="Permission denied"):
        extract(FILES.items(), tmp_path / "pack")


def test_124_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    """Neither under the final name nor under another."""
    twice = [*FILES.items(), ("zz", b"again")]

    with pytest.raises(ToolkitError, match="nothing was written"):
        extract(twice, tmp_path / "pack")

    assert not list(tmp_path.iterdir())


def test_124_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """What the system says is the message (here by a limit on the size of files)."""
    program = (
        "import resource, signal, sys; from pathlib import Path;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100));"
        "from toolkit.host.extraction import extract;"
        "extract([('a', b'x'), ('b', b'x' * 1000)], Path(sys.argv[1]))"
    )
    done = run_python(program, str(tmp_path / "pack"))
    _, error = done.communicate()

    assert b"File too large; nothing was written" in error
    assert not list(tmp_path.iterdir())


def run_python(program: str, *words: str) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).parents[2])
    return subprocess.Popen(
        [sys.executable, "-B", "-c", program, *words],
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


SLOW = (
    "import sys, time; from pathlib import Path; from toolkit.host.extraction import extract\n"
    "def files():\n"
    "    for number in range(1000):\n"
    "        yield f'd/f{number}', b'x'\n"
    "        print(number, flush=True); time.sleep(0.01)\n"
    "extract(files(), Path(sys.argv[1]))\n"
)


def test_124_a_killed_extraction_leaves_no_partial_pack(tmp_path: Path) -> None:
    """`kill -9` leaves the hidden folder at worst, and the next run is not in its way."""
    process = run_python(SLOW, str(tmp_path / "pack"))
    assert process.stdout is not None
    for _ in range(10):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()

    assert not (tmp_path / "pack").exists()
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".pack.")
    extract(FILES.items(), tmp_path / "pack")
    assert found_in(tmp_path / "pack") == FILES


def test_122_a_destination_that_appears_meanwhile_stays(tmp_path: Path) -> None:
    """The last act refuses to replace, whatever came after the first look."""

    def files() -> object:
        yield from FILES.items()
        (tmp_path / "pack").mkdir()

    with pytest.raises(ReleaseRefusedError) as caught:
        extract(files(), tmp_path / "pack")  # type: ignore[arg-type]

    assert caught.value.reason is Reason.EXTRACT_EXISTS
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]
    assert not list((tmp_path / "pack").iterdir())


def test_122_the_folder_above_is_exchanged_for_a_link(tmp_path: Path) -> None:
    """What was opened is what is written to; the link's target stays empty."""
    (tmp_path / "above").mkdir()
    (tmp_path / "victim").mkdir()

    def files() -> object:
        yield "first", b"1"
        (tmp_path / "above").rename(tmp_path / "moved")
        (tmp_path / "above").symlink_to("victim")
        yield "second", b"2"

    extract(files(), tmp_path / "above/pack")  # type: ignore[arg-type]

    assert not list((tmp_path / "victim").iterdir())
    assert found_in(tmp_path / "moved/pack") == {"first": b"1", "second": b"2"}


def test_where_the_system_has_no_exclusive_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A last look and a plain rename: still never over anything that holds something."""
    monkeypatch.setattr(extraction, "_EXCLUSIVE", {"no_such_function": 0})
    extract(FILES.items(), tmp_path / "pack")
    assert found_in(tmp_path / "pack") == FILES

    def files() -> object:
        yield from FILES.items()
        (tmp_path / "late").mkdir()

    with pytest.raises(ReleaseRefusedError):
        extract(files(), tmp_path / "late")  # type: ignore[arg-type]


def test_several_at_once(tmp_path: Path) -> None:
    """One wins, whole; the others are refused, and nothing is left of them."""
    program = SLOW.replace("1000", "20")
    running = [run_python(program, str(tmp_path / "pack")) for _ in range(3)]
    for process in running:
        process.communicate()

    assert sorted(process.returncode for process in running) == [0, 1, 1]
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]
    assert len(found_in(tmp_path / "pack")) == 20

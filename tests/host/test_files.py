"""Files are written whole or not at all, and leave nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.errors import ToolkitError
from toolkit.host.files import write_all_atomic, write_atomic, write_new_folder

ROOT = Path(__file__).parents[2]


def test_a_file_that_is_protected_from_writing_stays(tmp_path: Path) -> None:
    """Also for root and for the owner of the folder, who could replace it."""
    path = tmp_path / "manifest.yaml"
    path.write_bytes(b"old")
    path.chmod(0o444)

    with pytest.raises(ToolkitError, match="protected from writing") as refused:
        write_atomic(path, b"new")

    assert "chmod u+w" in refused.value.hint
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_folders_above_a_new_folder_go_again_when_it_fails(tmp_path: Path) -> None:
    """Those that were there before stay."""
    (tmp_path / "there").mkdir()

    def stop(_: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_new_folder(tmp_path / "there/a/b/1.0.0", {"f": b"x"}, check=stop)

    assert list((tmp_path / "there").iterdir()) == []


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """A real limit on the size of files stands for the disk."""
    code = (
        "import resource, sys; from pathlib import Path;"
        "from toolkit.host.files import write_new_folder;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000));"
        "write_new_folder(Path(sys.argv[1]), {'f': bytes(5000)})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "dist/acme.api/1.0.0")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "ToolkitError: cannot write" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_of_two_files_both_are_written_or_none(tmp_path: Path) -> None:
    """The last cannot take its place, because a folder has it: the first ones are as they were."""
    first, second, last = (tmp_path / name for name in ("first", "second", "last"))
    first.write_bytes(b"old")
    first.chmod(0o640)
    (last / "in it").mkdir(parents=True)

    with pytest.raises(ToolkitError, match="cannot write"):
        write_all_atomic({first: b"new", second: b"new", last: b"new"})

    assert first.read_bytes() == b"old"
    assert first.stat().st_mode & 0o777 == 0o640
    assert sorted(tmp_path.iterdir()) == [first, last]

    last = tmp_path / "other"
    write_all_atomic({first: b"new", last: b"new"})
    assert (first.read_bytes(), last.read_bytes()) == (b"new", b"new")


def test_what_cannot_be_prepared_changes_nothing(tmp_path: Path) -> None:
    first, last = tmp_path / "first", tmp_path / "last"
    last.symlink_to("first")

    with pytest.raises(ToolkitError, match="symbolic link"):
        write_all_atomic({first: b"new", last: b"new"})

    assert sorted(tmp_path.iterdir()) == [last]


def test_no_files_are_nothing_to_do(tmp_path: Path) -> None:
    write_all_atomic({})

    assert list(tmp_path.iterdir()) == []


def test_what_is_no_file_is_not_replaced_by_one(tmp_path: Path) -> None:
    """Who may do all would have replaced the very ``/dev/null``."""
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(ToolkitError, match="pipe is a FIFO"):
        write_atomic(tmp_path / "pipe", b"x")

    assert (tmp_path / "pipe").is_fifo()

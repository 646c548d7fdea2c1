"""Temporary folders of our own: gone at the end, and after `kill -9` at the next run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from toolkit.errors import ToolkitError
from toolkit.host import scratch
from toolkit.host.locks import lock
from toolkit.host.scratch import scratch_folder

LEFT = "policy-pack-hurl-0123456789abcdef"
HOLDING = """
import os, signal, sys
from toolkit.host.scratch import scratch_folder
with scratch_folder("policy-pack-hurl-") as folder:
    (folder / "file").write_text("x")
    print(folder, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for temporary ones, in which nobody has looked yet."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    scratch._sweep.cache_clear()
    return tmp_path


def used() -> None:
    with scratch_folder("policy-pack-build-") as folder:
        (folder / "a/b").mkdir(parents=True)
        (folder / "a/b/file").write_text("x", encoding="ascii")
        assert folder.stat().st_mode & 0o777 == 0o700


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_is_gone_afterwards(temporary: Path) -> None:
    used()
    with pytest.raises(ZeroDivisionError), scratch_folder("policy-pack-build-"):
        raise ZeroDivisionError

    assert names(temporary) == []


def test_what_a_killed_run_left_is_swept_and_what_is_used_is_not(temporary: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING],
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(Path(__file__).parents[2])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        used()
        assert (folder / "file").exists()
        process.send_signal(signal.SIGKILL)
    scratch._sweep.cache_clear()

    assert names(temporary) == [folder.name]
    used()
    assert names(temporary) == []


def test_what_is_not_ours_stays(temporary: Path) -> None:
    """Also a link that has our name, and folders that are kept for a person."""
    for name in ("policy-pack-refuted-a1b2c3d4", "policy-pack-hurl-a1b2c3d4", "other"):
        (temporary / name).mkdir()
    (temporary / "other/file").write_text("x", encoding="ascii")
    (temporary / LEFT).symlink_to("other")
    before = names(temporary)

    used()

    assert names(temporary) == before
    assert names(temporary / "other") == ["file"]


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives folders away")
def test_what_is_another_users_stays(temporary: Path) -> None:
    (temporary / LEFT).mkdir()
    os.chown(temporary / LEFT, 12345, -1)

    used()

    assert names(temporary) == [LEFT]


def test_a_lock_ends_with_its_descriptor(tmp_path: Path) -> None:
    held = lock(tmp_path)
    with pytest.raises(BlockingIOError):
        lock(tmp_path)
    os.close(held)
    os.close(lock(tmp_path))


def test_where_no_folder_can_be_made(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(temporary / "nowhere"))

    with (
        pytest.raises(ToolkitError, match="no temporary folder can be made: No such file"),
        scratch_folder("policy-pack-build-"),
    ):
        pass

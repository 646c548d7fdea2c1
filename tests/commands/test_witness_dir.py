"""`bump --witness-dir` keeps what `replay` asks again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.make import NO_5XX, REQUEST_ID, make_files, make_repository
from toolkit.cli import main

FOLDER = "packs/api"


def test_a_kept_witness_is_replayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("NO_COLOR", "1")
    repo = make_repository(tmp_path / "repository")
    repo.write(FOLDER, make_files())
    repo.commit("acme.api-v1.0.0")
    repo.write(FOLDER, make_files((NO_5XX.but(gate="status < 300"), REQUEST_ID)))
    monkeypatch.chdir(repo.root)
    asked = ["bump", "--pack", FOLDER, "--no-confirm", "--witness-dir", "kept"]

    assert main(asked) == 0
    assert "kept 1 witness in kept" in capsys.readouterr().err
    before = {path.name: path.read_bytes() for path in Path("kept").iterdir()}
    assert main(asked) == 0
    assert {path.name: path.read_bytes() for path in Path("kept").iterdir()} == before

    assert main(["replay", "--pack", FOLDER, "kept"]) == 1
    assert "1 of 1 recorded response" in capsys.readouterr().out


def test_a_folder_that_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    repo = make_repository(tmp_path / "repository")
    repo.write(FOLDER, make_files())
    repo.commit("acme.api-v1.0.0")
    monkeypatch.chdir(repo.root)

    assert main(["bump", "--pack", FOLDER, "--witness-dir", "no/such/place"]) == 3
    assert "no/such/place: cannot be made" in capsys.readouterr().err

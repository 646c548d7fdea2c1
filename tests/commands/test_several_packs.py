"""Several packs at once: one that is wrong is named once, and the others are judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.make import make_files, make_repository
from toolkit.cli import main


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one pack; it is the current folder."""
    repo = make_repository(tmp_path / "repository")
    repo.write("packs/api", make_files())
    repo.commit()
    monkeypatch.chdir(repo.root)
    return repo.root


def test_a_folder_that_is_no_pack_is_named_once(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "packs/junk").mkdir()
    (root / "packs/junk/notes.txt").write_bytes(b"x")

    assert main(("bump",)) == 3

    streams = capsys.readouterr()
    assert "acme.api" in streams.out
    assert streams.err.count("packs/junk") == 1


def test_two_packs_with_one_id_fail(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each is sound; together they would be the same release."""
    main(("new-pack", "acme.one", "--name", "One", "--maintainer", "M"))
    (root / "packs/api").rename(root / "api")
    assert main(("smoke", "--strict")) == 0
    (root / "packs/one").rename(root / "packs/two")
    main(("new-pack", "acme.one", "--name", "One", "--maintainer", "M"))
    capsys.readouterr()

    assert main(("smoke", "--strict", "--format", "json")) == 1
    assert "2 packs have the id acme.one: packs/one, packs/two" in capsys.readouterr().err
    assert main(("smoke", "--format", "json")) == 0
    assert "2 packs have the id acme.one" in capsys.readouterr().err
    assert main(("smoke", "--strict", "--pack", "packs/one", "packs/one")) == 0

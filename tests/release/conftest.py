"""The workshop of the command tests, as a fixture."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.release.workshop import FILES, Workshop

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def workshop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Workshop:
    """Return a repository with the pack acme.api 1.0.0 committed; it is the current folder."""
    root = tmp_path / "repository"
    root.mkdir()
    environment = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
    }  # fmt: skip
    shop = Workshop(root, capsys, environment)
    for path, text in FILES.items():
        shop.write(f"packs/api/{path}", text)
    shop.git("init", "--quiet", "--initial-branch=main", ".")
    shop.write(".gitignore", "dist/\n")
    shop.set_version("1.0.0")
    monkeypatch.chdir(root)
    return shop

"""A repository with one pack, as the current folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.release.workshop import FILES, Workshop

NOBODY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z",
    "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
}


@pytest.fixture
def shop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Workshop:
    """Return a repository with the pack acme.api 1.0.0, committed and tagged on a fixed day."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("NO_COLOR", "1")
    shop = Workshop(tmp_path / "repository", capsys, NOBODY)
    shop.root.mkdir()
    for path, text in FILES.items():
        shop.write(f"packs/api/{path}", text)
    shop.git("init", "--quiet", "--initial-branch=main", ".")
    shop.write(".gitignore", "dist/\n")
    shop.set_version("1.0.0")
    shop.tag("acme.api-v1.0.0")
    monkeypatch.chdir(shop.root)
    return shop

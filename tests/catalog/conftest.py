"""The shop of the catalog tests, as a fixture."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalog.shop import Shop


@pytest.fixture
def shop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shop:
    """Return an empty folder of releases; the folder above it is the current one."""
    root = tmp_path / "shop"
    (root / "dist").mkdir(parents=True)
    monkeypatch.chdir(root)
    monkeypatch.setenv("NO_COLOR", "1")
    return Shop(root, capsys)

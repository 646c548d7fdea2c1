"""The reports of `bump` are what a referee finds who has only them and the real Hurl."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.referee import refereed
from tests.hurl import require_hurl


@pytest.mark.oracle
def test_reports_stand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    require_hurl()
    monkeypatch.chdir(tmp_path)  # and back, where the referee goes elsewhere
    tally = refereed(21, 60)

    assert tally.wrong == []
    assert tally.counts["witnesses confirmed by the real Hurl"] > 10

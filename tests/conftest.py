"""What every test shares: the option that accepts new golden files."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.golden import Golden


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--accept``: write what was seen into the golden files, to be reviewed as a diff."""
    parser.addoption(
        "--accept", action="store_true", help="write golden files instead of comparing with them"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Return a function ``golden(name, text)``: compares with ``golden/<name>`` beside the test."""
    folder = request.path.parent / "golden"
    return Golden(folder, accept=bool(request.config.getoption("--accept"))).compare

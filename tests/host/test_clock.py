"""The day, from the machine or from SOURCE_DATE_EPOCH."""

from __future__ import annotations

import datetime as dt

import pytest

from toolkit.errors import ToolkitError
from toolkit.host.clock import today


@pytest.mark.parametrize(
    ("seconds", "day"), [("0", "1970-01-01"), ("86399", "1970-01-01"), ("1798761600", "2027-01-01")]
)
def test_the_variable_says_the_day_in_utc(
    monkeypatch: pytest.MonkeyPatch, seconds: str, day: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)

    assert str(today()) == day


@pytest.mark.parametrize("value", ["", "yesterday", "9" * 30, "9" * 9999, "1.5"])
def test_what_is_no_day_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)

    with pytest.raises(ToolkitError, match="SOURCE_DATE_EPOCH"):
        today()


def test_without_it_the_machine_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)

    assert abs(today() - dt.datetime.now(dt.timezone.utc).date()) <= dt.timedelta(days=1)

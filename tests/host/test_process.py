"""A process that a signal asked to end, also where Python lost what the signal raised."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from toolkit.host.process import TerminatedError, heed_termination, raise_on_termination

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def heeding() -> Iterator[None]:
    """Let signals be heeded as the program does; put back what was there."""
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGHUP)
    raise_on_termination()
    yield
    raise_on_termination()  # what was asked for is forgotten
    signal.signal(signal.SIGTERM, before[0])
    signal.signal(signal.SIGHUP, before[1])


@pytest.mark.usefixtures("heeding")
def test_nobody_asked() -> None:
    heed_termination()


@pytest.mark.usefixtures("heeding")
def test_a_signal_that_was_lost_is_heeded_later() -> None:
    with pytest.raises(TerminatedError):
        os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(TerminatedError) as caught:
        heed_termination()
    assert caught.value.exit_code == 143

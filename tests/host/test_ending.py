"""A process that a signal asked to end: once, not in between, and also where Python loses it."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from toolkit.errors import ToolkitError
from toolkit.host import ending
from toolkit.host.ending import TerminatedError, deferred, heed_lost_signal, heed_signals
from toolkit.host.process import run

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEEDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)


@pytest.fixture
def heeding() -> Iterator[None]:
    """Let signals be heeded as the program does; put back what was there."""
    before = {number: signal.getsignal(number) for number in _HEEDED}
    hook = sys.unraisablehook
    heed_signals()
    yield
    heed_signals()  # what was asked for is forgotten
    sys.unraisablehook = hook
    for number, handler in before.items():
        signal.signal(number, handler)


def ask(number: int = signal.SIGTERM) -> None:
    os.kill(os.getpid(), number)


@pytest.mark.usefixtures("heeding")
def test_nobody_asked() -> None:
    heed_lost_signal()


@pytest.mark.usefixtures("heeding")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_the_first_signal_raises_and_no_other_does(number: int, code: int) -> None:
    with pytest.raises(TerminatedError) as caught:
        ask(number)

    for another in _HEEDED[:3]:
        ask(another)
    assert caught.value.exit_code == code


@pytest.mark.usefixtures("heeding")
def test_a_signal_that_was_swallowed_is_heeded_later() -> None:
    with pytest.raises(TerminatedError):
        ask()

    with pytest.raises(TerminatedError) as caught:
        heed_lost_signal()
    assert caught.value.exit_code == 143


class Leaving:
    def __del__(self) -> None:
        ask()


@pytest.mark.usefixtures("heeding")
def test_a_signal_in_a_destructor_is_heeded_a_moment_later(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Python drops what is raised there, and would show it with a traceback."""

    def left() -> None:
        Leaving()
        time.sleep(10)

    with pytest.raises(TerminatedError):
        left()

    assert capfd.readouterr().err == ""


@pytest.mark.usefixtures("heeding")
def test_what_must_not_be_interrupted_is_not() -> None:
    done = []

    def careful() -> None:
        with deferred():
            with deferred():
                ask()
            done.append("inner")
            ask()
            done.append("outer")

    with pytest.raises(TerminatedError):
        careful()

    assert done == ["inner", "outer"]


@pytest.mark.usefixtures("heeding")
def test_the_end_is_not_interrupted() -> None:
    ending.ignore_signals()

    for number in _HEEDED[:3]:
        ask(number)
    heed_lost_signal()


PARENT = """
import sys
from toolkit.host.ending import heed_signals
from toolkit.host.process import run
heed_signals()
run(["sh", "-c", sys.argv[1]])
"""


@pytest.mark.parametrize("stubborn", [False, True])
def test_programs_that_we_started_end_with_us(tmp_path: Path, stubborn: bool) -> None:
    """Also what they started themselves, and what does not listen."""
    mark = tmp_path / "mark"
    trap = "trap '' TERM; " if stubborn else ""
    line = f"{trap}sleep 60 & echo $! $$ > {shlex.quote(str(mark))}; wait; sleep 60"
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT, line],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stderr=subprocess.DEVNULL,
    )
    while not (mark.exists() and mark.read_text(encoding="ascii").endswith("\n")):
        time.sleep(0.02)
    begun = time.monotonic()
    process.terminate()
    process.wait(timeout=20)

    assert time.monotonic() - begun < 8
    for number in mark.read_text(encoding="ascii").split():
        assert not is_running(int(number))


def is_running(number: int) -> bool:
    """Tell whether a process still does anything; one that nobody has buried yet does not."""
    for _ in range(50):
        done = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True, check=False
        )
        if done.stdout.strip()[:1] in ("", "Z"):
            return False
        time.sleep(0.02)
    return True


def test_a_program_that_does_not_end_is_ended(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match=r"did not end within 0\.2 seconds"):
        run(["sh", "-c", f"echo $$ > {tmp_path}/mark; sleep 60"], timeout=0.2)

    assert not is_running(int((tmp_path / "mark").read_text(encoding="ascii")))

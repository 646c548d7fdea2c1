"""Signals that ask this process to end, and how it does: like Ctrl-C, once, and never in between.

The first SIGINT, SIGTERM or SIGHUP raises, wherever the program is, so that
every scratch folder goes and every program that we started ends. All that come
after it would only interrupt that, and raise nothing.

Python drops what is raised in a destructor or a callback, and shows it with a
traceback. Then we are told, and raise it again a moment later, in the program.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import FrameType

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_MOMENT: Final = 0.01
"""Seconds until a request that was lost is made again."""


class TerminatedError(KeyboardInterrupt):
    """A signal asked the process to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number
        """What a shell says of a process that a signal ended."""


class _State:
    """What was asked for, and whether it has to wait."""

    asked: int = 0
    deferred: int = 0
    waits: bool = False


_now: Final = _State()


def heed_signals() -> None:
    """Let the signals that end a process raise `TerminatedError` from now on.

    A signal that is ignored stays so: `nohup` means it. Only the main thread may
    ask for this, as the first thing that a program does.
    """
    _now.asked, _now.deferred, _now.waits = 0, 0, False
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _ask)
    signal.signal(signal.SIGALRM, _ask_again)
    sys.unraisablehook = _lost


def ignore_signals() -> None:
    """Heed no signal any more: what is under way is the end, and takes no time.

    Nothing happens where `heed_signals` was not called.
    """
    for number in _SIGNALS:
        if signal.getsignal(number) is _ask:
            signal.signal(number, signal.SIG_IGN)
    _now.asked = 0


def heed_lost_signal() -> None:
    """End here if a signal asked for it and what it raised was lost without a trace.

    Libraries may drop any error; before a step that lasts, we ask again.

    Raises:
        TerminatedError: A signal asked the process to end.
    """
    if _now.asked:
        raise TerminatedError(_now.asked)


@contextmanager
def deferred() -> Iterator[None]:
    """Let signals wait until the end of the ``with`` block; what is in it must be short.

    Raises:
        TerminatedError: At the end, if a signal came meanwhile.
    """
    _now.deferred += 1
    try:
        yield
    finally:
        _now.deferred -= 1
        if _now.waits and not _now.deferred:
            _now.waits = False
            raise TerminatedError(_now.asked)


def _ask(number: int, _frame: FrameType | None) -> None:
    if not _now.asked:
        _now.asked = number
        _raise()


def _ask_again(_number: int, _frame: FrameType | None) -> None:
    if _now.asked:
        _raise()


def _raise() -> None:
    if not _now.deferred:
        raise TerminatedError(_now.asked)
    _now.waits = True


def _lost(what: sys.UnraisableHookArgs) -> None:
    if issubclass(what.exc_type, TerminatedError):
        signal.setitimer(signal.ITIMER_REAL, _MOMENT)
    else:
        sys.__unraisablehook__(what)

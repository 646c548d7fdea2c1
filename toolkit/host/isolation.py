"""A stretch of work in which no network connection can be opened and no program started.

Python raises audit events before it acts (PEP 578); our hook refuses the
dangerous ones while a stretch is open. What it proves is that *our process*
made no connection through Python; C code of a dependency is out of its sight,
and so is what a program does that was allowed to start.
"""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Collection, Iterator
from pathlib import PurePath

PROOF = "audit-hook"
"""The name of this proof in evidence."""

_CONNECTIONS = frozenset(
    {
        "socket.connect",
        "socket.bind",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
        "socket.sendto",
        "socket.sendmsg",
        "urllib.Request",
    }
)
_START = "subprocess.Popen"
_PROGRAMS = frozenset({_START, "os.system", "os.exec", "os.posix_spawn", "os.fork"})


class _Refused:
    """What is refused at this moment, less the programs that may start, and who asks us."""

    events: frozenset[str] = frozenset()
    programs: frozenset[str] = frozenset()
    asks: bool = False


class NetworkRefusedError(RuntimeError):
    """Something tried to leave the machine, or the process, in a closed stretch."""


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _Refused.events:
        return
    if event == _START and PurePath(str(arguments[0])).name in _Refused.programs:
        return
    raise NetworkRefusedError(event)


@contextlib.contextmanager
def local_only(*, programs: Collection[str] = ()) -> Iterator[None]:
    """Refuse connections until the end of the ``with`` block, and all but the named programs.

    What those do is their own: whoever names one sees to it that it stays offline.
    """
    with _refused(_CONNECTIONS | _PROGRAMS, frozenset(programs)):
        yield


@contextlib.contextmanager
def no_connections() -> Iterator[None]:
    """Refuse connections until the end of the ``with`` block; any program may start."""
    with _refused(_CONNECTIONS, _Refused.programs):
        yield


@contextlib.contextmanager
def _refused(events: frozenset[str], programs: frozenset[str]) -> Iterator[None]:
    """Refuse events on top of those that are refused already; an inner stretch opens nothing."""
    if not _Refused.asks:
        sys.addaudithook(_hook)
        _Refused.asks = True
    before = _Refused.events, _Refused.programs
    if before[0] >= _PROGRAMS:
        programs &= before[1]
    _Refused.events, _Refused.programs = before[0] | events, programs
    try:
        yield
    finally:
        _Refused.events, _Refused.programs = before


def has_interface() -> bool:
    """Tell whether this process has a network interface beside the loopback, or nobody knows.

    It has none in a network namespace of its own (``unshare --net``), and then
    nothing that it starts has one either.
    """
    try:
        return not all(name.startswith("lo") for _, name in socket.if_nameindex())
    except OSError:
        return True

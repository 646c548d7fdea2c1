"""A stretch of work in which no network connection can be opened and no program started.

Python raises audit events before it acts (PEP 578); our hook refuses the
dangerous ones while a stretch is open. What it proves is that *our process*
made no connection through Python; C code of a dependency is out of its sight,
and so is what a program does that was allowed to start.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

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
_PROGRAMS = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork"})


class _Refused:
    """What is refused at this moment, and whether Python was told to ask us."""

    events: frozenset[str] = frozenset()
    asks: bool = False


class NetworkRefusedError(RuntimeError):
    """Something tried to leave the machine, or the process, in a closed stretch."""


def _hook(event: str, _arguments: tuple[object, ...]) -> None:
    if event in _Refused.events:
        raise NetworkRefusedError(event)


@contextlib.contextmanager
def local_only() -> Iterator[None]:
    """Refuse connections and programs until the end of the ``with`` block."""
    with _refused(_CONNECTIONS | _PROGRAMS):
        yield


@contextlib.contextmanager
def no_connections() -> Iterator[None]:
    """Refuse connections until the end of the ``with`` block; git and its like may be asked."""
    with _refused(_CONNECTIONS):
        yield


@contextlib.contextmanager
def _refused(events: frozenset[str]) -> Iterator[None]:
    """Refuse events on top of those that are refused already."""
    if not _Refused.asks:
        sys.addaudithook(_hook)
        _Refused.asks = True
    before, _Refused.events = _Refused.events, _Refused.events | events
    try:
        yield
    finally:
        _Refused.events = before

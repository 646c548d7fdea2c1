"""A stretch of work in which no network connection can be opened and no program started.

Python raises audit events before it acts (PEP 578); our hook refuses the
dangerous ones while a stretch is open. What it proves is that *our process*
made no connection through Python; C code of a dependency is out of its sight.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

PROOF = "audit-hook"
"""The name of this proof in evidence."""

_REFUSED = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "socket.sendto",
    "socket.sendmsg",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "urllib.Request",
)
_state = {"installed": False, "closed": False}


class NetworkRefusedError(RuntimeError):
    """Something tried to leave the machine, or the process, in a closed stretch."""


def _hook(event: str, _arguments: tuple[object, ...]) -> None:
    if _state["closed"] and event in _REFUSED:
        raise NetworkRefusedError(event)


@contextlib.contextmanager
def local_only() -> Iterator[None]:
    """Refuse connections and programs until the end of the ``with`` block."""
    if not _state["installed"]:
        sys.addaudithook(_hook)
        _state["installed"] = True
    before, _state["closed"] = _state["closed"], True
    try:
        yield
    finally:
        _state["closed"] = before

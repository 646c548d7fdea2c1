"""The machine that a result was made on, in general terms; who and where only on request."""

from __future__ import annotations

import getpass
import importlib.metadata
import os
import platform
from pathlib import Path
from typing import Final

from toolkit import __version__
from toolkit.host import clock
from toolkit.host.isolation import PROOF, has_interface
from toolkit.host.tools import version_of

TOOLS: Final = ("git", "hurl", "minisign", "ssh-keygen")
"""The programs that are asked, where they are there."""
LIBRARIES: Final = ("deflate", "jsonschema", "packaging", "pyyaml", "rich", "semver")
_NO_INTERFACE: Final = "no-interface"
_STATEMENTS: Final = {
    PROOF: "the checks ran while opening a network connection or starting a program would have"
    " raised an error; around them git and ssh-keygen were asked, and opening a connection would"
    " still have raised one",
    _NO_INTERFACE: "the process, and all that it started, had no network interface but the"
    " loopback",
}


def environment(*, played: bool) -> dict[str, object]:
    """Return what may matter about this machine; no name, no place, no time.

    ``played`` says that witnesses were played to hurl over the loopback
    interface, which the proof of having no connections then leaves out.
    """
    proofs = [PROOF] if has_interface() else [PROOF, _NO_INTERFACE]
    played_too = "; witnesses were played to hurl over the loopback interface" if played else ""
    return {
        "toolkit": __version__,
        "python": {
            "implementation": platform.python_implementation(),
            "version": platform.python_version(),
        },
        "platform": {"system": platform.system(), "machine": platform.machine()},
        "libraries": {name: _library(name) for name in LIBRARIES},
        "tools": {name: version_of(name) for name in TOOLS},
        "local_only": [
            {"proof": proof, "statement": _STATEMENTS[proof] + (played_too if not at else "")}
            for at, proof in enumerate(proofs)
        ],
    }


def origin() -> dict[str, str]:
    """Return when, where and by whom: what evidence does not say unless somebody wants it to."""
    return {
        "time": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "host": platform.node(),
        "user": _user(),
        "folder": str(Path.cwd()),
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such entry, and no variable that says
        return str(os.getuid())


def _library(name: str) -> str | None:
    """Return the version of an installed library, as its metadata says; None where it has none."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None

"""Which programs this machine has, of those that a checkup looks for."""

from __future__ import annotations

import os
import platform

from toolkit import __version__
from toolkit.consumer.checkup.tools import USES, Tool
from toolkit.host.tools import UNKNOWN, version_of

PROGRAMS = frozenset({*USES, "ssh"}) - {"python", "policy-pack-toolkit"}
"""The programs that are started to ask for their version; ``ssh`` knows that of ssh-keygen."""


def tools_here() -> tuple[Tool, ...]:
    """Return every program that is looked for, in the order of the report."""
    known = {"python": platform.python_version(), "policy-pack-toolkit": __version__}
    return tuple(Tool(name, known.get(name) or _version(name)) for name in USES)


def _version(name: str) -> str | None:
    found = version_of(name)
    if found is None and name == "nox" and "NOX_CURRENT_SESSION" in os.environ:
        return UNKNOWN  # a session runs where nox itself need not be on PATH
    return found

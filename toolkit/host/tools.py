"""The programs that we work with, and the versions that they say they have."""

from __future__ import annotations

import re
from typing import Final

from toolkit.errors import ToolkitError
from toolkit.host.process import run, which

UNKNOWN: Final = "unknown"
"""What stands for a version where a program is there and does not tell."""
_SECONDS: Final = 10
_ASKED: Final = {
    "git": ("git", "--version"),
    "hurl": ("hurl", "--version"),
    "minisign": ("minisign", "-v"),
    # ssh-keygen has no option for it; ssh comes from the same source and is of the same version.
    "ssh-keygen": ("ssh", "-V"),
}
_VERSION: Final = re.compile(
    r"(?:\A|[ _])([0-9]+(?:\.[0-9]+)+(?:(?:a|b|rc|p)[0-9]+)?(?:-[0-9A-Za-z.-]+)?)"
)


def version_of(program: str) -> str | None:
    """Return the version of a program on PATH; `UNKNOWN` where it does not say, None without it."""
    if which(program) is None:
        return None
    try:
        done = run(_ASKED.get(program, (program, "--version")), timeout=_SECONDS)
    except ToolkitError:
        return UNKNOWN
    told = (done.out + done.err).decode("utf-8", "replace")
    found = _VERSION.search(told.partition("\n")[0])
    return found[1] if found else UNKNOWN

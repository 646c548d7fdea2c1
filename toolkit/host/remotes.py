"""The address of a repository, as others know it too, and without what only this clone knows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from toolkit.host.git import Repository, git
from toolkit.host.paths import is_there

_URL: Final = re.compile(
    r"(?P<scheme>https?|ssh|git)://(?:(?P<who>[^/]*)@)?(?P<rest>[^/@]+(?:/.*)?)"
)
_SCP: Final = re.compile(r"(?:(?P<who>[^/]*)@)?(?P<rest>[A-Za-z0-9.-]{2,}:(?!//).+)")
_HOSTED: Final = "git"
"""The user of every hosted repository that is reached by ssh: a part of the address."""


def address(repository: Repository) -> str:
    """Return the address of the remote ``origin``; ``""`` where it has none that others know.

    User names, which may be tokens, passwords, queries and fragments are left
    out. A path of this machine is no address.
    """
    said = git(["config", "--get", "remote.origin.url"], cwd=repository.root).text.strip()
    return public_address(said)


def public_address(said: str) -> str:
    """Return an address without credentials; ``""`` for what is a path or no address."""
    plain = said.partition("?")[0].partition("#")[0]
    if not plain.isprintable() or plain.startswith(("/", ".", "~")):
        return ""
    if found := _URL.fullmatch(plain):
        scheme = found["scheme"]
        who = "git@" if found["who"] == _HOSTED and scheme == "ssh" else ""
        return f"{scheme}://{who}{found['rest']}"
    if "://" not in plain and (found := _SCP.fullmatch(plain)):
        who = "git@" if found["who"] == _HOSTED else ""
        return f"{who}{found['rest']}"
    return ""


def is_address(text: str) -> bool:
    """Tell whether somebody means a place in the network and not a path."""
    return "://" in text or (not is_there(Path(text)) and _SCP.fullmatch(text) is not None)

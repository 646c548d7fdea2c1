"""``.gitmodules``: which submodules a repository lists, and which of them follow a branch.

git itself reads it, from the bytes that were read here; the lines are found by us,
for git does not tell them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from toolkit.errors import ToolkitError
from toolkit.faults import Fault
from toolkit.host.files import NotRegularError, read_regular
from toolkit.host.git import git
from toolkit.pack.limits import MAX_YAML_BYTES
from toolkit.spans import Location

NAME: Final = ".gitmodules"
_SECTION: Final = re.compile(r'\s*\[\s*submodule\s+"((?:[^"\\]|\\.)*)"\s*\]', re.IGNORECASE)
_KEY: Final = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]*)\s*(?:=|$)")
_BAD_LINE: Final = re.compile(r"bad config line ([0-9]+)")


@dataclass(frozen=True, slots=True)
class Listed:
    """One submodule: where it is listed, and the branch that it is told to follow, or ``""``."""

    at: Location
    branch: str = ""
    branch_at: Location | None = None


def read_gitmodules(root: Path, prefix: str) -> tuple[dict[str, Listed], Fault | None]:
    """Return the submodules below ``prefix``, by their path in it; and why not, if git cannot.

    ``root`` is the top of the repository; places are relative to the project,
    which stands at ``prefix`` in it.
    """
    shown = "../" * prefix.count("/") + NAME
    data, problem = _read(root / NAME)
    if problem:
        return {}, _fault(f"it cannot be read: {problem}", Location(shown))
    if not data:
        return {}, None
    done = git(["config", "--no-includes", "--file", "-", "-z", "--list"], cwd=root, stdin=data)
    if done.code:
        bad = _BAD_LINE.search(done.complaint)
        said = f"git cannot read it: {done.complaint.removeprefix('fatal: ')}"
        return {}, _fault(said, Location(shown, int(bad[1]) if bad else 0))
    lines = _lines(data.decode("utf-8", "surrogateescape"))
    values = _values(done.text)
    found = {}
    for (name, key), path in values.items():
        if key != "path" or not path.startswith(prefix):
            continue
        branch = values.get((name, "branch"), "")
        found[path.removeprefix(prefix).rstrip("/")] = Listed(
            Location(shown, lines.get((name, "path"), 0)),
            branch,
            Location(shown, lines.get((name, "branch"), 0)) if branch else None,
        )
    return found, None


def _read(path: Path) -> tuple[bytes, str]:
    """Return the bytes, or what stands in the way; nothing where there is no file."""
    try:
        return read_regular(path, limit=MAX_YAML_BYTES)[0], ""
    except FileNotFoundError:
        return b"", ""
    except NotRegularError as error:
        return b"", f"it is a {error}"
    except OSError as error:
        return b"", error.strerror or "input/output error"
    except ToolkitError as error:
        return b"", error.message


def _fault(message: str, at: Location) -> Fault:
    hint = "restore it from version control; `git config -f .gitmodules --list` must read it"
    return Fault(code="gitmodules-readable", message=message, where=at, hint=hint)


def _values(listing: str) -> dict[tuple[str, str], str]:
    """Return the last value of each key of each submodule, as git lists them."""
    found = {}
    for row in filter(None, listing.split("\0")):
        name, _, value = row.partition("\n")
        section, _, rest = name.partition(".")
        submodule, _, key = rest.rpartition(".")
        if section == "submodule":
            found[submodule, key] = value
    return found


def _lines(text: str) -> dict[tuple[str, str], int]:
    """Return the line of each key of each submodule, as far as it stands on one of its own."""
    found, name = {}, ""
    for number, line in enumerate(text.split("\n"), start=1):
        section = _SECTION.match(line)
        if section:
            name = re.sub(r"\\(.)", r"\1", section[1])
            line = line[section.end() :]  # noqa: PLW2901 (a key may stand behind its section)
        key = _KEY.match(line)
        if key:
            found[name, key[1].lower()] = number
    return found

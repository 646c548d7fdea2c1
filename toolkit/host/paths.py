"""Paths as people give them: whatever they are, asking about one is never an error."""

from __future__ import annotations

import errno
from pathlib import Path


def real(path: Path) -> Path:
    """Return where a path leads through all links; the path itself where that cannot be known."""
    return path.absolute() if leads_nowhere(path) else path.resolve()


def leads_nowhere(path: Path) -> bool:
    """Tell whether a link on the path leads back to itself."""
    try:
        path.resolve(strict=True)
    except (OSError, RuntimeError) as error:  # of different kinds in the versions of Python
        return isinstance(error, RuntimeError) or error.errno == errno.ELOOP
    except ValueError:  # a NUL in it: no path at all, which whoever opens it says
        return False
    return False


def is_file(path: Path) -> bool:
    """Tell whether a path leads to a regular file; what no path can be leads to none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_there(path: Path) -> bool:
    """Tell whether a path leads to anything; what no path can be leads to nothing."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Tell whether a path leads to a folder; what no path can be leads to none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False

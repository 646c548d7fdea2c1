"""Paths as people give them: whatever they are, asking about one is never an error."""

from __future__ import annotations

from pathlib import Path


def real(path: Path) -> Path:
    """Return where a path leads through all links; the path itself where that cannot be known.

    A link that leads to itself is an error of different kinds in the versions of Python.
    """
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()


def is_folder(path: Path) -> bool:
    """Tell whether a path leads to a folder; what no path can be leads to none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False

"""Data that travels with the package: rules and profiles, read without being checked again.

Every run of `bump` needs all of it, so it is read by libyaml where that is installed, in a tenth of
the time. What it says is checked in the tests: each file against its schema, and that the strict
reader of packs reads the same.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterator
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SUFFIX = ".yaml"


def names_in(folder: str) -> tuple[str, ...]:
    """Return the names of the files in a folder of `toolkit.diff`, without their ending."""
    entries = importlib.resources.files("toolkit.diff").joinpath(folder).iterdir()
    names = (entry.name for entry in entries)
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def contents_of(folder: str) -> Iterator[dict[str, Any]]:
    """Yield what the files in a folder of `toolkit.diff` say, in the order of their names."""
    files = importlib.resources.files("toolkit.diff").joinpath(folder)
    for name in names_in(folder):
        yield yaml.load(files.joinpath(name + _SUFFIX).read_bytes(), Loader=_LOADER)  # noqa: S506  it is a safe loader, and our own data

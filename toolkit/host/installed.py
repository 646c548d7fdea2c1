"""What an installer left: packs among the packages of an environment or a target folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from toolkit.errors import ToolkitError
from toolkit.host.files import NotRegularError, TooLargeError, read_regular
from toolkit.release.package.policy_pack_backend import HOME

_MAX_BYTES: Final = 4 * 1024 * 1024
"""Bytes of RECORD or METADATA: that of 20,000 long names."""


def installed_packs(site: Path) -> list[Path]:
    """Return the folders of the packs in a folder of installed packages, sorted."""
    if not is_site(site):
        return []
    return sorted(path for path in (site / HOME).iterdir() if path.is_dir())


def is_site(folder: Path) -> bool:
    """Tell whether an installer put packs into a folder."""
    return (folder / HOME).is_dir() and any(folder.glob("*.dist-info"))


def is_installed(pack: Path) -> bool:
    """Tell whether the folder of a pack is one that an installer made."""
    return pack.parent.name == HOME and is_site(pack.parent.parent)


def read_dist_info(site: Path, name: str) -> dict[str, bytes]:
    """Return RECORD and METADATA of an installed package, by their names.

    Raises:
        ToolkitError: One of them is missing or cannot be read.
    """
    return {each: _read(site / name / each) for each in ("RECORD", "METADATA")}


def _read(path: Path) -> bytes:
    try:
        return read_regular(path, limit=_MAX_BYTES)[0]
    except (OSError, NotRegularError, TooLargeError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise ToolkitError(
            f"the installed files cannot be judged: {why}",
            where=f"{path.parent.name}/{path.name}",
            hint="install the package anew with pip or uv, or give its wheel",
        ) from error

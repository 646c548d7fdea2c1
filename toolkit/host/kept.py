"""Folders that stay: what a person needs to reproduce a fault of ours."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from toolkit.host.files import write_atomic


def keep(files: Mapping[str, bytes], prefix: str) -> Path:
    """Write files into a new folder among the temporary ones, and return it.

    Raises:
        ToolkitError: They cannot be written.
    """
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    for name, data in files.items():
        write_atomic(folder / name, data)
    return folder

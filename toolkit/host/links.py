"""Addresses of files on this machine, for a terminal that leads there; never for a report.

Source: the convention of OSC 8, "Hyperlinks in terminal emulators", by which a
``file`` address names the host, so that a terminal that is connected to another
machine does not open a file of its own. The line is the fragment, as ripgrep,
kitty and editors have it; who knows nothing of it opens the file.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote


def file_url(path: Path, line: int = 0) -> str:
    """Return the address of a file, and of a line in it if there is one."""
    host = quote(os.uname().nodename, safe="")
    name = quote(os.fsencode(path.resolve()), safe="/")
    return f"file://{host}{name}" + (f"#{line}" if line else "")

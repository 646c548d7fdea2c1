"""A Python with pip: environments that uv makes have none."""

from __future__ import annotations

import atexit
import functools
import importlib.util
import shutil
import subprocess
import sys
import tempfile


@functools.cache
def python_with_pip() -> str:
    """Return this Python, or that of an environment which is made once and goes at the end."""
    if importlib.util.find_spec("pip"):
        return sys.executable
    folder = tempfile.mkdtemp(prefix="policy-pack-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return f"{folder}/bin/python"

"""PyPA build, which makes a wheel from a source distribution as any consumer could."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Mapping

from toolkit.errors import ToolkitError
from toolkit.host.process import run
from toolkit.host.scratch import scratch_folder


def has_build() -> bool:
    """Return whether PyPA build is installed beside us; a folder called build is not it."""
    spec = importlib.util.find_spec("build")
    return spec is not None and spec.origin is not None


def build_wheel(top: str, files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """Return name and bytes of the wheel that ``python -m build`` makes, isolated and offline.

    ``files`` are those of an unpacked source distribution of ours, which was
    judged before: building runs the code in it. ``top`` is its top folder.

    Raises:
        ToolkitError: It cannot be built.
    """
    # No index, no configuration: what is not on this machine is not used.
    offline = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "UV_OFFLINE": "1"}
    with scratch_folder("policy-pack-build-") as folder:
        for path, data in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        words = [sys.executable, "-m", "build", "--wheel", "--outdir", "out", top]
        # Its own temporary files are in ours, and go with it.
        here = {"TMPDIR": str(folder)}
        done = run(words, cwd=folder, env={**os.environ, **offline, **here})
        made = sorted((folder / "out").glob("*.whl"))
        if done.code or len(made) != 1:
            raise ToolkitError(f"PyPA build failed: {done.complaint}", where=top)
        return made[0].name, made[0].read_bytes()

"""Packs on disk, and the real command line run on them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.smoke.packs import NAME, Files, baseline
from toolkit.cli import main

ROOT = Path(__file__).parents[2]


def write(folder: Path, files: Files | None = None) -> Path:
    """Write a pack below ``folder`` and return its own folder."""
    pack = folder / NAME
    for path, data in (baseline() if files is None else files).items():
        target = pack / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return pack


@dataclass(frozen=True)
class Outcome:
    """What a command left: exit code and both streams."""

    code: int
    out: bytes
    err: bytes


def run(*words: str, cwd: Path, environment: dict[str, str] | None = None) -> Outcome:
    """Run ``python -m toolkit`` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        capture_output=True,
        check=False,
        timeout=60,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


__all__ = ["ROOT", "Outcome", "main", "run", "write"]

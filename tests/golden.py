"""Golden files: what users see, checked in, compared byte for byte."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Golden:
    """The golden files of one folder of tests."""

    folder: Path
    accept: bool = False

    def compare(self, name: str, seen: str) -> None:
        """Assert that ``seen`` is what the golden file says; with ``accept``, write it there."""
        path = self.folder / name
        if self.accept:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(seen.encode())
            return
        assert path.exists(), f"no golden file {path}: run pytest --accept and review it"
        expected = path.read_bytes().decode()
        difference = "".join(
            difflib.unified_diff(
                expected.splitlines(keepends=True), seen.splitlines(keepends=True), "golden", "seen"
            )
        )
        assert seen == expected, f"{path} (pytest --accept, if this is meant)\n{difference}"

    def strays(self, names: Iterable[str]) -> list[str]:
        """Return the golden files that no test compares with."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return sorted({path.relative_to(self.folder).as_posix() for path in found} - set(names))

"""A consumer's project on disk in which all is well, and our doctor to ask about it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import Answer, asked
from tests.make import make_files, write_files
from toolkit.consumer.project import CONFIG, PACKS
from toolkit.consumer.vendor_lock import LOCK, Source, SourceKind, Vendored, VendorLock
from toolkit.pack.tree import Tree

TODAY = "2026-11-22"
HEAD = 'project: "shop"\nversion: "4.1"\n'
IMPORT = 'imports:\n  - "./policy-packs/api/qanstitution.yaml"\n'
GATES = """\
gates:
  - id: "shop.fast"
    condition: "true"
    gate: "duration < 750"
    enforcement: "block"
"""
EXCEPTION = """\
ignore_failures:
  - test: "checkout.hurl"
    rule_id: "acme.request_id"
    issue_id: "SHOP-7"
    expires: "2027-03-01"
    reason: "the gateway is being replaced"
"""
OVERRIDE = """\
  - id: "acme.request_id"
    condition: "path startswith '/'"
    gate: '{gate}'
    enforcement: "{enforcement}"
"""


def override(gate: str = 'header "X-Request-Id" exists', enforcement: str = "warn") -> str:
    """Return a local gate that takes the place of an imported one."""
    return OVERRIDE.format(gate=gate, enforcement=enforcement)


def locked(packs: Mapping[str, Mapping[str, bytes]]) -> bytes:
    """Return the lock of vendored packs, by the name of the folder."""
    return VendorLock(
        {
            name: Vendored.of(
                Tree.of_files(files),
                pack_id="acme.api",
                version="1.0.0",
                entrypoint=CONFIG,
                source=Source(kind=SourceKind.FOLDER, place="../packs/api"),
            )
            for name, files in packs.items()
        }
    ).encode()


@dataclass
class Shop:
    """A project in a folder, with the pack ``acme.api`` vendored as ``api``."""

    root: Path
    capture: pytest.CaptureFixture[str]

    @classmethod
    def new(cls, root: Path, capture: pytest.CaptureFixture[str]) -> Shop:
        """Return a project in which all is well."""
        pack = make_files()
        write_files(root / PACKS / "api", pack)
        files: dict[str, bytes | str] = {
            CONFIG: HEAD + IMPORT + GATES + EXCEPTION,
            LOCK: locked({"api": pack}),
        }
        write_files(root, files)
        return cls(root, capture)

    @property
    def config(self) -> Path:
        """The project's root document."""
        return self.root / CONFIG

    @property
    def pack(self) -> Path:
        """The folder of the vendored pack."""
        return self.root / PACKS / "api"

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace what must stand in a file."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8")

    def add(self, text: str) -> None:
        """Add to the end of the root document."""
        with self.config.open("a", encoding="utf-8") as file:
            file.write(text)

    def doctor(self, *words: str) -> Answer:
        """Ask our doctor about the project, as of a fixed day; it writes nothing."""
        before = digest(self.root)
        default = () if "--entroping" in words else ("--entroping", "0.5.0")
        words = ("--project", os.path.relpath(self.root), "--today", TODAY, *default, *words)
        answer = asked(self.capture, "doctor", *words, schema="doctor.v1")
        assert digest(self.root) == before
        return answer

    def told(self, *words: str) -> list[tuple[str, str, str]]:
        """Return check, status and place of all that is not fine, without the machine."""
        payload = self.doctor("--format", "json", *words).payload
        return [
            (each["check"], each["status"], shown(each["place"]))
            for each in payload["answers"]
            if each["status"] != "ok" and each["check"] != "tool"
        ]


def shown(place: dict[str, Any] | None) -> str:
    """Return a place as ``path:line``."""
    if place is None:
        return ""
    return f"{place['path']}:{place['line']}" if place["line"] else place["path"]


def digest(folder: Path) -> str:
    """Return a digest of every name, kind, time of change and byte below a folder."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        found.update(f"{path}\0{status.st_mode}\0{status.st_mtime_ns}\0".encode("utf-8", "replace"))
        if path.is_file() and not path.is_symlink() and status.st_mode & 0o400:
            found.update(path.read_bytes())
    return found.hexdigest()

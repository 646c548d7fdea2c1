"""A project on disk, packs to vendor into it, and our command line between the two."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.command_line import Answer, asked
from tests.make import GATES, G, make_files, write_files
from toolkit.consumer.vendor_lock import LOCK, VendorLock, read_vendor_lock
from toolkit.host.projects import read_project

CONFIG = 'project: "shop"  # ours\nversion: "4.1"\n'
EXAMPLE = """\
project: "shop"
version: "4.1"
imports: ["./policy-packs/api/%s"]
gates:
  - {id: "shop.fast", condition: "true", gate: "duration < 750", enforcement: "block"}
"""
FAST = G(id="acme.fast", gate="duration < 900")
FASTER = FAST.but(gate="duration < 500")


def sound_files(
    gates: Iterable[G] = GATES, *, entrypoint: str = "qanstitution.yaml", **manifest: object
) -> dict[str, bytes]:
    """Return the files of a pack that passes strict smoke."""
    listed = tuple(gates)
    finals = [f"`{each.id}` is final, since it must hold.\n" for each in listed if each.final]
    files: dict[str, str | None] = {
        "README.md": "".join(["# Acme API\n\n", *finals]),
        "LICENSE": "Apache-2.0\n",
        "NOTICE": "Acme\n",
        "examples/consumer-qanstitution.yaml": EXAMPLE % entrypoint,
    }
    return make_files(listed, files=files, entrypoint=entrypoint, **manifest)


def digest(folder: Path) -> str:
    """Return a digest of every name, kind, mode and byte below a folder."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        found.update(f"{path.relative_to(folder)}\0{mode}\0".encode())
        found.update(path.read_bytes() if stat.S_ISREG(mode) else b"")
    return found.hexdigest()


@dataclass
class Yard:
    """A folder with a project in ``shop`` and, beside it, what a test puts there."""

    root: Path
    capture: pytest.CaptureFixture[str]

    @classmethod
    def new(cls, root: Path, capture: pytest.CaptureFixture[str]) -> Yard:
        """Return a project that imports nothing yet."""
        write_files(root / "shop", {"qanstitution.yaml": CONFIG, "src/app.py": "pass\n"})
        return cls(root, capture)

    @property
    def project(self) -> Path:
        """The folder of the project."""
        return self.root / "shop"

    @property
    def config(self) -> Path:
        """Its root document."""
        return self.project / "qanstitution.yaml"

    @property
    def lock(self) -> VendorLock:
        """What it locks."""
        return read_vendor_lock((self.project / LOCK).read_bytes())

    @property
    def gates(self) -> dict[str, str]:
        """The assertion of each effective gate by its id."""
        policy = read_project(self.project).policy
        assert policy is not None
        return {gate.id: gate.assertion_text for gate in policy.gates}

    def pack(
        self,
        name: str = "pack",
        gates: Iterable[G] = GATES,
        *,
        entrypoint: str = "qanstitution.yaml",
        **manifest: object,
    ) -> str:
        """Write a pack beside the project; return its folder."""
        files = sound_files(gates, entrypoint=entrypoint, **manifest)
        return str(write_files(self.root / name, files))

    def vendor(self, *words: str | Path) -> Answer:
        """Run ``vendor`` on the project."""
        named = [str(each) for each in words]
        return asked(
            self.capture, "vendor", "--into", str(self.project), *named, schema="vendor-report.v1"
        )

    def vendored(self, *words: str | Path) -> Answer:
        """Run ``vendor --yes``, which must succeed."""
        answer = self.vendor(*words, "--yes")
        assert answer.code == 0, (answer.out, answer.err)
        assert not (self.project / ".policy-packs.vendoring").exists()
        return answer

    def refused(self, *words: str | Path, code: int = 1, yes: bool = True) -> Answer:
        """Run ``vendor``, which must refuse and leave the project as it is, byte for byte."""
        before = digest(self.project)
        answer = self.vendor(*words, *(["--yes"] if yes else []))
        assert answer.code == code, (answer.out, answer.err)
        assert digest(self.project) == before
        return answer

    def told(self, *words: str | Path) -> list[tuple[str, str]]:
        """Return code and place of every refusal."""
        payload = self.refused(*words, "--format", "json").payload
        return [(each["code"], shown(each["at"])) for each in payload["refusals"]]


def shown(place: dict[str, object]) -> str:
    """Return a place as ``path:line``."""
    return f"{place['path']}:{place['line']}" if place["line"] else str(place["path"])

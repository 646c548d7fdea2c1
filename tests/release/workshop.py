"""A pack on disk that passes strict smoke, in a git repository of its own, and our command line."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.command_line import Answer, asked

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

MANIFEST = """\
id: "acme.api"
name: "Acme API"
version: "1.0.0"
license: "Apache-2.0"
source: "packs/api"
entrypoint: "qanstitution.yaml"
runtime_contract: "qanstitution-import"
entroping: ">=0.1.1-alpha,<1.0"
evidence_command: "uv run python scripts/policy_pack_smoke.py --strict"
gate_prefixes: ["acme.api"]
final_gates: ["acme.api.no_5xx"]
gates:
  - { id: "acme.api.no_5xx", file: "rules/security.yaml", final: true }
maintainers: ["Acme"]
"""
FILES = {
    "entroping-policy-pack.yaml": MANIFEST,
    "README.md": "# Acme API\n\n`acme.api.no_5xx` is final because a server error is never fine.\n",
    "LICENSE": "Apache-2.0\n",
    "qanstitution.yaml": (
        'project: "acme-api"\nversion: "4.1"\nimports:\n  - "./rules/security.yaml"\ngates: []\n'
    ),
    "rules/security.yaml": """\
project: "acme-api-security"
version: "4.1"
gates:
  - id: "acme.api.no_5xx"
    description: "No server errors"
    condition: "true"
    gate: "status < 500"
    enforcement: "block"
    final: true
""",
    "examples/consumer-qanstitution.yaml": """\
project: "shop"
version: "4.1"
imports:
  - "./policy-packs/api/qanstitution.yaml"
gates:
  - id: "shop.fast"
    description: "Fast enough"
    condition: "true"
    gate: "duration < 750"
    enforcement: "block"
""",
}


@dataclass
class Workshop:
    """A repository with one pack, and the command line in it."""

    root: Path
    capture: pytest.CaptureFixture[str]
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def pack(self) -> Path:
        """The folder of the pack."""
        return self.root / "packs" / "api"

    def write(self, path: str, text: str) -> None:
        """Write one file of the repository."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def git(self, *arguments: str) -> str:
        """Run git in the repository, with nobody's configuration."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def set_version(self, version: str) -> None:
        """Give the pack a version and commit it."""
        manifest = MANIFEST.replace('"1.0.0"', f'"{version}"')
        self.write("packs/api/entroping-policy-pack.yaml", manifest)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", version)

    def tag(self, name: str) -> None:
        """Make an annotated tag on HEAD."""
        self.git("tag", "--annotate", "--message", name, name)

    def run(self, *words: str) -> Answer:
        """Run one command of ours in the repository."""
        return asked(self.capture, *words)

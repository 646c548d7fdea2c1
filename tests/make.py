"""Packs and repositories for tests: say what matters, get the rest."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.pack.model import CONSUMER_EXAMPLE, ENTRYPOINT, MANIFEST, README, Pack
from toolkit.pack.read import read_pack
from toolkit.pack.tree import Tree

PACK_ID = "acme.api"
RULES = "rules/main.yaml"


@dataclass(frozen=True, kw_only=True)
class G:
    """One gate, as it stands in a rule file and in the manifest."""

    id: str
    gate: str = "status < 500"
    condition: str = "true"
    enforcement: str = "block"
    final: bool = False
    description: str = ""
    file: str = RULES
    renamed_from: str = ""

    def but(self, **changes: object) -> G:
        """Return this gate with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


NO_5XX = G(id="acme.no_5xx", final=True)
REQUEST_ID = G(
    id="acme.request_id",
    gate='header "X-Request-Id" exists',
    condition="path startswith '/'",
    enforcement="warn",
)
GATES = (NO_5XX, REQUEST_ID)


def make_files(
    gates: Iterable[G] = GATES,
    *,
    files: Mapping[str, str | None] | None = None,
    entrypoint: str = ENTRYPOINT,
    **manifest: object,
) -> dict[str, bytes]:
    """Return the files of a pack; ``files`` adds some, replaces some, or (None) leaves some out.

    Everything else by name is a field of the manifest.
    """
    listed = tuple(gates)
    fields: dict[str, object] = {
        "id": PACK_ID,
        "name": "Acme API",
        "version": "1.0.0",
        "license": "Apache-2.0",
        "source": "packs/api",
        "entrypoint": entrypoint,
        "runtime_contract": "qanstitution-import",
        "entroping": ">=0.1,<1.0",
        "evidence_command": "entroping config test-policy-pack --pack packs/api",
        "gate_prefixes": sorted({gate.id.partition(".")[0] for gate in listed}),
        "final_gates": [gate.id for gate in listed if gate.final],
        "gates": [_entry(gate) for gate in listed],
        "maintainers": ["Acme"],
        **manifest,
    }
    sources = sorted({gate.file for gate in listed})
    climb = "../" * entrypoint.count("/")
    texts: dict[str, str | None] = {
        MANIFEST: "".join(f"{name}: {json.dumps(value)}\n" for name, value in fields.items()),
        entrypoint: _document([f"./{climb}{source}" for source in sources], ()),
        **{
            source: _document([], [gate for gate in listed if gate.file == source])
            for source in sources
        },
        README: "# Acme API\n",
        CONSUMER_EXAMPLE: "project: checkout\n",
        **(files or {}),
    }
    return {path: text.encode() for path, text in texts.items() if text is not None}


def make_pack(
    gates: Iterable[G] = GATES,
    *,
    files: Mapping[str, str | None] | None = None,
    entrypoint: str = ENTRYPOINT,
    **manifest: object,
) -> Pack:
    """Return a pack in memory; the arguments are those of `make_files`."""
    made = make_files(gates, files=files, entrypoint=entrypoint, **manifest)
    return read_pack(Tree.of_files(made, name="api")).pack()


def _entry(gate: G) -> dict[str, object]:
    renamed = {"renamed_from": gate.renamed_from} if gate.renamed_from else {}
    return {"id": gate.id, "file": gate.file, "final": gate.final, **renamed}


def _document(imports: list[str], gates: Iterable[G]) -> str:
    """Return a QAnstitution document, one line for each field of each gate."""
    lines = ["project: acme", 'version: "4.1"', f"imports: {json.dumps(imports)}", "gates:"]
    for gate in gates:
        lines.append(f"  - id: {json.dumps(gate.id)}")
        lines += [
            f"    {name}: {json.dumps(getattr(gate, name))}"
            for name in ("condition", "gate", "enforcement", "final", "description")
        ]
    return "\n".join(lines if len(lines) > 4 else [*lines[:3], "gates: []"]) + "\n"


def write_files(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    """Put files into a folder, with the folders that they need; return it."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


@dataclass(frozen=True)
class Repo:
    """A real git repository in a folder."""

    root: Path

    def git(self, *arguments: str) -> str:
        """Run git here, as nobody in particular, and return what it says."""
        environment = {
            **os.environ,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            **{f"GIT_{role}_NAME": "A Maintainer" for role in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{role}_EMAIL": "a@example.com" for role in ("AUTHOR", "COMMITTER")},
        }
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def write(self, folder: str, files: Mapping[str, bytes]) -> Path:
        """Make a folder hold exactly these files; return it."""
        target = self.root / folder
        for path in target.rglob("*"):
            if path.is_file() and ".git" not in path.relative_to(self.root).parts:
                path.unlink()
        return write_files(target, files)

    def commit(self, *tags: str) -> str:
        """Commit everything, tag it, and return the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "change")
        for tag in tags:
            self.git("tag", "--annotate", "--message", tag, tag)
        return self.git("rev-parse", "HEAD").strip()


def make_repository(folder: Path) -> Repo:
    """Return a new repository without a commit."""
    folder.mkdir(parents=True, exist_ok=True)
    repo = Repo(folder)
    repo.git("init", "--quiet", "--initial-branch=main", ".")
    return repo

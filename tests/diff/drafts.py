"""Packs to be edited: files as data, written out again in one way or another."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.make import make_files
from toolkit.host.files import read_folder
from toolkit.pack.model import MANIFEST, Pack
from toolkit.pack.read import read_pack
from toolkit.pack.tree import Tree

PACKS = Path(__file__).parent.parent.parent / "packs"
Style = Callable[[dict[str, Any]], str]


def plain(document: dict[str, Any]) -> str:
    """The layout of every pack that no operator lays out otherwise."""
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=1000)


@dataclass
class Draft:
    """The files of a pack: the manifest and the documents as data, the others as bytes."""

    name: str
    manifest: dict[str, Any]
    documents: dict[str, dict[str, Any]]
    files: dict[str, bytes]
    styles: dict[str, Style] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: Tree) -> Draft:
        """Return the draft of a pack that can be read."""
        pack = read_pack(tree).pack()
        files = dict(tree.files())
        documents = {path: yaml.safe_load(files.pop(path)) for path in pack.policy.documents}
        manifest = yaml.safe_load(files.pop(MANIFEST))
        return cls(tree.name, manifest, documents, files)

    def copy(self) -> Draft:
        """Return one that can be edited apart."""
        return Draft(
            self.name,
            deepcopy(self.manifest),
            deepcopy(self.documents),
            dict(self.files),
            dict(self.styles),
        )

    def lists(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Yield every list of gates, and the document that it is in."""
        for path, document in self.documents.items():
            if isinstance(document.get("gates"), list):
                yield path, document["gates"]
            for group in (document.get("gate_groups") or {}).values():
                yield path, group.get("gates", [])

    def gates(self) -> list[dict[str, Any]]:
        """Return every gate; references to groups are none."""
        return [gate for _, listed in self.lists() for gate in listed if "id" in gate]

    def home(self, gate_id: str) -> tuple[str, list[dict[str, Any]]]:
        """Return the document and the list that a gate stands in."""
        for path, listed in self.lists():
            if any(gate.get("id") == gate_id for gate in listed):
                return path, listed
        raise KeyError(gate_id)

    def gate(self, gate_id: str) -> dict[str, Any]:
        """Return one gate."""
        return next(gate for gate in self.gates() if gate["id"] == gate_id)

    def entry(self, gate_id: str) -> dict[str, Any]:
        """Return what the manifest says of a gate."""
        found: dict[str, Any] = next(e for e in self.manifest["gates"] if e["id"] == gate_id)
        return found

    def add(self, gate: dict[str, Any], path: str) -> None:
        """Add a gate to a document, and to the manifest."""
        self.documents[path].setdefault("gates", []).append(gate)
        final = bool(gate.get("final", False))
        self.manifest["gates"].append({"id": gate["id"], "file": path, "final": final})
        self.finals()

    def remove(self, gate_id: str) -> None:
        """Take a gate out of its document and the manifest."""
        _, listed = self.home(gate_id)
        listed[:] = [gate for gate in listed if gate.get("id") != gate_id]
        self.manifest["gates"] = [e for e in self.manifest["gates"] if e["id"] != gate_id]
        self.finals()

    def finals(self) -> None:
        """Let the manifest say which gates are final."""
        final = [gate["id"] for gate in self.gates() if gate.get("final")]
        self.manifest["final_gates"] = final
        for entry in self.manifest["gates"]:
            entry["final"] = entry["id"] in final

    def rule_files(self) -> list[str]:
        """Return the documents that hold gates."""
        return sorted({self.home(gate["id"])[0] for gate in self.gates()})

    def pack(self) -> Pack:
        """Return the pack that it is."""
        texts = {
            path: self.styles.get(path, plain)(document).encode()
            for path, document in {MANIFEST: self.manifest, **self.documents}.items()
        }
        return read_pack(Tree.of_files({**self.files, **texts}, name=self.name)).pack()


def starter_drafts() -> list[Draft]:
    """Return the packs of this repository."""
    return [Draft.of(read_folder(path)) for path in sorted(PACKS.iterdir()) if path.is_dir()]


def drafts_below(folder: Path) -> list[Draft]:
    """Return every pack below a folder that can be read, for a run over packs from elsewhere."""
    trees = [read_folder(path.parent) for path in sorted(folder.rglob(MANIFEST))]
    return [Draft.of(tree) for tree in trees if not read_pack(tree).manifest_faults]


ASSERTIONS = (
    *("status < 500", "status == 200", "status >= 400", "status != 404", "status not == 500"),
    *("duration < 2000", "duration <= 250", "bytes count < 1048576", "redirects count == 0"),
    *('header "X-Request-Id" exists', 'header "Server" not exists', 'version == "HTTP/2"'),
    *('header "Content-Type" contains "json"', 'header "Content-Type" startsWith "text/"'),
    *('header "Cache-Control" == "no-store"', 'header "ETag" matches /^(W\\/)?"[^"]*"$/'),
    *('jsonpath "$.id" exists', 'jsonpath "$.total" >= 0', 'jsonpath "$.state" == "done"'),
    *('jsonpath "$.items" count < 100', 'cookie "session[Secure]" exists', 'body contains "ok"'),
)
CONDITIONS = (
    *("true", "true", "true", "method == 'GET'", "path startswith '/v1'", "path contains '/admin'"),
    *("tags contains 'login'", "meta.tier == 'critical'", "url contains 'https://'"),
)


def generated_draft(chance: random.Random, gates: int = 6) -> Draft:
    """Return a pack of random gates in one to three files."""
    draft = Draft.of(Tree.of_files(make_files(()), name="generated"))
    paths = [f"rules/{name}.yaml" for name in ("one", "two", "three")[: chance.randint(1, 3)]]
    entrypoint = next(iter(draft.documents))
    draft.documents[entrypoint]["imports"] = [f"./{path}" for path in paths]
    draft.manifest["gate_prefixes"] = ["made"]
    for path in paths:
        draft.documents[path] = {"project": "made", "version": "4.1", "gates": []}
    for number in range(gates):
        gate = {
            "id": f"made.gate_{number}",
            "description": f"gate number {number}",
            "condition": chance.choice(CONDITIONS),
            "gate": chance.choice(ASSERTIONS),
            "enforcement": chance.choice(("block", "block", "warn", "audit_only")),
        }
        if chance.random() < 0.2:
            gate["final"] = True  # type: ignore[assignment]  # a document says it as a boolean
        draft.add(gate, chance.choice(paths))
    return draft


def large_draft(gates: int) -> Draft:
    """Return a pack of gates that all do something else."""
    made = generated_draft(random.Random(5), gates)  # noqa: S311  a test must repeat
    for number, gate in enumerate(made.gates()):
        gate["gate"] = f"duration < {number + 10}"
    return made


def five_changes(draft: Draft, turn: int) -> Pack:
    """Return the pack after five changes; every turn asks what was not asked before."""
    edited = draft.copy()
    one, two, three, gone, *_ = edited.gates()
    one["gate"] = f"status < {400 + turn}"
    two["condition"] = f"path startswith '/v{turn}'"
    three["enforcement"] = "warn" if three["enforcement"] != "warn" else "block"
    edited.remove(gone["id"])
    more = {"condition": "true", "gate": f"bytes count < {turn}", "enforcement": "block"}
    edited.add({"id": "made.more", **more}, edited.rule_files()[0])
    return edited.pack()

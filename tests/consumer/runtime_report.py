"""The runtime's report of an effective policy, built anew from its documented rules.

It shares nothing with the toolkit: PyYAML's safe loader, the disk, and the rules in
upstream-contract.md ("Import / merge / final", "Group expansion", the keys of
``entroping report policy``). Only for projects that are sound.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import yaml

_TRUE = {True, "1", "true", "t", "yes", "y", "on"}


def runtime_report(root: Path, config: str = "qanstitution.yaml") -> str:
    """Return the very text that the runtime writes about a project."""
    loaded = _load((root / config).resolve(), ())
    shown = _Shown(root.resolve())
    report = {
        "schema_version": "entroping.effective-policy-report.v1",
        "project": loaded["project"],
        "config_path": config,
        "imports": [shown(path) for path in loaded["imports"]],
        "sources": [
            {"path": shown(path), "sha256": digest, "import_chain": list(map(shown, chain))}
            for path, digest, chain in loaded["sources"]
        ],
        "gates": [
            {
                "id": gate["id"].strip(),
                "source_path": shown(path),
                "import_chain": list(map(shown, chain)),
                "condition": gate["condition"],
                "gate": gate["gate"].strip(),
                "enforcement": gate["enforcement"],
                "final": _is_true(gate.get("final", False)),
                "group": group,
                "description": gate.get("description"),
            }
            for gate, path, chain, group in loaded["gates"]
        ],
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


class _Shown:
    def __init__(self, root: Path) -> None:
        self.root = root

    def __call__(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def _is_true(value: object) -> bool:
    return (value.lower() if isinstance(value, str) else value) in _TRUE


def _load(path: Path, stack: tuple[Path, ...]) -> dict[str, Any]:
    data = path.read_bytes()
    document = yaml.safe_load(data.decode()) or {}
    chain = (*stack, path)
    imports: list[Path] = []
    sources: list[tuple[Path, str, tuple[Path, ...]]] = [
        (path, hashlib.sha256(data).hexdigest(), chain)
    ]
    gates: list[Any] = []
    for ref in document.get("imports", []):
        found = _load((path.parent / ref).resolve(), chain)
        for each in (found["path"], *found["imports"]):
            if each not in imports:
                imports.append(each)
        for source in found["sources"]:
            if source[0] not in [known[0] for known in sources]:
                sources.append(source)
        gates += found["gates"]
    for gate, group in _expanded(document):
        mine = (gate, path, chain, group)
        ids = [other[0]["id"].strip() for other in gates]
        if gate["id"].strip() in ids:
            gates[ids.index(gate["id"].strip())] = mine
        else:
            gates.append(mine)
    return {
        "path": path,
        "project": document["project"],
        "imports": imports,
        "sources": sources,
        "gates": gates,
    }


def _expanded(document: dict[str, Any]) -> list[tuple[dict[str, Any], str | None]]:
    groups = {name.strip(): group for name, group in document.get("gate_groups", {}).items()}

    def group(name: str) -> list[tuple[dict[str, Any], str | None]]:
        nested = [one for inner in groups[name].get("groups", []) for one in group(inner.strip())]
        return [*nested, *((gate, name) for gate in groups[name].get("gates", []))]

    return [
        one
        for gate in document.get("gates", [])
        for one in (group(gate["group"].strip()) if "group" in gate else [(gate, None)])
    ]

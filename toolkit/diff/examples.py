"""The example of a rule as data, and the two packs that it makes: one edit of a tiny pack.

The pack is ``example.yaml`` beside this module. An example names what it edits
(a gate by its id, ``manifest`` or ``files``) and says how that stands on the old
and on the new side; a side that says nothing is one where it does not exist.
"""

from __future__ import annotations

import functools
import importlib.resources
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from toolkit.pack.model import MANIFEST, Pack
from toolkit.pack.nodes import plain
from toolkit.pack.read import read_pack
from toolkit.pack.strict_yaml import read_yaml
from toolkit.pack.tree import Tree

DATA = "example.yaml"
OF_MANIFEST = "manifest"
OF_FILES = "files"
COMMENT = "comment"
"""No field: words that stand as a comment above the gate or the manifest."""

Value: TypeAlias = "str | bool | list[str]"
Fields: TypeAlias = "Mapping[str, Value]"

_NEW_GATE: Fields = {
    "file": "rules/api.yaml",
    "description": "",
    "condition": "true",
    "gate": "status < 500",
    "enforcement": "block",
    "final": False,
}
"""What a gate is that only one side has, where the example says nothing else."""


class ExampleError(Exception):
    """An example makes no pack: our own fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One edit: of what, and how it stands before and after; None where it does not exist."""

    edit: str
    old: Fields | None
    new: Fields | None

    def packs(self) -> tuple[Pack, Pack]:
        """Return the example pack before and after the edit.

        Raises:
            ExampleError: A side is no pack.
        """
        return self._pack(self.old), self._pack(self.new)

    def _pack(self, side: Fields | None) -> Pack:
        files = _written(self._edited(side))
        reading = read_pack(
            Tree.of_files({path: text.encode() for path, text in files.items()}, name="api")
        )
        # Some rules are about manifests that no checker accepts: these are read all the same.
        if reading.manifest is None or reading.policy is None or reading.policy_faults:
            faults = (*reading.manifest_faults, *reading.policy_faults)
            raise ExampleError(f"{self.edit}: {'; '.join(map(str, faults))}")
        return Pack(tree=reading.tree, manifest=reading.manifest, policy=reading.policy)

    def _edited(self, side: Fields | None) -> _Parts:
        parts = _plain_pack()
        if self.edit == OF_MANIFEST:
            return _Parts({**parts.manifest, **(side or {})}, parts.gates, parts.files)
        if self.edit == OF_FILES:
            texts = {path: str(text) for path, text in (side or {}).items()}
            return _Parts(parts.manifest, parts.gates, {**parts.files, **texts})
        gate = parts.gates.get(self.edit, {"id": self.edit, **_NEW_GATE})
        gates = {name: fields for name, fields in parts.gates.items() if name != self.edit}
        if side is not None:
            unknown = side.keys() - {*gate, COMMENT, "renamed_from"}
            if unknown:
                raise ExampleError(f"{self.edit} has no {', '.join(sorted(unknown))}")
            edited = {self.edit: {**gate, **side}}
            gates = {name: (edited | gates)[name] for name in {**parts.gates, **edited}}
        return _Parts(parts.manifest, gates, parts.files)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A pack before it is written: fields of the manifest, gates by id, other files by path."""

    manifest: Fields
    gates: Mapping[str, Fields]
    files: Mapping[str, str]


@functools.cache
def _plain_pack() -> _Parts:
    data = importlib.resources.files("toolkit.diff").joinpath(DATA).read_bytes()
    reading = read_yaml(data, DATA)
    if reading.faults or reading.root is None:
        raise ExampleError(f"{DATA}: {'; '.join(map(str, reading.faults)) or 'empty'}")
    content = cast("dict[str, Any]", plain(reading.root))
    gates = {name: {"id": name, **fields} for name, fields in content["gates"].items()}
    return _Parts(content["manifest"], gates, content["files"])


def _written(parts: _Parts) -> dict[str, str]:
    """Return the files of a pack, as a person would write them."""
    sources = list(dict.fromkeys(str(gate["file"]) for gate in parts.gates.values()))
    entrypoint = str(parts.manifest["entrypoint"])
    documents = {
        source: _document((), [gate for gate in parts.gates.values() if gate["file"] == source])
        for source in sources
    }
    return {
        MANIFEST: "".join(_manifest(parts)),
        entrypoint: _document([f"./{source}" for source in sources], ()),
        **documents,
        **parts.files,
    }


def _manifest(parts: _Parts) -> Iterator[str]:
    gates = parts.gates.values()
    prefixes = sorted({str(gate["id"]).partition(".")[0] for gate in gates})
    fields = {
        "gate_prefixes": prefixes,
        "final_gates": [str(gate["id"]) for gate in gates if gate["final"]],
        **parts.manifest,
    }
    if comment := fields.pop(COMMENT, ""):
        yield f"# {comment}\n"
    for name, value in fields.items():
        yield f"{name}: {_scalar(value)}\n"
    yield "gates:\n"
    for gate in gates:
        yield f"  - id: {_scalar(gate['id'])}\n"
        for name in ("file", "final", "renamed_from"):
            if name in gate:
                yield f"    {name}: {_scalar(gate[name])}\n"


def _document(imports: Iterable[str], gates: Iterable[Fields]) -> str:
    lines = ["project: acme", 'version: "4.1"']
    if imported := list(imports):
        lines.append(f"imports: {_scalar(imported)}")
    listed = [line for gate in gates for line in _gate(gate)]
    return "\n".join([*lines, *(["gates:", *listed] if listed else ["gates: []"]), ""])


def _gate(gate: Fields) -> Iterator[str]:
    if COMMENT in gate:
        yield f"  # {gate[COMMENT]}"
    yield f"  - id: {_scalar(gate['id'])}"
    for name in ("description", "condition", "gate", "enforcement", "final"):
        if gate[name] != "":
            yield f"    {name}: {_scalar(gate[name])}"


def _scalar(value: Value) -> str:
    """Return a value in YAML: text in the quotes that need the fewest escapes."""
    if isinstance(value, str) and ('"' in value or "\\" in value) and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value)

"""One QAnstitution file → `Document`: its shape, its gates, its groups expanded.

Source: upstream-contract.md, "Rules of a QAnstitution document", and "Where we
go further", 3 and 4. A document with a fault is no document: the faults are
all there is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.faults import Fault
from toolkit.pack.gate import read_gate
from toolkit.pack.groups import Groups
from toolkit.pack.limits import MAX_FINDINGS, MAX_GATES_PER_FILE
from toolkit.pack.model import Document, Gate, Import
from toolkit.pack.nodes import Mapping, Node, Scalar, Sequence, text_of
from toolkit.pack.sections import check_sections
from toolkit.pack.shape import check_shape
from toolkit.pack.strict_yaml import read_yaml
from toolkit.spans import Location

SCHEMA = "qanstitution.v4-1"


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """What one file gave: the document where it is sound, and its faults."""

    document: Document | None
    faults: tuple[Fault, ...]
    root: Mapping | None = field(default=None, repr=False)


def read_document(data: bytes, path: str) -> DocumentReading:
    """Read one file; every fault of it is reported at once."""
    reading = read_yaml(data, path)
    faults = [_reworded(fault, path) for fault in reading.faults]
    root = reading.root
    if root is None or (isinstance(root, Scalar) and root.value is None):
        root = Mapping({}, Location(path, 1, 1))
    if not isinstance(root, Mapping):
        message = f"QAnstitution file must contain a YAML mapping: {path}"
        faults.append(Fault(code="document-no-mapping", message=message, where=root.at))
    if faults or not isinstance(root, Mapping):
        return DocumentReading(None, tuple(faults))
    return document_of(root, path)


def _reworded(fault: Fault, path: str) -> Fault:
    start = f"QAnstitution keys must be strings in {path}: "
    if fault.code == "yaml-key-not-string":
        message = fault.message.replace("YAML keys must be strings: ", start)
    else:
        message = f"Invalid YAML in {path}: {fault.message}"
    return Fault(code=fault.code, message=message, where=fault.where, hint=fault.hint)


def document_of(root: Mapping, path: str) -> DocumentReading:
    """Read a document from its YAML, which must be free of faults."""
    prefix = f"Invalid QAnstitution config in {path}: "
    faults = check_shape(root, SCHEMA, prefix=prefix + "{field}: {message}")
    reader = _Reader(prefix, {fault.where for fault in faults})
    reader.faults.extend(check_sections(root, prefix, reader.misshapen))
    gates = reader.gates(root)
    _refuse_twins(gates, path, reader.faults)
    faults = sorted([*faults, *reader.faults], key=lambda fault: fault.where)
    if faults:
        return DocumentReading(None, tuple(faults), root)
    document = Document(
        path=path,
        project=text_of(root.get("project")) or "",
        imports=tuple(_imports(root.get("imports"))),
        gates=tuple(gates),
        sections=dict(root.keys),
    )
    return DocumentReading(document, (), root)


def _imports(node: Node | None) -> list[Import]:
    items = node.items if isinstance(node, Sequence) else ()
    return [Import(text_of(item) or "", item.at) for item in items]


def _refuse_twins(gates: list[Gate], path: str, faults: list[Fault]) -> None:
    first: dict[str, Gate] = {}
    for gate in gates:
        known = first.get(gate.id)
        if known is None:
            first[gate.id] = gate
            continue
        hint = f"first at line {known.at.line}: give each gate an id of its own"
        if known is gate:
            hint = f"the group {gate.group} is referenced twice: reference it once"
        message = f"Duplicate gate id {gate.id!r} in {path}"
        faults.append(Fault(code="gate-id-duplicate", message=message, where=gate.at, hint=hint))


@dataclass
class _Reader:
    """Reads the gates of one document; ``misshapen`` are the places the schema refused."""

    prefix: str
    misshapen: set[Location]
    faults: list[Fault] = field(default_factory=list)

    def gates(self, root: Mapping) -> list[Gate]:
        groups = self._groups(root.get("gate_groups"))
        expanded: list[Gate] = []
        node = root.get("gates")
        for index, item in enumerate(node.items if isinstance(node, Sequence) else ()):
            if len(expanded) > MAX_GATES_PER_FILE or len(self.faults) > MAX_FINDINGS:
                break
            if isinstance(item, Mapping) and "group" in item.entries:
                expanded += groups.expand(item.get("group"), f"{self.prefix}gates.{index}: ")
            else:
                gate = self._gate(item, f"gates.{index}", group=None)
                expanded += [gate] if gate else []
        groups.refuse_flood(expanded, self.prefix, root)
        return expanded

    def _groups(self, node: Node | None) -> Groups:
        groups = Groups(self.faults)
        if isinstance(node, Mapping):
            for name, group in node.entries.items():
                where = f"gate_groups.{name}"
                stripped = groups.declare(name, node.keys[name], f"{self.prefix}{where}: ")
                if stripped is None or not isinstance(group, Mapping):
                    continue
                items = group.get("gates")
                gates = (
                    self._gate(item, f"{where}.gates.{index}", group=stripped)
                    for index, item in enumerate(items.items if isinstance(items, Sequence) else ())
                )
                groups.fill(stripped, group.get("groups"), [gate for gate in gates if gate])
        return groups

    def _gate(self, node: Node, where: str, *, group: str | None) -> Gate | None:
        if not isinstance(node, Mapping) or node.at in self.misshapen:
            return None
        if any(value.at in self.misshapen for value in node.entries.values()):
            return None
        if any(at in self.misshapen for at in node.keys.values()):
            return None
        gate, faults = read_gate(node, f"{self.prefix}{where}", group=group)
        self.faults.extend(faults)
        return gate

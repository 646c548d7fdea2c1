"""``entroping-policy-pack.yaml`` → `Manifest`, with every fault of its shape."""

from __future__ import annotations

from toolkit.errors import ToolkitError
from toolkit.faults import Fault
from toolkit.pack.model import MANIFEST, Manifest, ManifestGate
from toolkit.pack.nodes import Mapping, Node, Scalar, Sequence, text_of
from toolkit.pack.shape import check_shape
from toolkit.pack.strict_yaml import read_yaml
from toolkit.pack.tree import Tree
from toolkit.spans import Location
from toolkit.versions import parse_version

SCHEMA = "pack-manifest.v1"


def read_manifest(tree: Tree) -> tuple[Manifest | None, list[Fault]]:
    """Read the manifest of a pack; None where there is no mapping to read.

    The messages are those of the existing smoke check (upstream-contract.md,
    "Smoke checks", 1-6).
    """
    data = tree.file(MANIFEST)
    if data is None:
        message = f"manifest file {tree.absence(MANIFEST)}: {MANIFEST}"
        hint = "every pack has one; `new-pack` writes it"
        fault = Fault(code="manifest-missing", message=message, where=Location(MANIFEST), hint=hint)
        return None, [fault]
    reading = read_yaml(data, MANIFEST)
    faults = [_with_prefix(fault) for fault in reading.faults]
    if not isinstance(reading.root, Mapping):
        if not faults:
            at = reading.root.at if reading.root else Location(MANIFEST)
            message = f"YAML file must contain a mapping: {MANIFEST}"
            faults.append(Fault(code="manifest-no-mapping", message=message, where=at))
        return None, faults
    faults += check_shape(reading.root, SCHEMA, to_write={"version": _version_to_write})
    return _manifest(reading.root, reading.text), faults


def _version_to_write(text: str) -> str:
    """Say what to write for an unquoted version that YAML reads as a number: 1.0 means 1.0.0."""
    numbers = text.split(".")
    meant = ".".join([*numbers, "0", "0"][:3])
    try:
        parse_version(meant)
    except ToolkitError:
        return 'a semantic version such as "1.0.0"'
    return f'"{meant}"'


def _with_prefix(fault: Fault) -> Fault:
    message = f"invalid YAML: {MANIFEST}: {fault.message}"
    return Fault(code=fault.code, message=message, where=fault.where, hint=fault.hint)


def _manifest(root: Mapping, whole: str) -> Manifest:
    def text(name: str) -> str:
        return _text(root.get(name))

    return Manifest(
        id=text("id"),
        name=text("name"),
        version=text("version"),
        license=text("license"),
        source=text("source"),
        entrypoint=text("entrypoint"),
        runtime_contract=text("runtime_contract"),
        entroping=text("entroping"),
        evidence_command=text("evidence_command"),
        gate_prefixes=_texts(root.get("gate_prefixes")),
        final_gates=_texts(root.get("final_gates")),
        gates=_gates(root.get("gates")),
        maintainers=tuple(text.strip() for text in _texts(root.get("maintainers"))),
        publisher=text("publisher").strip(),
        summary=text("summary"),
        but_version=_cut_out(root.get("version"), whole),
        where={name: node.at for name, node in root.entries.items()},
    )


def _cut_out(node: Node | None, whole: str) -> str:
    return whole[: node.start] + whole[node.end :] if isinstance(node, Scalar) else whole


def _text(node: Node | None) -> str:
    value = text_of(node) or ""
    return value if value.strip() else ""


def _texts(node: Node | None) -> tuple[str, ...]:
    items = node.items if isinstance(node, Sequence) else ()
    return tuple(text for item in items if (text := _text(item)))


def _gates(node: Node | None) -> tuple[ManifestGate, ...]:
    items = node.items if isinstance(node, Sequence) else ()
    return tuple(
        gate for index, item in enumerate(items) if (gate := _gate(item, index)) is not None
    )


def _gate(node: Node, index: int) -> ManifestGate | None:
    if not isinstance(node, Mapping):
        return None
    gate_id, file, final = _text(node.get("id")), _text(node.get("file")), node.get("final")
    if not (gate_id and file and isinstance(final, Scalar) and isinstance(final.value, bool)):
        return None
    return ManifestGate(
        id=gate_id,
        file=file,
        final=final.value,
        renamed_from=_text(node.get("renamed_from")).strip(),
        index=index,
        at=node.at,
        where={name: value.at for name, value in node.entries.items()},
    )

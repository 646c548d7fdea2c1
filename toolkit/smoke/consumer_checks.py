"""Does the consumer example load the pack the way a consumer would?

Source: upstream-contract.md, "Smoke checks" 13 and 14, and "Where we go
further", 5: the example imports ``./policy-packs/<directory>/<entrypoint>`` and
loads from there, every import of it. The consumer's project is a tree in
memory; nothing is copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.faults import Fault
from toolkit.pack.document import DocumentReading, document_of
from toolkit.pack.imports import has_control
from toolkit.pack.model import CONSUMER_EXAMPLE
from toolkit.pack.nodes import Mapping, Node, Sequence, text_of
from toolkit.pack.policy import load_policy
from toolkit.pack.read import Reading, local_path
from toolkit.pack.strict_yaml import read_yaml
from toolkit.pack.tree import Entry, Tree
from toolkit.smoke.policy_checks import reworded
from toolkit.spans import Location

_PROJECT = "qanstitution.yaml"
_SCHEME = re.compile(r"[ ]*[A-Za-z][A-Za-z0-9+.-]*:")
_IMPORT = re.compile(r"\./policy-packs/(?P<folder>[^/]+)/(?P<entrypoint>.+)")


@dataclass(frozen=True, slots=True)
class ConsumerExample:
    """What the example gave: the keys of the evidence, and the faults."""

    import_path: str = ""
    local_gate_ids: tuple[str, ...] = ()
    gate_ids: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def check_consumer(reading: Reading) -> ConsumerExample:
    """Check the consumer example of a pack and load it as a consumer would."""
    data = reading.tree.file(CONSUMER_EXAMPLE)
    if data is None:
        message = f"consumer example {reading.tree.absence(CONSUMER_EXAMPLE)}: {CONSUMER_EXAMPLE}"
        return ConsumerExample(faults=(_fault("consumer-missing", message),))
    yaml = read_yaml(data, CONSUMER_EXAMPLE)
    root = yaml.root
    if yaml.faults or not isinstance(root, Mapping):
        faults = [
            reworded(f, f"invalid YAML: {CONSUMER_EXAMPLE}: {f.message}") for f in yaml.faults
        ]
        message = f"YAML file must contain a mapping: {CONSUMER_EXAMPLE}"
        return ConsumerExample(
            faults=tuple(faults) or (_fault("consumer-no-mapping", message, root),)
        )

    shape = [*_import_faults(root, reading.entrypoint), *_gate_faults(root)]
    local = sorted(_local_gate_ids(root))
    folder = vendor_name(reading.tree.name)
    import_path = f"./policy-packs/{folder}/{reading.entrypoint}"
    example = document_of(root, CONSUMER_EXAMPLE)
    gate_ids, loading = _load(reading, example, folder, (import_path,))
    if not shape and not loading:
        gate_ids, loading = _load(reading, example, _folder_named(root), None)
    return ConsumerExample(import_path, tuple(local), tuple(gate_ids), (*shape, *loading))


def vendor_name(name: str) -> str:
    """Return the folder that a pack is vendored to for the check (contract, 14)."""
    safe = "".join(char if char.isalnum() or char in "-_." else "-" for char in name.strip())
    return safe.strip(".-_") or "policy-pack"


def _fault(code: str, message: str, node: Node | None = None, hint: str = "") -> Fault:
    where = node.at if node is not None else Location(CONSUMER_EXAMPLE)
    return Fault(code=code, message=message, where=where, hint=hint)


def _import_faults(root: Mapping, entrypoint: str) -> Iterator[Fault]:
    imports = root.get("imports")
    hint = f"write: ./policy-packs/<name of the pack>/{entrypoint}"
    if not isinstance(imports, Sequence) or not imports.items:
        message = "consumer example must declare at least one local import"
        yield _fault("consumer-import", message, imports or root, hint)
        return
    for index, item in enumerate(imports.items):
        problem = _import_problem(text_of(item), index, entrypoint)
        if problem:
            yield _fault("consumer-import", problem, item, hint)


def _import_problem(ref: str | None, index: int, entrypoint: str) -> str:
    if ref is None or not ref.strip():
        return f"consumer example import {index} must be a non-empty string"
    if has_control(ref):
        return "consumer example imports must not contain control characters"
    if _SCHEME.match(ref) or ref.startswith(("git@", "/", "~")) or "\\" in ref:
        return "consumer example imports must be local paths"
    if ".." in ref.split("/"):
        return "consumer example imports must not contain traversal"
    match = _IMPORT.fullmatch(ref)
    if match is None or local_path(match["entrypoint"]) != entrypoint:
        return f"consumer example must import the pack from ./policy-packs/, not {ref!r}"
    if vendor_name(match["folder"]) != match["folder"]:
        return f"consumer example imports from an unsafe folder name: {match['folder']!r}"
    return ""


def _folder_named(root: Mapping) -> str:
    imports = root.get("imports")
    first = imports.items[0] if isinstance(imports, Sequence) else None
    match = _IMPORT.fullmatch(text_of(first) or "")
    return match["folder"] if match else ""


def _gate_faults(root: Mapping) -> Iterator[Fault]:
    gates = root.get("gates")
    if not isinstance(gates, Sequence):
        yield _fault(
            "consumer-gates", "consumer example field 'gates' must be a list", gates or root
        )
    else:
        for index, item in enumerate(gates.items):
            if not isinstance(item, Mapping):
                message = f"consumer example gate {index} must be an object"
                yield _fault("consumer-gates", message, item)
            elif not (text_of(item.get("id")) or "").strip():
                message = f"consumer example gate {index}.id must be a non-empty string"
                hint = "a gate of the project's own, not a group" if "group" in item.entries else ""
                yield _fault("consumer-gates", message, item, hint)
    if not _local_gate_ids(root):
        message = "consumer example must define at least one local gate"
        hint = "show an override of a gate that is not final, or a gate of the project's own"
        yield _fault("consumer-gates", message, gates or root, hint)


def _local_gate_ids(root: Mapping) -> list[str]:
    gates = root.get("gates")
    items = gates.items if isinstance(gates, Sequence) else ()
    ids = (text_of(item.get("id")) for item in items if isinstance(item, Mapping))
    return [text.strip() for text in ids if text and text.strip()]


def _load(
    reading: Reading, example: DocumentReading, folder: str, imports: tuple[str, ...] | None
) -> tuple[list[str], list[Fault]]:
    """Load the example in a project that has the pack under ``policy-packs/<folder>``.

    The documents of the pack are the ones that were read before, so that every
    fault says where it stands in the pack.
    """
    if reading.policy is None:
        return [], []  # the pack itself does not load: said once, at the entrypoint
    home = f"policy-packs/{folder}"
    project = Tree.of([*reading.tree.moved_to(home), Entry(path=_PROJECT)])
    read = {
        f"{home}/{path}": DocumentReading(document, ())
        for path, document in reading.policy.documents.items()
    }
    if example.document is None:
        faults = list(example.faults)
    else:
        read[_PROJECT] = example
        policy, faults = load_policy(project, _PROJECT, imports=imports, read=read)
        if policy is not None:
            return policy.gate_ids, []
    return [], [reworded(f, f"consumer example failed to load: {f.message}") for f in faults]

"""An entrypoint and all it imports → the effective `Policy`, as the runtime merges it.

Source: upstream-contract.md, "Import / merge / final". Order in each file:
read, refuse twins, each import in order, local gates last. An imported gate may
be replaced by a local one in place unless it is final; two imports may never
bring the same id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from posixpath import dirname

from toolkit.faults import Fault
from toolkit.pack.document import DocumentReading, read_document
from toolkit.pack.imports import ImportRefusedError, resolve, why_not_found
from toolkit.pack.limits import (
    MAX_FINDINGS,
    MAX_IMPORT_DEPTH,
    MAX_IMPORTED_FILES,
    MAX_POLICY_BYTES,
)
from toolkit.pack.model import Document, Gate, Import, Override, Policy
from toolkit.pack.tree import Tree
from toolkit.spans import Location


def load_policy(
    tree: Tree,
    entrypoint: str,
    *,
    imports: tuple[str, ...] | None = None,
    read: Mapping[str, DocumentReading] | None = None,
) -> tuple[Policy | None, list[Fault]]:
    """Load a policy; with any fault there is none, because the runtime would refuse it.

    ``imports`` takes the place of the entrypoint's own list of imports, as the
    smoke check does with a consumer example. ``read`` are files of ``tree``
    that were read before.
    """
    loader = _Loader(tree, dirname(entrypoint), {entrypoint: imports}, dict(read or {}))
    if tree.file(entrypoint) is None:
        message = f"QAnstitution file not found: {entrypoint}"
        hint = why_not_found(tree, entrypoint)
        at = Location(entrypoint)
        return None, [Fault(code="entrypoint-missing", message=message, where=at, hint=hint)]
    gates = loader.load(entrypoint, stack=())
    if loader.faults:
        return None, list(dict.fromkeys(loader.faults))
    policy = Policy(
        entrypoint=entrypoint,
        gates=tuple(gates.values()),
        imports=tuple(loader.imports),
        overrides=tuple(loader.overrides),
        documents=loader.documents,
        chains=loader.chains,
    )
    return policy, []


@dataclass
class _Loader:
    """Walks the import graph once for each import, as the runtime does."""

    tree: Tree
    root: str
    replaced: dict[str, tuple[str, ...] | None]
    readings: dict[str, DocumentReading]
    faults: list[Fault] = field(default_factory=list)
    imports: dict[str, None] = field(default_factory=dict)
    overrides: list[Override] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    chains: dict[str, tuple[str, ...]] = field(default_factory=dict)
    noted: set[str] = field(default_factory=set)
    followed: int = 0
    size: int = 0

    def note(self, code: str, message: str, at: Location, hint: str = "") -> None:
        self.faults.append(Fault(code=code, message=message, where=at, hint=hint))

    def load(self, path: str, stack: tuple[str, ...]) -> dict[str, Gate]:
        document = self._read(path)
        if document is None:
            return {}
        self.documents[path] = document
        self.chains.setdefault(path, (*stack, path))
        merged: dict[str, Gate] = {}
        for entry in self._imports(document, path):
            if len(self.faults) > MAX_FINDINGS:
                break
            target = self._follow(entry, path, (*stack, path))
            if target is not None:
                self.imports.setdefault(target)
                imported = self.load(target, (*stack, path))
                self._merge_import(merged, imported, target, entry.at)
        self._merge_local(merged, document)
        return merged

    def _imports(self, document: Document, path: str) -> tuple[Import, ...]:
        instead = self.replaced.get(path)
        if instead is None:
            return document.imports
        at = document.sections.get("imports", Location(document.path))
        return tuple(Import(ref, at) for ref in instead)

    def _read(self, path: str) -> Document | None:
        """Return the document at ``path``; its faults are noted when it is first needed.

        It may have been read before, by whoever looked for what it imports.
        """
        if path not in self.noted:
            self.noted.add(path)
            data = self.tree.file(path) or b""
            self.size += len(data)
            if path not in self.readings:
                self.readings[path] = read_document(data, path)
            self.faults.extend(self.readings[path].faults)
        return self.readings[path].document

    def _follow(self, entry: Import, importer: str, stack: tuple[str, ...]) -> str | None:
        try:
            target = resolve(self.tree, entry.ref, importer=importer, root=self.root)
        except ImportRefusedError as refusal:
            self.note("import-refused", refusal.message, entry.at, refusal.hint)
            return None
        if target in stack:
            chain = " -> ".join((*stack[stack.index(target) :], target))
            self.note(
                "import-cycle",
                f"QAnstitution import cycle detected: {chain}",
                entry.at,
                "remove one of these imports",
            )
            return None
        self.followed += 1
        if len(stack) > MAX_IMPORT_DEPTH or self.followed > MAX_IMPORTED_FILES:
            limit = f"{MAX_IMPORT_DEPTH} files deep and {MAX_IMPORTED_FILES:,} in all"
            self.note("import-flood", f"imports go further than {limit}", entry.at)
            return None
        unread = b"" if target in self.noted else self.tree.file(target) or b""
        if self.size + len(unread) > MAX_POLICY_BYTES:
            message = f"the policy has more than {MAX_POLICY_BYTES:,} bytes with this import"
            self.note("import-flood", message, entry.at)
            return None
        return target

    def _merge_import(
        self, merged: dict[str, Gate], imported: dict[str, Gate], source: str, at: Location
    ) -> None:
        for gate in imported.values():
            previous = merged.get(gate.id)
            if previous is None:
                merged[gate.id] = gate
                continue
            if len(self.faults) > MAX_FINDINGS:
                return
            if previous.final:
                message = (
                    f"Cannot override final imported gate {gate.id!r} "
                    f"while merging imported gate from {source}"
                )
            else:
                message = (
                    f"Duplicate imported gate id {gate.id!r} from {source}; "
                    f"already defined in {previous.at.path}"
                )
            if previous.at == gate.at:
                hint = f"{gate.at.path} is imported twice: import it in one place only"
            else:
                hint = f"also defined at {previous.at}: give each gate an id of its own"
            self.note("import-duplicate-gate", message, at, hint)

    def _merge_local(self, merged: dict[str, Gate], document: Document) -> None:
        for gate in document.gates:
            previous = merged.get(gate.id)
            if previous is not None and previous.final:
                message = (
                    f"Cannot override final imported gate {gate.id!r} "
                    f"while merging local gate from {document.path}"
                )
                hint = f"final at {previous.at}: use another id, or ignore_failures with an expiry"
                self.note("final-overridden", message, gate.at, hint)
                continue
            if previous is not None:
                self.overrides.append(Override(gate.id, previous.at, gate.at))
            merged[gate.id] = gate

"""The pack as a value: what the manifest says and what the policy does.

Everything is immutable and carries its place in the files, so that whoever
judges it can point at it. Nothing here reads, checks or prints.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from toolkit.gates.condition import Condition
from toolkit.gates.nodes import Assertion
from toolkit.pack.tree import Tree
from toolkit.spans import Location

MANIFEST = "entroping-policy-pack.yaml"
ENTRYPOINT = "qanstitution.yaml"
README = "README.md"
CONSUMER_EXAMPLE = "examples/consumer-qanstitution.yaml"
LICENSE_PLACEHOLDER = "The text of the licence does not stand here yet."
"""What a scaffolded LICENSE says until its text is put there (`new-pack`, `smoke`)."""


class Enforcement(enum.IntEnum):
    """What a failing gate does to the run, weakest first."""

    AUDIT_ONLY = 0
    WARN = 1
    BLOCK = 2

    @property
    def text(self) -> str:
        """The word for it in a document."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One gate of a document: where it applies, what it asserts, how it is enforced.

    ``condition_text`` and ``assertion_text`` are as the runtime uses them
    (blanks around them removed); ``condition`` and ``assertion`` are their
    parsed forms. ``description`` is None where there is none; ``condition_as_written``
    keeps its blanks, because the runtime's own report does. ``where`` has the place
    of each field.
    """

    id: str
    condition_text: str
    assertion_text: str
    condition: Condition
    assertion: Assertion
    enforcement: Enforcement
    description: str | None = None
    final: bool = False
    group: str | None = None
    at: Location
    condition_as_written: str = field(default="", compare=False, repr=False)
    where: Mapping[str, Location] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Import:
    """One entry of a document's ``imports``."""

    ref: str
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One QAnstitution file, its gate groups expanded."""

    path: str
    project: str
    imports: tuple[Import, ...]
    gates: tuple[Gate, ...]
    sections: Mapping[str, Location]
    """The place of each top-level field that the file has."""


@dataclass(frozen=True, slots=True)
class Override:
    """A local gate that takes the place of an imported one with the same id."""

    gate_id: str
    imported: Location
    local: Location


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What the runtime makes of an entrypoint and all it imports."""

    entrypoint: str
    gates: tuple[Gate, ...]
    imports: tuple[str, ...]
    """Every imported file once, in the order of first import."""
    overrides: tuple[Override, ...] = ()
    documents: Mapping[str, Document] = field(default_factory=dict, compare=False, repr=False)
    chains: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    """By which imports each document was first reached: the entrypoint first, itself last."""

    @cached_property
    def by_id(self) -> Mapping[str, Gate]:
        """The gates by id; ids are unique in a policy."""
        return {gate.id: gate for gate in self.gates}

    @property
    def gate_ids(self) -> list[str]:
        """Every gate id, sorted."""
        return sorted(self.by_id)

    @property
    def final_ids(self) -> list[str]:
        """The ids of the final gates, sorted."""
        return sorted(gate.id for gate in self.gates if gate.final)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestGate:
    """What the manifest says of one gate, as written."""

    id: str
    file: str
    final: bool
    renamed_from: str = ""
    index: int = 0
    """Where in the list it stands, entries that are no gates counted."""
    at: Location
    where: Mapping[str, Location] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The provenance of a pack, as written; ``""`` and empty where a field is missing or wrong.

    Only attribution is stripped of blanks: the existing checks compare the rest
    as it stands (upstream-contract.md, evidence).
    """

    id: str
    name: str
    version: str
    license: str
    source: str
    entrypoint: str
    runtime_contract: str
    entroping: str
    evidence_command: str
    gate_prefixes: tuple[str, ...]
    final_gates: tuple[str, ...]
    gates: tuple[ManifestGate, ...]
    maintainers: tuple[str, ...]
    publisher: str
    summary: str
    but_version: str = field(default="", compare=False, repr=False)
    """The text of the whole file, the value of ``version`` cut out."""
    where: Mapping[str, Location] = field(default_factory=dict, compare=False, repr=False)

    def at(self, name: str) -> Location:
        """Return the place of a field, or of the file where the field is missing."""
        return self.where.get(name, Location(MANIFEST))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack that could be read completely: its files, its manifest, its policy."""

    tree: Tree
    manifest: Manifest
    policy: Policy

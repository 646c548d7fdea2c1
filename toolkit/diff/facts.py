"""What a change is: a fact with its old and its new place, and nothing of its weight.

``FACTS`` is the vocabulary between facts and rules: for each kind of change the
facts it states and the values these take. Rules may ask for nothing else, and
tests check that each combination meets exactly one rule.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.diff.relations import Method, Relation
from toolkit.diff.witnesses import Shown
from toolkit.pack.model import Enforcement
from toolkit.spans import Location


class Kind(enum.Enum):
    """What happened."""

    GATE_ADDED = "gate-added"
    GATE_REMOVED = "gate-removed"
    GATE_RENAMED = "gate-renamed"
    CONDITION = "condition-changed"
    ASSERTION = "assertion-changed"
    ENFORCEMENT = "enforcement-changed"
    FINAL = "final-changed"
    DESCRIPTION = "gate-description-changed"
    GATES_MOVED = "gates-moved"
    PACK_ID = "pack-id-changed"
    ENTRYPOINT = "entrypoint-moved"
    RUNTIME_CONTRACT = "runtime-contract-changed"
    ENGINE_RANGE = "engine-range-changed"
    METADATA = "metadata-changed"
    FILE_ADDED = "file-added"
    FILE_REMOVED = "file-removed"
    FILE_CHANGED = "file-changed"
    FILE_MOVED = "file-moved"


class FileKind(enum.Enum):
    """What a file of a pack is to a consumer."""

    MANIFEST = "manifest"
    RULES = "rules"
    """A document that the entrypoint is or imports."""
    OPTIONAL_RULES = "optional-rules"
    """A QAnstitution document that the entrypoint does not import: a consumer may, by itself."""
    DOCUMENT = "document"
    EXAMPLE = "example"
    LICENSE = "license"
    OTHER = "other"


_RELATIONS = tuple(relation.value for relation in Relation)
_PLAIN_FILES = tuple(
    kind.value for kind in FileKind if kind not in (FileKind.MANIFEST, FileKind.RULES)
)

FACTS: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    Kind.GATE_ADDED: {
        "enforcement": tuple(level.text for level in Enforcement),
        "final": ("yes", "no"),
        "refuses": ("some", "none", "covered", "unknown"),
    },
    Kind.GATE_REMOVED: {"covered": ("yes", "no")},
    Kind.GATE_RENAMED: {"evidence": ("declared", "proven")},
    Kind.CONDITION: {"relation": _RELATIONS},
    Kind.ASSERTION: {"relation": _RELATIONS},
    Kind.ENFORCEMENT: {"direction": ("raised", "lowered")},
    Kind.FINAL: {"direction": ("gained", "lost")},
    Kind.DESCRIPTION: {},
    Kind.GATES_MOVED: {},
    Kind.PACK_ID: {},
    Kind.ENTRYPOINT: {},
    Kind.RUNTIME_CONTRACT: {},
    Kind.ENGINE_RANGE: {"range": ("equal", "narrowed", "widened", "incomparable", "undecided")},
    Kind.METADATA: {},
    Kind.FILE_ADDED: {"file": ("rules", *_PLAIN_FILES)},
    Kind.FILE_REMOVED: {"file": ("rules", *_PLAIN_FILES)},
    Kind.FILE_CHANGED: {"file": ("manifest", "rules", *_PLAIN_FILES)},
    Kind.FILE_MOVED: {"file": tuple(kind for kind in _PLAIN_FILES if kind != "optional-rules")},
}
"""The facts of each kind of change, with every value they can have."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a change: what stood there, where, and its canonical form.

    ``canonical`` is what a fingerprint is made of; the text itself where there
    is no better form.
    """

    text: str
    at: Location
    canonical: str = ""

    @property
    def form(self) -> str:
        """The canonical form, or the text where they are the same."""
        return self.canonical or self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One fact about two packs.

    ``facts`` are those of ``FACTS`` for its kind. ``scope`` and ``acceptance``
    are the relations of the gate's two forms, None where there is only one.
    ``touches`` are the files (and ``manifest#field``) that such an edit changes
    along with itself; a change whose ``echo`` is among them tells nothing new.
    ``witness`` shows that more is asked than before, ``reverse_witness`` that less is.
    ``covered_by`` are the gates of the old pack that refused already whatever the gate refuses
    now, ``replaced_by`` those of the new pack that still refuse whatever it refused, at least as
    strictly each; None where that is not proven.
    """

    kind: Kind
    gate_id: str = ""
    previous_gate_id: str = ""
    subject: str = ""
    old: Side | None = None
    new: Side | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    scope: Relation | None = None
    acceptance: Relation | None = None
    method: Method | None = None
    reason: str = ""
    enforcement: Enforcement | None = None
    touches: frozenset[str] = frozenset()
    echo: str = ""
    witness: Shown | None = None
    reverse_witness: Shown | None = None
    covered_by: tuple[str, ...] | None = None
    replaced_by: tuple[str, ...] | None = None

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The witnesses that there are."""
        return tuple(one for one in (self.witness, self.reverse_witness) if one is not None)

    @property
    def order(self) -> tuple[str, str, str]:
        """What sorts changes: the gate or file, then the kind."""
        return (self.gate_id, self.subject, self.kind.value)

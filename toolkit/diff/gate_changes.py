"""What changed in the gates of two policies.

The order of gates is not compared, because it means nothing: the runtime puts
every gate whose condition fits into the test as an assertion of its own, ids
are unique in a policy, two imports may never bring the same id, and a local
gate takes the place of an imported one whatever stands around it
(upstream-contract.md, "Import / merge / final"). A test fails when any of them
fails, in whatever order they stand; only the order of lines in a report moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from toolkit.diff.facts import Change, Kind, Side
from toolkit.diff.pipeline import Neighbours, listed_ids
from toolkit.diff.relations import IDENTICAL, Judges, Method, Relation, Verdict
from toolkit.diff.renames import Rename, normal_form, pair_gates
from toolkit.diff.witnesses import (
    Both,
    of_assertion,
    of_coming,
    of_condition,
    of_enforcement,
    of_going,
)
from toolkit.gates.condition import print_condition
from toolkit.gates.printer import print_assertion
from toolkit.pack.model import MANIFEST, Enforcement, Gate, Policy

_IDLE = "it could never fail"
PREFIXES = f"{MANIFEST}#gate_prefixes"
"""What an added, removed or renamed gate may change along with itself."""


def gate_changes(
    old: Policy,
    new: Policy,
    judges: Judges,
    neighbours: Neighbours,
    renames: Mapping[str, str] | None = None,
) -> Iterator[Change]:
    """Yield every change of a gate, in no particular order.

    ``renames`` are those that a manifest declares, new id → old id.
    """
    pairs = pair_gates(old, new, judges, renames)
    rewired = rewired_documents(old, new)
    for gate in pairs.removed:
        yield _removed(gate, judges, neighbours, rewired)
    for gate in pairs.added:
        yield _added(gate, judges, neighbours, rewired)
    for rename in pairs.renamed:
        pair = _Pair.of(rename.old, rename.new, judges, neighbours)
        yield _renamed(pair, rename, rewired)
        yield from pair.changes()
    for before, after in pairs.kept:
        yield from _Pair.of(before, after, judges, neighbours).changes()
    yield from _moves(pairs.kept, rewired)


def rewired_documents(old: Policy, new: Policy) -> frozenset[str]:
    """Return the documents whose imports changed, or that only one of the policies has."""
    before, after = old.documents, new.documents
    return frozenset(
        path
        for path in {*before, *after}
        if path not in before
        or path not in after
        or [entry.ref for entry in before[path].imports]
        != [entry.ref for entry in after[path].imports]
    )


def _whole(gate: Gate) -> Side:
    """Return a gate as one line, for when all of it came or went."""
    final = ", final" if gate.final else ""
    when = "always" if gate.condition_text == "true" else f"when {gate.condition_text}"
    text = f"{gate.assertion_text} ({when}; {gate.enforcement.text}{final})"
    condition, assertion, enforcement, is_final = normal_form(gate)
    form = f"{assertion}\n{condition}\n{enforcement.text}\n{is_final}"
    return Side(text, gate.at, form)


def _removed(gate: Gate, judges: Judges, neighbours: Neighbours, rewired: frozenset[str]) -> Change:
    replaced_by = neighbours.going(gate).covered_by
    change = Change(
        kind=Kind.GATE_REMOVED,
        gate_id=gate.id,
        old=_whole(gate),
        facts={"covered": "no" if replaced_by is None else "yes"},
        enforcement=gate.enforcement,
        touches=rewired | {MANIFEST, PREFIXES, gate.at.path},
        replaced_by=replaced_by,
    )
    if replaced_by is None:
        return _with(change, of_going(gate, judges))
    told = f"{listed_ids(replaced_by)} still refuses whatever it refused"
    return replace(change, method=Method.DECIDED, reason=told if replaced_by else _IDLE)


def _added(gate: Gate, judges: Judges, neighbours: Neighbours, rewired: frozenset[str]) -> Change:
    both, refuses = of_coming(gate, judges)
    covered_by = neighbours.coming(gate).covered_by
    reason, method = both.reason, None
    if refuses != "none" and covered_by is not None and gate.enforcement is Enforcement.BLOCK:
        both, refuses, method = Both(), "covered", Method.DECIDED
        reason = f"whatever passed {listed_ids(covered_by)} passes it"
    change = Change(
        kind=Kind.GATE_ADDED,
        gate_id=gate.id,
        new=_whole(gate),
        facts={
            "enforcement": gate.enforcement.text,
            "final": "yes" if gate.final else "no",
            "refuses": refuses,
        },
        method=method,
        reason=reason,
        enforcement=gate.enforcement,
        touches=rewired | {MANIFEST, PREFIXES, gate.at.path},
        covered_by=covered_by,
    )
    return _with(change, both)


def _with(change: Change, both: Both) -> Change:
    return replace(change, witness=both.stricter, reverse_witness=both.looser)


def _renamed(pair: _Pair, rename: Rename, rewired: frozenset[str]) -> Change:
    old, new = pair.old, pair.new
    return Change(
        kind=Kind.GATE_RENAMED,
        gate_id=new.id,
        previous_gate_id=old.id,
        old=Side(old.id, old.at),
        new=Side(new.id, new.at),
        facts={"evidence": rename.evidence},
        scope=pair.scope.relation,
        acceptance=pair.acceptance.relation,
        method=rename.method,
        enforcement=new.enforcement,
        touches=rewired | {MANIFEST, PREFIXES, old.at.path, new.at.path},
    )


@dataclass(frozen=True, slots=True)
class _Pair:
    """One gate, before and after, and how its two halves relate."""

    old: Gate
    new: Gate
    scope: Verdict
    acceptance: Verdict
    judges: Judges
    neighbours: Neighbours

    @classmethod
    def of(cls, old: Gate, new: Gate, judges: Judges, neighbours: Neighbours) -> _Pair:
        scope = acceptance = IDENTICAL
        if old.condition_text != new.condition_text:
            scope = judges.scope(old.condition, new.condition)
        if old.assertion_text != new.assertion_text:
            acceptance = judges.acceptance(old.assertion, new.assertion)
        return cls(old, new, scope, acceptance, judges, neighbours)

    def changes(self) -> Iterator[Change]:
        """Yield what changed, field by field: each is an edit of its own."""
        old, new = self.old, self.new
        if old.condition_text != new.condition_text:
            change = self._judged(Kind.CONDITION, "condition", self.scope)
            both = of_condition(old, new, self.scope, self.judges)
            yield self._beside(_with(change, both))
        if old.assertion_text != new.assertion_text:
            change = self._judged(Kind.ASSERTION, "gate", self.acceptance)
            yield self._beside(_with(change, of_assertion(old, new, self.acceptance)))
        if old.enforcement is not new.enforcement:
            direction = "raised" if new.enforcement > old.enforcement else "lowered"
            change = self._change(Kind.ENFORCEMENT, "enforcement", {"direction": direction})
            yield self._beside(_with(change, of_enforcement(old, new, self.judges)))
        if old.final != new.final:
            facts = {"direction": "gained" if new.final else "lost"}
            change = self._change(Kind.FINAL, "final", facts)
            yield replace(change, touches=change.touches | {MANIFEST})
        if (old.description or "") != (new.description or ""):
            yield self._change(Kind.DESCRIPTION, "description", {})

    def _beside(self, change: Change) -> Change:
        return replace(
            change,
            covered_by=self.neighbours.coming(self.new).covered_by,
            replaced_by=self.neighbours.going(self.old).covered_by,
        )

    def _judged(self, kind: Kind, field: str, verdict: Verdict) -> Change:
        change = self._change(kind, field, {"relation": verdict.relation.value})
        return replace(change, method=verdict.method, reason=verdict.reason)

    def _change(self, kind: Kind, field: str, facts: dict[str, str]) -> Change:
        return Change(
            kind=kind,
            gate_id=self.new.id,
            previous_gate_id=self.old.id if self.old.id != self.new.id else "",
            old=_field(self.old, field),
            new=_field(self.new, field),
            facts=facts,
            scope=self.scope.relation,
            acceptance=self.acceptance.relation,
            enforcement=self.new.enforcement,
            touches=frozenset({self.old.at.path, self.new.at.path}),
        )


def _field(gate: Gate, name: str) -> Side:
    """Return one field of a gate as it is written, with its normal form where it has one."""
    text, form = {
        "condition": (gate.condition_text, print_condition(gate.condition)),
        "gate": (gate.assertion_text, print_assertion(gate.assertion)),
        "enforcement": (gate.enforcement.text, ""),
        "final": ("true" if gate.final else "false", ""),
        "description": (gate.description or "(none)", ""),
    }[name]
    return Side(text, gate.where.get(name, gate.at), form)


def _moves(kept: tuple[tuple[Gate, Gate], ...], rewired: frozenset[str]) -> Iterator[Change]:
    """Yield one change for all gates that went from one file to the same other."""
    moved: dict[tuple[str, str], list[tuple[Gate, Gate]]] = {}
    for old, new in kept:
        if old.at.path != new.at.path:
            moved.setdefault((old.at.path, new.at.path), []).append((old, new))
    for (source, target), pairs in moved.items():
        old, new = pairs[0]
        alone = len(pairs) == 1
        yield Change(
            kind=Kind.GATES_MOVED,
            gate_id=new.id if alone else "",
            subject=new.id if alone else f"{len(pairs)} gates",
            old=Side(source, old.at),
            new=Side(target, new.at),
            scope=Relation.EQUAL if alone else None,
            acceptance=Relation.EQUAL if alone else None,
            touches=rewired | {MANIFEST, source, target},
        )

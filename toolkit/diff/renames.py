"""Which old gate is which new gate: by id, by declaration, by proof, never by likeness.

A rename is declared by ``renamed_from`` in the manifest's gate entry, which
counts only where the id existed in the baseline, is gone now and is claimed
once. It is proven where exactly one removed and one added gate are the same in
enforcement, final flag, scope and acceptance: by normal form, or by decision
(bump-analysers.md, 5.3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toolkit.diff.relations import Judges, Method, Relation
from toolkit.faults import Fault, Severity
from toolkit.gates.condition import print_condition
from toolkit.gates.printer import print_assertion
from toolkit.pack.model import Enforcement, Gate, ManifestGate, Pack, Policy

_MOST_COMPARED = 400
"""Pairs of a removed and an added gate that are compared; where there are more, none is."""


@dataclass(frozen=True, slots=True)
class Rename:
    """One gate under two ids, and how that is known."""

    old: Gate
    new: Gate
    method: Method

    @property
    def evidence(self) -> str:
        """``declared`` or ``proven``."""
        return "declared" if self.method is Method.DECLARED else "proven"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Every gate of two policies, once."""

    kept: tuple[tuple[Gate, Gate], ...]
    renamed: tuple[Rename, ...]
    removed: tuple[Gate, ...]
    added: tuple[Gate, ...]


def pair_gates(
    old: Policy, new: Policy, judges: Judges, renames: Mapping[str, str] | None = None
) -> Pairing:
    """Return which gates of two policies belong together; ``renames`` are `declared_renames`."""
    before, after = old.by_id, new.by_id
    removed = {gate_id: gate for gate_id, gate in before.items() if gate_id not in after}
    added = {gate_id: gate for gate_id, gate in after.items() if gate_id not in before}
    renamed = [
        Rename(removed.pop(source), added.pop(target), Method.DECLARED)
        for target, source in (renames or {}).items()
    ]
    twins = _unique(removed.values())
    for form, gate in _unique(added.values()).items():
        if form in twins:
            pair = removed.pop(twins[form].id), added.pop(gate.id)
            renamed.append(Rename(*pair, Method.NORMAL_FORM))
    for gone, come in _decided_twins(removed.values(), added.values(), judges):
        pair = removed.pop(gone.id), added.pop(come.id)
        renamed.append(Rename(*pair, Method.DECIDED))
    return Pairing(
        kept=tuple((before[gate_id], after[gate_id]) for gate_id in before if gate_id in after),
        renamed=tuple(sorted(renamed, key=lambda rename: rename.new.id)),
        removed=tuple(removed.values()),
        added=tuple(added.values()),
    )


def refused_claims(old: Pack, new: Pack) -> tuple[Fault, ...]:
    """Return why a ``renamed_from`` does not count, for each that does not.

    One that was left from an earlier release, on a gate which the baseline has
    already, is silent.
    """
    valid = declared_renames(old.policy, new.policy, new.manifest.gates)
    faults = []
    for entry in new.manifest.gates:
        fresh = entry.id in new.policy.by_id and entry.id not in old.policy.by_id
        if not (entry.renamed_from and fresh) or entry.id in valid:
            continue
        if entry.renamed_from not in old.policy.by_id:
            reason = "the baseline has no such gate"
        elif entry.renamed_from in new.policy.by_id:
            reason = "that gate is still there"
        else:
            reason = "several gates claim that id"
        faults.append(
            Fault(
                code="rename-not-counted",
                message=f"{entry.id}: renamed_from {entry.renamed_from!r} does not count: {reason}",
                where=entry.at,
                hint="the gates are judged as one removed and one added",
                severity=Severity.ADVICE,
            )
        )
    return tuple(faults)


def normal_form(gate: Gate) -> tuple[str, str, Enforcement, bool]:
    """Return what a gate does, whatever it is called: equal forms do the same."""
    return (
        print_condition(gate.condition),
        print_assertion(gate.assertion),
        gate.enforcement,
        gate.final,
    )


def declared_renames(old: Policy, new: Policy, entries: Iterable[ManifestGate]) -> dict[str, str]:
    """Return new id → old id for each declaration of a manifest that counts."""
    before, after = old.by_id, new.by_id
    claims = {
        entry.id: entry.renamed_from
        for entry in entries
        if entry.id in after
        and entry.id not in before
        and entry.renamed_from in before
        and entry.renamed_from not in after
    }
    times = Counter(claims.values())
    return {target: source for target, source in claims.items() if times[source] == 1}


def _unique(gates: Iterable[Gate]) -> dict[tuple[str, str, Enforcement, bool], Gate]:
    """Return the gates whose normal form no other of them has, by that form."""
    listed = list(gates)
    times = Counter(map(normal_form, listed))
    return {normal_form(gate): gate for gate in listed if times[normal_form(gate)] == 1}


def _decided_twins(
    removed: Iterable[Gate], added: Iterable[Gate], judges: Judges
) -> list[tuple[Gate, Gate]]:
    """Return each removed and added gate that are equal to one another and to no third one."""
    candidates = [
        (old, new)
        for old in removed
        for new in added
        if (old.enforcement, old.final) == (new.enforcement, new.final)
    ]
    if len(candidates) > _MOST_COMPARED:
        return []
    equal = [(old, new) for old, new in candidates if _do_the_same(old, new, judges)]
    times = Counter(gate.id for pair in equal for gate in pair)
    return [pair for pair in equal if all(times[gate.id] == 1 for gate in pair)]


def _do_the_same(old: Gate, new: Gate, judges: Judges) -> bool:
    return (
        judges.scope(old.condition, new.condition).relation is Relation.EQUAL
        and judges.acceptance(old.assertion, new.assertion).relation is Relation.EQUAL
    )

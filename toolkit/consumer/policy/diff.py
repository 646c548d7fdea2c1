"""Two effective policies → what changed for the pipelines of the project, gate by gate.

The questions and the proofs are those of `bump` (`toolkit.diff`); the judgement is
another one where a project is not a pack: nobody imports it, so that a gate which
becomes final, or has another name, fails no run. What a run may meet anew instead is
a failure that was excepted and is not any more.
"""

from __future__ import annotations

import enum
import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from toolkit.consumer.exceptions import IgnoredFailure
from toolkit.consumer.policy.report import ReportedGate
from toolkit.consumer.policy.side import Side
from toolkit.diff.catalogue import Catalogue, Impact, Protection, load_catalogue
from toolkit.diff.confirmed import every_witness, with_witnesses
from toolkit.diff.facts import Change, Kind
from toolkit.diff.gate_changes import gate_changes
from toolkit.diff.judge import Finding, judge, total_impact, total_protection
from toolkit.diff.pipeline import Neighbours, Pipeline, pipeline
from toolkit.diff.relations import Judges, Relation
from toolkit.diff.renames import declared_renames
from toolkit.diff.witnesses import Confirmation, Shown

FIELDS = ("condition", "description", "enforcement", "final", "gate", "group", "source_path")
"""The fields of a gate whose change the runtime calls a change, in its order."""
_HARMLESS = frozenset({Kind.FINAL, Kind.GATE_RENAMED})


class Verdict(enum.Enum):
    """What became of a gate; the relations are read from the side of whoever must pass."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    STRICTER = "stricter"
    LOOSER = "looser"
    EQUAL = "equal"
    """Written otherwise, or standing elsewhere, and asking the same."""
    INCOMPARABLE = "incomparable"
    """Stricter in some places, looser in others."""
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateDifference:
    """One gate that is not the same on both sides; ``relation`` is None where there is only one."""

    verdict: Verdict
    relation: Relation | None
    old: ReportedGate | None
    new: ReportedGate | None
    fields: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def gate_id(self) -> str:
        """The id of the gate, the new one where it has two."""
        told = self.new or self.old
        return told.id if told else ""


@dataclass(frozen=True, slots=True)
class LostException:
    """A failure that was excepted and counts again, and why."""

    exception: IgnoredFailure
    why: str


@dataclass(frozen=True, kw_only=True)
class PolicyDiff:
    """What changed between two sides; empty in every part for a side and itself."""

    old: Side
    new: Side
    findings: tuple[Finding, ...]
    pipeline: Pipeline
    lost: tuple[LostException, ...]
    come: tuple[IgnoredFailure, ...]
    """Exceptions that only the new side has."""

    @property
    def gates(self) -> tuple[GateDifference, ...]:
        """Every gate that is not the same, by its id."""
        return tuple(sorted(_differences(self), key=lambda one: one.gate_id))

    @property
    def imports_added(self) -> tuple[str, ...]:
        """Files that only the new side imports, sorted."""
        return tuple(sorted({*self.new.report.imports} - {*self.old.report.imports}))

    @property
    def imports_removed(self) -> tuple[str, ...]:
        """Files that only the old side imports, sorted."""
        return tuple(sorted({*self.old.report.imports} - {*self.new.report.imports}))

    @property
    def is_changed(self) -> bool:
        """Whether anything is to be told: gates, imports or exceptions."""
        imports = self.imports_added or self.imports_removed
        return bool(self.gates or imports or self.lost or self.come)

    @property
    def knows_exceptions(self) -> bool:
        """Whether both sides tell their exceptions."""
        return self.old.exceptions is not None and self.new.exceptions is not None

    @property
    def impact(self) -> Impact:
        """Whether a pipeline that passed can fail."""
        return Impact.BREAKING if self.lost else total_impact(self.findings, self.pipeline)

    @property
    def protection(self) -> Protection:
        """What becomes of what the policy protects from."""
        return total_protection(self.findings, self.pipeline)

    @property
    def undecided(self) -> int:
        """How many changes nobody can prove anything about."""
        return sum(finding.is_undecided for finding in self.findings)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many gates have each verdict."""
        found = Counter(one.verdict for one in self.gates)
        return {verdict.value: found[verdict] for verdict in Verdict}

    @property
    def witnesses(self) -> tuple[Shown, ...]:
        """Every witness, in order."""
        return every_witness(self.findings, self.pipeline)

    def with_witnesses(self, told: Mapping[int, Confirmation]) -> PolicyDiff:
        """Return the same with what was found about `witnesses`, by their index."""
        findings, whole = with_witnesses(self.findings, self.pipeline, told)
        return replace(self, findings=findings, pipeline=whole or self.pipeline)


def policy_diff(old: Side, new: Side) -> PolicyDiff:
    """Return what changed from one side to the other."""
    judges = Judges()
    neighbours = Neighbours(old.policy, new.policy, judges)
    renames = declared_renames(old.policy, new.policy, new.declared)
    changes = gate_changes(old.policy, new.policy, judges, neighbours, renames)
    findings = judge(
        (_of_a_project(one) for one in changes if one.kind is not Kind.GATES_MOVED), _catalogue()
    )
    return PolicyDiff(
        old=old,
        new=new,
        findings=findings,
        pipeline=pipeline(old.policy, new.policy, neighbours),
        lost=tuple(_lost(old, new, findings)),
        come=tuple(_come(old, new)),
    )


def _of_a_project(change: Change) -> Change:
    """Return a change without what only matters to whoever imports a pack."""
    if change.kind is not Kind.GATE_ADDED:
        return change
    return replace(change, facts={**change.facts, "final": "no"})


@functools.cache
def _catalogue() -> Catalogue:
    """Return the rules, as they judge a policy that nobody imports."""
    known = load_catalogue()
    return replace(
        known,
        rules=tuple(
            replace(rule, impact=Impact.COMPATIBLE, protection=Protection.SAME)
            if rule.kinds <= _HARMLESS
            else rule
            for rule in known.rules
        ),
    )


# --- gates ----------------------------------------------------------------------------------------


def _differences(diff: PolicyDiff) -> Iterator[GateDifference]:
    before = {gate.id: gate for gate in diff.old.report.gates}
    after = {gate.id: gate for gate in diff.new.report.gates}
    found: dict[str, list[Finding]] = {}
    for finding in diff.findings:
        found.setdefault(finding.change.gate_id, []).append(finding)
    source = {
        finding.change.gate_id: finding.change.previous_gate_id
        for finding in diff.findings
        if finding.change.kind is Kind.GATE_RENAMED
    }
    gone = before.keys() - after.keys() - {*source.values()}
    for gate_id in {*after, *gone}:
        old, new = before.get(source.get(gate_id, gate_id)), after.get(gate_id)
        told = tuple(found.get(gate_id, ()))
        fields = _changed_fields(old, new)
        if old is None or new is None or fields or gate_id in source:
            relation = _relation(told) if old and new else None
            verdict = _verdict(old, relation, is_renamed=gate_id in source)
            yield GateDifference(
                verdict=verdict,
                relation=relation,
                old=old,
                new=new,
                fields=fields,
                findings=told,
            )


def _changed_fields(old: ReportedGate | None, new: ReportedGate | None) -> tuple[str, ...]:
    if old is None or new is None:
        return ()
    return tuple(name for name in FIELDS if getattr(old, name) != getattr(new, name))


def _verdict(old: ReportedGate | None, relation: Relation | None, *, is_renamed: bool) -> Verdict:
    if relation is None:
        return Verdict.ADDED if old is None else Verdict.REMOVED
    return Verdict.RENAMED if is_renamed else Verdict(relation.value)


def _relation(findings: Iterable[Finding]) -> Relation:
    """Return what all edits of one gate come to: in doubt, that it is not decided."""
    found = {_relation_of(finding.change) for finding in findings} - {Relation.EQUAL}
    if Relation.UNDECIDED in found:
        return Relation.UNDECIDED
    return next(iter(found), Relation.EQUAL) if len(found) <= 1 else Relation.INCOMPARABLE


def _relation_of(change: Change) -> Relation:
    match change.kind:
        case Kind.CONDITION | Kind.ASSERTION:
            return Relation(change.facts["relation"])
        case Kind.ENFORCEMENT:
            raised = change.facts["direction"] == "raised"
            return Relation.STRICTER if raised else Relation.LOOSER
    return Relation.EQUAL


# --- exceptions -----------------------------------------------------------------------------------


def _keys(exceptions: Iterable[IgnoredFailure]) -> set[tuple[str, str]]:
    return {(one.test, one.rule_id) for one in exceptions}


def _lost(old: Side, new: Side, findings: Iterable[Finding]) -> Iterator[LostException]:
    """Yield the exceptions that ended although their gate is still there."""
    if old.exceptions is None or new.exceptions is None:
        return
    names = {
        finding.change.previous_gate_id: finding.change.gate_id
        for finding in findings
        if finding.change.kind is Kind.GATE_RENAMED
    }
    still = _keys(new.exceptions)
    for one in old.exceptions:
        now = names.get(one.rule_id, one.rule_id)
        if one.rule_id not in old.policy.by_id or now not in new.policy.by_id:
            continue
        if (one.test, now) in still:
            continue
        renamed = now != one.rule_id and (one.test, one.rule_id) in still
        why = f"the gate is called {now} now" if renamed else "the exception is gone"
        yield LostException(one, why)


def _come(old: Side, new: Side) -> Iterator[IgnoredFailure]:
    if old.exceptions is None or new.exceptions is None:
        return
    known = _keys(old.exceptions)
    yield from (one for one in new.exceptions if (one.test, one.rule_id) not in known)

"""The answer to "whose verdict changes?": what `replay` prints and decides by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from toolkit.pack.model import Gate, Pack
from toolkit.replay.assumptions import Assumptions
from toolkit.replay.evaluation import Examiner
from toolkit.replay.judge import ORDER, Change, Judgment, Verdict, judged
from toolkit.replay.record import Record


@dataclass(frozen=True, slots=True)
class Side:
    """A version of a pack, and how a person calls it: a path, a tag, a git ref."""

    pack: Pack
    name: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why verdicts are unknown: on how many records, and the gates (by id) that it concerns."""

    text: str
    records: int
    gate_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedGate:
    """A gate that makes verdicts change, as it stood before and stands now, and how many."""

    gate_id: str
    records: int
    old: Gate | None
    new: Gate | None


@dataclass(kw_only=True)
class Replay:
    """Two versions of a pack on recorded responses; grows record by record.

    ``notes`` are sentences about what was not judged, and why.
    """

    old: Side
    new: Side
    assumptions: Assumptions
    notes: tuple[str, ...] = ()
    verdicts_old: Counter[Verdict] = field(default_factory=Counter)
    verdicts_new: Counter[Verdict] = field(default_factory=Counter)
    records: int = 0
    by_one_gate: int = 0
    """The witnesses among them, which only the gate judges that they are about."""
    told: list[Judgment] = field(default_factory=list)
    """The judgments that change, or of which something is unknown."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Recorded entries without a response to judge, by the reason."""

    def add(self, record: Record) -> None:
        """Judge one more record."""
        examiner = Examiner(record, self.assumptions)
        old, new = self.old.pack.policy.by_id, self.new.pack.policy.by_id
        if record.gate_id and record.gate_id in {**old, **new}:
            self.by_one_gate += 1
            old, new = _only(record.gate_id, old), _only(record.gate_id, new)
        found = judged(examiner, old, new, record.place)
        self.records += 1
        self.verdicts_old[found.old] += 1
        self.verdicts_new[found.new] += 1
        if found.change is not Change.SAME or found.unknown:
            self.told.append(found)

    def skip(self, reason: str) -> None:
        """Count an entry that holds no response."""
        self.skipped[reason] += 1

    @property
    def changed(self) -> list[Judgment]:
        """The records that change their verdict: newly failing first, then worse, then better."""
        return sorted((one for one in self.told if one.change is Change.CHANGED), key=_by_weight)

    @property
    def undecided(self) -> int:
        """How many records may change their verdict or not."""
        return sum(one.change is Change.UNDECIDED for one in self.told)

    @property
    def unknown(self) -> int:
        """How many records have an unknown verdict, before or now."""
        return sum(bool(one.unknown) for one in self.told)

    @property
    def newly_failing(self) -> int:
        """How many records passed every block gate before, and fail one now."""
        return sum(one.newly_fails for one in self.told)

    @property
    def reasons(self) -> list[Reason]:
        """Why verdicts are unknown, the most frequent reason first."""
        records: Counter[str] = Counter()
        gates: defaultdict[str, set[str]] = defaultdict(set)
        for one in self.told:
            for reason in {unknown.reason for unknown in one.unknown}:
                records[reason] += 1
            for unknown in one.unknown:
                gates[unknown.reason].add(unknown.gate_id)
        ranked = sorted(records, key=lambda reason: (-records[reason], reason))
        return [Reason(text, records[text], tuple(sorted(gates[text]))) for text in ranked]

    @property
    def gates(self) -> list[ChangedGate]:
        """The gates by which verdicts change, the one with the most records first."""
        counts = Counter(cause.gate_id for one in self.changed for cause in one.causes)
        return [
            ChangedGate(gate_id, counts[gate_id], self.old_gate(gate_id), self.new_gate(gate_id))
            for gate_id in sorted(counts, key=lambda gate_id: (-counts[gate_id], gate_id))
        ]

    def old_gate(self, gate_id: str) -> Gate | None:
        """Return the gate of this id as it stood before."""
        return self.old.pack.policy.by_id.get(gate_id)

    def new_gate(self, gate_id: str) -> Gate | None:
        """Return the gate of this id as it stands now."""
        return self.new.pack.policy.by_id.get(gate_id)

    @property
    def remarks(self) -> list[str]:
        """The notes, and what was left out: entries without a response, gates nobody can place."""
        return [*self.notes, *_skipped(self.skipped), *self._unplaced()]

    def _unplaced(self) -> Iterable[str]:
        open_ids: defaultdict[str, set[str]] = defaultdict(set)
        for side in (self.old, self.new):
            for gate in side.pack.policy.gates:
                open_ids[self.assumptions.leaves_open(gate.condition)].add(gate.id)
        for what, option in (("tags", "--tag T"), ("meta", "--meta KEY=VALUE")):
            count = len(open_ids[what])
            if count and (self.by_one_gate < self.records or not self.records):
                asks = "gate asks" if count == 1 else "gates ask"
                yield (
                    f"{count} {asks} for {what}, which no recording has: not applied"
                    f" ({option} says what holds for all records)"
                )


def _only(gate_id: str, gates: Mapping[str, Gate]) -> Mapping[str, Gate]:
    return {gate_id: gates[gate_id]} if gate_id in gates else {}


def _skipped(skipped: Mapping[str, int]) -> Iterable[str]:
    for reason, count in sorted(skipped.items()):
        entries = "entry was" if count == 1 else "entries were"
        yield f"{count} recorded {entries} left out: {reason}"


def _by_weight(one: Judgment) -> tuple[bool, int, str, int]:
    """Return what orders changes: newly failing, then by how much worse, then by place."""
    step = _level(one.new) - _level(one.old)
    return not one.newly_fails, -step, one.place.source, one.place.index


def _level(verdict: Verdict) -> int:
    return ORDER.get(verdict, -1)

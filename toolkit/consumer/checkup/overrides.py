"""Local gates that take the place of imported ones: which, where, and what it does."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.consumer.checkup.answers import Answer, advice, ok
from toolkit.diff.relations import Relation, judge_acceptance, judge_scope
from toolkit.pack.model import Gate, Override, Policy
from toolkit.spans import Location

_MAX_COMPARED = 20
"""Overrides that are compared: the proof of one takes up to a second."""
_HINT = "keep it if it is meant; a temporary exception belongs to ignore_failures"


def override_answers(policy: Policy) -> Iterator[Answer]:
    """Yield each override, and whether it asks for less than the gate that it replaces."""
    gates = {
        (gate.id, gate.at): gate
        for document in policy.documents.values()
        for gate in document.gates
    }
    for number, override in enumerate(policy.overrides):
        old = gates.get((override.gate_id, override.imported))
        new = gates.get((override.gate_id, override.local))
        if old is None or new is None or number >= _MAX_COMPARED:
            yield _told(override, "it was not compared")
            continue
        yield _judged(override, old, new)


def _judged(override: Override, old: Gate, new: Gate) -> Answer:
    relations = {
        judge_scope(old.condition, new.condition).relation,
        judge_acceptance(old.assertion, new.assertion).relation,
    }
    weaker = Relation.LOOSER in relations or new.enforcement < old.enforcement
    stricter = Relation.STRICTER in relations or new.enforcement > old.enforcement
    if Relation.INCOMPARABLE in relations or (weaker and stricter):
        return _told(override, "it asks for less in some ways and for more in others", weaker=True)
    if weaker:
        undecided = Relation.UNDECIDED in relations
        also = ", and whether it asks for more elsewhere is not decided" if undecided else ""
        return _told(override, f"it asks for less{also}", weaker=True)
    if Relation.UNDECIDED in relations:
        return _told(override, "whether it asks for less is not decided", weaker=True)
    return _told(override, "it asks for more" if stricter else "it asks for the same")


def _told(override: Override, what: str, *, weaker: bool = False) -> Answer:
    there = f"{override.imported.path}:{override.imported.line}"
    message = f"{override.gate_id} replaces the gate at {there}: {what}"
    at = Location(override.local.path, override.local.line, override.local.column)
    return advice("override", message, at, hint=_HINT) if weaker else ok("override", message, at)

"""Which gates of a project come, go or change, in the policy as the runtime merges it."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from toolkit.pack.model import Gate, Policy
from toolkit.spans import Location


class Turn(enum.Enum):
    """What becomes of a gate."""

    COMES = "comes"
    GOES = "goes"
    CHANGES = "changes"
    YIELDS = "yields"
    """It comes, and a gate of the project stands in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateChange:
    """One gate before and after; ``instead`` is the place of the local gate that overrides it."""

    gate_id: str
    turn: Turn
    before: Gate | None = None
    after: Gate | None = None
    instead: Location | None = None


def gate_changes(before: Policy | None, after: Policy, inside: str) -> tuple[GateChange, ...]:
    """Return what changes, sorted by id; ``inside`` is the folder of the pack, for overrides.

    What the project overrides is told whether or not it was there before: the
    pack does not protect where its gate is replaced.
    """
    old = before.by_id if before is not None else {}
    new = after.by_id
    found = {}
    for gate_id in {*old, *new}:
        was, now = old.get(gate_id), new.get(gate_id)
        if was is None or now is None:
            turn = Turn.COMES if was is None else Turn.GOES
        elif _meaning(was) != _meaning(now):
            turn = Turn.CHANGES
        else:
            continue
        found[gate_id] = GateChange(gate_id=gate_id, turn=turn, before=was, after=now)
    for override in after.overrides:
        if override.imported.path.startswith(f"{inside}/"):
            gate_id = override.gate_id
            found[gate_id] = GateChange(
                gate_id=gate_id,
                turn=Turn.YIELDS,
                before=old.get(gate_id),
                after=new[gate_id],
                instead=override.local,
            )
    return tuple(found[gate_id] for gate_id in sorted(found))


def _meaning(gate: Gate) -> tuple[object, ...]:
    return gate.condition_text, gate.assertion_text, gate.enforcement, gate.final

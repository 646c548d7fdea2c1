"""What is answered: a relation with its reasons, and the witnesses that show it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.gates.evaluation.moments import Moment
from toolkit.gates.evaluation.outcome import Outcome
from toolkit.gates.evaluation.response import Exchange, Response
from toolkit.gates.evaluation.values import Value


class Relation(enum.Enum):
    """What became of a scope or an acceptance; the names are those of `toolkit.diff.relations`."""

    EQUAL = "equal"
    STRICTER = "stricter"
    """The new one applies to more, or accepts less."""
    LOOSER = "looser"
    INCOMPARABLE = "incomparable"
    """Stricter for some, looser for others."""
    UNDECIDED = "undecided"

    def mirrored(self) -> Relation:
        """Return the relation of new to old."""
        swapped = {Relation.STRICTER: Relation.LOOSER, Relation.LOOSER: Relation.STRICTER}
        return swapped.get(self, self)


class Method(enum.Enum):
    """How a relation is known."""

    NORMAL_FORM = "normal-form"
    """The two are the same, once they are read."""
    DECIDED = "decided"
    ABSTAINED = "abstained"


class Effect(enum.Enum):
    """What a gate does beside others."""

    IMPLIED = "implied"
    """Whatever passes the others passes it as well."""
    BITES = "bites"
    """Something passes all others and fails it."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Witness:
    """An exchange and a response on which old and new differ.

    The outcomes are those of the assertions where acceptance is compared; of conditions it is
    whether they apply.
    """

    exchange: Exchange = field(default_factory=Exchange)
    response: Response | None = None
    variables: Mapping[str, Value] = field(default_factory=dict)
    now: Moment | None = None
    old: Outcome | bool | None = None
    new: Outcome | bool | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A relation, how it is known and, where it is not, why.

    ``witness`` shows that the new one is stricter (what passed fails, what was out of scope is in
    it), ``reverse_witness`` that it is looser. A comparison that is undecided may have one of them.
    """

    relation: Relation
    method: Method
    reason: str = ""
    witness: Witness | None = None
    reverse_witness: Witness | None = None


def concluded(
    *,
    stricter: Witness | None,
    looser: Witness | None,
    maybe_stricter: bool,
    maybe_looser: bool,
    reason: str,
) -> Comparison:
    """Draw the conclusion: what was seen is so, what cannot be is not, and between is unknown."""
    unknown = (maybe_stricter and stricter is None) or (maybe_looser and looser is None)
    if unknown:
        return Comparison(Relation.UNDECIDED, Method.ABSTAINED, reason, stricter, looser)
    relation = {
        (False, False): Relation.EQUAL,
        (True, False): Relation.STRICTER,
        (False, True): Relation.LOOSER,
        (True, True): Relation.INCOMPARABLE,
    }[stricter is not None, looser is not None]
    return Comparison(relation, Method.DECIDED, "", stricter, looser)

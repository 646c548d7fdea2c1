"""The five outcomes of an assertion, and which of them pass (hurl-gates.md, "Five outcomes")."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from toolkit.gates.evaluation.values import Value


class Kind(enum.Enum):
    """What became of the query, its filters and the predicate."""

    ERROR = "error"
    """The query, a filter or the value to compare with could not be computed."""
    NOTHING = "nothing"
    """There is nothing to judge: no such header, cookie, JSON path, group."""
    YES = "yes"
    """The predicate holds for the value, ``not`` aside."""
    NO = "no"
    """The predicate does not hold for the value, ``not`` aside."""
    MISMATCH = "mismatch"
    """The predicate says nothing of values of this type."""


_PASSES = {
    # kind: (plain, with not)
    Kind.ERROR: (False, False),
    Kind.NOTHING: (False, True),
    Kind.YES: (True, False),
    Kind.NO: (False, True),
    Kind.MISMATCH: (False, False),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What Hurl says of an assertion on a response.

    ``value`` is what the predicate judged, None where there was an error or nothing; ``reason``
    says in words what went wrong in an error.
    """

    kind: Kind
    negated: bool = False
    value: Value | None = None
    reason: str = ""

    @property
    def passed(self) -> bool:
        """Whether the assertion holds (Hurl 7.1, runner/predicate.rs)."""
        plain, negated = _PASSES[self.kind]
        return negated if self.negated else plain

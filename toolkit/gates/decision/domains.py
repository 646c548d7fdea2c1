"""What a query or a step may yield, as a list of sorts: sets of values of one type each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from toolkit.gates.decision.chains import Chain, Classes, Result, merge, seen


class Sort(Protocol):
    """A set of values of one type."""

    @property
    def type_name(self) -> str:
        """As in Hurl's messages: integer, float, string, ..."""

    def knows(self, chain: Chain) -> bool:
        """Whether `classes` can tell what the chain says of every value."""

    def classes(self, chains: Sequence[Chain], divide: Divide) -> Classes:
        """Return the classes of the values.

        Raises:
            NotModelledError: they cannot be told.
            TooHard: there are too many.
        """

    def samples(self) -> Iterable[Result]:
        """Yield some of the values, the most ordinary one first."""

    def admits(self, result: Result) -> bool:
        """Whether a value is one of these."""


Domain: TypeAlias = Sequence[Sort]
"""All that may be found; what a person would think of first stands first."""

Divide: TypeAlias = Callable[[Domain, Sequence[Chain]], Classes]
"""Tells the classes of a domain."""


@dataclass(frozen=True, slots=True)
class Exactly:
    """A finite set of values; each is looked at."""

    type_name: str
    values: tuple[Result, ...]

    def knows(self, chain: Chain) -> bool:  # noqa: ARG002  any chain can be asked
        """Every chain can be asked."""
        return True

    def classes(self, chains: Sequence[Chain], divide: Divide) -> Classes:  # noqa: ARG002
        """Return what the chains say of each value."""
        found: Classes = {}
        for value in self.values:
            merge(found, seen(value, chains))
        return found

    def samples(self) -> Iterable[Result]:
        """Yield all values."""
        return self.values

    def admits(self, result: Result) -> bool:
        """Whether it is one of them."""
        return result in self.values

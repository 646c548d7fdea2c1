"""Sorts whose values a predicate hardly looks into: points in time, node sets, redirects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.gates.decision.chains import NOW, Chain, Classes, Result, Seen, merge, seen, verdicts
from toolkit.gates.decision.domains import Divide
from toolkit.gates.decision.lines import MOST_IN_MEMORY, Lengths
from toolkit.gates.decision.numbers import Line
from toolkit.gates.evaluation.moments import DAY, Moment
from toolkit.gates.evaluation.values import Date, HttpResponse, Integer, Nodeset
from toolkit.gates.nodes import FilterName, PlainFilter

_MOST_NODES = 1000


@dataclass(frozen=True, slots=True)
class Alike:
    """Values of a type into which no predicate looks: no literal is a date or a redirect.

    So `==` never holds, orders and searches do not fit, and all of them are one class (runner/
    predicate.rs); filters look into them, and are taken one by one.
    """

    type_name: str
    some: tuple[Date, ...] | tuple[HttpResponse, ...]

    def knows(self, chain: Chain) -> bool:
        """Filters are not looked through."""
        return not chain.steps

    def samples(self) -> Iterable[Result]:
        """Yield some."""
        return self.some

    def admits(self, result: Result) -> bool:
        """Whether it is of the type."""
        return isinstance(result, type(self.some[0]))

    def classes(self, chains: Sequence[Chain], divide: object) -> Classes:  # noqa: ARG002
        """Return the one class."""
        return seen(self.some[0], chains)


DATES = Alike("date", tuple(Date(Moment(NOW.seconds + days * DAY)) for days in (30, 0, -30)))
REDIRECTS = Alike("http_response", (HttpResponse(302, "http://example.com/next"),))


@dataclass(frozen=True, slots=True)
class Nodesets:
    """What an XPath selects: only the number of nodes is kept, and it is all that is asked for."""

    type_name: str = "nodeset"

    def knows(self, chain: Chain) -> bool:
        """Whether it judges the set, or its number."""
        return not chain.steps or chain.head == PlainFilter(FilterName.COUNT)

    def samples(self) -> Iterable[Result]:
        """Yield some."""
        return (Nodeset(1), Nodeset(0), Nodeset(2))

    def admits(self, result: Result) -> bool:
        """Whether it is a node set."""
        return isinstance(result, Nodeset)

    def classes(self, chains: Sequence[Chain], divide: Divide) -> Classes:
        """Return the classes of the node sets.

        Complete, because predicates tell only an empty one from others, and whoever counts is asked
        about all numbers of nodes.
        """
        counters = [number for number, chain in enumerate(chains) if chain.steps]
        tails = [chains[number].tail() for number in counters]
        lines = (Line(Lengths(0, 0)), Line(Lengths(1, MOST_IN_MEMORY)))
        found: Classes = {}
        for least, line in enumerate(lines):
            for counted, one in divide((line,), tails).items():
                number = None if one is None else one.result
                size = number.value if isinstance(number, Integer) else None
                bits = list(verdicts(Nodeset(least), chains))
                for index, bit in zip(counters, counted, strict=True):
                    bits[index] = bit
                shown = size is not None and size <= _MOST_NODES
                merge(found, {tuple(bits): Seen(Nodeset(size or 0)) if shown else None})
        return found

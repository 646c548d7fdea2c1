"""A place of a response that queries read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from toolkit.gates.decision.chains import Result
from toolkit.gates.decision.domains import Domain
from toolkit.gates.decision.responses import Part


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A place of a response: its name, what may stand there, and how to put it there."""

    key: str
    """Queries of equal keys read the same."""
    domain: Domain
    realised: Callable[[Result], Iterator[Part]]
    """Yields parts of a response in which a query finds this result."""

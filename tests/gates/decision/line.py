"""An assertion in pieces of text, which edits put together anew."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """The parts of an assertion."""

    query: str
    filters: tuple[str, ...]
    negated: bool
    predicate: str

    def __str__(self) -> str:
        parts = (self.query, *self.filters, *(["not"] if self.negated else []), self.predicate)
        return " ".join(parts)

"""What keeps a question about languages from being answered."""

from __future__ import annotations

from collections.abc import Mapping


class TooHard(Exception):  # noqa: N818 - it is an answer: the question is beyond the limit
    """A question needs more than the limit allows; the same on every machine.

    ``limit`` counts ``unit`` (states, or instructions of a regex), never time. ``found`` is what
    `classes` knew by then: these vectors do occur, of the others nothing is known.
    """

    def __init__(self, limit: int, unit: str) -> None:
        super().__init__(f"more than {limit} {unit}")
        self.limit = limit
        self.unit = unit
        self.found: Mapping[tuple[bool, ...], str] = {}

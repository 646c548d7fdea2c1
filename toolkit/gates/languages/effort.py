"""How hard one question may be in all, although it asks many: each failure halves what is left.

A question that is divided asks the languages again and again. Where they proved too hard once, the
parts are mostly too hard as well, and every attempt would cost as much as the first. Failures are
counted within one question and never between two, so that an answer depends on nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from toolkit.gates.languages.errors import TooHard

_MOST_HALVED = 6


@dataclass(slots=True)
class Effort:
    """What failed so far; ``told`` is the first limit that was met, "" if none was."""

    failures: int = 0
    told: str = ""


_CURRENT: ContextVar[Effort | None] = ContextVar("effort", default=None)


@contextmanager
def one_question() -> Iterator[Effort]:
    """Count the failures of one question."""
    effort = Effort()
    token = _CURRENT.set(effort)
    try:
        yield effort
    finally:
        _CURRENT.reset(token)


def failed(error: Exception) -> None:
    """Count a failure, if it is that something was too hard."""
    effort = _CURRENT.get()
    if effort is not None and isinstance(error, TooHard):
        effort.failures += 1
        effort.told = effort.told or str(error)


def affordable(limit: int) -> int:
    """Return what is left of a limit."""
    effort = _CURRENT.get()
    return limit if effort is None else limit >> min(effort.failures, _MOST_HALVED)

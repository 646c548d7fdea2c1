"""Faults: what is wrong with an input, as values, all of them at once."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from toolkit.spans import Location


class Severity(enum.Enum):
    """How much a fault matters."""

    FAILURE = "failure"
    """Refused in strict smoke and in self-test."""
    ADVICE = "advice"
    """Reported; fatal only when asked for (``--advice-is-fatal``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with an input.

    ``code`` is a stable kebab-case name that survives changes of wording;
    ``message`` says what is wrong in the words of the existing checkers where
    they make the same check; ``hint`` says what to do.
    """

    code: str
    message: str
    where: Location
    hint: str = ""
    severity: Severity = Severity.FAILURE

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}"
        return f"{text} ({self.hint})" if self.hint else text

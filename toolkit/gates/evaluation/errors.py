"""The two ways in which an evaluation stops."""

from __future__ import annotations


class UnsupportedError(ValueError):
    """What the real Hurl would say is not known here.

    ``name`` is a stable kebab-case name of what is left out (``unknown-duration``, ``file``, ...);
    ``reason`` says it in words.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{reason} ({name})")
        self.name = name
        self.reason = reason


class FailureError(ValueError):
    """Hurl itself reports an error for this query, filter or value: the assertion fails."""


def hurl_crashes(reason: str) -> UnsupportedError:
    """Return the refusal of what makes Hurl 7.1 panic, so that it has no outcome at all."""
    return UnsupportedError("hurl-crashes", f"Hurl 7.1 itself crashes: {reason}")

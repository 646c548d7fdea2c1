"""The neutral form of what CI systems annotate files with: alerts, at places, by rules.

A report becomes `Alerts`, one for each pack; SARIF, GitHub's annotations and
JUnit render those. All text in it is plain and on one line, and `visible`.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

_FINGERPRINT_DIGITS = 16


class Weight(enum.Enum):
    """How much an alert matters, the gravest first; the words are those of SARIF."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """What sorts alerts: 0 for the gravest."""
        return (Weight.ERROR, Weight.WARNING, Weight.NOTE).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """What alerts of one kind have in common, in words for people."""

    id: str
    title: str
    weight: Weight
    why: str = ""
    advice: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One thing to say about one place.

    ``path`` is relative to the repository, with forward slashes; ``line`` and
    ``column`` count from 1, 0 is the file as a whole. ``message`` is the whole
    story in one line, ``title`` what it is about. ``counts`` says that it fails
    the run as it was asked for. ``facts`` are for programs.
    """

    rule: AlertRule
    title: str
    message: str
    path: str
    line: int = 0
    column: int = 0
    weight: Weight
    fingerprint: str
    subject: str
    counts: bool = False
    accepted: str = ""
    """Why it is let pass all the same; empty where it is not."""
    facts: Mapping[str, str | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """Everything to say about one pack, the gravest first.

    ``verb`` is the command that says it; ``verdict`` its answer in one line.
    ``notes`` are about no place in particular.
    """

    verb: str
    pack_id: str
    verdict: str
    alerts: tuple[Alert, ...]
    notes: tuple[str, ...] = ()
    facts: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def rules(self) -> tuple[AlertRule, ...]:
        """The rules that speak, sorted by id."""
        found = {alert.rule.id: alert.rule for alert in self.alerts}
        return tuple(found[name] for name in sorted(found))


def joined(folder: str, path: str) -> str:
    """Return a path of a pack as the repository knows it; a pack may be its root (``.``)."""
    return path if folder in ("", ".") else f"{folder}/{path}"


def fingerprint(*parts: str) -> str:
    """Return 16 hex digits that only these parts give, for what has no fingerprint of its own."""
    text = "".join(f"{part}\0" for part in parts)
    return sha256(as_bytes(text)).hexdigest()[:_FINGERPRINT_DIGITS]


def as_bytes(text: str) -> bytes:
    """Return the bytes of a text: those of a file name as they are on disk, any others somehow."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")

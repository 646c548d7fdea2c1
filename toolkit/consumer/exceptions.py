"""Temporary exceptions: `ignore_failures` of a project, each with its place.

An exception names a test and a rule, the issue that will end it, a reason and a
last day (seed document, "Import And Verification"). The runtime does not look at
the day when it loads a policy; `doctor` does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping as Readable
from dataclasses import dataclass, field

from toolkit.pack.nodes import Mapping, Sequence, text_of
from toolkit.spans import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoredFailure:
    """One exception. Texts are stripped; ``expires`` is None where it is no date."""

    test: str
    rule_id: str
    issue_id: str
    reason: str
    expires: dt.date | None
    at: Location
    where: Readable[str, Location] = field(default_factory=dict, compare=False, repr=False)

    def is_expired(self, today: dt.date) -> bool:
        """Tell whether its last day is over."""
        return self.expires is not None and self.expires < today


def ignored_failures(root: Mapping) -> tuple[IgnoredFailure, ...]:
    """Return the exceptions of a document, in the order in which they stand."""
    node = root.get("ignore_failures")
    items = node.items if isinstance(node, Sequence) else ()
    return tuple(_exception(item) for item in items if isinstance(item, Mapping))


def _exception(node: Mapping) -> IgnoredFailure:
    texts = {name: (text_of(value) or "").strip() for name, value in node.entries.items()}
    try:
        expires = dt.date.fromisoformat(texts.get("expires", ""))
    except ValueError:
        expires = None
    return IgnoredFailure(
        test=texts.get("test", ""),
        rule_id=texts.get("rule_id", ""),
        issue_id=texts.get("issue_id", ""),
        reason=texts.get("reason", ""),
        expires=expires,
        at=node.at,
        where={name: value.at for name, value in node.entries.items()},
    )

"""What a person says that holds for every recorded response, because no recording says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from toolkit.gates.condition import (
    Condition,
    MetaIs,
    PathContains,
    PathStartsWith,
    TagsContain,
    UrlContains,
)
from toolkit.gates.evaluation.response import Exchange, condition_matches
from toolkit.gates.evaluation.values import Value
from toolkit.replay.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """Tags, metadata and variables of every exchange, beside those that a recording has."""

    tags: frozenset[str] = frozenset()
    meta: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, Value] = field(default_factory=dict)

    def leaves_open(self, condition: Condition) -> str:
        """Return what a condition asks for that nobody said: ``tags``, ``meta`` or nothing."""
        match condition:
            case TagsContain() if not self.tags:
                return "tags"
            case MetaIs(key) if key not in self.meta:
                return "meta"
        return ""

    def exchange(self, record: Record) -> Exchange:
        """Return the exchange of a record with what holds for all; its own metadata wins."""
        return replace(
            record.exchange,
            tags=record.exchange.tags | self.tags,
            meta={**self.meta, **record.exchange.meta},
        )


def applies(condition: Condition, exchange: Exchange, *, url_hidden: bool) -> bool | None:
    """Whether a gate with this condition is asked in an exchange; None where that is unknown."""
    if url_hidden and isinstance(condition, PathContains | PathStartsWith | UrlContains):
        return None
    return condition_matches(condition, exchange)

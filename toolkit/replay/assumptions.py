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
from toolkit.gates.evaluation.response import condition_matches
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

    def applies(self, condition: Condition, record: Record) -> bool | None:
        """Whether a gate with this condition is asked of a record; None where that is unknown."""
        by_url = isinstance(condition, PathContains | PathStartsWith | UrlContains)
        if by_url and record.url_hidden:
            return None
        exchange = replace(
            record.exchange,
            tags=record.exchange.tags | self.tags,
            meta={**self.meta, **record.exchange.meta},
        )
        return condition_matches(condition, exchange)

"""Filters: what becomes of a value before it is judged (Hurl 7.1, runner/filter).

A filter takes values of one type or of a few; every other type is an error. The modules beside
this one hold the filters in tables, by what they work on.
"""

from __future__ import annotations

from toolkit.gates.evaluation.filters import collections, dates, documents, patterns, plain, strings
from toolkit.gates.evaluation.scope import Scope
from toolkit.gates.evaluation.values import Value
from toolkit.gates.nodes import (
    Filter,
    NthFilter,
    PlainFilter,
    RegexFilter,
    ReplaceFilter,
    ReplaceRegexFilter,
    TextFilter,
)

_PLAIN = plain.FILTERS | collections.FILTERS | dates.PLAIN
_WITH_TEXT = strings.FILTERS | documents.FILTERS | dates.FILTERS


def filtered(value: Value, one: Filter, scope: Scope) -> Value | None:
    """Return what a filter makes of a value, None where it finds nothing.

    Raises:
        FailureError: Hurl reports an error: a value of another type, an invalid format, ...
        UnsupportedError: the result is unknown, or the filter is left out here.
    """
    match one:
        case PlainFilter(name):
            return _PLAIN[name](value, scope)
        case TextFilter(name, argument):
            return _WITH_TEXT[name](value, argument, scope)
        case NthFilter(index):
            return collections.nth(value, index, scope)
        case RegexFilter(pattern):
            return patterns.group(value, pattern, scope)
        case ReplaceFilter(old, new):
            return strings.replace(value, old, new, scope)
        case ReplaceRegexFilter(pattern, new):
            return patterns.replace(value, pattern, new, scope)

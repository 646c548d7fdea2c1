"""Filters with a regex: ``regex``, ``replaceRegex``."""

from __future__ import annotations

from toolkit.gates.evaluation import regexes
from toolkit.gates.evaluation.filters.inputs import text
from toolkit.gates.evaluation.scope import Scope
from toolkit.gates.evaluation.values import String, Value
from toolkit.gates.nodes import Pattern, Template


def group(value: Value, pattern: Pattern, scope: Scope) -> Value | None:
    """Return the first group of the first match; None where there is no match or no group.

    Raises:
        FailureError: it is no string, or the regex is invalid.
        UnsupportedError: the regex is unknown, or left out here.
    """
    return regexes.first_group(pattern, text(value), scope)


def replace(value: Value, pattern: Pattern, new: Template, scope: Scope) -> Value:
    """Return a string in which every match is ``new``, where ``$1`` or ``$name`` are groups.

    Raises:
        FailureError: it is no string, or the regex is invalid.
        UnsupportedError: an argument is unknown, or left out here.
    """
    whole = text(value)
    regex = regexes.of_pattern(pattern, scope)
    return String(regex.replaced(whole, scope.text_of(new)))

"""Filters on strings with an argument: ``split``, ``replace``, ``decode``, ``urlQueryParam``."""

from __future__ import annotations

from toolkit.gates.evaluation.charsets import decoded
from toolkit.gates.evaluation.filters.inputs import WithText, data, text
from toolkit.gates.evaluation.scope import Scope
from toolkit.gates.evaluation.urls import query_parameter
from toolkit.gates.evaluation.values import List, String, Value
from toolkit.gates.nodes import Template, TextFilterName


def _split(value: Value, argument: Template, scope: Scope) -> Value:
    """Split as Rust: at an empty separator there is a piece before, between and after all."""
    whole, separator = text(value), scope.text_of(argument)
    pieces = whole.split(separator) if separator else ["", *whole, ""]
    return List(tuple(map(String, pieces)))


def _decode(value: Value, argument: Template, scope: Scope) -> Value:
    return String(decoded(data(value), scope.text_of(argument)))


def _url_query_param(value: Value, argument: Template, scope: Scope) -> Value | None:
    found = query_parameter(text(value), scope.text_of(argument))
    return None if found is None else String(found)


FILTERS: dict[TextFilterName, WithText] = {
    TextFilterName.DECODE: _decode,
    TextFilterName.SPLIT: _split,
    TextFilterName.URL_QUERY_PARAM: _url_query_param,
}


def replace(value: Value, old: Template, new: Template, scope: Scope) -> Value:
    """Return a string in which every ``old`` is ``new``; an empty ``old`` stands everywhere.

    Raises:
        FailureError: it is no string.
        UnsupportedError: an argument is unknown.
    """
    return String(text(value).replace(scope.text_of(old), scope.text_of(new)))

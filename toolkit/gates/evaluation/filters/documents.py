"""Filters that read a string as a document: ``jsonpath``, ``xpath``."""

from __future__ import annotations

from toolkit.gates.evaluation import jsonpath, xpath
from toolkit.gates.evaluation.filters.inputs import WithText, text
from toolkit.gates.evaluation.json_text import parse_json
from toolkit.gates.evaluation.scope import Scope
from toolkit.gates.evaluation.values import Value
from toolkit.gates.nodes import Template, TextFilterName


def _jsonpath(value: Value, argument: Template, scope: Scope) -> Value | None:
    parsed = parse_json(text(value))
    return jsonpath.select(scope.text_of(argument), parsed)


def _xpath(value: Value, argument: Template, scope: Scope) -> Value:
    """Read the string as HTML, whatever the response says it is."""
    document = xpath.parse_html(text(value))
    return xpath.select(scope.text_of(argument), document)


FILTERS: dict[TextFilterName, WithText] = {
    TextFilterName.JSONPATH: _jsonpath,
    TextFilterName.XPATH: _xpath,
}

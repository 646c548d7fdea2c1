"""Which productions of the grammar a line takes, and which of them there are at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from toolkit.gates import condition as conditions
from toolkit.gates import nodes
from toolkit.gates.condition import Condition
from toolkit.gates.nodes import Assertion

_VALUES = (
    nodes.Null,
    nodes.Boolean,
    nodes.Integer,
    nodes.BigInteger,
    nodes.Float,
    nodes.String,
    nodes.Bytes,
    nodes.File,
    nodes.Regex,
    nodes.Placeholder,
)
_CONDITIONS = (
    conditions.Always,
    conditions.TagsContain,
    conditions.PathContains,
    conditions.PathStartsWith,
    conditions.UrlContains,
    conditions.MethodIs,
    conditions.MetaIs,
)
_WRITTEN = {
    "written with a backtick": "`",
    "written with an escape": "\\u{",
    "written with hex": "hex,",
    "written with base64": "base64,",
    "written with a comment": " #",
    "written with a placeholder in a string": "{{",
}

ALL = frozenset(
    (
        *(f"query {name.value}" for name in (*nodes.QueryName, *nodes.TextQueryName)),
        *("query cookie", "query regex", "query certificate"),
        *(f"attribute {name.value}" for name in nodes.CookieAttribute),
        "attribute none",
        *(f"certificate {name.value}" for name in nodes.CertificateField),
        *(f"filter {name.value}" for name in (*nodes.FilterName, *nodes.TextFilterName)),
        *("filter nth", "filter regex", "filter replace", "filter replaceRegex"),
        *(f"predicate {name.value}" for name in (*nodes.PredicateName, *nodes.ValuePredicateName)),
        *(f"value {kind.__name__}" for kind in _VALUES),
        *("pattern regex", "pattern string", "not"),
        *_WRITTEN,
    )
)
ALL_CONDITIONS = frozenset(f"condition {kind.__name__}" for kind in _CONDITIONS)


def taken(text: str, assertion: Assertion) -> Iterator[str]:
    """Yield the productions that a line takes."""
    yield f"query {_word(assertion.query)}"
    match assertion.query:
        case nodes.CookieQuery(_, attribute):
            yield f"attribute {attribute.value if attribute else 'none'}"
        case nodes.CertificateQuery(field):
            yield f"certificate {field.value}"
    for one in assertion.filters:
        yield f"filter {_word(one)}"
    yield f"predicate {_word(assertion.predicate)}"
    if isinstance(assertion.predicate, nodes.ValuePredicate):
        yield f"value {type(assertion.predicate.value).__name__}"
    if assertion.negated:
        yield "not"
    yield from _patterns(assertion)
    yield from (name for name, mark in _WRITTEN.items() if mark in text)


def of_condition(condition: Condition) -> str:
    """Return the production of a condition."""
    return f"condition {type(condition).__name__}"


def group(assertions: tuple[Assertion, ...]) -> str:
    """Return with which pairs these are counted."""
    found = {one for assertion in assertions for one in _outside(assertion)}
    for name in ("variables", "xpath"):
        if name in found:
            return name
    return "plain"


def _outside(node: object) -> Iterator[str]:
    match node:
        case nodes.Placeholder() | nodes.File():
            yield "variables"
        case nodes.TextQuery(nodes.TextQueryName.VARIABLE, _):
            yield "variables"
        case nodes.TextQuery(nodes.TextQueryName.XPATH, _):
            yield "xpath"
        case nodes.TextFilter(nodes.TextFilterName.XPATH, _):
            yield "xpath"
    for one in _children(node):
        yield from _outside(one)


def _patterns(assertion: Assertion) -> Iterator[str]:
    for one in (assertion.query, *assertion.filters):
        pattern = getattr(one, "pattern", None)
        if pattern is not None:
            yield f"pattern {'regex' if isinstance(pattern, nodes.Regex) else 'string'}"


def _children(node: object) -> Iterator[object]:
    if isinstance(node, tuple):
        yield from node
    elif is_dataclass(node):
        yield from (getattr(node, one.name) for one in fields(node))


def _word(node: object) -> str:
    """Return the keyword of a node."""
    name = getattr(getattr(node, "name", None), "value", None)
    if name is not None and not isinstance(node, nodes.CookieQuery):
        return str(name)
    return {
        nodes.CookieQuery: "cookie",
        nodes.RegexQuery: "regex",
        nodes.CertificateQuery: "certificate",
        nodes.NthFilter: "nth",
        nodes.RegexFilter: "regex",
        nodes.ReplaceFilter: "replace",
        nodes.ReplaceRegexFilter: "replaceRegex",
    }[type(node)]

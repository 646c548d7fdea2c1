"""Our nodes in the JSON of ``hurlfmt``, to compare trees key by key."""

from __future__ import annotations

import base64
from typing import Any

from toolkit.gates import nodes


def tree(assertion: nodes.Assertion) -> dict[str, Any]:
    """Return what ``hurlfmt --out json`` prints for this assertion, every number as a string."""
    found: dict[str, Any] = {"query": query(assertion.query)}
    if assertion.filters:
        found["filters"] = [filter_(one) for one in assertion.filters]
    negation = {"not": True} if assertion.negated else {}
    found["predicate"] = negation | predicate(assertion.predicate)
    return found


def query(node: nodes.Query) -> dict[str, Any]:
    match node:
        case nodes.PlainQuery(name):
            return {"type": name.value}
        case nodes.TextQuery(name, argument):
            key = "expr" if name.value in {"xpath", "jsonpath"} else "name"
            return {"type": name.value, key: text(argument)}
        case nodes.CookieQuery(cookie, attribute):
            suffix = f"[{attribute.value}]" if attribute else ""
            return {"type": "cookie", "expr": text(cookie) + suffix}
        case nodes.RegexQuery(pattern):
            return {"type": "regex", "expr": pattern_(pattern)}
        case nodes.CertificateQuery(field):
            return {"type": "certificate", "expr": field.value}


_ARGUMENT_KEYS = {
    nodes.TextFilterName.DATE_FORMAT: "fmt",
    nodes.TextFilterName.DECODE: "encoding",
    nodes.TextFilterName.FORMAT: "fmt",
    nodes.TextFilterName.JSONPATH: "expr",
    nodes.TextFilterName.SPLIT: "sep",
    nodes.TextFilterName.TO_DATE: "fmt",
    nodes.TextFilterName.URL_QUERY_PARAM: "param",
    nodes.TextFilterName.XPATH: "expr",
}


def filter_(node: nodes.Filter) -> dict[str, Any]:
    match node:
        case nodes.PlainFilter(name):
            return {"type": name.value}
        case nodes.TextFilter(name, argument):
            return {"type": name.value, _ARGUMENT_KEYS[name]: text(argument)}
        case nodes.NthFilter(nodes.Placeholder() as index):
            return {"type": "nth", "n": expression(index)}
        case nodes.NthFilter(index):
            return {"type": "nth", "n": str(index)}
        case nodes.RegexFilter(pattern):
            return {"type": "regex", "expr": pattern_(pattern)}
        case nodes.ReplaceFilter(old, new):
            return {"type": "replace", "old_value": text(old), "new_value": text(new)}
        case nodes.ReplaceRegexFilter(pattern, new):
            found = {"type": "replaceRegex", "pattern": pattern_(pattern)}
            return found | {"new_value": text(new)}


def predicate(node: nodes.Predicate) -> dict[str, Any]:
    match node:
        case nodes.PlainPredicate(name):
            return {"type": name.value}
        case nodes.ValuePredicate(name, operand):
            return {"type": name.value} | value(operand)


def value(node: nodes.Value) -> dict[str, Any]:  # noqa: C901  one case for each kind
    match node:
        case nodes.Null():
            return {"value": None}
        case nodes.Boolean(truth):
            return {"value": truth}
        case nodes.Integer(number):
            return {"value": str(number)}
        case nodes.BigInteger(digits):
            return {"value": digits}
        case nodes.Float(number):
            return {"value": float_(number)}
        case nodes.String(template):
            return {"value": text(template)}
        case nodes.Bytes(data):
            return {"value": base64.b64encode(data).decode(), "encoding": "base64"}
        case nodes.File(name):
            return {"value": {"type": "file", "filename": text(name)}}
        case nodes.Regex(source):
            return {"value": source, "encoding": "regex"}
        case nodes.Placeholder():
            return {"value": expression(node)}


def float_(number: float) -> str:
    """Return a float as Rust displays it: the shortest digits, never an exponent, no ``.0``."""
    if number in {float("inf"), float("-inf")}:
        return str(number)
    places = f"{number:.400f}" if number != int(number) else f"{number:.0f}"
    for digits in range(1, 18):
        if float(f"{number:.{digits}g}") == number:
            exact = f"{float(f'{number:.{digits}g}'):.{digits - 1}e}"
            return _plain(exact)
    return places


def _plain(scientific: str) -> str:
    mantissa, _, exponent = scientific.partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, decimals = mantissa.lstrip("-").partition(".")
    digits, point = whole + decimals, len(whole) + int(exponent)
    if point <= 0:
        digits, point = "0" * (1 - point) + digits, 1
    digits = digits.ljust(point, "0")
    fraction = digits[point:].rstrip("0")
    return f"{sign}{digits[:point]}" + (f".{fraction}" if fraction else "")


def pattern_(node: nodes.Pattern) -> Any:
    if isinstance(node, nodes.Regex):
        return {"type": "regex", "value": node.source}
    return text(node)


def text(template: nodes.Template) -> str:
    return "".join(
        part.value if isinstance(part, nodes.Text) else f"{{{{{expression(part)}}}}}"
        for part in template.parts
    )


def expression(node: nodes.Placeholder) -> str:
    name = node.expression
    return name.value if isinstance(name, nodes.Function) else name

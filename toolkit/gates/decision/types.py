"""Which step takes values of which type, and of which type its results are (runner/filter)."""

from __future__ import annotations

from toolkit.gates.decision.chains import (
    Chain,
    Collect,
    Decode,
    Digest,
    Fails,
    ParseJson,
    SelectXPath,
    Step,
)
from toolkit.gates.evaluation.jsonpath_syntax import Child, Index
from toolkit.gates.nodes import NthFilter, PlainFilter, TextFilter

_SCALARS = frozenset({"null", "boolean", "integer", "float", "big", "string", "date"})
_NUMERIC = frozenset({"integer", "float", "string"})
_STRING, _BYTES, _DATE = frozenset({"string"}), frozenset({"bytes"}), frozenset({"date"})

_FILTERS: dict[str, tuple[frozenset[str], str]] = {
    # filter: (the types it takes, the type it makes, "" where there are several)
    "base64Decode": (_STRING, "bytes"),
    "base64Encode": (_BYTES, "string"),
    "base64UrlSafeDecode": (_STRING, "bytes"),
    "base64UrlSafeEncode": (_BYTES, "string"),
    "count": (frozenset({"list", "bytes", "nodeset"}), "integer"),
    "dateFormat": (_DATE, "string"),
    "daysAfterNow": (_DATE, "integer"),
    "daysBeforeNow": (_DATE, "integer"),
    "decode": (_BYTES, "string"),
    "first": (frozenset({"list"}), ""),
    "format": (_DATE, "string"),
    "htmlEscape": (_STRING, "string"),
    "htmlUnescape": (_STRING, "string"),
    "last": (frozenset({"list"}), ""),
    "location": (frozenset({"http_response"}), "string"),
    "split": (_STRING, "list"),
    "toDate": (_STRING, "date"),
    "toFloat": (_NUMERIC, "float"),
    "toHex": (_BYTES, "string"),
    "toInt": (_NUMERIC, "integer"),
    "toString": (_SCALARS, "string"),
    "urlDecode": (_STRING, "string"),
    "urlEncode": (_STRING, "string"),
    "urlQueryParam": (_STRING, "string"),
    "utf8Decode": (_BYTES, "string"),
    "utf8Encode": (_STRING, "bytes"),
    "xpath": (_STRING, ""),
}


def _types(step: Step) -> tuple[frozenset[str] | None, str]:
    """Return the types that a step takes (None: any) and the type it makes ("": several)."""
    match step:
        case PlainFilter(name) | TextFilter(name, _):
            return _FILTERS[name.value]
        case NthFilter() | Index():
            return frozenset({"list"}), ""
        case Child():
            return frozenset({"object"}), ""
        case Decode():
            return _BYTES, "string"
        case Digest():
            return _BYTES, "bytes"
        case ParseJson() | SelectXPath():
            return _STRING, ""
        case Collect():
            return None, "list"
        case Fails():
            return frozenset(), ""
    return _STRING, "string"  # regex, replace, replaceRegex


def foregone(chain: Chain, type_name: str) -> bool | None:
    """Return what a chain says of every value of a type alike; None where it depends.

    A step that does not take a value is an error, and so is a filter on nothing: a chain in which
    no type leads through always fails. Only a JSON path that does not fit finds nothing instead.
    """
    if isinstance(chain.head, Child | Index) and not _fits(chain.head, type_name):
        return chain.missed()
    for step in chain.steps:
        if not _fits(step, type_name):
            return False
        type_name = _types(step)[1]
        if not type_name:
            return None
    return None


def _fits(step: Step, type_name: str) -> bool:
    taken = _types(step)[0]
    return taken is None or type_name in taken

"""Simple XPaths: of which type their results are, and XML in which they find what is wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from toolkit.gates.evaluation.values import Bool, Float, Nodeset, String, Value

_CALL = re.compile(r"(count|string|boolean|normalize-space|number)\((.*)\)")
_PATH = re.compile(r"(//?)((?:[\w-]+/)*[\w-]+)(/text\(\)|/@[\w-]+)?")
_MOST_NODES = 1000


def kind_of(expression: str) -> str:
    """Return the type of what an expression finds (XPath 1.0, 4), "" where it is not simple."""
    call = _CALL.fullmatch(expression.strip())
    if _PATH.fullmatch(call.group(2) if call else expression.strip()) is None:
        return ""
    kinds = {"count": "float", "number": "float", "boolean": "boolean"}
    return kinds.get(call.group(1), "string") if call else "nodeset"


def documents_for(expression: str, value: Value) -> Iterator[str]:
    """Yield XML in which an expression probably finds a value."""
    call = _CALL.fullmatch(expression.strip())
    path = _PATH.fullmatch(call.group(2) if call else expression.strip())
    if path is None:
        return
    match value:
        case String(text):
            yield _document(path, 1, text)
        case Nodeset(size):
            yield _document(path, size, "a")
        case Bool(truth):
            yield _document(path, int(truth), "a")
        case Float(number):
            if call and call.group(1) == "count":
                if number.is_integer() and 0 <= number <= _MOST_NODES:
                    yield _document(path, int(number), "a")
            else:
                yield _document(path, 1, repr(number))


def _document(path: re.Match[str], count: int, text: str) -> str:
    """Return a document with so many elements at the end of a path, each with a text."""
    slashes, names, ending = path.groups()
    *above, leaf = names.split("/")
    if slashes == "//":
        above = ["root", *above]
    if ending and ending.startswith("/@"):
        element = f'<{leaf} {ending[2:]}="{escape(text)}"/>'
    else:
        element = f"<{leaf}>{escape(text)}</{leaf}>"
    inside = element * count
    for name in reversed(above):
        inside = f"<{name}>{inside}</{name}>"
    return inside

"""The values that queries and filters produce, and when Hurl calls two of them equal or ordered.

The rules are those of Hurl 7.1, runner/value.rs and value_impl.rs. ``==`` between the classes of
this module compares structure; what an assertion means by ``==`` is `equal`.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.gates.evaluation.moments import Moment
from toolkit.gates.evaluation.numbers import (
    BigInteger,
    Float,
    Integer,
    Number,
    compare_numbers,
    number_text,
)

__all__ = [
    "BigInteger",
    "Bool",
    "Bytes",
    "Date",
    "Float",
    "HttpResponse",
    "Integer",
    "List",
    "Nodeset",
    "Null",
    "Number",
    "Object",
    "Regex",
    "String",
    "Unit",
    "Value",
    "compare",
    "equal",
    "kind",
    "rendered",
    "shown",
]


@dataclass(frozen=True, slots=True)
class Null:
    """The ``null`` of JSON."""


@dataclass(frozen=True, slots=True)
class Bool:
    """True or false."""

    value: bool


@dataclass(frozen=True, slots=True)
class String:
    """Text."""

    text: str


@dataclass(frozen=True, slots=True)
class Bytes:
    """A body, a digest, or what a filter made of a string."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Date:
    """A point in time."""

    moment: Moment


@dataclass(frozen=True, slots=True)
class List:
    """A JSON array, the values of a repeated header, what a JSON path collects, ..."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Object:
    """A JSON object; Hurl keeps its members in the order of their names."""

    members: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Nodeset:
    """What an XPath selects; only the number of nodes is kept."""

    size: int


@dataclass(frozen=True, slots=True)
class Regex:
    """A regex literal; it is equal to nothing, itself included."""

    source: str


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A redirection that was followed; it is equal to nothing, itself included."""

    status: int
    location: str


@dataclass(frozen=True, slots=True)
class Unit:
    """The presence of a flag such as ``Secure``."""


Value = (
    Null
    | Bool
    | Number
    | String
    | Bytes
    | Date
    | List
    | Object
    | Nodeset
    | Regex
    | HttpResponse
    | Unit
)


def equal(one: Value, other: Value) -> bool:
    """Whether ``one == other`` holds in an assertion; different types are never equal."""
    match one, other:
        case (Integer() | Float() | BigInteger(), Integer() | Float() | BigInteger()):
            return compare_numbers(one, other) == 0
        case (List(items), List(others)):
            return len(items) == len(others) and all(map(equal, items, others))
        case (Object(members), Object(others)):
            return len(members) == len(others) and all(
                name == other_name and equal(value, other_value)
                for (name, value), (other_name, other_value) in zip(members, others, strict=True)
            )
        case (Regex() | HttpResponse(), _):
            return False
    return one == other


def compare(one: Value, other: Value) -> int | None:
    """Return -1, 0 or 1 as ``one`` is before, at, or after ``other``; None if they have no order.

    Strings are ordered by their code points.
    """
    match one, other:
        case (String(text=a), String(text=b)):
            return (a > b) - (a < b)
        case (Integer() | Float() | BigInteger(), Integer() | Float() | BigInteger()):
            return compare_numbers(one, other)
        case (Date(a), Date(b)):
            return (a > b) - (a < b)
    return None


def rendered(value: Value) -> str | None:
    """Return what a placeholder or ``toString`` makes of a value, None where it has no text."""
    match value:
        case Null():
            return "null"
        case Bool(truth):
            return "true" if truth else "false"
        case Integer() | Float() | BigInteger():
            return number_text(value)
        case String(text):
            return text
        case Date(moment):
            return moment.iso()
    return None


def kind(value: Value) -> str:
    """Return the name of a value's type in Hurl's messages."""
    return _KINDS[type(value)]


_KINDS: dict[type, str] = {
    Null: "null",
    Bool: "boolean",
    Integer: "integer",
    BigInteger: "integer",
    Float: "float",
    String: "string",
    Bytes: "bytes",
    Date: "date",
    List: "list",
    Object: "object",
    Nodeset: "nodeset",
    Regex: "regex",
    HttpResponse: "http_response",
    Unit: "unit",
}


def shown(value: Value) -> str:
    """Return a value with its type, as Hurl's messages show it: ``integer <200>``."""
    return "unit" if isinstance(value, Unit) else f"{kind(value)} <{_content(value)}>"


def _content(value: Value) -> str:
    match value:
        case Bytes(data):
            return data.hex()
        case Date(moment):
            return str(moment)
        case List(items):
            return f"[{','.join(map(_content, items))}]"
        case Object():
            return "Object()"
        case Nodeset(size):
            return f"Nodeset(size={size})"
        case Regex(source):
            return "/{}/".format(source.replace("/", "\\/"))
        case HttpResponse(status, location):
            return f"Response(location={location}, status={status})"
        case Unit():
            return "Unit"
    return rendered(value) or ""

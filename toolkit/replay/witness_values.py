"""The values of variables in a witness file: each says its type, so that it reads back the same."""

from __future__ import annotations

import binascii
import json
from base64 import b64decode
from collections.abc import Mapping

from toolkit.gates.evaluation.json_form import JSONValue
from toolkit.gates.evaluation.numbers import parse_f64, parse_i64
from toolkit.gates.evaluation.values import (
    BigInteger,
    Bool,
    Bytes,
    Date,
    Float,
    Integer,
    List,
    Null,
    Object,
    String,
    Value,
)
from toolkit.replay.fields import Field
from toolkit.replay.record import moment


def written(payload: Mapping[str, JSONValue]) -> bytes:
    """Return the one form of a file: sorted keys, two spaces, ASCII, a final line feed."""
    return f"{json.dumps(payload, indent=2, sort_keys=True, allow_nan=False)}\n".encode("ascii")


def read_value(field: Field) -> Value:
    """Return the value that was written.

    Raises:
        ToolkitError: It is none; the place says where.
    """
    kind_of = field.need("type").text()
    if kind_of == "null":
        return Null()
    held = field.need("value")
    match kind_of:
        case "boolean" if isinstance(held.value, bool):
            return Bool(held.value)
        case "integer":
            text = held.text()
            number = parse_i64(text)
            return BigInteger(text) if number is None else Integer(number)
        case "float":
            double = parse_f64(held.text())
            return held.refuse("expected a number") if double is None else Float(double)
        case "string":
            return String(held.text())
        case "bytes":
            return Bytes(_unpacked(held))
        case "date":
            return Date(moment(held.text()) or held.refuse("expected a date"))
        case "list":
            return List(tuple(read_value(item) for item in held.items()))
        case "object":
            return Object(tuple(_member(item) for item in held.items()))
    return field.refuse("expected a value with its type")


def _unpacked(held: Field) -> bytes:
    try:
        return b64decode(held.text(), validate=True)
    except (binascii.Error, ValueError):
        held.refuse("expected base64")


def _member(item: Field) -> tuple[str, Value]:
    pair = list(item.items())
    if len(pair) != 2:  # noqa: PLR2004 (a name and a value)
        item.refuse("expected a name and a value")
    return pair[0].text(), read_value(pair[1])

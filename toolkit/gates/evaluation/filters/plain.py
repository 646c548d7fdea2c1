"""Filters without argument on strings, bytes and numbers."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from urllib.parse import quote, unquote

from toolkit.gates.evaluation.errors import FailureError
from toolkit.gates.evaluation.filters.html import escape, unescape
from toolkit.gates.evaluation.filters.inputs import Plain, of_bytes, of_text, wrong_type
from toolkit.gates.evaluation.numbers import parse_f64, parse_i64, truncated
from toolkit.gates.evaluation.scope import Scope
from toolkit.gates.evaluation.values import Bytes, Float, Integer, String, Value, rendered
from toolkit.gates.nodes import FilterName

_STANDARD = re.compile("[A-Za-z0-9+/]*={0,2}")
_URL_SAFE = re.compile("[A-Za-z0-9_-]*")
_QUANTUM = 4


def _standard_bytes(text: str) -> bytes:
    """Decode Base64 with padding."""
    if not _STANDARD.fullmatch(text) or len(text) % _QUANTUM:
        raise FailureError("the text is no Base64")
    return _decoded(text, base64.b64decode)


def _url_safe_bytes(text: str) -> bytes:
    """Decode Base64 with ``-`` and ``_``, which must not be padded."""
    if not _URL_SAFE.fullmatch(text) or len(text) % _QUANTUM == 1:
        raise FailureError("the text is no URL-safe Base64 without padding")
    return _decoded(text + "=" * (-len(text) % _QUANTUM), base64.urlsafe_b64decode)


def _decoded(text: str, decode: Callable[[str], bytes]) -> bytes:
    """Decode, and refuse bits that do not count but are set."""
    try:
        data = decode(text)
    except binascii.Error as error:
        raise FailureError("the text is no Base64") from error
    encode = base64.b64encode if decode is base64.b64decode else base64.urlsafe_b64encode
    if encode(data).decode() != text:
        raise FailureError("the text is no Base64")
    return data


def _to_int(value: Value, _scope: Scope) -> Value:
    match value:
        case Integer():
            return value
        case Float(number):
            return Integer(truncated(number))
        case String(text):
            integer = parse_i64(text)
            if integer is None:
                raise FailureError("the text is no integer of 64 bits")
            return Integer(integer)
    raise wrong_type(value)


def _to_float(value: Value, _scope: Scope) -> Value:
    match value:
        case Float():
            return value
        case Integer(number):
            return Float(float(number))
        case String(text):
            double = parse_f64(text)
            if double is None:
                raise FailureError("the text is no number")
            return Float(double)
    raise wrong_type(value)


def _to_string(value: Value, _scope: Scope) -> Value:
    text = rendered(value)
    if text is None:
        raise wrong_type(value)
    return String(text)


FILTERS: dict[FilterName, Plain] = {
    FilterName.BASE64_DECODE: of_text(lambda text: Bytes(_standard_bytes(text))),
    FilterName.BASE64_ENCODE: of_bytes(lambda data: String(base64.b64encode(data).decode())),
    FilterName.BASE64_URL_SAFE_DECODE: of_text(lambda text: Bytes(_url_safe_bytes(text))),
    FilterName.BASE64_URL_SAFE_ENCODE: of_bytes(
        lambda data: String(base64.urlsafe_b64encode(data).decode().rstrip("="))
    ),
    FilterName.HTML_ESCAPE: of_text(lambda text: String(escape(text))),
    FilterName.HTML_UNESCAPE: of_text(lambda text: String(unescape(text))),
    FilterName.TO_FLOAT: _to_float,
    FilterName.TO_HEX: of_bytes(lambda data: String(data.hex())),
    FilterName.TO_INT: _to_int,
    FilterName.TO_STRING: _to_string,
    FilterName.URL_DECODE: of_text(lambda text: String(unquote(text))),
    FilterName.URL_ENCODE: of_text(lambda text: String(quote(text, safe="/"))),
    FilterName.UTF8_DECODE: of_bytes(lambda data: String(data.decode("utf-8", "replace"))),
    FilterName.UTF8_ENCODE: of_text(lambda text: Bytes(text.encode())),
}

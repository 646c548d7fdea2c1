"""Exchanges, responses and values as JSON: one form, in reports and in witness files.

The shapes are part of published schemas (``bump-report.v1``, ``witness.v1``). What is null in a
response is unknown. Numbers of variables are their text, so that none loses a digit.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TypeAlias

from toolkit.gates.evaluation.numbers import number_text
from toolkit.gates.evaluation.response import Certificate, Exchange, NoCertificate, Response
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
    kind,
)

JSONValue: TypeAlias = "str | int | bool | list[JSONValue] | dict[str, JSONValue] | None"


def exchange_form(exchange: Exchange) -> dict[str, JSONValue]:
    """Return what conditions look at."""
    return {
        "method": exchange.method,
        "path": exchange.path,
        "url": exchange.url,
        "tags": [*sorted(exchange.tags)],
        "meta": dict(exchange.meta),
    }


def response_form(response: Response) -> dict[str, JSONValue]:
    """Return all that assertions look at, the body as text where it is UTF-8."""
    redirects = response.redirects
    return {
        "status": response.status,
        "http_version": response.version,
        "headers": [[name, value] for name, value in response.headers],
        **_body(response.body),
        "duration_ms": response.duration_ms,
        "url": response.url,
        "ip": response.ip,
        "redirects": None
        if redirects is None
        else [{"status": one.status, "location": one.location} for one in redirects],
        "certificate": _certificate(response.certificate),
    }


def _body(body: bytes) -> dict[str, JSONValue]:
    try:
        return {"body": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"body_base64": b64encode(body).decode("ascii")}


def _certificate(certificate: Certificate | NoCertificate | None) -> JSONValue:
    if not isinstance(certificate, Certificate):
        return None if certificate is None else certificate.value
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "start_date": str(certificate.start_date),
        "expire_date": str(certificate.expire_date),
        "serial_number": certificate.serial_number,
    }


def value_form(value: Value) -> JSONValue:
    """Return a value with its type.

    Raises:
        ValueError: It is of a type that no variable has.
    """
    match value:
        case Null():
            return {"type": "null"}
        case Bool(truth):
            return {"type": "boolean", "value": truth}
        case Integer() | BigInteger():
            return {"type": "integer", "value": number_text(value)}
        case Float(number):
            return {"type": "float", "value": repr(number)}
        case String(text):
            return {"type": "string", "value": text}
        case Bytes(data):
            return {"type": "bytes", "value": b64encode(data).decode("ascii")}
        case Date(when):
            return {"type": "date", "value": str(when)}
        case List(items):
            return {"type": "list", "value": [value_form(item) for item in items]}
        case Object(members):
            return {
                "type": "object",
                "value": [[name, value_form(member)] for name, member in members],
            }
    raise ValueError(f"a variable is no {kind(value)}")

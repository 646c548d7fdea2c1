"""What a query finds in a response (Hurl 7.1, runner/query.rs)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from toolkit.gates.evaluation import cookies, jsonpath, xpath
from toolkit.gates.evaluation.bodies import content, is_html, text
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.json_text import parse_json
from toolkit.gates.evaluation.regexes import first_group
from toolkit.gates.evaluation.response import Certificate, NoCertificate, Response
from toolkit.gates.evaluation.scope import Scope
from toolkit.gates.evaluation.values import Bytes, Date, HttpResponse, Integer, List, String, Value
from toolkit.gates.nodes import (
    CertificateField,
    CertificateQuery,
    CookieQuery,
    PlainQuery,
    Query,
    QueryName,
    RegexQuery,
    Template,
    TextQuery,
    TextQueryName,
)

T = TypeVar("T")


def answer(query: Query, scope: Scope) -> Value | None:
    """Return what a query finds, None where there is nothing.

    Raises:
        FailureError: Hurl reports an error: a body that is no JSON, an unknown charset, ...
        UnsupportedError: it asks for what is unknown, or is left out here.
    """
    match query:
        case PlainQuery(name):
            return _PLAIN[name](scope.response)
        case TextQuery(name, argument):
            return _TEXT[name](scope, argument)
        case CookieQuery(name, attribute):
            return cookies.cookie(scope.response, scope.text_of(name), attribute)
        case RegexQuery(pattern):
            return first_group(pattern, text(scope.response), scope)
        case CertificateQuery(field):
            return _certificate(scope.response, field)


def _known(part: T | None, name: str) -> T:
    if part is None:
        raise UnsupportedError(f"unknown-{name}", f"the {name} of the response is not known")
    return part


def _redirects(response: Response) -> Value:
    redirects = _known(response.redirects, "redirects")
    return List(tuple(HttpResponse(one.status, one.location) for one in redirects))


_PLAIN: dict[QueryName, Callable[[Response], Value]] = {
    QueryName.STATUS: lambda response: Integer(response.status),
    QueryName.VERSION: lambda response: String(_known(response.version, "version")),
    QueryName.URL: lambda response: String(_known(response.url, "url")),
    QueryName.BODY: lambda response: String(text(response)),
    QueryName.DURATION: lambda response: Integer(_known(response.duration_ms, "duration")),
    QueryName.BYTES: lambda response: Bytes(content(response)),
    QueryName.SHA256: lambda response: Bytes(hashlib.sha256(content(response)).digest()),
    QueryName.MD5: lambda response: Bytes(
        hashlib.md5(content(response), usedforsecurity=False).digest()
    ),
    QueryName.IP: lambda response: String(_known(response.ip, "ip")),
    QueryName.REDIRECTS: _redirects,
}


def _header(scope: Scope, argument: Template) -> Value | None:
    values = [String(value) for value in scope.response.header_values(scope.text_of(argument))]
    if len(values) > 1:
        return List(tuple(values))
    return values[0] if values else None


def _jsonpath(scope: Scope, argument: Template) -> Value | None:
    return jsonpath.select(scope.text_of(argument), parse_json(text(scope.response)))


def _xpath(scope: Scope, argument: Template) -> Value:
    body = text(scope.response)
    parse = xpath.parse_html if is_html(scope.response) else xpath.parse_xml
    return xpath.select(scope.text_of(argument), parse(body))


_TEXT: dict[TextQueryName, Callable[[Scope, Template], Value | None]] = {
    TextQueryName.HEADER: _header,
    TextQueryName.JSONPATH: _jsonpath,
    TextQueryName.XPATH: _xpath,
    TextQueryName.VARIABLE: lambda scope, argument: scope.variable(scope.text_of(argument)),
}


def _certificate(response: Response, field: CertificateField) -> Value | None:
    if isinstance(response.certificate, NoCertificate):
        return None
    return _CERTIFICATE[field](_known(response.certificate, "certificate"))


_CERTIFICATE: dict[CertificateField, Callable[[Certificate], Value]] = {
    CertificateField.SUBJECT: lambda certificate: String(certificate.subject),
    CertificateField.ISSUER: lambda certificate: String(certificate.issuer),
    CertificateField.START_DATE: lambda certificate: Date(certificate.start_date),
    CertificateField.EXPIRE_DATE: lambda certificate: Date(certificate.expire_date),
    CertificateField.SERIAL_NUMBER: lambda certificate: String(certificate.serial_number),
}

"""A witness in one sentence: "a response with status 404 passed 1.2.0 and fails now".

Only what matters for the gate is told: the parts of a response that its
assertions read, and the parts of an exchange that its conditions ask for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from toolkit.diff.witnesses import Shown
from toolkit.gates.condition import (
    Always,
    Condition,
    MetaIs,
    MethodIs,
    PathContains,
    PathStartsWith,
    TagsContain,
    UrlContains,
)
from toolkit.gates.evaluation.response import Certificate, Exchange, Response
from toolkit.gates.evaluation.values import rendered
from toolkit.gates.nodes import (
    CertificateField,
    CertificateQuery,
    CookieQuery,
    PlainQuery,
    Query,
    QueryName,
    TextQuery,
    TextQueryName,
)
from toolkit.pack.model import Enforcement
from toolkit.texts import visible

_LONGEST = 60
"""Characters of a header or a body that are shown."""
_MOST_VALUES = 3

_THEN = {
    None: "passed {version}",
    Enforcement.AUDIT_ONLY: "was put on record by {version}",
    Enforcement.WARN: "was warned about by {version}",
    Enforcement.BLOCK: "failed {version}",
}
_NOW = {
    None: "passes now",
    Enforcement.AUDIT_ONLY: "is put on record now",
    Enforcement.WARN: "is warned about now",
    Enforcement.BLOCK: "fails now",
}
_CERTIFICATES = {
    CertificateField.SUBJECT: "subject",
    CertificateField.ISSUER: "issuer",
    CertificateField.START_DATE: "start_date",
    CertificateField.EXPIRE_DATE: "expire_date",
    CertificateField.SERIAL_NUMBER: "serial_number",
}


def sentence(shown: Shown, version: str) -> str:
    """Return what a witness shows, compared with a released ``version``."""
    then = _THEN[shown.old].format(version=version)
    return f"A response{described(shown)} {then} and {_NOW[shown.new]}."


def sentence_of_packs(shown: Shown, version: str, gate_id: str) -> str:
    """Return what a witness shows of whole packs; ``gate_id`` is the one gate that refuses it."""
    what = f"a response{described(_of_refusal(shown))}"
    if shown.fails_new:
        return f"{what} passed every blocking gate of {version}, and fails {gate_id} now"
    return f"{what} failed {gate_id} of {version}, and passes every blocking gate now"


def _of_refusal(shown: Shown) -> Shown:
    """Return the witness as far as the gate that refuses it has to do with it."""
    claims = tuple(claim for claim in shown.claims if not claim.holds)
    read: set[str] = set()
    for claim in claims:
        match claim.assertion.query:
            case TextQuery(TextQueryName.HEADER, argument):
                read.add((argument.literal or "").lower())
            case CookieQuery():
                read.add("set-cookie")
            case PlainQuery(QueryName.STATUS | QueryName.DURATION | QueryName.VERSION):
                pass
            case _:
                read |= {"content-type", "content-encoding"}
    headers = tuple(one for one in shown.response.headers if one[0].lower() in read)
    return replace(shown, claims=claims, response=replace(shown.response, headers=headers))


def described(shown: Shown) -> str:
    """Return what is special about a response and its exchange, beginning with a blank."""
    queries = [claim.assertion.query for claim in shown.claims]
    parts = list(dict.fromkeys(part for query in queries for part in _part(query, shown)))
    # what no query names but takes all the same: cookies, encodings
    parts += [part for part in _headers(shown.response.headers) if part not in parts]
    told = f" with {_joined(parts)}" if parts else ""
    if PlainQuery(QueryName.DURATION) in queries:
        told += f" after {shown.response.duration_ms} ms"
    return told + _of_exchange(shown)


def _joined(parts: list[str]) -> str:
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else parts[0]


def _part(query: Query, shown: Shown) -> Iterator[str]:
    """Yield what a query reads."""
    response = shown.response
    match query:
        case PlainQuery(name):
            yield from _plain(name, response)
        case TextQuery(TextQueryName.HEADER, argument):
            yield from _header(argument.literal or "", response)
        case TextQuery(TextQueryName.VARIABLE, argument):
            value = shown.variables.get(argument.literal or "")
            text = "no value" if value is None else f"the value {_cut(rendered(value) or '')}"
            yield f"{text} of the variable {argument.literal}"
        case CookieQuery(name):
            if not response.header_values("Set-Cookie"):
                yield f"no cookie {name.literal}"
        case CertificateQuery(field):
            certificate = response.certificate
            if not isinstance(certificate, Certificate):
                yield "no certificate"
            else:
                value = getattr(certificate, _CERTIFICATES[field])
                yield f"the certificate's {field.value} {_cut(str(value))}"
        case _:
            yield _body(response)


def _plain(name: QueryName, response: Response) -> Iterator[str]:
    match name:
        case QueryName.STATUS:
            yield f"status {response.status}"
        case QueryName.VERSION:
            yield f"HTTP/{response.version}"
        case QueryName.URL:
            yield f"the address {_cut(response.url or '')}"
        case QueryName.IP:
            yield f"the IP address {response.ip}"
        case QueryName.REDIRECTS:
            count = len(response.redirects or ())
            yield f"{count or 'no'} redirect{'' if count == 1 else 's'} before it"
        case QueryName.DURATION:
            pass
        case _:
            yield _body(response)


def _header(name: str, response: Response) -> Iterator[str]:
    found = [(key, value) for key, value in response.headers if key.lower() == name.lower()]
    yield from _headers(found) if found else (f"no header {visible(name)}",)


def _headers(found: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the headers in words, those of one name together."""
    by_name: dict[str, list[tuple[str, str]]] = {}
    for header in found:
        by_name.setdefault(header[0].lower(), []).append(header)
    for same in by_name.values():
        name, values = visible(same[0][0]), [_cut(value) for _, value in same]
        if len(values) > 1:
            more = " | …" if len(values) > _MOST_VALUES else ""
            yield f"{len(values)} headers {name}: {' | '.join(values[:_MOST_VALUES])}{more}"
        else:
            yield f"the header {name}: {values[0]}" if values[0] else f"an empty header {name}"


def _body(response: Response) -> str:
    body = response.body
    if not body:
        return "an empty body"
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        size = f"{len(body):,} byte{'' if len(body) == 1 else 's'}"
        return f"a body of {size} in base 16: {_cut(body.hex())}"
    cut = _cut(text)
    return f"the body {cut}" if len(text) <= _LONGEST else f"a body of {len(body):,} bytes: {cut}"


def _cut(text: str) -> str:
    """Return text that is safe to show, and not too long to read."""
    return visible(text) if len(text) <= _LONGEST else f"{visible(text[:_LONGEST])}…"


def _of_exchange(shown: Shown) -> str:
    """Return what conditions make of the exchange: its address first, then what the test says."""
    address = ""
    tests: list[str] = []
    for condition in dict.fromkeys(shown.conditions):
        match condition:
            case Always():
                pass
            case PathStartsWith() | PathContains() | UrlContains() | MethodIs():
                address = f" to {_address(shown.exchange, shown.conditions)}"
            case TagsContain(tag):
                has = tag in shown.exchange.tags
                tests.append(f"{'with' if has else 'without'} the tag {visible(tag)}")
            case MetaIs(key, _):
                value = shown.exchange.meta.get(key)
                known = f"with {key} {_cut(value)}" if value is not None else f"without {key}"
                tests.append(visible(known))
    return address + (f" in a test {_joined(list(dict.fromkeys(tests)))}" if tests else "")


def _address(exchange: Exchange, conditions: tuple[Condition, ...]) -> str:
    whole = any(isinstance(condition, UrlContains) for condition in conditions)
    return f"{visible(exchange.method)} {_cut(exchange.url if whole else exchange.path)}"

"""What each query can find at all, and the responses in which it finds it.

A source is a place of a response that queries read: everything that may stand there is its domain,
which is never smaller than the truth. Different sources do not depend on one another but for what
`responses.assembled` refuses; queries of one source are answered together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from toolkit.gates.decision.bodies import ForeignBodies, UnreadableBodies
from toolkit.gates.decision.bytestrings import ByteStrings
from toolkit.gates.decision.certificates import CERTIFICATE
from toolkit.gates.decision.chains import (
    ERROR,
    NOTHING,
    Chain,
    Decode,
    Digest,
    Fails,
    ParseJson,
    Result,
    SelectXPath,
    Step,
    Unreadable,
)
from toolkit.gates.decision.collections import Lists
from toolkit.gates.decision.cookies import cookie
from toolkit.gates.decision.domains import Domain, Exactly
from toolkit.gates.decision.headers import header
from toolkit.gates.decision.images import ABSENT, FAILURE, NATURAL, URL_TEXT, any_value
from toolkit.gates.decision.lines import StatusCodes
from toolkit.gates.decision.numbers import Line
from toolkit.gates.decision.paths import steps_of
from toolkit.gates.decision.responses import BODYLESS, Part
from toolkit.gates.decision.scalars import REDIRECTS
from toolkit.gates.decision.source import Source
from toolkit.gates.decision.texts import Texts, within
from toolkit.gates.evaluation.errors import FailureError
from toolkit.gates.evaluation.jsonpath_syntax import Child
from toolkit.gates.evaluation.response import Redirect
from toolkit.gates.evaluation.values import Bytes, HttpResponse, Integer, List, String, Value
from toolkit.gates.languages import language as words
from toolkit.gates.languages.recognisers import ipv4
from toolkit.gates.nodes import (
    Assertion,
    CertificateQuery,
    CookieAttribute,
    CookieQuery,
    PlainQuery,
    Query,
    QueryName,
    RegexFilter,
    RegexQuery,
    TextFilter,
    TextFilterName,
    TextQuery,
    TextQueryName,
)


@lru_cache(maxsize=4096)
def question(assertion: Assertion) -> tuple[Source, Chain]:
    """Return what an assertion reads, and what it does with what it finds.

    Raises:
        NotModelledError: it depends on more than the response.
        UnsupportedError: the evaluator refuses it.
    """
    source, steps = _read(assertion.query)
    filters = (step for one in assertion.filters for step in _filter_steps(one))
    return source, Chain((*steps, *filters), assertion.predicate, assertion.negated)


def _filter_steps(one: Step) -> tuple[Step, ...]:
    """Take the filter ``jsonpath`` apart: it does with a string what the query does with a body."""
    match one:
        case TextFilter(TextFilterName.JSONPATH, path):
            return _json_steps(path.literal or "")
        case TextFilter(TextFilterName.FORMAT, form):
            return (TextFilter(TextFilterName.DATE_FORMAT, form),)  # another name of the same
    return (one,)


def _json_steps(path: str) -> tuple[Step, ...]:
    try:
        return (ParseJson(), *steps_of(path))
    except FailureError:
        return (Fails(),)


def _read(query: Query) -> tuple[Source, tuple[Step, ...]]:
    match query:
        case PlainQuery(name):
            return _PLAIN[name]
        case TextQuery(TextQueryName.HEADER, name):
            return header(name.literal or ""), ()
        case TextQuery(TextQueryName.JSONPATH, path):
            return _BODY, (Decode(), *_json_steps(path.literal or ""))
        case TextQuery(TextQueryName.XPATH, expression):
            return _BODY, (Decode(), SelectXPath(expression.literal or ""))
        case TextQuery(TextQueryName.VARIABLE, name):
            return _variable(name.literal or ""), ()
        case RegexQuery(pattern):
            return _BODY, (Decode(), RegexFilter(pattern))
        case CookieQuery(name, attribute):
            part = (attribute or CookieAttribute.VALUE).value
            return cookie(name.literal or ""), (Child(part),)
        case CertificateQuery(field):
            return CERTIFICATE, (Child(field.value),)
    raise TypeError(query)


# --- single values ----------------------------------------------------------------------------


def _number(part: Callable[[int], Part]) -> Callable[[Result], Iterator[Part]]:
    def realised(result: Result) -> Iterator[Part]:
        if isinstance(result, Integer):
            yield part(result.value)

    return realised


def _text(part: Callable[[str], Part]) -> Callable[[Result], Iterator[Part]]:
    def realised(result: Result) -> Iterator[Part]:
        if isinstance(result, String):
            yield part(result.text)

    return realised


_SWITCHING = Exactly("integer", (Integer(101),))
_STATUS = Source(
    "status", (Line(StatusCodes(200, 999)), _SWITCHING), _number(lambda found: Part(status=found))
)
"""Codes of three digits; libcurl refuses 0xx, and takes 1xx for interim, but for 101 (which Hurl
shows as the status, if at least one byte comes behind its headers)."""

_DURATION = Source("duration", (NATURAL,), _number(lambda found: Part(duration_ms=found)))
_VERSION = Source(
    "version",
    (Exactly("string", tuple(String(one) for one in ("1.1", "2", "1.0", "3"))),),
    _text(lambda found: Part(version=found)),
)
_URL = Source("url", (URL_TEXT,), _text(lambda found: Part(url=found)))

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IP = Source(
    "ip",
    (
        Texts(
            ~words.literal(""),
            (
                words.literal("127.0.0.1"),
                words.Deferred(rf"^(?:127\.0\.0|192\.168\.1)\.{_OCTET}$"),
                words.Deferred("^(?:::1|2001:db8::[1-9a-f][0-9a-f]{0,3})$"),
                ipv4(),
                words.Deferred("^(?:[1-9a-f][0-9a-f]{0,3}:){7}[1-9a-f][0-9a-f]{0,3}$"),
                words.Deferred("^(?:/[A-Za-z0-9._-]+)+$"),
                words.Deferred(r"^[^\x00-\x1f\x7f]+$"),
                words.Deferred(r"(?s)\A[^\x00]+\z"),
            ),
        ),
    ),
    _text(lambda found: Part(ip=found)),
)
"""The address as the system writes it; with ``--unix-socket`` it is the path of the socket."""


def _redirected(result: Result) -> Iterator[Part]:
    if isinstance(result, List):
        followed = tuple(
            Redirect(item.status, item.location)
            for item in result.items
            if isinstance(item, HttpResponse)
        )
        yield Part(redirects=followed)


_REDIRECTS = Source("redirects", (Lists((REDIRECTS,)),), _redirected)


# --- the body ---------------------------------------------------------------------------------


def _of_body(result: Result) -> Iterator[Part]:
    if isinstance(result, Bytes):
        yield Part(body=result.data)
    elif isinstance(result, Unreadable):
        content_type = f"text/plain; charset={result.charset}"
        yield Part(headers=(("Content-Type", content_type),), body=result.data)
    elif result is ERROR:
        yield Part(headers=(("Content-Encoding", "unknown"),))


_NO_BODY, _SOME_BODY = ByteStrings(longest=0), ByteStrings(shortest=1)
_BODY = Source(
    "body",
    (_SOME_BODY, _NO_BODY, UnreadableBodies((ByteStrings(),)), ForeignBodies(), FAILURE),
    _of_body,
)
"""Any bytes; without text where the headers name a charset that Hurl does not know, and an error
where they name an encoding that it does not know, or that the body is not written in."""

Situations: TypeAlias = tuple[Mapping[str, Domain], ...]
"""The domains of sources that depend on one another, once for each way they go together."""

_BODY_AFTER_STATUS: Situations = (
    {
        "status": (
            Line(StatusCodes(305, 999)),
            Line(StatusCodes(205, 303)),
            Line(StatusCodes(200, 203)),
        ),
        "body": _BODY.domain,
    },
    {
        "status": (_SWITCHING,),
        "body": (_SOME_BODY, UnreadableBodies((_SOME_BODY,)), ForeignBodies(), FAILURE),
    },
    {
        "status": (Exactly("integer", tuple(map(Integer, sorted(BODYLESS)))),),
        "body": (_NO_BODY, UnreadableBodies((_NO_BODY,)), FAILURE),
    },
)
"""How status and body go together: any body, but none after a status that never has one, and some
after 101, behind which libcurl calls it an empty reply if nothing comes."""

_SECURE, _PLAIN_HTTP = words.prefix("https:"), words.prefix("http:")
_CERTIFICATE_OF_URL: Situations = (
    {"url": (within(URL_TEXT, _SECURE),), "certificate": CERTIFICATE.domain},
    {"url": (within(URL_TEXT, _PLAIN_HTTP),), "certificate": (ABSENT,)},
)
"""There is a certificate only where the connection is secured, and perhaps not even there."""

COUPLED = (_BODY_AFTER_STATUS, _CERTIFICATE_OF_URL)
"""All dependencies between two sources that are modelled."""


def cookie_situations(keys: Iterable[str]) -> Iterator[Situations]:
    """Yield how each cookie goes together with the header ``Set-Cookie``: it is one of them."""
    keys = [*keys]
    key = "header set-cookie"
    if key not in keys:
        return
    any_header = header("Set-Cookie").domain
    some_header = [sort for sort in any_header if sort is not ABSENT]
    for one in keys:
        if one.startswith("cookie "):
            there = [
                sort for sort in cookie(one.removeprefix("cookie ")).domain if sort is not ABSENT
            ]
            yield ({one: (ABSENT,), key: any_header}, {one: there, key: some_header})


_PLAIN: dict[QueryName, tuple[Source, tuple[Step, ...]]] = {
    QueryName.STATUS: (_STATUS, ()),
    QueryName.DURATION: (_DURATION, ()),
    QueryName.VERSION: (_VERSION, ()),
    QueryName.URL: (_URL, ()),
    QueryName.IP: (_IP, ()),
    QueryName.REDIRECTS: (_REDIRECTS, ()),
    QueryName.BYTES: (_BODY, ()),
    QueryName.BODY: (_BODY, (Decode(),)),
    QueryName.SHA256: (_BODY, (Digest("sha256"),)),
    QueryName.MD5: (_BODY, (Digest("md5"),)),
}


# --- variables --------------------------------------------------------------------------------


def _variable(name: str) -> Source:
    def realised(result: Result) -> Iterator[Part]:
        if result is NOTHING:
            yield Part()
        elif isinstance(result, Value):
            yield Part(variables={name: result})

    return Source(f"variable {name}", (*any_value(), ABSENT), realised)

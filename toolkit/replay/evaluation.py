"""What one gate says of one record: it holds, it fails, or why that is not known."""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.response import Exchange, Response
from toolkit.gates.evaluation.rust_text import trimmed
from toolkit.gates.nodes import (
    Assertion,
    CookieQuery,
    PlainQuery,
    Query,
    QueryName,
    RegexQuery,
    TextQuery,
    TextQueryName,
)
from toolkit.pack.model import Gate
from toolkit.replay.assumptions import Assumptions, applies
from toolkit.replay.har import without_encodings
from toolkit.replay.record import HIDDEN, Record
from toolkit.replay.variables import KnownVariables

_OF_BODY = frozenset({QueryName.BODY, QueryName.BYTES, QueryName.SHA256, QueryName.MD5})
_OF_TEXT = frozenset({TextQueryName.JSONPATH, TextQueryName.XPATH})
_DECODABLE = frozenset({"br", "gzip", "deflate", "identity"})
_UNTOLD = {
    "unknown-time": "the recording does not say when it was made",
    "url-host": "a URL has an international host",
    "namespaces": "the XML has a namespace prefix of several meanings",
    "hurl-crashes": "Hurl 7.1 itself crashes on it",
    "brotli": "the recorded body is compressed with Brotli",
}
"""Reasons in words that hold nothing recorded, where the evaluator's own do."""
_NOT_RECORDED = ("version", "url", "duration", "ip", "redirects", "certificate")


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a gate lets a record pass; None where that is not known, for the reason given.

    A gate that does not apply passes.
    """

    passes: bool | None
    reason: str = ""


@dataclass(slots=True)
class Examiner:
    """Asks gates about one record; a line that two versions of a pack share is asked once."""

    record: Record
    assumptions: Assumptions
    _exchange: Exchange = field(init=False)
    _variables: KnownVariables = field(init=False)
    _known: dict[Assertion, Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._exchange = self.assumptions.exchange(self.record)
        known = {**self.assumptions.variables, **self.record.variables}
        self._variables = KnownVariables(known)

    def ask(self, gate: Gate) -> Answer:
        """Return what a gate says."""
        is_asked = applies(gate.condition, self._exchange, url_hidden=self.record.url_hidden)
        if is_asked is False:
            return Answer(passes=True)
        answer = self._known.get(gate.assertion)
        if answer is None:
            answer = self._known[gate.assertion] = self._asked(gate.assertion)
        if is_asked is None and answer.passes is not True:
            return Answer(None, HIDDEN)
        return answer

    def _asked(self, assertion: Assertion) -> Answer:
        reason = _obstacle(assertion.query, self.record)
        if reason:
            return Answer(None, reason)
        seen = _seen(assertion.query, self.record)
        try:
            outcome = evaluate(assertion, seen, self._variables, now=self.record.now)
        except UnsupportedError as error:
            return Answer(None, _reason(error))
        return Answer(outcome.passed)


def _obstacle(query: Query, record: Record) -> str:
    """Return why a query cannot be answered from a record; "" where it may be."""
    if _reads_body(query):
        return record.no_body
    if isinstance(query, CookieQuery):
        return HIDDEN if "set-cookie" in record.hidden else record.no_cookies
    if isinstance(query, TextQuery) and query.name is TextQueryName.HEADER:
        name = query.argument.literal
        if record.hidden and (name is None or name.lower() in record.hidden):
            return HIDDEN
        if name is None or name.lower() == "set-cookie":
            return record.no_cookies
    return ""


def _reads_body(query: Query) -> bool:
    match query:
        case PlainQuery(name):
            return name in _OF_BODY
        case TextQuery(name):
            return name in _OF_TEXT
    return isinstance(query, RegexQuery)


def _seen(query: Query, record: Record) -> Response:
    """Return the response as a query sees it.

    A body that was recorded decoded is shown as one that was never encoded, where Hurl can undo
    the encodings; where it cannot, it refuses the body by its header, and so do we.
    """
    if not (record.is_decoded and _reads_body(query)):
        return record.response
    named = record.response.first_header("Content-Encoding") or "identity"
    if {trimmed(one) for one in named.split(",")} <= _DECODABLE:
        return without_encodings(record.response)
    return record.response


def _reason(error: UnsupportedError) -> str:
    """Return why something is unknown, in words in which nothing recorded stands."""
    name = error.name.removeprefix("unknown-")
    if name != error.name and name in _NOT_RECORDED:
        return f"the recording has no {name}"
    return _UNTOLD.get(error.name, error.reason)

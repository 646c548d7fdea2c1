"""Values of which a step probably makes a given one.

A proposal counts only if the chains say of it what they say of the value behind the step, so a
wrong one costs a witness and nothing else.
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote

from toolkit.gates.decision.chains import (
    ERROR,
    NOTHING,
    NOW,
    Collect,
    Decode,
    ParseJson,
    Result,
    SelectXPath,
    Step,
    json_of,
    stepped,
)
from toolkit.gates.decision.date_texts import missing_parts
from toolkit.gates.decision.domains import Sort
from toolkit.gates.decision.examples import around_group, matches_of
from toolkit.gates.decision.markup import documents_for
from toolkit.gates.decision.mixtures import in_escapes
from toolkit.gates.decision.paths import documents
from toolkit.gates.decision.texts import Texts
from toolkit.gates.evaluation.dates.rfc import parse_rfc3339
from toolkit.gates.evaluation.json_text import Json, JsonNumber, value_of
from toolkit.gates.evaluation.moments import DAY, Moment
from toolkit.gates.evaluation.numbers import parse_f64
from toolkit.gates.evaluation.values import (
    BigInteger,
    Bytes,
    Date,
    Float,
    HttpResponse,
    Integer,
    List,
    String,
    Value,
)
from toolkit.gates.languages import language as words
from toolkit.gates.languages.product import find
from toolkit.gates.nodes import (
    FilterName,
    Pattern,
    PlainFilter,
    Regex,
    RegexFilter,
    ReplaceFilter,
    ReplaceRegexFilter,
    Template,
    Text,
    TextFilter,
    TextFilterName,
)

_FARTHEST_DAY = 90_000_000
_POOR: tuple[Value, ...] = (
    *(String(text) for text in ("", "none", "%ff", "?", "http://", "{}", "[]", "&#;")),
    String("https://example.com/"),
    *(Bytes(data) for data in (b"\xff", b"", b"none")),
)
"""Values that most steps fail on, or find nothing in."""


def preimages(step: Step, result: Result, sort: Sort) -> Iterator[Result]:
    """Yield values of which a step may make this result, the most plausible ones first."""
    if isinstance(step, RegexFilter) and result is NOTHING and isinstance(sort, Texts):
        yield from _unmatched(step.pattern, sort)
    if isinstance(result, Value):
        yield from _before(step, result)
    elif isinstance(step, Collect):
        yield from (value_of(one) for one in documents(step.path, []))
    if result in (NOTHING, ERROR):
        yield from _POOR


def _unmatched(pattern: Pattern, sort: Texts) -> Iterator[Result]:
    source = pattern.source if isinstance(pattern, Regex) else pattern.literal or ""
    for context in sort.ordinary:
        text = find([words.matching(source), words.literal("")], (False, False), context)
        if text is not None:
            yield String(text)


def _before(step: Step, value: Value) -> Iterable[Result]:  # noqa: C901, PLR0912  one row a step
    match step, value:
        case (Decode(), String(text)):
            return (Bytes(text.encode()),)
        case (ParseJson(), _):
            text = json_text(json_of(value))
            return (String(text), String(in_escapes(text)))
        case (SelectXPath(expression), _):
            return map(String, documents_for(expression, value))
        case (TextFilter(TextFilterName.XPATH, expression), _):
            return map(String, documents_for(expression.literal or "", value))
        case (Collect(path), List(items)):
            return (value_of(one) for one in documents(path, [json_of(item) for item in items]))
        case (PlainFilter(FilterName.TO_INT), Integer(number)):
            return (String(str(number)),)
        case (PlainFilter(FilterName.TO_FLOAT), Float(number)):
            whole = (String(str(int(number))),) if number.is_integer() else ()
            return (String(repr(number)), *whole)
        case (PlainFilter(FilterName.TO_STRING), String(text)):
            return _numbers(text)
        case (PlainFilter(FilterName.DAYS_AFTER_NOW), Integer(days)):
            return _day(days)
        case (PlainFilter(FilterName.DAYS_BEFORE_NOW), Integer(days)):
            return _day(-days)
        case (PlainFilter(FilterName.LOCATION), String(text)):
            return (HttpResponse(302, text),)
        case (PlainFilter(name), String(text)):
            return _encoded(name, text)
        case (PlainFilter(name), Bytes(data)):
            return _encoded_bytes(name, data)
        case (TextFilter(TextFilterName.SPLIT, separator), List(items)):
            pieces = [item.text for item in items if isinstance(item, String)]
            return (String((separator.literal or "").join(pieces)),)
        case (TextFilter(TextFilterName.URL_QUERY_PARAM, name), String(text)):
            parameter = f"{quote(name.literal or '', safe='')}={quote(text, safe='')}"
            spelt = f"{quote(name.literal or '', safe='')}={_in_hex(text)}"
            return (String(f"https://example.com/?{one}") for one in (parameter, spelt))
        case (TextFilter(TextFilterName.TO_DATE, form), Date()):
            return (stepped(value, TextFilter(TextFilterName.DATE_FORMAT, form)),)
        case (TextFilter(TextFilterName.DATE_FORMAT | TextFilterName.FORMAT, form), String(text)):
            return _dates(text, form.literal or "")
        case (TextFilter(TextFilterName.DECODE), String(text)):
            return (Bytes(text.encode()),)
        case (RegexFilter(pattern), String(text)):
            return (String(one) for one in around_group(pattern, text))
        case (ReplaceFilter(old, new), String(text)):
            found = {text: None, text.replace(new.literal or "\0", old.literal or "\0"): None}
            return map(String, found)
        case (ReplaceRegexFilter(pattern, new), String(text)):
            back = (text.replace(new.literal or "\0", one) for one in matches_of(pattern))
            return (String(one) for one in (text, *back))
    return ()


def json_text(value: Json) -> str:
    """Return a text that reads as this JSON."""
    match value:
        case JsonNumber(text):
            return text
        case list():
            return f"[{', '.join(map(json_text, value))}]"
        case dict():
            members = (f"{json.dumps(name)}: {json_text(one)}" for name, one in value.items())
            return f"{{{', '.join(members)}}}"
    return json.dumps(value, ensure_ascii=False)


def _numbers(text: str) -> Iterator[Result]:
    if text.lstrip("-").isdigit():
        yield Integer(int(text))
        yield BigInteger(text)
    double = parse_f64(text)
    if double is not None:
        yield Float(double)
    moment = parse_rfc3339(text)
    if moment is not None:
        yield Date(moment)


def _dates(text: str, form: str) -> Iterator[Result]:
    more, more_form = missing_parts(form)
    whole = Template((Text(form + more_form),))
    yield stepped(String(text + more), TextFilter(TextFilterName.TO_DATE, whole))


def _day(days: int) -> Iterator[Result]:
    if abs(days) < _FARTHEST_DAY:
        yield Date(Moment(NOW.seconds + days * DAY))


_REPLACEMENT = "\ufffd".encode()


def _in_hex(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def _encoded(name: FilterName, text: str) -> Iterator[Result]:
    match name:
        case FilterName.URL_DECODE:
            yield from (String(text), String(quote(text)))
            yield String(quote(text, safe="/:?=&"))
            yield String(_in_hex(text[:1]) + quote(text[1:]))
            yield String(_in_hex(text))
        case FilterName.HTML_UNESCAPE:
            yield from (String(text), String(html.escape(text)))
            yield String("".join(f"&#{ord(char)};" for char in text[:1]) + html.escape(text[1:]))
            yield String(text[:-1] + "".join(f"&#{ord(char)}" for char in text[-1:]))
        case FilterName.URL_ENCODE:
            yield String(unquote(text))
        case FilterName.HTML_ESCAPE:
            yield String(html.unescape(text))
        case FilterName.TO_HEX:
            yield Bytes(bytes.fromhex(text))
        case FilterName.UTF8_DECODE:
            yield from (Bytes(text.encode()), Bytes(text.encode().replace(_REPLACEMENT, b"\xff")))
        case FilterName.BASE64_ENCODE | FilterName.BASE64_URL_SAFE_ENCODE:
            padded = text + "=" * (-len(text) % 4)
            if padded.isascii():
                try:
                    yield Bytes(base64.b64decode(padded, altchars=b"-_"))
                    yield Bytes(base64.b64decode(padded))
                except ValueError:
                    return


def _encoded_bytes(name: FilterName, data: bytes) -> Iterator[Result]:
    match name:
        case FilterName.BASE64_DECODE:
            yield String(base64.b64encode(data).decode())
        case FilterName.BASE64_URL_SAFE_DECODE:
            yield String(base64.urlsafe_b64encode(data).decode().rstrip("="))
        case FilterName.UTF8_ENCODE:
            yield String(data.decode("utf-8", "ignore"))

"""Random assertions that have something to do with a response.

A query is chosen first, then filters that take what came out so far, then a predicate whose value
is near the one that is judged; now and then anything at all, so that errors and mismatches are met.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from tests.gates.evaluation.responses import NAMES, STRINGS
from tests.gates.generate_regex import RegexSource
from toolkit.gates import nodes
from toolkit.gates.evaluation import values
from toolkit.gates.evaluation.errors import FailureError, UnsupportedError
from toolkit.gates.evaluation.filters import filtered
from toolkit.gates.evaluation.outcome import Kind
from toolkit.gates.evaluation.predicates import judge
from toolkit.gates.evaluation.queries import answer
from toolkit.gates.evaluation.response import Response
from toolkit.gates.evaluation.scope import Scope
from toolkit.gates.nodes import (
    Assertion,
    CertificateField,
    CertificateQuery,
    CookieAttribute,
    CookieQuery,
    Filter,
    FilterName,
    NthFilter,
    Pattern,
    Placeholder,
    PlainFilter,
    PlainPredicate,
    PlainQuery,
    Predicate,
    PredicateName,
    Query,
    QueryName,
    RegexFilter,
    RegexQuery,
    ReplaceFilter,
    ReplaceRegexFilter,
    Template,
    Text,
    TextFilter,
    TextFilterName,
    TextQuery,
    TextQueryName,
    Value,
    ValuePredicate,
    ValuePredicateName,
)
from toolkit.gates.parsing.rust_regex import RegexError, check_regex

T = TypeVar("T")

VARIABLES: Mapping[str, tuple[str, values.Value]] = {
    # name: what stands behind --variable, and what Hurl makes of it
    "text": ("abc", values.String("abc")),
    "empty": ('""', values.String("")),
    "one": ("1", values.Integer(1)),
    "minus": ("-1", values.Integer(-1)),
    "big": ("18446744073709551616", values.BigInteger("18446744073709551616")),
    "half": ("1.5", values.Float(1.5)),
    "yes": ("true", values.Bool(value=True)),
    "nothing": ("null", values.Null()),
    "pattern": ("[a-c]+", values.String("[a-c]+")),
    "path": ("$.a", values.String("$.a")),
    "number": ('"1"', values.String("1")),
}
UNSET = "unset"
MEANINGS = {name: value for name, (_, value) in VARIABLES.items()}
GIVEN = {name: text for name, (text, _) in VARIABLES.items()}

JSON_PATHS = (
    "$", "$.a", "$.b", "$.c", "$.id", "$.items", "$.items[0]", "$.items[-1]", "$.items[*]",
    "$[0]", "$[-1]", "$[1]", "$[9]", "$[-9]", "$[*]", "$.*", "$..*", "$..a", "$..id", "$..é",
    "$['a b']", "$['a.b']", "$.a-b", "$['']", "$['\\'']", "$.é", "$.0", "$[0,1]", "$[0,-1,9]",
    "$[0:2]", "$[:1]", "$[1:]", "$[-2:]", "$[:-1]", "$[:]", "$[2:1]", "$[?(@.a)]",
    "$[?(@.a==1)]", "$[?(@.a=='abc')]", "$[?(@.a!='abc')]", "$[?(@.a>1)]", "$[?(@.a>=1.5)]",
    "$[?(@.a<2)]", "$[?(@.a<= -1)]", "$[?(@.a==true)]", "$[?(@.a!=1)]", "$[?(@.a.b)]",
    "$[?(@.a==-0.5)]", "$.items[?(@.id==1)]", "$..[0]", "$.a[0].b", "$.a.b.c", "$[*].a",
    "$[*][0]", "$..a[0]", "$..a.b", "$..*[0]", "$.*.*", "$[*][?(@.a)]", "$ . a", "$.a ", " $.a",
    "$[ 0 ]", "$[0 ]", "$[ 'a' ]", "$.[0]", "$.['a']", "$.a.[*]", "$.", "", "a", "@.a", "$a",
    "$[", "$['a", '$["a"]', "$[a]", "$[?(a)]", "$[?(@)]", "$[?(@.a=1)]", "$[?(@.a==01)]",
    "$[01]", "$[-0]", "$[1,]", "$[1:2:1]", "$[18446744073709551615]", "$[9223372036854775808]",
    "$[?(@.a==1.)]", "$[?(@.a == 'x' )]", "$[?(@.a==null)]", "$[*", "$..", "$...a", "$.a..b",
    "$.*a", "$.* .a", "$.A", "$._x", "$[?(@._x)]", "$['a']['b']", "$['a'].b", "$[?(@.a==1e400)]",
    "$[?( @.a)]", "$[?(@.a )]", "$[?(@.a && @.b)]", "$[-1:]", "$[0][0][0]",
)  # fmt: skip
DATE_FORMATS = (
    "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S%.fZ", "%+", "%a, %d %b %Y %H:%M:%S GMT",
    "%a, %d %b %Y %T GMT", "%F %T", "%d/%b/%Y", "%s", "%y%m%d", "%Y", "%c", "%x", "%v", "%D",
    "%R", "%Y-%j", "%G-W%V-%u", "%Y %U %w", "%Y %W %a", "%C%y-%m-%d", "%A %B %e %k %l %I %p %P",
    "%Z", "%z", "%:z", "%::z", "%:::z", "%#z", "%f", "%.f", "%.3f", "%.6f", "%.9f", "%3f", "%6f",
    "%9f", "%-d", "%_d", "%0e", "%-a", "%", "%%", "%n%t", "%Q", "%E", "é %Y", "", " ",
    "%h %g %q", "%-", "%.4f", "%r", "%X", "%F %T%.f %z", "%F %T %:z", "%F %I:%M %p", "%F",
    "%Y-%m-%dT%H:%M:%S%.f%:z", "%_Y", "%-Y", "%-j",
)  # fmt: skip
DATES = (
    "2026-01-31", "2026-01-31T12:00:00Z", "2026-01-31 12:00:00", "Sat, 31 Jan 2026 12:00:00 GMT",
    "31/Jan/2026", "1769860800", "-1", "260131", "2026", "2026-031", "2026-W05-6", "2026 04 6",
    "20260131", "99991231", "+12345-01-01", "-0001-01-01", "0000-02-29", "2024-02-29",
    "2026-02-29", "2026-01-31 12:00:00.123456789 +0130", "2026-01-31 11:59 pm",
    "2026-01-31 23:59:60 +00:00", "01/31/26", "31-Jan-2026", "2026 04 Sat",
    "Sat Jan 31 12:00:00 2026", "12:00",
)  # fmt: skip
DATED = (
    ("2026-01-31", "%Y-%m-%d"),
    ("2026-01-31T12:00:00Z", "%Y-%m-%dT%H:%M:%SZ"),
    ("2026-01-31T12:00:00.5+01:00", "%+"),
    ("Sat, 31 Jan 2026 12:00:00 GMT", "%a, %d %b %Y %H:%M:%S GMT"),
    ("1769860800", "%s"),
    ("2026-W05-6", "%G-W%V-%u"),
    ("2026-031", "%Y-%j"),
    ("2026 04 Sat", "%Y %W %a"),
    ("-0001-01-01", "%F"),
    ("+12345-01-01 23:59:60", "%F %T"),
    ("2026-01-31 11:59 pm", "%F %I:%M %p"),
    ("2026-01-31 12:00:00.123456789 +0130", "%F %T%.f %z"),
)
URLS = (
    "http://example.org?a=1&a=2&b=x+y",
    "https://u:p@127.0.0.1:8080/p?b=%C3%A9&a",
    "http://[::1]/?=empty&é=é#?a=3",
    "http://a/?a=b=c&&b",
    "http:///a?a=1",
    "http://h:99999/?a=1",
)
ENCODINGS = (
    "utf-8", "UTF8", " utf-8 ", "latin1", "iso-8859-1", "windows-1252", "utf-16", "utf-16be",
    "gbk", "shift_jis", "big5", "euc-jp", "nope", "", "ascii", "koi8-u", "x-user-defined",
    "replacement", "iso-8859-8", "windows-1255", "windows-874",
)  # fmt: skip
XPATHS = (
    "//a", "//h1", "count(//li)", "string(//h1)", "//li[1]", "boolean(//b)", "string(//a/@id)",
    "/r", "sum(//a)", "//p:a", "//_:a", "number('x')", "string-length(//p)", "//",
    "normalize-space(//p)", "//nope", "'x'", "1 div 0", "local-name(/*)", "//text()",
    "string(/)", "foo()", "//x:y", "1 < 2",
    "'\x01'", "h1", ".", "//a | b", "//a[b]/..", "string(.)",
)  # fmt: skip
PATTERNS = (
    "a", "^a", "c$", "^$", "[0-9]+", r"^\d+$", "(a)(b)?", "(?i)ABC", r"(\w+)", r"\bno\b", "a|b",
    "(a|ab)(c)?", "(x*)", "(?s).*", "([^,]*)", "max-age=([0-9]+)", "é", r"\s", r"^[\x20-\x7e]*$",
    "(?m)^l", "()", r"\p{L}+", "(?:a)", "((a)|(b))+", "x{3,}?", "^.{3}$", r"[[:alpha:]]+",
    "[^a]", r"\B", "(.)(.)(.)",
)  # fmt: skip
STRING_PATTERNS = ("[", "(", "a**", "\\", "(?=x)", "{{pattern}}", "x{2,1}")
REPLACEMENTS = ("", "x", "$1", "$0", "$$", "[$1]", "${1}x", "$1x", "$name", "$", "${", "$9", "é$2")


class Assertions:
    """An endless source of assertions; ``coverage`` counts what was made."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.regexes = RegexSource(dice, Counter())
        self.planned: Filter | None = None
        """The filter that fits what the one before it made."""

    def assertion(self, response: Response) -> Assertion:
        """Return an assertion, mostly one that fits the response."""
        scope = Scope(response, MEANINGS)
        query, value = self.fruitful(
            lambda: self.query(response), lambda query: answer(query, scope)
        )
        filters: list[Filter] = []
        while self.another(len(filters), value):
            one, value = self.fruitful(
                partial(self.filter, value), partial(self.filtered, value, scope)
            )
            filters.append(one)
        negated = self.dice.random() < 0.3
        return Assertion(query, tuple(filters), self.fruitful_predicate(value, scope), negated)

    def another(self, count: int, value: values.Value | None) -> bool:
        """Whether another filter comes; rarely where there is nothing to apply it to."""
        if self.planned:
            return True
        return count < 4 and self.dice.random() < (0.1 if value is None else 0.5)

    def fruitful(
        self, draw: Callable[[], T], compute: Callable[[T], values.Value | None]
    ) -> tuple[T, values.Value | None]:
        """Draw until something comes out that has a value; now and then take what comes first."""
        for _ in range(8):
            drawn = draw()
            try:
                value = compute(drawn)
            except (FailureError, UnsupportedError):
                value = None
            if value is not None or self.dice.random() < 0.2:
                break
        return drawn, value

    def filtered(
        self, value: values.Value | None, scope: Scope, one: Filter
    ) -> values.Value | None:
        return None if value is None else filtered(value, one, scope)

    def fruitful_predicate(self, value: values.Value | None, scope: Scope) -> Predicate:
        """Draw a predicate, some more often until it holds."""
        for _ in range(self.dice.choice((1, 1, 1, 4, 16))):
            drawn = self.predicate(value)
            try:
                if judge(drawn, value, scope) is Kind.YES:
                    break
            except (FailureError, UnsupportedError):
                continue
        return drawn

    # --- queries --------------------------------------------------------------------------

    def query(self, response: Response) -> Query:
        return self.dice.choice(
            (
                lambda: PlainQuery(self.dice.choice(list(QueryName))),
                lambda: PlainQuery(self.dice.choice((QueryName.BODY, QueryName.BYTES))),
                lambda: self.header(response),
                lambda: self.header(response),
                lambda: self.text_query(TextQueryName.JSONPATH, JSON_PATHS),
                lambda: self.text_query(TextQueryName.JSONPATH, JSON_PATHS),
                lambda: self.text_query(TextQueryName.JSONPATH, JSON_PATHS),
                lambda: self.text_query(TextQueryName.XPATH, XPATHS),
                lambda: self.text_query(TextQueryName.VARIABLE, (*MEANINGS, UNSET)),
                self.cookie,
                self.cookie,
                lambda: RegexQuery(self.pattern()),
                lambda: CertificateQuery(self.dice.choice(list(CertificateField))),
            )
        )()

    def header(self, response: Response) -> Query:
        names = [name for name, _ in response.headers] + ["x-a", "X-B", "X-Nope", "", "Set-Cookie"]
        name = self.dice.choice(names)
        changed = self.dice.choice((str, str, str.lower, str.upper))(name)
        return TextQuery(TextQueryName.HEADER, self.template(changed))

    def cookie(self) -> Query:
        name = self.dice.choice(("sid", "sid", "sid", "other", "Sid", '"sid"', "", "{{text}}"))
        attribute = self.dice.choice((None, *CookieAttribute, *CookieAttribute))
        return CookieQuery(self.template(name.replace('"', "")), attribute)

    def text_query(self, name: TextQueryName, arguments: Sequence[str]) -> Query:
        return TextQuery(name, self.template(self.dice.choice(arguments)))

    # --- filters --------------------------------------------------------------------------

    def filter(self, value: values.Value | None) -> Filter:
        if self.planned:
            planned, self.planned = self.planned, None
            return planned
        fitting = self.fitting(value)
        if fitting and self.dice.random() < 0.85:
            return self.dice.choice(fitting)()
        return self.dice.choice(
            [
                *self.plain(*FilterName),
                *self.of_string(),
                *self.of_bytes(),
                *self.of_list(),
                *self.of_date(),
            ]
        )()

    def fitting(self, value: values.Value | None) -> Sequence[Callable[[], Filter]]:
        match value:
            case values.String():
                return self.of_string()
            case values.Bytes():
                return self.of_bytes()
            case values.List():
                return self.of_list()
            case values.Date():
                return self.of_date()
            case values.Integer() | values.Float() | values.BigInteger():
                return self.plain(FilterName.TO_INT, FilterName.TO_FLOAT, FilterName.TO_STRING)
            case values.Nodeset():
                return self.plain(FilterName.COUNT)
            case values.HttpResponse():
                return self.plain(FilterName.LOCATION)
            case values.Null() | values.Bool():
                return self.plain(FilterName.TO_STRING)
        return ()

    def plain(self, *names: FilterName) -> Sequence[Callable[[], Filter]]:
        return [lambda name=name: PlainFilter(name) for name in names]  # type: ignore[misc]

    def of_string(self) -> Sequence[Callable[[], Filter]]:
        return [
            *self.plain(
                FilterName.BASE64_DECODE,
                FilterName.BASE64_URL_SAFE_DECODE,
                FilterName.HTML_ESCAPE,
                FilterName.HTML_UNESCAPE,
                FilterName.TO_FLOAT,
                FilterName.TO_INT,
                FilterName.TO_STRING,
                FilterName.URL_DECODE,
                FilterName.URL_ENCODE,
                FilterName.UTF8_ENCODE,
            ),
            lambda: self.text_filter(TextFilterName.SPLIT, (",", "", " ", "=", "; ", "\n", "a")),
            lambda: self.text_filter(TextFilterName.JSONPATH, JSON_PATHS),
            lambda: self.text_filter(TextFilterName.TO_DATE, DATE_FORMATS),
            lambda: self.text_filter(
                TextFilterName.URL_QUERY_PARAM, ("a", "b", "x", "d", "é", "", "q")
            ),
            lambda: self.text_filter(TextFilterName.XPATH, XPATHS),
            lambda: RegexFilter(self.pattern()),
            lambda: ReplaceFilter(self.any_string(), self.any_string()),
            lambda: ReplaceFilter(self.any_string(), self.template(self.dice.choice(DATES))),
            lambda: ReplaceRegexFilter(self.pattern(), self.template(self.pick(REPLACEMENTS))),
            lambda: self.replaced(*self.dice.choice(DATED)),
            lambda: self.replaced(*self.dice.choice(DATED)),
            lambda: self.replaced(self.dice.choice(URLS), self.dice.choice(("a", "b", "é", ""))),
        ]

    def replaced(self, text: str, argument: str) -> Filter:
        """Replace a whole string by one for which the next filter is made: a date, or a URL."""
        name = TextFilterName.TO_DATE if "%" in argument else TextFilterName.URL_QUERY_PARAM
        self.planned = TextFilter(name, self.template(argument))
        return ReplaceRegexFilter(nodes.Regex("(?s)^.*$"), self.template(text))

    def of_bytes(self) -> Sequence[Callable[[], Filter]]:
        return [
            *self.plain(
                FilterName.BASE64_ENCODE,
                FilterName.BASE64_URL_SAFE_ENCODE,
                FilterName.COUNT,
                FilterName.TO_HEX,
                FilterName.UTF8_DECODE,
            ),
            lambda: self.text_filter(TextFilterName.DECODE, ENCODINGS),
        ]

    def of_list(self) -> Sequence[Callable[[], Filter]]:
        return [
            *self.plain(FilterName.COUNT, FilterName.FIRST, FilterName.LAST),
            lambda: NthFilter(self.dice.choice((0, 1, -1, 2, -2, 9, -9))),
            lambda: NthFilter(Placeholder(self.dice.choice((*MEANINGS, "one", "minus", UNSET)))),
        ]

    def of_date(self) -> Sequence[Callable[[], Filter]]:
        name = self.dice.choice((TextFilterName.FORMAT, TextFilterName.DATE_FORMAT))
        return [
            lambda: self.text_filter(name, DATE_FORMATS),
            lambda: self.text_filter(name, DATE_FORMATS),
            *self.plain(FilterName.TO_STRING),
        ]

    def text_filter(self, name: TextFilterName, arguments: Sequence[str]) -> Filter:
        return TextFilter(name, self.template(self.dice.choice(arguments)))

    # --- predicates -----------------------------------------------------------------------

    def predicate(self, value: values.Value | None) -> Predicate:
        if self.dice.random() < 0.35:
            return PlainPredicate(self.dice.choice(list(PredicateName)))
        name = self.dice.choice(list(ValuePredicateName))
        if name in (ValuePredicateName.STARTS_WITH, ValuePredicateName.ENDS_WITH):
            return ValuePredicate(name, self.edge(value))
        if name is ValuePredicateName.MATCHES:
            pattern = self.pattern()
            return ValuePredicate(
                name, nodes.String(pattern) if isinstance(pattern, Template) else pattern
            )
        given = self.near(value) if self.dice.random() < 0.75 else self.any_value()
        if name.value in ("<", "<=", ">", ">="):
            return ValuePredicate(name, self.orderable(given))
        return ValuePredicate(name, given)

    def orderable(self, given: Value) -> Value:
        fits = nodes.Integer | nodes.Float | nodes.BigInteger | nodes.String | nodes.Placeholder
        return given if isinstance(given, fits) else self.number()

    def edge(self, value: values.Value | None) -> Value:
        """Return a piece of a string or of bytes, or a value of the other type."""
        if self.dice.random() < 0.85:
            match value:
                case values.String(text) if text:
                    return nodes.String(self.template(self.piece(text)))
                case values.Bytes(data):
                    return nodes.Bytes(self.bytes_piece(data))
        return self.dice.choice(
            (nodes.String(self.any_string()), nodes.Bytes(self.dice.choice((b"", b"a", b"\xff"))))
        )

    def near(self, value: values.Value | None) -> Value:
        """Return a value equal to this one, or just not."""
        match value:
            case values.Null():
                return nodes.Null()
            case values.Bool(truth):
                return nodes.Boolean(truth if self.dice.random() < 0.7 else not truth)
            case values.Integer(number):
                return self.near_integer(number)
            case values.BigInteger(text):
                return self.near_big(text)
            case values.Float(number):
                return self.near_float(number)
            case values.String(text):
                return nodes.String(
                    self.template(self.dice.choice((text, text, self.piece(text), text + "a")))
                )
            case values.Bytes(data):
                return nodes.Bytes(self.dice.choice((data, data + b"a", data[:-1])) or b"a")
            case values.List(items) if items:
                return self.near(self.dice.choice(items))
            case values.Nodeset(size):
                return nodes.Integer(size)
        return self.any_value()

    def near_integer(self, number: int) -> Value:
        moved = number + self.dice.choice((0, 0, 0, 1, -1))
        if not -(2**63) <= moved < 2**63:
            return nodes.BigInteger(str(abs(moved)))
        return self.dice.choice(
            (
                nodes.Integer(moved),
                nodes.Float(float(moved)),
                nodes.String(self.template(str(moved))),
            )
        )

    def near_big(self, text: str) -> Value:
        digits = text.lstrip("-").partition("e")[0].partition(".")[0]
        if int(digits) < 2**63:
            return nodes.BigInteger("9223372036854775808")
        return self.dice.choice((nodes.BigInteger(digits), nodes.Float(float(digits))))

    def near_float(self, number: float) -> Value:
        if number != number or abs(number) > 1e300:  # noqa: PLR0124  NaN
            return nodes.Float(1.5)
        moved = number + self.dice.choice((0, 0, 0, 1e-17, 1e-9, 1, -0.5))
        return self.dice.choice((nodes.Float(moved + 0.0), nodes.Integer(int(moved) % 2**62)))

    def any_value(self) -> Value:
        return self.dice.choice(
            (
                nodes.Null,
                lambda: nodes.Boolean(self.dice.random() < 0.5),
                self.number,
                self.number,
                lambda: nodes.String(self.any_string()),
                lambda: nodes.String(self.any_string()),
                lambda: nodes.Bytes(self.dice.choice((b"a", b"\xff\x00", b"abc"))),
                lambda: nodes.Regex("a"),
                lambda: Placeholder(self.dice.choice((*MEANINGS, *MEANINGS, UNSET))),
            )
        )()

    def number(self) -> Value:
        return self.dice.choice(
            (
                lambda: nodes.Integer(self.dice.choice((0, 1, -1, 3, 200, 2**63 - 1, -(2**63)))),
                lambda: nodes.Float(
                    self.dice.choice((0.0, 1.0, 1.5, -1.5, 3.0, 1e20, 0.1, 2.0**53))
                ),
                lambda: nodes.BigInteger(self.dice.choice(("9223372036854775808", "1" + "0" * 30))),
            )
        )()

    # --- texts ----------------------------------------------------------------------------

    def any_string(self) -> Template:
        return self.template(
            self.dice.choice((*STRINGS, *NAMES, "{{text}}", "{{one}}", "{{unset}}"))
        )

    def template(self, text: str) -> Template:
        """Return a text as a template; ``{{name}}`` of a known variable becomes a placeholder."""
        for name in (*MEANINGS, UNSET):
            before, mark, after = text.partition(f"{{{{{name}}}}}")
            if mark:
                parts = (Text(before), Placeholder(name), Text(after))
                return Template(tuple(part for part in parts if part != Text("")))
        return Template((Text(text),) if text else ())

    def pattern(self) -> Pattern:
        roll = self.dice.random()
        if roll < 0.6:
            return nodes.Regex(self.dice.choice(PATTERNS))
        if roll < 0.75:
            return self.template(self.dice.choice((*PATTERNS, *STRING_PATTERNS)))
        source = self.regexes.regex()
        try:
            check_regex(source)
        except RegexError:
            return self.template(source.replace("\x00", ""))
        # A literal cannot hold a backslash before its closing slash.
        literal = "/" not in source and not source.endswith("\\")
        return nodes.Regex(source) if literal else self.template(source)

    def piece(self, text: str) -> str:
        start = self.dice.choice((0, 0, len(text) // 2))
        end = self.dice.choice((len(text), len(text), start + 1))
        return text[start:end]

    def bytes_piece(self, data: bytes) -> bytes:
        return self.dice.choice((data, data[:1], data[-1:], data + b"x", b""))

    def pick(self, texts: Sequence[str]) -> str:
        return self.dice.choice(texts)

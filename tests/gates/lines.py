"""Lines to read beside the grammar: what they mean, or why they are refused and where."""

from __future__ import annotations

from toolkit.gates.nodes import (
    Assertion,
    BigInteger,
    Boolean,
    Bytes,
    CertificateField,
    CertificateQuery,
    CookieAttribute,
    CookieQuery,
    File,
    Filter,
    FilterName,
    Float,
    Function,
    Integer,
    NthFilter,
    Null,
    Placeholder,
    PlainFilter,
    PlainPredicate,
    PlainQuery,
    Predicate,
    PredicateName,
    Query,
    QueryName,
    Regex,
    RegexFilter,
    RegexQuery,
    ReplaceFilter,
    ReplaceRegexFilter,
    String,
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

STATUS = PlainQuery(QueryName.STATUS)
BODY = PlainQuery(QueryName.BODY)
EXISTS = PlainPredicate(PredicateName.EXISTS)


def template(*parts: str | Placeholder) -> Template:
    """Return a template of texts and placeholders."""
    return Template(tuple(Text(part) if isinstance(part, str) else part for part in parts))


def plain(query: Query, predicate: Predicate = EXISTS, *filters: Filter) -> Assertion:
    return Assertion(query, filters, predicate)


def equals(value: Value) -> Assertion:
    return Assertion(BODY, (), ValuePredicate(ValuePredicateName.EQUAL, value))


def string(*parts: str | Placeholder) -> Assertion:
    return equals(String(template(*parts)))


def compares(name: ValuePredicateName, value: Value) -> Assertion:
    return Assertion(STATUS, (), ValuePredicate(name, value))


def through(*filters: Filter) -> Assertion:
    return Assertion(STATUS, filters, EXISTS)


def header(*parts: str | Placeholder) -> TextQuery:
    return TextQuery(TextQueryName.HEADER, template(*parts))


def cookie(name: str, attribute: CookieAttribute | None = None) -> Assertion:
    return plain(CookieQuery(template(name) if name else Template(), attribute))


ACCEPTED: list[tuple[str, Assertion]] = [
    # The whole line.
    ("status exists", plain(STATUS)),
    ("status not exists", Assertion(STATUS, (), EXISTS, negated=True)),
    (" \tstatus \t not\texists \t", Assertion(STATUS, (), EXISTS, negated=True)),
    ("status exists#comment", plain(STATUS)),
    ("status exists # comment \" ' {{ \\", plain(STATUS)),
    ("status exists\r", plain(STATUS)),
    ("status ==200", compares(ValuePredicateName.EQUAL, Integer(200))),
    # Queries.
    *((f"{name.value} exists", plain(PlainQuery(name))) for name in QueryName),
    *(
        (f'{name.value} "x" exists', plain(TextQuery(name, template("x"))))
        for name in TextQueryName
    ),
    *(
        (f'certificate "{field.value}" exists', plain(CertificateQuery(field)))
        for field in CertificateField
    ),
    ("regex /x+/ exists", plain(RegexQuery(Regex("x+")))),
    ('regex "x+" exists', plain(RegexQuery(template("x+")))),
    ('cookie "sid" exists', cookie("sid")),
    ('cookie "" exists', cookie("")),
    *(
        (f'cookie "sid[{attribute.value}]" exists', cookie("sid", attribute))
        for attribute in CookieAttribute
    ),
    ('cookie "sid[ mAX-aGE\t]" exists', cookie("sid", CookieAttribute.MAX_AGE)),
    ('cookie "sid[Path] and more" exists', cookie("sid", CookieAttribute.PATH)),
    ('cookie " a b  " exists', cookie(" a b")),
    ('cookie "a\\u{5b}b" exists', cookie("a[b")),
    ('cookie "a#b[Path]" exists', cookie("a", CookieAttribute.PATH)),
    ('cookie "a\tb" exists', cookie("a")),
    # Filters.
    *((f"status {name.value} exists", through(PlainFilter(name))) for name in FilterName),
    *(
        (f'status {name.value} "x" exists', through(TextFilter(name, template("x"))))
        for name in TextFilterName
    ),
    ("status nth 2 exists", through(NthFilter(2))),
    ("status nth -9223372036854775807 exists", through(NthFilter(-(2**63) + 1))),
    ("status nth {{n}} exists", through(NthFilter(Placeholder("n")))),
    ("status regex /x/ exists", through(RegexFilter(Regex("x")))),
    ('status replace "a" "b" exists', through(ReplaceFilter(template("a"), template("b")))),
    (
        'status replaceRegex /a/ "" exists',
        through(ReplaceRegexFilter(Regex("a"), Template())),
    ),
    (
        'header "a" first split ", " count exists',
        plain(
            header("a"),
            EXISTS,
            PlainFilter(FilterName.FIRST),
            TextFilter(TextFilterName.SPLIT, template(", ")),
            PlainFilter(FilterName.COUNT),
        ),
    ),
    # Predicates.
    *((f"status {name.value}", plain(STATUS, PlainPredicate(name))) for name in PredicateName),
    *(
        (f'status {name.value} "x"', compares(name, String(template("x"))))
        for name in ValuePredicateName
    ),
    ("status > {{limit}}", compares(ValuePredicateName.GREATER, Placeholder("limit"))),
    ("status startsWith hex,32;", compares(ValuePredicateName.STARTS_WITH, Bytes(b"2"))),
    ("status matches /2../", compares(ValuePredicateName.MATCHES, Regex("2.."))),
    # Values.
    ("body == null", equals(Null())),
    ("body == true", equals(Boolean(value=True))),
    ("body == false", equals(Boolean(value=False))),
    ("body == -0", equals(Integer(0))),
    ("body == 9223372036854775807", equals(Integer(2**63 - 1))),
    ("body == -9223372036854775808", equals(Integer(-(2**63)))),
    ("body == 9223372036854775808", equals(BigInteger("9223372036854775808"))),
    ("body == -9223372036854775809", equals(BigInteger("9223372036854775809"))),
    ("body == 3.0", equals(Float(3.0))),
    ("body == -0.10", equals(Float(-0.1))),
    ("body == hex, 00fF ;", equals(Bytes(b"\x00\xff"))),
    ("body == hex,;", equals(Bytes(b""))),
    ("body == base64, Y W\tJ j Z A = = ;".replace("= =", "=="), equals(Bytes(b"abcd"))),
    ("body == base64,YWJjZ;", equals(Bytes(b"abc"))),
    ("body == file, a\\ b\\;.json ;", equals(File(template("a b;.json")))),
    ("body == file,{{dir}}/a;", equals(File(template(Placeholder("dir"), "/a")))),
    ("body == /a\\/b/", equals(Regex("a/b"))),
    ("body == /a\\\\/b/", equals(Regex("a\\/b"))),
    ("body == {{\tname\t}}", equals(Placeholder("name"))),
    ("body == {{newUuid}}", equals(Placeholder(Function.NEW_UUID))),
    # Strings.
    ('body == ""', string()),
    ("body == ``", string()),
    ("body == `\"'`", string("\"'")),
    (r'body == "\"\\\/\#\`\b\f\n\r\t"', string('"\\/#`\b\f\n\r\t')),
    (r'body == "\u{41}\u{1F600}\u{00000e9}"', string("A\U0001f600é")),
    (r'body == "\u{100000041}"', string("A")),
    ('body == "{ } }} {"', string("{ } }} {")),
    ('body == "a{{b}}c"', string("a", Placeholder("b"), "c")),
    ('body == "{{a}}{{b}}"', string(Placeholder("a"), Placeholder("b"))),
    ('body == "{{newDate}}"', string(Placeholder(Function.NEW_DATE))),
    ('body == "{{ a or not }}"', string(Placeholder("a"))),
    ('body == "{{a}b}"', string(Placeholder("a"))),
    ('body == "\\u{7b}{{a}}"', string("{", Placeholder("a"))),
    ('body == "{{1-_é}}"', string(Placeholder("1-_é"))),
]

_ATTRIBUTES = "Value, Expires, Max-Age, Domain, Path, Secure, HttpOnly, SameSite"

REFUSED: list[tuple[str, str, str]] = [
    # line, message, the line that stands under it
    ("", "expected an assertion, found nothing", "^"),
    ("  ", "expected an assertion, found nothing", "  ^"),
    ("# status == 200", "expected an assertion, found a comment", "^"),
    ("[Captures]", "expected an assertion, found a section", "^"),
    ("status == 200\n", "expected one line", "             ^"),
    ("status == \ud800", "expected text, found half of a surrogate pair", "          ^"),
    ("status == 200 201", "expected the end of the line or # and a comment", "              ^"),
    ("status<500", "expected a blank before a filter or the predicate", "      ^"),
    (
        'heder "x" exists',
        "expected a query such as status, header or jsonpath; did you mean header?",
        "^^^^^",
    ),
    ("GET http://x", "expected a query such as status, header or jsonpath", "^^^"),
    ("status = 200", "expected a filter or a predicate; did you mean ==?", "       ^"),
    ("status equals 200", "expected a filter or a predicate; did you mean ==?", "       ^^^^^^"),
    ("status coutn == 1", "expected a filter or a predicate; did you mean count?", "       ^^^^^"),
    ("status not", "expected a filter or a predicate", "       ^^^"),
    ("status not not exists", "expected a filter or a predicate", "           ^^^"),
    ("header X exists", "expected the name of a header in double quotes", "       ^"),
    ('header"X" exists', "expected a blank after header", "      ^"),
    (
        'cookie "a[foo]" exists',
        f"expected one of the cookie attributes {_ATTRIBUTES}",
        "          ^^^",
    ),
    ('cookie "a[Path" exists', "expected ] after the attribute of a cookie", "              ^"),
    ('cookie "a exists', 'expected " to end the name of the cookie', "       ^"),
    ("regex x exists", "expected a regex between slashes or in double quotes", "      ^"),
    ("status nth x == 1", "expected a whole number or {{variable}}", "           ^"),
    (
        "status nth 9223372036854775808 == 1",
        "expected a whole number that fits 64 bits",
        "           ^^^^^^^^^^^^^^^^^^^",
    ),
    ("body == 'a'", "expected a value; a string stands in double quotes", "        ^"),
    ("body == abc", "expected a value; a string stands in double quotes", "        ^"),
    ("body == ", "expected a value", "        ^"),
    ("body == +1", "expected a value", "        ^"),
    ("body == 01", "expected a number without leading zeros", "        ^^"),
    ("body == 1.", "expected digits after the decimal point", "          ^"),
    ("body == 1e5", "expected the end of the line or # and a comment", "         ^"),
    ("body == ```", "expected a value on one line, not a multiline string", "        ^^^"),
    ("body == hex,0;", "expected an even number of hexadecimal digits", "             ^"),
    ("body == hex,00", "expected ; to end the hexadecimal digits", "              ^"),
    ("body == base64,YQ", "expected ; to end the Base64 digits", "                 ^"),
    ("body == file;", "expected , after file", "            ^"),
    ("body == file,;", "expected a file name", "             ^"),
    ("body == file,[a;", "expected a file name, which does not begin with [", "             ^"),
    ("body == {{a b}}", "expected }} to end this placeholder", "            ^"),
    ('body == "{{a"', "expected }} to end this placeholder", "         ^^^"),
    ('body == "{{ }}"', "expected the name of a variable", "            ^"),
    ('body == "abc', 'expected " to end this string', "        ^^^^"),
    (
        'body == "a\tb"',
        "expected an escape such as \\t or \\u{8} instead of a control character",
        "          ^",
    ),
    ('body == "\\u{}"', "expected hexadecimal digits in \\u{...}", "            ^"),
    (
        'body == "\\u{d800}"',
        "expected the code point of a character in \\u{...}",
        "         ^^^^^^^",
    ),
    ("status > null", "expected a number, a string or {{variable}} after >", "         ^^^^"),
    ("status startsWith 2", "expected a string or bytes after startsWith", "                  ^"),
    (
        "status matches 2",
        "expected a regex between slashes or a string after matches",
        "               ^",
    ),
    ("body matches /a(b/", "invalid regex: expected ) to end this group", "               ^^"),
    (
        r"body matches /a\/b(?=x)/",
        "invalid regex: look-around is not supported",
        "                  ^^^",
    ),
    ("body matches /a", "expected / to end this regex", "             ^^"),
]

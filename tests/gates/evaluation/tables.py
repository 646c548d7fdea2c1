"""Truth tables: what an assertion says of a value, row by row (hurl-gates.md).

Every row is judged by our evaluator and by the real Hurl. ``PAGE`` is the response that they speak
of, ``VARIABLES`` are what placeholders stand for.
"""

from __future__ import annotations

import gzip

from tests.gates.evaluation.playing import Wire
from toolkit.gates.evaluation.outcome import Kind

ERROR, NOTHING, YES, NO, MISMATCH = Kind.ERROR, Kind.NOTHING, Kind.YES, Kind.NO, Kind.MISMATCH

PAGE = Wire(
    headers=[
        (b"X-One", b"1"),
        (b"X-Many", b"a"),
        (b"x-many", b"b"),
        (b"X-Empty", b""),
        (b"X-Latin", b"caf\xe9"),
        (b"X-Date", b"2026-01-31T12:00:00Z"),
        (b"X-Uuid", b"550e8400-e29b-41d4-a716-446655440000"),
        (b"X-Link", b"https://example.org/a?x=1&y=a+b%20c&x=2"),
        (b"Set-Cookie", b"sid=abc; Secure; Max-Age=3600; Path=/; SameSite"),
        (b"Set-Cookie", b"day=1; Expires=Wed, 13-Jan-2021 22:23:01 GMT; Secure=yes; Max-Age=x"),
        (b"Set-Cookie", b"sid=second"),
        (b"Set-Cookie", b"bad=1; Expires=tomorrow"),
        (b"Content-Type", b"application/json"),
    ],
    body=(
        b'{"null":null,"yes":true,"one":1,"float":1.0,"half":1.5,"minus":-1.5,"text":"abc",'
        b'"empty":"","list":[1,2.0,"x",null],"none":[],"object":{"b":1,"a":2},"nothing":{},'
        b'"big":18446744073709551616,"huge":1e400,"bytes":"YWJj","items":[{"id":1,"n":"a"},'
        b'{"id":2,"n":"b"},{"id":2.5}]}'
    ),
)
GZIPPED = Wire(headers=[(b"Content-Encoding", b"gzip")], body=gzip.compress(b"abc", mtime=0))
BROKEN = Wire(headers=[(b"Content-Type", b"text/plain; charset=utf-8")], body=b"caf\xe9")
LATIN = Wire(headers=[(b"Content-Type", b"text/plain; charset=latin1")], body=b"caf\xe9")

Row = tuple[str, Kind]

FIVE_OUTCOMES: dict[str, list[Row]] = {
    "an error fails, with or without not": [
        ('header "X-One" base64Decode == "x"', ERROR),
        ('header "X-One" base64Decode not == "x"', ERROR),
        ('jsonpath "$." exists', ERROR),
        ('jsonpath "$." not exists', ERROR),
        ('header "X-Nope" count == 0', ERROR),
        ('header "X-Nope" count not == 0', ERROR),
        ('header "X-One" count == 1', ERROR),
        ('body matches "["', ERROR),
        ('body not matches "["', ERROR),
        ('status matches "["', ERROR),
        ("status == {{unset}}", ERROR),
        ("status not == {{unset}}", ERROR),
        ('header "X-Nope" not == {{unset}}', ERROR),
        ('cookie "bad[Expires]" not exists', ERROR),
    ],
    "nothing fails every predicate, and passes it with not": [
        ('header "X-Nope" == "x"', NOTHING),
        ('header "X-Nope" not == "x"', NOTHING),
        ('header "X-Nope" != "x"', NOTHING),
        ('header "X-Nope" not exists', NOTHING),
        ('header "X-Nope" == null', NOTHING),
        ('header "X-Nope" isEmpty', NOTHING),
        ('header "X-Nope" not matches "["', NOTHING),
        ('jsonpath "$.nope" not > 1', NOTHING),
        ('regex "z(z)" not exists', NOTHING),
        ('certificate "Subject" not exists', NOTHING),
        ('variable "unset" not exists', NOTHING),
    ],
    "yes and no change places with not": [
        ("status == 200", YES),
        ("status not == 200", YES),
        ("status == 201", NO),
        ("status not == 201", NO),
        ('header "X-One" isEmpty', NO),
        ('header "X-Empty" isEmpty', YES),
    ],
    "a mismatch fails, with or without not": [
        ('status startsWith "2"', MISMATCH),
        ('status not startsWith "2"', MISMATCH),
        ('header "X-One" > 0', MISMATCH),
        ('header "X-One" not > 0', MISMATCH),
        ("status isEmpty", MISMATCH),
        ("status not isEmpty", MISMATCH),
        ("status isUuid", MISMATCH),
        ('header "X-One" includes "1"', MISMATCH),
    ],
}

WHO_MISMATCHES: dict[str, list[Row]] = {
    "order: two numbers, two strings, two dates": [
        ("status > 199.5", YES),
        ("status >= 200", YES),
        ('header "X-One" < "2"', YES),
        ('header "X-One" < "10"', YES),
        ('header "X-One" > "1"', NO),
        ('status > "199"', MISMATCH),
        ('jsonpath "$.null" > 0', MISMATCH),
        ('jsonpath "$.list" > 0', MISMATCH),
        ("bytes > 0", MISMATCH),
    ],
    "edges: two strings or two bytes": [
        ('header "X-Date" startsWith "2026"', YES),
        ('header "X-Date" endsWith "Z"', YES),
        ("bytes startsWith hex,7b;", YES),
        ("bytes endsWith hex,7d;", YES),
        ('bytes startsWith "{"', MISMATCH),
        ("body startsWith hex,7b;", MISMATCH),
        ('header "X-Many" startsWith "a"', MISMATCH),
    ],
    "contains: string in string, bytes in bytes, anything in a list": [
        ('body contains "null"', YES),
        ('body contains ""', YES),
        ("bytes contains hex,6e756c6c;", YES),
        ('header "X-Many" contains "a"', YES),
        ('jsonpath "$.list" contains 2', YES),
        ('jsonpath "$.list" contains null', YES),
        ('jsonpath "$.list" contains "y"', NO),
        ("body contains 1", MISMATCH),
        ("status contains 2", MISMATCH),
        ('jsonpath "$.object" contains "a"', MISMATCH),
    ],
    "includes: only a list": [
        ('jsonpath "$.list" includes 1.0', YES),
        ('header "X-Many" includes "b"', YES),
        ('body includes "null"', MISMATCH),
        ("bytes includes 1", MISMATCH),
    ],
    "matches and the forms of strings: only a string": [
        ("status matches /2/", MISMATCH),
        ('header "X-Many" matches /a/', MISMATCH),
        ('header "X-Uuid" isUuid', YES),
        ('header "X-Date" isIsoDate', YES),
        ('header "X-One" isIsoDate', NO),
        ('header "X-Date" toDate "%+" isIsoDate', MISMATCH),
        ("ip isIpv4", YES),
        ("ip isIpv6", NO),
    ],
    "isEmpty: what can be counted, and strings": [
        ('jsonpath "$.empty" isEmpty', YES),
        ('jsonpath "$.none" isEmpty', YES),
        ('jsonpath "$.nothing" isEmpty', YES),
        ('jsonpath "$.list" isEmpty', NO),
        ("bytes isEmpty", NO),
        ('jsonpath "$.null" isEmpty', MISMATCH),
        ('jsonpath "$.yes" isEmpty', MISMATCH),
        ('cookie "sid[Secure]" isEmpty', MISMATCH),
    ],
    "equality never mismatches": [
        ('status == "200"', NO),
        ('status != "200"', YES),
        ("status == 200.0", YES),
        ("status == null", NO),
        ("body == /a/", NO),
        ("body != /a/", YES),
        ('header "X-Many" == "a"', NO),
        ('cookie "sid[Secure]" == true', NO),
    ],
    "the other is... predicates never mismatch": [
        ("status isInteger", YES),
        ("status isNumber", YES),
        ("status isFloat", NO),
        ("bytes isList", YES),
        ("bytes isCollection", YES),
        ("bytes isString", NO),
        ('jsonpath "$.object" isObject', YES),
        ('jsonpath "$.object" isList', NO),
        ('jsonpath "$.list" isCollection', YES),
        ('header "X-Date" isDate', NO),
        ('header "X-Date" toDate "%+" isDate', YES),
        ('jsonpath "$.yes" isBoolean', YES),
        ('jsonpath "$.null" isObject', NO),
    ],
}

VALUES_BY_QUERY: dict[str, list[Row]] = {
    "header": [
        ('header "x-ONE" == "1"', YES),
        ('header "X-One" == 1', NO),
        ('header "X-Many" count == 2', YES),
        ('header "X-Many" nth -1 == "b"', YES),
        ('header "X-Empty" exists', YES),
        ('header "X-Empty" == ""', YES),
        ('header "X-Latin" == "café"', YES),
    ],
    "cookie": [
        ('cookie "sid" == "abc"', YES),
        ('cookie "sid[Max-Age]" == 3600', YES),
        ('cookie "sid[Path]" == "/"', YES),
        ('cookie "sid[SameSite]" exists', NOTHING),
        ('cookie "sid[Domain]" exists', NOTHING),
        ('cookie "sid[Secure]" exists', YES),
        ('cookie "sid[HttpOnly]" exists', NOTHING),
        ('cookie "day[Secure]" exists', NOTHING),
        ('cookie "day[Max-Age]" exists', NOTHING),
        ('cookie "day[Expires]" isDate', YES),
        ('cookie "day[Expires]" format "%Y" == "2021"', YES),
        ('cookie "SID" exists', NOTHING),
    ],
    "jsonpath, numbers": [
        ('jsonpath "$.one" == 1.0', YES),
        ('jsonpath "$.float" == 1', YES),
        ('jsonpath "$.float" isFloat', YES),
        ('jsonpath "$.float" isInteger', NO),
        ('jsonpath "$.one" == "1"', NO),
        ('jsonpath "$.big" isInteger', YES),
        ('jsonpath "$.big" == 18446744073709551616', YES),
        ('jsonpath "$.big" > 1', YES),
        ('jsonpath "$.big" < 2', YES),
        ('jsonpath "$.huge" isInteger', YES),
        ('jsonpath "$.minus" toString == "-1.5.0"', YES),
    ],
    "jsonpath, other values": [
        ('jsonpath "$.null" exists', YES),
        ('jsonpath "$.null" == null', YES),
        ('jsonpath "$.yes" == true', YES),
        ('jsonpath "$.yes" == "true"', NO),
        ('jsonpath "$.object.*" nth 0 == 2', YES),
        ('jsonpath "$.object" exists', YES),
    ],
    "jsonpath, definite and not": [
        ('jsonpath "$.items[0].id" == 1', YES),
        ('jsonpath "$.items[9]" exists', NOTHING),
        ('jsonpath "$.items[*].id" count == 3', YES),
        ('jsonpath "$.items[*].nope" exists', YES),
        ('jsonpath "$.items[*].nope" isEmpty', YES),
        ('jsonpath "$.items[?(@.id==2)].n" == "b"', NO),
        ('jsonpath "$.items[?(@.id==2)].n" contains "b"', YES),
        ('jsonpath "$.items[?(@.id>=2)]" count == 2', YES),
        ('jsonpath "$.items[*][0]" exists', NOTHING),
        ('jsonpath "$..id" count == 3', YES),
        ('jsonpath "$.list[1:]" count == 3', YES),
        ('jsonpath "$[\'text\']" == "abc"', YES),
        ('jsonpath "$[\\"text\\"]" == "abc"', ERROR),
    ],
    "the rest": [
        ('version == "1.1"', YES),
        ("version == 1.1", NO),
        ('url startsWith "http://127.0.0.1"', YES),
        ("duration >= 0", YES),
        ("duration isInteger", YES),
        ("redirects count == 0", YES),
        ("redirects isEmpty", YES),
        ('ip == "127.0.0.1"', YES),
        ('regex "\\"text\\":\\"(.*?)\\"" == "abc"', YES),
        ('regex "text" exists', NOTHING),
        ("sha256 count == 32", YES),
        ("md5 toHex matches /^[0-9a-f]{32}$/", YES),
        ('variable "text" == "abc"', YES),
    ],
}

FILTERS: dict[str, list[Row]] = {
    "numbers": [
        ('header "X-One" toInt == 1', YES),
        ('header "X-One" toFloat == 1.0', YES),
        ('jsonpath "$.half" toInt == 1', YES),
        ('jsonpath "$.minus" toInt == -1', YES),
        ('jsonpath "$.text" toInt == 1', ERROR),
        ('jsonpath "$.big" toInt == 1', ERROR),
        ('jsonpath "$.yes" toString == "true"', YES),
        ('jsonpath "$.list" toString == "x"', ERROR),
    ],
    "strings": [
        ('jsonpath "$.text" split "b" nth 1 == "c"', YES),
        ('jsonpath "$.text" split "" count == 5', YES),
        ('jsonpath "$.text" replace "b" "-" == "a-c"', YES),
        ('jsonpath "$.text" replaceRegex /(b)/ "<$1>" == "a<b>c"', YES),
        ('jsonpath "$.text" replaceRegex /x*/ "-" == "-a-b-c-"', YES),
        ('jsonpath "$.text" regex /b(.)/ == "c"', YES),
        ('jsonpath "$.bytes" base64Decode utf8Decode == "abc"', YES),
        ('jsonpath "$.text" utf8Encode toHex == "616263"', YES),
        ('header "X-Latin" urlEncode == "caf%C3%A9"', YES),
        ('header "X-Link" urlQueryParam "y" == "a b c"', YES),
        ('header "X-Link" urlQueryParam "x" == "1"', YES),
        ('header "X-Link" urlQueryParam "z" exists', NOTHING),
        ('header "X-One" urlQueryParam "z" exists', ERROR),
    ],
    "lists": [
        ('jsonpath "$.list" first == 1', YES),
        ('jsonpath "$.list" last == null', YES),
        ('jsonpath "$.none" first == 1', ERROR),
        ('jsonpath "$.list" nth 4 == 1', ERROR),
        ('jsonpath "$.object" count == 2', ERROR),
        ('jsonpath "$.text" count == 3', ERROR),
        ("bytes count > 100", YES),
    ],
    "dates": [
        ('header "X-Date" toDate "%+" format "%d/%m/%y" == "31/01/26"', YES),
        ('header "X-Date" toDate "%Y-%m-%dT%H:%M:%SZ" toString endsWith "00.000000Z"', YES),
        ('header "X-Date" toDate "%Y-%m-%d" exists', ERROR),
        ('header "X-Date" format "%Y" exists', ERROR),
    ],
}

BODIES: list[tuple[Wire, list[Row]]] = [
    (
        GZIPPED,
        [
            ('body == "abc"', YES),
            ("bytes == hex,616263;", YES),
            ("bytes count == 3", YES),
            ("md5 == hex,900150983cd24fb0d6963f7d28e17f72;", YES),
        ],
    ),
    (
        BROKEN,
        [
            ("body exists", ERROR),
            ("body not exists", ERROR),
            ("bytes count == 4", YES),
            ('bytes decode "latin1" == "café"', YES),
            ('jsonpath "$" not exists', ERROR),
        ],
    ),
    (LATIN, [('body == "café"', YES), ("bytes == hex,636166e9;", YES)]),
]

TABLES = FIVE_OUTCOMES | WHO_MISMATCHES | VALUES_BY_QUERY | FILTERS
ON_PAGE = [row for rows in TABLES.values() for row in rows]

PASSES = {
    # kind: (plain, with not)
    ERROR: (False, False),
    NOTHING: (False, True),
    YES: (True, False),
    NO: (False, True),
    MISMATCH: (False, False),
}

CRASHES: list[tuple[Wire, str]] = [
    (PAGE, "bytes contains hex,;"),
    (Wire(body="&é".encode()), "body htmlUnescape exists"),
    (PAGE, 'jsonpath "$[99999999999999999999]" exists'),
    (PAGE, 'jsonpath "$.items[?(@.id==1.9999999999999999999999)]" exists'),
    (Wire(body=b'[{"a":1e400}]'), 'jsonpath "$[?(@.a>1)]" exists'),
]
"""What makes Hurl 7.1 itself panic."""

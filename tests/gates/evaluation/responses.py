"""Random responses, biased to where the meaning of an assertion turns."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Callable

from tests.gates.evaluation.playing import Wire

STATUSES = (200, 200, 200, 200, 201, 203, 400, 401, 404, 418, 429, 499, 500, 503, 599, 600, 999)
STRINGS = (
    "漢字かな", "한국어", "中文。", "漢字~",
    "", "a", "b", "abc", "ABC", "no-store", "max-age=0, no-cache", "1", "01", "-1", "3.0", "1e3",
    "true", "null", "none", " ", "a b", "é", "e\u0301", "ß", "\U0001f600", "\u212a", "K",
    "\u2028", "a,b,,c", "a=b;c=d", "key: value", "127.0.0.1", "256.1.1.1", "01.2.3.4", "::1",
    "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8", "1::2::3", "fe80::1%eth0", "2026-01-31T12:00:00Z",
    "2026-01-31 12:00:00+01:00", "2026-01-31t12:00:60.123456789123z", "2026-02-30T12:00:00Z",
    "2026-01-31", "31/Jan/2026", "550e8400-e29b-41d4-a716-446655440000",
    "550E8400E29B41D4A716446655440000", "{550e8400-e29b-41d4-a716-446655440000}",
    "urn:uuid:550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-44665544000",
    "YWJj", "YWJjZA==", "YWJjZA", "YWJjZB==", "_-8", "+/8=", "a%20b%C3%A9", "%zz%", "a+b",
    "&lt;b&gt;&amp;&eacute;&#233;&#x1F600;&notit;&#0;&#128;&#xD800;", "<b>x</b>",
    '{"a":[1,2.5,null]}', "[1,2,3]", "9223372036854775807", "9223372036854775808", "+5", "inf",
    "NaN", "-inf", ".5", "5.", "1_000", "https://example.org/a?x=1&y=%20z&x=2#y=3",
    "http://127.0.0.1:80?a=b+c&d", "http://", "ftp://x/?a=1", "Wed, 13 Jan 2021 22:23:01 GMT",
    "line one\nline two", "tab\tand\\backslash", 'quo"te', "{{a}}", "$1", "x"*300,
)  # fmt: skip
NUMBERS = (
    "0", "-0", "1", "-1", "2", "3", "10", "200", "0.0", "-0.0", "1.0", "1.5", "-1.5", "2.50",
    "0.1", "0.30000000000000004", "1e3", "1E-3", "1e+2", "1e400", "-1e400", "1e-400",
    "9007199254740993", "9007199254740992.0", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "-9223372036854775809", "18446744073709551615",
    "18446744073709551616", "1e19", "3.0e0", "123456789012345678901234567890",
    "0.00000000000000001", "-2", "100.0", "1E400", "1e0400",
)  # fmt: skip
BROKEN_JSON = (
    '{"$serde_json::private::Number":"1.50"}', '[{"$serde_json::private::Number":"x"}]',
    '{"a":1,"$serde_json::private::Number":"12"}', '{"$serde_json::private::Number":1}',
    "", " ", "{", "[1,]", '{"a":1,}', "{'a':1}", "nul", "NaN", "Infinity", "-", "01", "1.", ".5",
    "1e", '"', '"\x01"', '"\\x"', '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude00"',
    "\ufeff{}", "[1] 2", "\x0b1", "\u00a01", "true false", '{"a":1}x', "["*127+"]"*127,
    "["*128+"]"*128, '{"a":'*128+"1"+"}"*128, '{"a":"\\ud800","a":1}', "[+1]", "[-01]",
    '"\\u00e9\\n\\/"', '{"a":1,"a":2}', '{"b":1,"a":2,"\\u0061":3}', "123", '"abc"', "null",
    "true",
)  # fmt: skip
NAMES = ("a", "b", "c", "id", "name", "items", "é", "a b", "a.b", "a-b", "0", "", "'", "A", "_x")
CHARSETS = (
    "euc-jp", "gb18030", "Shift_JIS", "euc-kr", "Big5", "GBK",
    "utf-8", "UTF-8", "utf8", "iso-8859-1", "latin1", "us-ascii", "windows-1252", "iso-8859-15",
    "koi8-r", "koi8-u", "windows-1251", "utf-16", "utf-16le", "utf-16be", "utf-7", "utf-32",
    '"utf-8"', "", "shift_jis", "gbk", "big5", "euc-kr", "iso-2022-jp", "x-user-defined",
    "macintosh", "ibm866", "iso-8859-8-i", "windows-874", "x-mac-cyrillic", "replacement",
    "iso-2022-kr", "windows-1253",
)  # fmt: skip
COOKIES = (
    "sid=abc", "sid=", "sid", "sid=a=b", "sid= x ", '"sid"="x"', "=x",
    "sid=abc; Secure; HttpOnly", "sid=abc;Secure=1;HttpOnly=", "sid=abc; Max-Age=3600",
    "sid=abc; Max-Age=x; max-age=-5", "sid=abc; Max-Age=+7", "sid=abc; Max-Age",
    "sid=abc; Path=/; Domain=example.org; SameSite=Lax", "sid=abc; path; PATH=/b",
    "sid=abc; Path=/a=b", "sid=abc; Expires=Wed, 13 Jan 2021 22:23:01 GMT",
    "sid=abc; expires=Wed, 13-Jan-2021 22:23:01 GMT", "sid=abc; Expires=13 Jan 2021 22:23 +0100",
    "sid=abc; Expires=Tue, 13 Jan 2021 22:23:01 GMT", "sid=abc; Expires=0", "sid=abc; Expires=",
    "sid=abc; Expires=Wed, 13 Jan 21 22:23:01 EST (comment)", "sid=abc; Expires",
    "other=1; Secure", "sid=abc; Expires=Wed, 13 Jan 2021 22:23:60 Z",
    "sid=abc; Expires=1 Feb 99 00:00 XYZ", "sid=abc; SameSite", "sid=é; Domain=é",
    "sid=abc;;; Secure ;", "Sid=upper", "sid=first; Path=/1",
    "sid=abc; Expires=Wed, 13-Jan-2021 22:23:01.5 GMT",
    "sid=abc; Expires=Thu, 29 Feb 2024 01:02:03 J",
)  # fmt: skip
HEADER_NAMES = (b"X-A", b"x-a", b"X-B", b"Cache-Control", b"ETag", b"Vary", b"X-N", b"X-\xe9")
HTML = (
    "<!DOCTYPE html><html><head><title>T</title></head><body><h1 id='a'>One</h1><p>x<p>y</html>",
    "<p>only",
    "plain text",
    "",
    "<html><body><ul><li>1</li><li>2</li></ul><br>&eacute;&nbsp;</body></html>",
)
XML = (
    '<?xml version="1.0"?><r xmlns="urn:d" xmlns:p="urn:p"><a id="1">x</a><p:a>y</p:a></r>',
    "<r><a>1</a><a>2.5</a><b/></r>",
    "<r>",
    "<r></s>",
    "no xml",
    "<r>&eacute;</r>",
    '<?xml version="1.0" encoding="iso-8859-1"?><r>é</r>',
    "<r><![CDATA[<x>]]></r>",
    "<a/><b/>",
)
TARGETS = (
    "/", "/api/v1/items", "/?a=1", "/x?a=1&b=%20c&a=2&d", "/x?q=a+b&e=%C3%A9", "/%C3%A9",
    "/p?=empty&&x=", "/a%2Fb?c=%26",
)  # fmt: skip


class Responses:
    """An endless source of responses."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice

    def wire(self) -> Wire:
        """Return a response."""
        kind = self.dice.choice(
            (self.json, self.json, self.json, self.broken_json, self.text, self.text, self.binary,
             self.html, self.xml, self.empty)
        )  # fmt: skip
        body, content_type = kind()
        headers = self.headers()
        charset = ""
        if self.dice.random() < 0.2:
            charset = self.dice.choice(CHARSETS)
            body = self.encoded(body, charset)
        data, encoding = self.compressed(body if isinstance(body, bytes) else body.encode())
        if content_type:
            headers.append((b"Content-Type", self.content_type(content_type, charset)))
        if encoding is not None:
            headers.append((b"Content-Encoding", encoding))
        for _ in range(self.dice.choice((0, 0, 1, 1, 2, 3))):
            headers.append((b"Set-Cookie", self.header_value(self.dice.choice(COOKIES))))
        self.dice.shuffle(headers)
        redirects = self.dice.choice(((),) * 12 + ((302,), (301, 307), (308, 303, 302)))
        version = "1.1" if self.dice.random() < 0.9 else "1.0"
        return Wire(self.dice.choice(STATUSES), headers, data, version, redirects)

    # --- bodies ---------------------------------------------------------------------------

    def json(self) -> tuple[str, str]:
        return self.spaced(self.json_text(3)), "application/json"

    def json_text(self, depth: int) -> str:
        roll = self.dice.random()
        if depth and roll < 0.35:
            names = self.dice.sample(NAMES, self.dice.randint(0, 5))
            members = [f"{json.dumps(name)}:{self.json_text(depth - 1)}" for name in names]
            return "{" + ",".join(members) + "}"
        if depth and roll < 0.65:
            count = self.dice.choice((0, 1, 2, 2, 3, 5))
            return "[" + ",".join(self.json_text(depth - 1) for _ in range(count)) + "]"
        return self.json_scalar()

    def json_scalar(self) -> str:
        return self.dice.choice(
            (
                lambda: self.dice.choice(NUMBERS),
                lambda: self.dice.choice(NUMBERS),
                lambda: json.dumps(
                    self.dice.choice(STRINGS), ensure_ascii=self.dice.random() < 0.5
                ),
                lambda: self.dice.choice(("null", "true", "false")),
            )
        )()

    def spaced(self, text: str) -> str:
        return self.dice.choice(("", "", " ", "\n\t\r ")) + text + self.dice.choice(("", "", "\n"))

    def broken_json(self) -> tuple[str, str]:
        return self.dice.choice(BROKEN_JSON), "application/json"

    def text(self) -> tuple[str, str]:
        words = [self.dice.choice(STRINGS) for _ in range(self.dice.choice((1, 1, 1, 2, 3)))]
        return self.dice.choice(("", " ", "\n", ",")).join(words), "text/plain"

    def binary(self) -> tuple[bytes, str]:
        size = self.dice.choice((0, 1, 2, 3, 8, 40))
        return bytes(self.dice.choice((0, 10, 65, 128, 195, 169, 255)) for _ in range(size)), ""

    def html(self) -> tuple[str, str]:
        return self.dice.choice(HTML), self.dice.choice(("text/html", "TEXT/HTML", "text/plain"))

    def xml(self) -> tuple[str, str]:
        return self.dice.choice(XML), self.dice.choice(("text/xml", "application/xml", ""))

    def empty(self) -> tuple[str, str]:
        return "", ""

    # --- what surrounds them --------------------------------------------------------------

    def encoded(self, body: str | bytes, charset: str) -> str | bytes:
        """Write a text in its charset, sometimes wrongly."""
        if isinstance(body, bytes) or self.dice.random() < 0.3:
            return body
        try:
            return body.encode(charset.replace("utf-16", "utf-16-le"), "replace")
        except LookupError:
            return body

    def content_type(self, content_type: str, charset: str) -> bytes:
        parameter = self.dice.choice((f"; charset={charset}", f";Charset = {charset} ; x=y"))
        odd = self.dice.choice(("", "", "", "", "; charset", "; charset=a=b", ";charset=utf-8"))
        return (content_type + odd + (parameter if charset else "")).encode()

    def compressed(self, body: bytes) -> tuple[bytes, bytes | None]:
        """Return a body with its encoding; some are said to be what they are not."""
        packers: list[tuple[bytes, Callable[[bytes], bytes]]] = [
            (b"gzip", lambda data: gzip.compress(data, mtime=0)),
            (b"deflate", zlib.compress),
            (b"identity", bytes),
            (b"deflate, gzip", lambda data: zlib.compress(gzip.compress(data, mtime=0))),
            (b"gzip", lambda data: gzip.compress(data, mtime=0) + b"trailing"),
            (b"gzip", lambda data: gzip.compress(data, mtime=0)[:-9]),
            (b"deflate", lambda data: zlib.compress(data)[2:-4]),
            (b"gzip", bytes),
            (b"GZIP", lambda data: gzip.compress(data, mtime=0)),
            (b"x-gzip", bytes),
            (b"", bytes),
            (b"identity,", bytes),
            (b"zstd", bytes),
        ]
        if self.dice.random() < 0.88:
            return body, None
        encoding, pack = self.dice.choice(packers)
        return pack(body), encoding

    def headers(self) -> list[tuple[bytes, bytes]]:
        count = self.dice.choice((0, 1, 2, 3, 4))
        return [
            (self.dice.choice(HEADER_NAMES), self.header_value(self.dice.choice(STRINGS)))
            for _ in range(count)
        ]

    def header_value(self, text: str) -> bytes:
        """Return a value for a line of its own, in UTF-8 or not, sometimes with blanks around."""
        line = text.replace("\n", " ")
        charset = self.dice.choice(("utf-8", "utf-8", "utf-8", "latin-1"))
        blank = self.dice.choice(("", "", "", " ", "\t"))
        return (blank + line + blank).encode(charset, "replace")

"""The words of random pairs: few of each kind, so that two lines often speak of the same thing."""

from __future__ import annotations

STRINGS = (
    *("", "a", "b", "ab", "aa", "A", "é", " ", "3", "3.0", "10", "1.1", "no-store", "text/html"),
    *("2025-01-01T00:00:00Z", "127.0.0.1", "::1", "true", "null", "https://example.com/"),
    *("2025-01-01", "YWI=", "YWI", "%20", "a%20b", "&lt;", "<a>", "a,b", '{"a": 1}', "\U0001f600"),
    *("max-age=3600", "e\u0301", "ß", "K", "550e8400-e29b-41d4-a716-446655440000", "\x7f"),
)
ESCAPED = (
    *(r"\n", r"\t", r"\\", r"\"", r"a\u{62}", r"\u{1F600}", r"\/", r"\#", r"\r\n", r"\u{e9}", "a#"),
)
"""Strings as they are written: with escapes, or what looks like the beginning of something."""
REGEXES = (
    *("a", "^a", "a$", "^a+$", "^$", "^[0-9]+$", r"\d", "(?i)ab", "^(a|b)*$", "no-(store|cache)"),
    *("[^a]", r"^\w+$", r"\bab\b", "^https?://", "x{2,3}", "é", ".", r"^[\x20-\x7e]*$", "^(ab)?$"),
    *("(?s)^.*$", r"^\p{Lu}", "a|b|ab", "max-age=([0-9]+)", r"^\d{4}-\d{2}-\d{2}$", "(?m)^b$"),
    *(r"^[[:alpha:]]+$", "[a-c&&[^b]]", "a{2,}?", r"\s", "^(?:a|ab)$", r"\Aa\z", "(?i)^É$"),
)
NUMBERS = (
    *("0", "1", "2", "3", "3.0", "3.5", "-1", "-0.5", "0.1", "-2.5", "10", "199", "200", "204"),
    *("299", "300", "404", "500", "999", "1000", "9007199254740993", "9223372036854775807"),
    *("9223372036854775808", "-9223372036854775808", "99999999999999999999", "-0", "-0.0"),
    *("1000000000000000000000.0", "0.30000000000000004", "200.5", "18446744073709551616", "65536"),
    *("340282366920938463463374607431768211456", "0.000000000000000000012345", "3.10"),
)
HEXES = ("", "61", "6162", "ff", "00", "efbbbf", "AB", "e9", "c3a9")
BASE64S = ("", "YQ==", "YWI=", "/w==", "YWJj", "77+9", "AA==")
HEADERS = ("X-A", "x-a", "Cache-Control", "Content-Type", "X-B", "Content-Length", "Location")
COOKIES = (
    *("sid", "sid", "sid[Value]", "sid[Expires]", "sid[Max-Age]", "sid[Domain]", "sid[Path]"),
    *("sid[Secure]", "sid[HttpOnly]", "sid[SameSite]", "lang", "sid[max-age]", "sid[ secure ]"),
)
CERTIFICATE_FIELDS = ("Subject", "Issuer", "Start-Date", "Expire-Date", "Serial-Number")
PATHS = (
    *("$", "$.a", "$['a']", "$.a.b", "$.b", "$.items", "$.items[0]", "$.items[-1]"),
    *("$.items[0].id", "$.items[*].id", "$..id", "$.items[?(@.ok==true)].id", "$.*"),
    *("$.items[0:2]", "$.a[*]", "$.items[?(@.id>1)]", "$['a','b']", "$..*", "nonsense", "$.é"),
)
XPATHS = (
    *("//a", "count(//a)", "string(//a)", "/a/b", "boolean(//a)", "string(//a/@id)", "//a[1]"),
    *("normalize-space(//h1)", "//h1/text()", "number(//a)", "count(//a) > 1", "//["),
)
VARIABLES = ("x", "token", "base_url")
PLAIN_FILTERS = (
    *("count", "count", "count", "toInt", "toInt", "toInt", "toFloat", "toString", "first", "last"),
    *("nth 0", "nth 1", "nth -1", "urlDecode", "urlEncode", "htmlEscape", "htmlUnescape", "toHex"),
    *("utf8Encode", "utf8Decode", "base64Decode", "base64Encode", "base64UrlSafeDecode"),
    *("base64UrlSafeEncode", "daysAfterNow", "daysBeforeNow", "location", 'decode "utf-8"'),
    *('decode "iso-8859-1"', 'split ","', 'split "a"', 'split " "', 'replace "a" "b"'),
    *('replace "b" ""', 'replace "ab" "x"', "regex /(a+)/", "regex /([0-9]+)/", "regex /a(b?)/"),
    *('regex "(.*)b"', 'replaceRegex /[0-9]+/ "0"', 'replaceRegex "^a" "$0b"'),
    *('jsonpath "$.a"', 'jsonpath "$"', 'jsonpath "$.items[*].id"', 'urlQueryParam "b"'),
    *('toDate "%Y-%m-%d"', 'toDate "%+"', 'format "%Y"', 'dateFormat "%Y-%m-%d"'),
)
CHAINS = (
    *(('toDate "%Y-%m-%d"', 'format "%Y"'), ('toDate "%+"', "daysAfterNow")),
    *(('toDate "%+"', 'dateFormat "%d"'), ("utf8Encode", "toHex"), ('split ","', "count")),
    *(('split ","', "first"), ("base64Decode", "utf8Decode"), ("toInt", "toString")),
    *(("utf8Encode", "base64UrlSafeEncode"), ("first", "location"), ("last", "toInt")),
)
"""Filters that fit one another, which chance would seldom put together."""
_STRING_FILTERS = (
    *("toInt", "toFloat", "urlDecode", "urlEncode", "htmlEscape", "htmlUnescape", "utf8Encode"),
    *('split ","', 'split "a"', 'replace "a" "b"', "regex /(a+)/", "regex /([0-9]+)/"),
    *('replaceRegex /[0-9]+/ "0"', "toString", 'jsonpath "$.a"', 'toDate "%Y-%m-%d"'),
)
FITTING_FILTERS = {
    "number": ("toString", "toInt", "toFloat"),
    "string": _STRING_FILTERS,
    "bytes": ("count", "toHex", "utf8Decode", 'decode "utf-8"', "base64Encode"),
    "list": ("count", "first", "last", "nth 0", "nth 1"),
    "date": ('format "%Y"', 'dateFormat "%Y-%m-%d"', "daysAfterNow"),
    "any": ("count", "toInt", "toString", "first", 'split ","', "toFloat"),
}
"""Filters that take what a query or another filter makes."""
_KINDS = {
    "number": ("status", "duration", "count", "toInt", "toFloat", "days"),
    "list": ("redirects", "split"),
    "bytes": ("bytes", "sha256", "md5", "utf8Encode", "base64Decode", "base64UrlSafeDecode"),
    "date": ("toDate", 'cookie "sid[Expires]', 'certificate "Start', 'certificate "Expire'),
    "any": ("jsonpath", "xpath", "variable", "first", "last", "nth"),
}


def kind_of(part: str) -> str:
    """Return what a query or a filter mostly makes."""
    return next((kind for kind, begin in _KINDS.items() if part.startswith(begin)), "string")


ALONE = (
    *("exists", "isBoolean", "isCollection", "isDate", "isEmpty", "isFloat", "isInteger", "isIpv4"),
    *("isIpv6", "isIsoDate", "isList", "isNumber", "isObject", "isString", "isUuid"),
)
ORDER = (">", ">=", "<", "<=")
LINE_ENDS = ("", "", "", "", " ", "  # why", "\t", "#", " # status == 200")
CONDITIONS = (
    *("true", "true", "path contains '/api'", "path contains 'api'", "path startswith '/api'"),
    *("path startswith '/api/v1'", "path startswith '/'", "url contains 'example'"),
    *("url contains '/api'", "url contains '?debug'", "method == 'GET'", "method == 'get'"),
    *("method == 'POST'", "tags contains 'smoke'", "tags contains 'a,b'", "tags contains 'slow'"),
    *("meta.owner == 'x'", "meta.owner == 'y'", "meta.team == 'x'", "path contains 'a'"),
    *(
        "path contains 'aa'",
        "path contains 'é'",
        "path startswith 'api'",
        "url contains 'https://'",
    ),
    *("meta.tags == 'smoke'", "method == 'PURGE'", "path contains '//'", "url contains 'a b'"),
)

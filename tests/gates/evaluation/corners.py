"""Texts made of the pieces that recognisers and decoders trip over, and the lines to ask of them.

The random assertions of `assertions` go everywhere; these go deep: dates and their formats,
numbers, URLs, Base64, character references, addresses, cookies, broken HTML and XML.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tests.gates.evaluation.playing import Wire
from tests.gates.evaluation.responses import HTML, XML
from toolkit.gates.evaluation.dates.writing import written
from toolkit.gates.evaluation.moments import Moment
from toolkit.gates.nodes import Template, Text
from toolkit.gates.printer import _quoted

Corner = tuple[Wire, Sequence[str]]

_LETTERS = "YCyGgqmdeUWVwujHIklMSfsbBhaAPpZz+DxFvRTXrctn%QE"
_LONGER = (
    ":z", "::z", ":::z", "#z", ".f", ".3f", ".6f", ".9f", "3f", "6f", "9f", ".2f", "#Y", ":Y",
)  # fmt: skip
SPECIFIERS = (*_LETTERS, *_LONGER)
FORMATS = (
    "%Y-%m-%d", "%F %T", "%Y %j", "%G %V %u", "%Y %U %w", "%Y %W %a", "%s", "%y%m%d", "%C%y %m %d",
    "%q %Y %m %d", "%F %I:%M:%S %p", "%F %H:%M", "%F %R", "%F %T%.f %z", "%F %T %:z", "%+", "%c",
    "%d %b %Y", "%A, %d %B %Y", "%s %Y", "%s %S", "%F %T %s", "%T", "%F %T %z %s", "%g %V %a",
)  # fmt: skip
NUMBERS = (
    "+", "-", "0", "1", "9", "5", "00", ".", "e", "E", "inf", "nan", "infinity", "NAN", "_", " ",
    "9223372036854775807", "9223372036854775808", "e400", "e-400", "\u0661",
)  # fmt: skip
HOSTS = (
    "example.org", "127.0.0.1", "1.2.3", "user@h", "u:p@h", "h:80", "h:", "h:99999", "0x7f.1",
    "1.2.3.4.5", "256", "a.256", "09.a", "a.09", "a..b", ".", "a b", "a%20b", "a%41", "[::1]:8",
    "ex_ample", "a^b", "a|b", "<a>", "a{", "!", "08", "0x", "0xg", "%31", "a%00", "%zz", "[1::2",
    "",
    "[1:2:3:4:5:6:7::]", "[::1.2.3.4]", "a%2Fb", "\u00e9.fr",
)  # fmt: skip
TAILS = (
    "",
    "/",
    "?",
    "#",
    "&",
    "=",
    "a=1",
    "b=%C3%A9",
    "c+d",
    " ",
    "\t",
    "\\",
    "?a=b",
    "&a=2",
    "%",
)
BASE64 = ("YWJj", "YQ", "==", "=", "YR", "YWI", "-_", "+/", "\u00e9", " ", "\n", "A", "AA")
REFERENCES = (
    "&", "&amp;", "&lt", "&#", "&#x", "65", "41", ";", "&notit;", "&not", "&nbsp", "&#0;", "&#128;",
    "&#x1F600;", "&#xD800;", "&#1114112;", "&#99999999999999;", "&#11;", "&#13;", "&#xFFFE;",
    "a", "<",
    "&#\u0661;", "\u00e9", '"', "'", ">", " ", "&CounterClockwiseContourIntegral;",
)  # fmt: skip
PERCENT = (
    "%",
    "%4",
    "%41",
    "%C3%A9",
    "%C3",
    "%ff",
    "+",
    "\u00e9",
    "/",
    "~",
    "'",
    "%F0%9F",
    " ",
    "*",
)
ADDRESSES = (
    "1", "12", "256", "0", "01", ".", ":", "::", "a", "ffff", "12345", "%", "[", "1.2.3.4", "/",
    "::1.2.3.4", "g", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7", " ", "{", "}", "urn:uuid:", "-",
    "550e8400-e29b-41d4-a716-446655440000", "550e8400e29b41d4a716446655440000",
)  # fmt: skip
COOKIE = (
    "sid", "=", "=abc", ";", " ", "Secure", "HttpOnly", "Max-Age=", "5", "-1", "Path=/", "; path",
    "Expires=", "Wed, 13 Jan 2021 22:23:01 GMT", "; Domain=x", ";SameSite=Lax", "\u00e9",
)  # fmt: skip
MAIL_DATE = (
    ("Wed, ", "Wed,", "wed, ", "", "Tue, ", "Wednesday, ", "Wed "),
    ("13", "3", "03", "32", "0", "29"), (" ", "  ", "-", ""),
    ("Jan", "jan", "January", "Feb", "Foo"), (" ", "-", " \u3000"),
    ("2021", "21", "99", "121", "50", "49", "1", "12021"), (" ", "  ", ""),
    ("22", "2", "24", "00"), (":", " : "), ("23", "60", "5"),
    (":01", ":60", ":61", "", " : 01", ":1", ":01.5", ":01.500"), (" ", ""),
    ("GMT", "gmt", "UTC", "EST", "PST", "+0000", "-0130", "+01:30", "+9959", "-0060", "Z", "J",
     "XYZ", "GMT (a (b) c)", "+0100 (x\\)y)", "GMT (", "\u22120100", "+2400"),
)  # fmt: skip
MARKUP = (
    "<", ">", "&", "/", "</p>", "<p>", "<br/>", "<!--", "-->", "--", "<![CDATA[", "<?", "?>", "=",
    "'", '"', "&amp;", "&#0;", "&nbsp;", "&foo;", "\u00e9", "<r>", "</r>", "<a b=c>", "<!x>",
    "<body>",
    "<title>", "</title>", "<svg>", "<template>", ":", "xmlns:q='u'", "\x01", "<textarea>", "<li>",
)  # fmt: skip
XPATHS = (
    "count(//node())", "string(/)", "name(/*)", "count(//@*)", "//text()", "string(//@*)",
    "h1 | //p",
)  # fmt: skip
ATTRIBUTES = (
    "", "[Value]", "[Expires]", "[Max-Age]", "[Domain]", "[Path]", "[Secure]", "[HttpOnly]",
    "[SameSite]",
)  # fmt: skip


class Corners:
    """An endless source of texts with lines."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice

    def corner(self) -> Corner:
        """Return a response and what to ask of it."""
        kinds: Sequence[Callable[[], Corner]] = (
            self.date, self.date, self.number, self.url, self.base64, self.references, self.percent,
            self.address, self.cookie, self.mail_date, self.markup,
        )  # fmt: skip
        return self.dice.choice(kinds)()

    def date(self) -> Corner:
        format_ = self.format()
        text = self.changed(written(self.moment(), format_) or "2026-01-31")
        lines = ["body isIsoDate", "body not isIsoDate"]
        for one in (format_, self.format(), self.format()):
            lines.append(f'body toDate {quoted(one)} == "?"')
            lines.append(f'body toDate {quoted(one)} format {quoted(self.format())} == "?"')
        return Wire(body=text.encode()), lines

    def format(self) -> str:
        if self.dice.random() < 0.5:
            return self.dice.choice(FORMATS)
        paddings, ends = (
            ("", "", "", "", "-", "_", "0"),
            (" ", "-", "/", ":", "", "T", "\u3000", "é"),
        )
        return "".join(
            f"%{self.dice.choice(paddings)}{self.dice.choice(SPECIFIERS)}{self.dice.choice(ends)}"
            for _ in range(self.dice.randint(1, 6))
        )

    def moment(self) -> Moment:
        second = self.dice.choice(
            (0, -1, self.dice.randint(-(10**9), 4 * 10**9), self.dice.randint(-(10**12), 10**12))
        )
        leap = 1_500_000_000 if second % 60 == 59 else 0
        return Moment(second, self.dice.choice((0, 0, 5, 500_000_000, 123_456_789, leap)))

    def changed(self, text: str) -> str:
        here = self.dice.randrange(len(text) + 1)
        inserted = self.dice.choice("0123456789 +-:.ZzT\u2212apmAPM,()é")
        return self.dice.choice(
            (
                text, text, text, text[:here] + text[here + 1 :],
                text[:here] + inserted + text[here:],
                text.upper(), f" {text}", f"{text} ",
                text.replace("+0000", self.dice.choice(("Z", "+01", "-0130", "+01:30", "+2400"))),
                text.replace("+00:00", self.dice.choice(("z", "+24:00", "+23:59", "-0100", "UTC"))),
            )
        )  # fmt: skip

    def number(self) -> Corner:
        compared = [
            f"body toFloat {sign} {value}"
            for sign in ("==", "<", ">")
            for value in ("1.5", "9223372036854775808", "-1", "0", "100000000000000000000")
        ]
        asked = ["body toInt", "body toFloat", "body toFloat toString", "body toFloat toInt"]
        return self.asked(self.pieces(NUMBERS, 4), asked, compared)

    def url(self) -> Corner:
        scheme = self.dice.choice(
            ("http://",) * 8 + ("https://", "HTTP://", "http:/", "ftp://", "")
        )
        text = scheme + self.dice.choice(HOSTS) + self.pieces(TAILS, 8)
        return self.asked(text, [f'body urlQueryParam "{name}"' for name in ("a", "b", "", "c d")])

    def base64(self) -> Corner:
        return self.asked(self.pieces(BASE64, 4), ["body base64Decode", "body base64UrlSafeDecode"])

    def references(self) -> Corner:
        return self.asked(self.pieces(REFERENCES, 6), ["body htmlUnescape", "body htmlEscape"])

    def percent(self) -> Corner:
        return self.asked(self.pieces(PERCENT, 6), ["body urlDecode", "body urlEncode"])

    def address(self) -> Corner:
        names = ("isIpv4", "isIpv6", "isUuid", "not isIpv4", "not isIpv6", "not isUuid")
        return Wire(body=self.pieces(ADDRESSES, 6).encode()), [f"body {name}" for name in names]

    def cookie(self) -> Corner:
        return self.of_cookie(self.pieces(COOKIE, 8))

    def mail_date(self) -> Corner:
        return self.of_cookie("sid=x; Expires=" + "".join(map(self.dice.choice, MAIL_DATE)))

    def of_cookie(self, text: str) -> Corner:
        lines = [f'cookie "sid{attribute}" == "?"' for attribute in ATTRIBUTES]
        return Wire(headers=[(b"Set-Cookie", text.encode())]), lines

    def markup(self) -> Corner:
        text = self.dice.choice((*HTML, *XML))
        for _ in range(self.dice.randint(1, 3)):
            here = self.dice.randrange(len(text) + 1)
            text = (
                text[:here]
                + self.dice.choice(("", *MARKUP))
                + text[here + self.dice.randint(0, 3) :]
            )
        content_type = self.dice.choice((b"text/html", b"text/xml"))
        lines = [f'xpath {quoted(path)} == "?"' for path in XPATHS]
        return Wire(headers=[(b"Content-Type", content_type)], body=text.encode()), lines

    def asked(self, text: str, asked: Sequence[str], lines: Sequence[str] = ()) -> Corner:
        return Wire(body=text.encode()), [*(f'{one} == "?"' for one in asked), *lines]

    def pieces(self, pieces: Sequence[str], most: int) -> str:
        return "".join(self.dice.choice(pieces) for _ in range(self.dice.randint(0, most)))


def quoted(text: str) -> str:
    """Return a string as it stands in an assertion."""
    return _quoted(Template((Text(text),)))

"""Random gates: valid lines through every production of the grammar, and lines with slips."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

from tests.gates.generate_regex import RegexSource
from toolkit.gates import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_NAMES = ("a", "token", "base_url", "x-1", "_", "-", "é", "newDate", "newUuid", "newUuidx", "9")
_TEXTS = (
    "a", "b c", "$.items[0].id", "//h1/text()", "Content-Type", "é", "\U0001f600", "e\u0301", "'",
    "x#y", "}", "}}", "{", "%Y-%m-%d", "\u2028", "\x00", "\x0b", "/", ";", "[", "[Domain]", "  ",
)  # fmt: skip
_ESCAPES = (
    "\\n", "\\t", "\\\\", "\\/", "\\#", '\\"', "\\`", "\\b", "\\f", "\\r",
    "\\u{41}", "\\u{1F600}", "\\u{7b}", "\\u{0}", "\\u{000000e9}", "\\u{100000041}",
)  # fmt: skip
_NUMBERS = (
    "0", "1", "200", "-1", "-0", "3.14", "-0.5", "0.0", "-0.0", "1.50", "100000000000000000000.5",
    "0.1", "0.30000000000000004", "123456789.987654321", "0.000000000000000000012345",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
    "340282366920938463463374607431768211456",
)  # fmt: skip
_SLIPS = (
    " ", "\t", "#", '"', "`", "```", "/", "\\", "{{", "}}", "{", "}", "not ", "not", "==", "=", "!",
    "<", ">", "-", "0", "1", ".", ";", ",", "[", "]", "(", ")", "hex,", "file,", "base64,", "null",
    "true", "\r", "\x0c", "\x00", "é", "status", "count", "x", "\\u{", "\\d", "*", "+", "?", "|",
)  # fmt: skip


class Gates:
    """An endless source of lines; ``coverage`` counts which alternatives were taken."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  a test must repeat
        self.coverage: Counter[str] = Counter()
        self.regexes = RegexSource(self.random, self.coverage)

    # --- lines ----------------------------------------------------------------------------

    def line(self) -> str:
        """Return a line, valid or with slips, as the dice fall."""
        line = self.valid()
        for _slip in range(self.random.choice((0, 0, 1, 1, 2))):
            line = self.slipped(line)
        return line

    def valid(self) -> str:
        """Return a line which is nearly always an assertion; a regex in it may be none."""
        filters = "".join(f"{self.blanks()}{self.filter()}" for _ in range(self.few()))
        negation = f"not{self.blanks()}" if self.random.random() < 0.3 else ""
        body = f"{self.query()}{filters}{self.blanks()}{negation}{self.predicate()}"
        return f"{self.maybe_blanks()}{body}{self.line_end()}"

    def slipped(self, line: str) -> str:
        """Return the line with something inserted, lost, doubled, or replaced."""
        here = self.random.randrange(len(line) + 1)
        there = min(len(line), here + self.random.choice((1, 1, 1, 2, 5)))
        kind = self.random.choice(("insert", "lose", "double", "replace", "cut"))
        self.coverage[f"slip {kind}"] += 1
        if kind == "insert":
            return line[:here] + self.random.choice(_SLIPS) + line[here:]
        if kind == "lose":
            return line[:here] + line[there:]
        if kind == "double":
            return line[:there] + line[here:]
        if kind == "cut":
            return line[:here]
        return line[:here] + self.random.choice(_SLIPS) + line[there:]

    def line_end(self) -> str:
        return self.pick("line end", ["", "", "", " ", "#", " # a comment", "\t#\t\"'`{{", "\r"])

    # --- productions ----------------------------------------------------------------------

    def query(self) -> str:
        return self.choose(
            "query",
            {name.value: word(name.value) for name in nodes.QueryName}
            | {name.value: self.with_argument(name.value) for name in nodes.TextQueryName}
            | {
                "cookie": lambda: f"cookie{self.blanks()}{self.cookie_path()}",
                "regex": lambda: f"regex{self.blanks()}{self.pattern()}",
                "certificate": lambda: f"certificate{self.blanks()}{self.certificate_field()}",
            },
        )

    def filter(self) -> str:
        return self.choose(
            "filter",
            {name.value: word(name.value) for name in nodes.FilterName}
            | {name.value: self.with_argument(name.value) for name in nodes.TextFilterName}
            | {
                "nth": lambda: f"nth{self.blanks()}{self.index()}",
                "regex": lambda: f"regex{self.blanks()}{self.pattern()}",
                "replace": lambda: (
                    f"replace{self.blanks()}{self.string()}{self.blanks()}{self.string()}"
                ),
                "replaceRegex": lambda: (
                    f"replaceRegex{self.blanks()}{self.pattern()}{self.blanks()}{self.string()}"
                ),
            },
        )

    def predicate(self) -> str:
        any_value = (self.value,)
        ordered = (self.number, self.string, self.backtick_string, self.placeholder)
        edge = (self.string, self.hex, self.base64)
        return self.choose(
            "predicate",
            {name.value: word(name.value) for name in nodes.PredicateName}
            | {name: self.compared(name, "", any_value) for name in ("==", "!=")}
            | {name: self.compared(name, "", ordered) for name in (">", ">=", "<", "<=")}
            | {name: self.compared(name, " ", edge) for name in ("startsWith", "endsWith")}
            | {name: self.compared(name, " ", any_value) for name in ("contains", "includes")}
            | {"matches": self.compared("matches", " ", (self.string, self.regex, self.regex))},
        )

    def value(self) -> str:
        return self.choose(
            "value",
            {
                "null": lambda: "null",
                "boolean": lambda: self.random.choice(("true", "false")),
                "number": self.number,
                "file": self.file,
                "hex": self.hex,
                "base64": self.base64,
                "placeholder": self.placeholder,
                "string": self.string,
                "backtick": self.backtick_string,
                "regex": self.regex,
            },
        )

    def number(self) -> str:
        return self.pick("number", _NUMBERS)

    def index(self) -> str:
        return self.placeholder() if self.random.random() < 0.3 else self.pick("index", ("0", "-3"))

    def file(self) -> str:
        parts = ("a", "b.json", "/", "{{dir}}", "{{ newUuid }}", "\\ ", "\\#", "\\;", "\\{", "\\}",
                 "\\\\", "\\n", "\\u{41}", "\t", '"', "é", "x[")  # fmt: skip
        name = "".join(self.pick("file name", parts) for _ in range(1 + self.few()))
        return f"file,{self.maybe_blanks()}{name}{self.maybe_blanks()};"

    def hex(self) -> str:
        digits = "".join(
            self.random.choice("0123456789abcdefABCDEF") for _ in range(2 * self.few())
        )
        return f"hex,{self.maybe_blanks()}{digits}{self.maybe_blanks()};"

    def base64(self) -> str:
        pieces = [
            self.random.choice(("Y", "+", "/", "9", "zz", " ", "\t")) for _ in range(self.few(9))
        ]
        padding = self.pick("base64 padding", ("", "", "=", "==", "===", "= "))
        return f"base64,{''.join(pieces)}{padding}{self.maybe_blanks()};"

    def placeholder(self) -> str:
        return f"{{{{{self.maybe_blanks()}{self.name()}{self.maybe_blanks()}}}}}"

    def string(self) -> str:
        return f'"{self.template(chr(34))}"'

    def backtick_string(self) -> str:
        return f"`{self.template('`')}`"

    def template(self, quote: str) -> str:
        return "".join(
            self.choose(
                "template",
                {
                    "text": lambda: self.random.choice(_TEXTS).replace(quote, ""),
                    "escape": lambda: self.pick("escape", _ESCAPES),
                    "placeholder": lambda: f"{{{{{self.name()}}}}}",
                    "loose placeholder": self.loose_placeholder,
                },
            )
            for _ in range(self.few())
        )

    def loose_placeholder(self) -> str:
        ignored = self.pick("ignored", ("", " ", " b", "{", "\\n", "}c", "  }}"))
        return f"{{{{ {self.name()}{ignored}}}}}"

    def cookie_path(self) -> str:
        name = self.template('"').replace('"', "")
        attribute = self.random.choice(list(nodes.CookieAttribute)).value
        cased = self.random.choice((str.lower, str.upper, str))(attribute)
        ending = self.pick("cookie", ("", f"[{cased}]", f"[ {cased}\t]", f"[{cased}] x", "  "))
        return f'"{name}{ending}"'

    def certificate_field(self) -> str:
        return f'"{self.random.choice(list(nodes.CertificateField)).value}"'

    def pattern(self) -> str:
        return self.choose("pattern", {"regex": self.regex, "string": self.string})

    def regex(self) -> str:
        return "/{}/".format(self.regexes.regex().replace("/", "\\/"))

    def name(self) -> str:
        return self.pick("name", _NAMES)

    # --- dice -----------------------------------------------------------------------------

    def with_argument(self, word: str) -> Callable[[], str]:
        return lambda: f"{word}{self.blanks()}{self.string()}"

    def compared(
        self, name: str, blank: str, values: Sequence[Callable[[], str]]
    ) -> Callable[[], str]:
        return lambda: f"{name}{blank}{self.maybe_blanks()}{self.random.choice(values)()}"

    def choose(self, production: str, alternatives: dict[str, Callable[[], str]]) -> str:
        name = self.random.choice(list(alternatives))
        self.coverage[f"{production} {name}"] += 1
        return alternatives[name]()

    def pick(self, production: str, alternatives: Sequence[str]) -> str:
        chosen = self.random.choice(alternatives)
        self.coverage[f"{production} {chosen!r}"] += 1
        return chosen

    def few(self, most: int = 3) -> int:
        return self.random.choice((0, 0, 1, 1, 1, 2, most))

    def blanks(self) -> str:
        return self.random.choice((" ", " ", " ", "  ", "\t", " \t "))

    def maybe_blanks(self) -> str:
        return self.random.choice(("", " ", "", " ", "\t"))


def word(text: str) -> Callable[[], str]:
    """Return an alternative that is always the same word."""
    return lambda: text

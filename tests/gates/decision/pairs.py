"""Pairs of gates: unrelated, one edit apart, and written to mean the same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from tests.gates.decision import vocabulary as words
from tests.gates.decision.line import Line
from tests.gates.decision.rewrites import rewritten
from tests.gates.generate import Gates
from tests.gates.generate_regex import RegexSource
from toolkit.gates.parsing.rust_regex import RegexError, check_regex

T = TypeVar("T")

_FROM_GRAMMAR = 0.04
"""How often a part is drawn from all that the grammar allows, placeholders and all."""
_WITH_VARIABLES = 0.02
_WITH_XPATH = 0.04
_NEW_WORDS = 0.2
"""How often a literal is none of the common ones."""
_FITTING = 0.5
"""How often what follows fits what comes before."""
_LETTERS = "abcABC019 -_./:;,=<>&%+@é漢\U0001f600\u0301\u017f\u212a"


class Pairs:
    """An endless source of pairs."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  a test must repeat
        self.grammar = Gates(seed)
        self.regexes = RegexSource(self.random, Counter())

    def pair(self) -> tuple[str, str]:
        """Return two lines that mean something of the same thing more often than not."""
        old = self.line()
        kind = self.random.random()
        if kind < 0.12:
            new = self.line()
        elif kind < 0.3:
            new = replace(self.line(), query=old.query, filters=old.filters)
        elif kind < 0.42:
            new = replace(self.line(), query=old.query)
        elif kind < 0.65:
            new = self.choice(rewritten(old) or [old])
        else:
            new = self.edited(old)
        return self.written(old), self.written(new)

    def triple(self) -> tuple[str, str, str]:
        """Return three lines, each an edit of the one before."""
        first = self.line()
        second = self.edited(first)
        return str(first), str(second), str(self.edited(second))

    def written(self, line: Line) -> str:
        """Return a line, now and then with other blanks or a comment."""
        if self.random.random() < 0.9:
            return str(line)
        return f"{self.choice(('', ' '))}{line}{self.choice(words.LINE_ENDS)}"

    # --- edits ----------------------------------------------------------------------------

    def edited(self, line: Line) -> Line:
        """Return the line with one edit."""
        edits: tuple[Callable[[], Line], ...] = (
            lambda: replace(line, negated=not line.negated),
            lambda: replace(line, predicate=self.predicate()),
            lambda: replace(line, predicate=self.nudged(line.predicate)),
            lambda: replace(line, predicate=self.nudged(line.predicate)),
            lambda: replace(line, predicate=self.nudged(line.predicate)),
            lambda: replace(line, query=self.query()),
            lambda: replace(line, filters=(*line.filters, self.filter())),
            lambda: replace(line, filters=line.filters[:-1]),
        )
        return self.choice(edits)()

    def nudged(self, predicate: str) -> str:
        """Return a predicate that is nearly the same."""
        word, _, value = predicate.partition(" ")
        if not value:
            return self.choice(words.ALONE)
        if self.random.random() < 0.5:
            return f"{self.other_word(word, value)} {value}"
        if value[0] == '"':
            return f"{word} {self.string()}" if word != "matches" else f"matches {self.regex()}"
        if value[0] == "/":
            return f"{word} {self.regex()}"
        if value.lstrip("-").isdigit():
            moved = int(value) + self.choice((-1, 1, 10))
            return f"{word} {moved}{self.choice(('', '', '.0', '.5'))}"
        return predicate

    def other_word(self, word: str, value: str) -> str:
        """Return a predicate that takes such a value too."""
        if value[0] == "/":
            return self.choice(("matches", "==", "!=", "contains", "includes"))
        if value[0] in '"`':
            return self.choice(
                (*words.ORDER, "startsWith", "endsWith", "contains", "includes", "==")
            )
        if value[0].isdigit() or value[0] == "-":
            return self.choice(("==", "!=", *words.ORDER))
        return self.choice((word, "==", "!="))

    # --- parts ----------------------------------------------------------------------------

    def line(self) -> Line:
        """Return a line whose parts mostly fit one another."""
        query = self.query()
        filters = self.filters(query)
        kind = words.kind_of((query, *filters)[-1])
        predicate = self.fitting(kind) if self.random.random() < _FITTING else self.predicate()
        return Line(query, filters, self.random.random() < 0.25, predicate)

    def filters(self, query: str) -> tuple[str, ...]:
        """Return some filters, most often none."""
        if self.random.random() < 0.06:
            return self.choice(words.CHAINS)
        found: tuple[str, ...] = ()
        for _ in range(self.choice((0, 0, 0, 0, 0, 1, 1, 2))):
            fitting = words.FITTING_FILTERS[words.kind_of((query, *found)[-1])]
            fits = self.random.random() < _FITTING
            found = (*found, self.choice(fitting) if fits else self.filter())
        return found

    def fitting(self, kind: str) -> str:
        """Return a predicate that does not mismatch a value of a kind."""
        string: Sequence[Callable[[], str]] = (
            lambda: f"{self.choice(('==', '!=', *words.ORDER))} {self.string()}",
            lambda: f"{self.choice(('startsWith', 'endsWith', 'contains'))} {self.string()}",
            lambda: f"matches {self.regex()}",
        )
        kinds: dict[str, Sequence[Callable[[], str]]] = {
            "number": (lambda: f"{self.choice(('==', '!=', *words.ORDER))} {self.number()}",),
            "string": string,
            "bytes": (
                lambda: f"{self.choice(('==', '!=', 'contains', 'startsWith'))} {self.bytes()}",
            ),
        }
        return self.choice(kinds.get(kind, (self.predicate,)))()

    def query(self) -> str:
        """Return a query."""
        if self.random.random() < _WITH_XPATH:
            return f'xpath "{self.choice(words.XPATHS)}"'
        if self.random.random() < _WITH_VARIABLES:
            return f'variable "{self.choice(words.VARIABLES)}"'
        if self.random.random() < _FROM_GRAMMAR:
            return self.grammar.query()
        queries: Sequence[Callable[[], str]] = (
            lambda: "status",
            lambda: self.choice(("status", "duration")),
            *(3 * [lambda: f'header "{self.choice(words.HEADERS)}"']),
            *(2 * [lambda: f'cookie "{self.choice(words.COOKIES)}"']),
            *(4 * [lambda: f'jsonpath "{self.choice(words.PATHS)}"']),
            lambda: "body",
            lambda: self.choice(("body", "bytes")),
            lambda: self.choice(("sha256", "md5", "url", "version", "ip", "redirects")),
            lambda: f"regex {self.choice(('/(a+)/', '/id=([0-9]+)/', '/b/', '/^(.*)$/'))}",
            lambda: f'certificate "{self.choice(words.CERTIFICATE_FIELDS)}"',
        )
        return self.choice(queries)()

    def filter(self) -> str:
        """Return a filter."""
        if self.random.random() < _FROM_GRAMMAR:
            return self.grammar.filter()
        if self.random.random() < _WITH_XPATH:
            return f'xpath "{self.choice(words.XPATHS)}"'
        return self.choice(words.PLAIN_FILTERS)

    def predicate(self) -> str:
        """Return a predicate with its value."""
        if self.random.random() < _FROM_GRAMMAR:
            return self.grammar.predicate()
        predicates: tuple[Callable[[], str], ...] = (
            lambda: self.choice(words.ALONE),
            lambda: self.choice(words.ALONE),
            lambda: f"{self.choice(('==', '!='))} {self.value()}",
            lambda: f"{self.choice(('==', '!='))} {self.value()}",
            lambda: f"{self.choice(words.ORDER)} {self.string()}",
            lambda: f"{self.choice(words.ORDER)} {self.number()}",
            lambda: f"{self.choice(('startsWith', 'endsWith'))} {self.string()}",
            lambda: f"{self.choice(('startsWith', 'endsWith'))} {self.bytes()}",
            lambda: f"{self.choice(('contains', 'includes'))} {self.value()}",
            lambda: f"contains {self.string()}",
            lambda: f"matches {self.choice((self.regex, self.regex, self.string))()}",
        )
        return self.choice(predicates)()

    # --- values ---------------------------------------------------------------------------

    def value(self) -> str:
        """Return a value of any kind."""
        if self.random.random() < 2 * _WITH_VARIABLES:
            return self.choice((f"{{{{{self.choice(words.VARIABLES)}}}}}", "file,data.bin;"))
        values: Sequence[Callable[[], str]] = (
            *(2 * [self.string]),
            *(2 * [self.number]),
            *(2 * [self.bytes]),
            lambda: self.choice(("null", "true", "false")),
            lambda: self.choice(("null", "true", "false", self.regex())),
        )
        return self.choice(values)()

    def string(self) -> str:
        """Return a string, written in one of the ways."""
        if self.random.random() < _NEW_WORDS:
            kind = self.random.random()
            if kind < 0.4:
                return f'"{self.choice(words.ESCAPED)}"'
            count = self.choice((1, 1, 2, 3, 8))
            return quoted("".join(self.choice(_LETTERS) for _ in range(count)))
        text = self.choice(words.STRINGS)
        return f"`{text}`" if self.random.random() < 0.1 and "`" not in text else quoted(text)

    def number(self) -> str:
        """Return a number; some are none that a person would choose."""
        if self.random.random() < _NEW_WORDS:
            digits = str(self.random.getrandbits(self.choice((4, 8, 16, 31, 53, 63, 64, 80))))
            sign = self.choice(("", "", "-"))
            fraction = self.choice(("", "", f".{self.random.randrange(1000)}"))
            return f"{sign}{digits}{fraction}"
        return self.choice(words.NUMBERS)

    def bytes(self) -> str:
        """Return bytes."""
        if self.random.random() < 0.4:
            return f"base64,{self.choice(words.BASE64S)};"
        return f"hex,{self.choice(words.HEXES)};"

    def regex(self) -> str:
        """Return a regex literal."""
        source = self.choice(words.REGEXES)
        if self.random.random() < _NEW_WORDS:
            drawn = self.regexes.regex()
            if _good(drawn):
                source = drawn
        return "/{}/".format(source.replace("/", "\\/"))

    def condition(self) -> str:
        """Return a condition of a gate."""
        return self.choice(words.CONDITIONS)

    def choice(self, alternatives: Sequence[T]) -> T:
        """Throw the dice."""
        return self.random.choice(alternatives)


def quoted(text: str) -> str:
    """Return a string between double quotes."""
    inner = text.replace("\\", "\\\\").replace('"', '\\"').replace("{{", "{\\u{7b}")
    return '"' + "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in inner) + '"'


def _good(source: str) -> bool:
    """Whether it is a regex that can be written as a literal."""
    try:
        check_regex(source)
    except RegexError:
        return False
    return not source.endswith("\\") and not source.startswith(("/", "*")) and "\n" not in source

"""Random regexes of Rust's ``regex`` crate: mostly valid, with the borders of its syntax."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections import Counter
    from collections.abc import Sequence

_LITERALS = (
    "a", "b", "Z", "0", "9", "_", " ", "é", "\U0001f600", '"', "'", "/", "-", ",", ":", "=", "<",
    ">", "&", "~", "#", "%", "@", "!", "}", "]", "\t", "\x00", "K", "\u212a", "\u3000",
)  # fmt: skip
_ESCAPES = tuple(
    "\\" + tail
    for tail in (
        "d", "D", "s", "S", "w", "W", "b", "B", "A", "z", "Z", "<", ">", "b{start}", "b{end}",
        "b{start-half}", "b{ end-half }", "b{foo}", "b{2}", "b{", "b{start", "a", "f", "t", "n",
        "r", "v", "e", "c", "Q", "K", "h", "1", "0", "8", ".", "*", "/", "-", " ", '"', "#", "&",
        "~", "_", "%", "\\", "é", "x41", "xFF", "x4", "x{41}", "x{}", "x{110000}", "x{D800}",
        "u0041", "u{1F600}", "u{ 4 1 }", "U00000041", "U0011FFFF", "pL", "PN", "p{L}", "p{Greek}",
        "p{scx=Grek}", "p{sc:Latin}", "p{gc!=Lu}", "p{^L}", "p{isalpha}", "p{Alphabetic}",
        "p{Foo}", "p{age=6.0}", "p{wb=Extend}", "p{gcb=LV}", "p{sb=Sp}", "p{Is_Greek}", "p{}",
        "p{cf}", "p{sc}", "p{lc}", "p{any}", "p{Any}", "p{Assigned}", "p{ASCII}", "p{Block=Latin}",
        "p", "p{L", "p{ lu }", "pX", "pé", "p{ccc=1}", "p{Emoji}", "p{gc=any}", "p\\",
    )
)  # fmt: skip
_REPETITIONS = (
    "*", "+", "?", "*?", "+?", "??", "{2}", "{2,}", "{2,3}", "{2,3}?", "{ 2 , 3 }", "{0}", "{3,2}",
    "{,3}", "{}", "{a}", "{2", "{2,", "**", "{2}{3}", "+*", "{4294967296}", "{00000000002}",
)  # fmt: skip
_FLAGS = (
    "i", "m", "s", "U", "x", "u", "R", "i-s", "-i", "-x", "-u", "im", "ii", "i-i", "-", "i--s", "q",
    "", "i-", "x-u",
)  # fmt: skip
_OPENINGS = (
    "(", "(", "(?:", "(?:", "(?P<name>", "(?<n1>", "(?<é_.[]>", "(?<1>", "(?<>", "(?<n", "(?P=n)",
    "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?#", "(?P", "(?", "(?P>x)", "( ?:",
)  # fmt: skip
_POSIX = (
    "[:alpha:]", "[:^digit:]", "[:word:]", "[:nope:]", "[:alpha:", "[:", "[: alpha:]", "[:xdigit:]",
)  # fmt: skip
_CLASS_PIECES = (
    "a-z", "a", "0-9", "z-a", "-", "--", "&&", "~~", "&", "~", "^", ".", "*", " ", "#", "é-ü", "a-",
    "-a", "a-\\d", "\\d-a", "[", "\\]", "\\[", "\\-", "]", ",-\\x{41}", "a- z",
)  # fmt: skip


class RegexSource:
    """An endless source of regexes, sharing the dice and the coverage of its user."""

    def __init__(self, dice: random.Random, coverage: Counter[str]) -> None:
        self.random = dice
        self.coverage = coverage
        self.safe = False

    def regex(self) -> str:
        """Return a regex; about half of them stay clear of everything that could be wrong."""
        self.safe = self.random.random() < 0.5
        return self.alternation(3)

    def alternation(self, depth: int) -> str:
        branches = self.random.choice((1, 1, 1, 2, 3))
        return "|".join(self.concatenation(depth) for _ in range(branches))

    def concatenation(self, depth: int) -> str:
        return "".join(self.repeated(depth) for _ in range(self.random.choice((0, 1, 1, 2, 3, 4))))

    def repeated(self, depth: int) -> str:
        atom = self.atom(depth)
        if self.random.random() > 0.3:
            return atom
        return atom + self.pick("repetition", _REPETITIONS[:10] if self.safe else _REPETITIONS)

    def atom(self, depth: int) -> str:
        kinds = [self.literal, self.literal, self.literal, self.escape, self.class_]
        if depth > 0:
            kinds += [lambda: self.group(depth), lambda: self.flagged(depth)]
        return self.random.choice(kinds)()

    def literal(self) -> str:
        return self.random.choice((*_LITERALS, ".", "^", "$"))

    def escape(self) -> str:
        return self.pick("escape", _ESCAPES[:9] if self.safe else _ESCAPES)

    def group(self, depth: int) -> str:
        opening = self.pick("group", _OPENINGS[:4] if self.safe else _OPENINGS)
        closing = "" if not self.safe and self.random.random() < 0.05 else ")"
        return f"{opening}{self.alternation(depth - 1)}{closing}"

    def flagged(self, depth: int) -> str:
        flags = self.pick("flags", _FLAGS[:10] if self.safe else _FLAGS)
        if self.random.random() < 0.5:
            return f"(?{flags})"
        return f"(?{flags}:{self.alternation(depth - 1)})"

    def class_(self, depth: int = 2) -> str:
        start = self.random.choice(("[", "[", "[^", "[]", "[-", "[^]", "[^-", "[--"))
        inner = "".join(self.class_piece(depth) for _ in range(self.random.choice((1, 1, 2, 3))))
        closing = "" if not self.safe and self.random.random() < 0.05 else "]"
        return f"{start}{inner}{closing}"

    def class_piece(self, depth: int) -> str:
        roll = self.random.random()
        if self.safe:
            return self.pick("class", ("a-z", "a", "0-9", "_", "é-ü", "\\d", "\\-", "[:alpha:]"))
        if roll < 0.2 and depth > 0:
            return self.class_(depth - 1)
        if roll < 0.4:
            return self.pick("posix", _POSIX)
        if roll < 0.6:
            return self.pick("class escape", _ESCAPES)
        return self.pick("class", _CLASS_PIECES)

    def pick(self, production: str, alternatives: Sequence[str]) -> str:
        chosen = self.random.choice(alternatives)
        self.coverage[f"regex {production} {chosen!r}"] += 1
        return chosen

"""Hurl's own dialect of JSONPath: its syntax (Hurl 7.1, jsonpath/parser).

The dialect is small and has its own mind about blanks: only spaces count as such, and only after a
word that is spelled out below, a quoted string, a number or a key of a filter.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass

from toolkit.gates.evaluation.errors import FailureError, hurl_crashes
from toolkit.gates.parsing.unicode_ranges import is_alphabetic, run_of_alphanumerics

_DIGITS = re.compile("[0-9]*")
_SPACES = re.compile(" *")
_QUOTED = re.compile(r"'((?:[^'\\]|\\')*)'", re.DOTALL)

_U64_MAX, _I64_RANGE = 2**64 - 1, 2**64
_DECIMALS = 18


class Operator(enum.Enum):
    """How a filter compares a member of an object."""

    EXISTS = ""
    EQUAL = "=="
    NOT_EQUAL = "!="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    LESS = "<"
    LESS_OR_EQUAL = "<="


@dataclass(frozen=True, slots=True)
class Child:
    """``.name`` or ``['name']``."""

    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """``[0]``, counted from the end if negative."""

    index: int


@dataclass(frozen=True, slots=True)
class Indices:
    """``[0,-1]``."""

    indices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """``[1:]``, ``[:-1]``, ``[1:2]``; there are no steps."""

    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Wildcard:
    """``.*`` or ``[*]``."""


@dataclass(frozen=True, slots=True)
class Descendants:
    """``..name``."""

    name: str


@dataclass(frozen=True, slots=True)
class Everything:
    """``..*``."""


@dataclass(frozen=True, slots=True)
class Filter:
    """``[?(@.a.b == 1)]``; without operator the member has to exist."""

    path: tuple[str, ...]
    operator: Operator = Operator.EXISTS
    operand: float | str | bool | None = None


Selector = Child | Index | Indices | Slice | Wildcard | Descendants | Everything | Filter


def parse_jsonpath(path: str) -> list[Selector]:
    """Return the selectors of a path.

    path = "$" { filter | ".*" | "..*" | ".." key | indices | "[*]" | slice | "['name']" | ".name" }

    Raises:
        FailureError: Hurl takes the path for invalid.
        UnsupportedError: a number in it makes Hurl crash.
    """
    return _Parser(path).path()


class _Parser:
    """One walk over a path. A method returns None where another kind of selector may stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def path(self) -> list[Selector]:
        if not self.accept("$"):
            raise self.error()
        selectors: list[Selector] = []
        while self.position < len(self.text):
            selectors.append(self.selector())
        return selectors

    def selector(self) -> Selector:
        """Read the first kind of selector that can be read here."""
        kinds: tuple[Callable[[], Selector | None], ...] = (
            self.filter,
            lambda: Wildcard() if self.accept(".*") else None,
            lambda: Everything() if self.accept("..*") else None,
            lambda: Descendants(self.key()) if self.accept("..") else None,
            self.indices,
            self.bracketed_wildcard,
            self.slice,
            self.bracketed_child,
            self.child,
        )
        start = self.position
        for kind in kinds:
            self.position = start
            selector = kind()
            if selector is not None:
                return selector
        raise self.error()

    # --- selectors ------------------------------------------------------------------------

    def filter(self) -> Selector | None:
        """Read ``[?(@.a.b)]`` or ``[?(@.a.b OPERATOR OPERAND)]``."""
        if not (self.bracket() and self.accept("?(")):
            return None
        self.expect("@.")
        path = [self.key()]
        while self.text.startswith(".", self.position):
            self.position += 1
            path.append(self.key())
        selector = self.comparison(tuple(path)) or Filter(tuple(path))
        self.expect(")]")
        return selector

    def indices(self) -> Selector | None:
        """Read ``[1]`` or ``[1,-2]``."""
        if not self.bracket():
            return None
        found = [self.integer()]
        while self.accept(","):
            found.append(self.integer())
        indices = tuple(index for index in found if index is not None)
        if len(indices) < len(found) or not self.accept("]"):
            return None
        return Index(indices[0]) if len(indices) == 1 else Indices(indices)

    def bracketed_wildcard(self) -> Selector | None:
        """Read ``[*]``."""
        if not (self.bracket() and self.accept("*")):
            return None
        self.expect("]")
        return Wildcard()

    def slice(self) -> Selector | None:
        """Read ``[1:2]``, either number left out."""
        if not self.bracket():
            return None
        start = self.integer()
        if not self.accept(":"):
            return None
        end = self.integer()
        self.expect("]")
        return Slice(start, end)

    def bracketed_child(self) -> Selector | None:
        """Read ``['name']``."""
        name = self.quoted() if self.bracket() else None
        if name is None:
            return None
        self.expect("]")
        return Child(name)

    def child(self) -> Selector | None:
        """Read ``.name``."""
        if not self.text.startswith(".", self.position):
            return None
        self.position += 1
        name = self.take(run_of_alphanumerics("_-"))
        if not name:
            raise self.error()
        return Child(name)

    # --- comparisons ----------------------------------------------------------------------

    def comparison(self, path: tuple[str, ...]) -> Filter | None:
        """Read an operator with its operand, if there is one.

        Only ``==`` and ``!=`` take a string, only ``==`` takes true or false.
        """
        operators = (Operator.GREATER_OR_EQUAL, Operator.LESS_OR_EQUAL, *Operator)
        for operator in operators:
            if operator.value and self.accept(operator.value):
                return Filter(path, operator, self.operand(operator))
        return None

    def operand(self, operator: Operator) -> float | str | bool:
        start = self.position
        number = self.number()
        if number is not None:
            return number
        self.position = start
        if operator is Operator.EQUAL:
            for word, truth in (("true", True), ("false", False)):
                if self.accept(word):
                    return truth
        text = self.quoted() if operator in (Operator.EQUAL, Operator.NOT_EQUAL) else None
        if text is None:
            raise self.error()
        return text

    def number(self) -> float | None:
        """Read a number; the sign of -0.5 gets lost, for Hurl keeps it with the whole part."""
        whole = self.integer()
        if whole is None:
            return None
        decimals = 0
        if self.text.startswith(".", self.position):
            self.position += 1
            digits = self.take(_DIGITS)
            if not digits:
                raise self.error()
            decimals = self.whole(digits.ljust(_DECIMALS, "0"))
        self.take(_SPACES)
        return float(whole) + float(decimals) / 10.0**_DECIMALS

    # --- words ----------------------------------------------------------------------------

    def bracket(self) -> bool:
        """Read ``[`` or ``.[``."""
        return self.accept(".[") or self.accept("[")

    def integer(self) -> int | None:
        """Read a whole number without leading zeros; beyond 64 bits it wraps around."""
        start = self.position
        sign = -1 if self.text.startswith("-", start) else 1
        self.position += sign < 0
        digits = self.take(_DIGITS)
        if not digits or (digits[0] == "0" and digits != "0"):
            self.position = start
            return None
        return (sign * self.whole(digits) + _I64_RANGE // 2) % _I64_RANGE - _I64_RANGE // 2

    def whole(self, digits: str) -> int:
        """Return what digits mean, which have to fit 64 bits without sign."""
        significant = digits.lstrip("0") or "0"
        if len(significant) > len(str(_U64_MAX)) or int(significant) > _U64_MAX:
            raise hurl_crashes("a JSONPath has a number beyond 64 bits")
        return int(significant)

    def key(self) -> str:
        """Read a name that begins with a letter or ``_``."""
        first = self.text[self.position : self.position + 1]
        if not first or not (is_alphabetic(first) or first == "_"):
            raise self.error()
        key = self.take(run_of_alphanumerics("_"))
        self.take(_SPACES)
        return key

    def quoted(self) -> str | None:
        r"""Read a string in single quotes, in which only ``\'`` is an escape."""
        found = _QUOTED.match(self.text, self.position)
        if found is None:
            return None
        self.position = found.end()
        self.take(_SPACES)
        return found.group(1).replace("\\'", "'")

    def accept(self, word: str) -> bool:
        """Read a word and the spaces behind it, if it comes next."""
        if not self.text.startswith(word, self.position):
            return False
        self.position += len(word)
        self.take(_SPACES)
        return True

    def expect(self, word: str) -> None:
        if not self.accept(word):
            raise self.error()

    def take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.position)
        if found is None:
            return ""
        self.position = found.end()
        return found.group()

    def error(self) -> FailureError:
        return FailureError(f"{self.text} is no JSONPath for Hurl")

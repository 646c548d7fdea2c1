"""Regexes in Rust's dialect, as assertions use them."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator

from toolkit.gates.evaluation.errors import FailureError, UnsupportedError
from toolkit.gates.evaluation.regex_machine import Machine, Slots
from toolkit.gates.evaluation.scope import Scope
from toolkit.gates.evaluation.values import String, Value
from toolkit.gates.languages.errors import TooHard
from toolkit.gates.languages.program import compile_program
from toolkit.gates.languages.regex_automaton import RegexAutomaton
from toolkit.gates.languages.regex_parser import parse_regex
from toolkit.gates.nodes import Pattern, Template
from toolkit.gates.nodes import Regex as RegexNode
from toolkit.gates.parsing.rust_regex import RegexError

_REFERENCE = re.compile(r"\$(?:(\$)|\{([^}]*)\}|([0-9A-Za-z_]+))")
_NUMBER = re.compile(r"\+?([0-9]+)")
_MOST_DIGITS = 9


class CompiledRegex:
    """A regex that is ready to be asked."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.program = compile_program(parse_regex(source))

    @functools.cached_property
    def _automaton(self) -> RegexAutomaton:
        return RegexAutomaton(self.program)

    @functools.cached_property
    def _machine(self) -> Machine:
        return Machine(self.program)

    def matches(self, text: str) -> bool:
        """Whether there is a match anywhere in a text."""
        return self._automaton.accepts(text)

    def first_group(self, text: str) -> str | None:
        """Return the first group of the first match; None without match or group."""
        slots = self._machine.first(text) if self.matches(text) else None
        return _group(text, slots, 1) if slots else None

    def replaced(self, text: str, new: str) -> str:
        """Return a text with every match replaced; ``$1``, ``$name``, ``${name}`` are groups.

        Raises:
            UnsupportedError: ``new`` refers to a group by name.
        """
        if not self.matches(text):
            return text
        return "".join(self._pieces(text, new))

    def _pieces(self, text: str, new: str) -> Iterator[str]:
        copied = 0
        for slots in self._machine.every(text):
            start, end = slots[0] or 0, slots[1] or 0
            yield text[copied:start]
            yield _REFERENCE.sub(self._meaning(text, slots), new)
            copied = end
        yield text[copied:]

    def _meaning(self, text: str, slots: Slots) -> Callable[[re.Match[str]], str]:
        """Return what a reference to a group means; one that does not exist means nothing."""

        def meaning(found: re.Match[str]) -> str:
            if found[1]:
                return "$"
            name = found[2] if found[2] is not None else found[3]
            number = _NUMBER.fullmatch(name)
            if number:
                digits = number[1].lstrip("0") or "0"
                return _group(text, slots, int(digits[:_MOST_DIGITS])) or ""
            if f"<{name}>" in self.source:
                raise UnsupportedError("named-group", f"the group {name} of a regex")
            return ""

        return meaning


def _group(text: str, slots: Slots, number: int) -> str | None:
    start, end = (slots + (None,) * 2)[2 * number : 2 * number + 2] or (None, None)
    return None if start is None or end is None else text[start:end]


@functools.lru_cache(maxsize=256)
def compiled(source: str) -> CompiledRegex:
    """Return a regex that is ready to be asked.

    Raises:
        FailureError: it is invalid.
        UnsupportedError: it is too large to be run here.
    """
    try:
        return CompiledRegex(source)
    except RegexError as error:
        raise FailureError(f"invalid regex: {error}") from error
    except TooHard as error:
        raise UnsupportedError("large-regex", f"the regex has {error}") from error


def of_pattern(pattern: Pattern, scope: Scope) -> CompiledRegex:
    """Return the regex that a literal or a string is.

    Raises:
        FailureError: it is invalid, or a variable in it is not set.
        UnsupportedError: a variable is unknown, or it is too large to be run here.
    """
    match pattern:
        case RegexNode(source):
            return compiled(source)
        case Template():
            return compiled(scope.text_of(pattern))


def first_group(pattern: Pattern, text: str, scope: Scope) -> Value | None:
    """Return the first group of the first match in a text; None without match or group.

    Raises:
        FailureError: see `of_pattern`.
        UnsupportedError: see `of_pattern`.
    """
    group = of_pattern(pattern, scope).first_group(text)
    return None if group is None else String(group)

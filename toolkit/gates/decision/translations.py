"""Filters that read a string letter by letter: which strings they turn into strings of a language.

``replace``, ``htmlEscape`` and the ``replaceRegex`` of a class of characters write something for
what they have read, and ``toInt`` reads signs and zeros away. An automaton that follows what is
written answers the question about what was read, so such a filter before a predicate asks for a
regular language too. So do ``toHex`` and the encoders of Base64, which read bytes: here the
characters of their numbers.
"""

from __future__ import annotations

import string
from abc import abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from toolkit.gates.decision.examples import characters_of
from toolkit.gates.languages.automaton import Automaton, Fate
from toolkit.gates.languages.charset import CharSet, one_of
from toolkit.gates.languages.language import AnyAutomaton, Language, Recognised, rebuilt
from toolkit.gates.languages.numbers import integers
from toolkit.gates.nodes import FilterName, PlainFilter, ReplaceFilter, ReplaceRegexFilter

State: TypeAlias = tuple[int, int]
"""How the reading stands, and the state of the automaton that follows the writing."""

_DEAD = -1


class _Reader(Automaton[State]):
    """Reads strings, and lets another automaton judge what is written."""

    def __init__(self, judge: AnyAutomaton, special: Iterable[CharSet]) -> None:
        self._judge = judge
        self.weight = judge.weight
        super().__init__([*judge.partition.parts(), *special], (0, 0))

    @abstractmethod
    def written(self, phase: int, char: str) -> tuple[int, str]:
        """Return how the reading stands behind a character, and what is written for it."""

    @abstractmethod
    def rest(self, phase: int) -> str:
        """Return what is written at the end."""

    def successors(self, state: State) -> Iterable[State]:
        """Read one character of every kind."""
        phase, number = state
        for char in self.partition.samples:
            if phase == _DEAD:
                yield state
                continue
            behind, text = self.written(phase, char)
            yield (behind, 0) if behind == _DEAD else (behind, self._after(number, text))

    def accepts_at(self, state: State) -> bool:
        """Whether the other automaton accepts what was written."""
        phase, number = state
        return phase != _DEAD and self._judge.accepting[self._after(number, self.rest(phase))]

    def fate(self, state: State) -> Fate:
        """Nothing more is known than what was given up."""
        return Fate.NEVER if state[0] == _DEAD else Fate.OPEN

    def _after(self, number: int, text: str) -> int:
        for char in text:
            number = self._judge.row(number)[self._judge.partition.letter(char)]
        return number


# --- single characters ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mapping:
    """What is written for characters of some sets; ``runs`` is once for several in a row."""

    texts: tuple[tuple[CharSet, str], ...] = ()
    runs: bool = False


class _Mapped(_Reader):
    """Writes a text for some characters, and all others as they are."""

    def __init__(self, judge: AnyAutomaton, mapping: Mapping) -> None:
        self._mapping = mapping
        super().__init__(judge, [chars for chars, _ in mapping.texts])

    def written(self, phase: int, char: str) -> tuple[int, str]:
        """Look the character up."""
        for chars, text in self._mapping.texts:
            if char in chars:
                return int(self._mapping.runs), "" if phase else text
        return 0, char

    def rest(self, phase: int) -> str:  # noqa: ARG002  nothing is held back
        """Nothing is held back."""
        return ""


# --- parts of a string ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Replacement:
    """A text that is written for another of several characters."""

    old: str
    new: str


class _Replaced(_Reader):
    """Writes a text for every occurrence of another, from the left, none of which overlap."""

    def __init__(self, judge: AnyAutomaton, replacement: Replacement) -> None:
        self._replacement = replacement
        super().__init__(judge, map(one_of, sorted(set(replacement.old))))

    def written(self, phase: int, char: str) -> tuple[int, str]:
        """Hold back what may be the beginning of an occurrence."""
        behind, kept, found = occurrence(self._replacement.old, phase, char)
        return behind, self._replacement.new if found else kept

    def rest(self, phase: int) -> str:
        """Write what was held back."""
        return self._replacement.old[:phase]


@lru_cache(maxsize=4096)
def occurrence(word: str, phase: int, char: str) -> tuple[int, str, bool]:
    """Return how much of a word was read, what was read in vain, and whether the word was found."""
    held = word[:phase] + char
    vain = 0
    while not word.startswith(held[vain:]):
        vain += 1
    if held[vain:] == word:
        return 0, held[:vain], True
    return len(held) - vain, held[:vain], False


# --- integers ---------------------------------------------------------------------------------

_START, _PLUS, _MINUS, _ZERO, _MINUS_ZERO, _DIGITS = range(6)


class _Integer(_Reader):
    """Writes an integer as ``toString`` does: no plus, no leading zeros, no minus before a zero."""

    def __init__(self, judge: AnyAutomaton) -> None:
        super().__init__(judge, map(one_of, "+-0123456789"))

    def written(self, phase: int, char: str) -> tuple[int, str]:
        """Hold back the sign and the zeros before the first other digit."""
        if phase == _START and char in "+-":
            return (_PLUS if char == "+" else _MINUS), ""
        if char not in "0123456789":
            return _DEAD, ""
        if phase == _DIGITS:
            return _DIGITS, char
        minus = phase in (_MINUS, _MINUS_ZERO)
        if char == "0":
            return (_MINUS_ZERO if minus else _ZERO), ""
        return _DIGITS, f"-{char}" if minus else char

    def rest(self, phase: int) -> str:
        """Write the zero that was held back; a sign alone, or nothing, is no integer."""
        return {_ZERO: "0", _MINUS_ZERO: "0", _DIGITS: ""}.get(phase, "?")


@lru_cache(maxsize=256)
def integers_between(least: int, most: int) -> Language:
    """Return the strings that ``toInt`` reads as an integer between two, both included."""
    judge = integers(least, most)
    return Recognised(_Integer(judge.automaton)) if isinstance(judge, Recognised) else judge


# --- bytes ------------------------------------------------------------------------------------

_BYTES = range(256)


class _Hex(_Reader):
    """Writes two digits for a byte."""

    def __init__(self, judge: AnyAutomaton) -> None:
        super().__init__(judge, map(one_of, map(chr, _BYTES)))

    def written(self, phase: int, char: str) -> tuple[int, str]:
        """Write the number of the byte."""
        return (phase, f"{ord(char):02x}") if ord(char) in _BYTES else (_DEAD, "")

    def rest(self, phase: int) -> str:  # noqa: ARG002  nothing is held back
        """Nothing is held back."""
        return ""


_LETTERS = string.ascii_uppercase + string.ascii_lowercase + string.digits
_AFTER_ONE, _AFTER_TWO = 1, 5
"""Where the phases begin that hold the last two bits of one byte, and the last four of two."""


class _Base64(_Reader):
    """Writes four characters for three bytes, and fewer, perhaps padded, for the last ones."""

    def __init__(self, judge: AnyAutomaton, alphabet: str, padding: str) -> None:
        self._alphabet, self._padding = alphabet, padding
        super().__init__(judge, map(one_of, map(chr, _BYTES)))

    def written(self, phase: int, char: str) -> tuple[int, str]:
        """Write all groups of six bits that are whole, and hold the other bits back."""
        byte = ord(char)
        if byte not in _BYTES:
            return _DEAD, ""
        if phase >= _AFTER_TWO:
            held = (phase - _AFTER_TWO) << 8 | byte
            return 0, self._alphabet[held >> 6] + self._alphabet[held & 63]
        if phase >= _AFTER_ONE:
            held = (phase - _AFTER_ONE) << 8 | byte
            return _AFTER_TWO + (held & 15), self._alphabet[held >> 4]
        return _AFTER_ONE + (byte & 3), self._alphabet[byte >> 2]

    def rest(self, phase: int) -> str:
        """Write the bits that were held back, with zeros behind them."""
        if phase >= _AFTER_TWO:
            return self._alphabet[(phase - _AFTER_TWO) << 2] + self._padding
        if phase >= _AFTER_ONE:
            return self._alphabet[(phase - _AFTER_ONE) << 4] + self._padding * 2
        return ""


_OF_BYTES: dict[object, Callable[[AnyAutomaton], AnyAutomaton]] = {
    PlainFilter(FilterName.TO_HEX): _Hex,
    PlainFilter(FilterName.BASE64_ENCODE): lambda judge: _Base64(judge, f"{_LETTERS}+/", "="),
    PlainFilter(FilterName.BASE64_URL_SAFE_ENCODE): lambda judge: _Base64(
        judge, f"{_LETTERS}-_", ""
    ),
}


def writes_bytes(step: object) -> bool:
    """Whether a step writes bytes as a string, and can be followed."""
    return step in _OF_BYTES


def bytes_before(language: Language, step: object) -> Language:
    """Return the bytes, as characters of their numbers, that a step writes as such a string."""
    return rebuilt(language, _OF_BYTES[step])


# --- filters ----------------------------------------------------------------------------------

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}
_ESCAPED = Mapping(tuple((one_of(char), text) for char, text in _ESCAPES.items()))
_LONGEST_WORD = 100


def rewriting_of(step: object) -> Mapping | Replacement | None:
    """Return what a filter writes for what it reads, None if it is of another kind."""
    match step:
        case PlainFilter(FilterName.HTML_ESCAPE):
            return _ESCAPED
        case PlainFilter(FilterName.TO_STRING):
            return Mapping()
        case ReplaceFilter(old, new):
            return _replacement(old.literal or "", new.literal)
        case ReplaceRegexFilter(pattern, new) if new.literal is not None:
            characters = characters_of(pattern)
            if characters is not None and "$" not in new.literal:
                chars, runs = characters
                return Mapping(((chars, new.literal),), runs)
    return None


def _replacement(old: str, new: str | None) -> Mapping | Replacement | None:
    if new is None or not 0 < len(old) <= _LONGEST_WORD:
        return None
    return Mapping(((one_of(old), new),)) if len(old) == 1 else Replacement(old, new)


def before(language: Language, rewriting: Mapping | Replacement) -> Language:
    """Return the strings of which a filter makes strings of a language."""
    match rewriting:
        case Mapping(()):
            return language
        case Mapping():
            return rebuilt(language, lambda judge: _Mapped(judge, rewriting))
        case Replacement():
            return rebuilt(language, lambda judge: _Replaced(judge, rewriting))

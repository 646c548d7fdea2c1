"""Languages as values: sets of strings, with union, intersection, complement and difference.

A language is an expression over automata. Making one builds nothing; questions about languages are
answered by `product`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from toolkit.gates.languages.automaton import Automaton
from toolkit.gates.languages.charset import CharSet
from toolkit.gates.languages.program import compile_program
from toolkit.gates.languages.regex_ast import Node
from toolkit.gates.languages.regex_automaton import RegexAutomaton
from toolkit.gates.languages.regex_parser import parse_regex
from toolkit.gates.languages.strings import (
    Finite,
    Length,
    Literal,
    Only,
    Order,
    Prefix,
    Substring,
    Suffix,
)

AnyAutomaton: TypeAlias = Automaton[Any]
"""An automaton, whatever its states are."""


class Language:
    """A set of strings."""

    __slots__ = ()

    def __and__(self, other: Language) -> Language:
        return intersection((self, other))

    def __or__(self, other: Language) -> Language:
        return union((self, other))

    def __sub__(self, other: Language) -> Language:
        return intersection((self, ~other))

    def __invert__(self) -> Language:
        return self.inside if isinstance(self, Complement) else Complement(self)

    def __contains__(self, text: str) -> bool:
        return accepts(self, text)


@dataclass(frozen=True, slots=True, eq=False)
class Recognised(Language):
    """What an automaton accepts."""

    automaton: AnyAutomaton


@dataclass(frozen=True, slots=True, eq=False)
class Complement(Language):
    """All other strings."""

    inside: Language


@dataclass(frozen=True, slots=True, eq=False)
class Intersection(Language):
    """The strings in all of some languages; of none: everything."""

    parts: tuple[Language, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Union(Language):
    """The strings in any of some languages; of none: nothing."""

    parts: tuple[Language, ...]


def intersection(languages: Iterable[Language]) -> Language:
    """Return the strings in all of some languages."""
    parts: list[Language] = []
    for language in languages:
        parts += language.parts if isinstance(language, Intersection) else (language,)
    return parts[0] if len(parts) == 1 else Intersection(tuple(parts))


def union(languages: Iterable[Language]) -> Language:
    """Return the strings in any of some languages."""
    parts: list[Language] = []
    for language in languages:
        parts += language.parts if isinstance(language, Union) else (language,)
    return parts[0] if len(parts) == 1 else Union(tuple(parts))


EVERYTHING: Language = Intersection(())
NOTHING: Language = Union(())


class Deferred(Recognised):
    """What a regex matches, compiled when somebody asks: for constants that few questions need."""

    __slots__ = ("_source",)
    _source: str

    def __init__(self, source: str) -> None:
        object.__setattr__(self, "_source", source)

    @property
    def automaton(self) -> AnyAutomaton:
        """The automaton."""
        return _automaton_of(self._source)


def regex_search(regex: Node) -> Language:
    """Return the strings that a regex finds a match in (Rust's ``is_match``).

    Raises:
        TooHard: The regex compiles to too many instructions.
    """
    return Recognised(RegexAutomaton(compile_program(regex)))


@lru_cache(maxsize=256)
def _automaton_of(source: str) -> AnyAutomaton:
    return RegexAutomaton(compile_program(parse_regex(source)))


@lru_cache(maxsize=256)
def matching(source: str) -> Language:
    """Return the strings that the regex with this source finds a match in.

    Raises:
        RegexError: Rust's ``regex`` crate refuses it.
        TooHard: It compiles to too many instructions.
    """
    return Recognised(_automaton_of(source))


@lru_cache(maxsize=1024)
def literal(text: str) -> Language:
    """Return one string."""
    return Recognised(Literal(text))


@lru_cache(maxsize=1024)
def prefix(text: str) -> Language:
    """Return the strings that begin with another."""
    return Recognised(Prefix(text))


@lru_cache(maxsize=1024)
def suffix(text: str) -> Language:
    """Return the strings that end with another."""
    return Recognised(Suffix(text))


@lru_cache(maxsize=1024)
def substring(text: str) -> Language:
    """Return the strings that contain another."""
    return Recognised(Substring(text))


@lru_cache(maxsize=1024)
def less_than(bound: str) -> Language:
    """Return the strings before another, in the order of Rust's strings: by code points."""
    return Recognised(Order(bound, inclusive=False))


@lru_cache(maxsize=1024)
def at_most(bound: str) -> Language:
    """Return a string and all before it."""
    return Recognised(Order(bound, inclusive=True))


def greater_than(bound: str) -> Language:
    """Return the strings behind another."""
    return ~at_most(bound)


def at_least(bound: str) -> Language:
    """Return a string and all behind it."""
    return ~less_than(bound)


def finite(words: Iterable[str]) -> Language:
    """Return these strings and no others."""
    return Recognised(Finite(words))


def length(least: int, most: int | None = None) -> Language:
    """Return the strings of so many characters; without ``most`` there is no upper bound."""
    return Recognised(Length(least, most, of_bytes=False))


def byte_length(least: int, most: int | None = None) -> Language:
    """Return the strings of so many bytes of UTF-8, which is how Hurl counts a string."""
    return Recognised(Length(least, most, of_bytes=True))


@lru_cache(maxsize=256)
def only(chars: CharSet) -> Language:
    """Return the strings whose characters are all in a set."""
    return Recognised(Only(chars))


def accepts(language: Language, text: str) -> bool:
    """Return whether a string is in a language."""
    match language:
        case Recognised(automaton):
            return automaton.accepts(text)
        case Complement(inside):
            return not accepts(inside, text)
        case Intersection(parts):
            return all(accepts(part, text) for part in parts)
        case Union(parts):
            return any(accepts(part, text) for part in parts)
    raise TypeError(language)


def matches(source: str, text: str) -> bool:
    """Return whether the regex with this source finds a match in a text.

    Raises:
        RegexError: Rust's ``regex`` crate refuses it.
        TooHard: It compiles to too many instructions.
    """
    return accepts(matching(source), text)


def rebuilt(language: Language, change: Callable[[AnyAutomaton], AnyAutomaton]) -> Language:
    """Return the same expression over other automata."""
    match language:
        case Recognised(automaton):
            return Recognised(change(automaton))
        case Complement(inside):
            return ~rebuilt(inside, change)
        case Intersection(parts):
            return intersection(rebuilt(part, change) for part in parts)
        case Union(parts):
            return union(rebuilt(part, change) for part in parts)
    raise TypeError(language)

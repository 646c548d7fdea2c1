"""When an assertion of a regex holds: what stands before a position, and what after it.

Source: ``regex_automata::util::look``, the functions ``is_start`` to ``is_word_end_half_unicode``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from toolkit.gates.languages.charset import CharSet, one_of
from toolkit.gates.languages.regex_ast import Look
from toolkit.gates.languages.unicode_classes import perl_class

EDGE, WORD, ASCII_WORD, LF, CR = 1, 2, 4, 8, 16
"""Kinds of surroundings: the edge of the text, or a character of one of these sets; as bits."""
KINDS = (WORD, ASCII_WORD, LF, CR)
"""The kinds that are sets of characters."""


def kind_set(kind: int) -> CharSet:
    """Return the characters of one kind."""
    if kind == LF:
        return one_of("\n")
    if kind == CR:
        return one_of("\r")
    return perl_class("w", unicode=kind == WORD)


_Rule = Callable[[int, int], bool]


def _word_rules(unicode: str, kind: int) -> Mapping[Look, _Rule]:
    return {
        Look[f"WORD_{unicode}"]: lambda before, after: bool(before & kind) != bool(after & kind),
        Look[f"WORD_{unicode}_NEGATE"]: lambda before, after: (
            bool(before & kind) == bool(after & kind)
        ),
        Look[f"WORD_START_{unicode}"]: lambda before, after: (
            not before & kind and bool(after & kind)
        ),
        Look[f"WORD_END_{unicode}"]: lambda before, after: bool(before & kind) and not after & kind,
        Look[f"WORD_START_HALF_{unicode}"]: lambda before, _: not before & kind,
        Look[f"WORD_END_HALF_{unicode}"]: lambda _, after: not after & kind,
    }


_RULES: Mapping[Look, _Rule] = {
    Look.START: lambda before, _: bool(before & EDGE),
    Look.END: lambda _, after: bool(after & EDGE),
    Look.START_LF: lambda before, _: bool(before & (EDGE | LF)),
    Look.END_LF: lambda _, after: bool(after & (EDGE | LF)),
    Look.START_CRLF: lambda before, after: (
        bool(before & (EDGE | LF)) or (bool(before & CR) and not after & LF)
    ),
    Look.END_CRLF: lambda before, after: (
        bool(after & (EDGE | CR)) or (bool(after & LF) and not before & CR)
    ),
    **_word_rules("ASCII", ASCII_WORD),
    **_word_rules("UNICODE", WORD),
}

_BEHIND_ONLY = {
    Look.START: 0,
    Look.START_LF: LF,
    Look.WORD_START_HALF_ASCII: ASCII_WORD,
    Look.WORD_START_HALF_UNICODE: WORD,
}
"""Assertions decided by what stands before, and the kind of character that they ask for."""
_AHEAD_ONLY = {
    Look.END: 0,
    Look.END_LF: LF,
    Look.WORD_END_HALF_ASCII: ASCII_WORD,
    Look.WORD_END_HALF_UNICODE: WORD,
}
"""Assertions decided by what comes after."""


def holds(look: Look, before: int, after: int) -> bool:
    """Return whether an assertion holds between surroundings of these kinds."""
    return _RULES[look](before, after)


def looks_ahead(look: Look) -> bool:
    """Return whether the character behind the position matters."""
    return look not in _BEHIND_ONLY


def looks_behind(look: Look) -> bool:
    """Return whether the character before the position matters."""
    return look not in _AHEAD_ONLY


def kinds(look: Look) -> int:
    """Return the kinds of characters that an assertion tells apart."""
    if look in _BEHIND_ONLY:
        return _BEHIND_ONLY[look]
    if look in _AHEAD_ONLY:
        return _AHEAD_ONLY[look]
    if look in {Look.START_CRLF, Look.END_CRLF}:
        return CR | LF
    return ASCII_WORD if "ASCII" in look.name else WORD

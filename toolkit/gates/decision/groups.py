"""The filter ``regex``: which strings have a first group that is in a language."""

from __future__ import annotations

from functools import lru_cache

from toolkit.gates.decision.examples import tree_of
from toolkit.gates.languages import language as words
from toolkit.gates.languages.captures import CapturedAutomaton
from toolkit.gates.languages.errors import TooHard
from toolkit.gates.languages.language import Language, Recognised, rebuilt
from toolkit.gates.languages.program import Instruction, compile_program
from toolkit.gates.nodes import Pattern

_MOST_INSTRUCTIONS = 300
"""Every attempt to match is followed, so that a long program has too many states."""


@lru_cache(maxsize=128)
def _program(pattern: Pattern) -> list[Instruction] | None:
    tree = tree_of(pattern)
    try:
        program = None if tree is None else compile_program(tree)
    except TooHard:
        return None
    return program if program is not None and len(program) <= _MOST_INSTRUCTIONS else None


def is_followed(pattern: Pattern) -> bool:
    """Whether a pattern is valid, and short enough for `group_in`."""
    return _program(pattern) is not None


def group_in(pattern: Pattern, language: Language) -> Language:
    """Return the strings with a match whose first group has a part in it and is in a language."""
    program = _program(pattern)
    if program is None:
        raise ValueError("the pattern is not followed")
    judged = rebuilt(language, lambda judge: CapturedAutomaton(program, judge))
    return judged if isinstance(judged, Recognised) else with_group(pattern) & judged


@lru_cache(maxsize=128)
def with_group(pattern: Pattern) -> Language:
    """Return the strings with a match in which the first group has a part."""
    anything = words.prefix("")
    return group_in(pattern, anything)

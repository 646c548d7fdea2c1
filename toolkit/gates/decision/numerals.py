"""Integers in classes where some chains look at them as numbers, and others at their numerals."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.gates.decision.chains import Chain, Classes, Seen
from toolkit.gates.decision.domains import Sort
from toolkit.gates.decision.lines import Integers
from toolkit.gates.decision.numbers import CONVERSIONS, Line, passing_ranges
from toolkit.gates.decision.regular import is_regular, passing
from toolkit.gates.evaluation.values import Integer
from toolkit.gates.languages import language as words
from toolkit.gates.languages.language import Language
from toolkit.gates.languages.numbers import integers
from toolkit.gates.languages.product import classes
from toolkit.gates.nodes import FilterName, PlainFilter

_TO_STRING = PlainFilter(FilterName.TO_STRING)


def numeral_classes(sort: Sort, chains: Sequence[Chain]) -> Classes | None:
    """Return the classes of the integers of a line, None where a chain asks for something else.

    Complete, because an integer has one numeral: to compare it with a number is to ask whether its
    numeral is one of some ranges, and behind ``toString`` the question is about the numeral anyway.

    Raises:
        TooHard: the languages need too many states.
    """
    if not isinstance(sort, Line) or not isinstance(sort.line, Integers):
        return None
    asked = [_language(sort.line, chain) for chain in chains]
    known = [language for language in asked if language is not None]
    if len(known) < len(asked):
        return None
    found = classes(known, integers(sort.line.low, sort.line.high))
    return {bits: Seen(Integer(int(text))) for bits, text in found.items()}


def _language(line: Integers, chain: Chain) -> Language | None:
    """Return the numerals that pass."""
    if chain.head == _TO_STRING:
        return passing(chain.tail()) if is_regular(chain.tail()) else None
    if any(step not in CONVERSIONS for step in chain.steps):
        return None
    return words.union(integers(low, high) for low, high in passing_ranges(line, chain))

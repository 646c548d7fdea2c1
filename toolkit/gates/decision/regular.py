"""Assertions on strings as regular languages: the strings that pass.

Every predicate on a string asks for membership in a regular language or its complement: equality
and order, beginning, end and part, a match of a Rust regex (which has no look-around and no
back-references), the formats of ``isUuid`` and its like. All others have the same word for every
string. Before the predicate there may be filters whose effect on a string an automaton can follow:

- what is written for what is read (``replace``, ``htmlEscape``, a simple ``replaceRegex``),
- ``toInt``, with comparisons behind it,
- ``regex``, with whatever may be asked of a string behind it,
- ``split``, with one piece, an equal piece or the number of pieces asked for,
- ``utf8Encode``, with bytes or their number asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from toolkit.gates import nodes
from toolkit.gates.decision.chains import Chain
from toolkit.gates.decision.encoded import encoded_passing
from toolkit.gates.decision.groups import group_in, is_followed, with_group
from toolkit.gates.decision.lines import MOST_IN_MEMORY, Integers
from toolkit.gates.decision.numbers import cuts, passing_ranges
from toolkit.gates.decision.pieces import at_least, has_piece, piece_in
from toolkit.gates.decision.translations import before, integers_between, rewriting_of
from toolkit.gates.decision.types import foregone
from toolkit.gates.evaluation.numbers import I64_MAX, I64_MIN
from toolkit.gates.evaluation.values import Integer
from toolkit.gates.languages import language as words
from toolkit.gates.languages import recognisers
from toolkit.gates.languages.language import EVERYTHING, NOTHING, Language
from toolkit.gates.nodes import (
    FilterName,
    NthFilter,
    PlainFilter,
    PlainPredicate,
    RegexFilter,
    TextFilter,
    TextFilterName,
    ValuePredicate,
)
from toolkit.gates.nodes import PredicateName as Alone
from toolkit.gates.nodes import ValuePredicateName as Name
from toolkit.gates.parsing.rust_regex import RegexError

_TO_INT, _TO_FLOAT, _COUNT, _FIRST, _LAST, _UTF8 = (
    PlainFilter(name)
    for name in (
        FilterName.TO_INT,
        FilterName.TO_FLOAT,
        FilterName.COUNT,
        FilterName.FIRST,
        FilterName.LAST,
        FilterName.UTF8_ENCODE,
    )
)
_MOST_PIECES = 600
_MOST_BYTES = 2000
_FARTHEST_PIECE = 50
_LONGEST_SEPARATOR = 50


def is_regular(chain: Chain) -> bool:
    """Whether `passing` can tell which strings pass a chain."""
    head = chain.head
    if head is None or rewriting_of(head) is not None:
        return head is None or is_regular(chain.tail())
    if foregone(chain, "string") is not None:
        return True
    if head == _TO_INT:
        return all(step in (_TO_INT, _TO_FLOAT) for step in chain.steps)
    if isinstance(head, RegexFilter):
        return is_followed(head.pattern) and is_regular(chain.tail())
    if head == _UTF8:
        return _asks_for_bytes(chain.tail())
    separator = _separator(chain)
    return separator is not None and _asks_for_pieces(chain.tail())


def _separator(chain: Chain) -> str | None:
    match chain.head:
        case TextFilter(TextFilterName.SPLIT, argument):
            separator = argument.literal or ""
            return separator if 0 < len(separator) <= _LONGEST_SEPARATOR else None
    return None


def _asks_for_pieces(chain: Chain) -> bool:
    match chain:
        case Chain((), ValuePredicate(Name.CONTAINS | Name.INCLUDES, nodes.String()), _):
            return True
    if chain.head == _COUNT:
        return _counts_to(_MOST_PIECES, chain.tail())
    return _piece(chain) is not None and is_regular(chain.tail())


def _asks_for_bytes(chain: Chain) -> bool:
    if chain.head == _COUNT:
        return _counts_to(_MOST_BYTES, chain.tail())
    return chain.head is None and encoded_passing(chain) is not None


def _counts_to(most: int, chain: Chain) -> bool:
    """Whether a chain tells no numbers apart that are greater; nothing in memory is as many."""
    if not _converts(chain):
        return False
    return all(cut <= most or cut > MOST_IN_MEMORY for cut in cuts(_NATURAL, chain))


def _converts(chain: Chain) -> bool:
    return all(step in (_TO_INT, _TO_FLOAT) for step in chain.steps)


def _piece(chain: Chain) -> int | None:
    """Return which piece is asked for, -1 for the last one."""
    match chain.head:
        case NthFilter(int(index)) if -1 <= index <= _FARTHEST_PIECE:
            return index
    return 0 if chain.head == _FIRST else -1 if chain.head == _LAST else None


@lru_cache(maxsize=512)
def passing(chain: Chain) -> Language:
    """Return the strings that pass a chain.

    Raises:
        TooHard: the language needs too many states.
    """
    head = chain.head
    if head is None:
        return _judged(chain)
    said = foregone(chain, "string")
    if said is not None:
        return EVERYTHING if said else NOTHING
    rewriting = rewriting_of(head)
    if rewriting is not None:
        return before(passing(chain.tail()), rewriting)
    if head == _TO_INT:
        return _integers(chain)
    if isinstance(head, RegexFilter):
        return _grouped(chain, head)
    if head == _UTF8:
        return _encoded(chain.tail())
    return _split(chain.tail(), _separator(chain) or "")


def _judged(chain: Chain) -> Language:
    """Return what passes a predicate: under ``not`` the rest, and never what does not fit."""
    holding = _holding(chain.predicate)
    if holding is None:
        return NOTHING
    if isinstance(holding, bool):
        return EVERYTHING if holding != chain.negated else NOTHING
    return ~holding if chain.negated else holding


def _grouped(chain: Chain, head: RegexFilter) -> Language:
    """Return the strings with a group that passes, and those without one if that passes as well."""
    found = group_in(head.pattern, passing(chain.tail()))
    return found | ~with_group(head.pattern) if chain.tail().missed() else found


def _integers(chain: Chain) -> Language:
    """Return the strings that are integers which pass; all others are errors, and fail."""
    return words.union(integers_between(*ends) for ends in passing_ranges(_WHOLE, chain))


_WHOLE, _NATURAL = Integers(I64_MIN, I64_MAX), Integers(0, I64_MAX)


def _encoded(chain: Chain) -> Language:
    """Return the strings whose UTF-8 passes a chain."""
    if chain.head == _COUNT:
        ranges = passing_ranges(Integers(0, MOST_IN_MEMORY), chain.tail())
        return words.union(
            words.byte_length(least, most if most <= _MOST_BYTES else None)
            for least, most in ranges
        )
    return encoded_passing(chain) or NOTHING


def _split(chain: Chain, separator: str) -> Language:
    """Return the strings whose pieces pass a chain."""
    match chain:
        case Chain((), ValuePredicate(_, nodes.String() as value), negated):
            holding = has_piece(separator, _text(value))
            return ~holding if negated else holding
    if chain.head == _COUNT:
        starts = sorted({1, *(cut for cut in cuts(_NATURAL, chain.tail()) if cut <= _MOST_PIECES)})
        ends = [*(start - 1 for start in starts[1:]), None]
        return words.union(
            _pieces(separator, start, end)
            for start, end in zip(starts, ends, strict=True)
            if start > 0 and chain.tail().passes(Integer(start))
        )
    return piece_in(separator, _piece(chain) or 0, passing(chain.tail()))


def _pieces(separator: str, least: int, most: int | None) -> Language:
    """Return the strings with so many pieces."""
    enough = at_least(separator, least)
    return enough if most is None else enough & ~at_least(separator, most + 1)


def _holding(predicate: nodes.Predicate) -> Language | bool | None:  # noqa: C901  a truth table
    """Return the strings for which a predicate holds; None where it never says yes or no.

    Raises:
        TooHard: the language needs too many states.
    """
    match predicate:
        case ValuePredicate(Name.EQUAL | Name.NOT_EQUAL as name, value):
            equal = words.literal(_text(value)) if isinstance(value, nodes.String) else None
            if equal is None:
                return name is Name.NOT_EQUAL
            return equal if name is Name.EQUAL else ~equal
        case ValuePredicate(Name.MATCHES, nodes.Regex(source)):
            return words.matching(source)
        case ValuePredicate(Name.MATCHES, nodes.String() as value):
            try:
                return words.matching(_text(value))
            except RegexError:
                return None
        case ValuePredicate(name, nodes.String() as value) if name in _ABOUT_TEXT:
            return _ABOUT_TEXT[name](_text(value))
        case PlainPredicate(Alone.EXISTS | Alone.IS_STRING):
            return True
        case PlainPredicate(name) if name in _FORMATS:
            return _FORMATS[name]()
        case PlainPredicate(Alone.IS_EMPTY):
            return words.literal("")
        case PlainPredicate():
            return False
    return None


def _text(value: nodes.String) -> str:
    text = value.template.literal
    if text is None:
        raise ValueError("templates are refused before anything is divided")
    return text


_ABOUT_TEXT: dict[Name, Callable[[str], Language]] = {
    Name.GREATER: words.greater_than,
    Name.GREATER_OR_EQUAL: words.at_least,
    Name.LESS: words.less_than,
    Name.LESS_OR_EQUAL: words.at_most,
    Name.STARTS_WITH: words.prefix,
    Name.ENDS_WITH: words.suffix,
    Name.CONTAINS: words.substring,
}


_FORMATS: dict[Alone, Callable[[], Language]] = {
    Alone.IS_IPV4: recognisers.ipv4,
    Alone.IS_IPV6: recognisers.ipv6,
    Alone.IS_ISO_DATE: recognisers.iso_date,
    Alone.IS_UUID: recognisers.uuid,
}

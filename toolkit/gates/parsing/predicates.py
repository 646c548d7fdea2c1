"""Predicates: the judgment at the end of an assertion (Hurl 7.1, parser/predicate.rs)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.gates.nodes import (
    BigInteger,
    Bytes,
    Float,
    Integer,
    Placeholder,
    PlainPredicate,
    PredicateName,
    Regex,
    String,
    ValuePredicate,
    ValuePredicateName,
)
from toolkit.gates.parsing.cursor import Cursor, keywords
from toolkit.gates.parsing.filters import FILTER_WORDS
from toolkit.gates.parsing.suggestions import unknown_word
from toolkit.gates.parsing.values import value

if TYPE_CHECKING:
    from toolkit.gates.nodes import Predicate

_PLAIN = {name.value: name for name in PredicateName}
_OPERATORS = {name.value: name for name in ValuePredicateName if not name.value.isalpha()}
_WORDS = {name.value: name for name in ValuePredicateName if name.value.isalpha()}
_PLAIN_WORDS = keywords(_PLAIN)
_OPERATOR_SIGNS, _VALUE_WORDS = keywords(_OPERATORS), keywords(_WORDS)

_ORDERED = (Integer, BigInteger, Float, String, Placeholder), "a number, a string or {{variable}}"
_EDGE = (String, Bytes), "a string or bytes"
_ALLOWED = {
    ValuePredicateName.GREATER: _ORDERED,
    ValuePredicateName.GREATER_OR_EQUAL: _ORDERED,
    ValuePredicateName.LESS: _ORDERED,
    ValuePredicateName.LESS_OR_EQUAL: _ORDERED,
    ValuePredicateName.STARTS_WITH: _EDGE,
    ValuePredicateName.ENDS_WITH: _EDGE,
    ValuePredicateName.MATCHES: ((String, Regex), "a regex between slashes or a string"),
}
"""Which values a predicate takes; the others take any."""

_KNOWN = (*_PLAIN, *_OPERATORS, *_WORDS, *FILTER_WORDS)
_INSTEAD = {
    "=": "==",
    "===": "==",
    "<>": "!=",
    "=>": ">=",
    "=<": "<=",
    "is": "==",
    "equals": "==",
    "notEquals": "!=",
    "greaterThan": ">",
    "greaterThanOrEquals": ">=",
    "lessThan": "<",
    "lessThanOrEquals": "<=",
    "countEquals": "count ==",
}
"""What other languages, and Hurl of old, say for it."""

_NOT = re.compile(r"not[ \t]+")


def predicate(cursor: Cursor) -> tuple[bool, Predicate]:
    """Read a predicate, and whether it is negated.

    predicate = [ "not" blanks ] ( plain-predicate | value-predicate ) ;
    plain-predicate = "exists" | "isBoolean" | "isCollection" | "isDate" | "isEmpty" | "isFloat"
                    | "isInteger" | "isIpv4" | "isIpv6" | "isIsoDate" | "isList" | "isNumber"
                    | "isObject" | "isString" | "isUuid"
    """
    negated = bool(cursor.take(_NOT))
    start = cursor.position
    if plain := cursor.keyword(_PLAIN_WORDS, _PLAIN):
        return negated, PlainPredicate(plain, span=cursor.span_from(start))
    return negated, _value_predicate(cursor)


def _value_predicate(cursor: Cursor) -> ValuePredicate:
    """Read a predicate that takes a value.

    value-predicate = ( "==" | "!=" | ">=" | ">" | "<=" | "<" ) [ blanks ] value
                    | ( "startsWith" | "endsWith" | "contains" | "includes" | "matches" )
                      blanks value
    """
    start = cursor.position
    if name := cursor.keyword(_OPERATOR_SIGNS, _OPERATORS):
        cursor.blanks()
    elif name := cursor.keyword(_VALUE_WORDS, _WORDS):
        cursor.require_blanks(f"after {name.value}")
    else:
        raise unknown_word(cursor, "a filter or a predicate", _KNOWN, _INSTEAD)
    at = cursor.position
    operand = value(cursor)
    if name in _ALLOWED:
        types, described = _ALLOWED[name]
        if not isinstance(operand, types):
            raise cursor.error(f"expected {described} after {name.value}", at)
    return ValuePredicate(name, operand, span=cursor.span_from(start))

"""Regular languages of Unicode strings: which strings an assertion about text lets through.

`matching` reads a regex of Rust's dialect, `prefix`, `less_than`, `uuid` and others are languages
of their own, and ``& | - ~`` combine them. `classes` says for several languages which combinations
of membership occur, with a shortest string for each; what it does not list is proven not to occur.

From text to answer: `regex_parser` (a tree, flags applied, classes as sets), `program` (Thompson's
construction), `regex_automaton` and `strings` (automata built while they are explored, over the
minterms of `partition`), `product` (the search through several automata at once).
"""

from toolkit.gates.languages.contexts import header_value
from toolkit.gates.languages.errors import TooHard
from toolkit.gates.languages.language import (
    EVERYTHING,
    NOTHING,
    Language,
    at_least,
    at_most,
    byte_length,
    finite,
    greater_than,
    intersection,
    length,
    less_than,
    literal,
    matches,
    matching,
    only,
    prefix,
    regex_search,
    substring,
    suffix,
    union,
)
from toolkit.gates.languages.numbers import integers
from toolkit.gates.languages.product import classes, find, is_empty, subset
from toolkit.gates.languages.recognisers import ipv4, ipv6, iso_date, uuid
from toolkit.gates.languages.regex_parser import parse_regex

__all__ = [
    "EVERYTHING",
    "NOTHING",
    "Language",
    "TooHard",
    "at_least",
    "at_most",
    "byte_length",
    "classes",
    "find",
    "finite",
    "greater_than",
    "header_value",
    "integers",
    "intersection",
    "ipv4",
    "ipv6",
    "is_empty",
    "iso_date",
    "length",
    "less_than",
    "literal",
    "matches",
    "matching",
    "only",
    "parse_regex",
    "prefix",
    "regex_search",
    "subset",
    "substring",
    "suffix",
    "union",
    "uuid",
]

r"""What a regex of Rust's ``regex`` crate means: the flags in its syntax tree are applied.

The steps are those of ``regex_syntax::hir::translate``.
"""

from __future__ import annotations

from toolkit.gates.languages.case_folding import fold
from toolkit.gates.languages.charset import EVERY, CharSet, one_of
from toolkit.gates.languages.regex_ast import (
    EMPTY,
    Assertion,
    Capture,
    Chars,
    Look,
    Node,
    alternation,
    concatenation,
    repetition,
)
from toolkit.gates.languages.regex_class import class_set
from toolkit.gates.parsing import rust_regex_tree as syntax
from toolkit.gates.parsing.rust_regex import read_regex

_NOT_LF = EVERY - one_of("\n")
_NOT_CRLF = EVERY - one_of("\r\n")

_WORD_LOOKS = {
    r"\b": "WORD_{}",
    r"\B": "WORD_{}_NEGATE",
    r"\b{start}": "WORD_START_{}",
    r"\<": "WORD_START_{}",
    r"\b{end}": "WORD_END_{}",
    r"\>": "WORD_END_{}",
    r"\b{start-half}": "WORD_START_HALF_{}",
    r"\b{end-half}": "WORD_END_HALF_{}",
}


def parse_regex(source: str) -> Node:
    """Return the meaning of a regex as a tree.

    Raises:
        RegexError: Rust's ``regex`` crate refuses it; the error has the span.
    """
    return syntax.bottom_up(read_regex(source), _meaning)


def _meaning(node: syntax.Syntax, inner: list[Node]) -> Node:
    """Return what a node means, given the meaning of its parts."""
    match node:
        case syntax.Literal(char, flags):
            chars = one_of(char)
            return Chars(fold(chars, unicode=flags.unicode) if flags.ignore_case else chars)
        case syntax.Dot(flags):
            return Chars(_dot(flags))
        case syntax.Assertion(text, flags):
            return Assertion(_look(text, flags))
        case syntax.SetFlags():
            return EMPTY
        case syntax.Concatenation():
            return concatenation(inner)
        case syntax.Alternation():
            return alternation(inner)
        case syntax.Repetition(_, least, most, greedy):
            return repetition(inner[0], least, most, greedy=greedy)
        case syntax.Group(_, number):
            return inner[0] if number is None else Capture(number, inner[0])
        case _:
            return Chars(class_set(node))


def _dot(flags: syntax.Flags) -> CharSet:
    """Return what a dot stands for."""
    if flags.dot_all:
        return EVERY
    return _NOT_CRLF if flags.crlf else _NOT_LF


def _look(text: str, flags: syntax.Flags) -> Look:
    """Return what an assertion looks for, as it is written."""
    if text in {"^", "$"}:
        side = "START" if text == "^" else "END"
        if not flags.multi_line:
            return Look[side]
        return Look[f"{side}_CRLF" if flags.crlf else f"{side}_LF"]
    if text in {r"\A", r"\z"}:
        return Look.START if text == r"\A" else Look.END
    return Look[_WORD_LOOKS[text].format("UNICODE" if flags.unicode else "ASCII")]

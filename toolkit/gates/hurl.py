"""Hurl assertion lines: the grammar of a gate, from the top (Hurl 7.1, parser/sections.rs).

``parse_assertion`` accepts what the real ``hurlfmt`` accepts as the one line under ``[Asserts]``.
The productions below it live beside this module: `queries`, `filters`, `predicates`, `values`,
`templates`. Their docstrings hold the grammar in EBNF; ``blanks`` is one or more spaces or tabs.
"""

from __future__ import annotations

import re

from toolkit.gates.nodes import Assertion
from toolkit.gates.parsing.cursor import Cursor
from toolkit.gates.parsing.filters import filters
from toolkit.gates.parsing.predicates import predicate
from toolkit.gates.parsing.queries import query

_SURROGATE = re.compile("[\ud800-\udfff]")


def parse_assertion(text: str) -> Assertion:
    """Return the assertion that ``text`` is.

    Raises:
        GateSyntaxError: ``text`` is not exactly one Hurl 7.1 assertion on one line.
    """
    cursor = Cursor(text)
    _require_one_line(cursor)
    return assertion(cursor)


def _require_one_line(cursor: Cursor) -> None:
    newline = cursor.text.find("\n")
    if newline >= 0:
        raise cursor.error("expected one line", newline, newline + 1)
    if surrogate := _SURROGATE.search(cursor.text):
        raise cursor.error("expected text, found half of a surrogate pair", *surrogate.span())


def assertion(cursor: Cursor) -> Assertion:
    """Read the whole line.

    assertion = [ blanks ] query filters blanks predicate line-end
    """
    cursor.blanks()
    start = cursor.position
    _require_content(cursor)
    what = query(cursor)
    through = filters(cursor)
    cursor.require_blanks("before a filter or the predicate")
    negated, judgment = predicate(cursor)
    span = cursor.span_from(start)
    _line_end(cursor)
    return Assertion(what, through, judgment, negated, span=span)


def _require_content(cursor: Cursor) -> None:
    """Refuse, in plain words, the other lines that may stand under ``[Asserts]``."""
    if cursor.at_end:
        raise cursor.error("expected an assertion, found nothing")
    if cursor.looking_at("#"):
        raise cursor.error("expected an assertion, found a comment")
    if cursor.looking_at("["):
        raise cursor.error("expected an assertion, found a section")


def _line_end(cursor: Cursor) -> None:
    """Read what may follow an assertion.

    line-end = [ blanks ] [ "#" { any } ] [ carriage-return ]
    """
    cursor.blanks()
    if not cursor.at_end and not cursor.looking_at("#") and cursor.text[cursor.position :] != "\r":
        raise cursor.error("expected the end of the line or # and a comment")

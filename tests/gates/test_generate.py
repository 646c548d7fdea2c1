"""The random lines reach the whole language."""

from __future__ import annotations

import contextlib

from tests.gates.generate import Gates
from toolkit.gates import nodes
from toolkit.gates.errors import GateSyntaxError
from toolkit.gates.hurl import parse_assertion


def test_every_word_of_the_language_is_generated() -> None:
    gates = Gates(1)
    for _ in range(2_000):
        gates.valid()

    words = {
        *(
            f"query {name.value}"
            for kind in (nodes.QueryName, nodes.TextQueryName)
            for name in kind
        ),
        *(
            f"filter {name.value}"
            for kind in (nodes.FilterName, nodes.TextFilterName)
            for name in kind
        ),
        *(f"predicate {name.value}" for name in nodes.PredicateName),
        *(f"predicate {name.value}" for name in nodes.ValuePredicateName),
        *("query cookie", "query regex", "query certificate"),
        *("filter nth", "filter regex", "filter replace", "filter replaceRegex"),
        *("value null", "value boolean", "value number", "value file", "value hex"),
        *("value base64", "value placeholder", "value string", "value backtick", "value regex"),
        *("template text", "template escape", "template placeholder", "template loose placeholder"),
    }
    assert words - set(gates.coverage) == set()


def test_a_seed_gives_the_same_lines() -> None:
    first, second = Gates(7), Gates(7)

    assert [first.line() for _ in range(50)] == [second.line() for _ in range(50)]


def test_about_half_of_the_lines_are_assertions() -> None:
    """Both verdicts are worth testing, so neither may be rare."""
    gates = Gates(2)
    accepted = 0
    for _ in range(1_000):
        with contextlib.suppress(GateSyntaxError):
            parse_assertion(gates.line())
            accepted += 1

    assert 300 < accepted < 700

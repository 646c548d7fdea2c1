"""Inputs made to hurt: they end soon, in an assertion or in a syntax error."""

from __future__ import annotations

import time

import pytest

from toolkit.gates.condition import parse_condition
from toolkit.gates.errors import GateSyntaxError
from toolkit.gates.hurl import parse_assertion

pytestmark = pytest.mark.slow

_LONG = 100_000
_SECONDS = 5


def _begun(opening: str, piece: str) -> str:
    return opening + piece * (_LONG // len(piece))


@pytest.mark.parametrize(
    "line",
    [
        " " * _LONG,
        "status " + " " * _LONG,
        _begun("status == 1 #", "#"),
        _begun("", "status "),
        _begun("status", " count"),
        _begun("status", " not"),
        _begun("status == ", "9"),
        _begun("status == 1.", "9"),
        _begun("status nth ", "9"),
        _begun("body == hex,", "0"),
        _begun("body == base64,", "Y "),
        _begun("body == file,", "\\ "),
        _begun('body == "', "x") + '"',
        _begun('body == "', "\\n") + '"',
        _begun('body == "', "{"),
        _begun('body == "', "{{a}}") + '"',
        _begun('body == "', "{{a"),
        _begun('body == "{{a}', "b"),
        _begun('body == "\\u{', "0"),
        _begun('cookie "', "{{a}") + '" exists',
        _begun('cookie "', " ") + 'x" exists',
        _begun('cookie "', "["),
        _begun("body == {{", "a"),
        _begun("body == `", "`"),
        _begun("body matches /", "a") + "/",
        _begun("body matches /", "\\/") + "(/",
        _begun("body matches /", "(") + "/",
        _begun("body matches /", "(?:") + "/",
        _begun("body matches /", "()") + "/",
        _begun("body matches /", "[") + "/",
        _begun("body matches /", "[[:a") + "/",
        _begun("body matches /[", "a-") + "]/",
        _begun("body matches /[", "a&&") + "]/",
        _begun("body matches /(?x)[a-", " ") + "]/",
        _begun("body matches /(?x)", "#") + "/",
        _begun("body matches /a", "*") + "/",
        _begun("body matches /a", "{9}") + "/",
        _begun("body matches /a{", "9") + "}/",
        _begun("body matches /", "|") + "/",
        _begun("body matches /(?<", "a") + ">)/",
        _begun("body matches /(?", "i") + ")/",
        _begun("body matches /\\p{", "L") + "}/",
        _begun("body matches /\\x{", "0") + "}/",
        _begun("body matches /\\b{", "a") + "}/",
        _begun("body matches /", "(?<a>x)") + "/",
        "status == \x00",
        "\x00",
        "\ufeffstatus == 200",
        "status == \udfff",
        "status\u00a0==\u00a0200",
    ],
    ids=lambda line: f"{line[:24]!r}x{len(line)}",
)
def test_a_hostile_line_ends_soon(line: str) -> None:
    begin = time.monotonic()
    shown = ""
    try:
        parse_assertion(line)
    except GateSyntaxError as error:
        shown = str(error)

    assert time.monotonic() - begin < _SECONDS
    assert len(shown) < 500


@pytest.mark.parametrize("piece", [" ", "'", "tags contains ", "meta.", "a", "\x00", "\ud800"])
def test_a_hostile_condition_ends_soon(piece: str) -> None:
    begin = time.monotonic()
    with pytest.raises(GateSyntaxError) as refusal:
        parse_condition(_begun("tags contains 'a'", piece) + ".")
    assert len(str(refusal.value)) < 500
    with pytest.raises(GateSyntaxError):
        parse_condition(_begun("", piece))
    assert time.monotonic() - begin < _SECONDS

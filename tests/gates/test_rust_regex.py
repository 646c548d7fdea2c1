"""The syntax of Rust regexes."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.gates.differential import disagreements
from tests.gates.generate import Gates
from tests.gates.hurlfmt import require_hurlfmt
from toolkit.gates.parsing.rust_regex import RegexError, check_regex, read_regex
from toolkit.gates.parsing.rust_regex_size import too_large
from toolkit.gates.parsing.rust_regex_tree import too_high
from toolkit.spans import caret_excerpt

if TYPE_CHECKING:
    from pathlib import Path

ACCEPTED = [
    *("", "a", "é", "a|b|", "(a)(?:b)()", "(?P<a>x)(?<b>y)", "(?<é_1.[]>x)", "]", "}", "a}"),
    *("(?i)a", "(?i-s:a)", "(?imsURux-x:a)".replace("x-x", ""), "(?x) a # comment", "(?x: a )b"),
    *("a*", "a+?", "a??", "a{2}", "a{2,}?", "a{ 2 , 3 }", "a{0}", "a**", "^*", r"\b+", "()*"),
    *(r"\d\D\s\S\w\W", r"\A\z\b\B\<\>", r"\b{start}", r"\b{ end-half }".replace(" ", ""), r"\b{2}"),
    *(r"\a\f\t\n\r\v", r"\.\*\/\ \"\#\-", r"\x41\u0041\U00000041\x{1F600}"),
    *(r"\pL\PN\p{Greek}", r"\p{is_greek}\p{sc=Grek}\p{scx:latn}\p{gc!=Lu}\p{age=16.0}\p{any}"),
    *("[a-z]", "[]a]", "[^]a]", "[-a]", "[a-]", "[--a]", "[a&&b]", "[a--b~~c]", "[&&]", "[[a]b]"),
    *("[[:alpha:][:^digit:]]", "[[:nope:]]", r"[\d\-\]]", r"[\x00-\x{10FFFF}]", "(?x)[ a - z ]"),
    *(r"(?-u)\xff".replace("ff", "7f"), r"(?-u)\w\b\B", "(?-u)é", "(?-u)[a-z]"),
    *("(" * 250 + ")" * 250, "[" * 250 + "a" + "]" * 250),
    *(r"\w{209}", "a{327673}", "(?:[a-z]{100}){1000}"),
]

REFUSED = [
    # regex, message, the line that stands under it
    ("a(?=b)", "look-around is not supported", " ^^^"),
    ("(?<!a)b", "look-around is not supported", "^^^^"),
    (r"(a)\1", "backreferences are not supported", "   ^^"),
    ("(a", "expected ) to end this group", "^^"),
    ("a)", "expected no ) without a group", " ^"),
    ("(?<a>x)(?<a>y)", "expected a name that no other group has", "       ^^^^^"),
    ("(?<1>x)", "expected the name of a group", "   ^"),
    ("(?<>x)", "expected the name of a group", "^^^^"),
    ("(?<a", "expected > to end the name of this group", "^^^^"),
    ("(?P=a)", "expected one of the flags i, m, s, U, R, u, x", "  ^"),
    ("(?ii)", "expected each flag, and the minus, at most once", "   ^"),
    ("(?i-i)", "expected each flag, and the minus, at most once", "    ^"),
    ("(?i-)", "expected a flag after the minus", "    ^"),
    ("(?)", "expected flags between ? and )", "^^^"),
    ("(?i", "expected : or ) to end the flags of this group", "^^^"),
    ("*a", "expected something to repeat", "^"),
    ("(?i)*", "expected something to repeat", "    ^"),
    ("a|+", "expected something to repeat", "  ^"),
    ("a{,3}", "expected how often to repeat, as in {2,3}", " ^"),
    ("a{3,2}", "expected the smaller count of a repetition first", " ^^^^^"),
    ("a{2", "expected } to end this repetition", " ^^"),
    ("a{4294967296}", "expected a count that fits 32 bits", " ^^^^^^^^^^^"),
    ("\\", "expected an escape after the last backslash", "^"),
    (r"\q", "unrecognized escape sequence", "^^"),
    (r"\é", "unrecognized escape sequence", "^^"),
    (r"\x4", "expected 2 hexadecimal digits", "^^^"),
    (r"\x{}", "expected hexadecimal digits between the braces", "^^^^"),
    (r"\x{D800}", "expected the code point of a character", "^^^^^^^^"),
    (r"\x{41", "expected } to end the hexadecimal digits", "^^^^^"),
    (r"\p{Foo}", "expected the name of a Unicode class", "^^^^^^^"),
    (r"\p{sc=Foo}", "expected a value of the Unicode property sc", "^^^^^^^^^^"),
    (r"\p{bc=AL}", "expected one of the Unicode properties gc, sc, scx, age, gcb, wb, sb", "^" * 9),
    (r"\p{L", "expected } to end the name of the Unicode class", "^^^^"),
    (r"\b{foo}", "expected one of the word boundaries end, end-half, start, start-half", "  ^^^^^"),
    ("[a", "expected ] to end this class", "^^"),
    ("[]", "expected ] to end this class", "^^"),
    ("[z-a]", "expected the smaller end of a range first", " ^^^"),
    (r"[a-\d]", "expected one character at both ends of a range", " ^^^^"),
    (r"[\b]", "this escape does not stand for characters", " ^^"),
    ("(?-u).", "without the flag u a dot could match invalid UTF-8", "     ^"),
    (r"(?-u)\W", "without the flag u this class could match invalid UTF-8", "     ^^"),
    (r"(?-u)\xFF", "without the flag u this could match invalid UTF-8", "     ^^^^"),
    (r"(?-u)\pL", "a Unicode class needs the flag u", "     ^^^"),
    ("(?-u)[^a]", "without the flag u a negated class could match invalid UTF-8", "      ^"),
    ("(?-u)[é]", "a character beyond ASCII in a class needs the flag u", "      ^"),
    (r"\w{210}", "expected less repetition: compiled, this is over 10 MiB", "^^^^^^^"),
]


@pytest.mark.parametrize("source", ACCEPTED)
def test_accepted(source: str) -> None:
    check_regex(source)


@pytest.mark.parametrize(("source", "message", "carets"), REFUSED)
def test_refused(source: str, message: str, carets: str) -> None:
    with pytest.raises(RegexError) as refusal:
        check_regex(source)

    assert refusal.value.message == message
    assert caret_excerpt(source, refusal.value.span).splitlines()[-1] == f"  {carets}"


@given(st.text(st.sampled_from("()[]{}<>?*+|^$.-&~:,\\pPxubBdw=!iU#a1 é\ud800"), max_size=30))
def test_any_text_is_a_regex_or_none(source: str) -> None:
    refusal = None
    try:
        check_regex(source)
    except RegexError as error:
        refusal = error

    if refusal is not None:
        assert 0 <= refusal.span.start <= len(source)


@pytest.mark.parametrize("nested", ["(", "[", "(?:"])
def test_a_tree_higher_than_250_is_refused(nested: str) -> None:
    closing = "]" if nested == "[" else ")"
    with pytest.raises(RegexError, match="at most 250 levels"):
        check_regex(nested * 251 + "a" + closing * 251)


@given(st.text(st.sampled_from(r"()[]\wWk&-^|*+?.aé"), max_size=250))
@example(r"\w" * 125)
@example(r"\W|" * 83)
@example("(" * 125 + ")" * 125)
@example("a" + "*" * 249)
@example("[" * 125 + "]" * 125)
def test_a_short_regex_without_counts_need_not_be_measured(source: str) -> None:
    try:
        tree = read_regex(source)
    except RegexError:
        return

    assert not too_high(tree)
    assert not too_large(tree)


def _line(source: str) -> str:
    return "body matches /{}/".format(source.replace("/", "\\/"))


@pytest.mark.oracle
def test_hurl_thinks_the_same_of_the_tables(tmp_path: Path) -> None:
    require_hurlfmt()
    sources = ACCEPTED + [source for source, _message, _carets in REFUSED if source != "\\"]

    assert disagreements([_line(source) for source in sources], tmp_path) == []


@pytest.mark.oracle
def test_hurl_thinks_the_same_of_random_regexes(tmp_path: Path) -> None:
    require_hurlfmt()
    gates, dice = Gates(5), Random(5)  # noqa: S311  a test must repeat
    modes = ("", "", "(?x)", "(?-u)")
    lines = [_line(dice.choice(modes) + gates.regexes.regex()) for _ in range(800)]

    assert disagreements(lines, tmp_path) == []

"""Our reading of regexes beside the real Hurl: random regexes on strings made to be near them.

``python -m tests.gates.languages.differential 20000 7`` compares at least 20,000 pairs of seed 7
and prints where the two disagree. A string is a random walk through the automaton of a regex, so
that it nearly matches, or random characters of the sets that the regex tells apart.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

from tests.gates.generate_regex import RegexSource
from tests.gates.languages.hurl_strings import quoted, table
from toolkit.gates.languages import TooHard, classes, matches, matching, only
from toolkit.gates.languages.automaton import Fate
from toolkit.gates.languages.charset import EVERY, one_of
from toolkit.gates.languages.language import Recognised
from toolkit.gates.languages.partition import Alphabet, alphabet
from toolkit.gates.parsing.rust_regex import RegexError

_UNPLAYABLE = "\ufeff\x85\u2028\u2029"
"""Hurl takes a byte order mark for none of the text; `tests.hurl` splits its answer at the rest."""
_PLAYABLE = only(EVERY - one_of(_UNPLAYABLE))
_BATCH = 40
_TEXTS_EACH = 5
_INTERESTING = (
    "aAzZkK\u212a\u017fsS09_ -.\n\r\t"
    "\xe9\xc9\xdf\u1e9e\u0391\u03b1\u03c2\u03c3\u03a3\u0345\u0130\u0131\ufb00\u0663\xa0\u200d\u4e2d\U0001f600\u0301"
)

_PIECES = (
    *("a", "b", "k", "S", "é", "\u03c3", ".", r"\w", r"\d", r"\s", r"\W", r"\S", "[a-c]", "[^a]"),
    *("[[:alpha:]&&[^a]]", r"[\w--\d]", "[a-z~~k-p]", r"\p{Lu}", r"\P{L}", r"\p{Greek}", "ß", "ab"),
    *(
        r"\n",
        r"\r",
        r"\r\n",
        "k",
        "_",
        r"[^\n]",
        r"\p{scx:Grek}",
        "[^[:word:]]",
        "(?-u:[[:upper:]])",
    ),
)
_LOOKS = (
    *("^", "$", r"\A", r"\z", r"\b", r"\B", r"\b{start}", r"\b{end}", r"\b{start-half}"),
    *(r"\b{end-half}", r"\<", r"\>", r"(?-u:\b)", r"(?-u:\B)", r"(?-u:\b{start})"),
    *(
        r"(?-u:\b{end-half})",
        "(?m:^)",
        "(?m:$)",
        "(?mR:^)",
        "(?mR:$)",
        "(?R:$)",
        "(?R:.)",
        "(?s:.)",
    ),
)
_FLAGS = ("i", "i", "m", "s", "x", "U", "R", "mR", "is", "im", "-i", "i-s")
_REPEATS = ("*", "+", "?", "*?", "{2}", "{1,3}", "{2,}", "{0,2}?", "{0}")


def simple_regex(dice: Random, depth: int = 2) -> str:
    """Return a valid regex with more assertions, flags and classes than a person would write."""
    parts = []
    for _ in range(dice.choice((1, 2, 2, 3, 4))):
        roll = dice.random()
        if roll < 0.3:
            parts.append(dice.choice(_LOOKS))
            continue
        if roll < 0.45 and depth:
            opening = dice.choice(("(", "(?:", f"(?{dice.choice(_FLAGS)}:"))
            inner = "|".join(simple_regex(dice, depth - 1) for _ in range(dice.choice((1, 1, 2))))
            parts.append(f"{opening}{inner})")
        else:
            parts.append(dice.choice(_PIECES))
        if dice.random() < 0.3:
            parts[-1] = f"(?:{parts[-1]}){dice.choice(_REPEATS)}"
    flags = f"(?{dice.choice(_FLAGS)})" if dice.random() < 0.3 else ""
    return flags + "".join(parts)


def sources(dice: Random) -> Iterator[str]:
    """Yield random regexes without end."""
    wild = RegexSource(dice, Counter())
    while True:
        source = wild.regex() if dice.random() < 0.4 else simple_regex(dice)
        try:
            matching(source)
        except (RegexError, TooHard):
            continue
        if "\x00" not in source:
            yield source


def near(dice: Random, source: str) -> str:
    """Return a string that the automaton of a regex is not done with for long."""
    language = matching(source)
    assert isinstance(language, Recognised)
    automaton = language.automaton
    letters = _letters(source)
    number, text = 0, ""
    for _ in range(dice.choice((0, 1, 2, 3, 4, 6, 9))):
        choices = list(zip(letters.representatives, letters.columns[0], strict=True))
        char, letter = dice.choice(choices)
        for _ in range(2):  # prefer what leads on
            if automaton.fates[automaton.row(number)[letter]] is Fate.NEVER:
                char, letter = dice.choice(choices)
        number = automaton.row(number)[letter]
        same = [other for other in _INTERESTING if automaton.partition.letter(other) == letter]
        text += dice.choice([char, *same])
    return "".join(char for char in text if char not in _UNPLAYABLE)


def _letters(source: str) -> Alphabet:
    language = matching(source)
    assert isinstance(language, Recognised)
    return alphabet((language.automaton.partition,))


def disagreements(
    patterns: Sequence[str], texts: Sequence[str], folder: Path
) -> list[tuple[str, str, bool]]:
    """Return each pattern and text on which the real Hurl says otherwise, and what it says."""
    rows = table(texts, [f"matches {quoted(pattern)}" for pattern in patterns], folder)
    return [
        (pattern, text, theirs)
        for text, row in zip(texts, rows, strict=True)
        for pattern, theirs in zip(patterns, row, strict=True)
        if matches(pattern, text) != theirs
    ]


def batch(dice: Random, regexes: Iterator[str], size: int = _BATCH) -> tuple[list[str], list[str]]:
    """Return some regexes, strings near them, and the witnesses of what tells them apart."""
    patterns = [next(regexes) for _ in range(size)]
    texts = {near(dice, pattern) for pattern in patterns for _ in range(_TEXTS_EACH)}
    for left, right in zip(patterns[::2], patterns[1::2], strict=True):
        with suppress(TooHard):
            texts.update(classes([matching(left), matching(right)], within=_PLAYABLE).values())
    return patterns, sorted(texts)


def main(count: int, seed: int) -> int:
    """Compare at least ``count`` pairs; return how many disagree."""
    dice = Random(seed)  # noqa: S311  dice, not secrets
    regexes = sources(dice)
    compared = held = 0
    found = []
    while compared < count:
        patterns, texts = batch(dice, regexes)
        with tempfile.TemporaryDirectory() as folder:
            found += disagreements(patterns, texts, Path(folder))
        compared += len(patterns) * len(texts)
        held += sum(matches(pattern, text) for pattern in patterns for text in texts)
    for pattern, (text, theirs) in {pattern: rest for pattern, *rest in found}.items():
        print(f"{pattern!r} on {text!r}: hurl says {theirs}")  # noqa: T201  it is a script
    print(f"{compared} pairs, {held} match, {len(found)} disagreements")  # noqa: T201
    return len(found)


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]))))

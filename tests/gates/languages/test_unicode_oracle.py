"""Our Unicode tables beside the real Hurl, over all 1.1 million characters.

One body holds every scalar value. For each class, a regex of what our table and Hurl's class do
not have in common must not match in it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from tests.gates.languages.hurl_strings import quoted, table
from tests.hurl import require_hurl
from toolkit.gates.languages import unicode_classes
from toolkit.gates.languages.case_folding import _orbits
from toolkit.gates.languages.charset import END, EVERY, CharSet, from_ranges
from toolkit.gates.languages.unicode import names
from toolkit.gates.languages.unicode_classes import perl_class, unicode_class

_LINES = 40
"""How many large classes Hurl holds in memory at once."""

pytestmark = pytest.mark.oracle

ALL = "".join(chr(code) for start, end in EVERY.intervals() for code in range(start, end))
EVERYDAY = (
    "L",
    "Lu",
    "Ll",
    "N",
    "Nd",
    "P",
    "S",
    "Z",
    "Greek",
    "Latin",
    "Han",
    "Cyrillic",
    "Alphabetic",
)


@pytest.fixture(autouse=True)
def _hurl() -> None:
    require_hurl()


def difference(theirs: str, ours: CharSet) -> str:
    """Return a class of the characters on which Hurl's class and our set disagree."""
    return f"[{theirs}~~[{written(ours) or 'a&&b'}]]"


def written(chars: CharSet) -> str:
    """Return the ranges of a set as the inside of a class in brackets."""
    return "".join(rf"\x{{{start:x}}}-\x{{{end - 1:x}}}" for start, end in chars.intervals())


def every_class() -> Iterator[str]:
    """Yield the inside of each class that has a table."""
    for name in dict.fromkeys(unicode_classes._names("PROPERTY").values()):
        if name.upper() not in vars(names) and name != "Script_Extensions":
            yield name
    for prop, constant in (
        ("gc", "GENERAL_CATEGORY"),
        ("sc", "SCRIPT"),
        ("scx", "SCRIPT"),
        ("age", "AGE"),
        ("gcb", "GRAPHEME_CLUSTER_BREAK"),
        ("sb", "SENTENCE_BREAK"),
        ("wb", "WORD_BREAK"),
    ):
        for value in dict.fromkeys(unicode_classes._names(constant).values()):
            yield f"{prop}={value}"
    yield from ("gc=Any", "gc=Assigned", "gc=ASCII")


def assert_same(classes: dict[str, CharSet], folder: Path) -> None:
    """Assert that Hurl and we mean the same by each class."""
    names = list(classes)
    for start in range(0, len(names), _LINES):
        some = names[start : start + _LINES]
        lines = [f"not matches {quoted(difference(name, classes[name]))}" for name in some]
        (held,) = table([ALL], lines, folder)

        assert [name for name, same in zip(some, held, strict=True) if not same] == []


def test_perl_classes_and_everyday_classes_are_those_of_hurl(tmp_path: Path) -> None:
    classes = {rf"\{letter}": perl_class(letter, unicode=True) for letter in "dsw"}
    classes |= {rf"\p{{{name}}}": unicode_class(name) for name in EVERYDAY}

    assert_same(classes, tmp_path)


def test_letters_have_the_cases_that_hurl_gives_them(tmp_path: Path) -> None:
    check_folding(tmp_path, step=7)


def check_folding(folder: Path, step: int) -> None:
    """Among the characters that have a case: each matches its orbit, and nothing beside it."""
    every, orbits = _orbits()
    keys = every[::step]
    strangers, members = [], []
    for key in keys:
        insensitive = rf"(?i:\x{{{key:x}}})"
        orbit = written(from_ranges((code, code) for code in orbits[key]))
        strangers.append(f"not matches {quoted(rf'{insensitive}[^{orbit}-]')}")
        often = len(orbits[key])
        members.append(
            f"matches {quoted(rf'^[^{orbit}]*(?:{insensitive}[^{orbit}]*){{{often}}}$')}"
        )
    cased = [chr(key) for key in every]

    assert table(["".join(f"{char}{char}-" for char in cased)], strangers, folder) == [
        [True] * len(keys)
    ]
    assert table(["".join(cased)], members, folder) == [[True] * len(keys)]


def test_no_other_character_has_a_case(tmp_path: Path) -> None:
    """None is the same as one of the table but for its case."""
    cased = from_ranges((key, key) for key in _orbits()[0])

    assert not_folded([(EVERY - cased, cased)], tmp_path)


def not_folded(pairs: Sequence[tuple[CharSet, CharSet]], folder: Path) -> bool:
    """Return whether no character of a first set is one of the second but for its case.

    Both sides of an operator are folded before it is applied.
    """
    return all(
        table(
            [ALL], [f"not matches {quoted(f'(?i:[[{written(one)}]&&[{written(two)}]])')}"], folder
        )
        == [[True]]
        for one, two in pairs
    )


def with_bit(chars: CharSet, bit: int) -> CharSet:
    """Return the characters of a set whose code point has a bit."""
    step = 1 << bit
    return chars & from_ranges((start, start + step - 1) for start in range(step, END, 2 * step))


def check_everything(folder: Path) -> int:
    """Compare every class that has a name, and all cases; return how many classes."""
    known = {}
    for name in every_class():
        with suppress(KeyError):  # a value that no character has
            known[rf"\p{{{name}}}"] = unicode_class(name)
    assert_same(known, folder)
    check_folding(folder, step=1)
    cased = from_ranges((key, key) for key in _orbits()[0])
    others = EVERY - cased
    # Two characters differ in some bit of their code points.
    halves = [with_bit(others, bit) for bit in range(21)]
    assert not_folded([(half, others - half) for half in halves], folder)
    return len(known)


def main() -> None:
    """Compare everything, which takes minutes."""
    with tempfile.TemporaryDirectory() as folder:
        print(check_everything(Path(folder)), "classes agree")  # noqa: T201  it is a script


if __name__ == "__main__":
    main()

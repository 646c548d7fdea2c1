"""Our Unicode tables beside the real Hurl, over all 1.1 million characters.

One body holds every scalar value. For each class, a regex of what our table and Hurl's class do
not have in common must not match in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gates.languages.hurl_strings import quoted, table
from tests.hurl import require_hurl
from toolkit.gates.languages import unicode_classes
from toolkit.gates.languages.case_folding import _orbits
from toolkit.gates.languages.charset import EVERY, CharSet, from_ranges
from toolkit.gates.languages.unicode import names
from toolkit.gates.languages.unicode_classes import perl_class, unicode_class

pytestmark = pytest.mark.oracle

ALL = "".join(chr(code) for start, end in EVERY.intervals() for code in range(start, end))
EVERYDAY = ("L", "Lu", "Ll", "N", "Nd", "P", "S", "Z", "Greek", "Latin", "Han", "Cyrillic", "Alphabetic")


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
    lines = [f"not matches {quoted(difference(*item))}" for item in classes.items()]
    (held,) = table([ALL], lines, folder)

    assert [name for name, same in zip(classes, held, strict=True) if not same] == []


def test_perl_classes_and_everyday_classes_are_those_of_hurl(tmp_path: Path) -> None:
    classes = {rf"\{letter}": perl_class(letter, unicode=True) for letter in "dsw"}
    classes |= {rf"\p{{{name}}}": unicode_class(name) for name in EVERYDAY}

    assert_same(classes, tmp_path)


def check_everything(folder: Path) -> int:
    """Compare every class that has a name and every orbit of case folding; return how many."""
    known = {}
    for name in every_class():
        try:
            known[rf"\p{{{name}}}"] = unicode_class(name)
        except KeyError:  # a name without a table: Hurl must refuse it too
            print("no table:", name)  # noqa: T201
    assert_same(known, folder)
    return len(known) + check_folding(folder, step=1)


def check_folding(folder: Path, step: int) -> int:
    """Compare the orbit of every ``step``-th character that has a case.

    In a body where each character stands twice on a line, ``(?i:x)`` before a character outside
    the orbit of x is a character that Hurl takes for x and we do not.
    """
    keys, orbits = _orbits()
    chosen = keys[::step]
    strangers, sequences = [], []
    for key in chosen:
        orbit = "".join(rf"\x{{{code:x}}}" for code in orbits[key])
        insensitive = rf"(?i:\x{{{key:x}}})"
        stranger = rf"{insensitive}[^{orbit}\n]"
        sequence = rf"^[^{orbit}]*(?:{insensitive}[^{orbit}]*){{{len(orbits[key])}}}$"
        strangers.append(f"not matches {quoted(stranger)}")
        sequences.append(f"matches {quoted(sequence)}")
    every = "".join(f"{char}{char}\n" for char in ALL if char not in "\r\n")
    assert table([every], strangers, folder) == [[True] * len(chosen)]
    assert table([ALL], sequences, folder) == [[True] * len(chosen)]
    return len(chosen)


def test_letters_have_the_cases_that_hurl_gives_them(tmp_path: Path) -> None:
    check_folding(tmp_path, step=97)


def test_what_has_no_other_case_is_no_other_letter(tmp_path: Path) -> None:
    """All characters outside the table, as one class, stay as they are under the flag i."""
    cased = from_ranges((key, key) for key in _orbits()[0])
    body = "".join(char for char in ALL if char in cased)
    insensitive = f"(?i:[{written(EVERY - cased)}])"
    ((held,),) = table([body], [f"not matches {quoted(insensitive)}"], tmp_path)

    assert held

r"""Named classes of characters, as Rust's ``regex`` crate knows them: Unicode 16.

The tables are those of the crate regex-syntax 0.8.11, so no answer depends on the Unicode version
of the Python in use. A table lists its ranges in steps of base 36: how many code points are left
out, and after a hyphen how many more than one are in. They are decoded when first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module

from toolkit.gates.languages.charset import (
    EVERY,
    CharSet,
    between,
    from_ranges,
    one_of,
    union,
)
from toolkit.gates.parsing.unicode_names import loose

_UNIONS = {
    "Cased_Letter": "Lowercase_Letter Titlecase_Letter Uppercase_Letter",
    "Letter": "Lowercase_Letter Modifier_Letter Other_Letter Titlecase_Letter Uppercase_Letter",
    "Mark": "Enclosing_Mark Nonspacing_Mark Spacing_Mark",
    "Number": "Decimal_Number Letter_Number Other_Number",
    "Other": "Control Format Private_Use Unassigned",
    "Punctuation": (
        "Close_Punctuation Connector_Punctuation Dash_Punctuation Final_Punctuation"
        " Initial_Punctuation Open_Punctuation Other_Punctuation"
    ),
    "Separator": "Line_Separator Paragraph_Separator Space_Separator",
    "Symbol": "Currency_Symbol Math_Symbol Modifier_Symbol Other_Symbol",
    "Assigned": ("Letter Mark Number Punctuation Separator Symbol Control Format Private_Use"),
}
"""Categories that are made up of others; UAX 44, table 12."""

_ASCII_WORD = between("0", "9") | between("A", "Z") | between("a", "z") | one_of("_")
_ASCII = {
    "alnum": _ASCII_WORD - one_of("_"),
    "alpha": between("A", "Z") | between("a", "z"),
    "ascii": between("\0", "\x7f"),
    "blank": one_of("\t "),
    "cntrl": between("\0", "\x1f") | one_of("\x7f"),
    "digit": between("0", "9"),
    "graph": between("!", "~"),
    "lower": between("a", "z"),
    "print": between(" ", "~"),
    "punct": between("!", "~") - (_ASCII_WORD - one_of("_")),
    "space": one_of("\t\n\x0b\x0c\r "),
    "upper": between("A", "Z"),
    "word": _ASCII_WORD,
    "xdigit": between("0", "9") | between("A", "F") | between("a", "f"),
}
_PERL_ASCII = {"d": "digit", "s": "space", "w": "word"}


def posix_class(name: str) -> CharSet:
    """Return ``[:name:]``.

    Raises:
        KeyError: There is no such class.
    """
    return _ASCII[name]


@lru_cache(maxsize=16)
def perl_class(letter: str, *, unicode: bool) -> CharSet:
    r"""Return what ``\d``, ``\s`` or ``\w`` stands for, by its small letter."""
    if not unicode:
        return _ASCII[_PERL_ASCII[letter]]
    if letter == "w":
        return _ranges("perl_word", "word")
    return _category("Decimal_Number") if letter == "d" else _ranges("property_bool", "White_Space")


@lru_cache(maxsize=256)
def unicode_class(inside: str) -> CharSet:
    r"""Return the class that ``\p{inside}`` stands for, ``!=`` and a leading ``^`` left aside.

    The order of the search is that of regex-syntax, ``ClassQuery::canonical_binary``: a property
    by itself, then a category, then a script.

    Raises:
        KeyError: There is no such class.
    """
    separator = next((mark for mark in ("!=", ":", "=") if mark in inside), None)
    if separator is None:
        return _by_name(loose(inside))
    name, _, value = inside.partition(separator)
    return _by_value(_names("PROPERTY")[loose(name)], loose(value))


def _by_name(name: str) -> CharSet:
    # cf, sc and lc are categories, though they abbreviate properties as well.
    if name not in {"cf", "sc", "lc"} and (prop := _names("PROPERTY").get(name)):
        return _ranges("property_bool", prop)
    try:
        return _by_value("General_Category", name)
    except KeyError:
        return _by_value("Script", name)


def _by_value(prop: str, value: str) -> CharSet:
    if prop == "General_Category":
        special = {"any": EVERY, "ascii": _ASCII["ascii"]}.get(value)
        return special or _category(
            "Assigned" if value == "assigned" else _names("GENERAL_CATEGORY")[value]
        )
    if prop == "Age":
        return _age(_names("AGE")[value])
    if prop == "Script_Extensions":
        return _ranges("script_extension", _names("SCRIPT")[value])
    table = prop.lower()
    return _ranges(table, _names(table.upper())[value])


def _category(name: str) -> CharSet:
    if name == "Unassigned":
        return ~_category("Assigned")
    if name not in _UNIONS:
        return _ranges("general_category", name)
    return union(_category(part) for part in _UNIONS[name].split())


def _age(name: str) -> CharSet:
    """Return all characters that were there in a version of Unicode."""
    versions = _table("age")
    if name not in versions:  # Unassigned
        raise KeyError(name)
    until = _version(name)
    return union(_ranges("age", other) for other in versions if _version(other) <= until)


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name[1:].split("_"))


@lru_cache(maxsize=256)
def _ranges(table: str, name: str) -> CharSet:
    """Decode the ranges of one class."""
    position = 0
    found = []
    for step in _table(table)[name].split():
        gap, _, more = step.partition("-")
        first = position + int(gap, 36)
        position = first + (int(more, 36) if more else 0) + 1
        found.append((first, position - 1))
    return from_ranges(found)


def _table(name: str) -> Mapping[str, str]:
    module = import_module(f"toolkit.gates.languages.unicode.{name}")
    ranges: Mapping[str, str] = module.RANGES
    return ranges


@lru_cache(maxsize=16)
def _names(constant: str) -> Mapping[str, str]:
    module = import_module("toolkit.gates.languages.unicode.names")
    text: str = getattr(module, constant)
    return dict(pair.split("=") for pair in text.split())

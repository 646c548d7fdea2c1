"""The items that a ``strftime`` format of chrono consists of (chrono, format/strftime.rs)."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.gates.evaluation.rust_text import WHITE_SPACE


class Pad(enum.Enum):
    """What a number is filled up with."""

    ZERO = "0"
    SPACE = "_"
    NONE = "-"


class Number(enum.Enum):
    """A number, by its letter."""

    YEAR = "Y"
    CENTURY = "C"
    YEAR_OF_CENTURY = "y"
    ISO_YEAR = "G"
    ISO_YEAR_OF_CENTURY = "g"
    QUARTER = "q"
    MONTH = "m"
    DAY = "d"
    WEEK_FROM_SUNDAY = "U"
    WEEK_FROM_MONDAY = "W"
    ISO_WEEK = "V"
    DAYS_FROM_SUNDAY = "w"
    DAY_OF_WEEK = "u"
    ORDINAL = "j"
    HOUR = "H"
    HOUR12 = "I"
    MINUTE = "M"
    SECOND = "S"
    NANOSECOND = "f"
    TIMESTAMP = "s"


class Word(enum.Enum):
    """Everything else that is no fixed text, by what stands for it."""

    SHORT_MONTH = "b"
    LONG_MONTH = "B"
    SHORT_WEEKDAY = "a"
    LONG_WEEKDAY = "A"
    LOWER_HALF = "P"
    UPPER_HALF = "p"
    ZONE_NAME = "Z"
    OFFSET = "z"
    OFFSET_COLON = ":z"
    OFFSET_SECONDS = "::z"
    OFFSET_HOURS = ":::z"
    OFFSET_LOOSE = "#z"
    FRACTION = ".f"
    FRACTION3 = ".3f"
    FRACTION6 = ".6f"
    FRACTION9 = ".9f"
    DIGITS3 = "3f"
    DIGITS6 = "6f"
    DIGITS9 = "9f"
    RFC3339 = "+"


@dataclass(frozen=True, slots=True)
class Numeric:
    """A number with its padding."""

    number: Number
    pad: Pad


@dataclass(frozen=True, slots=True)
class Literal:
    """A text that stands for itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Space:
    """White space: written as it is, read as any amount."""

    text: str


@dataclass(frozen=True, slots=True)
class Invalid:
    """No item at all."""


Item = Numeric | Word | Literal | Space | Invalid

_COMPOSED = {
    "D": "%m/%d/%y",
    "x": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "v": "%e-%b-%Y",
    "R": "%H:%M",
    "T": "%H:%M:%S",
    "X": "%H:%M:%S",
    "r": "%I:%M:%S %p",
    "c": "%a %b %e %H:%M:%S %Y",
}
_NUMBERS = {number.value: (number, Pad.ZERO) for number in Number} | {
    "e": (Number.DAY, Pad.SPACE),
    "k": (Number.HOUR, Pad.SPACE),
    "l": (Number.HOUR12, Pad.SPACE),
    **{
        number.value: (number, Pad.NONE)
        for number in (
            Number.QUARTER,
            Number.DAYS_FROM_SUNDAY,
            Number.DAY_OF_WEEK,
            Number.TIMESTAMP,
        )
    },
}
_OTHERS: dict[str, Item] = {
    **{word.value: word for word in Word},
    "h": Word.SHORT_MONTH,
    "t": Space("\t"),
    "n": Space("\n"),
    "%": Literal("%"),
}

_ITEM = re.compile(
    rf"""
      % (?P<pad> [-_0] )? (?P<spec> \#z | :{{1,3}}z | \.[369]?f | [369]f | . )
    | (?P<space> [{WHITE_SPACE}]+ )
    | (?P<literal> [^%{WHITE_SPACE}]+ )
    | (?P<end> % [-_0]? )
    """,
    re.VERBOSE | re.DOTALL,
)


def items(format_: str) -> Iterator[Item]:
    """Yield the items of a format; after what is none, the rest makes no difference."""
    for found in _ITEM.finditer(format_):
        if found["space"]:
            yield Space(found["space"])
        elif found["literal"]:
            yield Literal(found["literal"])
        elif found["end"]:
            yield Invalid()
        else:
            yield from _specified(found["spec"], found["pad"])


def _specified(spec: str, pad: str | None) -> Iterator[Item]:
    """Yield what a specifier stands for; only a number takes a padding."""
    if spec in _NUMBERS:
        number, usual = _NUMBERS[spec]
        yield Numeric(number, Pad(pad) if pad else usual)
    elif pad:
        yield Invalid()
    elif spec in _COMPOSED:
        yield from items(_COMPOSED[spec])
    else:
        yield _OTHERS.get(spec, Invalid())

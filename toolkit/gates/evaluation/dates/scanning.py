"""Reading the pieces of dates (chrono, format/scan.rs).

A scanner walks over a text; a method that cannot read its piece raises `NoDateError`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.gates.evaluation.numbers import I64_MAX
from toolkit.gates.evaluation.rust_text import trimmed_start

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_DIGITS = re.compile("[0-9]*")
_LETTERS = re.compile("[A-Za-z]*")
_COLONS_AND_SPACES = re.compile(r"[:\s]*")
_SHORT = 3
_NANO_DIGITS = 9
_FIFTY_NINE = 59
_ZONES = {"gmt": 0, "ut": 0, "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7}
_ZONES |= {"pdt": -7, "pst": -8}
_NO_MILITARY = "j"


class NoDateError(ValueError):
    """The text is not what the format says."""


class Scanner:
    """A text and what is left of it."""

    def __init__(self, text: str) -> None:
        self.rest = text

    def skip_space(self) -> None:
        """Skip white space, if there is any."""
        self.rest = trimmed_start(self.rest)

    def space(self) -> None:
        """Skip white space, of which there has to be some."""
        before = self.rest
        self.skip_space()
        if self.rest == before:
            raise NoDateError

    def literal(self, text: str) -> None:
        """Read exactly this text."""
        if not self.accept(text):
            raise NoDateError

    def accept(self, text: str) -> bool:
        """Read this text, if it comes next."""
        if not self.rest.startswith(text):
            return False
        self.rest = self.rest[len(text) :]
        return True

    def number(self, least: int, most: int | None = None) -> int:
        """Read a number of so many digits; of more digits the first ones are read."""
        digits = _take(_DIGITS, self.rest)[:most]
        if len(digits) < least:
            raise NoDateError
        self.rest = self.rest[len(digits) :]
        significant = digits.lstrip("0") or "0"
        if len(significant) > len(str(I64_MAX)) or int(significant) > I64_MAX:
            raise NoDateError
        return int(significant)

    def nanoseconds(self) -> int:
        """Read decimals of a second; beyond nine they do not count."""
        digits = _take(_DIGITS, self.rest)
        if not digits:
            raise NoDateError
        self.rest = self.rest[len(digits) :]
        return int(digits[:_NANO_DIGITS].ljust(_NANO_DIGITS, "0"))

    def fixed_nanoseconds(self, digits: int) -> int:
        """Read exactly so many decimals of a second."""
        return self.number(digits, digits) * int(10 ** (_NANO_DIGITS - digits))

    def name(self, names: Sequence[str], *, long: bool) -> int:
        """Read a name in any case by its first three letters, the rest of it too if it is there."""
        start = self.rest[:_SHORT].lower()
        for index, name in enumerate(names):
            if self.rest[:_SHORT].isascii() and name[:_SHORT] == start:
                size = len(name)
                whole = long and self.rest[:size].isascii() and self.rest[:size].lower() == name
                self.rest = self.rest[size if whole else _SHORT :]
                return index
        raise NoDateError

    def offset(
        self, *, colon: str = "any", zulu: bool = False, minutes: bool = True, minus: bool = True
    ) -> int:
        """Read an offset from UTC in seconds.

        ``colon``: what stands between hours and minutes: ``any`` colons and spaces, ``one`` colon,
        ``none``. ``zulu``: a Z will do. ``minutes``: they must not be missing. ``minus``: the
        sign may be U+2212.
        """
        if zulu and (self.accept("Z") or self.accept("z")):
            return 0
        sign = self._sign(minus=minus)
        hours = self.number(2, 2)
        if colon == "any":
            self.rest = self.rest[len(_take(_COLONS_AND_SPACES, self.rest)) :]
        elif colon == "one":
            self.literal(":")
        return sign * (hours * 3600 + self._minutes(required=minutes) * 60)

    def _sign(self, *, minus: bool) -> int:
        if self.accept("+"):
            return 1
        if self.accept("-") or (minus and self.accept("\u2212")):
            return -1
        raise NoDateError

    def _minutes(self, *, required: bool) -> int:
        if len(self.rest.encode()[:2]) < 2:  # noqa: PLR2004  two digits or nothing
            if required or self.rest:
                raise NoDateError
            return 0
        minutes = self.number(2, 2)
        if minutes > _FIFTY_NINE:
            raise NoDateError
        return minutes

    def offset_of_mail(self) -> int:
        """Read a zone of RFC 2822: an offset without colon, or one of the old names."""
        letters = _take(_LETTERS, self.rest)
        if not letters:
            return self.offset(colon="none", minus=False)
        self.rest = self.rest[len(letters) :]
        name = letters.lower()
        if name in _ZONES:
            return _ZONES[name] * 3600
        if len(name) == 1 and name != _NO_MILITARY:
            return 0
        raise NoDateError

    def comment(self) -> bool:
        """Read a comment of RFC 2822 in brackets, if there is one, and white space before it."""
        rest = trimmed_start(self.rest)
        if not rest.startswith("("):
            return False
        depth = position = 0
        while position < len(rest):
            char = rest[position]
            depth += (char == "(") - (char == ")")
            position += 2 if char == "\\" else 1
            if depth == 0:
                self.rest = rest[position:]
                return True
        return False


def _take(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return found.group() if found else ""

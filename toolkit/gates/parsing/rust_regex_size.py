r"""How large a regex becomes when Rust's ``regex`` crate compiles it, in bytes.

``Regex::new`` refuses what compiles to more than 10 MiB, which counted repetitions reach sooner
than one expects: ``\w{209}`` is fine and ``\w{210}`` is not. The numbers below were measured with
the real Hurl 7.1. They are exact for ASCII literals, classes, groups and repetitions, and close for
``.`` and the classes ``\d \s \w``. They are a lower bound for ``\p{...}``, for letters beyond ASCII
under the flag ``i`` and for alternations of words, so that a pattern close to the limit can pass
here which Hurl refuses; and an upper bound for alternations of single letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.gates.parsing.rust_regex_cursor import Flags

LIMIT = 10 * 2**20
_OVERHEAD = 224

_STATE = 32
EMPTY = _STATE
"""The size of what matches nothing or only looks: an empty branch, a word boundary."""
_TRANSITION = 8
_BRANCH = 4

_UNICODE_CLASSES = {
    "\\d": 5_124,
    "\\D": 12_756,
    "\\s": 680,
    "\\S": 1_924,
    "\\w": 50_090,
    "\\W": 46_600,
}
_BYTE_CLASSES = {"\\d": 72, "\\s": 80, "\\w": 96}
ANY = 1_000
"""The size of a dot, or of another class of nearly everything."""
_WITH_A_THIRD_CASE = 236
"""``k`` and ``s`` have a third case beyond ASCII: the Kelvin sign and the long s."""


def too_large(size: int) -> bool:
    """Return whether a whole pattern of this size is refused."""
    return size + _OVERHEAD > LIMIT


def literal(char: str, flags: Flags) -> int:
    """Return the size of one character."""
    if flags.ignore_case and char.isascii() and char.isalpha():
        third_case = flags.unicode and char in "kKsS"
        return _WITH_A_THIRD_CASE if third_case else 2 * _STATE + 2 * _TRANSITION
    return single(char)


def single(char: str) -> int:
    """Return the size of one character that has no other case: a state for each byte."""
    return _STATE * len(char.encode(errors="surrogatepass"))


def named_class(name: str, flags: Flags) -> int:
    """Return the size of an escape that stands for a class."""
    sizes = _UNICODE_CLASSES if flags.unicode else _BYTE_CLASSES
    return sizes.get(name, 2 * _STATE)


def ranges(members: list[tuple[str, str]]) -> int:
    """Return the size of a class of these ranges."""
    merged = 0
    last = ""
    for first, end in sorted(members):
        if not last or ord(first) > ord(last) + 1:
            merged += 1
        last = max(last, end)
    return 2 * _STATE + merged * _TRANSITION


def alternation(branches: list[int]) -> int:
    """Return the size of a choice between branches."""
    return sum(branches) + 2 * _STATE + len(branches) * _BRANCH


def capture(inner: int) -> int:
    """Return the size of a group that captures."""
    return inner + 2 * _STATE


def repetition(inner: int, least: int, most: int | None) -> int:
    """Return the size of a repetition: its copies, and a choice before each that may be missing."""
    choice = _STATE + 2 * _BRANCH
    if most is None:
        size = max(least, 1) * inner + choice
    elif most == least:
        size = least * inner if least else EMPTY
    else:
        size = least * inner + (most - least) * (inner + choice) + EMPTY
    return min(size, 2 * LIMIT)  # more is too large as well, and slow to calculate with

r"""How large a regex becomes when Rust's ``regex`` crate compiles it, in bytes.

``Regex::new`` refuses what compiles to more than 10 MiB, which counted repetitions reach sooner
than one expects: ``\w{209}`` is fine and ``\w{210}`` is not. The numbers below were measured with
the real Hurl 7.1. They are exact for ASCII literals, classes, groups and repetitions, and close for
``.`` and the classes ``\d \s \w``. They are a lower bound for ``\p{...}``, for letters beyond ASCII
under the flag ``i`` and for alternations of words, so that a pattern close to the limit can pass
here which Hurl refuses; and an upper bound for alternations of single letters.
"""

from __future__ import annotations

from toolkit.gates.parsing.rust_regex_tree import (
    Alternation,
    Bracket,
    Class,
    Dot,
    Flags,
    Group,
    Literal,
    Member,
    Operation,
    PerlClass,
    PosixClass,
    Range,
    Repetition,
    SetFlags,
    Syntax,
    UnicodeClass,
    Union,
    bottom_up,
    class_bottom_up,
)

_LIMIT = 10 * 2**20
_OVERHEAD = 224

_STATE = 32
_EMPTY = _STATE
"""The size of what matches nothing or only looks: an empty branch, a word boundary."""
_TRANSITION = 8
_BRANCH = 4

_UNICODE_CLASSES = {
    "d": 5_124,
    "D": 12_756,
    "s": 680,
    "S": 1_924,
    "w": 50_090,
    "W": 46_600,
}
_BYTE_CLASSES = {"d": 72, "s": 80, "w": 96}
_ANY = 1_000
"""The size of a dot, or of another class of nearly everything."""
_WITH_A_THIRD_CASE = 236
"""``k`` and ``s`` have a third case beyond ASCII: the Kelvin sign and the long s."""


def too_large(tree: Syntax) -> bool:
    """Return whether a whole pattern is refused for its size."""
    return bottom_up(tree, _size) + _OVERHEAD > _LIMIT


def _size(node: Syntax, inner: list[int]) -> int:
    """Return the size of a node, given the sizes of its parts."""
    if not inner:
        return _unit(node)
    match node:
        case Alternation():
            return sum(inner) + 2 * _STATE + len(inner) * _BRANCH
        case Repetition(_, least, most):
            return _repetition(inner[0], least, most)
        case Group(_, number):
            return inner[0] if number is None else inner[0] + 2 * _STATE
    return sum(inner)


def _unit(node: Syntax) -> int:
    """Return the size of a node without parts."""
    match node:
        case Literal(char, flags):
            return _literal(char, flags)
        case Dot():
            return _ANY
        case PerlClass() | UnicodeClass():
            return _named_class(node)
        case Bracket():
            return class_bottom_up(node, _class_size)
        case SetFlags():
            return 0
    return _EMPTY


def _class_size(node: Class, inner: list[int]) -> int:
    """Return the size of a class in brackets or of a part of one, given the sizes of its parts."""
    match node:
        case Range():
            return 0  # `_union` counts them together
        case PerlClass() | UnicodeClass():
            return _named_class(node)
        case PosixClass(_, negated):
            return _ANY if negated else 3 * _EMPTY
        case Union(members):
            return _union(members, inner)
        case Operation():
            return min(inner)
        case Bracket(_, negated):
            return max(inner[0], _ANY) if negated else inner[0]


def _literal(char: str, flags: Flags) -> int:
    """Return the size of one character."""
    if flags.ignore_case and char.isascii() and char.isalpha():
        third_case = flags.unicode and char in "kKsS"
        return _WITH_A_THIRD_CASE if third_case else 2 * _STATE + 2 * _TRANSITION
    return _single(char)


def _single(char: str) -> int:
    """Return the size of one character that has no other case: a state for each byte."""
    return _STATE * len(char.encode(errors="surrogatepass"))


def _named_class(node: PerlClass | UnicodeClass) -> int:
    """Return the size of an escape that stands for a class."""
    if isinstance(node, UnicodeClass):
        return 2 * _STATE
    return (_UNICODE_CLASSES if node.flags.unicode else _BYTE_CLASSES)[node.letter]


def _union(members: tuple[Member, ...], sizes: list[int]) -> int:
    """Return the size of a class of these members: the ranges together, or the largest class."""
    ranges = [member for member in members if isinstance(member, Range)]
    if len(members) == 1 and ranges and ranges[0].first == ranges[0].last:
        return _single(ranges[0].first)
    return max([_ranges(ranges), *sizes])


def _ranges(members: list[Range]) -> int:
    """Return the size of a class of these ranges."""
    merged = 0
    last = ""
    for first, end in sorted(members):
        if not last or ord(first) > ord(last) + 1:
            merged += 1
        last = max(last, end)
    return 2 * _STATE + merged * _TRANSITION


def _repetition(inner: int, least: int, most: int | None) -> int:
    """Return the size of a repetition: its copies, and a choice before each that may be missing."""
    choice = _STATE + 2 * _BRANCH
    if most is None:
        size = max(least, 1) * inner + choice
    elif most == least:
        size = least * inner if least else _EMPTY
    else:
        size = least * inner + (most - least) * (inner + choice) + _EMPTY
    return min(size, 2 * _LIMIT)  # more is too large as well, and slow to calculate with

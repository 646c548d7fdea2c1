r"""The syntax tree of a regex: what was written, each part with the flags in force there.

It is what ``regex_syntax::ast`` is to Rust. `rust_regex_size` asks whether Rust would take it,
`toolkit.gates.languages.regex_parser` what it means.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias, TypeVar


class Flags(NamedTuple):
    """The flags of a regex."""

    ignore_case: bool = False
    """``i``: letters stand for all their cases."""
    multi_line: bool = False
    """``m``: anchors hold at lines."""
    dot_all: bool = False
    """``s``: a dot stands for a line feed as well."""
    swap_greed: bool = False
    """``U``: repetitions are lazy unless a ``?`` follows."""
    crlf: bool = False
    """``R``: a carriage return ends lines as well."""
    unicode: bool = True
    """``u``: without it, classes and escapes mean bytes."""
    verbose: bool = False
    """``x``: blanks and comments do not count."""


# --- units --------------------------------------------------------------------------------


class Literal(NamedTuple):
    """One character."""

    char: str
    flags: Flags


class Dot(NamedTuple):
    """Any character, apart from those that end a line."""

    flags: Flags


class Assertion(NamedTuple):
    r"""``^``, ``$`` or an escape such as ``\b{start}``, without blanks."""

    text: str
    flags: Flags


class SetFlags(NamedTuple):
    """Flags for what follows; by itself it stands for nothing and cannot repeat."""


class PerlClass(NamedTuple):
    r"""``\d``, ``\s`` or ``\w``, or with a capital letter all other characters."""

    letter: str
    flags: Flags


class UnicodeClass(NamedTuple):
    r"""``\p{name}``; the name without blanks and comments, with ``=`` and its like."""

    name: str
    negated: bool
    r"""Whether ``\P`` or ``!=`` asks for all other characters; both together do not."""
    flags: Flags


# --- classes in brackets ------------------------------------------------------------------


class PosixClass(NamedTuple):
    """``[:name:]`` or ``[:^name:]``."""

    name: str
    negated: bool
    flags: Flags


class Range(NamedTuple):
    """The characters from the first to the last, which may be the same."""

    first: str
    last: str


class Union(NamedTuple):
    """What stands on one side of an operator, or between the brackets: any number of members."""

    members: tuple[Member, ...]


class Operation(NamedTuple):
    """``&&``, ``--`` or ``~~`` between two classes."""

    operator: str
    left: Union | Operation
    right: Union
    flags: Flags


class Bracket(NamedTuple):
    """A class in brackets."""

    inside: Union | Operation
    negated: bool
    flags: Flags


Member: TypeAlias = Range | PerlClass | UnicodeClass | PosixClass | Bracket
Class: TypeAlias = Member | Union | Operation
"""A class in brackets, or a part of one."""


# --- what holds units together ------------------------------------------------------------


class Concatenation(NamedTuple):
    """One part after the other; at least two, or none in an empty branch."""

    parts: tuple[Syntax, ...]


class Alternation(NamedTuple):
    """One of at least two branches."""

    branches: tuple[Syntax, ...]


class Repetition(NamedTuple):
    """From ``least`` to ``most`` times the inside; ``None`` is without end."""

    inside: Syntax
    least: int
    most: int | None
    greedy: bool


class Group(NamedTuple):
    """A group; one that captures has a number, counted from one."""

    inside: Syntax
    number: int | None


Unit: TypeAlias = Literal | Dot | Assertion | SetFlags | PerlClass | UnicodeClass | Bracket
Syntax: TypeAlias = Unit | Concatenation | Alternation | Repetition | Group
"""A regex, or a part of one."""


# --- from the leaves up -------------------------------------------------------------------

_Tree = TypeVar("_Tree")
_Found = TypeVar("_Found")


def _parts(node: Syntax) -> Sequence[Syntax]:
    """Return the parts of a node; a class in brackets counts as one unit."""
    match node:
        case Concatenation(several) | Alternation(several):
            return several
        case Repetition(inside) | Group(inside):
            return (inside,)
    return ()


def _class_parts(node: Class) -> Sequence[Class]:
    """Return the parts of a class."""
    match node:
        case Union(members):
            return members
        case Operation(_, left, right):
            return (left, right)
        case Bracket(inside):
            return (inside,)
    return ()


def bottom_up(tree: Syntax, step: Callable[[Syntax, list[_Found]], _Found]) -> _Found:
    """Work out a regex from its leaves up: ``step`` gets a node, and what was found for its parts.

    Depth costs no recursion: the tree of a valid regex is 250 high, that of an invalid one higher.
    """
    return _bottom_up(tree, _parts, step)


def class_bottom_up(node: Class, step: Callable[[Class, list[_Found]], _Found]) -> _Found:
    """Work out a class in the same way."""
    return _bottom_up(node, _class_parts, step)


def _bottom_up(
    tree: _Tree,
    inside: Callable[[_Tree], Sequence[_Tree]],
    step: Callable[[_Tree, list[_Found]], _Found],
) -> _Found:
    nodes = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        below = inside(node)
        nodes.append((node, len(below)))
        waiting += below
    found: list[_Found] = []
    for node, count in reversed(nodes):  # parts before the whole, and in the order of the regex
        first = len(found) - count
        found[first:] = [step(node, found[first:])]
    return found[0]


# --- height -------------------------------------------------------------------------------

HEIGHT_LIMIT = 250
"""How high Rust lets the syntax tree of a regex become."""


def too_high(tree: Syntax) -> bool:
    """Return whether a whole pattern is refused for the height of its tree.

    All but single units are a level (``regex_syntax::ast::parser::NestLimiter``).
    """
    return bottom_up(tree, _height) > HEIGHT_LIMIT


def _height(node: Syntax, inner: list[int]) -> int:
    if isinstance(node, Bracket):
        return class_bottom_up(node, _class_height)
    return 1 + max(inner) if inner else 0


def _class_height(node: Class, inner: list[int]) -> int:
    """Return the height of a class; members side by side are a level, a single one is none."""
    is_level = len(inner) > 1 if isinstance(node, Union) else bool(inner)
    return max(inner, default=0) + is_level

"""Strings that a regex matches, made from the regex: with a given text in its first group."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.gates.languages.charset import CharSet
from toolkit.gates.languages.language import Language, regex_search
from toolkit.gates.languages.regex_ast import (
    Alternation,
    Assertion,
    Capture,
    Chars,
    Concatenation,
    Look,
    Node,
    Repetition,
)
from toolkit.gates.languages.regex_parser import parse_regex
from toolkit.gates.nodes import Pattern, Regex
from toolkit.gates.parsing.rust_regex import RegexError


def around_group(pattern: Pattern, text: str) -> Iterator[str]:
    """Yield strings in which the first group of a pattern probably matches a text."""
    tree = tree_of(pattern)
    if tree is not None:
        yield _example(tree, text)


def matches_of(pattern: Pattern) -> Iterator[str]:
    """Yield a string that a pattern probably matches."""
    tree = tree_of(pattern)
    if tree is not None:
        yield _example(tree, None)


def group_language(pattern: Pattern) -> Language | None:
    """Return a language that holds whatever the first group of a pattern can match.

    What a group matches, its inside matches from end to end. None where that is not told by the
    text alone, because the inside looks at what is around it, or where there is no group.

    Raises:
        TooHard: the regex is too large.
    """
    tree = tree_of(pattern)
    inside = None if tree is None else _first_group(tree)
    if inside is None or _looks(inside):
        return None
    whole = (Assertion(Look.START), inside, Assertion(Look.END))
    return regex_search(Concatenation(whole))


def has_group(pattern: Pattern) -> bool:
    """Whether a pattern has a group at all."""
    tree = tree_of(pattern)
    return tree is not None and _first_group(tree) is not None


def group_takes_part(pattern: Pattern) -> bool:
    """Whether the first group certainly has a part in every match: no way leads around it."""
    tree = tree_of(pattern)
    return tree is not None and _always(tree)


def _always(node: Node) -> bool:
    match node:
        case Capture(number, inside):
            return number == 1 or _always(inside)
        case Concatenation(parts):
            return any(map(_always, parts))
        case Alternation(branches):
            return all(map(_always, branches))
        case Repetition(inside, least):
            return least > 0 and _always(inside)
    return False


def characters_of(pattern: Pattern) -> tuple[CharSet, bool] | None:
    """Return the characters that a pattern matches one of, or (True) as many in a row as there are.

    None where it is a pattern of another kind.
    """
    match tree_of(pattern):
        case Chars(chars):
            return chars, False
        case Repetition(Chars(chars), 1, None, True):
            return chars, True
    return None


def tree_of(pattern: Pattern) -> Node | None:
    """Return the tree of a pattern; None where it is invalid or depends on a template."""
    source = pattern.source if isinstance(pattern, Regex) else pattern.literal
    try:
        return None if source is None else parse_regex(source)
    except RegexError:
        return None


def _children(node: Node) -> tuple[Node, ...]:
    match node:
        case Concatenation(parts):
            return parts
        case Alternation(branches):
            return branches
        case Repetition(inside) | Capture(_, inside):
            return (inside,)
    return ()


def _first_group(node: Node) -> Node | None:
    if isinstance(node, Capture) and node.number == 1:
        return node.inside
    found = (_first_group(child) for child in _children(node))
    return next((one for one in found if one is not None), None)


def _looks(node: Node) -> bool:
    return isinstance(node, Assertion) or any(map(_looks, _children(node)))


def _example(node: Node, text: str | None) -> str:
    match node:
        case Capture(1, _) if text is not None:
            return text
        case Chars(chars):
            return chars.representative() if chars else ""
        case Assertion():
            return ""
        case Alternation(branches):
            chosen = next((one for one in branches if _first_group(one) is not None), branches[0])
            return _example(chosen, text)
        case Repetition(inside, least):
            times = max(least, 1) if _first_group(inside) is not None else least
            return _example(inside, text) * times
    return "".join(_example(child, text) for child in _children(node))

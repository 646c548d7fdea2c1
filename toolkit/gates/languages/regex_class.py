r"""Character classes of a regex as sets: in brackets, ``\d``, ``\p{...}``.

The order of folding, negation and set operations is that of ``regex_syntax::hir::translate``: a
class is folded before it is negated, and so are both sides of an operator.
"""

from __future__ import annotations

from toolkit.gates.languages.case_folding import fold
from toolkit.gates.languages.charset import CharSet, between, union
from toolkit.gates.languages.unicode_classes import perl_class, posix_class, unicode_class
from toolkit.gates.parsing import rust_regex_tree as syntax


def class_set(node: syntax.Class) -> CharSet:
    """Return the characters that a class stands for."""
    return syntax.class_bottom_up(node, _members)


def _members(node: syntax.Class, inner: list[CharSet]) -> CharSet:
    """Return the characters of a node, given those of its parts."""
    match node:
        case syntax.Range(first, last):
            return between(first, last)
        case syntax.PerlClass(letter, flags):
            chars = perl_class(letter.lower(), unicode=flags.unicode)
            return ~chars if letter.isupper() else chars
        case syntax.UnicodeClass(name, negated, flags):
            return _finished(unicode_class(name), flags, negated=negated)
        case syntax.PosixClass(name, negated, flags):
            return _finished(posix_class(name), flags, negated=negated)
        case syntax.Bracket(_, negated, flags):
            return _finished(inner[0], flags, negated=negated)
        case syntax.Operation(operator, _, _, flags):
            left, right = (_folded(side, flags) for side in inner)
            if operator == "&&":
                return left & right
            return left - right if operator == "--" else left ^ right
        case syntax.Union():
            return union(inner)


def _finished(chars: CharSet, flags: syntax.Flags, *, negated: bool) -> CharSet:
    folded = _folded(chars, flags)
    return ~folded if negated else folded


def _folded(chars: CharSet, flags: syntax.Flags) -> CharSet:
    return fold(chars, unicode=flags.unicode) if flags.ignore_case else chars

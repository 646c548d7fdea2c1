"""XPath without a context: what paths mean that begin nowhere.

Hurl evaluates an expression on a document without choosing a node to begin at. A path such as
``h1`` or ``.`` then selects nothing, whatever the document is; lxml would begin at its top.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.gates.evaluation.errors import UnsupportedError

NOWHERE = "/../"
"""A path to the parent of the document, which does not exist; from there nothing is selected."""

_TOKEN = re.compile(
    r"""
      (?P<space> \s+ )
    | (?P<literal> "[^"]*" | '[^']*' | [0-9]+(?:\.[0-9]*)? | \.[0-9]+ )
    | (?P<name> [^\W\d][\w.-]* (?: :(?!:) (?: [^\W\d][\w.-]* | \* ) )? )
    | (?P<mark> \.\. | :: | // | != | <= | >= | [./@()\[\],|+\-=<>*$] )
    """,
    re.VERBOSE,
)
_NODE_TYPES = frozenset(("comment", "text", "processing-instruction", "node"))
_OF_CONTEXT = frozenset(
    ("string", "number", "name", "local-name", "namespace-uri", "string-length", "normalize-space")
)
"""Functions that take the context where they have no argument; ``lang`` takes it always."""
_ALWAYS_OF_CONTEXT = frozenset(("lang", "position", "last"))
_BEFORE_OPERAND = frozenset(
    ("", "(", "[", ",", "|", "+", "-", "=", "!=", "<", "<=", ">", ">=", "operator")
)
_WITHIN_PATH = frozenset(("/", "//", "::", "@", "$"))


def without_context(expression: str) -> str:
    """Return an expression in which every path that begins nowhere begins at `NOWHERE`.

    What cannot be read is returned as it is: it is for libxml2 to refuse.

    Raises:
        UnsupportedError: it calls a function that asks for the context.
    """
    tokens = list(_tokens(expression))
    if sum(len(text) for _, text in tokens) < len(expression):
        return expression
    return "".join(_anchored(tokens))


def _tokens(expression: str) -> Iterator[tuple[str, str]]:
    position = 0
    while found := _TOKEN.match(expression, position):
        position = found.end()
        yield str(found.lastgroup), found.group()


def _anchored(tokens: list[tuple[str, str]]) -> Iterator[str]:
    """Go through the tokens; only outside of brackets, which have a context, anything changes."""
    depth = 0
    before = ""
    for index, (group, text) in enumerate(tokens):
        if group == "space":
            yield text
            continue
        depth += (text == "[") - (text == "]")
        operand = before in _BEFORE_OPERAND or before in _WITHIN_PATH
        if before in _BEFORE_OPERAND and depth == 0 and _begins_path(tokens, index):
            yield NOWHERE
        yield text
        is_operator = not operand and (group == "name" or text == "*")
        before = "operator" if is_operator else "operand" if group in _OPERANDS else text


_OPERANDS = frozenset(("name", "literal"))


def _begins_path(tokens: list[tuple[str, str]], index: int) -> bool:
    """Whether a path begins here, where an operand is expected, and not at the root."""
    group, text = tokens[index]
    if group != "name":
        return text in (".", "..", "@", "*")
    following = [text for group, text in tokens[index + 1 :] if group != "space"][:2]
    if following[:1] != ["("] or text in _NODE_TYPES:
        return True
    if text in _ALWAYS_OF_CONTEXT or (text in _OF_CONTEXT and following == ["(", ")"]):
        raise UnsupportedError("xpath-context", f"{text}() without a node to begin at")
    return False

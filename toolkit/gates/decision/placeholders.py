"""What an assertion depends on that is the consumer's: variables, and files."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from toolkit.gates.nodes import Assertion, File, Placeholder


def unknowns(assertion: Assertion) -> str:
    """Return in words what an assertion depends on besides the response; "" if on nothing."""
    return _in(assertion)


def _in(node: object) -> str:
    if isinstance(node, Placeholder):
        return "the value of a template is the consumer's, and not known"
    if isinstance(node, File):
        return "the content of a file is the consumer's, and not known"
    if isinstance(node, tuple):
        return next(filter(None, map(_in, node)), "")
    if is_dataclass(node):
        return next(filter(None, (_in(getattr(node, one.name)) for one in fields(node))), "")
    return ""

"""XPath 1.0 on XML and HTML: what an expression selects (Hurl 7.1, runner/xpath.rs)."""

from __future__ import annotations

from typing import NoReturn

from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.values import Value


def parse_html(_text: str) -> NoReturn:
    """Read a text as HTML."""
    raise UnsupportedError("xpath", "xpath")


def parse_xml(_text: str) -> NoReturn:
    """Read a text as XML."""
    raise UnsupportedError("xpath", "xpath")


def select(_expression: str, _document: object) -> Value:
    """Return what an expression selects."""
    raise UnsupportedError("xpath", "xpath")

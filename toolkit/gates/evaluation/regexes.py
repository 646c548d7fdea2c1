"""Regexes in Rust's dialect, as assertions use them."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from toolkit.gates.evaluation.errors import FailureError, UnsupportedError
from toolkit.gates.evaluation.scope import Scope
from toolkit.gates.evaluation.values import String, Value
from toolkit.gates.nodes import Pattern, Template
from toolkit.gates.nodes import Regex as RegexNode
from toolkit.gates.parsing.rust_regex import RegexError, check_regex

_PORTABLE = re.compile(
    r"\^?(?:[A-Za-z0-9 _/,;=<>@!%'\"~-]|\\[.^$*+?()\[\]{}|/-]|[+*?](?![?+*{]))*\$?"
)


@dataclass(frozen=True, slots=True)
class CompiledRegex:
    """A regex that can be asked."""

    pattern: re.Pattern[str]

    def matches(self, text: str) -> bool:
        """Whether there is a match anywhere in a text."""
        return self.pattern.search(text) is not None

    def first_group(self, text: str) -> str | None:
        """Return the first group of the first match."""
        found = self.pattern.search(text)
        return found.group(1) if found and self.pattern.groups else None

    def replaced(self, text: str, new: str) -> str:
        """Return a text in which every match is ``new``."""
        raise UnsupportedError("replace-regex", "not yet")


@functools.lru_cache(maxsize=256)
def compiled(source: str) -> CompiledRegex:
    """Return a regex that is ready to be asked.

    Raises:
        FailureError: it is invalid.
    """
    try:
        check_regex(source)
    except RegexError as error:
        raise FailureError(f"invalid regex: {error}") from error
    if not _PORTABLE.fullmatch(source):
        raise UnsupportedError("regex", f"the regex {source}")
    body = source.removesuffix("$") if not source.endswith("\\$") else source
    return CompiledRegex(re.compile(body + (r"\Z" if body != source else "")))


def of_pattern(pattern: Pattern, scope: Scope) -> CompiledRegex:
    """Return the regex that a literal or a string is."""
    match pattern:
        case RegexNode(source):
            return compiled(source)
        case Template():
            return compiled(scope.text_of(pattern))


def first_group(pattern: Pattern, text: str, scope: Scope) -> Value | None:
    """Return the first group of the first match in a text; None without match or group."""
    group = of_pattern(pattern, scope).first_group(text)
    return None if group is None else String(group)

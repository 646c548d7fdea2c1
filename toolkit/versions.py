"""Semantic versions and the bumps between them.

Parsing and precedence are python-semver's; which bump leads to which version is
ours (`bump-analysers.md`, 5.6).
"""

from __future__ import annotations

import enum

from semver import Version

from toolkit.errors import ToolkitError


class Bump(enum.IntEnum):
    """The level of a change; the greater includes the lesser."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def text(self) -> str:
        """The word for it in reports and JSON."""
        return self.name.lower()


def parse_version(text: str) -> Version:
    """Return the version that ``text`` is (Semantic Versioning 2.0.0, no leading ``v``).

    Raises:
        ToolkitError: It is none.
    """
    try:
        if not text.isascii():
            raise ValueError(text)  # noqa: TRY301 (semver's pattern takes any Unicode digit)
        return Version.parse(text)
    except ValueError as error:
        raise ToolkitError(
            f"{text!r} is no semantic version", hint="write it like 1.4.0 or 0.2.0-alpha"
        ) from error

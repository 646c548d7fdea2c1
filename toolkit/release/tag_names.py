"""Tag names: ``<pack-id>-v<version>``, read and written in one form only.

The form is the convention of the seed document (upstream-contract.md, LAYOUT:
"tag ``<pack id>-v<version>``"); the version is Semantic Versioning 2.0.0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from semver import Version

from toolkit import versions
from toolkit.errors import ToolkitError

PACK_ID: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]|\.(?!\.))*(?<!\.)")
"""Ids that a tag and a folder can hold: no path, no ``..``, no dot at the end."""
_MEANT: Final = re.compile(r"[-_/@.]*v?\d", re.IGNORECASE)
"""What follows the id in a tag that is nearly right; digits of every script, on purpose."""
_MAX_LENGTH: Final = 250
"""Characters of a tag: its ref is also a file name, which ends at 255 bytes."""


def parse_version(text: str) -> Version | None:
    """Return the Semantic Version that ``text`` is, or None; none is as long as a whole tag."""
    if len(text) > _MAX_LENGTH:
        return None
    try:
        return versions.parse_version(text)
    except ToolkitError:
        return None


@dataclass(frozen=True, slots=True)
class TagName:
    """The name of a release tag: which pack, which version.

    Tags of one pack are ordered by the precedence of their versions, in which
    build metadata does not count (Semantic Versioning 2.0.0, section 11).
    """

    pack_id: str
    version: Version

    @classmethod
    def parse(cls, text: str) -> TagName | None:
        """Return the name that a tag is, or None where it has not the form.

        An id may contain ``-v`` itself, so a name is split at the last ``-v``
        after which a version stands: ``a-v1-v1.0.0`` is version 1.0.0 of
        ``a-v1``.
        """
        if len(text) > _MAX_LENGTH:
            return None
        cut = text.rfind("-v")
        while cut > 0:
            version = parse_version(text[cut + 2 :])
            if version is not None and PACK_ID.fullmatch(text[:cut]) is not None:
                return cls(text[:cut], version)
            cut = text.rfind("-v", 0, cut)
        return None

    def format(self) -> str:
        """Return the tag.

        Raises:
            ValueError: The id or version cannot stand in a tag, or the tag
                would be read as another pack (version ``1.0.0-v2.0.0``).
        """
        text = f"{self.pack_id}-v{self.version}"
        if TagName.parse(text) != self:
            raise ValueError(f"{text!r} would not be read as this pack and version")
        return text

    @property
    def precedence(self) -> Version:
        """The version without build metadata: what ordering and twins look at."""
        return self.version.replace(build=None)


def resembles(text: str, name: TagName) -> bool:
    """Tell whether a tag could be taken for ``name``: another spelling of the same release.

    Case, the separator, a missing ``v``, leading zeros and build metadata do
    not tell releases apart to a reader, and some file systems keep only one of
    two refs that differ in case.
    """
    strict = TagName.parse(text)
    if strict is not None:
        return strict.pack_id.lower() == name.pack_id.lower() and _folded(
            str(strict.version)
        ) == _folded(str(name.version))
    ident = name.pack_id.lower()
    if not text.lower().startswith(ident):
        return False
    rest = text.lower()[len(ident) :].lstrip("-_/@.").removeprefix("v").lstrip(".")
    return _folded(rest) == _folded(str(name.version))


def could_be_of(text: str, pack_id: str) -> bool:
    """Tell whether a tag is a release tag of a pack, or was probably meant as one.

    ``acme-V1``, ``acme_1.0`` and ``ACME/v1.0.0`` are meant; ``acme-x-v1.0.0``
    is a tag of the pack ``acme-x``.
    """
    strict = TagName.parse(text)
    if strict is not None:
        return strict.pack_id.lower() == pack_id.lower()
    if not text.lower().startswith(pack_id.lower()):
        return False
    return _MEANT.match(text, len(pack_id)) is not None


def _folded(version: str) -> str:
    """Return a version in lower case, without build metadata and leading zeros."""
    core = version.lower().partition("+")[0]
    return re.sub(r"(?<![0-9a-z-])0+(?=[0-9])", "", core)

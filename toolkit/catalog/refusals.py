"""Why something is refused for a catalog, or by one: stable codes, each with a sentence.

They are added to, never renamed; ``docs/catalog.md`` has a row for each. What is wrong with a
release itself has the codes of `toolkit.release.refusals`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from toolkit.errors import RefusedError


class CatalogReason(enum.Enum):
    """The stable reasons; the name is the code, the value says what it means."""

    # Releases, as `catalog build` finds them.
    RELEASE_NOT_A_FOLDER = "where a release is expected stands something else than a folder"
    RELEASE_MISPLACED = "the folder is not called after the pack and the version in it"
    RELEASE_TWICE = "one version of a pack was found twice, with different bytes"
    RELEASE_CHANGED = "the catalog before this one lists other bytes under the same version"
    RELEASE_SMOKE = "strict smoke fails on what is inside"
    PACK_CASE = "two packs have ids that differ in case only"

    # The boundary: what every pack must keep, then what each tier must.
    BOUNDARY_KEY = "a file names a key, a licence key, an activation or an agent that needs one"
    BOUNDARY_REMOTE = "a file takes something from another machine"
    BOUNDARY_NETWORK = "the pack could not be loaded and judged with the network off"
    OPEN_CORE_LICENSE = "an open-core pack has no open licence"
    PREMIUM_LICENSE = "a premium pack does not say under which licence it stands"
    PREMIUM_OPAQUE = "a file of a premium pack cannot be read by a person"
    PREMIUM_README = "the README of a premium pack does not say what the pack adds"

    # The settings and the serial.
    SETTINGS_UNKNOWN = "the settings speak of a pack or version that no release has"
    SERIAL_TOO_SMALL = "the content changed, and the serial did not grow"
    SITE_NOT_OURS = "the folder holds something that is no part of a catalog"

    # A catalog, as `catalog export` and the next `catalog build` read it.
    CATALOG_MISSING = "there is no catalog"
    CATALOG_NOT_REGULAR = "a file of the catalog is no regular file"
    CATALOG_SHAPE = "catalog.json does not have the documented form"
    CATALOG_NONCANONICAL = "catalog.json is not written in its canonical form"
    CATALOG_SUMS = "SHA256SUMS does not list the catalog.json that is there"
    CATALOG_EXPIRED = "the catalog has expired"
    CATALOG_ROLLBACK = "the catalog is older than one that was seen before"
    CATALOG_REPLACED = "the catalog has the serial of one that was seen before, and other bytes"
    CATALOG_NO_PACK = "the catalog has no such pack"
    CATALOG_NO_VERSION = "the catalog has no such version of the pack"
    CATALOG_YANKED = "the version was withdrawn"
    CATALOG_MISMATCH = "the release is not the one that the catalog lists"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One thing that keeps a release out of the catalog.

    ``code`` is a name of `CatalogReason` or of the reasons of a release; ``release`` is what it is
    about, ``where`` the place in it.
    """

    code: str
    release: str
    message: str
    where: str = ""
    hint: str = ""

    @classmethod
    def of(
        cls, reason: CatalogReason, release: str, message: str = "", *, where: str = "", hint: str
    ) -> Refusal:
        """Return the refusal for a reason of the catalog's own."""
        return cls(
            code=reason.name,
            release=release,
            message=message or reason.value,
            where=where,
            hint=hint,
        )


class CatalogRefusedError(RefusedError):
    """A catalog, or what was asked of it, is refused; carries the reason with its stable code."""

    def __init__(
        self, reason: CatalogReason, message: str = "", *, where: str = "", hint: str
    ) -> None:
        super().__init__(f"{reason.name}: {message or reason.value}", where=where, hint=hint)
        self.reason = reason

    @property
    def code(self) -> str:
        """The stable code: the name of the reason."""
        return self.reason.name

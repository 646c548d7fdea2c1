"""The catalog as a value, and the one form in which it is written.

Schema ``schemas/catalog.v1.schema.json``: canonical JSON without a clock or a machine in it, so
that the same releases give the same bytes. Source: release-archives.md, "OCI and catalog".
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from toolkit.release import checksums, strict_json
from toolkit.release.contents import ARCHIVE_SUFFIX
from toolkit.versions import parse_version

if TYPE_CHECKING:
    from semver import Version

    from toolkit.release.strict_json import JSONValue

SCHEMA: Final = "catalog.v1"
SCHEMA_VERSION: Final = f"policy-pack-toolkit.{SCHEMA}"
FORMAT: Final = "policy-pack catalog v1"
CATALOG: Final = "catalog.json"
SUMS: Final = checksums.NAME
"""Lists ``catalog.json`` alone: what programs read. Pages are made anew to be checked."""
RELEASES: Final = "releases"
"""The folder of a site below which each release lies as it was verified."""
PAGES: Final = "packs"
"""The folder of a site below which the pages of packs and versions lie."""
INDEX: Final = "index.html"


class Tier(enum.Enum):
    """What a pack is in the catalog (seed document, "Open-Core And Premium Boundary")."""

    OPEN_CORE = "open-core"
    """Teaches and proves the local model; open licence."""
    PREMIUM = "premium"
    """Adds depth, maintenance and support, in files that are as local and as readable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateEntry:
    """One gate of a version, its texts as the runtime uses them."""

    id: str
    condition: str
    gate: str
    enforcement: str
    final: bool
    description: str

    def form(self) -> JSONValue:
        """Return it for the catalog."""
        return {
            "id": self.id,
            "condition": self.condition,
            "gate": self.gate,
            "enforcement": self.enforcement,
            "final": self.final,
            "description": self.description,
        }


@dataclass(frozen=True, slots=True)
class BumpEntry:
    """What changed since the version before: the level that the changes ask for, from, to."""

    level: str
    from_: str
    to: str

    def form(self) -> JSONValue:
        """Return it for the catalog."""
        return {"level": self.level, "from": self.from_, "to": self.to}


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionEntry:
    """One version of a pack. Sizes are in bytes, digests sha256 in hex.

    ``sums_sha256`` is the digest of the SHA256SUMS of the release, and so of every file of it.
    ``signer`` is whom the catalog was built to trust: a claim, never a reason to trust. ``yanked``
    is why it was withdrawn; ``""`` where it was not, as with ``signer`` and ``commit``.
    """

    pack_id: str
    version: str
    size: int
    archive_sha256: str
    tar_sha256: str
    content_sha256: str
    sums_sha256: str
    entroping: str
    gates: tuple[GateEntry, ...]
    bump: BumpEntry | None = None
    yanked: str = ""
    signer: str = ""
    commit: str = ""

    @property
    def stem(self) -> str:
        """``<pack-id>-<version>``, from which the names of the files of a release follow."""
        return f"{self.pack_id}-{self.version}"

    @property
    def label(self) -> str:
        """Pack and version in words."""
        return f"{self.pack_id} {self.version}"

    @property
    def folder(self) -> str:
        """Where its release lies in the site."""
        return f"{RELEASES}/{self.pack_id}/{self.version}"

    @property
    def archive(self) -> str:
        """Where its archive lies in the site."""
        return f"{self.folder}/{self.stem}{ARCHIVE_SUFFIX}"

    @property
    def page(self) -> str:
        """Where its page lies in the site."""
        return f"{PAGES}/{self.pack_id}/{self.version}.html"

    @property
    def number(self) -> Version:
        """The version as a value that has an order."""
        return parse_version(self.version)

    @property
    def final_gates(self) -> tuple[str, ...]:
        """The ids of the gates that no consumer may override, sorted."""
        return tuple(sorted(gate.id for gate in self.gates if gate.final))

    def form(self) -> JSONValue:
        """Return it for the catalog; what is not known is left out."""
        known: dict[str, JSONValue] = {
            "bump": self.bump.form() if self.bump else None,
            "yanked": {"reason": self.yanked} if self.yanked else None,
            "signer": self.signer or None,
            "commit": self.commit or None,
        }
        return {
            "version": self.version,
            "archive": self.archive,
            "size": self.size,
            "archive_sha256": self.archive_sha256,
            "tar_sha256": self.tar_sha256,
            "content_sha256": self.content_sha256,
            "sums_sha256": self.sums_sha256,
            "entroping": self.entroping,
            "gates": [gate.form() for gate in self.gates],
            "final_gates": list(self.final_gates),
            **{name: value for name, value in known.items() if value is not None},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PackEntry:
    """One pack: what its current version says of itself, and all its versions, newest first."""

    id: str
    name: str
    tier: Tier
    summary: str
    license: str
    publisher: str
    maintainers: tuple[str, ...]
    versions: tuple[VersionEntry, ...]

    @property
    def page(self) -> str:
        """Where its page lies in the site."""
        return f"{PAGES}/{self.id}/{INDEX}"

    @property
    def current(self) -> VersionEntry | None:
        """The version to take: the newest that is neither yanked nor a pre-release.

        Where there are pre-releases only, the newest of them; None where all are yanked.
        """
        offered = [each for each in self.versions if not each.yanked]
        settled = [each for each in offered if not each.number.prerelease]
        return next(iter(settled or offered), None)

    def form(self) -> JSONValue:
        """Return it for the catalog."""
        return {
            "id": self.id,
            "name": self.name,
            "tier": self.tier.value,
            "summary": self.summary,
            "license": self.license,
            "publisher": self.publisher,
            "maintainers": list(self.maintainers),
            "versions": [each.form() for each in self.versions],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """All packs, sorted by id.

    ``serial`` grows with every change of the rest, so that an older catalog is known as older.
    ``expires`` is the last day (UTC) on which it may be used: without one, nobody who is offline
    can see that newer catalogs are held back.
    """

    title: str
    serial: int
    expires: dt.date | None
    packs: tuple[PackEntry, ...]

    @property
    def versions(self) -> tuple[VersionEntry, ...]:
        """All versions of all packs."""
        return tuple(each for pack in self.packs for each in pack.versions)

    def pack(self, pack_id: str) -> PackEntry | None:
        """Return the pack of an id, or None."""
        return next((each for each in self.packs if each.id == pack_id), None)

    def has_the_content_of(self, other: Catalog) -> bool:
        """Tell whether two catalogs differ in nothing but perhaps the serial."""
        return replace(self, serial=other.serial) == other

    def encode(self) -> bytes:
        """Return the bytes of ``catalog.json``: canonical JSON."""
        expires: dict[str, JSONValue] = (
            {"expires": self.expires.isoformat()} if self.expires else {}
        )
        return strict_json.canonical(
            {
                "schema_version": SCHEMA_VERSION,
                "format": FORMAT,
                "title": self.title,
                "serial": self.serial,
                **expires,
                "packs": [each.form() for each in self.packs],
            }
        )

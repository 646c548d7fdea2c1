"""Which version of a pack is meant, and is the release in the site the one that is listed?"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from toolkit.catalog.refusals import CatalogReason, CatalogRefusedError
from toolkit.release import checksums

if TYPE_CHECKING:
    from toolkit.catalog.model import Catalog, VersionEntry
    from toolkit.release.filelist import FileList


def check_is_current(catalog: Catalog, today: dt.date) -> None:
    """Refuse a catalog after its last day.

    Raises:
        CatalogRefusedError: It has expired.
    """
    if catalog.expires is not None and today > catalog.expires:
        text = f"it could be used until {catalog.expires}, and today is {today}"
        hint = "fetch the catalog again: a newer one may have newer or withdrawn versions"
        raise CatalogRefusedError(CatalogReason.CATALOG_EXPIRED, text, hint=hint)


def check_is_newer(catalog: Catalog, seen: Catalog) -> None:
    """Compare a catalog with one that was seen before (release-archives.md, hostile case 118).

    Raises:
        CatalogRefusedError: It is older, or another one under the same serial.
    """
    hint = "do not use it: fetch the catalog again, or ask who publishes it, over another channel"
    if catalog.serial < seen.serial:
        text = f"its serial is {catalog.serial}, and {seen.serial} was seen before"
        raise CatalogRefusedError(CatalogReason.CATALOG_ROLLBACK, text, hint=hint)
    if catalog.serial == seen.serial and catalog != seen:
        text = f"both have the serial {seen.serial}"
        raise CatalogRefusedError(CatalogReason.CATALOG_REPLACED, text, hint=hint)


def choose(
    catalog: Catalog, pack_id: str, version: str | None, *, allow_yanked: bool = False
) -> VersionEntry:
    """Return the version that is asked for; without one, the current one of the pack.

    Raises:
        CatalogRefusedError: There is none, or it was withdrawn.
    """
    pack = catalog.pack(pack_id)
    if pack is None:
        known = [each.id for each in catalog.packs]
        near = difflib.get_close_matches(pack_id, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(known) or 'none at all'}"
        text = f"no pack {pack_id}"
        raise CatalogRefusedError(CatalogReason.CATALOG_NO_PACK, text, hint=hint)
    if version is None:
        found = pack.current
        if found is None:
            newest = pack.versions[0]
            text = f"all versions of {pack_id} were withdrawn; {newest.version}: {newest.yanked}"
            raise _yanked(text)
        return found
    found = next((each for each in pack.versions if each.version == version), None)
    if found is None:
        hint = f"it has {', '.join(each.version for each in pack.versions)}"
        text = f"{pack_id} has no version {version}"
        raise CatalogRefusedError(CatalogReason.CATALOG_NO_VERSION, text, hint=hint)
    if found.yanked and not allow_yanked:
        raise _yanked(f"{found.label} was withdrawn: {found.yanked}")
    return found


def _yanked(text: str) -> CatalogRefusedError:
    hint = "take another version; or, knowing the reason, name it with --version and --allow-yanked"
    return CatalogRefusedError(CatalogReason.CATALOG_YANKED, text, hint=hint)


def check_is_listed(entry: VersionEntry, listed: FileList, files: Mapping[str, bytes]) -> None:
    """Compare a release that verified with what the catalog says of it.

    Raises:
        CatalogRefusedError: It is another release, or has other bytes.
    """
    claimed = {
        "pack": (entry.pack_id, listed.pack_id),
        "version": (entry.version, listed.pack_version),
        "archive sha256": (entry.archive_sha256, listed.archive_sha256),
        "archive size": (entry.size, listed.archive_size),
        "tar sha256": (entry.tar_sha256, listed.tar_sha256),
        "content sha256": (entry.content_sha256, listed.content_sha256),
        f"sha256 of {checksums.NAME}": (
            entry.sums_sha256,
            hashlib.sha256(files[checksums.NAME]).hexdigest(),
        ),
    }
    for name, (said, found) in claimed.items():
        if said != found:
            text = f"{entry.label}: the catalog says {name} {said}, the release {found}"
            hint = "do not use it: catalog and releases do not belong together; fetch both again"
            raise CatalogRefusedError(
                CatalogReason.CATALOG_MISMATCH, text, where=entry.folder, hint=hint
            )

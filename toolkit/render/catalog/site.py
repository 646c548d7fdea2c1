"""The whole site as files: a function of the catalog and its releases, the same bytes always."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from toolkit.catalog.building import Released
from toolkit.catalog.model import CATALOG, INDEX, PAGES, RELEASES, SUMS, Catalog
from toolkit.release import checksums
from toolkit.render.catalog.index import index_page
from toolkit.render.catalog.pack import pack_page
from toolkit.render.catalog.version import version_page

SIGNATURES: Final = (f"{SUMS}.sig", f"{SUMS}.minisig")
"""What a publisher may put beside the sums by hand; it stays as long as the sums stay."""


def site_files(catalog: Catalog, releases: Iterable[Released]) -> dict[str, bytes]:
    """Return the bytes of every file of the site by its path, sorted."""
    by_key = {each.key: each for each in releases}
    data = catalog.encode()
    files = {CATALOG: data, SUMS: checksums.write_sums({CATALOG: data})}
    files[INDEX] = index_page(catalog).encode()
    for pack in catalog.packs:
        made = {version.version: by_key[pack.id, version.version] for version in pack.versions}
        files[pack.page] = pack_page(catalog, pack, made).encode()
        for version in pack.versions:
            files[version.page] = version_page(catalog, pack, version, made).encode()
            for name, content in made[version.version].files.items():
                files[f"{version.folder}/{name}"] = content
    return dict(sorted(files.items()))


def strangers(paths: Iterable[str]) -> list[str]:
    """Return what lies in the folder of a site and is no part of any site of ours, sorted."""
    return sorted(path for path in paths if not _is_ours(path))


def _is_ours(path: str) -> bool:
    parts = path.split("/")
    match parts:
        case [name]:
            return name in {CATALOG, SUMS, INDEX, *SIGNATURES}
        case [folder, _, name]:
            return folder == PAGES and name.endswith(".html")
        case [folder, pack, version, name]:
            return folder == RELEASES and (
                name.startswith((f"{pack}-{version}.", SUMS)) or name.endswith((".whl", ".tar.gz"))
            )
    return False

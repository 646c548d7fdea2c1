"""The files of one release: what stands in ``<out>/<pack-id>/<version>/``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.errors import RefusedError
from toolkit.release import checksums, filelist
from toolkit.release.archive import read_archive, write_archive
from toolkit.release.contents import ARCHIVE_SUFFIX
from toolkit.release.filelist import FileList
from toolkit.release.refusals import shown
from toolkit.release.tag_names import TagName, parse_version

if TYPE_CHECKING:
    from toolkit.pack.tree import Tree


def build_release(tree: Tree, *, pack_id: str, version: str) -> dict[str, bytes]:
    """Return plain name and bytes of every file of a release, SHA256SUMS among them.

    Raises:
        RefusedError: The id and version cannot be those of a tag, a folder and
            an archive, or the tree holds what cannot be archived
            (`UnarchivableError`).
    """
    _check_identity(pack_id, version)
    stem = f"{pack_id}-{version}"
    archive = write_archive(tree, stem=stem)
    listed = FileList.of(read_archive(archive), pack_id=pack_id, pack_version=version)
    files = {f"{stem}{ARCHIVE_SUFFIX}": archive, f"{stem}{filelist.SUFFIX}": listed.encode()}
    return {**files, checksums.NAME: checksums.write_sums(files)}


def _check_identity(pack_id: str, version: str) -> None:
    """Refuse an id or version that could not be tagged, or would be read otherwise."""
    parsed = parse_version(version)
    if parsed is None or parsed.build is not None:
        raise RefusedError(
            f"the version {shown(version)} is no Semantic Version without build metadata",
            hint="write it as MAJOR.MINOR.PATCH, with -PRERELEASE where it is one",
        )
    try:
        TagName(pack_id, parsed).format()
    except ValueError as error:
        raise RefusedError(
            f"a pack with the id {shown(pack_id)} cannot be tagged or be a folder",
            hint="use letters, digits, . _ and -; begin with a letter or digit",
        ) from error

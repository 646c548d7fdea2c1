"""The archive of a pack as an OCI image layout: a folder that registries' tools can copy.

It is how the field ships policies. The one layer is the archive, byte for byte,
so its digest is the archive's sha256. The artifact type and the layer's media
type are ours, and the config is the empty one (OCI image specification 1.1,
"Guidelines for Artifact Usage"): no runtime takes it for an image and unpacks it.

Five files, of which each byte follows from the archive and its names. So reading
one means to take the archive out, to make the manifest anew, and to compare
bytes. Only `index.json` and `oci-layout` may be written otherwise: whoever copies
a layout writes them anew (skopeo does, and keeps every blob), so their values
count. A tag is not part of the bytes that have a digest; where there is one, it
must be the version.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from toolkit.release import strict_json
from toolkit.release.contents import ARCHIVE_SUFFIX
from toolkit.release.limits import MAX_LAYOUT_JSON_BYTES
from toolkit.release.package.reading import Kind
from toolkit.release.refusals import Reason, ReleaseRefusedError, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.release.strict_json import JSONValue

ARTIFACT_TYPE: Final = "application/vnd.policy-pack-toolkit.pack.v1"
LAYER_TYPE: Final = "application/vnd.policy-pack-toolkit.archive.v1.tar+gzip"
LAYOUT: Final = "oci-layout"
INDEX: Final = "index.json"
BLOBS: Final = "blobs/sha256/"
FOLDER_SUFFIX: Final = ".oci"
"""What follows the stem in the name of the folder that we write."""
_MANIFEST_TYPE: Final = "application/vnd.oci.image.manifest.v1+json"
_INDEX_TYPE: Final = "application/vnd.oci.image.index.v1+json"
_EMPTY_TYPE: Final = "application/vnd.oci.empty.v1+json"
_EMPTY: Final = b"{}"
_VERSION: Final[JSONValue] = {"imageLayoutVersion": "1.0.0"}
_ANNOTATION: Final = "org.opencontainers.image."
_TAG: Final = f"{_ANNOTATION}ref.name"
_BLOB: Final = re.compile(rf"{BLOBS}([0-9a-f]{{64}})")
_COPY_ALONE: Final = (
    "copy the pack alone into a new folder: skopeo copy oci:FOLDER:VERSION oci:NEW:VERSION"
)


def oci_layout(archive: bytes, *, pack_id: str, version: str) -> dict[str, bytes]:
    """Return path and bytes of every file of the layout; its one tag is the version."""
    manifest = _manifest(archive, pack_id, version)
    entry = {
        **_descriptor(_MANIFEST_TYPE, manifest),
        "artifactType": ARTIFACT_TYPE,
        "annotations": {_TAG: version},
    }
    index = {"schemaVersion": 2, "mediaType": _INDEX_TYPE, "manifests": [entry]}
    blobs = (_EMPTY, archive, manifest)
    return {
        **{f"{BLOBS}{hashlib.sha256(blob).hexdigest()}": blob for blob in blobs},
        INDEX: _json(index),
        LAYOUT: _json(_VERSION),
    }


def _manifest(archive: bytes, pack_id: str, version: str) -> bytes:
    title = {f"{_ANNOTATION}title": f"{pack_id}-{version}{ARCHIVE_SUFFIX}"}
    return _json(
        {
            "schemaVersion": 2,
            "mediaType": _MANIFEST_TYPE,
            "artifactType": ARTIFACT_TYPE,
            "config": _descriptor(_EMPTY_TYPE, _EMPTY),
            "layers": [{**_descriptor(LAYER_TYPE, archive), "annotations": title}],
            "annotations": {f"{_ANNOTATION}title": pack_id, f"{_ANNOTATION}version": version},
        }
    )


def _descriptor(media_type: str, data: bytes) -> dict[str, object]:
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return {"mediaType": media_type, "digest": digest, "size": len(data)}


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout that was read: the archive in it, not yet judged, and which pack it promises.

    ``sha256`` (hex) is that of the manifest, by which registries name the pack.
    """

    pack_id: str
    version: str
    sha256: str
    archive: bytes = field(repr=False)
    kind: Kind = Kind.LAYOUT

    @property
    def archive_name(self) -> str:
        """The file name that the archive has in a release."""
        return f"{self.pack_id}-{self.version}{ARCHIVE_SUFFIX}"

    @property
    def name(self) -> str:
        """The name of the folder as we write it; copies may have another."""
        return f"{self.pack_id}-{self.version}{FOLDER_SUFFIX}"


def read_layout(files: Mapping[str, bytes]) -> Layout:
    """Return the archive in a layout, given as path and bytes of every file in it.

    Raises:
        ReleaseRefusedError: A file too many or too few, a blob with another
            digest or size than stated, not exactly one manifest, a manifest that
            is not the one of this archive, or a tag other than the version.
    """
    _check_files(files)
    if _parsed(files[LAYOUT], LAYOUT) != _VERSION:
        text = f"{LAYOUT} does not say that this is a layout of version 1.0.0"
        raise ReleaseRefusedError(Reason.OCI_INDEX, text, where=LAYOUT)
    descriptor, tag = _read_index(files[INDEX])
    data, where = _blob(files, descriptor, INDEX)
    layout = _read_manifest(files, data, where)
    expected = oci_layout(layout.archive, pack_id=layout.pack_id, version=layout.version)
    for path in sorted(files.keys() - expected.keys()):
        text = "no part of the pack: nothing leads to this blob"
        raise ReleaseRefusedError(Reason.OCI_FILES, text, where=path, hint=_COPY_ALONE)
    for path in sorted(expected.keys() - files.keys()):
        raise ReleaseRefusedError(Reason.OCI_FILE_MISSING, where=path)
    if tag not in (None, layout.version):
        text = f"the tag is {shown(str(tag))}, the version of the pack {shown(layout.version)}"
        hint = "copy it under its version: skopeo copy oci:FOLDER:TAG oci:NEW:VERSION"
        raise ReleaseRefusedError(Reason.OCI_TAG, text, where=INDEX, hint=hint)
    return layout


def _check_files(files: Mapping[str, bytes]) -> None:
    """Refuse files that no layout has, and blobs that are not called by their digest."""
    for path in sorted(files):
        match = _BLOB.fullmatch(path)
        if match is None and path not in (LAYOUT, INDEX):
            raise ReleaseRefusedError(Reason.OCI_FILES, where=shown(path))
        if match is not None and hashlib.sha256(files[path]).hexdigest() != match[1]:
            text = f"its sha256 is {hashlib.sha256(files[path]).hexdigest()}"
            raise ReleaseRefusedError(Reason.OCI_BLOB, text, where=path)
    for path in (LAYOUT, INDEX):
        if path not in files:
            raise ReleaseRefusedError(Reason.OCI_FILE_MISSING, where=path)


def _parsed(data: bytes, where: str) -> JSONValue:
    return strict_json.parse(data, max_bytes=MAX_LAYOUT_JSON_BYTES, where=where)


def _read_index(data: bytes) -> tuple[JSONValue, JSONValue]:
    """Return the descriptor of the one manifest, and its tag where it has one."""
    index = _parsed(data, INDEX)
    entries = index.get("manifests") if isinstance(index, dict) else None
    if not isinstance(index, dict) or not isinstance(entries, list) or len(entries) != 1:
        count = len(entries) if isinstance(entries, list) else "no"
        text = f"{INDEX} lists {count} manifests, not one"
        raise ReleaseRefusedError(Reason.OCI_INDEX, text, where=INDEX, hint=_COPY_ALONE)
    (entry,) = entries
    entry = entry if isinstance(entry, dict) else {}
    told = entry.get("annotations")
    tag = told.get(_TAG) if isinstance(told, dict) else None
    descriptor: dict[str, JSONValue] = {"mediaType": _MANIFEST_TYPE}
    descriptor |= {key: entry.get(key) for key in ("digest", "size")}
    # What copying tools leave out is optional; what they would add is nothing that we know.
    wanted: dict[str, JSONValue] = {"schemaVersion": 2}
    wanted_entry = dict(descriptor)
    if "artifactType" in entry:
        wanted_entry["artifactType"] = ARTIFACT_TYPE
    if "annotations" in entry:
        wanted_entry["annotations"] = {_TAG: tag if isinstance(tag, str) else ""}
    if "mediaType" in index:
        wanted["mediaType"] = _INDEX_TYPE
    wanted["manifests"] = [wanted_entry]
    if index != wanted:
        text = f"{INDEX} says something else at {strict_json.first_difference(index, wanted)}"
        raise ReleaseRefusedError(Reason.OCI_INDEX, text, where=INDEX)
    return descriptor, tag


def _read_manifest(files: Mapping[str, bytes], data: bytes, where: str) -> Layout:
    """Return what a manifest leads to, if it is the one that we make for that archive."""
    value = _parsed(data, where)
    manifest = value if isinstance(value, dict) else {}
    layers, told = manifest.get("layers"), manifest.get("annotations")
    if not isinstance(layers, list) or len(layers) != 1 or not isinstance(told, dict):
        text = "it does not describe one archive of one pack"
        raise ReleaseRefusedError(Reason.OCI_MANIFEST, text, where=where)
    archive, _ = _blob(files, layers[0], where)
    pack_id, version = (str(told.get(f"{_ANNOTATION}{key}")) for key in ("title", "version"))
    expected = _manifest(archive, pack_id, version)
    if data != expected:
        place = strict_json.first_difference(value, _parsed(expected, where)) or "its form"
        text = f"the manifest says something else at {place}"
        raise ReleaseRefusedError(Reason.OCI_MANIFEST, text, where=where)
    return Layout(pack_id, version, hashlib.sha256(data).hexdigest(), archive)


def _blob(files: Mapping[str, bytes], descriptor: JSONValue, where: str) -> tuple[bytes, str]:
    """Return the bytes that a descriptor leads to, and their path."""
    digest = descriptor.get("digest") if isinstance(descriptor, dict) else None
    size = descriptor.get("size") if isinstance(descriptor, dict) else None
    path = f"{BLOBS}{str(digest).removeprefix('sha256:')}"
    if not str(digest).startswith("sha256:") or _BLOB.fullmatch(path) is None:
        text = f"it leads to {shown(str(digest))}, which is no sha256"
        raise ReleaseRefusedError(Reason.OCI_BLOB, text, where=where)
    if path not in files:
        raise ReleaseRefusedError(Reason.OCI_FILE_MISSING, where=path)
    if type(size) is not int or size != len(files[path]):
        text = f"it has {len(files[path])} bytes, stated are {shown(str(size))}"
        raise ReleaseRefusedError(Reason.OCI_BLOB, text, where=path)
    return files[path], path

"""The archive of a pack as an OCI image layout: a folder that registries' tools can copy.

It is how the field ships policies. The one layer is the archive, byte for byte,
so its digest is the archive's sha256. The artifact type and the layer's media
type are ours, and the config is the empty one (OCI image specification 1.1,
"Guidelines for Artifact Usage"): no runtime takes it for an image and unpacks it.

Five files, of which each byte follows from the archive and its names.
"""

from __future__ import annotations

import hashlib
import json
from typing import Final

ARTIFACT_TYPE: Final = "application/vnd.policy-pack-toolkit.pack.v1"
LAYER_TYPE: Final = "application/vnd.policy-pack-toolkit.archive.v1.tar+gzip"
_MANIFEST_TYPE: Final = "application/vnd.oci.image.manifest.v1+json"
_INDEX_TYPE: Final = "application/vnd.oci.image.index.v1+json"
_EMPTY_TYPE: Final = "application/vnd.oci.empty.v1+json"
_EMPTY: Final = b"{}"
_ANNOTATION: Final = "org.opencontainers.image."


def oci_layout(archive: bytes, *, pack_id: str, version: str) -> dict[str, bytes]:
    """Return path and bytes of every file of the layout; its one tag is the version."""
    title = {f"{_ANNOTATION}title": f"{pack_id}-{version}.tar.gz"}
    manifest = _json(
        {
            "schemaVersion": 2,
            "mediaType": _MANIFEST_TYPE,
            "artifactType": ARTIFACT_TYPE,
            "config": _descriptor(_EMPTY_TYPE, _EMPTY),
            "layers": [{**_descriptor(LAYER_TYPE, archive), "annotations": title}],
            "annotations": {f"{_ANNOTATION}title": pack_id, f"{_ANNOTATION}version": version},
        }
    )
    entry = {
        **_descriptor(_MANIFEST_TYPE, manifest),
        "artifactType": ARTIFACT_TYPE,
        "annotations": {f"{_ANNOTATION}ref.name": version},
    }
    index = {"schemaVersion": 2, "mediaType": _INDEX_TYPE, "manifests": [entry]}
    blobs = (_EMPTY, archive, manifest)
    return {
        **{f"blobs/sha256/{hashlib.sha256(blob).hexdigest()}": blob for blob in blobs},
        "index.json": _json(index),
        "oci-layout": _json({"imageLayoutVersion": "1.0.0"}),
    }


def _descriptor(media_type: str, data: bytes) -> dict[str, object]:
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return {"mediaType": media_type, "digest": digest, "size": len(data)}


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")

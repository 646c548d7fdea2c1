"""The archive as an OCI image layout, and the real skopeo as judge of it."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.release.parcels import TREE
from toolkit.release.archive import write_archive
from toolkit.release.oci import ARTIFACT_TYPE, oci_layout

ARCHIVE = write_archive(TREE, stem="acme.api-1.2.0-rc.1")
DIGEST = hashlib.sha256(ARCHIVE).hexdigest()
FILES = oci_layout(ARCHIVE, pack_id="acme.api", version="1.2.0-rc.1")


@pytest.fixture
def layout(tmp_path: Path) -> Path:
    """The layout on disk."""
    for path, data in FILES.items():
        target = tmp_path / "layout" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return tmp_path / "layout"


def skopeo(*words: str) -> str:
    """Run skopeo without any policy of this machine."""
    if shutil.which("skopeo") is None:
        pytest.skip("skopeo is not on PATH")
    done = subprocess.run(
        ["skopeo", "--insecure-policy", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_blob_is_called_by_its_digest() -> None:
    blobs = {path: data for path, data in FILES.items() if path.startswith("blobs/sha256/")}

    assert len(FILES) == 5
    assert all(hashlib.sha256(blob).hexdigest() == path[13:] for path, blob in blobs.items())
    assert blobs[f"blobs/sha256/{DIGEST}"] == ARCHIVE
    assert json.loads(FILES["oci-layout"]) == {"imageLayoutVersion": "1.0.0"}


def test_the_layer_is_the_archive_and_the_tag_is_the_version() -> None:
    (entry,) = json.loads(FILES["index.json"])["manifests"]
    manifest = json.loads(FILES[f"blobs/sha256/{entry['digest'].removeprefix('sha256:')}"])

    assert entry["annotations"] == {"org.opencontainers.image.ref.name": "1.2.0-rc.1"}
    assert manifest["artifactType"] == ARTIFACT_TYPE
    assert manifest["config"]["digest"].startswith("sha256:44136fa3")
    assert [layer["digest"] for layer in manifest["layers"]] == [f"sha256:{DIGEST}"]
    assert manifest["layers"][0]["size"] == len(ARCHIVE)


def test_the_same_archive_gives_the_same_bytes() -> None:
    """Golden: what is in the layout changes only on purpose."""
    assert oci_layout(ARCHIVE, pack_id="acme.api", version="1.2.0-rc.1") == FILES
    made = oci_layout(b"archive", pack_id="a", version="1.0.0")
    assert (
        hashlib.sha256(made["index.json"]).hexdigest()
        == "ee74f9fe6c7431a23b54adbf1e669b5cd2c8569399efa1c61f4c4bf170f366d9"
    )


def test_skopeo_reads_it(layout: Path) -> None:
    raw = json.loads(skopeo("inspect", "--raw", f"oci:{layout}:1.2.0-rc.1"))

    assert raw["layers"][0]["digest"] == f"sha256:{DIGEST}"


def test_skopeo_copies_it(layout: Path, tmp_path: Path) -> None:
    """Into another layout, and into a plain folder: the archive arrives whole."""
    source = f"oci:{layout}:1.2.0-rc.1"
    skopeo("copy", source, f"oci:{tmp_path}/copy:1.2.0-rc.1")
    skopeo("copy", source, f"dir:{tmp_path}/plain")

    assert (tmp_path / "copy/blobs/sha256" / DIGEST).read_bytes() == ARCHIVE
    assert (tmp_path / "plain" / DIGEST).read_bytes() == ARCHIVE

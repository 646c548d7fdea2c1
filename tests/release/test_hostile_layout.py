"""Hostile OCI image layouts, each named by its flaw, and what copies of a good one may say.

The JSON is built here field by field, with digests made anew, as whoever wants
to deceive makes it; the positive control is what our own writer makes.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.release.parcels import TREE
from toolkit.errors import ToolkitError
from toolkit.host.files import NotRegularError, TooLargeError
from toolkit.host.layouts import read_small_folder
from toolkit.pack.tree import Tree
from toolkit.release.archive import write_archive
from toolkit.release.limits import MAX_LAYOUT_JSON_BYTES
from toolkit.release.lone import verify_layout
from toolkit.release.oci import INDEX, LAYOUT, oci_layout, read_layout
from toolkit.release.refusals import Reason, ReleaseRefusedError
from toolkit.release.verification import Outcome

STEM, VERSION = "acme.api-1.2.0-rc.1", "1.2.0-rc.1"
ARCHIVE = write_archive(TREE, stem=STEM)
GOOD = oci_layout(ARCHIVE, pack_id="acme.api", version=VERSION)
OTHER = write_archive(Tree.of_files({**dict(TREE.files()), "README.md": b"# Other\n"}), stem=STEM)
NAME = "org.opencontainers.image."
TAG = f"{NAME}ref.name"
MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"


def path_of(data: bytes) -> str:
    """Return where a blob stands."""
    return f"blobs/sha256/{hashlib.sha256(data).hexdigest()}"


def index_of(files: dict[str, bytes]) -> Any:
    """Return the index of a layout."""
    return json.loads(files[INDEX])


MANIFEST_AT = f"blobs/sha256/{index_of(GOOD)['manifests'][0]['digest'][7:]}"
MANIFEST = json.loads(GOOD[MANIFEST_AT])


def compact(value: object) -> bytes:
    """Return JSON as we write it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def indexed(change: Callable[[Any], object], files: dict[str, bytes] = GOOD) -> dict[str, bytes]:
    """Return a layout with another index."""
    index = index_of(files)
    change(index)
    return files | {INDEX: compact(index)}


def described(change: Callable[[Any], object]) -> dict[str, bytes]:
    """Return the good layout with another manifest, and everything that leads to it made anew."""
    manifest = json.loads(GOOD[MANIFEST_AT])
    change(manifest)
    return led_to(compact(manifest))


def led_to(data: bytes, **more: bytes) -> dict[str, bytes]:
    """Return the good layout with these bytes as its manifest."""
    rest = {path: each for path, each in GOOD.items() if path != MANIFEST_AT}
    entry = {"digest": f"sha256:{hashlib.sha256(data).hexdigest()}", "size": len(data)}
    return indexed(lambda v: v["manifests"][0].update(entry), {**rest, path_of(data): data, **more})


def without(path: str) -> dict[str, bytes]:
    """Return the good layout without a file."""
    return {each: data for each, data in GOOD.items() if each != path}


def with_archive(data: bytes) -> dict[str, bytes]:
    """Return a layout of another archive, under the good names."""
    return oci_layout(data, pack_id="acme.api", version=VERSION)


def _image(manifest: Any) -> None:
    manifest["config"]["mediaType"] = "application/vnd.oci.image.config.v1+json"


def _layer(**changes: object) -> Callable[[Any], object]:
    return lambda v: v["layers"][0].update(changes)


def _entry(**changes: object) -> Callable[[Any], object]:
    return lambda v: v["manifests"][0].update(changes)


FLAWS: dict[str, tuple[dict[str, bytes], Reason]] = {
    "nothing at all": ({}, Reason.OCI_FILE_MISSING),
    "no oci-layout": (without(LAYOUT), Reason.OCI_FILE_MISSING),
    "no index": (without(INDEX), Reason.OCI_FILE_MISSING),
    "no manifest": (without(MANIFEST_AT), Reason.OCI_FILE_MISSING),
    "no layer": (without(path_of(ARCHIVE)), Reason.OCI_FILE_MISSING),
    "no config": (without(path_of(b"{}")), Reason.OCI_FILE_MISSING),
    "a file beside": (GOOD | {"install.sh": b""}, Reason.OCI_FILES),
    "a file among the blobs": (GOOD | {"blobs/sha256/README": b""}, Reason.OCI_FILES),
    "blobs of another algorithm": (GOOD | {f"blobs/sha512/{'0' * 128}": b""}, Reason.OCI_FILES),
    "an empty folder": (GOOD | {"blobs/md5/": b""}, Reason.OCI_FILES),
    "a digest in upper case": (
        GOOD | {f"blobs/sha256/{hashlib.sha256(b'x').hexdigest().upper()}": b"x"},
        Reason.OCI_FILES,
    ),
    "a blob that nothing leads to": (GOOD | {path_of(b"evil"): b"evil"}, Reason.OCI_FILES),
    "a name with an escape sequence": (GOOD | {"\x1b[2J": b""}, Reason.OCI_FILES),
    "another blob under the digest": (GOOD | {path_of(ARCHIVE): OTHER}, Reason.OCI_BLOB),
    "an empty blob under the digest": (GOOD | {MANIFEST_AT: b""}, Reason.OCI_BLOB),
    "another version of the layout": (
        GOOD | {LAYOUT: b'{"imageLayoutVersion":"1.1.0"}'},
        Reason.OCI_INDEX,
    ),
    "oci-layout that says more": (
        GOOD | {LAYOUT: b'{"imageLayoutVersion":"1.0.0","x":1}'},
        Reason.OCI_INDEX,
    ),
    "oci-layout that is no JSON": (GOOD | {LAYOUT: b""}, Reason.JSON_SYNTAX),
    "121 index with a key twice": (
        GOOD | {INDEX: GOOD[INDEX].replace(b'{"manifests"', b'{"manifests":[],"manifests"')},
        Reason.JSON_DUPLICATE_KEY,
    ),
    "121 index with a byte order mark": (
        GOOD | {INDEX: b"\xef\xbb\xbf" + GOOD[INDEX]},
        Reason.JSON_ENCODING,
    ),
    "121 index with more behind it": (GOOD | {INDEX: GOOD[INDEX] + b"{}"}, Reason.JSON_SYNTAX),
    "121 index as a depth bomb": (GOOD | {INDEX: b"[" * 3_000}, Reason.JSON_DEPTH),
    "index of many values": (GOOD | {INDEX: b"[" * 60_000}, Reason.JSON_TOO_LARGE),
    "index beyond the cap": (
        GOOD | {INDEX: b" " * (MAX_LAYOUT_JSON_BYTES + 1)},
        Reason.JSON_TOO_LARGE,
    ),
    "index that is a list": (GOOD | {INDEX: b"[]"}, Reason.OCI_INDEX),
    "index of nothing": (indexed(lambda v: v["manifests"].clear()), Reason.OCI_INDEX),
    "index without a list": (indexed(lambda v: v.pop("manifests")), Reason.OCI_INDEX),
    "index of two": (
        indexed(lambda v: v["manifests"].append(v["manifests"][0])),
        Reason.OCI_INDEX,
    ),
    "an entry that is no object": (indexed(lambda v: v.update(manifests=[1])), Reason.OCI_INDEX),
    "index of another schema": (indexed(lambda v: v.update(schemaVersion=1)), Reason.OCI_INDEX),
    "index of another type": (indexed(lambda v: v.update(mediaType="x")), Reason.OCI_INDEX),
    "index that says more": (indexed(lambda v: v.update(subject={})), Reason.OCI_INDEX),
    "an entry for one platform": (indexed(_entry(platform={"os": "linux"})), Reason.OCI_INDEX),
    "an entry with its data inside": (indexed(_entry(data="e30=")), Reason.OCI_INDEX),
    "an entry with addresses to fetch from": (
        indexed(_entry(urls=["https://example.org/evil"])),
        Reason.OCI_INDEX,
    ),
    "an entry of a container image": (
        indexed(_entry(mediaType="application/vnd.docker.distribution.manifest.v2+json")),
        Reason.OCI_INDEX,
    ),
    "an entry of another artifact": (indexed(_entry(artifactType="x")), Reason.OCI_INDEX),
    "an annotation that nobody asked for": (
        indexed(lambda v: v["manifests"][0]["annotations"].update(x="y")),
        Reason.OCI_INDEX,
    ),
    "annotations without a tag": (indexed(_entry(annotations={})), Reason.OCI_INDEX),
    "a tag that is no text": (indexed(_entry(annotations={TAG: None})), Reason.OCI_INDEX),
    "a tag of another version": (indexed(_entry(annotations={TAG: "2.0.0"})), Reason.OCI_TAG),
    "a tag that moves": (indexed(_entry(annotations={TAG: "latest"})), Reason.OCI_TAG),
    "a weaker digest": (indexed(_entry(digest="md5:" + "0" * 32)), Reason.OCI_BLOB),
    "a digest that climbs": (indexed(_entry(digest="sha256:../../index.json")), Reason.OCI_BLOB),
    "no digest": (indexed(lambda v: v["manifests"][0].update(digest=None)), Reason.OCI_BLOB),
    "a digest that leads nowhere": (
        indexed(_entry(digest="sha256:" + "0" * 64)),
        Reason.OCI_FILE_MISSING,
    ),
    "another size": (indexed(_entry(size=1)), Reason.OCI_BLOB),
    "a size that is a truth": (indexed(_entry(size=True)), Reason.OCI_BLOB),
    "a size with a fraction": (indexed(_entry(size=1.5)), Reason.JSON_NUMBER),
    "a manifest that leads to itself": (
        indexed(_entry(digest="sha256:" + path_of(b"{}")[13:], size=2)),
        Reason.OCI_MANIFEST,
    ),
    "a manifest that is no JSON": (led_to(b"x"), Reason.JSON_SYNTAX),
    "a manifest in another form": (
        led_to(json.dumps(MANIFEST, indent=2).encode()),
        Reason.OCI_MANIFEST,
    ),
    "a container image": (described(_image), Reason.OCI_MANIFEST),
    "a layer that a runtime unpacks": (
        described(_layer(mediaType="application/vnd.oci.image.layer.v1.tar+gzip")),
        Reason.OCI_MANIFEST,
    ),
    "a layer to be fetched": (described(_layer(urls=["https://x"])), Reason.OCI_MANIFEST),
    "a layer with another title": (
        described(_layer(annotations={f"{NAME}title": "../evil"})),
        Reason.OCI_MANIFEST,
    ),
    "a layer of another size": (described(_layer(size=1)), Reason.OCI_BLOB),
    "two layers": (
        described(lambda v: v["layers"].append(v["layers"][0])),
        Reason.OCI_MANIFEST,
    ),
    "no layers": (described(lambda v: v["layers"].clear()), Reason.OCI_MANIFEST),
    "a subject": (described(lambda v: v.update(subject=v["config"])), Reason.OCI_MANIFEST),
    "another artifact": (described(lambda v: v.update(artifactType="x")), Reason.OCI_MANIFEST),
    "no annotations": (described(lambda v: v.pop("annotations")), Reason.OCI_MANIFEST),
    "another pack in the annotations": (
        described(lambda v: v["annotations"].update({f"{NAME}title": "evil"})),
        Reason.OCI_MANIFEST,
    ),
    "names of another version throughout": (
        oci_layout(ARCHIVE, pack_id="acme.api", version="9.9.9"),
        Reason.RELEASE_IDENTITY,
    ),
    "names of another pack throughout": (
        oci_layout(ARCHIVE, pack_id="evil", version=VERSION),
        Reason.RELEASE_IDENTITY,
    ),
    "names with a path throughout": (
        oci_layout(ARCHIVE, pack_id="../evil", version=VERSION),
        Reason.RELEASE_IDENTITY,
    ),
    "an archive that is none": (with_archive(b"hello"), Reason.GZIP_NOT_GZIP),
    "an archive cut short": (with_archive(ARCHIVE[:-1]), Reason.GZIP_TRUNCATED),
    "an archive with more behind it": (with_archive(ARCHIVE + b"x"), Reason.GZIP_TRAILING),
    "an archive that is the config": (with_archive(b"{}"), Reason.GZIP_NOT_GZIP),
}


def test_the_control_is_read() -> None:
    answer = verify_layout(GOOD, rebuild=True)

    assert (answer.outcome, answer.rebuilt) == (Outcome.LAYOUT_ONLY, True)
    assert answer.archive is not None
    assert answer.archive.content_sha256 == TREE.content_digest
    assert answer.package is not None
    assert (answer.package.name, answer.package.sha256) == (f"{STEM}.oci", MANIFEST_AT[13:])
    assert [step.number for step in answer.steps] == [1, 2, 3, 4, 5, 8, 9]


@pytest.mark.parametrize("flaw", FLAWS)
def test_hostile_layouts_are_refused(flaw: str) -> None:
    files, reason = FLAWS[flaw]

    answer = verify_layout(files)

    assert answer.refusal is not None
    assert answer.refusal.code == reason.name, answer.refusal.message
    assert (answer.outcome, answer.archive) == (Outcome.REFUSED, None)
    assert f"{answer.refusal.where}{answer.refusal.message}".isprintable()


COPIES: dict[str, dict[str, bytes]] = {
    "index without its type": indexed(lambda v: v.pop("mediaType")),
    "index without the artifact type": indexed(lambda v: v["manifests"][0].pop("artifactType")),
    "no tag": indexed(lambda v: v["manifests"][0].pop("annotations")),
    "other white space": {
        **GOOD,
        INDEX: json.dumps(index_of(GOOD), indent=3).encode() + b"\n",
        LAYOUT: b'{"imageLayoutVersion": "1.0.0"}',
    },
}


@pytest.mark.parametrize("copy", COPIES)
def test_what_a_copy_may_say_otherwise(copy: str) -> None:
    assert read_layout(COPIES[copy]) == read_layout(GOOD)


@pytest.mark.parametrize("path", sorted(GOOD))
@pytest.mark.parametrize("bit", [0x01, 0x20])
def test_every_flipped_byte_is_refused(path: str, bit: int) -> None:
    for index in range(len(GOOD[path])):
        data = bytearray(GOOD[path])
        data[index] ^= bit

        with pytest.raises(ReleaseRefusedError):
            read_layout(GOOD | {path: bytes(data)})


# On disk ------------------------------------------------------------------------------------------


def written(folder: Path) -> Path:
    """Return a folder that holds the good layout."""
    for path, data in GOOD.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def test_a_folder_is_read_with_all_that_is_in_it(tmp_path: Path) -> None:
    folder = written(tmp_path)
    assert read_small_folder(folder, max_entries=7, max_bytes=100_000) == GOOD

    (folder / "blobs/md5").mkdir()
    found = read_small_folder(folder, max_entries=8, max_bytes=100_000)
    assert found == {**GOOD, "blobs/md5/": b""}


def test_the_limits_are_the_largest_that_is_read(tmp_path: Path) -> None:
    folder, size = written(tmp_path), sum(map(len, GOOD.values()))

    assert read_small_folder(folder, max_entries=7, max_bytes=size) == GOOD
    for entries, most in ((6, size), (7, size - 1)):
        with pytest.raises(TooLargeError):
            read_small_folder(folder, max_entries=entries, max_bytes=most)


@pytest.mark.parametrize("place", ["oci-layout", "blobs", "blobs/sha256", MANIFEST_AT])
def test_no_link_is_followed(tmp_path: Path, place: str) -> None:
    """A link to the right bytes is refused, too: it can lead elsewhere tomorrow."""
    folder = written(tmp_path / "layout")
    (folder / place).rename(tmp_path / "elsewhere")
    (folder / place).symlink_to(tmp_path / "elsewhere")

    with pytest.raises(NotRegularError, match=f"symbolic link {place}"):
        read_small_folder(folder, max_entries=7, max_bytes=100_000)


def test_nobody_waits_for_a_fifo(tmp_path: Path) -> None:
    os.mkfifo(written(tmp_path) / "blobs/pipe")

    with pytest.raises(NotRegularError, match="FIFO blobs/pipe"):
        read_small_folder(tmp_path, max_entries=9, max_bytes=100_000)


def test_a_folder_in_a_folder_without_end(tmp_path: Path) -> None:
    """As many as the limit are entered, and no more."""
    folder = written(tmp_path)
    (folder / "/".join(["d"] * 50)).mkdir(parents=True)

    with pytest.raises(ToolkitError):
        read_small_folder(folder, max_entries=32, max_bytes=100_000)

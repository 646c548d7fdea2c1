"""Hostile source distributions, each named by its flaw: what builds them runs as you."""

from __future__ import annotations

import gzip
import tarfile
from io import BytesIO

import pytest

from tests.release.parcels import HOME, PACK, SDIST, STEM, TREE, packages
from toolkit.pack.tree import Tree
from toolkit.release import gzip_member, ustar
from toolkit.release.archive import write_archive
from toolkit.release.package.policy_pack_backend import BACKEND, gzip_bytes, tar_bytes
from toolkit.release.package.reading import Kind, kind_of, read_package
from toolkit.release.package.writing import build_packages
from toolkit.release.refusals import Reason, ReleaseRefusedError

DATA = packages()[SDIST]
FILES = dict(ustar.read_tar(gzip_member.inflate(DATA)))
TAR = tar_bytes(FILES)


def but(**changes: bytes | None) -> bytes:
    """Return the good sdist with files added, replaced or (None) left out; _ is /."""
    return made({f"{STEM}/{path}": data for path, data in changes.items()})


def made(changes: dict[str, bytes | None]) -> bytes:
    """Return the good sdist with files added, replaced or (None) left out."""
    files = {**FILES, **changes}
    return gzip_bytes(tar_bytes({path: data for path, data in files.items() if data is not None}))


def pkg_info(before: bytes, after: bytes) -> bytes:
    """Return the good sdist with a text of PKG-INFO replaced."""
    return but(**{"PKG-INFO": FILES[f"{STEM}/PKG-INFO"].replace(before, after, 1)})


FLAWS = {
    "another backend": (but(**{BACKEND: b"import os\n"}), Reason.SDIST_BACKEND),
    "our backend with one line more": (
        but(**{BACKEND: FILES[f"{STEM}/{BACKEND}"] + b"\nimport this\n"}),
        Reason.SDIST_BACKEND,
    ),
    "no backend": (but(**{BACKEND: None}), Reason.SDIST_BACKEND),
    "a build requirement": (
        but(**{"pyproject.toml": b'[build-system]\nrequires = ["evil"]\n'}),
        Reason.SDIST_BACKEND,
    ),
    "no pyproject.toml": (but(**{"pyproject.toml": None}), Reason.SDIST_BACKEND),
    "setup.py": (but(**{"setup.py": b""}), Reason.PACKAGE_CODE),
    "setup.cfg": (but(**{"setup.cfg": b""}), Reason.PACKAGE_FOREIGN),
    "a module beside the backend": (but(**{"_backend/zlib.py": b""}), Reason.PACKAGE_CODE),
    "a module in the pack": (but(**{f"{HOME}/evil.py": b""}), Reason.PACKAGE_CODE),
    "a start-up file": (but(**{"evil.pth": b""}), Reason.NAME_TOOL_CONFIG),
    "a second pack": (but(**{"policy_packs/x/a.yaml": b""}), Reason.PACKAGE_FOREIGN),
    "another file of the pack": (but(**{f"{HOME}/README.md": b"x"}), Reason.PACKAGE_METADATA),
    "no PKG-INFO": (but(**{"PKG-INFO": None}), Reason.PACKAGE_METADATA),
    "another name": (pkg_info(b"acme-api", b"acme-apis"), Reason.PACKAGE_METADATA),
    "a dependency": (pkg_info(b"\n\n", b"\nRequires-Dist: x\n\n"), Reason.PACKAGE_METADATA),
    "climbs out": (made({f"{STEM}/../evil": b""}), Reason.NAME_DOT_SEGMENT),
    "climbs out at once": (made({"../evil": b""}), Reason.NAME_DOT_SEGMENT),
    "absolute": (made({"/evil": b""}), Reason.NAME_EMPTY),
    "second top folder": (made({f"{STEM}x/a": b""}), Reason.TAR_TOP_FOLDER),
    "another top folder": (
        gzip_bytes(tar_bytes({f"x{path}": data for path, data in FILES.items()})),
        Reason.PACKAGE_IDENTITY,
    ),
    "compressed": (gzip_member.compress(TAR), Reason.PACKAGE_NONCANONICAL),
    "compressed by gzip": (gzip.compress(TAR), Reason.GZIP_HEADER),
    "blocks of another size": (
        gzip_bytes(b"")[:10] + b"\0\1\0\xfe\xff" + TAR[:1] + gzip_bytes(TAR[1:])[10:-8] + DATA[-8:],
        Reason.PACKAGE_NONCANONICAL,
    ),
    "cut short": (DATA[:-1], Reason.GZIP_TRUNCATED),
    "bytes after": (DATA + b"x", Reason.GZIP_TRAILING),
    "unsorted": (
        gzip_bytes(ustar.write_tar(reversed(FILES.items()))),
        Reason.TAR_ORDER,
    ),
}  # fmt: skip


def test_a_good_sdist_is_read() -> None:
    """The positive control: the same parts, put together here."""
    assert made({}) == DATA

    package = read_package(DATA, name=SDIST)

    assert (package.kind, package.name) == (Kind.SDIST, SDIST)
    assert package.tree.content_digest == TREE.content_digest


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_hostile_sdist_is_refused_with_its_reason(flaw: str) -> None:
    data, reason = FLAWS[flaw]

    with pytest.raises(ReleaseRefusedError) as caught:
        read_package(data, name=SDIST)

    assert caught.value.reason is reason


def test_bytes_all_over_count() -> None:
    """A changed byte is refused: every one of headers and metadata, a sample of the rest."""
    places = {*range(3000), *range(0, len(DATA), 31), *range(len(DATA) - 1100, len(DATA))}
    for place in places:
        flipped = bytearray(DATA)
        flipped[place] ^= 0x20
        with pytest.raises(ReleaseRefusedError):
            read_package(bytes(flipped), name=SDIST)


def test_an_sdist_is_told_from_an_archive() -> None:
    """Both end in .tar.gz; a pack may even be called like the sdist of another one."""
    named = "policy_pack_acme_api"

    assert kind_of(DATA, SDIST) is Kind.SDIST
    assert kind_of(write_archive(TREE, stem=f"{named}-1.0.0"), f"{named}-1.0.0.tar.gz") is None
    assert kind_of(b"") is None
    assert kind_of(b"\x1f\x8b" + b"\xff" * 100) is None


def test_the_tar_is_the_one_of_the_archive_layer() -> None:
    """The backend writes tars by itself, as it must; both writers agree in every byte."""
    deep = {"t/" + "/".join(["folder" * 4] * 6) + "/" + "n" * 90: b"x" * 513, "t/a": b""}

    assert tar_bytes(deep) == ustar.write_tar(sorted(deep.items()))
    assert ustar.write_tar(FILES.items()) == TAR


def test_gnu_and_python_read_the_same() -> None:
    with tarfile.open(fileobj=BytesIO(DATA)) as tar:
        names = tar.getnames()

    assert names == list(FILES)
    assert gzip.decompress(DATA) == TAR


def test_a_large_pack_is_stored_in_several_blocks() -> None:
    files = {**PACK, "data.json": bytes(range(256)) * 700}

    made = build_packages(Tree.of_files(files))

    assert read_package(made[SDIST], name=SDIST).tree.file("data.json") == files["data.json"]

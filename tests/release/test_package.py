"""What a pack becomes as a Python package: names, versions, metadata, and what is refused."""

from __future__ import annotations

import ast
import hashlib
import zipfile
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from packaging.metadata import Metadata
from packaging.utils import parse_sdist_filename, parse_wheel_filename
from packaging.version import Version
from semver import Version as SemVer

from tests.make import make_files
from tests.release.parcels import HOME, INFO, PACK, SDIST, STEM, TREE, WHEEL, packages
from toolkit.errors import RefusedError
from toolkit.pack.limits import MAX_FILE_BYTES, MAX_TREE_BYTES
from toolkit.pack.tree import Entry, Kind, Tree
from toolkit.release.archive import UnarchivableError, read_archive, write_archive
from toolkit.release.package.identity import Identity, python_version
from toolkit.release.package.reading import check_beside, read_package
from toolkit.release.package.writing import backend_source, build_packages
from toolkit.release.refusals import Reason, ReleaseRefusedError

IN_ORDER = {
    "0.1.0-alpha": "0.1.0a0",
    "0.1.0-alpha.1": "0.1.0a1",
    "0.1.0-alpha.2": "0.1.0a2",
    "0.1.0-alpha.10": "0.1.0a10",
    "0.1.0-beta": "0.1.0b0",
    "0.1.0-beta.9": "0.1.0b9",
    "0.1.0-rc": "0.1.0rc0",
    "0.1.0-rc.1": "0.1.0rc1",
    "0.1.0": "0.1.0",
    "0.1.1": "0.1.1",
    "0.10.0": "0.10.0",
    "1.0.0-rc.1": "1.0.0rc1",
    "1.0.0": "1.0.0",
    "10.20.30": "10.20.30",
}
UNMAPPED = (
    "1.0.0-alpha.0", "1.0.0-rc.0", "1.0.0-rc1", "1.0.0-RC.1", "1.0.0-a.1", "1.0.0-1",
    "1.0.0-dev.1", "1.0.0-rc.1.2", "1.0.0-preview", "1.0.0-rc.x", "1.0.0+build", "1.0.0-rc.1+b",
    "1.0", "1.0.0.0", "v1.0.0", "01.0.0", "1.0.0-rc.01", "1.0.0\n", "",
)  # fmt: skip
GOLDEN_BACKEND = "71bc77a1a6f53abf6fed3d5c20b11fdd5f567e247ef4e769dfb24952f195b5d0"


def test_versions_keep_their_order_and_stay_apart() -> None:
    mapped = {text: python_version(text) for text in IN_ORDER}

    assert mapped == IN_ORDER
    for one, other in pairwise(IN_ORDER):
        assert SemVer.parse(one) < SemVer.parse(other)
        assert Version(mapped[one]) < Version(mapped[other])
    assert all(str(Version(each)) == each for each in mapped.values())


@pytest.mark.parametrize("version", UNMAPPED)
def test_a_version_that_has_no_equal_is_refused(version: str) -> None:
    with pytest.raises(RefusedError) as caught:
        python_version(version)

    assert "-rc.1" in caught.value.hint or "rc" in caught.value.hint


def test_names_follow_the_packaging_specifications() -> None:
    identity = Identity.of("acme.api", "1.2.0-rc.1")

    assert identity.name == "policy-pack-acme-api"
    assert parse_wheel_filename(identity.wheel_name)[:2] == (
        "policy-pack-acme-api", Version("1.2.0rc1"),
    )  # fmt: skip
    assert parse_sdist_filename(identity.sdist_name) == (
        "policy-pack-acme-api", Version("1.2.0rc1"),
    )  # fmt: skip


@pytest.mark.parametrize("pack_id", ["acme_", "-a", "a..b", "a/b", "", "CON", "a\nb", "ä", ".a"])
def test_an_id_that_no_package_can_have_is_refused(pack_id: str) -> None:
    with pytest.raises(RefusedError):
        Identity.of(pack_id, "1.0.0")


@pytest.mark.parametrize("pack_id", ["a", "acme", "_a", "acme.api_2", "Acme.API", "policy_pack_x"])
def test_an_sdist_never_has_the_name_of_its_archive(pack_id: str) -> None:
    identity = Identity.of(pack_id, "1.0.0")

    assert identity.sdist_name != f"{pack_id}-1.0.0.tar.gz"


def test_both_are_made_and_either_alone() -> None:
    assert list(packages()) == [WHEEL, SDIST]
    assert list(build_packages(TREE, formats=["sdist"])) == [SDIST]
    assert list(build_packages(TREE, formats=["wheel"])) == [WHEEL]


def test_metadata_is_valid() -> None:
    """Judged by the reference implementation of core metadata."""
    with zipfile.ZipFile(BytesIO(packages()[WHEEL])) as wheel:
        assert wheel.testzip() is None
        found = Metadata.from_email(wheel.read(f"{INFO}/METADATA"), validate=True)

    assert found.name == "policy-pack-acme-api"
    assert found.version == Version("1.2.0rc1")
    assert found.license_expression == "Apache-2.0"
    assert found.license_files == [f"{HOME}/LICENSE", f"{HOME}/NOTICE"]
    assert found.keywords is not None
    assert "1.2.0-rc.1" in found.keywords
    assert found.requires_dist is None


def test_no_value_of_a_manifest_becomes_another_field() -> None:
    evil = "x\nRequires-Dist: evil\r\u2028Name: evil\x85\x0bA: b\n\nbody"
    files = make_files(name=evil, summary=evil, publisher=evil, maintainers=[evil])

    made = build_packages(Tree.of_files(files))

    with zipfile.ZipFile(BytesIO(next(iter(made.values())))) as wheel:
        name = next(each for each in wheel.namelist() if each.endswith("METADATA"))
        found = Metadata.from_email(wheel.read(name), validate=True)
    assert found.requires_dist is None
    assert found.name == "policy-pack-acme-api"


@pytest.mark.parametrize(
    "path",
    ["a.py", "rules/a.PY", "conftest.py", "a.pth", "x.so", "run.sh", "x.exe", "__init__.py",
     "a.dist-info/METADATA", "x.data/scripts/a", "__pycache__/a.txt", "A.Pyc"],
)  # fmt: skip
def test_a_pack_with_code_is_refused(path: str) -> None:
    tree = Tree.of_files({**make_files(), path: b""})

    with pytest.raises(UnarchivableError) as caught:
        build_packages(tree)

    reasons = {problem.reason for problem in caught.value.problems}
    assert reasons & {Reason.PACKAGE_CODE, Reason.NAME_TOOL_CONFIG}
    assert "packaged" in caught.value.message


def test_what_no_archive_can_hold_no_package_can_either() -> None:
    entries = [Entry(path=path, data=data) for path, data in make_files().items()]
    tree = Tree.of([*entries, Entry(path="link", kind=Kind.SYMLINK)])

    with pytest.raises(UnarchivableError):
        build_packages(tree)


def test_a_path_that_only_the_longer_prefix_makes_too_long_is_refused() -> None:
    path = f"{'d' * 60}/{'e' * 60}/{'f' * 60}"

    with pytest.raises(UnarchivableError, match="too long below policy_pack"):
        build_packages(Tree.of_files({**make_files(), path: b""}))


def test_a_pack_that_fills_an_archive_leaves_no_room_for_what_builds_it() -> None:
    """Refused before it is made, rather than made and then refused by every reader."""
    filled = {f"data/{number}.json": bytes(MAX_FILE_BYTES) for number in range(3)}
    left = MAX_TREE_BYTES - 3 * MAX_FILE_BYTES - sum(map(len, PACK.values()))

    with pytest.raises(UnarchivableError, match="larger than any source distribution"):
        build_packages(Tree.of_files({**PACK, **filled, "rest.json": bytes(left)}))


@pytest.mark.parametrize("licence", ["Proprietary", "", "Apache 2"])
def test_a_licence_that_is_no_spdx_expression_is_refused(licence: str) -> None:
    with pytest.raises(RefusedError, match="SPDX"):
        build_packages(Tree.of_files(make_files(license=licence)))


def test_a_tree_that_is_no_pack_is_refused() -> None:
    with pytest.raises(RefusedError, match="which pack"):
        build_packages(Tree.of_files({"README.md": b""}))


def test_the_bytes_are_pinned() -> None:
    """Golden digests: another digest is another format, and old packages no longer verify."""
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in packages().items()}

    assert digests == {
        WHEEL: "12d6c3a340552f0e7899f03a534989a749b3386f8cec606d2d0207dfe589032c",
        SDIST: "19380f1201468360d098031765bd4ba8545a7b61d55fd5d4fe9beacd672203cc",
    }
    assert hashlib.sha256(backend_source()).hexdigest() == GOLDEN_BACKEND


def test_the_backend_knows_nothing_but_the_files() -> None:
    """No clock, no environment, no locale, no network: what it imports is the proof."""
    tree = ast.parse(backend_source())
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert imported == {"__future__", "base64", "hashlib", "struct", "zlib", "pathlib"}


@given(
    st.dictionaries(
        st.from_regex(
            r"[A-Za-z0-9_][A-Za-z0-9_+-]{0,20}(/[a-z0-9_]{1,9}){0,4}\.ya?ml", fullmatch=True
        ),
        st.binary(max_size=3000),
        max_size=12,
    )
)
def test_what_is_packaged_is_what_is_read(files: dict[str, bytes]) -> None:
    """Any names and bytes that an archive takes come back the same from both packages."""
    tree = Tree.of_files({**PACK, **files})
    try:
        made = build_packages(tree)
    except UnarchivableError:
        assume(condition=False)

    assert all(
        read_package(data, name=name).tree.content_digest == tree.content_digest
        for name, data in made.items()
    )


def test_an_independent_zip_writer_agrees() -> None:
    """Python's own, told the same fixed fields."""
    data = packages()[WHEEL]
    again = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as ours, zipfile.ZipFile(again, "w") as theirs:
        for name in ours.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 2, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o100644 << 16
            theirs.writestr(info, ours.read(name))

    assert again.getvalue() == data
    assert ours.namelist()[-1] == f"{STEM}.dist-info/RECORD"


def test_packages_beside_an_archive_hold_its_files() -> None:
    """The control, and a package of another content that is fine by itself."""
    archive = read_archive(write_archive(TREE, stem="acme.api-1.2.0-rc.1"))
    other = build_packages(Tree.of_files({**PACK, "README.md": b"# Another\n"}))

    found = check_beside({**packages(), "acme.api-1.2.0-rc.1.tar.gz": b"", "x.md": b""}, archive)

    assert list(found) == [WHEEL, SDIST]
    for name, data in other.items():
        with pytest.raises(ReleaseRefusedError) as caught:
            check_beside({name: data}, archive)
        assert caught.value.reason is Reason.PACKAGE_CONTENT
    with pytest.raises(ReleaseRefusedError) as caught:
        check_beside({"other-1.0.0.tar.gz": b"x"}, archive)
    assert caught.value.reason is Reason.GZIP_NOT_GZIP

"""`verify` on packages: alone, and beside their archive in a release folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from tests.release.parcels import SDIST, TREE, WHEEL, packages
from toolkit import schemas
from toolkit.pack.tree import Tree
from toolkit.release.checksums import NAME, write_sums
from toolkit.release.folder import build_release
from toolkit.release.lone import verify_package
from toolkit.release.package.writing import build_packages
from toolkit.release.refusals import Reason
from toolkit.release.verification import Outcome, Verification
from toolkit.release.verify import verify_release

if TYPE_CHECKING:
    from pathlib import Path

    from tests.release.workshop import Workshop

RELEASE = build_release(TREE, pack_id="acme.api", version="1.2.0-rc.1")
OTHER = build_packages(Tree.of_files({**dict(TREE.files()), "README.md": b"# Other\n"}))
LOCAL = ("policy_pack_acme_api-1.0.0-py3-none-any.whl", "policy_pack_acme_api-1.0.0.tar.gz")


def sealed(**extra: bytes) -> Verification:
    """Return the answer about a release with more files, all of them in its sums."""
    files = {name: data for name, data in {**RELEASE, **extra}.items() if name != NAME}
    return verify_release({**files, NAME: write_sums(files)})


def test_packages_beside_their_archive() -> None:
    """They are judged, and the answer says so."""
    answer = sealed(**packages())

    assert answer.outcome is Outcome.CHECKSUMS_ONLY
    found = {step.number: step.detail for step in answer.steps}
    assert "wheel holds the same files" in found[8]
    assert "source distribution holds the same files" in found[8]
    assert WHEEL not in found[6]


@pytest.mark.parametrize("name", [WHEEL, SDIST])
def test_a_package_of_other_files_beside_an_archive_is_refused(name: str) -> None:
    """It is sound by itself, its checksum is listed, and it is not this release."""
    answer = sealed(**{name: OTHER[name]})

    assert answer.refusal is not None
    assert answer.refusal.reason is Reason.PACKAGE_CONTENT


def test_a_hostile_package_beside_an_archive_is_refused() -> None:
    answer = sealed(**{WHEEL: packages()[WHEEL] + b"x"})

    assert answer.refusal is not None
    assert answer.refusal.reason is Reason.ZIP_TRAILING


def test_the_answer_has_the_digests_of_the_archive() -> None:
    """What a release publishes can be compared with what a package holds."""
    answer = verify_package(packages()[WHEEL], name=WHEEL)

    assert answer.outcome is Outcome.PACKAGE_ONLY
    assert answer.archive is not None
    assert answer.archive.tree.content_digest == TREE.content_digest


@pytest.fixture
def folder(workshop: Workshop) -> Path:
    """Return the folder of the packages of the workshop's pack."""
    assert workshop.run("package", "--no-rebuild").code == 0
    return workshop.root / "dist"


def asked(workshop: Workshop, path: Path, *more: str) -> tuple[int, Any]:
    """Return exit code and JSON answer, after validating the answer with its schema."""
    answer = workshop.run("verify", str(path), "--format", "json", *more)
    found = json.loads(answer.out)
    jsonschema.Draft202012Validator(schemas.load("verification.v1")).validate(found)
    return answer.code, found


@pytest.mark.parametrize("name", LOCAL)
def test_a_lone_package(workshop: Workshop, folder: Path, name: str) -> None:
    """Nobody vouches for it, which is no yes before that is asked for by name."""
    code, found = asked(workshop, folder / name, "--checksums-only")
    unasked = workshop.run("verify", str(folder / name))

    assert (code, found["outcome"]) == (0, "package only")
    assert found["release"]["package"]["name"] == name
    assert found["smoke"] == {"status": "pass", "failures": []}
    assert unasked.code == 3


@pytest.mark.parametrize("name", LOCAL)
def test_a_lone_package_can_be_extracted(
    workshop: Workshop, folder: Path, name: str, tmp_path: Path
) -> None:
    """Without any installer: the same files."""
    target = tmp_path / "extracted"
    words = ("verify", str(folder / name), "--checksums-only", "--extract-to", str(target))

    answer = workshop.run(*words)

    assert answer.code == 0, answer.out
    assert (target / "README.md").read_bytes() == (workshop.pack / "README.md").read_bytes()


@pytest.mark.parametrize("name", LOCAL)
def test_a_damaged_package_is_refused(workshop: Workshop, folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[:200] + bytes([data[200] ^ 1]) + data[201:])

    code, found = asked(workshop, folder / name, "--checksums-only")

    assert (code, found["outcome"], found["release"]) == (1, "refused", None)


def test_an_oci_layout_is_not_taken_for_a_release(workshop: Workshop) -> None:
    """`verify` without PATH judges the releases under dist/, and nothing else there."""
    workshop.run("release-archive")
    workshop.run("package", "--format", "wheel,oci")

    answer = workshop.run("verify", "--checksums-only")

    assert answer.code == 0, answer.out + answer.err

"""`package` through the command line: what is written, what is refused, what stays."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from toolkit.host.files import read_folder
from toolkit.release.package.reading import read_package

if TYPE_CHECKING:
    from pathlib import Path

    from tests.release.workshop import Workshop

STEM = "policy_pack_acme_api-1.0.0"
WHEEL, SDIST, OCI = f"{STEM}-py3-none-any.whl", f"{STEM}.tar.gz", "acme.api-1.0.0.oci"


def names(folder: Path) -> list[str]:
    """Return what a folder holds, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def test_wheel_and_sdist_are_written_and_are_this_pack(workshop: Workshop) -> None:
    """And the wheel is what PyPA build makes of the source distribution."""
    answer = workshop.run("package")

    assert answer.code == 0, answer.err
    assert answer.out.split() == [f"dist/{WHEEL}", f"dist/{SDIST}"]
    assert "isolated and offline: the same wheel" in answer.err
    assert names(workshop.root / "dist") == sorted([WHEEL, SDIST])
    for name in (WHEEL, SDIST):
        package = read_package((workshop.root / "dist" / name).read_bytes(), name=name)
        assert package.tree.content_digest == read_folder(workshop.pack).content_digest


def test_every_format_and_again(workshop: Workshop) -> None:
    """A second run changes nothing, and says so."""
    words = ("package", "--pack", "packs/api", "--format", "oci, wheel,sdist", "--no-rebuild")
    first, second = workshop.run(*words), workshop.run(*words)

    assert (first.code, second.code) == (0, 0)
    assert names(workshop.root / "dist") == sorted([WHEEL, SDIST, OCI])
    assert first.err.count("wrote") == 3
    assert second.err.count("unchanged") == 3
    assert first.out == second.out


def test_the_layer_is_the_released_archive(workshop: Workshop) -> None:
    workshop.run("release-archive")
    workshop.run("package", "--format", "oci")

    archive = (workshop.root / "dist/acme.api/1.0.0/acme.api-1.0.0.tar.gz").read_bytes()
    blobs = (workshop.root / "dist" / OCI / "blobs/sha256").iterdir()
    assert archive in [blob.read_bytes() for blob in blobs]


@pytest.mark.parametrize("formats", ["", "wheel,zip", ","])
def test_an_unknown_format_is_wrong_usage(workshop: Workshop, formats: str) -> None:
    assert workshop.run("package", "--format", formats).code == 2


def test_another_content_under_the_same_version_is_refused(workshop: Workshop) -> None:
    """Also where a file was damaged, or stands in the layout without belonging there."""
    assert workshop.run("package", "--format", "wheel,oci").code == 0
    extra = workshop.root / "dist" / OCI / "extra"

    extra.write_text("x")
    in_layout = workshop.run("package", "--format", "oci")
    extra.unlink()
    (workshop.root / "dist" / WHEEL).write_bytes(b"other")
    damaged = workshop.run("package")

    assert (in_layout.code, damaged.code) == (1, 1)
    assert "a version never changes" in damaged.err
    assert SDIST not in names(workshop.root / "dist")


def test_a_link_in_place_of_a_package_is_not_followed(workshop: Workshop) -> None:
    workshop.run("package", "--format", "wheel")
    wheel = workshop.root / "dist" / WHEEL
    wheel.rename(workshop.root / "elsewhere")
    wheel.symlink_to(workshop.root / "elsewhere")

    assert workshop.run("package").code == 1


@pytest.mark.parametrize("path", ["conftest.py", "rules/helper.py", "evil.pth", "install.sh"])
def test_a_pack_with_code_is_refused(workshop: Workshop, path: str) -> None:
    workshop.write(f"packs/api/{path}", "x = 1\n")

    answer = workshop.run("package")

    assert answer.code == 1
    assert "cannot be packaged" in answer.err
    assert path in answer.err
    assert not (workshop.root / "dist").exists()


def test_a_version_without_an_equal_is_refused(workshop: Workshop) -> None:
    workshop.set_version("1.0.0-preview.1")

    answer = workshop.run("package")

    assert answer.code == 1
    assert "1.2.0-rc.1" in answer.err


def test_a_pack_that_fails_smoke_is_refused(workshop: Workshop) -> None:
    workshop.write("packs/api/README.md", "")

    answer = workshop.run("package")

    assert answer.code == 1
    assert "fails strict smoke" in answer.err


def test_a_tagged_version_keeps_its_content(workshop: Workshop) -> None:
    workshop.tag("acme.api-v1.0.0")
    workshop.write("packs/api/CHANGELOG.md", "more\n")

    answer = workshop.run("package")

    assert answer.code == 1
    assert "is released" in answer.err


def test_two_packs_with_one_normalised_name_are_refused(workshop: Workshop) -> None:
    """acme.api and acme-api are one name for every installer (PEP 503)."""
    shutil.copytree(workshop.pack, workshop.root / "packs/copy")
    manifest = workshop.root / "packs/copy/entroping-policy-pack.yaml"
    manifest.write_text(manifest.read_text().replace('id: "acme.api"', 'id: "acme-api"'))

    answer = workshop.run("package")

    assert answer.code == 1
    assert "the same package: policy_pack_acme_api-1.0.0" in answer.err


def test_packages_never_become_part_of_the_pack(workshop: Workshop) -> None:
    assert workshop.run("package", "--out", "packs/api/rules").code == 3


def test_without_build_it_says_so(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that happens to be called build is not PyPA build."""
    (workshop.root / "build").mkdir()
    monkeypatch.setattr(sys, "path", [str(workshop.root)])
    monkeypatch.delitem(sys.modules, "build", raising=False)

    answer = workshop.run("package", "--format", "wheel,sdist")

    assert answer.code == 0
    assert "PyPA build is not installed" in answer.err

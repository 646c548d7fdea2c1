"""The same commit gives the same release, byte for byte, whatever else is different.

In the manner of reprotest (release-archives.md, "Sources of nondeterminism"):
umask, time zone, locale, hash seed, terminal, user, clock, order and times of
files, depth of the path, line ends of the checkout, kind of the clone. Several
Pythons: `nox -s pythons` runs all this, and the golden digests, on each.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from toolkit.commands._packs import PackFolder
from toolkit.pack.manifest import read_manifest
from toolkit.release.archive import read_archive, write_archive

if TYPE_CHECKING:
    from tests.release.workshop import Workshop

PROJECT = Path(__file__).parents[2]
PACKS = sorted(path for path in (PROJECT / "packs").iterdir() if path.is_dir())


@dataclass
class Place:
    """Where a release is made, and how: words before the command, variables, umask."""

    root: Path
    before: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    umask: int = 0o022

    def release(self) -> dict[str, bytes]:
        """Make the release of the one pack in a process of its own; return its files."""
        done = subprocess.run(
            [*self.before, sys.executable, "-m", "toolkit", "release", "--packages"],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(PROJECT), **self.environment},
            umask=self.umask,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        folder = self.root / "dist/acme.api/1.0.0"
        return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def shop(workshop: Workshop) -> Workshop:
    """Return the repository, in which git knows who tags, and two files have line ends."""
    workshop.git("config", "user.name", "A Maintainer")
    workshop.git("config", "user.email", "a@example.com")
    return workshop


def copied(shop: Workshop, name: str = "copy") -> Place:
    target = shop.root.parent / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(shop.root, target, symlinks=True)
    return Place(target)


def other_environment(shop: Workshop) -> Place:
    place = copied(shop)
    place.umask = 0o077
    place.environment = {
        "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.ISO-8859-9", "LANG": "C", "COLUMNS": "40",
        "PYTHONHASHSEED": "4711", "FORCE_COLOR": "1", "HOME": str(shop.root), "PYTHONUTF8": "0",
    }  # fmt: skip
    return place


def other_user(shop: Workshop) -> Place:
    """As nobody in a user namespace, where every file seems to be theirs."""
    words = ["unshare", "--user"]
    if shutil.which("unshare") is None or subprocess.run([*words, "true"], check=False).returncode:
        pytest.skip("no user namespaces here")
    place = copied(shop)
    place.before = words
    return place


def other_clock(shop: Workshop) -> Place:
    """Years later; without faketime only what `SOURCE_DATE_EPOCH` can tell."""
    place = copied(shop)
    if shutil.which("faketime"):
        place.before = ["faketime", "2037-06-05 04:03:02"]
    place.environment = {"SOURCE_DATE_EPOCH": "2127000000"}
    return place


def other_order_and_times(shop: Workshop) -> Place:
    """The files are made anew from the last to the first, in odd years, some executable."""
    place = copied(shop)
    files = sorted(path for path in (place.root / "packs").rglob("*") if path.is_file())
    for number, path in enumerate(reversed(files)):
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)
        os.utime(path, (number, 5_000_000_000 - number))
    return place


def other_depth(shop: Workshop) -> Place:
    return copied(shop, "/".join(["a folder with spaces", "ünïcode", *"abcdefgh", "copy"]))


def other_line_ends(shop: Workshop) -> Place:
    """The work tree has CRLF; what git stores has not."""
    place = Place(shop.root.parent / "copy")
    shop.git("-c", "core.autocrlf=true", "clone", "--quiet", ".", str(place.root))
    shop.git("-C", str(place.root), "config", "core.autocrlf", "true")
    assert b"\r\n" in (place.root / "packs/api/README.md").read_bytes()
    return named(shop, place)


def other_work_tree(shop: Workshop) -> Place:
    """A linked work tree without a branch, on a file system that keeps modes or not."""
    place = Place(shop.root.parent / "copy")
    shop.git("worktree", "add", "--quiet", "--detach", str(place.root))
    shop.git("config", "core.fileMode", "false")
    (place.root / "packs/api/README.md").chmod(0o777)
    return place


def named(shop: Workshop, place: Place) -> Place:
    shop.git("-C", str(place.root), "config", "user.name", "B Maintainer")
    shop.git("-C", str(place.root), "config", "user.email", "b@example.com")
    return place


VARIATIONS: list[Callable[[Workshop], Place]] = [
    other_environment, other_user, other_clock, other_order_and_times, other_depth,
    other_line_ends, other_work_tree,
]  # fmt: skip


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda each: each.__name__)
def test_the_same_commit_gives_the_same_release(
    shop: Workshop, variation: Callable[[Workshop], Place]
) -> None:
    place = variation(shop)

    there = place.release()
    shop.git("tag", "--delete", "acme.api-v1.0.0") if shop.git("tag") else ""
    here = Place(shop.root).release()

    assert sorted(there) == sorted(here)
    assert [name for name in here if here[name] != there[name]] == []


def test_a_repository_that_is_one_pack_may_be_called_anything(shop: Workshop) -> None:
    """The name of a clone is the machine's, and no part of a commit: evidence has none of it."""
    for path in (*shop.pack.iterdir(),):
        shop.git("mv", str(path), ".")
    text = (shop.root / "entroping-policy-pack.yaml").read_text(encoding="utf-8")
    shop.write("entroping-policy-pack.yaml", text.replace("packs/api", "."))
    shop.git("add", "--all")
    shop.git("commit", "--quiet", "--message", "one pack")

    there = copied(shop, "Some clone (2)").release()
    here = Place(shop.root).release()

    assert there == here
    assert b"./policy-packs/api/qanstitution.yaml" in here["acme.api-1.0.0.smoke.json"]


def test_digests_of_the_packs_we_ship(golden: Callable[[str, str], None]) -> None:
    """Their archives are these on every Python and machine; another content is reviewed here."""
    lines = []
    for folder in PACKS:
        tree = PackFolder(folder).tree
        manifest, _ = read_manifest(tree)
        assert manifest is not None
        stem = f"{manifest.id}-{manifest.version}"
        archive = read_archive(write_archive(tree, stem=stem))
        lines += [
            f"{archive.archive_sha256}  {stem}.tar.gz\n",
            f"{archive.tar_sha256}  {stem}.tar\n",
            f"{archive.content_sha256}  {stem}\n",
        ]

    golden("packs.sums", "".join(lines))


def test_bsdtar_lists_the_same(tmp_path: Path) -> None:
    """Another reader of tar and gzip, by other people, has nothing to say."""
    bsdtar = shutil.which("bsdtar")
    if bsdtar is None:
        pytest.skip("bsdtar is not installed")
    tree = PackFolder(PACKS[0]).tree
    (tmp_path / "a-1.tar.gz").write_bytes(write_archive(tree, stem="a-1"))
    for words in (["-tzf"], ["-xzf"]):
        done = subprocess.run(
            [bsdtar, *words, "a-1.tar.gz"], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert not done.stderr
        if words == ["-tzf"]:
            assert done.stdout.splitlines() == [f"a-1/{path}" for path in tree.entries]

    assert {path: (tmp_path / "a-1" / path).read_bytes() for path in tree.entries} == dict(
        tree.files()
    )

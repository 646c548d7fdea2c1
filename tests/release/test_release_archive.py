"""`release-archive` through the command line, in real folders."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from toolkit.host.files import read_folder
from toolkit.host.git import Repository
from toolkit.pack.model import LICENSE_PLACEHOLDER
from toolkit.release.archive import read_archive
from toolkit.release.verification import Outcome
from toolkit.release.verify import verify_release

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.release.workshop import Workshop

RELEASE = "dist/acme.api/1.0.0"


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return name and bytes of every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_release_is_written_and_verifies(workshop: Workshop) -> None:
    """Three files under their final names; the output is the folder, the rest is narration."""
    answer = workshop.run("release-archive")

    assert answer.code == 0
    assert answer.out == f"{RELEASE}\n"
    assert f"next: policy-pack verify --checksums-only {RELEASE}" in answer.err
    files = bytes_of(workshop.root / RELEASE)
    assert sorted(files) == [
        "SHA256SUMS", "acme.api-1.0.0.manifest.json", "acme.api-1.0.0.tar.gz",
    ]  # fmt: skip
    assert verify_release(files).outcome is Outcome.CHECKSUMS_ONLY
    assert workshop.run("verify", "--checksums-only", RELEASE).code == 0
    subprocess.run(
        ["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"],
        cwd=workshop.root / RELEASE,
        check=True,
    )


def test_nothing_else_is_left(workshop: Workshop) -> None:
    """No temporary folder stays beside the release, whatever happened."""
    workshop.run("release-archive")
    workshop.write("packs/api/README.md", "acme.api.no_5xx is final because.\n")
    workshop.run("release-archive")

    assert os.listdir(workshop.root / "dist") == ["acme.api"]  # noqa: PTH208 (hidden ones, too)
    assert os.listdir(workshop.root / "dist/acme.api") == ["1.0.0"]  # noqa: PTH208


def test_the_same_content_is_unchanged(workshop: Workshop) -> None:
    """A second run writes nothing, whatever modes, times and links to the folder are."""
    workshop.run("release-archive")
    before = bytes_of(workshop.root / RELEASE)
    for path in workshop.pack.rglob("*"):
        os.utime(path, (0, 0))
    (workshop.pack / "README.md").chmod(0o755)

    answer = workshop.run("release-archive")

    assert answer.code == 0
    assert f"unchanged: {RELEASE}" in answer.err
    assert bytes_of(workshop.root / RELEASE) == before


def test_other_content_for_the_same_version_is_refused(workshop: Workshop) -> None:
    """A version never changes; the message tells both ways on."""
    workshop.run("release-archive")
    before = bytes_of(workshop.root / RELEASE)
    workshop.write("packs/api/LICENSE", "another\n")

    answer = workshop.run("release-archive")

    assert answer.code == 1
    assert "with other content" in answer.err
    assert "raise the version" in answer.err
    assert "remove the folder" in answer.err
    assert bytes_of(workshop.root / RELEASE) == before


def _empty_sums(folder: Path) -> str:
    (folder / "SHA256SUMS").write_bytes(b"")
    return "SHA256SUMS has other bytes"


def _no_sums(folder: Path) -> str:
    (folder / "SHA256SUMS").unlink()
    return "SHA256SUMS is missing"


def _extra_file(folder: Path) -> str:
    (folder / "notes.txt").write_bytes(b"x")
    return "notes.txt does not belong there"


def _extra_folder(folder: Path) -> str:
    (folder / "more").mkdir()
    return "more"


def _cut_archive(folder: Path) -> str:
    archive = folder / "acme.api-1.0.0.tar.gz"
    archive.write_bytes(archive.read_bytes()[:-1])
    return "acme.api-1.0.0.tar.gz has other bytes"


@pytest.mark.parametrize(
    "damage", [_empty_sums, _no_sums, _extra_file, _extra_folder, _cut_archive]
)
def test_a_damaged_release_is_called_damaged(
    workshop: Workshop, damage: Callable[[Path], str]
) -> None:
    """The content is the same: what helps is to write it again, not a new version."""
    workshop.run("release-archive")
    what = damage(workshop.root / RELEASE)

    answer = workshop.run("release-archive")

    assert answer.code == 1
    assert "is damaged: " in answer.err
    assert what in answer.err
    assert "remove the folder and run this again" in answer.err
    assert "raise the version" not in answer.err


def test_a_tagged_version_keeps_its_content(workshop: Workshop) -> None:
    """Whatever is under dist/: the tag is what was released."""
    workshop.tag("acme.api-v1.0.0")
    workshop.write("packs/api/LICENSE", "another\n")
    workshop.write("packs/api/NOTES.md", "new\n")
    workshop.set_version("1.0.0")

    answer = workshop.run("release-archive")

    assert answer.code == 1
    assert "LICENSE differs, NOTES.md is new" in answer.err
    assert "`policy-pack bump --write`" in answer.err
    assert "git checkout acme.api-v1.0.0" in answer.err
    assert not (workshop.root / "dist").exists()

    workshop.git("checkout", "--quiet", "acme.api-v1.0.0")
    assert workshop.run("release-archive").code == 0
    workshop.git("checkout", "--quiet", "main")
    workshop.set_version("1.0.1")
    assert workshop.run("release-archive").code == 0


@pytest.mark.parametrize("target", ["HEAD^{tree}", "HEAD~1"])
def test_a_tag_that_holds_no_such_pack_is_not_archived_under(
    workshop: Workshop, target: str
) -> None:
    """It leads to no commit, or to one before the pack."""
    workshop.git("checkout", "--quiet", "--orphan", "fresh")
    workshop.git("rm", "--quiet", "-r", "--cached", "packs")
    workshop.git("commit", "--quiet", "--message", "empty")
    workshop.git("add", "--all")
    workshop.git("commit", "--quiet", "--message", "pack")
    workshop.git("tag", "--annotate", "--message", "x", "acme.api-v1.0.0", target)

    answer = workshop.run("release-archive")

    assert answer.code == 1
    assert "policy-pack check-tag acme.api-v1.0.0" in answer.err


def test_a_folder_that_is_no_pack_does_not_hold_back_the_others(workshop: Workshop) -> None:
    """It is named once, and the exit code says that something was left out."""
    workshop.write("packs/junk/notes.txt", "x")

    answer = workshop.run("release-archive")

    assert answer.code == 3
    assert answer.out == f"{RELEASE}\n"
    assert answer.err.count("packs/junk") == 1
    assert "holds no entroping-policy-pack.yaml" in answer.err


def test_a_pack_that_fails_smoke_is_not_archived(workshop: Workshop) -> None:
    """Strict smoke comes first, and its failures are the message."""
    (workshop.pack / "README.md").unlink()

    answer = workshop.run("release-archive")

    assert answer.code == 1
    assert answer.out == ""
    assert "required file missing: README.md" in answer.err
    assert not (workshop.root / "dist").exists()


def test_advice_of_smoke_is_repeated(workshop: Workshop) -> None:
    """Once more before it is published; it holds nothing back."""
    workshop.write("packs/api/LICENSE", f"ISC\n\n{LICENSE_PLACEHOLDER}\n")
    answer = workshop.run("release-archive")

    assert answer.code == 0
    assert "advice: packs/api/LICENSE: the text of the licence is missing" in answer.err
    assert "advice" not in answer.out


def test_an_output_without_a_name_is_wrong_usage(workshop: Workshop) -> None:
    answer = workshop.run("release-archive", "--out", "")

    assert answer.code == 2
    assert "argument --out: the name is empty" in answer.err


def test_one_bad_pack_holds_back_all(workshop: Workshop) -> None:
    """Releases that are made together are written together or not at all."""
    workshop.write("packs/broken/entroping-policy-pack.yaml", "id: broken\n")

    assert workshop.run("release-archive").code == 1
    assert not (workshop.root / "dist").exists()


def test_names_that_cannot_be_archived_are_all_listed(workshop: Workshop) -> None:
    """With the reason and what to do about each."""
    workshop.write("packs/api/.hidden", "")
    workshop.write("packs/api/conftest.py", "")

    answer = workshop.run("release-archive")

    assert answer.code == 1
    assert ".hidden: a name is hidden" in answer.err
    assert "conftest.py: a name is one that other tools run" in answer.err
    assert not (workshop.root / "dist").exists()


def test_uncommitted_files_are_mentioned(workshop: Workshop) -> None:
    """An archive of what no tag will hold is made, and said to be one."""
    workshop.write("packs/api/NOTES.md", "new\n")

    answer = workshop.run("release-archive")

    assert answer.code == 0
    assert "not committed: packs/api/NOTES.md" in answer.err


def test_folder_commit_and_archive_have_one_content_digest(workshop: Workshop) -> None:
    """The identity of a content does not depend on where it is."""
    workshop.run("release-archive")
    archive = read_archive((workshop.root / RELEASE / "acme.api-1.0.0.tar.gz").read_bytes())
    repository = Repository(workshop.root)

    assert archive.content_sha256 == read_folder(workshop.pack).content_digest
    assert archive.content_sha256 == repository.tree("HEAD", "packs/api").content_digest


def test_ignored_files_are_no_part_of_the_pack(workshop: Workshop) -> None:
    """What git ignores is not archived."""
    workshop.run("release-archive", "--out", "one")
    workshop.write(".gitignore", "dist/\n*.log\n")
    workshop.write("packs/api/debug.log", "noise\n")
    workshop.run("release-archive", "--out", "two")

    one, two = (workshop.root / out / "acme.api/1.0.0" for out in ("one", "two"))
    assert bytes_of(one) == bytes_of(two)


def test_another_place_gives_the_same_bytes(workshop: Workshop, tmp_path: Path) -> None:
    """Folder, umask, locale and time zone change nothing."""
    workshop.run("release-archive")
    copy = tmp_path / "elsewhere" / "packs" / "api"
    copy.parent.mkdir(parents=True)
    subprocess.run(["cp", "-r", str(workshop.pack), str(copy)], check=True)
    mask = os.umask(0o077)
    try:
        answer = workshop.run("release-archive", "--pack", str(copy), "--out", str(tmp_path / "o"))
    finally:
        os.umask(mask)

    assert answer.code == 0
    assert bytes_of(tmp_path / "o/acme.api/1.0.0") == bytes_of(workshop.root / RELEASE)


def test_a_pack_that_is_its_own_repository(workshop: Workshop, tmp_path: Path) -> None:
    """Its housekeeping travels; its .git and its releases are no part of it."""
    home = tmp_path / "api"
    subprocess.run(["cp", "-r", str(workshop.pack), str(home)], check=True)
    subprocess.run(["git", "init", "--quiet", str(home)], check=True)
    os.chdir(home)

    (home / ".gitignore").write_text("*.log\n", encoding="utf-8")
    answer = workshop.run("release-archive")
    again = workshop.run("release-archive", "--pack", ".")

    assert answer.code == 0
    assert "unchanged" in again.err
    archive = read_archive((home / RELEASE / "acme.api-1.0.0.tar.gz").read_bytes())
    assert ".gitignore" in archive.tree.entries
    assert "dist" not in archive.tree.folders
    assert (home / "dist/.gitignore").read_text(encoding="utf-8") == "*\n"


@pytest.mark.parametrize("out", [".", "rules", "existing"])
def test_releases_never_become_part_of_the_pack(workshop: Workshop, out: str) -> None:
    """A folder of the pack is no place for its releases."""
    workshop.write("packs/api/existing/file.md", "text\n")

    answer = workshop.run("release-archive", "--out", f"packs/api/{out}")

    assert answer.code == 3
    assert "would become part of the pack" in answer.err
    assert not (workshop.pack / out / "acme.api").exists()


def test_without_git_releases_go_elsewhere(workshop: Workshop) -> None:
    """Nobody could ignore them."""
    home = workshop.root.parent / "plain"
    subprocess.run(["cp", "-r", str(workshop.pack), str(home)], check=True)
    os.chdir(home)

    answer = workshop.run("release-archive")
    assert answer.code == 3
    assert "outside the pack with --out" in answer.err
    assert ".gitignore" not in answer.err
    assert workshop.run("release-archive", "--out", "../dist").code == 0


def test_two_packs_with_one_id_are_refused(workshop: Workshop) -> None:
    """They would be the same release."""
    workshop.write("packs/copy/x", "")
    subprocess.run(["cp", "-r", f"{workshop.pack}/.", "packs/copy"], check=True)

    answer = workshop.run("release-archive")

    assert answer.code == 1
    assert "two packs would be the same release" in answer.err


def test_several_at_once(workshop: Workshop) -> None:
    """Processes that make the same release together leave one, and nothing else."""
    command = [sys.executable, "-m", "toolkit", "release-archive"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    running = [
        subprocess.Popen(
            command, cwd=workshop.root, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip

    answers = [process.communicate()[0] for process in running]

    assert [process.returncode for process in running] == [0] * 4, answers
    assert os.listdir(workshop.root / "dist/acme.api") == ["1.0.0"]  # noqa: PTH208
    assert workshop.run("verify", "--checksums-only", RELEASE).code == 0


def test_an_output_that_cannot_be_written_is_a_message(workshop: Workshop) -> None:
    """A file where the folder should be."""
    workshop.write("taken", "")

    answer = workshop.run("release-archive", "--out", "taken")

    assert answer.code == 3
    assert "Traceback" not in answer.err


def test_an_output_that_no_folder_can_be_is_a_message(workshop: Workshop) -> None:
    """What the system says is a message, not our fault."""
    answer = workshop.run("release-archive", "--out", "x" * 5000)

    assert answer.code == 3
    assert "File name too long" in answer.err

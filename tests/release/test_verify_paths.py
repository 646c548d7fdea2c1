"""A PATH that cannot be judged: always an answer in JSON, with a stable code, and exit 3.

What cannot be written after a good answer, too. The places of the machine are in
the message of standard error, never in the answer.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolkit import schemas

if TYPE_CHECKING:
    from tests.release.workshop import Workshop

needs_rights = pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")


@pytest.fixture
def release(workshop: Workshop) -> Path:
    """Return a good release folder."""
    assert workshop.run("release-archive").code == 0
    return workshop.root / "dist/acme.api/1.0.0"


def incomplete(workshop: Workshop, *words: str) -> tuple[Any, str]:
    """Return the answer and what standard error says, after validating both."""
    answer = workshop.run("verify", *words, "--format", "json")
    found = json.loads(answer.out)
    schemas.validator("verification.v1").validate(found)
    assert str(workshop.root) not in answer.out
    assert (answer.code, found["outcome"], found["passed"]) == (3, "incomplete", False)
    plain = workshop.run("verify", *words)
    assert (plain.code, plain.out, plain.err) == (3, "", answer.err)
    assert answer.err.startswith("policy-pack: ")
    return found, answer.err


def _socket(place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(place.name)  # a path of a socket is short


PLACES: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "nothing": (lambda _: None, "PATH_MISSING", "no such file or folder"),
    "a link that leads nowhere": (
        lambda place: place.symlink_to("nowhere"), "PATH_KIND", "but a symbolic link",
    ),
    "a link to an archive": (
        lambda place: place.symlink_to("dist/acme.api/1.0.0/acme.api-1.0.0.tar.gz"),
        "PATH_KIND", "but a symbolic link",
    ),
    "a link to itself": (
        lambda place: place.symlink_to(place.name), "PATH_KIND", "but a symbolic link",
    ),
    "a FIFO": (os.mkfifo, "PATH_KIND", "but a FIFO"),
    "a socket": (_socket, "PATH_KIND", "but a socket"),
    "a pack": (
        lambda place: shutil.copytree("packs/api", place), "PATH_NO_RELEASE", "this is a pack",
    ),
    "a folder of releases": (
        lambda place: shutil.copytree("dist", place), "PATH_NO_RELEASE", "but holds some",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", PLACES)
def test_a_path_that_cannot_be_judged(workshop: Workshop, release: Path, kind: str) -> None:
    make, code, message = PLACES[kind]
    place = workshop.root / "place"
    assert release.is_dir()
    make(place)

    for given in ("place", str(place)):
        found, err = incomplete(workshop, given)
        assert found["refusal"]["code"] == code
        assert message in found["refusal"]["message"]
        assert found["refusal"]["hint"]
        assert f"policy-pack: {given}: " in err
        assert found["path"] == "place"


@pytest.mark.parametrize("path", ["/dev/null", "/dev/zero", "x" * 5000, "a\nb\x1b[2J", "\udcff"])
def test_paths_that_are_odd(workshop: Workshop, path: str) -> None:
    """Devices are not read; a name that no file can have is a message."""
    _, err = incomplete(workshop, path)

    assert "\x1b" not in err


@needs_rights
@pytest.mark.parametrize("name", ["", "acme.api-1.0.0.tar.gz"])
def test_what_may_not_be_read(workshop: Workshop, release: Path, name: str) -> None:
    (release / name).chmod(0)
    try:
        for given in (release, release / name):
            found, err = incomplete(workshop, str(given))
            assert found["refusal"]["code"] == "PATH_UNREADABLE"
            assert "Permission denied" in err
    finally:
        (release / name).chmod(0o700)


def test_nothing_to_find(workshop: Workshop) -> None:
    found, err = incomplete(workshop)

    assert found["refusal"]["code"] == "PATH_NO_RELEASE"
    assert "no releases here" in err


def test_options_do_not_matter_where_there_is_nothing(workshop: Workshop) -> None:
    """Trust is not even read: the question is what is to be judged."""
    found, _ = incomplete(workshop, "no", "--allowed-signers", "no", "--lock", "no")

    assert found["refusal"]["code"] == "PATH_MISSING"


# What was asked for after a good answer -----------------------------------------------------------


def test_a_place_that_cannot_be_extracted_to(workshop: Workshop, release: Path) -> None:
    """The folder above does not exist: said with its place, and no step forgotten in the answer."""
    place = str(workshop.root / "no/such/pack")

    found, err = incomplete(workshop, str(release), "--checksums-only", "--extract-to", place)

    assert found["refusal"]["code"] == "EXTRACT_FAILED"
    assert found["release"]["stem"] == "acme.api-1.0.0"
    assert found["steps"][-1]["detail"].startswith("EXTRACT_FAILED")
    assert "no/such" in err or str(workshop.root / "no") in err


def test_a_refused_place_keeps_its_code(workshop: Workshop, release: Path) -> None:
    words = ("verify", str(release), "--checksums-only", "--extract-to", "packs")

    answer = workshop.run(*words, "--format", "json")

    assert (answer.code, json.loads(answer.out)["refusal"]["code"]) == (1, "EXTRACT_EXISTS")


def test_several_of_which_one_cannot_be_read(workshop: Workshop, release: Path) -> None:
    """Each has its answer; a folder without sums is refused, and decides."""
    (release.parent / "1.1.0").mkdir()

    answer = workshop.run("verify", "--checksums-only", "--format", "json")

    found = json.loads(answer.out)
    assert answer.code == 1
    assert [each["outcome"] for each in found] == ["checksums only", "refused"]
    (release.parent / "1.1.0/1.1.0").mkdir()
    (release.parent / "1.1.0/1.1.0/SHA256SUMS").touch()
    answer = workshop.run("verify", "--checksums-only", "--format", "json")
    assert [each["outcome"] for each in json.loads(answer.out)] == ["checksums only", "incomplete"]
    pages = workshop.run("verify", "--checksums-only")
    assert (answer.code, pages.code) == (3, 3)
    assert "incomplete: PATH_NO_RELEASE" in pages.out


def test_a_lock_that_cannot_be_written(workshop: Workshop, release: Path) -> None:
    """A folder stands where it is to be: unusable, with a code, before anything is judged."""
    (workshop.root / "lock").mkdir()

    answer = workshop.run(
        "verify", str(release), "--checksums-only", "--lock", "lock", "--format", "json"
    )

    assert (answer.code, json.loads(answer.out)["refusal"]["code"]) == (1, "TRUST_UNREADABLE")


@pytest.mark.parametrize("option", ["--allowed-signers", "--lock", "--extract-to", "--sums"])
@pytest.mark.parametrize("inside", ["", "/x"])
def test_a_link_to_itself_is_refused_wherever_it_is_given(
    workshop: Workshop, release: Path, option: str, inside: str
) -> None:
    """The versions of Python have different errors for it; none of them is our fault."""
    (workshop.root / "loop").symlink_to("loop")
    alone = release / "acme.api-1.0.0.tar.gz"
    only = () if option == "--allowed-signers" else ("--checksums-only",)
    words = (str(alone if option == "--sums" else release), *only, option, f"loop{inside}")

    answer = workshop.run("verify", *words, "--format", "json")

    assert (answer.code, answer.out) == (2, "")
    assert "is a link that leads to itself" in answer.err

"""Verification of a release folder and of a lone archive, all in memory."""

from __future__ import annotations

import pytest

from toolkit.pack.tree import Tree
from toolkit.release.archive import read_archive, write_archive
from toolkit.release.checksums import write_sums
from toolkit.release.filelist import FileList
from toolkit.release.limits import MAX_RELEASE_FILES
from toolkit.release.lone import verify_archive
from toolkit.release.refusals import Reason
from toolkit.release.verification import Outcome, Status
from toolkit.release.verify import verify_release

ARCHIVE, MANIFEST, SUMS = "acme-1.0.0.tar.gz", "acme-1.0.0.manifest.json", "SHA256SUMS"
FILES = {
    "README.md": b"# A pack\n",
    "entroping-policy-pack.yaml": b"id: acme\nversion: 1.0.0\n",
    "qanstitution.yaml": b"project: acme\n",
}


def release(
    files: dict[str, bytes] = FILES,
    *,
    stem: str = "acme-1.0.0",
    pack: tuple[str, str] = ("acme", "1.0.0"),
) -> dict[str, bytes]:
    """Return a release folder; by default a good one."""
    archive = write_archive(Tree.of_files(files), stem=stem)
    listed = FileList.of(read_archive(archive), pack_id=pack[0], pack_version=pack[1])
    return sealed({f"{stem}.tar.gz": archive, f"{stem}.manifest.json": listed.encode()})


def sealed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return files with the SHA256SUMS that fits them, as an attacker can make it, too."""
    rest = {name: data for name, data in files.items() if name != SUMS}
    return {**rest, SUMS: write_sums(rest)}


GOOD = release()
OTHER = release({**FILES, "README.md": b"# Another\n"})
NEWER = release({**FILES, "entroping-policy-pack.yaml": b"id: acme\nversion: 1.0.1\n"},
                stem="acme-1.0.1", pack=("acme", "1.0.1"))  # fmt: skip


def without(name: str) -> dict[str, bytes]:
    """Return the good release without a file."""
    return {each: data for each, data in GOOD.items() if each != name}


FLAWS = {
    "99 listed but missing": (without(ARCHIVE), Reason.SUMS_FILE_MISSING),
    "100 present but unlisted": (GOOD | {"evil.sh": b""}, Reason.SUMS_FILE_UNLISTED),
    "100 a listed file that no release has": (
        sealed(GOOD | {"install.sh": b""}),
        Reason.RELEASE_FILE_UNKNOWN,
    ),
    "104 an empty signature that nobody asked about": (
        GOOD | {"SHA256SUMS.sig": b""},
        Reason.SIGNATURE_EMPTY,
    ),
    "a listed signature": (
        GOOD | {SUMS: b"0" * 64 + b"  SHA256SUMS.sig\n" + GOOD[SUMS]},
        Reason.SUMS_LISTS_ITSELF,
    ),
    "103 stripped of its sums": (without(SUMS), Reason.SUMS_MISSING),
    "nothing at all": ({}, Reason.SUMS_MISSING),
    "another archive": (GOOD | {ARCHIVE: OTHER[ARCHIVE]}, Reason.SUMS_MISMATCH),
    "117 another archive, sums made anew": (
        sealed(GOOD | {ARCHIVE: OTHER[ARCHIVE]}),
        Reason.MANIFEST_MISMATCH,
    ),
    "117 another manifest, sums made anew": (
        sealed(GOOD | {MANIFEST: OTHER[MANIFEST]}),
        Reason.MANIFEST_MISMATCH,
    ),
    "117 a newer release under an old name": (
        sealed({ARCHIVE: NEWER["acme-1.0.1.tar.gz"], MANIFEST: NEWER["acme-1.0.1.manifest.json"]}),
        Reason.RELEASE_IDENTITY,
    ),
    "117 manifest of another version": (
        release(pack=("acme", "9.9.9")),
        Reason.RELEASE_IDENTITY,
    ),
    "117 pack of another version inside": (
        release(stem="acme-9.9.9", pack=("acme", "9.9.9")),
        Reason.RELEASE_IDENTITY,
    ),
    "117 another split of the same name": (
        release(
            {"entroping-policy-pack.yaml": b"id: acme-1\nversion: 1.0.0\n"},
            stem="acme-1-1.0.0",
            pack=("acme", "1-1.0.0"),
        ),
        Reason.RELEASE_IDENTITY,
    ),
    "no pack inside": (release({"README.md": b""}), Reason.RELEASE_IDENTITY),
    "a pack that says nothing inside": (
        release({"entroping-policy-pack.yaml": b"\xff"}),
        Reason.RELEASE_IDENTITY,
    ),
    "no manifest": (sealed(without(MANIFEST)), Reason.RELEASE_NO_MANIFEST),
    "two manifests": (
        sealed(GOOD | {"other-1.0.0.manifest.json": GOOD[MANIFEST]}),
        Reason.RELEASE_NO_MANIFEST,
    ),
    "no archive": (sealed(without(ARCHIVE)), Reason.RELEASE_NO_ARCHIVE),
    "a damaged archive": (sealed(GOOD | {ARCHIVE: GOOD[ARCHIVE][:-1]}), Reason.GZIP_TRUNCATED),
    "a name with a path": (GOOD | {"../evil": b""}, Reason.RELEASE_FILE_NAME),
    "a hidden file": (GOOD | {".hidden": b""}, Reason.RELEASE_FILE_NAME),
    "too many files": (
        GOOD | {f"f{number}": b"" for number in range(MAX_RELEASE_FILES)},
        Reason.RELEASE_FILES,
    ),
}


def test_a_good_release_is_consistent_and_no_more() -> None:
    """The outcome is "checksums only": nobody signed, and the steps say so."""
    answer = verify_release(GOOD)

    assert answer.outcome is Outcome.CHECKSUMS_ONLY
    assert answer.refusal is None
    assert answer.rebuilt is None
    assert verify_release(GOOD, rebuild=True).rebuilt is True
    assert answer.archive is not None
    assert dict(answer.archive.tree.files()) == FILES
    assert [(step.number, step.status) for step in answer.steps] == [
        (1, Status.SKIP), (2, Status.PASS), (3, Status.SKIP), (4, Status.PASS),
        (5, Status.PASS), (6, Status.PASS), (7, Status.SKIP), (8, Status.PASS),
        (9, Status.SKIP),
    ]  # fmt: skip
    assert "nobody vouches" in answer.steps[2].detail


def test_as_many_files_as_may_be() -> None:
    """The bound is the largest number that is read."""
    more = {f"f{number}": b"" for number in range(MAX_RELEASE_FILES - len(GOOD))}

    within, beyond = (
        verify_release(sealed(GOOD | files)).refusal for files in (more, more | {"one": b""})
    )
    assert within is not None
    assert beyond is not None
    assert (within.reason, beyond.reason) == (Reason.RELEASE_FILE_UNKNOWN, Reason.RELEASE_FILES)


def test_more_files_are_covered_by_their_checksums_only() -> None:
    """Pages are compared with their sums, and the report says no more."""
    answer = verify_release(sealed(GOOD | {"acme-1.0.0.notes.md": b"News.\n"}))

    assert answer.outcome is Outcome.CHECKSUMS_ONLY
    assert answer.steps[5].detail.endswith("covered by their checksums only: acme-1.0.0.notes.md")


@pytest.mark.parametrize("flaw", FLAWS)
def test_flawed_releases_are_refused(flaw: str) -> None:
    """Each is refused for its own reason, at a step, and nothing of it is handed on."""
    files, reason = FLAWS[flaw]

    answer = verify_release(files)

    assert answer.refusal is not None
    assert answer.refusal.code == reason.name
    assert answer.outcome is Outcome.REFUSED
    assert answer.archive is None
    assert answer.file_list is None
    assert answer.steps[-1].status is Status.REFUSED
    assert answer.steps[-1].detail.startswith(reason.name)
    assert [step.status for step in answer.steps].count(Status.REFUSED) == 1


@pytest.mark.parametrize("name", [ARCHIVE, MANIFEST, SUMS])
def test_every_flipped_byte_is_refused(name: str) -> None:
    """No byte of a release folder can change without a refusal."""
    for index in range(len(GOOD[name])):
        data = bytearray(GOOD[name])
        data[index] ^= 0x01

        assert verify_release(GOOD | {name: bytes(data)}).outcome is Outcome.REFUSED, index


@pytest.mark.parametrize("name", [ARCHIVE, MANIFEST])
def test_flips_are_refused_even_when_the_sums_are_made_anew(name: str) -> None:
    """Manifest and archive hold each other: sums that anyone can make are not what saves us."""
    for index in range(0, len(GOOD[name]), 3):
        data = bytearray(GOOD[name])
        data[index] ^= 0x10
        answer = verify_release(sealed(GOOD | {name: bytes(data)}))
        if answer.outcome is not Outcome.REFUSED:
            # The compressor that the manifest names is a claim that decides nothing.
            assert answer.file_list is not None
            assert name == MANIFEST
            assert (
                answer.file_list.compressor
                != FileList.of(
                    read_archive(GOOD[ARCHIVE]), pack_id="acme", pack_version="1.0.0"
                ).compressor
            )


def test_a_lone_archive_is_sound_and_no_more() -> None:
    """Nothing was compared with anything: the outcome and the steps say so."""
    answer = verify_archive(GOOD[ARCHIVE], name=ARCHIVE, rebuild=True)

    assert answer.outcome is Outcome.ARCHIVE_ONLY
    assert [(step.number, step.status) for step in answer.steps] == [
        (1, Status.SKIP), (3, Status.SKIP), (4, Status.SKIP), (5, Status.SKIP),
        (8, Status.PASS), (9, Status.SKIP),
    ]  # fmt: skip
    assert answer.steps[4].detail == "3 files; compressing them here gives the same bytes"
    assert verify_archive(GOOD[ARCHIVE], name=ARCHIVE).steps[4].detail == "3 files"
    assert verify_archive(GOOD[ARCHIVE]).outcome is Outcome.ARCHIVE_ONLY


def test_a_renamed_archive_is_refused_with_what_to_do() -> None:
    """A name that promises another version is the oldest trick."""
    answer = verify_archive(GOOD[ARCHIVE], name="acme-2.0.0.tar.gz")

    assert answer.refusal is not None
    assert answer.refusal.reason is Reason.RELEASE_IDENTITY
    assert "name it acme-1.0.0.tar.gz again" in answer.refusal.hint


def test_a_damaged_lone_archive_is_refused() -> None:
    """The refusal of the archive is that of the verification."""
    answer = verify_archive(GOOD[ARCHIVE] + b"x")

    assert answer.refusal is not None
    assert answer.refusal.reason is Reason.GZIP_TRAILING

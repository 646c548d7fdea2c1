"""`verify` with trust, lock and extraction, through the command line, with real keys."""

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

from tests.release.signing import WHO, Key, make_key, needs_ssh_keygen
from toolkit import schemas
from toolkit.pack.tree import Tree
from toolkit.release.folder import build_release

if TYPE_CHECKING:
    from tests.release.workshop import Workshop

pytestmark = needs_ssh_keygen()
TRUST = ("--allowed-signers", "trust/allowed_signers")
LOCK = ("--lock", "trust/packs.lock")


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Key:
    """Return the publisher's key."""
    return make_key(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def release(workshop: Workshop, key: Key) -> Path:
    """Return a signed release; the consumer's trust lies in trust/."""
    workshop.write("trust/allowed_signers", key.line())
    return made(workshop, key, "1.0.0")


def made(workshop: Workshop, key: Key, version: str) -> Path:
    """Return the signed release of a version."""
    workshop.set_version(version)
    assert workshop.run("release-archive").code == 0
    folder = workshop.root / "dist/acme.api" / version
    (folder / "SHA256SUMS.sig").write_bytes(key.sign((folder / "SHA256SUMS").read_bytes()))
    return folder


def asked(workshop: Workshop, path: Path, *options: str) -> tuple[int, Any]:
    """Return exit code and JSON answer, after validating the answer with its schema."""
    answer = workshop.run("verify", str(path), *options, "--format", "json")
    found = json.loads(answer.out)
    jsonschema.Draft202012Validator(schemas.load("verification.v1")).validate(found)
    assert str(workshop.root) not in answer.out
    return answer.code, found


def refusal(workshop: Workshop, path: Path, *options: str) -> str:
    """Return the code of the refusal; the exit code is then 1."""
    code, found = asked(workshop, path, *options)
    assert (code, found["outcome"], found["passed"]) == (1, "refused", False)
    return str(found["refusal"]["code"])


def test_a_signed_release_is_verified(workshop: Workshop, release: Path) -> None:
    """Exit 0, by name; the page says who."""
    code, found = asked(workshop, release, *TRUST)

    assert (code, found["outcome"], found["passed"]) == (0, "verified", True)
    assert found["signature"]["status"] == "good"
    assert found["signature"]["signer"] == WHO
    page = workshop.run("verify", str(release), *TRUST)
    assert page.code == 0
    assert f"by {WHO} with the key SHA256:" in " ".join(page.out.split())


def test_trust_must_be_given_or_waived_by_name(workshop: Workshop, release: Path) -> None:
    """A signature that nobody checked is no signature; a trust file in the release least of all."""
    shutil.copy(workshop.root / "trust/allowed_signers", release / "allowed_signers")
    (release / "allowed_signers").unlink()

    code, found = asked(workshop, release)
    assert (code, found["outcome"], found["passed"]) == (3, "unverified", False)
    assert found["signature"]["status"] == "unchecked"
    code, found = asked(workshop, release, "--checksums-only")
    assert (code, found["outcome"], found["passed"]) == (0, "checksums only", True)


def test_103_a_release_without_its_signature(workshop: Workshop, release: Path) -> None:
    (release / "SHA256SUMS.sig").unlink()

    assert refusal(workshop, release, *TRUST) == "SIGNATURE_MISSING"


def test_a_lone_archive_is_never_verified(workshop: Workshop, release: Path) -> None:
    """It has no signature beside it that was looked at."""
    archive = release / "acme.api-1.0.0.tar.gz"

    assert refusal(workshop, archive, *TRUST) == "SIGNATURE_MISSING"


def test_an_empty_name_is_no_folder(workshop: Workshop, release: Path) -> None:
    """As a script gives it whose variable is not set; it is not the current folder."""
    os.chdir(release)

    answer = workshop.run("verify", "", "--checksums-only")

    assert (answer.code, answer.out) == (2, "")


def test_a_first_lock_is_asked_for_by_name(workshop: Workshop, release: Path) -> None:
    """Who has no lock yet is told how the first one is made."""
    page = workshop.run("verify", str(release), *TRUST, *LOCK).out

    assert "TRUST_UNREADABLE" in page
    assert "--update-lock makes the first one" in " ".join(page.split())


def test_114_trust_in_the_release(workshop: Workshop, release: Path) -> None:
    """Whatever way leads there: by its name, by a link from outside, by a link inside."""
    inside = release / "allowed_signers"
    shutil.copy(workshop.root / "trust/allowed_signers", inside)
    (workshop.root / "trust/leads-in").symlink_to(inside)
    os.chdir(release)
    for name in ("allowed_signers", str(inside), str(workshop.root / "trust/leads-in")):
        assert refusal(workshop, release, "--allowed-signers", name) == "TRUST_IN_RELEASE"
    inside.unlink()
    inside.symlink_to(workshop.root / "trust/allowed_signers")
    assert refusal(workshop, release, "--allowed-signers", str(inside)) == "TRUST_IN_RELEASE"


@pytest.mark.parametrize("option", ["--revoked", "--lock"])
def test_114_other_files_of_the_consumer_in_the_release(
    workshop: Workshop, release: Path, option: str
) -> None:
    (release / "file").touch()

    options = (*TRUST, option, str(release / "file"))
    assert refusal(workshop, release, *options) == "TRUST_IN_RELEASE"


def test_trust_may_be_a_link_of_the_consumer(workshop: Workshop, release: Path) -> None:
    """It is theirs, wherever it leads outside of the release."""
    (workshop.root / "mine").symlink_to("trust/allowed_signers")

    assert asked(workshop, release, "--allowed-signers", "mine")[0] == 0


@pytest.mark.parametrize("option", ["--revoked", "--lock"])
def test_111_a_file_that_is_missing_is_not_an_empty_one(
    workshop: Workshop, release: Path, option: str
) -> None:
    """A name that was mistyped must not switch a protection off."""
    options = (*TRUST, option, "trust/mistyped")
    assert refusal(workshop, release, *options) == "TRUST_UNREADABLE"
    assert refusal(workshop, release, "--allowed-signers", "no") == "TRUST_UNREADABLE"
    os.mkfifo("trust/mistyped")
    assert refusal(workshop, release, *options) == "TRUST_UNREADABLE"


def test_111_a_revoked_key(workshop: Workshop, release: Path, key: Key) -> None:
    workshop.write("trust/revoked", f"{key.public}\n")
    options = (*TRUST, "--revoked", "trust/revoked")

    assert refusal(workshop, release, *options) == "SIGNATURE_KEY_REVOKED"
    workshop.write("trust/revoked", "# none\n")
    assert asked(workshop, release, *options)[0] == 0


def test_111_a_binary_list_that_is_damaged_is_not_a_revocation(
    workshop: Workshop, release: Path, key: Key
) -> None:
    """Refused both times, for a reason that is true."""
    revoked = workshop.root / "trust/revoked"
    public = str(key.path.with_name(f"{key.path.name}.pub"))
    subprocess.run(["ssh-keygen", "-q", "-k", "-f", str(revoked), public], check=True)
    options = (*TRUST, "--revoked", "trust/revoked")

    assert refusal(workshop, release, *options) == "SIGNATURE_KEY_REVOKED"
    revoked.write_bytes(revoked.read_bytes()[:-9])
    assert refusal(workshop, release, *options) == "TRUST_UNREADABLE"


def test_108_a_lax_line_is_refused_with_its_place(
    workshop: Workshop, release: Path, key: Key
) -> None:
    workshop.write("trust/allowed_signers", f"# who\n{key.line('*')}")

    code, found = asked(workshop, release, *TRUST)

    assert (code, found["refusal"]["code"]) == (1, "TRUST_WILDCARD")
    assert found["refusal"]["where"] == "allowed_signers:2"
    assert found["steps"] == [
        {
            "number": 1, "title": "trust", "status": "refused",
            "detail": found["steps"][0]["detail"],
        }
    ]  # fmt: skip


def test_107_who_is_expected_is_said(workshop: Workshop, release: Path, key: Key) -> None:
    """One name is meant; of several, one is named by the consumer, never by the signature."""
    workshop.write("trust/allowed_signers", key.line() + key.line("second@acme"))

    answer = workshop.run("verify", str(release), *TRUST)
    assert answer.code == 2
    assert "release@acme, second@acme" in answer.err
    assert "--signer" in answer.err
    assert asked(workshop, release, *TRUST, "--signer", "second@acme")[0] == 0
    assert refusal(workshop, release, *TRUST, "--signer", "third@acme") == "TRUST_PRINCIPAL"


@pytest.mark.parametrize(
    "words",
    [
        (*TRUST, "--checksums-only"),
        ("--signer", "a"),
        (*TRUST, "--signer", ""),
        ("--revoked", "a"),
        ("--update-lock",),
        (*TRUST, "--update-lock"),
        (*LOCK, "--update-lock", "--checksums-only"),
    ],
)
def test_options_that_contradict_each_other(
    workshop: Workshop, release: Path, words: tuple[str, ...]
) -> None:
    assert workshop.run("verify", str(release), *words).code == 2


def test_117_another_pack_of_the_same_signer(workshop: Workshop, release: Path, key: Key) -> None:
    """A good signature says who published something, not that it is what was asked for."""
    other = made(workshop, key, "1.1.0")

    for wanted in ("acme.api", "acme.api-v1.0.0"):
        assert asked(workshop, release, *TRUST, "--expect", wanted)[0] == 0
    for wanted in ("acme.apis", "acme.api-v1.1.0", "other-v1.0.0"):
        words = (*TRUST, *LOCK, "--update-lock", "--extract-to", "pack", "--expect", wanted)
        assert refusal(workshop, release, *words) == "RELEASE_UNEXPECTED"
    assert not (workshop.root / "pack").exists()
    assert not (workshop.root / "trust/packs.lock").exists()
    assert refusal(workshop, other, *TRUST, "--expect", "acme.api-v1.0.0") == "RELEASE_UNEXPECTED"
    lone = release / "acme.api-1.0.0.tar.gz"
    assert asked(workshop, lone, "--checksums-only", "--expect", "acme.api")[0] == 0
    alone = ("--checksums-only", "--expect", "acme.apis")
    assert refusal(workshop, lone, *alone) == "RELEASE_UNEXPECTED"
    page = workshop.run("verify", str(release), *TRUST, "--expect", "acme.apis").out
    assert "acme.api 1.0.0 is here, and acme.apis was asked for" in " ".join(page.split())
    for wrong in ("", "a b", "acme.api 1.0.0", "../x"):
        assert workshop.run("verify", str(release), *TRUST, "--expect", wrong).code == 2


@pytest.mark.parametrize(
    "words", [(*TRUST, *LOCK, "--update-lock"), ("--extract-to", "x"), ("--expect", "acme.api")]
)
def test_one_release_at_a_time(workshop: Workshop, words: tuple[str, ...]) -> None:
    answer = workshop.run("verify", *words)

    assert answer.code == 2
    assert "need PATH" in answer.err


def test_116_nothing_is_fetched(workshop: Workshop, release: Path) -> None:
    """The same answer in a network namespace of its own, where nothing can be reached."""
    words = ["unshare", "-rn"]
    if subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
        pytest.skip("needs unshare and user namespaces")
    done = subprocess.run(
        [*words, sys.executable, "-m", "toolkit", "verify", str(release), *TRUST],
        cwd=workshop.root,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert b"verified" in done.stdout


def test_without_ssh_keygen_the_answer_is_unverified(
    workshop: Workshop, release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 3 and what to install; extraction does not happen."""
    empty = workshop.root / "bin"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))

    answer = workshop.run("verify", str(release), *TRUST, "--extract-to", "pack")

    assert answer.code == 3
    assert "unverified" in answer.out
    assert "install OpenSSH" in " ".join(answer.out.split())
    assert not (workshop.root / "pack").exists()


# The lock ----------------------------------------------------------------------------------------


def test_the_lock_remembers_what_was_verified(workshop: Workshop, release: Path, key: Key) -> None:
    """First use is said aloud; a newer release moves it; an older one is refused then."""
    first = workshop.run("verify", str(release), *TRUST, *LOCK, "--update-lock")
    assert first.code == 0
    assert "first use" in first.err
    again = workshop.run("verify", str(release), *TRUST, *LOCK, "--update-lock")
    assert (again.code, again.err) == (0, "")
    assert asked(workshop, release, *TRUST, *LOCK)[1]["lock"] == "same"

    newer = made(workshop, key, "1.1.0")
    assert asked(workshop, newer, *TRUST, *LOCK)[1]["lock"] == "newer"
    assert asked(workshop, release, *TRUST, *LOCK)[0] == 0  # looking alone moves nothing
    assert asked(workshop, newer, *TRUST, *LOCK, "--update-lock")[0] == 0
    assert refusal(workshop, release, *TRUST, *LOCK) == "LOCK_ROLLBACK"
    lock = json.loads((workshop.root / "trust/packs.lock").read_bytes())
    jsonschema.Draft202012Validator(schemas.load("lock.v1")).validate(lock)
    assert lock["packs"]["acme.api"]["version"] == "1.1.0"
    assert lock["packs"]["acme.api"]["signer"] == WHO


def test_119_a_version_that_was_made_anew(workshop: Workshop, release: Path, key: Key) -> None:
    """Signed by the right key, and not what was seen."""
    assert asked(workshop, release, *TRUST, *LOCK, "--update-lock")[0] == 0
    shutil.rmtree(release)
    workshop.write("packs/api/LICENSE", "another\n")
    made(workshop, key, "1.0.0")

    assert refusal(workshop, release, *TRUST, *LOCK) == "LOCK_RETAG"
    assert refusal(workshop, release, *TRUST, *LOCK, "--update-lock") == "LOCK_RETAG"
    # The lock protects those who check no signature, too.
    assert refusal(workshop, release, "--checksums-only", *LOCK) == "LOCK_RETAG"


def test_what_is_refused_is_not_remembered(workshop: Workshop, release: Path, key: Key) -> None:
    """Neither a bad signature, nor smoke that fails, nor a destination that exists."""
    options = (*TRUST, *LOCK, "--update-lock")
    assert refusal(workshop, release, *options, "--extract-to", "trust") == "EXTRACT_EXISTS"
    signature = release / "SHA256SUMS.sig"
    signature.write_bytes(key.sign(b"other"))
    assert refusal(workshop, release, *options) == "SIGNATURE_BAD"

    assert not (workshop.root / "trust/packs.lock").exists()


def test_several_at_once_forget_nothing(workshop: Workshop, release: Path, key: Key) -> None:
    """Each remembers its own pack in the one lock."""
    releases = [release]
    for name in ("one", "two", "three"):
        folder = workshop.root / "dist" / name
        files = {
            path.relative_to(workshop.pack).as_posix(): path.read_bytes()
            for path in workshop.pack.rglob("*")
            if path.is_file()
        }
        manifest = files["entroping-policy-pack.yaml"].replace(
            b'id: "acme.api"', f'id: "{name}"'.encode()
        )
        tree = Tree.of_files({**files, "entroping-policy-pack.yaml": manifest})
        made_here = build_release(tree, pack_id=name, version="1.0.0")
        folder.mkdir()
        for each, data in {
            **made_here,
            "SHA256SUMS.sig": key.sign(made_here["SHA256SUMS"]),
        }.items():
            (folder / each).write_bytes(data)
        releases.append(folder)
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "toolkit", "verify", str(path), *TRUST, *LOCK, "--update-lock"],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for path in releases
    ]
    said = [process.communicate()[0] for process in running]

    assert [process.returncode for process in running] == [0] * 4, said
    lock = json.loads((workshop.root / "trust/packs.lock").read_bytes())
    assert sorted(lock["packs"]) == ["acme.api", "one", "three", "two"]
    assert sorted(os.listdir("trust")) == ["allowed_signers", "packs.lock"]  # noqa: PTH208 (hidden ones, too)


def test_a_lock_that_is_damaged(workshop: Workshop, release: Path) -> None:
    """It is not replaced by a new one: that would forget everything."""
    workshop.write("trust/packs.lock", "{}")

    options = (*TRUST, *LOCK, "--update-lock")
    assert refusal(workshop, release, *options) == "LOCK_SHAPE"
    assert (workshop.root / "trust/packs.lock").read_text(encoding="utf-8") == "{}"


# Extraction --------------------------------------------------------------------------------------


def test_extraction_after_all_checks(workshop: Workshop, release: Path) -> None:
    """The files of the pack, as they were released; the pack there passes self-test."""
    (workshop.root / "policy-packs").mkdir()
    code, found = asked(workshop, release, *TRUST, "--extract-to", "policy-packs/api")

    assert code == 0
    assert found["steps"][-1] == {
        "number": 10, "title": "extraction", "status": "pass",
        "detail": "6 files, in a folder that is new",
    }  # fmt: skip
    made_of = {
        path.relative_to(workshop.root / "policy-packs/api").as_posix(): path.read_bytes()
        for path in (workshop.root / "policy-packs/api").rglob("*")
        if path.is_file()
    }
    packed = {
        path.relative_to(workshop.pack).as_posix(): path.read_bytes()
        for path in workshop.pack.rglob("*")
        if path.is_file()
    }
    assert made_of == packed
    assert workshop.run("self-test", "--pack", "policy-packs/api").code == 0
    again = refusal(workshop, release, *TRUST, "--extract-to", "policy-packs/api")
    assert again == "EXTRACT_EXISTS"


def test_123_extraction_through_a_link(workshop: Workshop, release: Path) -> None:
    (workshop.root / "real").mkdir()
    (workshop.root / "link").symlink_to("real")

    assert refusal(workshop, release, *TRUST, "--extract-to", "link/api") == "EXTRACT_LINK"
    assert not list((workshop.root / "real").iterdir())


def test_checksums_only_extracts_where_that_was_asked_for(
    workshop: Workshop, release: Path
) -> None:
    """By name; without it nothing is extracted, and the exit code says why."""
    assert workshop.run("verify", str(release), "--extract-to", "a").code == 3
    assert not (workshop.root / "a").exists()
    assert workshop.run("verify", str(release), "--checksums-only", "--extract-to", "a").code == 0
    assert (workshop.root / "a/README.md").is_file()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("alias bomb", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"),
        ("duplicate key", 'project: "x"\nproject: "y"\nversion: "4.1"\ngates: []\n'),
        ("tag", "project: !!python/object/apply:os.system [id]\n"),
    ],
)
def test_125_yaml_that_means_two_things_is_not_extracted(
    workshop: Workshop, key: Key, release: Path, number: str, text: str
) -> None:
    """The archive is sound and signed; what is inside fails smoke, so the answer is no."""
    assert number
    files = {
        path.relative_to(workshop.pack).as_posix(): path.read_bytes()
        for path in workshop.pack.rglob("*")
        if path.is_file()
    }
    tree = Tree.of_files({**files, "rules/security.yaml": text.encode()})
    for name, data in build_release(tree, pack_id="acme.api", version="1.0.0").items():
        (release / name).write_bytes(data)
    sums = (release / "SHA256SUMS").read_bytes()
    (release / "SHA256SUMS.sig").write_bytes(key.sign(sums))

    code, found = asked(workshop, release, *TRUST, "--extract-to", "pack")

    assert (code, found["passed"], found["smoke"]["status"]) == (1, False, "fail")
    assert not (workshop.root / "pack").exists()

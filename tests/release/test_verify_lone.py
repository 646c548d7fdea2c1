"""What lies alone (archive, packages, OCI layout) and the signed sums of its release beside it.

With a real key, and the real skopeo: what it copies is verified as what we made.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.release.signing import Key, make_key, needs_ssh_keygen
from toolkit import schemas
from toolkit.release.checksums import write_sums
from toolkit.release.limits import MAX_SIGNATURE_BYTES, MAX_SUMS_BYTES

if TYPE_CHECKING:
    from tests.release.workshop import Workshop

pytestmark = needs_ssh_keygen()
STEM, PYTHON = "acme.api-1.0.0", "policy_pack_acme_api-1.0.0"
LONE = (f"{STEM}.tar.gz", f"{PYTHON}-py3-none-any.whl", f"{PYTHON}.tar.gz", f"{STEM}.oci")
TRUST = ("--allowed-signers", "trust/allowed_signers")
SUMS = ("--sums", "got/SHA256SUMS")
LOCK = ("--lock", "trust/packs.lock")


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Key:
    """Return the publisher's key."""
    return make_key(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def shop(workshop: Workshop, key: Key) -> Workshop:
    """Return the workshop after a release; what a consumer got lies in got/ and alone/."""
    assert workshop.run("release", "packs/api", "--packages", "--no-sign").code == 0
    assert workshop.run("package", "--format", "oci").code == 0
    workshop.write("trust/allowed_signers", key.line())
    release, dist = workshop.root / "dist/acme.api/1.0.0", workshop.root / "dist"
    for folder in ("got", "alone"):
        (workshop.root / folder).mkdir()
    shutil.copy(release / "SHA256SUMS", workshop.root / "got")
    signature = key.sign((release / "SHA256SUMS").read_bytes())
    (workshop.root / "got/SHA256SUMS.sig").write_bytes(signature)
    for name in LONE[:3]:
        shutil.copy(release / name, workshop.root / "alone")
    shutil.copytree(dist / LONE[3], workshop.root / "alone" / LONE[3])
    return workshop


def asked(shop: Workshop, path: str, *options: str) -> tuple[int, Any]:
    """Return exit code and JSON answer, after validating the answer with its schema."""
    answer = shop.run("verify", path, *options, "--format", "json")
    found = json.loads(answer.out)
    schemas.validator("verification.v1").validate(found)
    assert str(shop.root) not in answer.out
    return answer.code, found


def refusal(shop: Workshop, path: str, *options: str) -> str:
    """Return the code of the refusal; the exit code is then 1."""
    code, found = asked(shop, path, *options)
    assert (code, found["outcome"], found["passed"]) == (1, "refused", False)
    return str(found["refusal"]["code"])


@pytest.mark.parametrize("name", LONE)
def test_what_lies_alone_is_verified_by_the_sums_of_its_release(shop: Workshop, name: str) -> None:
    """Signature, sums, lock and extraction, as for the folder."""
    options = (*TRUST, *SUMS, *LOCK, "--update-lock")

    code, found = asked(shop, f"alone/{name}", *options, "--extract-to", "pack")

    assert (code, found["outcome"], found["lock"]) == (0, "verified", "new"), found["refusal"]
    assert found["signature"]["status"] == "good"
    assert found["missing"] == ["provenance", "smoke", "bump"]
    assert (shop.root / "pack/README.md").read_bytes() == (shop.pack / "README.md").read_bytes()
    assert asked(shop, f"alone/{name}", *TRUST, *SUMS, *LOCK)[1]["lock"] == "same"
    folder = asked(shop, "dist/acme.api/1.0.0", "--checksums-only", *LOCK)[1]
    assert (folder["lock"], folder["missing"], folder["notes"]) == ("same", [], [])


@pytest.mark.parametrize("name", LONE)
def test_without_sums_nobody_vouches(shop: Workshop, name: str) -> None:
    assert asked(shop, f"alone/{name}")[0] == 3
    assert asked(shop, f"alone/{name}", "--checksums-only")[0] == 0
    for options in (TRUST, (*LOCK, "--checksums-only")):
        assert refusal(shop, f"alone/{name}", *options) == "SIGNATURE_MISSING"
    answer = shop.run("verify", f"alone/{name}", *TRUST)
    assert "--sums FILE" in " ".join(answer.out.split())


@pytest.mark.parametrize("name", LONE)
def test_sums_without_trust_are_checksums_only(shop: Workshop, name: str) -> None:
    assert asked(shop, f"alone/{name}", *SUMS)[1]["outcome"] == "unverified"
    code, found = asked(shop, f"alone/{name}", *SUMS, "--checksums-only")
    assert (code, found["outcome"]) == (0, "checksums only")


@pytest.mark.parametrize("name", LONE)
def test_the_sums_must_be_signed_and_of_this_release(shop: Workshop, key: Key, name: str) -> None:
    options, sums = (*TRUST, *SUMS), shop.root / "got/SHA256SUMS"
    good, signature = sums.read_bytes(), (shop.root / "got/SHA256SUMS.sig").read_bytes()

    def answer(data: bytes, signed: bytes | None) -> str:
        sums.write_bytes(data)
        (shop.root / "got/SHA256SUMS.sig").unlink(missing_ok=True)
        if signed is not None:
            (shop.root / "got/SHA256SUMS.sig").write_bytes(signed)
        return refusal(shop, f"alone/{name}", *options)

    assert answer(good, None) == "SIGNATURE_MISSING"
    assert answer(good, b"") == "SIGNATURE_EMPTY"
    assert answer(good, bytes(MAX_SIGNATURE_BYTES + 5)) == "SIGNATURE_TOO_LARGE"
    assert answer(good + b"\n", signature) == "SIGNATURE_BAD"
    other = write_sums({"other-1.0.0.tar.gz": b""})
    assert answer(other, signature) == "SIGNATURE_BAD"
    assert answer(other, key.sign(other)) == "SUMS_FILE_UNLISTED"
    wrong = write_sums(dict.fromkeys((*LONE[:3], f"{STEM}.manifest.json"), b""))
    assert answer(wrong, key.sign(wrong)) == "SUMS_MISMATCH"
    assert answer(b"", key.sign(b"")) == "SUMS_EMPTY"
    huge = bytes(MAX_SUMS_BYTES + 5)
    sums.write_bytes(huge)
    assert refusal(shop, f"alone/{name}", "--checksums-only", *SUMS) == "SUMS_TOO_LARGE"


def test_sums_that_list_the_package_and_no_archive(shop: Workshop, key: Key) -> None:
    """That is no release; the digest of the archive is what the lock remembers."""
    wheel = (shop.root / "alone" / LONE[1]).read_bytes()
    sums = write_sums({LONE[1]: wheel})
    (shop.root / "got/SHA256SUMS").write_bytes(sums)
    (shop.root / "got/SHA256SUMS.sig").write_bytes(key.sign(sums))

    assert refusal(shop, f"alone/{LONE[1]}", *TRUST, *SUMS) == "SUMS_FILE_UNLISTED"


def test_sums_that_cannot_be_read(shop: Workshop) -> None:
    name, sums = f"alone/{LONE[0]}", shop.root / "got/SHA256SUMS"
    sums.rename(shop.root / "got/elsewhere")
    assert refusal(shop, name, *TRUST, *SUMS) == "SUMS_MISSING"
    sums.symlink_to("elsewhere")
    assert refusal(shop, name, *TRUST, *SUMS) == "RELEASE_NOT_REGULAR"
    sums.unlink()
    os.mkfifo(sums)
    assert refusal(shop, name, *TRUST, *SUMS) == "RELEASE_NOT_REGULAR"


@pytest.mark.parametrize("name", LONE)
def test_114_trust_does_not_come_with_the_download(shop: Workshop, name: str) -> None:
    """Neither beside the sums, nor in the layout itself."""
    places = ["got/allowed_signers", "alone/allowed_signers"]
    if name.endswith(".oci"):
        places = ["got/allowed_signers", f"alone/{name}/allowed_signers"]
    for place in places:
        shutil.copy(shop.root / "trust/allowed_signers", shop.root / place)
        options = ("--allowed-signers", place, *SUMS)
        assert refusal(shop, f"alone/{name}", *options) == "TRUST_IN_RELEASE"
        (shop.root / place).unlink()


def test_118_119_the_lock_counts_for_what_lies_alone(shop: Workshop) -> None:
    options = (*TRUST, *SUMS, *LOCK)
    assert asked(shop, f"alone/{LONE[3]}", *options, "--update-lock")[0] == 0
    lock = shop.root / "trust/packs.lock"
    lock.write_text(lock.read_text("utf-8").replace('"1.0.0"', '"1.0.1"'), "utf-8")
    for name in LONE:
        assert refusal(shop, f"alone/{name}", *options) == "LOCK_ROLLBACK"
    text = lock.read_text("utf-8").replace('"1.0.1"', '"1.0.0"')
    content = json.loads(text)["packs"]["acme.api"]["content_sha256"]
    lock.write_text(text.replace(content, "0" * 64), "utf-8")
    for name in LONE:
        assert refusal(shop, f"alone/{name}", *options) == "LOCK_RETAG"


def test_a_lock_that_cannot_be_written(shop: Workshop) -> None:
    """The release is verified, and nothing remembers it: neither yes nor no, and it is said why."""
    words = (*TRUST, *SUMS, "--lock", "trust/allowed_signers/packs.lock", "--update-lock")

    code, found = asked(shop, f"alone/{LONE[0]}", *words)

    assert (code, found["outcome"]) == (3, "incomplete")
    assert found["refusal"]["code"] == "LOCK_FAILED"
    assert found["signature"]["status"] == "good"
    assert "trust/allowed_signers" in shop.run("verify", f"alone/{LONE[0]}", *words).err


def test_sums_are_for_what_lies_alone(shop: Workshop) -> None:
    assert shop.run("verify", "dist/acme.api/1.0.0", "--checksums-only", *SUMS).code == 2
    assert shop.run("verify", "--checksums-only", *SUMS).code == 2
    (shop.root / "empty").mkdir()
    answer = shop.run("verify", "empty", "--checksums-only", *SUMS)
    assert answer.code == 2
    assert "empty is a folder, and no layout" in answer.err


# What is missing, and who signed ------------------------------------------------------------------


def test_what_a_release_does_not_tell_is_told(shop: Workshop) -> None:
    """`release-archive` makes no evidence: fine, said, and refused where it is required."""
    release = shop.root / "dist/acme.api/1.0.0"
    whole = shop.run("verify", str(release), "--checksums-only", "--require", "bump,smoke")
    assert (whole.code, "Good to know" in whole.out) == (0, False)
    shutil.rmtree(release)
    assert shop.run("release-archive").code == 0

    answer = shop.run("verify", str(release), "--checksums-only")
    assert answer.code == 0
    assert "EVIDENCE_MISSING: there is no provenance, smoke and bump" in " ".join(
        answer.out.split()
    )
    for words in ("provenance", "smoke", "bump", "smoke, bump"):
        options = ("--checksums-only", "--require", words)
        assert refusal(shop, str(release), *options) == "EVIDENCE_MISSING"
    lone = ("--checksums-only", "--require", "smoke")
    assert refusal(shop, f"alone/{LONE[0]}", *lone) == "EVIDENCE_MISSING"


@pytest.mark.parametrize("words", ["", "sbom", "smoke,", "Smoke"])
def test_evidence_that_no_release_has(shop: Workshop, words: str) -> None:
    answer = shop.run("verify", "alone", "--require", words)

    assert answer.code == 2
    assert "is none of provenance, smoke, bump" in answer.err


def test_another_signer_than_before_is_noted(shop: Workshop, key: Key) -> None:
    """Whom to trust is the consumer's word; that it changed is said aloud, and in JSON."""
    name, options = f"alone/{LONE[0]}", (*TRUST, *SUMS, *LOCK)
    assert asked(shop, name, *options, "--update-lock")[1]["notes"] == []
    shop.write("trust/allowed_signers", key.line("new@acme"))

    code, found = asked(shop, name, *options)

    assert (code, found["outcome"]) == (0, "verified")
    assert found["notes"] == [
        {
            "code": "SIGNER_CHANGED",
            "message": "the signer changed: release@acme before, new@acme now",
        }
    ]
    assert "SIGNER_CHANGED" in shop.run("verify", name, *options).out
    moved = shop.run("verify", name, *options, "--update-lock")
    assert "the signer changed: release@acme before, new@acme now" in moved.err
    assert asked(shop, name, *options)[1]["notes"] == []


# Copies -------------------------------------------------------------------------------------------


def skopeo(*words: str) -> subprocess.CompletedProcess[str]:
    """Run skopeo; in CI its absence is a failure."""
    if shutil.which("skopeo") is None and not os.environ.get("CI"):
        pytest.skip("needs skopeo")
    return subprocess.run(["skopeo", *words], capture_output=True, text=True, check=False)


def test_what_skopeo_copies_is_verified(shop: Workshop) -> None:
    """There and back, with and without a tag: it writes the index anew, and keeps every blob."""
    os.chdir(shop.root / "alone")
    first = f"oci:{LONE[3]}:1.0.0"
    for source, target in (
        (first, "oci:one:1.0.0"), ("oci:one:1.0.0", "oci:back:1.0.0"),
        (f"oci:{LONE[3]}", "oci:untagged"), ("oci:untagged", "oci:tagged:1.0.0"),
        (first, "dir:plain"), ("dir:plain", "oci:from-plain:1.0.0"),
        (first, "oci-archive:packed.tar:1.0.0"), ("oci-archive:packed.tar", "oci:unpacked:1.0.0"),
    ):  # fmt: skip
        done = skopeo("copy", "--quiet", source, target)
        assert done.returncode == 0, done.stderr
    os.chdir(shop.root)
    for name in ("one", "back", "untagged", "tagged", "from-plain", "unpacked"):
        code, found = asked(shop, f"alone/{name}", *TRUST, *SUMS)
        assert (code, found["outcome"]) == (0, "verified"), (name, found["refusal"])
        assert found["release"]["package"]["name"] == LONE[3]


def test_copies_that_say_something_else_are_refused_with_what_to_do(shop: Workshop) -> None:
    os.chdir(shop.root / "alone")
    assert skopeo("copy", "-q", f"oci:{LONE[3]}:1.0.0", "oci:moved:latest").returncode == 0
    assert skopeo("copy", "-q", f"oci:{LONE[3]}:1.0.0", "oci:two:1.0.0").returncode == 0
    assert skopeo("copy", "-q", f"oci:{LONE[3]}:1.0.0", "oci:two:1.0.1").returncode == 0
    os.chdir(shop.root)

    assert refusal(shop, "alone/moved", *TRUST, *SUMS) == "OCI_TAG"
    assert refusal(shop, "alone/two", *TRUST, *SUMS) == "OCI_INDEX"
    hint = " ".join(shop.run("verify", "alone/two").out.split())
    assert "skopeo copy oci:FOLDER:VERSION oci:NEW:VERSION" in hint


def test_skopeo_inspect_takes_container_images_only(shop: Workshop) -> None:
    """As the documentation says: with --raw it reads ours, without it wants an image's config."""
    layout = f"oci:{shop.root}/alone/{LONE[3]}:1.0.0"

    assert json.loads(skopeo("inspect", "--raw", layout).stdout)["config"]["size"] == 2
    refused = skopeo("inspect", layout)
    assert refused.returncode != 0
    assert "application/vnd.oci.empty.v1+json" in refused.stderr


def test_a_layout_on_disk(shop: Workshop) -> None:
    """Links, other files, huge files and a missing part: refused, at the bounds."""
    layout = shop.root / "alone" / LONE[3]
    name = f"alone/{LONE[3]}"
    (layout / "more").touch()
    assert refusal(shop, name) == "OCI_FILES"
    (layout / "more").unlink()
    os.mkfifo(layout / "blobs/pipe")
    assert refusal(shop, name) == "OCI_FILES"
    (layout / "blobs/pipe").unlink()
    with (layout / "blobs/huge").open("wb") as file:
        file.truncate(1 << 30)
    assert refusal(shop, name) == "OCI_TOO_LARGE"
    (layout / "blobs/huge").unlink()
    for number in range(40):
        (layout / f"f{number}").touch()
    assert refusal(shop, name) == "OCI_TOO_LARGE"
    for number in range(40):
        (layout / f"f{number}").unlink()
    (layout / "oci-layout").rename(shop.root / "oci-layout")
    assert refusal(shop, name) == "OCI_FILE_MISSING"
    (layout / "oci-layout").symlink_to(shop.root / "oci-layout")
    assert refusal(shop, name) == "OCI_FILES"

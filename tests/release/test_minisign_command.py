"""`sign`, `release` and `verify` with minisign, through the command line, with real keys."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from tests.release.minisigning import MiniKey, make_minikey, needs_minisign
from tests.release.signing import make_key, needs_ssh_keygen
from toolkit import schemas

if TYPE_CHECKING:
    from tests.command_line import Answer
    from tests.release.workshop import Workshop

pytestmark = [needs_minisign(), needs_ssh_keygen()]
RELEASE = "dist/acme.api/1.0.0"
SIGNATURE = f"{RELEASE}/SHA256SUMS.minisig"
TAG = "acme.api-v1.0.0"
LOCK = ("--lock", "trust/packs.lock")


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> MiniKey:
    """Return the publisher's key, which has no password."""
    return make_minikey(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def tagged(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """Return the workshop with a release that is tagged, and no agent."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    assert workshop.run("release-archive").code == 0
    workshop.tag(TAG)
    return workshop


def sign(workshop: Workshop, key: Path, *words: str) -> Answer:
    return workshop.run("sign", RELEASE, "--minisign-key", str(key), *words)


def judged(workshop: Workshop, *options: str) -> tuple[int, Any]:
    """Return exit code and JSON answer, after validating the answer with its schema."""
    answer = workshop.run("verify", RELEASE, *options, "--format", "json")
    found = json.loads(answer.out)
    jsonschema.Draft202012Validator(schemas.load("verification.v1")).validate(found)
    return answer.code, found


def refusal(workshop: Workshop, *options: str) -> str:
    """Return the code of the refusal; the exit code is then 1."""
    code, found = judged(workshop, *options)
    assert (code, found["outcome"]) == (1, "refused")
    return str(found["refusal"]["code"])


def test_a_release_is_signed_and_verified(tagged: Workshop, key: MiniKey) -> None:
    """What is printed is all that a consumer needs; minisign alone agrees."""
    answer = sign(tagged, key.secret)

    assert answer.code == 0, answer.err
    assert answer.out == f"{key.public.text}\n"
    shutil.copy(key.public_file, tagged.root / "publisher.pub")
    for given in (key.public.text, "publisher.pub"):
        code, found = judged(tagged, "--minisign-key", given)
        assert (code, found["outcome"], found["passed"]) == (0, "verified", True)
        assert found["minisign"] == {
            "status": "good", "key_id": key.public.name, "key": key.public.text,
        }  # fmt: skip
        assert found["signature"]["status"] == "unchecked"
    for form in ("text", "md"):
        page = tagged.run("verify", RELEASE, "--minisign-key", "publisher.pub", "--format", form)
        assert f"by the minisign key {key.public.name}" in " ".join(page.out.split())
    subprocess.run(
        ["minisign", "-Vm", "SHA256SUMS", "-p", key.public_file],
        cwd=tagged.root / RELEASE,
        check=True,
        capture_output=True,
    )


def test_signing_again_gives_the_same_bytes(tagged: Workshop, key: MiniKey) -> None:
    """Found to be there, and made anew after it was gone."""
    assert sign(tagged, key.secret).code == 0
    file = tagged.root / SIGNATURE
    first, before = file.read_bytes(), file.stat()

    again = sign(tagged, key.secret)

    assert (again.code, "unchanged" in again.err) == (0, True)
    assert file.stat() == before
    file.unlink()
    assert sign(tagged, key.secret).code == 0
    assert file.read_bytes() == first


def test_both_signatures_side_by_side(tagged: Workshop, key: MiniKey, tmp_path: Path) -> None:
    """Each trust that is stated must be satisfied; one of two is not enough."""
    ssh = make_key(tmp_path)
    both = sign(tagged, key.secret, "--key", str(ssh.path), "--identity", "release@acme")
    assert both.code == 0, both.err
    line, text = both.out.splitlines()
    assert text == key.public.text
    tagged.write("trust/allowed_signers", f"{line}\n")
    one, two = ("--allowed-signers", "trust/allowed_signers"), ("--minisign-key", text)
    files = {
        name: tagged.root / RELEASE / name for name in ("SHA256SUMS.sig", "SHA256SUMS.minisig")
    }

    for options in (one, two, (*one, *two)):
        assert judged(tagged, *options)[0] == 0
    code, _ = judged(tagged, *one, *two, *LOCK, "--update-lock")
    assert code == 0
    lock = json.loads((tagged.root / "trust/packs.lock").read_bytes())
    jsonschema.Draft202012Validator(schemas.load("lock.v1")).validate(lock)
    assert lock["packs"]["acme.api"]["signer"] == f"release@acme,minisign:{key.public.name}"
    told = tagged.run("verify", RELEASE, *two, *LOCK, "--update-lock")
    assert "the signer changed: release@acme,minisign:" in told.err
    other = make_minikey(tmp_path, "other")
    assert refusal(tagged, *one, "--minisign-key", other.public.text) == "MINISIGN_KEY_UNKNOWN"
    kept = {name: path.read_bytes() for name, path in files.items()}
    files["SHA256SUMS.minisig"].unlink()
    assert judged(tagged, *one)[0] == 0
    assert refusal(tagged, *one, *two) == refusal(tagged, *two) == "MINISIGN_MISSING"
    files["SHA256SUMS.minisig"].write_bytes(kept["SHA256SUMS.minisig"])
    files["SHA256SUMS.sig"].unlink()
    assert judged(tagged, *two)[0] == 0
    assert refusal(tagged, *one, *two) == refusal(tagged, *one) == "SIGNATURE_MISSING"


def test_without_a_tag_nothing_is_signed(workshop: Workshop, key: MiniKey) -> None:
    """The same rebuild stands before it as before the other signature."""
    assert workshop.run("release-archive").code == 0
    answer = sign(workshop, key.secret)
    assert (answer.code, answer.out) == (1, "")
    assert f"no tag {TAG}" in answer.err
    shutil.rmtree(workshop.root / "dist")
    workshop.tag(TAG)
    workshop.git("tag", "--delete", TAG)
    workshop.write("packs/api/LICENSE", "another\n")
    assert workshop.run("release-archive").code == 0
    workshop.tag(TAG)
    assert "it is not the same" in sign(workshop, key.secret).err
    assert not (workshop.root / SIGNATURE).exists()


def test_another_signature_is_replaced_only_by_name(
    tagged: Workshop, key: MiniKey, tmp_path: Path
) -> None:
    """By another key, or damaged; also where the other kind is made beside it."""
    assert sign(tagged, make_minikey(tmp_path, "other").secret).code == 0
    theirs = (tagged.root / SIGNATURE).read_bytes()

    answer = sign(tagged, key.secret)

    assert (answer.code, "--replace" in answer.err) == (1, True)
    assert (tagged.root / SIGNATURE).read_bytes() == theirs
    (tagged.root / SIGNATURE).write_bytes(b"junk\n")
    assert sign(tagged, key.secret).code == 1
    assert sign(tagged, key.secret, "--replace").code == 0
    assert judged(tagged, "--minisign-key", key.public.text)[0] == 0


def test_what_is_no_key(tagged: Workshop, key: MiniKey) -> None:
    """Nothing hangs, also not at a FIFO; a public key cannot sign."""
    tagged.write("README", "no key\n")
    os.mkfifo(tagged.root / "fifo")
    for name in ("missing", "README", "fifo", "packs", str(key.public_file)):
        answer = sign(tagged, Path(name))
        assert (answer.code, answer.out) == (3, ""), name
    assert not (tagged.root / SIGNATURE).exists()
    shutil.copy(key.secret, tagged.root / RELEASE / "key")
    assert sign(tagged, Path(f"{RELEASE}/key")).code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("sign", RELEASE),
        ("sign", RELEASE, "--minisign-key", "k", "--identity", "a"),
        ("release", "--minisign-key", "k", "--no-sign"),
        ("release", "--minisign-key", "k", "--identity", "a"),
        ("verify", RELEASE, "--minisign-key", ""),
        ("verify", RELEASE, "--minisign-key", "k", "--checksums-only"),
        ("verify", RELEASE, "--minisign-key", "k", "--signer", "a"),
        ("verify", RELEASE, "--minisign-key", "k", "--update-lock"),
    ],
)
def test_options_that_contradict_each_other(tagged: Workshop, words: tuple[str, ...]) -> None:
    assert tagged.run(*words).code == 2


def test_the_key_of_the_consumer(tagged: Workshop, key: MiniKey) -> None:
    """It is theirs: never from the release, never a missing file, never a secret key."""
    assert sign(tagged, key.secret).code == 0
    inside = tagged.root / RELEASE / "minisign.pub"
    shutil.copy(key.public_file, inside)
    (tagged.root / "leads-in").symlink_to(inside)
    for name in (str(inside), "leads-in"):
        assert refusal(tagged, "--minisign-key", name) == "TRUST_IN_RELEASE"
    inside.unlink()
    (tagged.root / "mine").symlink_to(key.public_file)
    assert judged(tagged, "--minisign-key", "mine")[0] == 0
    assert refusal(tagged, "--minisign-key", "mistyped") == "TRUST_UNREADABLE"
    os.mkfifo(tagged.root / "fifo")
    assert refusal(tagged, "--minisign-key", "fifo") == "TRUST_UNREADABLE"
    answer = tagged.run("verify", RELEASE, "--minisign-key", str(key.secret))
    assert (answer.code, "TRUST_MINISIGN_KEY" in answer.out) == (1, True)
    assert key.secret.read_text(encoding="ascii").splitlines()[1] not in answer.out + answer.err


def test_a_signature_that_is_a_link(tagged: Workshop, key: MiniKey) -> None:
    """A release with a link in it is none, wherever the link leads; nothing is written through."""
    assert sign(tagged, key.secret).code == 0
    good = tagged.root / "good.minisig"
    (tagged.root / SIGNATURE).rename(good)
    (tagged.root / SIGNATURE).symlink_to(good)

    assert refusal(tagged, "--minisign-key", key.public.text) == "RELEASE_NOT_REGULAR"
    before = good.read_bytes()
    assert sign(tagged, key.secret, "--replace").code == 1
    assert good.read_bytes() == before


def test_without_minisign_nobody_can_tell(
    tagged: Workshop, key: MiniKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 3, with what to install; signing says so, too."""
    assert sign(tagged, key.secret).code == 0
    (tmp_path / "bin").mkdir()
    for name in ("git", "ssh-keygen"):
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    code, found = judged(tagged, "--minisign-key", key.public.text)
    assert (code, found["outcome"], found["passed"]) == (3, "unverified", False)
    page = tagged.run("verify", RELEASE, "--minisign-key", key.public.text)
    assert "install minisign" in " ".join(page.out.split())
    assert sign(tagged, key.secret).code == 3


def test_a_release_on_the_whole_road(workshop: Workshop, key: MiniKey, tmp_path: Path) -> None:
    """With minisign alone, then with the other key as well; a second run changes nothing."""
    workshop.write("packs/api/CHANGELOG.md", "# Changelog\n\n## 1.0.0\n\nFirst.\n")
    workshop.set_version("1.0.0")
    ssh = make_key(tmp_path)
    dry = workshop.run("release", "--minisign-key", str(key.secret), "--dry-run", "--no-confirm")
    assert (dry.code, "would be signed by the minisign key" in dry.err) == (0, True)
    answer = workshop.run("release", "--minisign-key", str(key.secret), "--no-confirm")
    assert answer.code == 0, answer.err
    assert f"verified by who trusts the minisign key {key.public.name}" in answer.err
    assert "policy-pack verify --minisign-key KEY" in answer.err
    assert judged(workshop, "--minisign-key", key.public.text)[0] == 0
    keys = ("--minisign-key", str(key.secret), "--sign-key", str(ssh.path))
    for _ in range(2):
        both = workshop.run("release", *keys, "--no-confirm")
        assert both.code == 0, both.err
        names = sorted(path.name for path in (workshop.root / RELEASE).glob("SHA256SUMS.*"))
        assert names == ["SHA256SUMS.minisig", "SHA256SUMS.sig"]
    assert "already released, verified" in both.err


# Passwords ---------------------------------------------------------------------------------------


def locked_key(folder: Path) -> MiniKey:
    """Return a key with the password of this test, which minisign reads from its input."""
    key = MiniKey(folder / "locked.key")
    words = ["-G", "-s", str(key.secret), "-p", str(key.public_file)]
    subprocess.run(
        ["minisign", *words], input=b"horse\nhorse\n", check=True, stdout=subprocess.DEVNULL
    )
    return key


def test_a_password_without_a_terminal(tagged: Workshop, tmp_path: Path) -> None:
    """Nobody can be asked: a message, nothing hangs, nothing is written; a pipe is no person."""
    key = locked_key(tmp_path)
    reader, writer = os.pipe()  # which stays open: whoever reads from it waits for ever
    try:
        done = subprocess.run(
            [sys.executable, "-m", "toolkit", "sign", RELEASE, "--minisign-key", str(key.secret)],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdin=reader,
            capture_output=True,
            start_new_session=True,
            check=False,
            timeout=60,
        )
    finally:
        os.close(reader)
        os.close(writer)

    assert done.returncode == 3
    assert b"minisign -G -W" in done.stderr
    assert not (tagged.root / SIGNATURE).exists()


def test_a_password_on_the_terminal(tagged: Workshop, tmp_path: Path) -> None:
    """minisign asks the person itself, for the public half and to sign; we see nothing of it."""
    key = locked_key(tmp_path)
    process, terminal = pty.fork()
    if process == 0:  # pragma: no cover (becomes another program)
        os.environ["PYTHONPATH"] = str(Path(__file__).parents[2])
        words = ["-m", "toolkit", "sign", RELEASE, "--minisign-key", str(key.secret)]
        os.execv(sys.executable, [sys.executable, *words])  # noqa: S606 (our own words)
    said, answered = b"", 0
    try:
        while more := os.read(terminal, 1000):
            said += more
            if said.count(b"Password:") > answered:
                answered += 1
                os.write(terminal, b"horse\n")
    except OSError:  # how Linux says that the other side is gone
        pass
    _, status = os.waitpid(process, 0)
    os.close(terminal)

    assert os.waitstatus_to_exitcode(status) == 0, said
    assert answered == 2
    assert b"horse" not in said
    assert (tagged.root / SIGNATURE).is_file()


def test_no_word_of_a_secret_key_is_said(tagged: Workshop, key: MiniKey) -> None:
    answer = sign(tagged, key.secret)

    secret = key.secret.read_text(encoding="ascii").splitlines()[1]
    assert secret not in answer.out + answer.err
    assert sorted(path.name for path in (tagged.root / RELEASE).iterdir()) == [
        "SHA256SUMS", "SHA256SUMS.minisig", "acme.api-1.0.0.manifest.json", "acme.api-1.0.0.tar.gz",
    ]  # fmt: skip

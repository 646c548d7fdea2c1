"""`sign` through the command line, with the real ssh-keygen, its agent and its prompts."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.release.signing import Key, make_key, needs_ssh_keygen

if TYPE_CHECKING:
    from tests.command_line import Answer
    from tests.release.workshop import Workshop

pytestmark = needs_ssh_keygen()
RELEASE = "dist/acme.api/1.0.0"
SIGNATURE = f"{RELEASE}/SHA256SUMS.sig"
TAG = "acme.api-v1.0.0"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Key:
    """Return the publisher's key, which has no passphrase."""
    return make_key(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def tagged(workshop: Workshop) -> Workshop:
    """Return the workshop with a release that is tagged, and no agent."""
    assert workshop.run("release-archive").code == 0
    workshop.tag(TAG)
    return workshop


@pytest.fixture(autouse=True)
def _no_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.delenv("SSH_ASKPASS", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)


def sign(workshop: Workshop, key: Path, *words: str) -> Answer:
    return workshop.run("sign", RELEASE, "--key", str(key), *words)


def refused(workshop: Workshop, answer: Answer) -> str:
    """Return what was said; nothing was written or left."""
    assert answer.code == 1
    assert answer.out == ""
    assert not (workshop.root / SIGNATURE).exists()
    return answer.err


def test_a_release_is_signed_and_verified(tagged: Workshop, key: Key) -> None:
    """What is printed is all that a consumer needs; ssh-keygen alone agrees."""
    answer = sign(tagged, key.path, "--identity", "release@acme")

    assert answer.code == 0, answer.err
    assert answer.out == f'release@acme namespaces="policy-pack-release" {key.public}\n'
    assert "the same bytes" in answer.err
    tagged.write("trust/allowed_signers", answer.out)
    verified = tagged.run("verify", RELEASE, "--allowed-signers", "trust/allowed_signers")
    assert verified.code == 0
    words = ["-I", "release@acme", "-n", "policy-pack-release", "-s", SIGNATURE]
    subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-f", "trust/allowed_signers", *words],
        input=(tagged.root / RELEASE / "SHA256SUMS").read_bytes(),
        check=True,
        capture_output=True,
    )
    subprocess.run(
        ["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"],
        cwd=tagged.root / RELEASE,
        check=True,
    )
    assert sorted(os.listdir(RELEASE)) == [  # noqa: PTH208 (hidden ones, too)
        "SHA256SUMS", "SHA256SUMS.sig", "acme.api-1.0.0.manifest.json", "acme.api-1.0.0.tar.gz",
    ]  # fmt: skip


def test_signing_again_changes_nothing(tagged: Workshop, key: Key) -> None:
    """Also through the public half, beside which the other one lies."""
    assert sign(tagged, key.path).code == 0
    before = (tagged.root / SIGNATURE).stat()

    again = sign(tagged, key.path.with_name("key.pub"))

    assert (again.code, "unchanged" in again.err) == (0, True)
    assert (tagged.root / SIGNATURE).stat() == before
    assert tagged.run("release-archive").code == 0  # which knows that signatures come later
    assert (tagged.root / SIGNATURE).stat() == before


def test_another_signature_is_replaced_only_by_name(
    tagged: Workshop, key: Key, tmp_path: Path
) -> None:
    """One by another key, one that is damaged; the old one stays until then."""
    other = make_key(tmp_path, "other")
    assert sign(tagged, other.path).code == 0
    theirs = (tagged.root / SIGNATURE).read_bytes()

    answer = sign(tagged, key.path)
    assert answer.code == 1
    assert "--replace" in answer.err
    assert (tagged.root / SIGNATURE).read_bytes() == theirs

    assert sign(tagged, key.path, "--replace").code == 0
    ours = (tagged.root / SIGNATURE).read_bytes()
    assert ours == key.sign((tagged.root / RELEASE / "SHA256SUMS").read_bytes())
    (tagged.root / SIGNATURE).write_bytes(b"junk\n" + ours)
    assert sign(tagged, key.path).code == 1
    assert sign(tagged, key.path, "--replace").code == 0
    assert (tagged.root / SIGNATURE).read_bytes() == ours


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_keys_of_other_types_are_refused(tagged: Workshop, tmp_path: Path, kind: str) -> None:
    """Before anything is signed, from either half."""
    other = make_key(tmp_path, kind, kind)

    for path in (other.path, other.path.with_name(f"{kind}.pub")):
        assert f"of type {kind.upper()}" in refused(tagged, sign(tagged, path))


def test_a_certificate_is_no_key(tagged: Workshop, key: Key, tmp_path: Path) -> None:
    for name in ("key", "key.pub"):
        shutil.copy(key.path.with_name(name), tmp_path / name)
    words = ["-q", "-s", str(key.path), "-I", "x", "-n", "x", str(tmp_path / "key.pub")]
    subprocess.run(["ssh-keygen", *words], check=True)

    assert "ED25519-CERT" in refused(tagged, sign(tagged, tmp_path / "key-cert.pub"))


@pytest.mark.parametrize("name", ["missing", "README"])
def test_what_is_no_key(tagged: Workshop, name: str) -> None:
    tagged.write("README", "no key\n")

    answer = sign(tagged, Path(name))

    assert answer.code == 3
    assert "ssh-keygen cannot read the key" in answer.err


@pytest.mark.parametrize("identity", ["", "a b", "*", "a\nb", '"x"'])
def test_an_identity_is_a_plain_name(tagged: Workshop, key: Key, identity: str) -> None:
    assert sign(tagged, key.path, "--identity", identity).code == 2
    assert not (tagged.root / SIGNATURE).exists()


def test_a_key_in_the_release_is_not_used(tagged: Workshop, key: Key) -> None:
    """It would be published."""
    shutil.copy(key.path, tagged.root / RELEASE / "key")

    assert sign(tagged, Path(f"{RELEASE}/key")).code == 2


def test_without_a_tag_nothing_is_signed(workshop: Workshop, key: Key) -> None:
    """The tag is what the bytes are made anew from."""
    assert workshop.run("release-archive").code == 0

    assert f"no tag {TAG}" in refused(workshop, sign(workshop, key.path))


def test_a_tag_with_other_content(workshop: Workshop, key: Key) -> None:
    """The release was made from files that no tag holds; the work tree does not matter."""
    workshop.write("packs/api/LICENSE", "another\n")
    assert workshop.run("release-archive").code == 0
    workshop.tag(TAG)

    assert "it is not the same: acme.api-1.0.0.tar.gz and" in refused(
        workshop, sign(workshop, key.path)
    )

    shutil.rmtree(workshop.root / "dist")
    workshop.git("checkout", "--quiet", "--", "packs")
    assert workshop.run("release-archive").code == 0
    workshop.write("packs/api/LICENSE", "and another\n")
    assert sign(workshop, key.path).code == 0


def test_a_tag_without_the_pack(workshop: Workshop, key: Key) -> None:
    assert workshop.run("release-archive").code == 0
    workshop.git("checkout", "--quiet", "--orphan", "empty")
    workshop.git("rm", "--quiet", "-r", "--cached", ".")
    workshop.git("commit", "--quiet", "--allow-empty", "--message", "empty")
    workshop.tag(TAG)

    assert "holds no pack acme.api" in refused(workshop, sign(workshop, key.path))


def test_a_release_that_does_not_verify(tagged: Workshop, key: Key) -> None:
    """Whatever is wrong with it, it gets no signature."""
    (tagged.root / RELEASE / "acme.api-1.0.0.manifest.json").write_bytes(b"{}")

    assert "its sha256 is" in refused(tagged, sign(tagged, key.path))


def test_outside_of_a_repository(tagged: Workshop, key: Key, tmp_path: Path) -> None:
    """The repository can be named."""
    shutil.copytree(tagged.root / RELEASE, tmp_path / "release")
    (tmp_path / "elsewhere").mkdir()
    os.chdir(tmp_path / "elsewhere")

    words = ("sign", "../release", "--key", str(key.path))
    assert tagged.run(*words).code == 3
    assert tagged.run(*words, "--repository", str(tagged.pack)).code == 0
    assert (tmp_path / "release/SHA256SUMS.sig").is_file()


def test_a_link_is_not_written_through(tagged: Workshop, key: Key) -> None:
    """A release with a link in it is none."""
    (tagged.root / SIGNATURE).symlink_to(tagged.root / "victim")

    assert sign(tagged, key.path, "--replace").code == 1
    assert not (tagged.root / "victim").exists()


# Passphrases and agents ---------------------------------------------------------------------------


def test_a_passphrase_without_a_terminal(tagged: Workshop, tmp_path: Path) -> None:
    """Nobody can be asked: a message, nothing hangs, nothing is written."""
    locked = make_key(tmp_path, "locked", secret="correct horse")  # noqa: S106 (of this test)
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", "sign", RELEASE, "--key", str(locked.path)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        start_new_session=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 3
    assert b"did not sign" in done.stderr
    assert not (tagged.root / SIGNATURE).exists()


def test_a_passphrase_on_the_terminal(tagged: Workshop, tmp_path: Path) -> None:
    """ssh-keygen asks the person itself; we never see what is typed."""
    locked = make_key(tmp_path, "locked", secret="correct horse")  # noqa: S106 (of this test)
    process, terminal = pty.fork()
    if process == 0:  # pragma: no cover (becomes another program)
        os.environ["PYTHONPATH"] = str(Path(__file__).parents[2])
        words = ["-m", "toolkit", "sign", RELEASE, "--key", str(locked.path)]
        os.execv(sys.executable, [sys.executable, *words])  # noqa: S606 (our own words)
    said = b""
    while b"passphrase" not in said:
        said += os.read(terminal, 1000)
    os.write(terminal, b"correct horse\n")
    try:
        while more := os.read(terminal, 1000):
            said += more
    except OSError:  # how Linux says that the other side is gone
        pass
    _, status = os.waitpid(process, 0)
    os.close(terminal)

    assert os.waitstatus_to_exitcode(status) == 0, said
    assert b"correct horse" not in said
    assert (tagged.root / SIGNATURE).is_file()


def test_a_key_in_an_agent(
    tagged: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the public half is a file."""
    if shutil.which("ssh-agent") is None:
        pytest.skip("needs ssh-agent")
    key = make_key(tmp_path, "in-agent")
    socket = tmp_path / "s"
    agent = subprocess.Popen(
        ["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert agent.stdout is not None
        agent.stdout.readline()
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        subprocess.run(["ssh-add", "-q", str(key.path)], check=True)
        key.path.unlink()

        answer = sign(tagged, tmp_path / "in-agent.pub")
    finally:
        agent.terminate()
        agent.communicate()

    assert answer.code == 0, answer.err
    assert key.public in answer.out


def test_no_word_of_a_private_key_is_said(tagged: Workshop, key: Key) -> None:
    answer = sign(tagged, key.path)

    secret = key.path.read_text(encoding="utf-8").splitlines()[1:-1]
    assert not [line for line in secret if line in answer.out + answer.err]
    assert "PRIVATE" not in answer.out + answer.err

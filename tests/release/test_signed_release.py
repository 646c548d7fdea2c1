"""Signed releases: the flaws of reference list F, 103 to 117, by the real ssh-keygen.

Every flawed release stands beside the good one that it was made from; each is
refused for its own reason.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import shutil
import struct
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from tests.release.minisigning import unsigned
from tests.release.signing import NOW, WHO, Key, make_key, needs_ssh_keygen, trust_in
from tests.release.test_verify import GOOD, MANIFEST, NEWER, OTHER, SUMS, sealed
from toolkit.release.contents import MINISIGNATURE, SIGNATURE
from toolkit.release.limits import MAX_SIGNATURE_BYTES
from toolkit.release.refusals import Reason
from toolkit.release.sshsig import KEY_TYPES, NAMESPACE, armored, fingerprint
from toolkit.release.trust import Question, Trust, Verdict
from toolkit.release.verification import Outcome, Status
from toolkit.release.verify import verify_release

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = needs_ssh_keygen()


@dataclass(frozen=True)
class World:
    """A publisher with a key, somebody else with another, and a consumer who trusts the first."""

    folder: Path
    key: Key
    other: Key

    def signed(self, files: dict[str, bytes] = GOOD) -> dict[str, bytes]:
        """Return a release with the publisher's signature."""
        return files | {SIGNATURE: self.key.sign(files[SUMS])}

    @property
    def trust(self) -> Trust:
        """The consumer's trust."""
        return trust_in(self.key.line())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return the world; its keys are used by every test here."""
    folder = tmp_path_factory.mktemp("keys")
    return World(folder, make_key(folder), make_key(folder, "other"))


def test_a_good_release_is_verified(world: World) -> None:
    """By name and key, in order; nothing else is called verified."""
    answer = verify_release(world.signed(), trust=world.trust)

    assert answer.outcome is Outcome.VERIFIED
    assert answer.refusal is None
    assert answer.signed.signer == WHO
    assert answer.signed.key == fingerprint(base64.b64decode(world.key.public.split()[1]))
    assert [(step.number, step.status) for step in answer.steps][:4] == [
        (1, Status.PASS), (2, Status.PASS), (3, Status.PASS), (4, Status.PASS),
    ]  # fmt: skip


def test_a_signature_that_nobody_asked_about_proves_nothing(world: World) -> None:
    answer = verify_release(world.signed())

    assert answer.outcome is Outcome.CHECKSUMS_ONLY
    assert answer.steps[2].detail == (
        "there is one, and it was not checked: nobody vouches for these files"
    )
    assert not answer.signed.key


def test_a_minisign_signature_may_stand_beside_and_proves_nothing(world: World) -> None:
    """It is not listed, as the other is not; who asks for the other is not served with it."""
    both = world.signed() | {MINISIGNATURE: unsigned()}

    assert verify_release(both, trust=world.trust).outcome is Outcome.VERIFIED
    alone = verify_release({**GOOD, MINISIGNATURE: both[MINISIGNATURE]}, trust=world.trust)
    assert alone.refusal is not None
    assert alone.refusal.reason is Reason.SIGNATURE_MISSING
    assert "SHA256SUMS.minisig is there, and is not what you asked for" in alone.refusal.hint


def test_without_ssh_keygen_nothing_is_verified(world: World) -> None:
    """The answer is unverified: distinct from yes, and from no."""

    def no_tool(_question: Question) -> Verdict:
        return Verdict.NO_TOOL

    answer = verify_release(world.signed(), trust=trust_in(world.key.line(), ask=no_tool))

    assert answer.outcome is Outcome.UNVERIFIED
    assert (answer.signed.signer, answer.signed.key) == ("", "")
    assert answer.steps[2].status is Status.SKIP


def _blob(world: World) -> bytes:
    return base64.b64decode(b"".join(world.signed()[SIGNATURE].split(b"\n")[1:-2]))


def _with_signature(change: Callable[[World], bytes]) -> Callable[[World], dict[str, bytes]]:
    return lambda world: GOOD | {SIGNATURE: change(world)}


def _by_type(world: World, kind: str) -> bytes:
    path = world.folder / f"{kind}"
    key = Key(path) if path.exists() else make_key(world.folder, kind, kind)
    return key.sign(GOOD[SUMS])


FLAWS: dict[str, tuple[Callable[[World], dict[str, bytes]], Reason]] = {
    "103 stripped of its signature": (lambda _: GOOD, Reason.SIGNATURE_MISSING),
    "103 stripped of signature and sums": (
        lambda _: {name: data for name, data in GOOD.items() if name != SUMS},
        Reason.SIGNATURE_MISSING,
    ),
    "103 stripped of the sums that are signed": (
        lambda world: {name: data for name, data in world.signed().items() if name != SUMS},
        Reason.SUMS_MISSING,
    ),
    "104 empty signature": (_with_signature(lambda _: b""), Reason.SIGNATURE_EMPTY),
    "104 zero signatures": (_with_signature(lambda _: b"\n\n"), Reason.SIGNATURE_EMPTY),
    "104 armor around nothing": (_with_signature(lambda _: armored(b"")), Reason.SIGNATURE_ARMOR),
    "104 a form without a signature": (
        _with_signature(lambda world: armored(_blob(world)[:-80])),
        Reason.SIGNATURE_FORM,
    ),
    "105 unknown key": (
        _with_signature(lambda world: world.other.sign(GOOD[SUMS])),
        Reason.SIGNATURE_KEY_UNKNOWN,
    ),
    "106 right key, wrong namespace": (
        _with_signature(lambda world: world.key.sign(GOOD[SUMS], "git")),
        Reason.SIGNATURE_NAMESPACE,
    ),
    "106 right key, longer namespace": (
        _with_signature(lambda world: world.key.sign(GOOD[SUMS], f"{NAMESPACE}s")),
        Reason.SIGNATURE_NAMESPACE,
    ),
    "112 junk after the end": (
        _with_signature(lambda world: world.signed()[SIGNATURE] + b"junk\n"),
        Reason.SIGNATURE_ARMOR,
    ),
    "112 an empty line after the end": (
        _with_signature(lambda world: world.signed()[SIGNATURE] + b"\n"),
        Reason.SIGNATURE_ARMOR,
    ),
    "112 a second signature": (
        _with_signature(lambda world: world.signed()[SIGNATURE] * 2),
        Reason.SIGNATURE_ARMOR,
    ),
    "112 junk after the envelope": (
        _with_signature(lambda world: armored(_blob(world) + b"junk")),
        Reason.SIGNATURE_FORM,
    ),
    "113 junk before": (
        _with_signature(lambda world: b"junk\n" + world.signed()[SIGNATURE]),
        Reason.SIGNATURE_ARMOR,
    ),
    "113 an empty line before": (
        _with_signature(lambda world: b"\n" + world.signed()[SIGNATURE]),
        Reason.SIGNATURE_ARMOR,
    ),
    "armor with CRLF": (
        _with_signature(lambda world: world.signed()[SIGNATURE].replace(b"\n", b"\r\n")),
        Reason.SIGNATURE_ARMOR,
    ),
    "armor of another width": (
        _with_signature(
            lambda world: (
                world.signed()[SIGNATURE].replace(b"v1", b"v1\n", 1)
                if b"v1" in world.signed()[SIGNATURE]
                else world.signed()[SIGNATURE].replace(b"\nU1NI", b"\nU1\nNI")
            )
        ),
        Reason.SIGNATURE_ARMOR,
    ),
    "another magic": (
        _with_signature(lambda world: armored(b"SSHSIX" + _blob(world)[6:])),
        Reason.SIGNATURE_FORM,
    ),
    "another version": (
        _with_signature(lambda world: armored(b"SSHSIG\0\0\0\2" + _blob(world)[10:])),
        Reason.SIGNATURE_FORM,
    ),
    "115 an RSA key": (
        _with_signature(lambda world: _by_type(world, "rsa")),
        Reason.SIGNATURE_KEY_TYPE,
    ),
    "115 an ECDSA key": (
        _with_signature(lambda world: _by_type(world, "ecdsa")),
        Reason.SIGNATURE_KEY_TYPE,
    ),
    "115 the unknown key says that it is the known one": (
        _with_signature(
            lambda world: armored(
                base64.b64decode(b"".join(world.other.sign(GOOD[SUMS]).split(b"\n")[1:-2])).replace(
                    base64.b64decode(world.other.public.split()[1]),
                    base64.b64decode(world.key.public.split()[1]),
                )
            )
        ),
        Reason.SIGNATURE_BAD,
    ),
    "117 the signature of another release": (
        lambda world: GOOD | {SIGNATURE: world.key.sign(NEWER[SUMS])},
        Reason.SIGNATURE_BAD,
    ),
    "117 sums made anew for other files": (
        lambda world: OTHER | {SIGNATURE: world.key.sign(GOOD[SUMS])},
        Reason.SIGNATURE_BAD,
    ),
    "117 signed sums over other files": (
        lambda world: world.signed() | {MANIFEST: OTHER[MANIFEST]},
        Reason.SUMS_MISMATCH,
    ),
    "117 signed and mixed from two releases": (
        lambda world: world.signed(sealed(GOOD | {MANIFEST: OTHER[MANIFEST]})),
        Reason.MANIFEST_MISMATCH,
    ),
    "a huge signature": (
        _with_signature(lambda _: b"x" * (MAX_SIGNATURE_BYTES + 1)),
        Reason.SIGNATURE_TOO_LARGE,
    ),
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_flawed_signatures_are_refused(flaw: str, world: World) -> None:
    """Each for its own reason, at its step, with nothing handed on."""
    make, reason = FLAWS[flaw]

    answer = verify_release(make(world), trust=world.trust)

    assert answer.refusal is not None
    assert answer.refusal.code == reason.name
    assert answer.outcome is Outcome.REFUSED
    assert (answer.archive, answer.signed.signer, answer.signed.key) == (None, "", "")


def test_107_the_key_of_somebody_else(world: World) -> None:
    """Both are allowed to sign, and only one of them is expected."""
    lines = world.key.line() + world.other.line("other@acme")
    for principal, outcome in ((WHO, Outcome.VERIFIED), ("other@acme", Outcome.REFUSED)):
        answer = verify_release(world.signed(), trust=trust_in(lines, principal=principal))
        assert answer.outcome is outcome

    assert answer.refusal is not None
    assert answer.refusal.reason is Reason.SIGNATURE_PRINCIPAL
    assert "may sign as release@acme, not as other@acme" in answer.refusal.message


def test_107_a_signer_whom_the_trust_does_not_name(world: World) -> None:
    """Refused at the first step; the name is that of the command line."""
    answer = verify_release(world.signed(), trust=trust_in(world.key.line(), principal="nobody"))

    assert answer.refusal is not None
    assert answer.refusal.reason is Reason.TRUST_PRINCIPAL
    assert answer.steps[-1].number == 1


def test_one_of_several_keys_is_enough(world: World) -> None:
    """A new key beside the old one, for a time of change."""
    lines = world.other.line() + "# the new one\n\n" + world.key.line()

    assert verify_release(world.signed(), trust=trust_in(lines)).outcome is Outcome.VERIFIED


PERIODS = {
    "20200101Z": False, "202001010000Z": False, "20200101000000Z": False, "20200101": False,
    "20900101Z": True, "209001010000": True,
}  # fmt: skip


@pytest.mark.parametrize("until", PERIODS)
def test_110_a_key_has_its_time(world: World, until: str) -> None:
    """`valid-before` counts at the moment of the clock, and ssh-keygen says the same."""
    good = PERIODS[until]
    line = world.key.line(options=f'namespaces="{NAMESPACE}",valid-before="{until}"')

    answer = verify_release(world.signed(), trust=trust_in(line))
    real = verify_release(world.signed(), trust=replace(trust_in(line), now=_now()))

    assert answer.outcome is real.outcome is (Outcome.VERIFIED if good else Outcome.REFUSED)
    if not good:
        assert answer.refusal is not None
        assert answer.refusal.reason is Reason.SIGNATURE_KEY_EXPIRED
        assert "until 20" in answer.refusal.message


def test_110_a_key_that_may_sign_only_later(world: World) -> None:
    line = world.key.line(options=f'namespaces="{NAMESPACE}",valid-after="20900101Z"')

    refusal = verify_release(world.signed(), trust=trust_in(line)).refusal

    assert refusal is not None
    assert refusal.reason is Reason.SIGNATURE_KEY_EXPIRED


def test_110_no_clock_of_ours_brings_an_expired_key_back(world: World) -> None:
    """Our own judgment is not the last: ssh-keygen looks at the clock itself."""
    line = world.key.line(options=f'namespaces="{NAMESPACE}",valid-before="20200101Z"')
    past = dt.datetime(2019, 1, 1, tzinfo=dt.timezone.utc)

    refusal = verify_release(world.signed(), trust=trust_in(line, now=past)).refusal

    assert refusal is not None
    assert refusal.reason is Reason.SIGNATURE_BAD


def test_111_a_revoked_key(world: World) -> None:
    """As a list of public keys, and as a binary list that only ssh-keygen reads."""
    krl = world.folder / "krl"
    subprocess.run(["ssh-keygen", "-q", "-k", "-f", krl, f"{world.key.path}.pub"], check=True)
    other = world.folder / "other-krl"
    subprocess.run(["ssh-keygen", "-q", "-k", "-f", other, f"{world.other.path}.pub"], check=True)

    for revoked in (f"# gone\n{world.key.public} a comment\n".encode(), krl.read_bytes()):
        trust = trust_in(world.key.line(), revoked=revoked)
        refusal = verify_release(world.signed(), trust=trust).refusal
        assert refusal is not None
        assert refusal.reason is Reason.SIGNATURE_KEY_REVOKED
    for harmless in (b"", f"{world.other.public}\n".encode(), other.read_bytes()):
        trust = trust_in(world.key.line(), revoked=harmless)
        assert verify_release(world.signed(), trust=trust).outcome is Outcome.VERIFIED


def test_109_nothing_asks_for_less_than_verify(world: World) -> None:
    """What ssh-keygen is asked names principal, time and key: the envelope's own key is no key.

    `-Y check-novalidate` says yes to this signature.
    """
    signature = world.folder / "x.sig"
    signature.write_bytes(world.other.sign(GOOD[SUMS]))
    lax = subprocess.run(
        ["ssh-keygen", "-Y", "check-novalidate", "-n", NAMESPACE, "-s", signature],
        input=GOOD[SUMS],
        capture_output=True,
        check=False,
    )
    assert lax.returncode == 0

    files = GOOD | {SIGNATURE: signature.read_bytes()}
    assert verify_release(files, trust=world.trust).outcome is Outcome.REFUSED


@pytest.mark.parametrize("name", sorted(GOOD))
def test_every_flipped_byte_of_a_signed_release_is_refused(name: str, world: World) -> None:
    """Files: by their sums; the sums: by the signature."""
    signed, asked = world.signed(), 0

    def count(_question: Question) -> Verdict:
        nonlocal asked
        asked += 1
        return Verdict.GOOD if _question.message == GOOD[SUMS] else Verdict.BAD

    trust = trust_in(world.key.line(), ask=count)
    assert verify_release(signed, trust=trust).outcome is Outcome.VERIFIED
    for index in range(len(signed[name])):
        data = bytearray(signed[name])
        data[index] ^= 0x01
        answer = verify_release(signed | {name: bytes(data)}, trust=trust)
        assert answer.outcome is Outcome.REFUSED, index
    assert asked == len(signed[name]) + 1


@pytest.mark.parametrize("bit", [0x01, 0x20])
def test_every_flipped_byte_of_a_signature_is_refused(world: World, bit: int) -> None:
    """Most by their form; for what is left the real ssh-keygen is asked."""
    signed = world.signed()
    for index in range(len(signed[SIGNATURE])):
        data = bytearray(signed[SIGNATURE])
        data[index] ^= bit
        answer = verify_release(signed | {SIGNATURE: bytes(data)}, trust=world.trust)
        assert answer.outcome is Outcome.REFUSED, index
        assert answer.refusal is not None
        assert answer.refusal.code.startswith("SIGNATURE_")


@pytest.mark.parametrize("index", range(0, len(GOOD[SUMS]), 9))
def test_flipped_sums_are_no_longer_what_was_signed(world: World, index: int) -> None:
    """The real ssh-keygen, asked over other bytes."""
    data = bytearray(GOOD[SUMS])
    data[index] ^= 0x01

    refusal = verify_release(world.signed() | {SUMS: bytes(data)}, trust=world.trust).refusal

    assert refusal is not None
    assert refusal.reason is Reason.SIGNATURE_BAD


def _now() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc)


def test_the_time_of_these_tests_has_come() -> None:
    """Keys that are valid at `NOW` are valid for ssh-keygen, too, which has its own clock."""
    assert _now() > NOW - dt.timedelta(days=3650)


# Security keys, which no machine of a test has: their signatures are made by hand -----------------


def _strings(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


@pytest.fixture(scope="module")
def security_key(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes, int], bytes]:
    """Return what signs as a security key does (PROTOCOL.u2f), with the raw key in openssl's hands.

    The first four bytes of every answer are the length of the public key, which follows.
    """
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    folder = tmp_path_factory.mktemp("sk")

    def openssl(*words: str) -> bytes:
        done = subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
        return done.stdout

    openssl("genpkey", "-algorithm", "ed25519", "-out", "raw.pem")
    point = openssl("pkey", "-in", "raw.pem", "-pubout", "-outform", "DER")[-32:]
    public = _strings(KEY_TYPES[1].encode(), point, b"ssh:")

    def sign(message: bytes, flags: int) -> bytes:
        digest = hashlib.sha512(message).digest()
        signed = b"SSHSIG" + _strings(NAMESPACE.encode(), b"", b"sha512", digest)
        extra = struct.pack(">BI", flags, 7)
        data = hashlib.sha256(b"ssh:").digest() + extra + hashlib.sha256(signed).digest()
        (folder / "data").write_bytes(data)
        raw = openssl("pkeyutl", "-sign", "-rawin", "-inkey", "raw.pem", "-in", "data")
        signature = _strings(KEY_TYPES[1].encode(), raw) + extra
        head = b"SSHSIG" + struct.pack(">I", 1)
        body = _strings(public, NAMESPACE.encode(), b"", b"sha512", signature)
        return _strings(public) + armored(head + body)

    return sign


def test_the_signature_of_a_security_key(security_key: Callable[[bytes, int], bytes]) -> None:
    """Verified by ssh-keygen, which asks for no touch; over other bytes, or cut, refused."""
    made = security_key(GOOD[SUMS], 1)
    (length,) = struct.unpack_from(">I", made)
    public, touched = made[4 : 4 + length], made[4 + length :]
    other = security_key(OTHER[SUMS], 1)[4 + length :]
    blob = base64.b64decode(b"".join(touched.split(b"\n")[1:-2]))
    key = base64.b64encode(public).decode()
    trust = trust_in(f'{WHO} namespaces="{NAMESPACE}" {KEY_TYPES[1]} {key}\n')

    good = verify_release(GOOD | {SIGNATURE: touched}, trust=trust)
    assert good.refusal is None
    assert good.outcome is Outcome.VERIFIED
    untouched = security_key(GOOD[SUMS], 0)[4 + length :]
    same = verify_release(GOOD | {SIGNATURE: untouched}, trust=trust)
    assert same.outcome is Outcome.VERIFIED
    flaws = {other: Reason.SIGNATURE_BAD, armored(blob[:-1]): Reason.SIGNATURE_FORM}
    for signature, reason in flaws.items():
        refusal = verify_release(GOOD | {SIGNATURE: signature}, trust=trust).refusal
        assert refusal is not None
        assert refusal.reason is reason

"""Releases signed with minisign: good ones and flawed ones, by the real minisign.

Every flawed release stands beside the good one that it was made from; each is
refused for its own reason. minisign itself takes some of them.
"""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.release.minisigning import MiniKey, make_minikey, needs_minisign, unsigned
from tests.release.test_verify import GOOD, NEWER, OTHER, SUMS
from toolkit.release.contents import MINISIGNATURE
from toolkit.release.limits import MAX_SIGNATURE_BYTES
from toolkit.release.lock import Lock
from toolkit.release.minisig import (
    MinisignQuestion,
    MinisignTrust,
    public_key_of,
    read_minisignature,
    read_public_key,
    trusted_comment,
)
from toolkit.release.refusals import Reason, ReleaseRefusedError
from toolkit.release.trust import Verdict
from toolkit.release.verification import Outcome, Status
from toolkit.release.verify import verify_release

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = needs_minisign()


@dataclass(frozen=True)
class World:
    """A publisher with a key, and somebody else with another."""

    folder: Path
    key: MiniKey
    other: MiniKey

    @property
    def signature(self) -> bytes:
        """The publisher's signature of the good release."""
        return (self.folder / "good.minisig").read_bytes()

    @property
    def signed(self) -> dict[str, bytes]:
        """The good release with it."""
        return GOOD | {MINISIGNATURE: self.signature}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return the world; its keys are used by every test here."""
    folder = tmp_path_factory.mktemp("keys")
    made = World(folder, make_minikey(folder), make_minikey(folder, "other"))
    (folder / "good.minisig").write_bytes(made.key.sign(GOOD[SUMS]))
    return made


def lines(data: bytes) -> list[bytes]:
    """Return the lines of a signature with their ends."""
    return data.splitlines(keepends=True)


def with_blob(data: bytes, change: Callable[[bytes], bytes], line: int = 1) -> bytes:
    """Return a signature in which the bytes that a line encodes are changed."""
    parts = lines(data)
    parts[line] = base64.b64encode(change(base64.b64decode(parts[line]))) + b"\n"
    return b"".join(parts)


def with_idle_bit(data: bytes, line: int) -> bytes:
    """Return a signature with another base64 of the same bytes."""
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    parts = lines(data)
    body, padding = parts[line].rstrip(b"=\n"), parts[line].count(b"=")
    last = alphabet[alphabet.index(body[-1]) + 1]
    parts[line] = body[:-1] + bytes([last]) + b"=" * padding + b"\n"
    assert base64.b64decode(parts[line]) == base64.b64decode(lines(data)[line])
    return b"".join(parts)


def minisign_says(world: World, data: bytes, message: bytes = GOOD[SUMS]) -> int:
    """Return how `minisign -V` ends, asked as a person would ask it."""
    (world.folder / "SHA256SUMS").write_bytes(message)
    (world.folder / "SHA256SUMS.minisig").write_bytes(data)
    words = ["-Vm", "SHA256SUMS", "-p", str(world.key.public_file)]
    done = subprocess.run(["minisign", *words], cwd=world.folder, capture_output=True, check=False)
    return done.returncode


def test_a_good_release_is_verified(world: World) -> None:
    """By the key, in order; minisign alone agrees."""
    answer = verify_release(world.signed, minisign=world.key.trust)

    assert answer.outcome is Outcome.VERIFIED
    assert answer.signed.minisign == world.key.public
    assert answer.signed.names == f"minisign:{world.key.public.name}"
    assert answer.steps[0].detail == f"the minisign key {world.key.public.name}"
    assert answer.steps[2].detail == f"by the minisign key {world.key.public.name}"
    assert minisign_says(world, world.signature) == 0


def test_signing_twice_gives_the_same_bytes(world: World) -> None:
    """Ed25519 draws no lots, and our comments have no time in them."""
    assert world.key.sign(GOOD[SUMS]) == world.signature


def test_the_name_of_a_key_is_that_of_minisign(world: World) -> None:
    said = world.key.public_file.read_text(encoding="ascii").splitlines()

    assert said == [
        f"untrusted comment: minisign public key {int(world.key.public.name, 16):X}",
        world.key.public.text,
    ]
    assert public_key_of(world.key.public.text) == world.key.public


def test_a_signature_that_nobody_asked_about_proves_nothing(world: World) -> None:
    answer = verify_release(world.signed)

    assert answer.outcome is Outcome.CHECKSUMS_ONLY
    assert answer.signed.minisign is None
    assert "there is one, and it was not checked" in answer.steps[2].detail
    assert verify_release(GOOD | {MINISIGNATURE: unsigned()}).refusal is None


def test_without_minisign_nothing_is_verified(world: World) -> None:
    """The answer is unverified: distinct from yes, and from no."""

    def no_tool(_question: MinisignQuestion) -> Verdict:
        return Verdict.NO_TOOL

    answer = verify_release(world.signed, minisign=MinisignTrust(world.key.public, no_tool))

    assert answer.outcome is Outcome.UNVERIFIED
    assert answer.signed.missing == ("minisign",)
    assert answer.steps[2].status is Status.SKIP
    flawed = GOOD | {MINISIGNATURE: world.other.sign(GOOD[SUMS])}
    refused = verify_release(flawed, minisign=MinisignTrust(world.key.public, no_tool))
    assert refused.outcome is Outcome.REFUSED


Flaw = tuple[Callable[[World], bytes], Reason]
FLAWS: dict[str, Flaw] = {
    "empty": (lambda _: b"", Reason.MINISIGN_EMPTY),
    "only line ends": (lambda _: b"\n\n\n\n", Reason.MINISIGN_EMPTY),
    "giant": (lambda _: b"x" * (MAX_SIGNATURE_BYTES + 1), Reason.MINISIGN_TOO_LARGE),
    "CRLF": (lambda w: w.signature.replace(b"\n", b"\r\n"), Reason.MINISIGN_FORM),
    "CR alone": (lambda w: w.signature.replace(b"\n", b"\r"), Reason.MINISIGN_FORM),
    "two signatures": (lambda w: w.signature * 2, Reason.MINISIGN_FORM),
    "two signatures by two keys": (
        lambda w: w.signature + w.other.sign(GOOD[SUMS]),
        Reason.MINISIGN_FORM,
    ),
    "junk after the end": (lambda w: w.signature + b"junk\n", Reason.MINISIGN_FORM),
    "an empty line after the end": (lambda w: w.signature + b"\n", Reason.MINISIGN_FORM),
    "a byte after the end": (lambda w: w.signature + b"x", Reason.MINISIGN_FORM),
    "a line before": (lambda w: b"\n" + w.signature, Reason.MINISIGN_FORM),
    "a byte order mark": (lambda w: b"\xef\xbb\xbf" + w.signature, Reason.MINISIGN_FORM),
    "no end of the last line": (lambda w: w.signature[:-1], Reason.MINISIGN_FORM),
    "only the first signature": (lambda w: b"".join(lines(w.signature)[:2]), Reason.MINISIGN_FORM),
    "no comment signed": (lambda w: b"".join(lines(w.signature)[:3]), Reason.MINISIGN_FORM),
    "lines in another order": (
        lambda w: b"".join(lines(w.signature)[2:] + lines(w.signature)[:2]),
        Reason.MINISIGN_FORM,
    ),
    "an idle bit in the signature": (lambda w: with_idle_bit(w.signature, 1), Reason.MINISIGN_FORM),
    "an idle bit in the second": (lambda w: with_idle_bit(w.signature, 3), Reason.MINISIGN_FORM),
    "base64 without padding": (lambda w: w.signature.replace(b"=", b""), Reason.MINISIGN_FORM),
    "base64 with a space": (lambda w: w.signature.replace(b"=\n", b"= \n"), Reason.MINISIGN_FORM),
    "a longer signature": (
        lambda w: with_blob(w.signature, lambda blob: blob + b"\0"),
        Reason.MINISIGN_FORM,
    ),
    "a shorter signature": (
        lambda w: with_blob(w.signature, lambda blob: blob[:-1]),
        Reason.MINISIGN_FORM,
    ),
    "a NUL in a comment": (lambda w: w.signature.replace(b"SUMS", b"SU\0S"), Reason.MINISIGN_FORM),
    "an escape sequence in a comment": (
        lambda w: w.signature.replace(b"acme", b"\x1b[2J"),
        Reason.MINISIGN_FORM,
    ),
    "letters beyond ASCII": (
        lambda w: w.key.sign(GOOD[SUMS], comment="policy-pack-release äcme 1.0.0"),
        Reason.MINISIGN_FORM,
    ),
    "a signature of ssh": (
        lambda _: b"-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
        Reason.MINISIGN_FORM,
    ),
    "the public key instead": (
        lambda w: w.key.public_file.read_bytes(),
        Reason.MINISIGN_FORM,
    ),
    "the legacy algorithm": (lambda w: w.key.sign(GOOD[SUMS], "-l"), Reason.MINISIGN_LEGACY),
    "called legacy": (
        lambda w: with_blob(w.signature, lambda blob: b"Ed" + blob[2:]),
        Reason.MINISIGN_LEGACY,
    ),
    "legacy, called prehashed": (
        lambda w: with_blob(w.key.sign(GOOD[SUMS], "-l"), lambda blob: b"ED" + blob[2:]),
        Reason.MINISIGN_BAD,
    ),
    "an unknown algorithm": (
        lambda w: with_blob(w.signature, lambda blob: b"XX" + blob[2:]),
        Reason.MINISIGN_ALGORITHM,
    ),
    "another untrusted comment": (
        lambda w: w.key.sign(GOOD[SUMS], untrusted="signed by the boss"),
        Reason.MINISIGN_UNTRUSTED_COMMENT,
    ),
    "a comment of another purpose": (
        lambda w: w.key.sign(GOOD[SUMS], comment="backup acme 1.0.0"),
        Reason.MINISIGN_TRUSTED_COMMENT,
    ),
    "the comment of minisign itself": (
        lambda w: w.key.sign(GOOD[SUMS], comment="timestamp:1700000000\tfile:SHA256SUMS"),
        Reason.MINISIGN_FORM,
    ),
    "a comment without a version": (
        lambda w: w.key.sign(GOOD[SUMS], comment="policy-pack-release acme"),
        Reason.MINISIGN_TRUSTED_COMMENT,
    ),
    "a comment that says more": (
        lambda w: w.key.sign(GOOD[SUMS], comment="policy-pack-release acme 1.0.0 "),
        Reason.MINISIGN_TRUSTED_COMMENT,
    ),
    "a path as a pack": (
        lambda w: w.key.sign(GOOD[SUMS], comment="policy-pack-release ../acme 1.0.0"),
        Reason.MINISIGN_TRUSTED_COMMENT,
    ),
    "no version": (
        lambda w: w.key.sign(GOOD[SUMS], comment="policy-pack-release acme 1"),
        Reason.MINISIGN_TRUSTED_COMMENT,
    ),
    "the right sums signed for another version": (
        lambda w: w.key.sign(GOOD[SUMS], comment=trusted_comment("acme", "1.0.1")),
        Reason.MINISIGN_OTHER_RELEASE,
    ),
    "the right sums signed for another pack": (
        lambda w: w.key.sign(GOOD[SUMS], comment=trusted_comment("acme2", "1.0.0")),
        Reason.MINISIGN_OTHER_RELEASE,
    ),
    "the trusted comment changed": (
        lambda w: w.signature.replace(b"acme 1.0.0", b"acme 1.0.1"),
        Reason.MINISIGN_BAD,
    ),
    "117 the signature of another release": (
        lambda w: w.key.sign(NEWER[SUMS], comment=trusted_comment("acme", "1.0.1")),
        Reason.MINISIGN_BAD,
    ),
    "the comment and second signature of another release": (
        lambda w: b"".join(
            lines(w.signature)[:2]
            + lines(w.key.sign(NEWER[SUMS], comment=trusted_comment("acme", "1.0.1")))[2:]
        ),
        Reason.MINISIGN_BAD,
    ),
    "105 an unknown key": (lambda w: w.other.sign(GOOD[SUMS]), Reason.MINISIGN_KEY_UNKNOWN),
    "115 the unknown key says that it is the known one": (
        lambda w: with_blob(
            w.other.sign(GOOD[SUMS]),
            lambda blob: blob[:2] + w.key.public.key_id + blob[10:],
        ),
        Reason.MINISIGN_BAD,
    ),
    "all zeros": (
        lambda w: with_blob(
            with_blob(w.signature, lambda blob: blob[:10] + bytes(64)), lambda _: bytes(64), line=3
        ),
        Reason.MINISIGN_BAD,
    ),
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_flawed_signatures_are_refused(flaw: str, world: World) -> None:
    """Each for its own reason, with nothing handed on."""
    make, reason = FLAWS[flaw]

    answer = verify_release(GOOD | {MINISIGNATURE: make(world)}, minisign=world.key.trust)

    assert answer.refusal is not None
    assert answer.refusal.code == reason.name, answer.refusal.message
    assert answer.refusal.where == MINISIGNATURE
    assert answer.refusal.message.isprintable()
    assert answer.outcome is Outcome.REFUSED
    assert (answer.archive, answer.signed.minisign) == (None, None)


def test_what_minisign_itself_lets_pass(world: World) -> None:
    """Why its files are read strictly here before it is asked."""
    lax = ["CRLF", "two signatures", "junk after the end", "the legacy algorithm",
           "another untrusted comment", "the right sums signed for another version"]  # fmt: skip

    assert {flaw: minisign_says(world, FLAWS[flaw][0](world)) for flaw in lax} == dict.fromkeys(
        lax, 0
    )


def test_malformed_signatures_are_refused_for_everybody(world: World) -> None:
    """Also where nobody asked about them: what nobody looks at must not travel."""
    for flaw in ("empty", "CRLF", "the legacy algorithm", "another untrusted comment",
                 "the right sums signed for another version"):  # fmt: skip
        make, reason = FLAWS[flaw]
        refusal = verify_release(GOOD | {MINISIGNATURE: make(world)}).refusal
        assert refusal is not None
        assert refusal.reason is reason


def test_117_signed_sums_over_other_files(world: World) -> None:
    """The signature is good, and the files are others."""
    for files, reason in (
        (OTHER | {MINISIGNATURE: world.signature}, Reason.MINISIGN_BAD),
        (OTHER | {SUMS: GOOD[SUMS], MINISIGNATURE: world.signature}, Reason.SUMS_MISMATCH),
    ):
        refusal = verify_release(files, minisign=world.key.trust).refusal
        assert refusal is not None
        assert refusal.reason is reason


def test_103_stripped(world: World) -> None:
    """Of its signature, or of the sums that are signed."""
    for files, reason in (
        (GOOD, Reason.MINISIGN_MISSING),
        ({name: data for name, data in world.signed.items() if name != SUMS}, Reason.SUMS_MISSING),
    ):
        refusal = verify_release(files, minisign=world.key.trust).refusal
        assert refusal is not None
        assert refusal.reason is reason


@pytest.mark.parametrize("bit", [0x01, 0x20, 0x80])
def test_every_flipped_byte_of_a_signature_is_refused(world: World, bit: int) -> None:
    """The comment that nobody signs, too; for what is well formed the real minisign is asked."""
    for index in range(len(world.signature)):
        data = bytearray(world.signature)
        data[index] ^= bit
        answer = verify_release(GOOD | {MINISIGNATURE: bytes(data)}, minisign=world.key.trust)
        assert answer.outcome is Outcome.REFUSED, index
        assert answer.refusal is not None
        assert answer.refusal.code.startswith("MINISIGN_")


@pytest.mark.parametrize("index", range(0, len(GOOD[SUMS]), 9))
def test_flipped_sums_are_no_longer_what_was_signed(world: World, index: int) -> None:
    data = bytearray(GOOD[SUMS])
    data[index] ^= 0x01

    refusal = verify_release(world.signed | {SUMS: bytes(data)}, minisign=world.key.trust).refusal

    assert refusal is not None
    assert refusal.reason is Reason.MINISIGN_BAD


def test_a_change_of_signer_is_said(world: World) -> None:
    """And not refused: whom to trust is what the consumer states."""
    listed = verify_release(world.signed, minisign=world.key.trust).file_list
    assert listed is not None
    name = f"minisign:{world.key.public.name}"
    for before, said in ((name, False), ("release@acme", True), (f"release@acme,{name}", True)):
        lock = Lock().with_release(listed, signer=before)
        answer = verify_release(world.signed, minisign=world.key.trust, lock=lock)
        assert answer.outcome is Outcome.VERIFIED
        change = f"; the signer changed: {before} before, {name} now"
        assert (change in answer.steps[6].detail) is said
        assert "changed" not in verify_release(world.signed, lock=lock).steps[6].detail


# The consumer's key ------------------------------------------------------------------------------

KEY_FLAWS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "no end of the last line": lambda data: data[:-1],
    "the text alone": lambda data: lines(data)[1],
    "two keys": lambda data: data * 2,
    "an empty line after the end": lambda data: data + b"\n",
    "another prefix": lambda data: data.replace(b"untrusted comment:", b"trusted comment:"),
    "a comment about another key": lambda data: (
        data.replace(b"public key ", b"public key 1", 1)[: -len(lines(data)[1]) - 2]
        + b"\n"
        + lines(data)[1]
    ),
    "half a key": lambda data: data[:-20] + b"\n",
    "a longer key": lambda data: with_blob(data, lambda blob: blob + bytes(3)),
    "an unknown algorithm": lambda data: with_blob(data, lambda blob: b"XX" + blob[2:]),
    "an idle character": lambda data: data.replace(b"\nRW", b"\n RW"),
    "letters beyond ASCII": lambda data: data.replace(b"public", "publïc".encode()),
    "a secret key": lambda _: b"untrusted comment: minisign encrypted secret key\nRWQ\n",
    "a signature": lambda _: unsigned(),
}


@pytest.mark.parametrize("flaw", KEY_FLAWS)
def test_keys_of_other_forms_are_refused(flaw: str, world: World) -> None:
    data = world.key.public_file.read_bytes()
    assert read_public_key(data, name="key") == world.key.public

    with pytest.raises(ReleaseRefusedError) as caught:
        read_public_key(KEY_FLAWS[flaw](data), name="minisign.pub")

    assert caught.value.reason is Reason.TRUST_MINISIGN_KEY
    assert caught.value.where == "minisign.pub"
    assert caught.value.message.isprintable()


def test_every_flipped_byte_of_a_key_verifies_nothing(world: World) -> None:
    """Of another form, or another key; only words of the comment, which is the consumer's, vary."""
    data = world.key.public_file.read_bytes()
    for index in range(data.index(b"\n") + 1, len(data)):
        flipped = bytearray(data)
        flipped[index] ^= 0x01
        try:
            key = read_public_key(bytes(flipped), name="key")
        except ReleaseRefusedError:
            continue
        answer = verify_release(world.signed, minisign=MinisignTrust(key, world.key.trust.ask))
        assert answer.outcome is Outcome.REFUSED, index


def test_what_is_read_is_what_was_signed(world: World) -> None:
    signature = read_minisignature(world.signature)

    assert (signature.pack_id, signature.version) == ("acme", "1.0.0")
    assert signature.key_name == world.key.public.name

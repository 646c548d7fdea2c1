"""The consumer's own files: allowed signers and revoked keys (reference list F, 108 to 111)."""

from __future__ import annotations

import base64
import datetime as dt
import struct

import pytest

from toolkit.release.refusals import Reason, ReleaseRefusedError
from toolkit.release.trust import read_allowed_signers, read_revoked


def encoded(*parts: bytes) -> str:
    """Return strings of the SSH wire format, in base64."""
    blob = b"".join(struct.pack(">I", len(part)) + part for part in parts)
    return base64.b64encode(blob).decode()


POINT = bytes(range(32))
ED = f"ssh-ed25519 {encoded(b'ssh-ed25519', POINT)}"
SK_TYPE = "sk-ssh-ed25519@openssh.com"
SK = f"{SK_TYPE} {encoded(SK_TYPE.encode(), POINT, b'ssh:')}"
RSA = f"ssh-rsa {encoded(b'ssh-rsa', b'3', POINT)}"
ECDSA = f"ecdsa-sha2-nistp256 {encoded(b'ecdsa-sha2-nistp256', b'nistp256', POINT)}"
OURS = 'namespaces="policy-pack-release"'

GOOD = {
    "an address": f"release@acme {OURS} {ED}",
    "a plain name and a comment": f"release {OURS} {ED} made in May",
    "a security key": f"release@acme {OURS} {SK}",
    "several names": f"a@acme,b@acme {OURS} {ED}",
    "several namespaces": f'a@acme namespaces="git,policy-pack-release" {ED}',
    "a time": f'a@acme {OURS},valid-after="20200101Z",valid-before="203001011200" {ED}',
    "tabs": f"a@acme\t{OURS}\t{ED}",
}
FLAWS = {
    "108 everybody": (f"* {OURS} {ED}", Reason.TRUST_WILDCARD),
    "108 everybody of a house": (f"*@acme {OURS} {ED}", Reason.TRUST_WILDCARD),
    "108 one letter": (f"release@acm? {OURS} {ED}", Reason.TRUST_WILDCARD),
    "108 everybody but one": (f"*,!evil {OURS} {ED}", Reason.TRUST_WILDCARD),
    "108 a good name and a pattern": (f"release@acme,* {OURS} {ED}", Reason.TRUST_WILDCARD),
    "no namespaces": (f"release@acme {ED}", Reason.TRUST_NAMESPACE),
    "another namespace": (f'release@acme namespaces="git" {ED}', Reason.TRUST_NAMESPACE),
    "a namespace by pattern": (f'release@acme namespaces="*" {ED}', Reason.TRUST_NAMESPACE),
    "a pattern beside ours": (
        f'release@acme namespaces="policy-pack-release,*" {ED}',
        Reason.TRUST_NAMESPACE,
    ),
    "only a time": (f'release@acme valid-after="20200101" {ED}', Reason.TRUST_NAMESPACE),
    "an RSA key": (f"release@acme {OURS} {RSA}", Reason.TRUST_KEY_TYPE),
    "an ECDSA key": (f"release@acme {OURS} {ECDSA}", Reason.TRUST_KEY_TYPE),
    "an authority": (f"release@acme cert-authority,{OURS} {ED}", Reason.TRUST_LINE),
    "an unknown option": (f"release@acme {OURS},no-touch {ED}", Reason.TRUST_LINE),
    "an option twice": (f"release@acme {OURS},{OURS} {ED}", Reason.TRUST_LINE),
    "a space between options": (
        f'release@acme {OURS}, valid-after="20200101" {ED}',
        Reason.TRUST_LINE,
    ),
    "an option without quotes": (f"release@acme namespaces=x {ED}", Reason.TRUST_LINE),
    "an option without a value": (f"release@acme namespaces {ED}", Reason.TRUST_LINE),
    "a quote that does not end": (f'release@acme namespaces="x {ED}', Reason.TRUST_LINE),
    "another spelling of an option": (f"release@acme {OURS.upper()} {ED}", Reason.TRUST_LINE),
    "no such day": (f'release@acme {OURS},valid-before="20261301" {ED}', Reason.TRUST_LINE),
    "no time": (f'release@acme {OURS},valid-before="forever" {ED}', Reason.TRUST_LINE),
    "an empty time": (f'release@acme {OURS},valid-before="" {ED}', Reason.TRUST_LINE),
    "no name": (f"{OURS} {ED}", Reason.TRUST_LINE),
    "a quoted name": (f'"release acme" {OURS} {ED}', Reason.TRUST_LINE),
    "an empty name": (f"a@acme,,b@acme {OURS} {ED}", Reason.TRUST_LINE),
    "no key": (f"release@acme {OURS}", Reason.TRUST_LINE),
    "half a key": (f"release@acme {OURS} {ED[:-20]}", Reason.TRUST_LINE),
    "a key of another type than its name": (
        f"release@acme {OURS} ssh-ed25519 {RSA.split()[1]}",
        Reason.TRUST_LINE,
    ),
    "a key with more behind it": (
        f"release@acme {OURS} ssh-ed25519 {encoded(b'ssh-ed25519', POINT, b'x')}",
        Reason.TRUST_LINE,
    ),
    "an indented line": (f" release@acme {OURS} {ED}", Reason.TRUST_LINE),
    "some other text": ("hello", Reason.TRUST_LINE),
    "CRLF": (f"release@acme {OURS} {ED}\r\n", Reason.TRUST_LINE),
    "a byte order mark": (f"\ufeffrelease@acme {OURS} {ED}", Reason.TRUST_LINE),
    "an escape sequence": (f"release@acme {OURS} {ED} \x1b[2J", Reason.TRUST_LINE),
    "nobody": ("# nobody yet\n\n", Reason.TRUST_EMPTY),
    "an empty file": ("", Reason.TRUST_EMPTY),
}


@pytest.mark.parametrize("kind", GOOD)
def test_good_lines(kind: str) -> None:
    """The controls; comments and empty lines stand between them."""
    (signer,) = read_allowed_signers(f"# trust\n\n{GOOD[kind]}\n".encode(), name="signers")

    assert signer.principals
    assert signer.is_valid(dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc))


@pytest.mark.parametrize("flaw", FLAWS)
def test_lax_and_damaged_lines_are_refused(flaw: str) -> None:
    """One lax line would let anybody in; the message has its place."""
    line, reason = FLAWS[flaw]
    control = f"control@acme {OURS} {ED}\n" if reason is not Reason.TRUST_EMPTY else ""

    with pytest.raises(ReleaseRefusedError) as caught:
        read_allowed_signers(f"{control}{line}\n".encode(), name="signers")

    assert caught.value.code == reason.name
    assert caught.value.where == ("signers:2" if control else "signers")
    assert "\x1b" not in caught.value.message


def test_a_period_includes_both_its_ends() -> None:
    """As ssh-keygen has it; times with Z are UTC wherever the machine stands."""
    line = f'a {OURS},valid-after="20260101Z",valid-before="20260201Z" {ED}\n'
    (signer,) = read_allowed_signers(line.encode(), name="signers")
    first = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
    last = dt.datetime(2026, 2, 1, tzinfo=dt.timezone.utc)
    second = dt.timedelta(seconds=1)

    assert [signer.is_valid(at) for at in (first - second, first, last, last + second)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_revoked_keys_of_every_type() -> None:
    """With comments, in any number; none is fine, and a binary list is left to ssh-keygen."""
    assert len(read_revoked(f"# gone\n{ED} comment\n{RSA}\n".encode(), name="revoked")) == 2
    assert read_revoked(b"", name="revoked") == frozenset()
    assert read_revoked(b"SSHKRL\n\0\xff\xff", name="revoked") == frozenset()


@pytest.mark.parametrize(
    "line", ["hello", "ssh-ed25519 AAAA", f"release@acme {ED}", "\xff", ED[:-8]]
)
def test_111_a_line_that_revokes_nothing_is_refused(line: str) -> None:
    """What somebody meant to revoke must not stay valid."""
    with pytest.raises(ReleaseRefusedError) as caught:
        read_revoked(f"{ED}\n{line}\n".encode("latin-1"), name="revoked")

    assert caught.value.reason is Reason.TRUST_REVOKED_LINE
    assert caught.value.where == "revoked:2"

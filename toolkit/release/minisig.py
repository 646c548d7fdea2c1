"""The minisign signature beside SHA256SUMS, and the public key for it, read strictly.

Both are files of minisign's own form (minisign(1)); a signature of a release is::

    untrusted comment: signature over SHA256SUMS
    <base64: "ED", key id, Ed25519 signature over the BLAKE2b-512 digest of the file>
    trusted comment: policy-pack-release <pack id> <version>
    <base64: Ed25519 signature over the signature above and the trusted comment>

minisign takes more: CRLF, whatever follows the fourth line, base64 with idle bits,
any text in the first line, which nobody signs, and the legacy kind. Here one
signature has one form: what is read is written anew and compared. Whether it is
good is minisign's question alone; that is asked with the consumer's key, and
nothing that stands in the file chooses what is trusted.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from toolkit.release.contents import MINISIGNATURE
from toolkit.release.limits import MAX_SIGNATURE_BYTES
from toolkit.release.refusals import Reason, ReleaseRefusedError, shown
from toolkit.release.sshsig import NAMESPACE
from toolkit.release.tag_names import PACK_ID, parse_version
from toolkit.release.trust import Verdict

UNTRUSTED: Final = "signature over SHA256SUMS"
"""The comment that nobody signs: always this, so that no byte of the file is free."""
_UNTRUSTED_PREFIX: Final = "untrusted comment: "
_TRUSTED_PREFIX: Final = "trusted comment: "
_LINES: Final = 4
_KEY_LINES: Final = 2
_KIND: Final = b"ED"
_LEGACY_KIND: Final = b"Ed"
_KEY_KIND: Final = b"Ed"
"""What every public key begins with, whichever kind of signature it makes."""
_KIND_BYTES: Final = 2
_KEY_ID_BYTES: Final = 8
_POINT_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64
_KEY_ID_IN_COMMENT: Final = re.compile(r"minisign public key:? ([0-9A-Fa-f]{1,16})")
_HOW_TO_GIVE: Final = (
    "give the file of the public key, or its text of 56 characters, as the publisher gave it"
)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key: ``key_id`` is only a name that was drawn by lot, ``point`` is the key."""

    key_id: bytes
    point: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """What minisign calls the key: its id as a number, in hexadecimal."""
        return _named(self.key_id)

    @property
    def text(self) -> str:
        """The key as minisign prints it: 56 characters of base64."""
        return base64.b64encode(_KEY_KIND + self.key_id + self.point).decode("ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class Minisignature:
    """A well-formed signature, and what it says of itself: by which key, for which release."""

    key_id: bytes
    pack_id: str
    version: str

    @property
    def key_name(self) -> str:
        """What minisign calls the key that this claims to be by."""
        return _named(self.key_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class MinisignQuestion:
    """What minisign is asked: is this a signature by that key over these bytes?"""

    key: PublicKey
    message: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class MinisignTrust:
    """The one key whose signature a consumer expects; ``ask`` is minisign."""

    key: PublicKey
    ask: Callable[[MinisignQuestion], Verdict]

    def judge(self, sums: bytes, data: bytes) -> bool:
        """Tell whether a signature was found to be good; False where nobody could check it.

        Raises:
            ReleaseRefusedError: It is not a signature over these sums by this key.
        """
        signature = read_minisignature(data)
        if signature.key_id != self.key.key_id:
            text = f"the signature is by the minisign key {signature.key_name}, not {self.key.name}"
            raise _refused(Reason.MINISIGN_KEY_UNKNOWN, text)
        verdict = self.ask(MinisignQuestion(key=self.key, message=sums, signature=data))
        if verdict is Verdict.BAD:
            named = f"{shown(signature.pack_id)} {shown(signature.version)}"
            text = f"{Reason.MINISIGN_BAD.value}, which names {named}"
            raise _refused(Reason.MINISIGN_BAD, text)
        return verdict is Verdict.GOOD


def trusted_comment(pack_id: str, version: str) -> str:
    """Return what is signed beside SHA256SUMS: the purpose, and which release it is."""
    return f"{NAMESPACE} {pack_id} {version}"


def read_minisignature(data: bytes) -> Minisignature:
    """Return the signature that the bytes of SHA256SUMS.minisig are.

    Raises:
        ReleaseRefusedError: They are not exactly one signature of the form above.
    """
    if len(data) > MAX_SIGNATURE_BYTES:
        text = f"it has {len(data)} bytes; at most {MAX_SIGNATURE_BYTES} are read"
        raise _refused(Reason.MINISIGN_TOO_LARGE, text)
    if not data.strip():
        raise _refused(Reason.MINISIGN_EMPTY)
    try:
        untrusted, encoded, trusted, over_all = _lines(data, _LINES)
        comments = _after(untrusted, _UNTRUSTED_PREFIX), _after(trusted, _TRUSTED_PREFIX)
        blob = _decoded(encoded, _KIND_BYTES + _KEY_ID_BYTES + _SIGNATURE_BYTES)
        _decoded(over_all, _SIGNATURE_BYTES)
    except _FormError as error:
        text = f"{Reason.MINISIGN_FORM.value}: {error}"
        raise _refused(Reason.MINISIGN_FORM, text) from None
    _check_kind(blob[:_KIND_BYTES])
    if comments[0] != UNTRUSTED:
        text = f"{Reason.MINISIGN_UNTRUSTED_COMMENT.value}: {UNTRUSTED}"
        raise _refused(Reason.MINISIGN_UNTRUSTED_COMMENT, text)
    pack_id, version = _release_in(comments[1])
    key_id = blob[_KIND_BYTES : _KIND_BYTES + _KEY_ID_BYTES]
    return Minisignature(key_id=key_id, pack_id=pack_id, version=version)


def check_names(signature: Minisignature, pack_id: str, version: str) -> None:
    """Refuse a signature that was made for another release than this one.

    Raises:
        ReleaseRefusedError: Its trusted comment names another pack or version.
    """
    if (signature.pack_id, signature.version) != (pack_id, version):
        named = f"{shown(signature.pack_id)} {shown(signature.version)}"
        text = f"the signature is for {named}, and this is {shown(pack_id)} {shown(version)}"
        raise _refused(Reason.MINISIGN_OTHER_RELEASE, text)


def read_public_key(data: bytes, *, name: str) -> PublicKey:
    """Return the key in a file that minisign wrote; ``name`` is what a message calls it.

    Raises:
        ReleaseRefusedError: It is not exactly one public key.
    """
    try:
        comment, encoded = _lines(data, _KEY_LINES)
        said = _after(comment, _UNTRUSTED_PREFIX)
        _check_no_secret(said)
        key = _public_key(encoded)
        _check_key_comment(said, key)
    except _FormError as error:
        raise _no_key(str(error), name) from None
    return key


def public_key_of(text: str) -> PublicKey | None:
    """Return the key that a text of base64 is, as minisign prints it; None for other text."""
    try:
        return _public_key(text)
    except _FormError:
        return None


class _FormError(ValueError):
    """Bytes are not of minisign's form."""


def _lines(data: bytes, count: int) -> list[str]:
    """Return exactly so many lines, each ended by one LF, of printable ASCII."""
    if b"\r" in data:
        raise _FormError("its lines end with CR, where LF is the one line end")
    if not data.endswith(b"\n"):
        raise _FormError("its last line does not end")
    lines = data[:-1].decode("latin-1").split("\n")
    if len(lines) != count:
        raise _FormError(f"it has {len(lines)} line{'s' if lines[1:] else ''}, not {count}")
    for number, each in enumerate(lines, start=1):
        if not each.isascii() or not each.isprintable():
            raise _FormError(f"line {number} holds characters beyond printable ASCII")
    return lines


def _after(line: str, prefix: str) -> str:
    if not line.startswith(prefix):
        raise _FormError(f"a line does not begin with {prefix.strip()}")
    return line.removeprefix(prefix)


def _decoded(text: str, size: int) -> bytes:
    """Return so many bytes from base64, which has one way to write them."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        data = b""
    if len(data) != size or base64.b64encode(data).decode("ascii") != text:
        raise _FormError(f"a line is not the base64 of {size} bytes")
    return data


def _public_key(text: str) -> PublicKey:
    blob = _decoded(text, _KIND_BYTES + _KEY_ID_BYTES + _POINT_BYTES)
    if blob[:_KIND_BYTES] != _KEY_KIND:
        raise _FormError("the key is of a kind that does not exist")
    rest = blob[_KIND_BYTES:]
    return PublicKey(rest[:_KEY_ID_BYTES], rest[_KEY_ID_BYTES:])


def _check_no_secret(comment: str) -> None:
    if "secret key" in comment:
        raise _FormError("it says that it is a secret key, which only its owner may have")


def _check_key_comment(comment: str, key: PublicKey) -> None:
    """Refuse a file whose comment was written for another key."""
    match = _KEY_ID_IN_COMMENT.fullmatch(comment)
    if match is not None and int(match[1], 16) != int(key.name, 16):
        raise _FormError(f"its comment is about the key {match[1]}, and it is {key.name}")


def _check_kind(kind: bytes) -> None:
    if kind == _LEGACY_KIND:
        hint = "ask the publisher to sign without -l, with minisign 0.10 or newer"
        raise ReleaseRefusedError(Reason.MINISIGN_LEGACY, where=MINISIGNATURE, hint=hint)
    if kind != _KIND:
        text = f"{Reason.MINISIGN_ALGORITHM.value}: {shown(kind.decode('latin-1'))}"
        raise _refused(Reason.MINISIGN_ALGORITHM, text)


def _release_in(comment: str) -> tuple[str, str]:
    """Return pack id and version, which a trusted comment of ours names."""
    words = comment.split(" ")
    form = trusted_comment("PACK", "VERSION")
    if len(words) == len(form.split(" ")) and words[0] == NAMESPACE:
        _, pack_id, version = words
        if PACK_ID.fullmatch(pack_id) is not None and parse_version(version) is not None:
            return pack_id, version
    text = f"{Reason.MINISIGN_TRUSTED_COMMENT.value}: it is {shown(comment)}, not {form}"
    raise _refused(Reason.MINISIGN_TRUSTED_COMMENT, text)


def _named(key_id: bytes) -> str:
    return key_id[::-1].hex().upper()


def _refused(reason: Reason, text: str = "") -> ReleaseRefusedError:
    return ReleaseRefusedError(reason, text, where=MINISIGNATURE)


def _no_key(why: str, name: str) -> ReleaseRefusedError:
    return ReleaseRefusedError(
        Reason.TRUST_MINISIGN_KEY,
        f"{Reason.TRUST_MINISIGN_KEY.value}: {why}",
        where=name,
        hint=_HOW_TO_GIVE,
    )

"""The SSH signature beside SHA256SUMS, read strictly: armor, envelope, namespace, key.

The format is OpenSSH's PROTOCOL.sshsig, written by ``ssh-keygen -Y sign``.
``ssh-keygen -Y verify`` accepts text around the armor (release-archives.md,
hostile cases 112 and 113); here one signature has one form, so the envelope is
read, encoded anew and compared. Whether the signature is good is ssh-keygen's
question alone; nothing that stands in the envelope chooses what is trusted.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass
from typing import Final

from toolkit.release.contents import SIGNATURE
from toolkit.release.limits import MAX_SIGNATURE_BYTES
from toolkit.release.refusals import Reason, ReleaseRefusedError, shown

NAMESPACE: Final = "policy-pack-release"
"""What a signature of ours is for: one made for another purpose is none of a release."""
CATALOG_NAMESPACE: Final = "policy-pack-catalog"
"""What a signature over the SHA256SUMS of a catalog is for: whoever may sign the one may not yet
sign the other."""
KEY_TYPES: Final = ("ssh-ed25519", "sk-ssh-ed25519@openssh.com")
"""Ed25519, in a file or in a security key: short, deterministic, without parameters."""
_BEGIN: Final = b"-----BEGIN SSH SIGNATURE-----\n"
_END: Final = b"-----END SSH SIGNATURE-----\n"
_WIDTH: Final = 70
_MAGIC: Final = b"SSHSIG"
_VERSION: Final = 1
_HASHES: Final = frozenset({b"sha256", b"sha512"})
_LENGTH: Final = struct.Struct(">I")
_POINT_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64
_FLAGS_AND_COUNTER: Final = 5
"""What a security key adds to its signature: one byte of flags, four of a counter."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A well-formed signature in our namespace; ``key`` is the public key it claims, encoded."""

    key: bytes
    key_type: str


class WireError(ValueError):
    """Bytes are not as the SSH wire format has them."""


def read_signature(data: bytes, *, namespace: str = NAMESPACE) -> Signature:
    """Return the signature that the bytes of SHA256SUMS.sig are.

    Raises:
        ReleaseRefusedError: They are not exactly one armored signature in the
            namespace by a key of a type that we take.
    """
    if len(data) > MAX_SIGNATURE_BYTES:
        text = f"it has {len(data)} bytes; at most {MAX_SIGNATURE_BYTES} are read"
        raise _refused(Reason.SIGNATURE_TOO_LARGE, text)
    if not data.strip():
        raise _refused(Reason.SIGNATURE_EMPTY)
    blob = _unarmored(data)
    try:
        return _envelope(blob, namespace)
    except WireError as error:
        raise _refused(Reason.SIGNATURE_FORM, f"{Reason.SIGNATURE_FORM.value}: {error}") from None


def armored(blob: bytes) -> bytes:
    """Return a signature as ssh-keygen writes it."""
    text = base64.b64encode(blob)
    lines = (text[start : start + _WIDTH] + b"\n" for start in range(0, len(text), _WIDTH))
    return b"".join((_BEGIN, *lines, _END))


def key_type_of(key: bytes) -> str:
    """Return the type of a public key in wire format.

    Raises:
        WireError: It is no key, or one of a type that we take with other parts.
    """
    name, rest = _string(key)
    key_type = name.decode("latin-1")
    if key_type not in KEY_TYPES:
        return key_type
    point, rest = _string(rest)
    if key_type == KEY_TYPES[1]:
        _, rest = _string(rest)  # the application, "ssh:"
    if len(point) != _POINT_BYTES or rest:
        raise WireError(f"the key is no {key_type} key")
    return key_type


def fingerprint(key: bytes) -> str:
    """Return what ``ssh-keygen -l`` calls a public key: ``SHA256:…``."""
    digest = base64.b64encode(hashlib.sha256(key).digest()).decode("ascii")
    return f"SHA256:{digest.rstrip('=')}"


def _unarmored(data: bytes) -> bytes:
    lines = data[len(_BEGIN) : -len(_END)].replace(b"\n", b"")
    try:
        blob = base64.b64decode(lines, validate=True)
    except binascii.Error:
        blob = b""
    if not blob or armored(blob) != data:
        raise _refused(Reason.SIGNATURE_ARMOR)
    return blob


def _envelope(blob: bytes, expected: str) -> Signature:
    if blob[: len(_MAGIC)] != _MAGIC:
        raise WireError("it does not begin with SSHSIG")
    version, rest = _number(blob[len(_MAGIC) :])
    if version != _VERSION:
        raise WireError(f"version {version}, where {_VERSION} is the one there is")
    key, rest = _string(rest)
    namespace, rest = _string(rest)
    reserved, rest = _string(rest)
    algorithm, rest = _string(rest)
    signature, rest = _string(rest)
    if rest or reserved or algorithm not in _HASHES:
        raise WireError("the fields after the namespace are not those of a signature")
    key_type = key_type_of(key)
    if key_type not in KEY_TYPES:
        text = f"the key is of type {shown(key_type)}; {' and '.join(KEY_TYPES)} are taken"
        raise _refused(Reason.SIGNATURE_KEY_TYPE, text)
    if namespace != expected.encode():
        what = "a release's" if expected == NAMESPACE else "this one"
        text = (
            f"the signature is for {shown(namespace.decode('latin-1'))}, {what} is for {expected}"
        )
        raise _refused(Reason.SIGNATURE_NAMESPACE, text)
    _check_signature(signature, key_type)
    return Signature(key, key_type)


def _check_signature(signature: bytes, key_type: str) -> None:
    name, rest = _string(signature)
    value, rest = _string(rest)
    extra = _FLAGS_AND_COUNTER if key_type == KEY_TYPES[1] else 0
    if name != key_type.encode() or len(value) != _SIGNATURE_BYTES or len(rest) != extra:
        raise WireError(f"the signature itself is none by a {key_type} key")


def _number(data: bytes) -> tuple[int, bytes]:
    if len(data) < _LENGTH.size:
        raise WireError("it ends early")
    (number,) = _LENGTH.unpack_from(data)
    return int(number), data[_LENGTH.size :]


def _string(data: bytes) -> tuple[bytes, bytes]:
    length, rest = _number(data)
    if length > len(rest):
        raise WireError("it ends early")
    return rest[:length], rest[length:]


def _refused(reason: Reason, text: str = "") -> ReleaseRefusedError:
    return ReleaseRefusedError(reason, text, where=SIGNATURE)

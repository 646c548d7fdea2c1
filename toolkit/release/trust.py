"""Whom a consumer trusts: allowed signers and revoked keys, linted before they are used.

The files have OpenSSH's own forms (ssh-keygen(1), "ALLOWED SIGNERS" and the list
of public keys of "KEY REVOCATION LISTS"), so that ssh-keygen reads the same
bytes. OpenSSH takes more than is wise there; one lax line would let anybody in,
so it is refused (release-archives.md, hostile cases 108, 110, 111)::

    line       = principals SP options SP key-type SP base64 [SP comment]
    principals = plain names, comma-separated; no * ? !
    options    = comma-separated: namespaces="…" (with ours), valid-after="…",
                 valid-before="…"; a time is YYYYMMDD[HHMM[SS]], with Z for UTC

Everything here comes from the consumer. Nothing of it is taken from a download,
and the time is that of the clock, which the caller reads.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import enum
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from toolkit.release.refusals import Reason, ReleaseRefusedError, shown
from toolkit.release.sshsig import (
    KEY_TYPES,
    NAMESPACE,
    Signature,
    WireError,
    fingerprint,
    key_type_of,
    read_signature,
)

_MEND: Final = "correct the file: it is yours, and decides whom you trust"
PRINCIPAL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+@-]*")
"""The name of a signer: an address or a plain name, never a pattern."""
_OPTION: Final = r'[A-Za-z-]+(?:="[^"\\]*")?'
_LINE: Final = re.compile(
    rf"(?P<principals>\S+)[ \t]+(?:(?P<options>{_OPTION}(?:,{_OPTION})*)[ \t]+)?"
    r"(?P<type>[a-z0-9@.-]+)[ \t]+(?P<key>[A-Za-z0-9+/]+=*)(?:[ \t]+(?P<comment>.*))?"
)
_KEY_LINE: Final = re.compile(r"(?P<type>[a-z0-9@.-]+)[ \t]+(?P<key>[A-Za-z0-9+/]+=*)(?:[ \t].*)?")
KRL_MAGIC: Final = b"SSHKRL\n\0"
_NO_TIME: Final = "\n"
"""A form that no text of one line has."""
_TIMES: Final = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}


class Verdict(enum.Enum):
    """What ssh-keygen or minisign says about a signature."""

    GOOD = "good"
    BAD = "bad"
    REVOKED = "revoked"
    """The list of revoked keys names the key, in a form that only ssh-keygen reads."""
    DAMAGED_LIST = "the list of revoked keys is damaged"
    NO_TOOL = "there is no such program"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """One line of the allowed signers: who may sign with which key, and when."""

    principals: tuple[str, ...]
    key: bytes = field(repr=False)
    valid_after: dt.datetime | None = None
    valid_before: dt.datetime | None = None

    def is_valid(self, now: dt.datetime) -> bool:
        """Tell whether the line counts at a moment, as ssh-keygen reads it."""
        return (self.valid_after is None or self.valid_after <= now) and (
            self.valid_before is None or now <= self.valid_before
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What ssh-keygen is asked: is this a signature by that principal over these bytes?"""

    allowed_signers: bytes
    revoked: bytes | None
    principal: str
    message: bytes
    signature: bytes
    namespace: str = NAMESPACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Everything that decides who may sign, and for what purpose; ``ask`` is ssh-keygen."""

    allowed_signers: bytes = field(repr=False)
    signers: tuple[Signer, ...]
    principal: str
    """Whose signature is expected."""
    revoked: bytes | None = field(default=None, repr=False)
    revoked_keys: frozenset[bytes] = field(default=frozenset(), repr=False)
    now: dt.datetime
    ask: Callable[[Question], Verdict]
    namespace: str = NAMESPACE

    @property
    def expected(self) -> tuple[Signer, ...]:
        """The lines of the expected signer."""
        return tuple(each for each in self.signers if self.principal in each.principals)

    def judge(self, sums: bytes, data: bytes) -> str | None:
        """Return the fingerprint of the key that signed; None where nobody could check it.

        Raises:
            ReleaseRefusedError: It is not a signature over these sums by a key
                that may sign as the expected signer now.
        """
        signature = read_signature(data, namespace=self.namespace)
        self._check_key(signature)
        verdict = self.ask(
            Question(
                allowed_signers=self.allowed_signers, revoked=self.revoked,
                principal=self.principal, message=sums, signature=data,
                namespace=self.namespace,
            )
        )  # fmt: skip
        if verdict is Verdict.NO_TOOL:
            return None
        if verdict is Verdict.DAMAGED_LIST:
            text = "the binary list of revoked keys is damaged: ssh-keygen cannot read it"
            hint = "make it again with ssh-keygen -k; what is wrong: ssh-keygen -Q -l -f FILE"
            raise ReleaseRefusedError(Reason.TRUST_UNREADABLE, text, hint=hint)
        if verdict is Verdict.REVOKED:
            raise ReleaseRefusedError(Reason.SIGNATURE_KEY_REVOKED)
        if verdict is Verdict.BAD:
            raise ReleaseRefusedError(Reason.SIGNATURE_BAD)
        return fingerprint(signature.key)

    def _check_key(self, signature: Signature) -> None:
        """Refuse a key that is not one of the expected signer, and say why it is not."""
        named = fingerprint(signature.key)
        same = [each for each in self.signers if each.key == signature.key]
        if not same:
            text = f"{Reason.SIGNATURE_KEY_UNKNOWN.value}: {named}"
            raise ReleaseRefusedError(Reason.SIGNATURE_KEY_UNKNOWN, text)
        ours = [each for each in same if self.principal in each.principals]
        if not ours:
            may = ", ".join(sorted({name for each in same for name in each.principals}))
            text = f"the key {named} may sign as {may}, not as {self.principal}"
            raise ReleaseRefusedError(Reason.SIGNATURE_PRINCIPAL, text)
        if signature.key in self.revoked_keys:
            text = f"{Reason.SIGNATURE_KEY_REVOKED.value}: {named}"
            raise ReleaseRefusedError(Reason.SIGNATURE_KEY_REVOKED, text)
        if not any(each.is_valid(self.now) for each in ours):
            when = "; ".join(map(_period, ours))
            text = f"the key {named} may sign {when}, and now it is {self.now:%Y-%m-%d %H:%M} UTC"
            raise ReleaseRefusedError(Reason.SIGNATURE_KEY_EXPIRED, text)


def read_allowed_signers(
    data: bytes, *, name: str, namespace: str = NAMESPACE
) -> tuple[Signer, ...]:
    """Return the lines of a file of allowed signers; ``name`` is what a message calls it.

    Every line must allow the purpose that ``namespace`` names.

    Raises:
        ReleaseRefusedError: A line is lax, or not of the form above; or there is none.
    """
    signers = tuple(
        _signer(line, f"{name}:{number}", namespace)
        for number, line in _lines(data, name, Reason.TRUST_LINE)
    )
    if not signers:
        raise _lax(Reason.TRUST_EMPTY, "", name)
    return signers


def read_revoked(data: bytes, *, name: str) -> frozenset[bytes]:
    """Return the keys of a list of revoked keys; none where it is a binary list (KRL).

    ssh-keygen reads both; for a line that is no key it does not say which.

    Raises:
        ReleaseRefusedError: A line is no public key: what it was to revoke is not revoked.
    """
    if data.startswith(KRL_MAGIC):
        return frozenset()
    reason = Reason.TRUST_REVOKED_LINE
    keys = set()
    for number, line in _lines(data, name, reason):
        match = _KEY_LINE.fullmatch(line)
        try:
            keys.add(_key(match["type"], match["key"]) if match else b"")
        except WireError:
            match = None
        if match is None:
            raise _lax(reason, "", f"{name}:{number}")
    return frozenset(keys)


def _lines(data: bytes, name: str, reason: Reason) -> Iterator[tuple[int, str]]:
    """Yield number and text of every line that is no comment."""
    for number, raw in enumerate(data.split(b"\n"), start=1):
        line = raw.decode("latin-1")
        if not line.isascii() or not line.replace("\t", " ").isprintable():
            text = "a character beyond printable ASCII, or a line end other than LF"
            raise _lax(reason, text, f"{name}:{number}")
        if line.strip() and not line.startswith("#"):
            yield number, line.rstrip()


def _signer(line: str, where: str, namespace: str) -> Signer:
    if line[0] in " \t" or (match := _LINE.fullmatch(line)) is None:
        raise _lax(Reason.TRUST_LINE, "", where)
    principals = tuple(match["principals"].split(","))
    if set(match["principals"]) & set("*?!"):
        text = f"{shown(match['principals'])} is a pattern: it lets in names that nobody chose"
        raise _lax(Reason.TRUST_WILDCARD, text, where)
    for each in principals:
        if PRINCIPAL.fullmatch(each) is None:
            raise _lax(Reason.TRUST_LINE, f"{shown(each)} is no plain name of a signer", where)
    options = _options(match["options"] or "", where)
    if match["type"] not in KEY_TYPES:
        text = f"a key of type {shown(match['type'])}; {' and '.join(KEY_TYPES)} are taken"
        raise _lax(Reason.TRUST_KEY_TYPE, text, where)
    _check_namespaces(options.get("namespaces"), where, namespace)
    try:
        key = _key(match["type"], match["key"])
    except WireError:
        raise _lax(Reason.TRUST_LINE, "the key is damaged", where) from None
    return Signer(
        principals=principals,
        key=key,
        valid_after=_moment(options.get("valid-after"), where),
        valid_before=_moment(options.get("valid-before"), where),
    )


def _options(text: str, where: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for option in re.findall(_OPTION, text):
        name, _, value = option.partition("=")
        if name not in {"namespaces", "valid-after", "valid-before"} or name in found:
            twice = "stands twice" if name in found else "is not taken here"
            raise _lax(Reason.TRUST_LINE, f"the option {shown(name)} {twice}", where)
        if not value:
            raise _lax(Reason.TRUST_LINE, f'{name} needs a value: {name}="…"', where)
        found[name] = value[1:-1]
    return found


def _check_namespaces(listed: str | None, where: str, wanted: str) -> None:
    names = (listed or "").split(",")
    if wanted not in names or set("*?!") & set(listed or ""):
        text = (
            f"without namespaces: a signature for any purpose would do; {wanted} is ours"
            if listed is None
            else f'namespaces="{shown(listed)}": list {wanted} in it, and no patterns'
        )
        raise _lax(Reason.TRUST_NAMESPACE, text, where)


def _moment(text: str | None, where: str) -> dt.datetime | None:
    """Return the moment that an option means: local time as for ssh-keygen, or UTC with a Z."""
    if text is None:
        return None
    digits, utc = (text[:-1], True) if text.endswith("Z") else (text, False)
    form = _TIMES.get(len(digits), _NO_TIME) if digits.isdecimal() else _NO_TIME
    try:
        moment = dt.datetime.strptime(digits, form)  # noqa: DTZ007 (made aware below)
        return moment.replace(tzinfo=dt.timezone.utc) if utc else moment.astimezone()
    except (ValueError, OverflowError, OSError):
        form = "YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, with Z for UTC"
        raise _lax(
            Reason.TRUST_LINE, f"{shown(text)} is no time of the form {form}", where
        ) from None


def _key(key_type: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise WireError(str(error)) from None
    if key_type_of(key) != key_type:
        raise WireError("the key is of another type than its line says")
    return key


def _period(signer: Signer) -> str:
    parts = [("from", signer.valid_after), ("until", signer.valid_before)]
    said = [
        f"{word} {when.astimezone(dt.timezone.utc):%Y-%m-%d %H:%M} UTC"
        for word, when in parts
        if when
    ]
    return " ".join(said)


def _lax(reason: Reason, text: str, where: str) -> ReleaseRefusedError:
    return ReleaseRefusedError(reason, text, where=where, hint=_MEND)

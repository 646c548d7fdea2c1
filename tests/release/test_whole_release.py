"""A whole release, with evidence and packages, under attack: bytes, files, names, sums.

Two versions are released by the real command and signed by a real key. Whoever
attacks has no key, and so cannot make the sums anew; what they can still do by
making them anew for those who check no signature stands beside it.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.release.signing import Key, make_key, needs_ssh_keygen, trust_in
from tests.release.workshop import FILES, Workshop
from toolkit.release.checksums import write_sums
from toolkit.release.contents import SIGNATURE
from toolkit.release.refusals import Reason
from toolkit.release.trust import Question, Trust, Verdict
from toolkit.release.verification import Outcome
from toolkit.release.verify import verify_release

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = needs_ssh_keygen()
SUMS = "SHA256SUMS"
STEM = "acme.api-1.0.0"
SUFFIXES = ("tar.gz", "manifest.json", "provenance.json", "smoke.json", "bump.json", "smoke.md")


@dataclass(frozen=True)
class Pair:
    """Two signed releases of one pack, and the key that signed them."""

    one: dict[str, bytes]
    two: dict[str, bytes]
    key: Key

    @property
    def trust(self) -> Trust:
        """Trust in the key; what the real ssh-keygen would say is known by the bytes signed."""
        good = {(files[SUMS], files[SIGNATURE]) for files in (self.one, self.two)}

        def ask(question: Question) -> Verdict:
            known = (question.message, question.signature) in good
            return Verdict.GOOD if known else Verdict.BAD

        return trust_in(self.key.line(), ask=ask)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Return two releases of one pack."""
    with pytest.MonkeyPatch.context() as patch:
        root, here = tmp_path_factory.mktemp("shop"), Path.cwd()
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        for who in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{who}_NAME", "A")
            patch.setenv(f"GIT_{who}_EMAIL", "a@example.com")
        shop = Workshop(root, None)  # type: ignore[arg-type]  # no output is asked for
        for path, text in FILES.items():
            shop.write(f"packs/api/{path}", text)
        shop.git("init", "--quiet", "--initial-branch=main", ".")
        shop.write(".gitignore", "dist/\n")
        key = make_key(tmp_path_factory.mktemp("key"))
        os.chdir(root)
        try:
            yield Pair(_released(shop, key, "1.0.0"), _released(shop, key, "1.1.0"), key)
        finally:
            os.chdir(here)


def _released(shop: Workshop, key: Key, version: str) -> dict[str, bytes]:
    from toolkit.cli import main  # noqa: PLC0415 (as a program of its own would)

    shop.set_version(version)
    words = ["release", "packs/api", "--packages", "--no-sign", "--no-confirm"]
    assert main(words) == 0
    folder = shop.root / "dist/acme.api" / version
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    return files | {SIGNATURE: key.sign(files[SUMS])}


def sealed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return files with sums made anew, and no signature."""
    rest = {name: data for name, data in files.items() if name not in (SUMS, SIGNATURE)}
    return {**rest, SUMS: write_sums(rest)}


def test_the_control_is_verified_by_the_real_ssh_keygen(pair: Pair) -> None:
    for files in (pair.one, pair.two):
        assert len(files) == 11
        for trust in (pair.trust, trust_in(pair.key.line())):
            answer = verify_release(files, trust=trust)
            assert answer.outcome is Outcome.VERIFIED, answer.refusal
            assert (answer.missing, answer.notes) == ((), ())


def test_every_flipped_byte_is_refused(pair: Pair) -> None:
    """Of every file; of the two packages, whose bytes have a test of their own, every 13th."""
    trust = pair.trust
    for name, good in pair.one.items():
        step = 13 if name.startswith("policy_pack_") else 1
        for index in range(0, len(good), step):
            data = bytearray(good)
            data[index] ^= 1 << index % 8
            answer = verify_release(pair.one | {name: bytes(data)}, trust=trust)
            assert answer.outcome is Outcome.REFUSED, (name, index)


def test_every_file_that_is_cut_or_longer_is_refused(pair: Pair) -> None:
    trust = pair.trust
    for name, good in pair.one.items():
        for data in (b"", good[:-1], good[: len(good) // 2], good + b"\n", good + good, good[1:]):
            answer = verify_release(pair.one | {name: data}, trust=trust)
            assert answer.outcome is Outcome.REFUSED, (name, len(data))


def test_every_file_that_is_dropped_is_refused(pair: Pair) -> None:
    for name in pair.one:
        rest = {each: data for each, data in pair.one.items() if each != name}
        assert verify_release(rest, trust=pair.trust).outcome is Outcome.REFUSED, name


def test_every_file_of_another_version_is_refused(pair: Pair) -> None:
    """Signed as well, each by itself: together they are no release."""
    for name, data in pair.two.items():
        under_old_name = name.replace("1.1.0", "1.0.0")
        for files in (
            pair.one | {under_old_name: data},
            {each: old for each, old in pair.one.items() if each != under_old_name} | {name: data},
        ):
            assert verify_release(files, trust=pair.trust).outcome is Outcome.REFUSED, name


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_mixed_versions_are_refused_even_where_sums_are_made_anew(pair: Pair, suffix: str) -> None:
    """But for the page for people, which says nothing that is compared."""
    mixed = sealed(pair.one | {f"{STEM}.{suffix}": pair.two[f"acme.api-1.1.0.{suffix}"]})

    answer = verify_release(mixed)

    assert (answer.refusal is None) is (suffix == "smoke.md")


def test_every_pair_of_files_that_change_their_names_is_refused(pair: Pair) -> None:
    names = sorted(pair.one)
    for one in names:
        for other in names[names.index(one) + 1 :]:
            swapped = pair.one | {one: pair.one[other], other: pair.one[one]}
            assert verify_release(swapped, trust=pair.trust).outcome is Outcome.REFUSED


ADDED = (
    "install.sh", "Makefile", "conftest.py", "evil.pth", "SHA512SUMS", "sha256sums",
    "SHA256SUMS.asc",
    "SHA256SUMS.sig.sig", "SHA256SUMS ", "SHA256SUMS.", "allowed_signers", "oci-layout", ".hidden",
    "..", "-rf", "acme.api-1.0.0.tar", "acme.api-1.0.0.tar.gz.sig", "acme.api-1.0.0.TAR.GZ",
    "Acme.api-1.0.0.tar.gz", "acme.api-1.0.1.tar.gz", "acme.api-1.0.0.smoke.JSON", "a\nb",
    "\x1b[2J", "a/b", "\u00e9", "CON", "policy_pack_evil-1.0.0.tar.gz",
    "policy_pack_evil-1.0.0-py3-none-any.whl",
)  # fmt: skip


@pytest.mark.parametrize("name", ADDED)
def test_every_file_that_is_added_is_refused(pair: Pair, name: str) -> None:
    """Beside signed sums that do not list it; and listed, where the sums are made anew."""
    for data in (b"", b"evil\n", pair.one[f"{STEM}.tar.gz"]):
        answer = verify_release(pair.one | {name: data}, trust=pair.trust)
        assert answer.outcome is Outcome.REFUSED
        try:
            again = sealed(pair.one | {name: data})
        except ValueError:
            continue  # a name that no sums of ours can list
        assert verify_release(again).outcome is Outcome.REFUSED


def _first(text: bytes) -> tuple[bytes, bytes]:
    line, _, rest = text.partition(b"\n")
    return line, rest


MUTATIONS: dict[str, tuple[Callable[[bytes], bytes], Reason]] = {
    "binary marks": (lambda s: s.replace(b"  ", b" *"), Reason.SUMS_MALFORMED),
    "one binary mark": (lambda s: s.replace(b"  ", b" *", 1), Reason.SUMS_MALFORMED),
    "tabs": (lambda s: s.replace(b"  ", b"\t"), Reason.SUMS_ENCODING),
    "three spaces": (lambda s: s.replace(b"  ", b"   "), Reason.SUMS_NAME),
    "escaped line": (lambda s: b"\\" + s, Reason.SUMS_ESCAPED_NAME),
    "names with ./": (lambda s: s.replace(b"  ", b"  ./"), Reason.SUMS_NAME),
    "absolute names": (lambda s: s.replace(b"  ", b"  /tmp/"), Reason.SUMS_NAME),
    "names that climb": (lambda s: s.replace(b"  ", b"  ../"), Reason.SUMS_NAME),
    "byte order mark": (lambda s: b"\xef\xbb\xbf" + s, Reason.SUMS_ENCODING),
    "UTF-16": (lambda s: s.decode().encode("utf-16"), Reason.SUMS_LINE_END),
    "CRLF": (lambda s: s.replace(b"\n", b"\r\n"), Reason.SUMS_LINE_END),
    "CR": (lambda s: s.replace(b"\n", b"\r"), Reason.SUMS_LINE_END),
    "form feeds": (lambda s: s.replace(b"\n", b"\x0c"), Reason.SUMS_LINE_END),
    "no last line feed": (lambda s: s[:-1], Reason.SUMS_LINE_END),
    "an empty line": (lambda s: s + b"\n", Reason.SUMS_MALFORMED),
    "a NUL": (lambda s: s + b"\0\n", Reason.SUMS_ENCODING),
    "upper case": (lambda s: s[:64].upper() + s[64:], Reason.SUMS_UPPER_CASE),
    "the first line twice": (lambda s: _first(s)[0] + b"\n" + s, Reason.SUMS_DUPLICATE),
    "the first name twice, with another digest": (
        lambda s: b"0" * 64 + _first(s)[0][64:] + b"\n" + s,
        Reason.SUMS_DUPLICATE,
    ),
    "the first name in another case, too": (
        lambda s: _first(s)[0][:66] + b"A" + _first(s)[0][67:] + b"\n" + s,
        Reason.SUMS_FILE_MISSING,
    ),
    "the first line last": (lambda s: _first(s)[1] + _first(s)[0] + b"\n", Reason.SUMS_ORDER),
    "the first line missing": (lambda s: _first(s)[1], Reason.SUMS_FILE_UNLISTED),
    "another digest": (lambda s: b"0" * 64 + s[64:], Reason.SUMS_MISMATCH),
    "digests of md5": (
        lambda s: b"".join(line[32:] for line in s.splitlines(keepends=True)),
        Reason.SUMS_DIGEST_LENGTH,
    ),
    "digests in base64": (
        lambda s: base64.b64encode(bytes.fromhex(s[:64].decode())) + s[64:],
        Reason.SUMS_MALFORMED,
    ),
    "BSD lines": (
        lambda s: b"".join(
            b"SHA256 (%s) = %s\n" % (line[66:], line[:64]) for line in s.splitlines()
        ),
        Reason.SUMS_BSD_LINE,
    ),
    "a comment": (lambda s: b"# sums\n" + s, Reason.SUMS_MALFORMED),
    "itself": (lambda s: b"%s  SHA256SUMS\n" % (b"0" * 64) + s, Reason.SUMS_LISTS_ITSELF),
    "its signature": (
        lambda s: b"%s  SHA256SUMS.sig\n" % (b"0" * 64) + s,
        Reason.SUMS_LISTS_ITSELF,
    ),
    "nothing": (lambda _: b"", Reason.SUMS_EMPTY),
    "white space": (lambda _: b" \n", Reason.SUMS_MALFORMED),
    "a giant": (lambda s: s * 1000, Reason.SUMS_TOO_LARGE),
    "a giant line": (lambda s: s[:66] + b"a" * 60_000 + b"\n", Reason.SUMS_FILE_MISSING),
    "a PGP message": (
        lambda s: b"-----BEGIN PGP SIGNED MESSAGE-----\n\n" + s,
        Reason.SUMS_MALFORMED,
    ),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_sums_in_another_form_are_refused(pair: Pair, mutation: str) -> None:
    """By the old signature; and for their own reason also where somebody signed them."""
    change, reason = MUTATIONS[mutation]
    files = pair.one | {SUMS: change(pair.one[SUMS])}

    signed = verify_release(files, trust=pair.trust)
    unsigned = verify_release(files)

    assert signed.refusal is not None
    assert signed.refusal.reason is Reason.SIGNATURE_BAD
    assert unsigned.refusal is not None
    assert unsigned.refusal.code == reason.name
    assert len(unsigned.refusal.message) < 400


def test_a_whole_release_under_another_name_is_refused(pair: Pair) -> None:
    """Every file renamed alike, the sums made anew: the pack inside knows its version."""
    renamed = {name.replace("1.0.0", "9.9.9"): data for name, data in pair.one.items()}

    answer = verify_release(sealed(renamed))

    assert answer.refusal is not None
    assert answer.refusal.reason is Reason.RELEASE_IDENTITY


def test_evidence_has_nothing_that_is_not_a_function_of_the_commit(pair: Pair) -> None:
    """What a consumer compares: the digests that are listed are those of the files."""
    for line in pair.one[SUMS].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(pair.one[name]).hexdigest() == digest

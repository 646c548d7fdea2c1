"""The lock: rollback and re-tagging (reference list F, 118 and 119), and its own form (121)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from tests.release.test_verify import GOOD, MANIFEST
from toolkit import schemas
from toolkit.release.filelist import FileList, read_file_list
from toolkit.release.lock import Lock, Sight, read_lock
from toolkit.release.refusals import Reason, ReleaseRefusedError
from toolkit.release.verification import Outcome
from toolkit.release.verify import verify_release

LISTED = read_file_list(GOOD[MANIFEST])
LOCK = Lock().with_release(LISTED, signer="release@acme")


def version(text: str) -> FileList:
    """Return the manifest of another version of the same pack."""
    return replace(LISTED, pack_version=text)


def test_what_is_written_is_read_and_is_of_the_schema() -> None:
    """Canonical JSON, whatever the order in which packs were seen."""
    other = replace(LISTED, pack_id="Beta")
    one = LOCK.with_release(other, signer="b")
    two = Lock().with_release(other, signer="b").with_release(LISTED, signer="release@acme")

    assert one.encode() == two.encode()
    assert read_lock(one.encode(), name="lock") == one
    validator = jsonschema.Draft202012Validator(schemas.load("lock.v1"))
    validator.check_schema(schemas.load("lock.v1"))
    validator.validate(json.loads(one.encode()))


def test_how_a_release_stands_to_the_lock() -> None:
    assert Lock().judge(LISTED) is Sight.NEW
    assert LOCK.judge(replace(LISTED, pack_id="other")) is Sight.NEW
    assert LOCK.judge(LISTED) is Sight.SAME
    assert [LOCK.judge(version(text)) for text in ("1.0.1", "1.10.0", "2.0.0-rc.1")] == [
        Sight.NEWER
    ] * 3


@pytest.mark.parametrize("text", ["0.9.9", "1.0.0-rc.1", "0.10.0", "1.0.0+build", "one"])
def test_118_an_older_version_is_refused(text: str) -> None:
    """By precedence; what cannot be compared is refused as well."""
    with pytest.raises(ReleaseRefusedError) as caught:
        LOCK.judge(version(text))

    assert caught.value.reason is Reason.LOCK_ROLLBACK


@pytest.mark.parametrize("name", ["archive_sha256", "tar_sha256", "content_sha256"])
def test_119_other_bytes_for_the_same_version_are_refused(name: str) -> None:
    """Whichever digest it is that differs."""
    with pytest.raises(ReleaseRefusedError) as caught:
        LOCK.judge(replace(LISTED, **{name: "0" * 64}))  # type: ignore[arg-type]

    assert caught.value.reason is Reason.LOCK_RETAG
    assert "0" * 64 in caught.value.message


def test_the_lock_is_a_step_of_verification() -> None:
    """Refused at step 7, before the archive is unpacked."""
    seen = verify_release(GOOD, lock=LOCK)
    newer = Lock().with_release(version("1.2.0"), signer="a")
    rolled_back = verify_release(GOOD, lock=newer)

    assert (seen.outcome, seen.sight) == (Outcome.CHECKSUMS_ONLY, Sight.SAME)
    assert rolled_back.refusal is not None
    assert rolled_back.refusal.reason is Reason.LOCK_ROLLBACK
    assert rolled_back.steps[-1].number == 7


def _document(**change: Any) -> bytes:
    document = json.loads(LOCK.encode())
    document["packs"]["acme"].update(change)
    return json.dumps(document).encode()


FLAWS = {
    "no JSON": (b"", Reason.JSON_SYNTAX),
    "121 a key twice": (b'{"packs": {}, "packs": {}}', Reason.JSON_DUPLICATE_KEY),
    "121 NaN": (b'{"packs": NaN}', Reason.JSON_NUMBER),
    "121 byte order mark": (b"\xef\xbb\xbf" + LOCK.encode(), Reason.JSON_ENCODING),
    "121 trailing bytes": (LOCK.encode() + b"{}", Reason.JSON_SYNTAX),
    "121 depth bomb": (b"[" * 5_000, Reason.JSON_DEPTH),
    "many values": (b"[" * 100_000, Reason.JSON_TOO_LARGE),
    "a list": (b"[]", Reason.LOCK_SHAPE),
    "another schema": (LOCK.encode().replace(b"lock.v1", b"lock.v2"), Reason.LOCK_SHAPE),
    "an unknown key": (LOCK.encode().replace(b'"packs"', b'"more": 1, "packs"'), Reason.LOCK_SHAPE),
    "no packs": (b'{"schema_version": "policy-pack-toolkit.lock.v1"}', Reason.LOCK_SHAPE),
    "packs as a list": (
        b'{"schema_version": "policy-pack-toolkit.lock.v1", "packs": []}',
        Reason.LOCK_SHAPE,
    ),
    "an id that is a path": (LOCK.encode().replace(b'"acme"', b'"../a"'), Reason.LOCK_SHAPE),
    "no version": (_document(version="new"), Reason.LOCK_SHAPE),
    "a version with build metadata": (_document(version="1.0.0+1"), Reason.LOCK_SHAPE),
    "a number": (_document(version=1), Reason.LOCK_SHAPE),
    "half a digest": (_document(tar_sha256="ab"), Reason.LOCK_SHAPE),
    "no signer": (_document(signer=""), Reason.LOCK_SHAPE),
    "another key of a pack": (_document(more="x"), Reason.LOCK_SHAPE),
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_other_forms_are_refused(flaw: str) -> None:
    """A lock that cannot be read protects from nothing."""
    data, reason = FLAWS[flaw]

    with pytest.raises(ReleaseRefusedError) as caught:
        read_lock(data, name="packs.lock")

    assert caught.value.code == reason.name
    assert caught.value.where == "packs.lock"

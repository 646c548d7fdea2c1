"""The release manifest: strict JSON, one form, and it describes the archive."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from toolkit import schemas
from toolkit.pack.tree import Tree
from toolkit.release.archive import read_archive, write_archive
from toolkit.release.filelist import FileList, FileRecord, differences, read_file_list
from toolkit.release.limits import MAX_JSON_DEPTH, MAX_MANIFEST_BYTES
from toolkit.release.refusals import Reason, ReleaseRefusedError
from toolkit.release.strict_json import canonical, parse

TREE = Tree.of_files({"README.md": b"# A pack\n", "rules/a.yaml": b"gates: []\n"})
ARCHIVE = read_archive(write_archive(TREE, stem="acme-1.0.0"))
LIST = FileList.of(ARCHIVE, pack_id="acme", pack_version="1.0.0")
GOOD = LIST.encode()


def changed(**values: Any) -> bytes:
    """Return the good manifest with other top-level values, in canonical form."""
    document = json.loads(GOOD) | values
    return json.dumps(document, indent=2, sort_keys=True).encode() + b"\n"


def test_the_layout_is_that_of_all_our_json() -> None:
    """The list of files is laid out by hand, for speed, and nobody can tell."""
    odd = replace(LIST, files=(FileRecord('a"\\\n\x1bü', 1, "0" * 64),), pack_id='x"files": []')
    for each in (LIST, replace(LIST, files=()), odd):
        assert each.encode() == canonical(each.to_json())


FLAWS = {
    "121 duplicate key": (
        GOOD.replace(b'"size": 10\n', b'"size": 10,\n      "size": 10\n'),
        Reason.JSON_DUPLICATE_KEY,
    ),
    "121 NaN": (GOOD.replace(b'"size": 10\n', b'"size": NaN\n'), Reason.JSON_NUMBER),
    "121 fraction": (GOOD.replace(b'"size": 10\n', b'"size": 10.0\n'), Reason.JSON_NUMBER),
    "121 exponent": (GOOD.replace(b'"size": 10\n', b'"size": 1e1\n'), Reason.JSON_NUMBER),
    "121 endless number": (
        GOOD.replace(b'"size": 10\n', b'"size": ' + b"1" * 5000 + b"\n"),
        Reason.JSON_NUMBER,
    ),
    "121 byte order mark": (b"\xef\xbb\xbf" + GOOD, Reason.JSON_ENCODING),
    "121 UTF-16": (GOOD.decode().encode("utf-16"), Reason.JSON_ENCODING),
    "121 trailing bytes": (GOOD + b"{}", Reason.JSON_SYNTAX),
    "121 depth bomb": (b"[" * 200_000, Reason.JSON_DEPTH),
    "121 deeper than any manifest": (b"[" * 20 + b"]" * 20, Reason.JSON_DEPTH),
    "cut short": (GOOD[:-20], Reason.JSON_SYNTAX),
    "empty": (b"", Reason.JSON_SYNTAX),
    "too many values": (b"[" + b"[]," * 300_000 + b"[]]", Reason.JSON_TOO_LARGE),
    "too large": (b" " * (MAX_MANIFEST_BYTES + 1), Reason.JSON_TOO_LARGE),
    "a list": (b"[]\n", Reason.MANIFEST_SHAPE),
    "another schema": (changed(schema_version="v2"), Reason.MANIFEST_SHAPE),
    "no pack": (changed(pack=None), Reason.MANIFEST_SHAPE),
    "an empty id": (changed(pack={"id": "", "version": "1.0.0"}), Reason.MANIFEST_SHAPE),
    "no files": (changed(files={}), Reason.MANIFEST_SHAPE),
    "a file that is no object": (changed(files=["a"]), Reason.MANIFEST_SHAPE),
    "a size that is true": (changed(tar={"size": True, "sha256": "a" * 64}), Reason.MANIFEST_SHAPE),
    "a negative size": (changed(tar={"size": -1, "sha256": "a" * 64}), Reason.MANIFEST_SHAPE),
    "an upper-case digest": (changed(content={"sha256": "A" * 64}), Reason.MANIFEST_SHAPE),
    "an unknown key": (changed(more=1), Reason.MANIFEST_NONCANONICAL),
    "other white space": (GOOD.replace(b"  ", b"\t"), Reason.MANIFEST_NONCANONICAL),
    "CRLF": (GOOD.replace(b"\n", b"\r\n"), Reason.MANIFEST_NONCANONICAL),
    "no final line feed": (GOOD[:-1], Reason.MANIFEST_NONCANONICAL),
    "an escaped letter": (GOOD.replace(b"acme", b"\\u0061cme", 1), Reason.MANIFEST_NONCANONICAL),
}


def test_what_is_written_is_read_and_fits_the_schema() -> None:
    """The control: writer, reader, schema and archive agree."""
    jsonschema.Draft202012Validator.check_schema(schemas.load("release-manifest.v1"))
    jsonschema.Draft202012Validator(schemas.load("release-manifest.v1")).validate(json.loads(GOOD))

    assert read_file_list(GOOD) == LIST
    assert not list(differences(LIST, ARCHIVE))


def test_the_form_is_canonical() -> None:
    """Sorted keys, two spaces, ASCII, one final line feed."""
    again = json.dumps(json.loads(GOOD), indent=2, sort_keys=True, ensure_ascii=True) + "\n"

    assert again.encode() == GOOD


@pytest.mark.parametrize("flaw", FLAWS)
def test_other_manifests_are_refused(flaw: str) -> None:
    """Each flaw has its own reason."""
    data, reason = FLAWS[flaw]

    with pytest.raises(ReleaseRefusedError) as caught:
        read_file_list(data)

    assert caught.value.code == reason.name


LIES: dict[str, tuple[dict[str, Any], str]] = {
    "archive digest": ({"archive": {"name": "acme-1.0.0.tar.gz", "size": 1, "sha256": "a" * 64}},
                       "archive sha256 is"),
    "tar digest": ({"tar": {"size": ARCHIVE.tar_size, "sha256": "a" * 64}}, "tar sha256 is"),
    "content digest": ({"content": {"sha256": "a" * 64}}, "content sha256 is"),
    "a file more": (
        {"files": [*json.loads(GOOD)["files"], {"path": "z", "size": 0, "sha256": "a" * 64}]},
        "z is listed and not in the archive",
    ),
    "a file less": (
        {"files": json.loads(GOOD)["files"][:1]},
        "rules/a.yaml is in the archive and not listed",
    ),
    "a file twice": (
        {"files": [json.loads(GOOD)["files"][0], *json.loads(GOOD)["files"]]},
        "names a file twice",
    ),
    "another order": ({"files": json.loads(GOOD)["files"][::-1]}, "not sorted"),
    "other bytes": (
        {"files": [json.loads(GOOD)["files"][0] | {"sha256": "a" * 64},
                   json.loads(GOOD)["files"][1]]},
        "README.md has other bytes than listed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_a_manifest_that_lies_is_found_out(lie: str) -> None:
    """Every difference from the archive is put in words."""
    values, expected = LIES[lie]

    found = "; ".join(differences(read_file_list(changed(**values)), ARCHIVE))

    assert expected in found


def test_numbers_and_depth_at_their_limits_are_read() -> None:
    """Fifteen digits and eight levels pass; one more of either does not."""
    deep, room = b"[" * MAX_JSON_DEPTH + b"]" * MAX_JSON_DEPTH, 20 * (MAX_JSON_DEPTH + 2)

    assert parse(b"9" * 15, max_bytes=15) == 10**15 - 1
    assert parse(deep, max_bytes=room) is not None
    for data in (b"9" * 16, b"[" + deep + b"]", b'{"a":' + deep + b"}"):
        with pytest.raises(ReleaseRefusedError):
            parse(data, max_bytes=room)
    with pytest.raises(ReleaseRefusedError, match="at most 1 are read"):
        parse(b"10", max_bytes=1)


def test_a_string_that_does_not_end_is_refused_at_once() -> None:
    """Every quote in it could begin another one: looking again at each would take for ever."""
    with pytest.raises(ReleaseRefusedError) as refusal:
        parse(b'"' + b'\\"' * 400_000, max_bytes=1_000_000)

    assert refusal.value.code == "JSON_SYNTAX"

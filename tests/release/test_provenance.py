"""Provenance and evidence beside an archive: about this very release, or refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from toolkit import schemas
from toolkit.pack.tree import Tree
from toolkit.release import strict_json
from toolkit.release.archive import read_archive, write_archive
from toolkit.release.checksums import digests, write_sums
from toolkit.release.companions import require_evidence
from toolkit.release.filelist import FileList
from toolkit.release.provenance import Source, is_folder, write_provenance
from toolkit.release.refusals import Reason
from toolkit.release.verification import Notice, Outcome, Verification
from toolkit.release.verify import verify_release

STEM = "acme-1.0.0"
NAME = f"{STEM}.provenance.json"
WHEEL = "acme-1.0.0-py3-none-any.whl"
SDIST = "acme-1.0.0.sdist.tar.gz"
SOURCE = Source(commit="ab" * 20, folder="packs/acme", toolkit="0.1.0")
FILES = {
    "README.md": b"# A pack\n",
    "entroping-policy-pack.yaml": b"id: acme\nversion: 1.0.0\n",
}
ARCHIVE = write_archive(Tree.of_files(FILES), stem=STEM)
LISTED = FileList.of(read_archive(ARCHIVE), pack_id="acme", pack_version="1.0.0")
CORE = {f"{STEM}.tar.gz": ARCHIVE, f"{STEM}.manifest.json": LISTED.encode()}
CONTENT = LISTED.content_sha256
SMOKE: dict[str, strict_json.JSONValue] = {
    "schema_version": "entroping.policy-pack-smoke.v1",
    "status": "pass",
    "pack_id": "acme",
    "toolkit": {"content_sha256": CONTENT, "pack": {"version": "1.0.0"}},
}
BUMP: dict[str, strict_json.JSONValue] = {
    "schema_version": "policy-pack-toolkit.bump.v1",
    "pack": {"id": "acme", "version": "1.0.0", "content_sha256": CONTENT},
    "baseline": {"version": "0.9.0"},
    "status": "enough",
    "suggested_version": "1.0.0",
    "accepted": [],
}


def judged(more: dict[str, bytes]) -> Verification:
    """Verify the release with more files in it, its sums made for them."""
    files = {**CORE, **more}
    return verify_release({**files, "SHA256SUMS": write_sums(files)})


def statement(**more: bytes) -> bytes:
    return write_provenance(SOURCE, LISTED, digests({**CORE, **more}))


def changed(change: Callable[[Any], object]) -> bytes:
    """Return the statement after a change, in canonical form."""
    value = json.loads(statement())
    change(value)
    return strict_json.canonical(value)


def test_a_statement_is_deterministic_and_fits_its_schema() -> None:
    data = statement()

    assert data == statement()
    schemas.validator("provenance.v1").validate(json.loads(data))
    text = data.decode()
    assert "startedOn" not in text
    assert "finishedOn" not in text
    assert text.count(LISTED.archive_sha256) == 1


def test_a_right_statement_passes_and_is_told() -> None:
    answer = judged({NAME: statement()})

    assert answer.outcome is Outcome.CHECKSUMS_ONLY
    assert f"from commit {'ab' * 20}" in answer.steps[5].detail


def test_evidence_about_this_content_passes_and_is_told() -> None:
    answer = judged(
        {
            f"{STEM}.smoke.json": strict_json.canonical(SMOKE),
            f"{STEM}.bump.json": strict_json.canonical(BUMP),
        }
    )

    assert answer.outcome is Outcome.CHECKSUMS_ONLY
    assert "compared with 0.9.0, smoke passed" in answer.steps[5].detail


def _subject(digest: str, name: str = "more") -> dict[str, object]:
    return {"name": name, "digest": {"sha256": digest}}


def _definition(value: Any) -> Any:
    return value["predicate"]["buildDefinition"]


FLAWS: dict[str, tuple[Callable[[Any], object], Reason]] = {
    "120 subject digest": (
        lambda v: v["subject"][0]["digest"].update(sha256="0" * 64),
        Reason.PROVENANCE_MISMATCH,
    ),
    "120 subject name": (
        lambda v: v["subject"][0].update(name="acme-1.0.1.tar.gz"),
        Reason.PROVENANCE_MISMATCH,
    ),
    "120 extra subject": (
        lambda v: v["subject"].append(_subject("0" * 64)), Reason.PROVENANCE_MISMATCH,
    ),
    "120 extra subject that is a file of the release": (
        lambda v: v["subject"].append(_subject("0" * 64, f"{STEM}.manifest.json")),
        Reason.PROVENANCE_MISMATCH,
    ),
    "120 the subject twice": (
        lambda v: v["subject"].append(v["subject"][0]), Reason.PROVENANCE_MISMATCH,
    ),
    "120 no subject": (lambda v: v["subject"].clear(), Reason.PROVENANCE_MISMATCH),
    "120 predicate type": (
        lambda v: v.update(predicateType="https://slsa.dev/provenance/v0.2"),
        Reason.PROVENANCE_TYPE,
    ),
    "120 statement type": (
        lambda v: v.update(_type="https://in-toto.io/Statement/v0.1"), Reason.PROVENANCE_TYPE,
    ),
    "120 build type": (
        lambda v: _definition(v).update(buildType="https://example.org/x"),
        Reason.PROVENANCE_TYPE,
    ),
    "120 unknown external parameter": (
        lambda v: _definition(v)["externalParameters"].update(cache="x"),
        Reason.PROVENANCE_MISMATCH,
    ),
    "120 unknown internal parameter": (
        lambda v: _definition(v)["internalParameters"].update(cache="x"),
        Reason.PROVENANCE_MISMATCH,
    ),
    "another version": (
        lambda v: _definition(v)["externalParameters"].update(version="1.0.1"),
        Reason.PROVENANCE_MISMATCH,
    ),
    "another pack": (
        lambda v: _definition(v)["externalParameters"].update(pack="evil"),
        Reason.PROVENANCE_MISMATCH,
    ),
    "another tag": (
        lambda v: _definition(v)["resolvedDependencies"][0].update(name="refs/tags/x"),
        Reason.PROVENANCE_MISMATCH,
    ),
    "another content": (
        lambda v: _definition(v)["resolvedDependencies"][1]["digest"].update(sha256="0" * 64),
        Reason.PROVENANCE_MISMATCH,
    ),
    "another compressor": (
        lambda v: _definition(v)["internalParameters"]["compressor"].update(version="9"),
        Reason.PROVENANCE_MISMATCH,
    ),
    "a level that is a truth": (
        lambda v: _definition(v)["internalParameters"]["compressor"].update(level=9.0),
        Reason.JSON_NUMBER,
    ),
    "a time": (
        lambda v: v["predicate"]["runDetails"].update(metadata={"startedOn": "2026-01-01"}),
        Reason.PROVENANCE_MISMATCH,
    ),
    "another builder": (
        lambda v: v["predicate"]["runDetails"]["builder"].update(id="https://github.com/x"),
        Reason.PROVENANCE_MISMATCH,
    ),
    "abbreviated commit": (
        lambda v: _definition(v)["resolvedDependencies"][0]["digest"].update(gitCommit="abab"),
        Reason.PROVENANCE_SHAPE,
    ),
    "no commit": (
        lambda v: _definition(v)["resolvedDependencies"].clear(), Reason.PROVENANCE_SHAPE,
    ),
    "a folder outside": (
        lambda v: _definition(v)["externalParameters"].update(folder="../x"),
        Reason.PROVENANCE_SHAPE,
    ),
    "no version of the toolkit": (
        lambda v: v["predicate"]["runDetails"]["builder"].update(version={}),
        Reason.PROVENANCE_SHAPE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("flaw", FLAWS)
def test_flawed_statements_are_refused(flaw: str) -> None:
    change, reason = FLAWS[flaw]

    answer = judged({NAME: changed(change)})

    assert answer.refusal is not None
    assert answer.refusal.reason is reason, answer.refusal
    assert answer.refusal.where == NAME


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"[]\n", Reason.PROVENANCE_TYPE),
        (b"", Reason.JSON_SYNTAX),
        (b"{}{}", Reason.JSON_SYNTAX),
        (statement() + b" ", Reason.PROVENANCE_NONCANONICAL),
        (b"\xef\xbb\xbf" + statement(), Reason.JSON_ENCODING),
        (statement().replace(b'"_type":', b'"_type": 1, "_type":'), Reason.JSON_DUPLICATE_KEY),
        (b" " * 100_000, Reason.JSON_TOO_LARGE),
    ],
)
def test_121_other_bytes_are_refused(data: bytes, reason: Reason) -> None:
    answer = judged({NAME: data})

    assert answer.refusal is not None
    assert answer.refusal.reason is reason


def test_every_flipped_byte_of_a_statement_is_refused_or_told() -> None:
    """What only the statement knows can be claimed otherwise: commit, folder, toolkit."""
    data = statement()
    told = set()
    for index in range(len(data)):
        flipped = bytearray(data)
        flipped[index] ^= 0x01
        answer = judged({NAME: bytes(flipped)})
        if answer.outcome is not Outcome.REFUSED:
            line = data[data.rindex(b"\n", 0, index) + 1 :].split(b":")[0].strip()
            told.add(line)

    assert told == {b'"gitCommit"', b'"folder"', b'"policy-pack-toolkit"'}


def test_package_artifacts_are_subjects() -> None:
    """A wheel and an sdist beside the archive; one that is no subject, or no more there, is not."""
    packages = {WHEEL: b"wheel", "acme-1.0.0.post1.tar.gz": b"sdist"}
    data = statement(**packages)

    names = [one["name"] for one in json.loads(data)["subject"]]
    assert names == sorted([*packages, f"{STEM}.tar.gz"])
    for more, code in (({WHEEL: b"wheel"}, data), ({WHEEL: b"wheel"}, statement())):
        answer = judged({**more, NAME: code})
        assert answer.refusal is not None
        assert answer.refusal.reason is Reason.PROVENANCE_MISMATCH


EVIDENCE_FLAWS: dict[str, tuple[str, strict_json.JSONValue, Reason]] = {
    "smoke of another content": (
        "smoke.json", {**SMOKE, "toolkit": {"content_sha256": "0", "pack": {"version": "1.0.0"}}},
        Reason.EVIDENCE_MISMATCH,
    ),
    "smoke of another version": (
        "smoke.json", {**SMOKE, "toolkit": {"content_sha256": CONTENT, "pack": {"version": "2"}}},
        Reason.EVIDENCE_MISMATCH,
    ),
    "smoke of another pack": (
        "smoke.json", {**SMOKE, "pack_id": "evil"}, Reason.EVIDENCE_MISMATCH,
    ),
    "smoke of another schema": (
        "smoke.json", {**SMOKE, "schema_version": "x"}, Reason.EVIDENCE_MISMATCH,
    ),
    "smoke that failed": ("smoke.json", {**SMOKE, "status": "fail"}, Reason.EVIDENCE_FAILED),
    "smoke that says nothing": ("smoke.json", {**SMOKE, "status": None}, Reason.EVIDENCE_FAILED),
    "bump of another content": (
        "bump.json", {**BUMP, "pack": {"id": "acme", "version": "1.0.0", "content_sha256": "0"}},
        Reason.EVIDENCE_MISMATCH,
    ),
    "bump of another version": (
        "bump.json",
        {**BUMP, "pack": {"id": "acme", "version": "1.0.1", "content_sha256": CONTENT}},
        Reason.EVIDENCE_MISMATCH,
    ),
    "bump of another schema": (
        "bump.json", {**BUMP, "schema_version": "x"}, Reason.EVIDENCE_MISMATCH,
    ),
    "bump that is no object": ("bump.json", [], Reason.EVIDENCE_MISMATCH),
    "bump that asks for more": (
        "bump.json", {**BUMP, "status": "too-small", "suggested_version": "2.0.0"},
        Reason.EVIDENCE_FAILED,
    ),
    "bump that goes down": ("bump.json", {**BUMP, "status": "decreased"}, Reason.EVIDENCE_FAILED),
    "bump with a verdict that we do not know": (
        "bump.json", {**BUMP, "status": "fine, trust me"}, Reason.EVIDENCE_FAILED,
    ),
    "bump with a baseline and no verdict": (
        "bump.json", {**BUMP, "status": None}, Reason.EVIDENCE_FAILED,
    ),
    "bump with a verdict and no baseline": (
        "bump.json", {**BUMP, "baseline": None, "status": "too-small"}, Reason.EVIDENCE_FAILED,
    ),
}  # fmt: skip


@pytest.mark.parametrize("flaw", EVIDENCE_FLAWS)
def test_evidence_about_something_else_or_that_says_no_is_refused(flaw: str) -> None:
    suffix, value, reason = EVIDENCE_FLAWS[flaw]

    answer = judged({f"{STEM}.{suffix}": strict_json.canonical(value)})

    assert answer.refusal is not None
    assert answer.refusal.code == reason.name


@pytest.mark.parametrize("value", [SMOKE, BUMP])
def test_evidence_has_one_form(value: dict[str, strict_json.JSONValue]) -> None:
    """As manifest and provenance: a signature over other bytes is over what nobody of us wrote."""
    suffix = "smoke.json" if value is SMOKE else "bump.json"
    good = strict_json.canonical(value)
    backwards = json.dumps(dict(reversed(value.items())), indent=2).encode() + b"\n"
    for data in (json.dumps(value).encode(), good + b"\n", good[:-1], backwards):
        answer = judged({f"{STEM}.{suffix}": data})
        assert answer.refusal is not None, data
        assert answer.refusal.reason is Reason.EVIDENCE_NONCANONICAL

    assert judged({f"{STEM}.{suffix}": good}).refusal is None


def test_reports_may_grow() -> None:
    """A key of a later version of ours is no reason to refuse what it says in these."""
    assert (
        judged({f"{STEM}.smoke.json": strict_json.canonical({**SMOKE, "new": 1})}).refusal is None
    )


def test_a_break_that_somebody_accepted_is_noted() -> None:
    """The publisher decided aloud; a consumer hears it."""
    accepted: dict[str, strict_json.JSONValue] = {
        **BUMP, "status": "too-small", "suggested_version": "2.0.0", "accepted": [{}],
    }  # fmt: skip

    answer = judged({f"{STEM}.bump.json": strict_json.canonical(accepted)})

    assert answer.refusal is None
    (note,) = (each for each in answer.notes if each.notice is Notice.BREAK_ACCEPTED)
    assert note.message.startswith("compared with 0.9.0, the changes ask for 2.0.0; somebody")


def test_what_is_missing_is_told_and_can_be_required() -> None:
    whole = {
        NAME: statement(),
        f"{STEM}.smoke.json": strict_json.canonical(SMOKE),
        f"{STEM}.bump.json": strict_json.canonical(BUMP),
    }
    full, none = judged(whole), judged({})
    part = judged({NAME: whole[NAME]})

    assert (full.missing, full.notes) == ((), ())
    assert none.missing == ("provenance", "smoke", "bump")
    assert part.missing == ("smoke", "bump")
    assert [note.notice for note in part.notes] == [Notice.EVIDENCE_MISSING]
    assert part.notes[0].message.startswith("there is no smoke and bump beside the archive")
    assert require_evidence(full, ("provenance", "smoke", "bump")) is full
    assert require_evidence(part, ("provenance",)) is part
    refused = require_evidence(part, ("bump", "provenance"))
    assert refused.refusal is not None
    assert refused.refusal.reason is Reason.EVIDENCE_MISSING
    assert refused.refusal.message.startswith("bump: asked for")
    assert (refused.archive, refused.steps[-1].number) == (None, 6)


@pytest.mark.parametrize("suffix", ["provenance.json", "smoke.json", "bump.json"])
def test_the_companions_of_another_release_are_refused(suffix: str) -> None:
    answer = judged({f"acme-1.0.1.{suffix}": b"{}"})

    assert answer.refusal is not None
    assert answer.refusal.reason is Reason.RELEASE_FILE_UNKNOWN


@pytest.mark.parametrize("folder", [".", "packs/api", "my packs/ü", ".hidden", "a..b"])
def test_folders_of_a_commit(folder: str) -> None:
    assert is_folder(folder)


@pytest.mark.parametrize(
    "folder", ["", "..", "/a", "a/", "a//b", "a/../b", "./a", "a\nb", "x" * 1025]
)
def test_texts_that_are_no_folder_of_a_commit(folder: str) -> None:
    assert not is_folder(folder)

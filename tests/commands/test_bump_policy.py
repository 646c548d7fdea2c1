"""Settings, profiles, `--fail-on`, graduation and accepted breaks, in real repositories."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import Answer, asked, new_repository
from tests.make import GATES, NO_5XX, REQUEST_ID, G, Repo, make_files
from toolkit.pack.model import MANIFEST

FOLDER = "packs/api"
LATENCY = G(id="acme.latency", gate="duration < 2000")
STRICTER = (NO_5XX.but(gate="status < 400"), REQUEST_ID)
UNKNOWN = (NO_5XX.but(gate="duration < {{limit}}"), REQUEST_ID)
SETTINGS = "policy-pack-toolkit.toml"
ACCEPTED = "accepted-breaks.yaml"


Bump = Callable[..., Answer]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository with release 1.0.0 of the plain pack; it is the current folder."""
    repo = new_repository(tmp_path, monkeypatch)
    repo.write(FOLDER, make_files())
    repo.commit("acme.api-v1.0.0")
    return repo


@pytest.fixture
def bump(capsys: pytest.CaptureFixture[str]) -> Bump:
    def run(*words: str) -> Answer:
        return asked(capsys, "bump", "--no-confirm", *words, schema="bump-report.v1")

    return run


def change(repo: Repo, *gates: G, version: str = "1.0.0", **more: Any) -> None:
    repo.write(FOLDER, make_files(gates or GATES, version=version, **more))


def report(bump: Bump, *words: str, code: int = 0) -> dict[str, Any]:
    answer = bump("--pack", FOLDER, "--format", "json", *words)
    assert answer.code == code, answer.err
    return answer.payload


def put(repo: Repo, name: str, text: str) -> None:
    path = repo.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


# --- profiles and settings ------------------------------------------------------------------------


def test_an_added_gate_that_blocks_is_minor_with_a_warning_and_major_if_strict(
    repo: Repo, bump: Bump
) -> None:
    change(repo, *GATES, LATENCY, version="1.1.0")
    (plain,) = report(bump, "--check")["findings"]
    strict = report(bump, "--profile", "strict")
    (finding,) = strict["findings"]

    assert plain["required_bump"] == "minor"
    assert plain["warning"] == (
        "a pipeline that passed can fail on this, and it asks for minor only;"
        " --profile strict makes it major"
    )
    assert finding["required_bump"] == "major"
    assert finding["warning"] is None
    assert finding["witness"] == plain["witness"] is not None
    assert finding["fingerprint"] == plain["fingerprint"]
    assert (strict["profile"], strict["suggested_version"]) == ("strict", "2.0.0")
    assert [each["message"] for each in strict["overrides"]] == [
        "the profile is strict instead of default",
        "gate-added-block asks for major instead of minor",
    ]
    for form in ("text", "md"):
        assert "Warning: a pipeline that passed can fail on this" in bump("--format", form).words
        shown = bump("--format", form, "--profile", "strict").words
        assert "the profile is strict instead of default (--profile)" in shown
        assert "Warning" not in shown


@pytest.mark.parametrize("folder", ["", "packs/", "packs/api/"])
@pytest.mark.parametrize("form", [SETTINGS, "pyproject.toml"])
def test_settings_are_found_from_the_pack_up_to_the_top(
    repo: Repo, bump: Bump, folder: str, form: str
) -> None:
    table = "" if form == SETTINGS else "tool.policy-pack-toolkit."
    change(repo, *STRICTER, version="1.0.1")
    put(repo, f"{folder}{form}", f"\n[{table}bump.rules]\ngate-stricter = {{required='patch'}}\n")
    found = report(bump, "--check")

    assert found["required_bump"] == "patch"
    assert found["overrides"] == [
        {
            "what": "rule",
            "rule": "gate-stricter",
            "value": "patch",
            "default": "major",
            "source": f"{folder}{form}:3:18",
            "message": "gate-stricter asks for patch instead of major",
        }
    ]
    assert found["findings"][0]["impact"] == "breaking"
    assert "can fail on this" in found["findings"][0]["warning"]
    overridden = f"gate-stricter asks for patch instead of major ({folder}{form}:3:18)"
    assert f"overridden: {overridden}" in bump().words


def test_the_nearest_folder_counts_alone(repo: Repo, bump: Bump) -> None:
    put(repo, SETTINGS, '[bump]\nprofile = "strict"\nzero-major = "semver"\n')
    put(repo, f"{FOLDER}/pyproject.toml", "[project]\nname = 'no settings here'\n")
    change(repo)
    assert report(bump)["profile"] == "strict"

    put(repo, f"packs/{SETTINGS}", "")
    assert report(bump)["overrides"] == []


def test_two_files_in_one_folder_are_an_error(repo: Repo, bump: Bump) -> None:
    put(repo, SETTINGS, "")
    put(repo, "pyproject.toml", "[tool.policy-pack-toolkit.bump]\n")

    answer = bump()

    assert answer.code == 3
    assert f"{SETTINGS} and pyproject.toml both have settings" in answer.err


def test_settings_above_the_repository_do_not_count(repo: Repo, bump: Bump) -> None:
    (repo.root.parent / SETTINGS).write_text("[bump]\nprofile = 'strict'\n")

    assert report(bump)["profile"] == "default"


def test_settings_of_one_pack_in_a_repository_of_several(repo: Repo, bump: Bump) -> None:
    repo.write("packs/other", make_files(id="acme.other"))
    repo.commit("acme.other-v1.0.0")
    repo.write("packs/other", make_files((*GATES, LATENCY), id="acme.other"))
    change(repo, *GATES, LATENCY)
    put(repo, SETTINGS, '[packs."acme.other".bump]\nprofile = "strict"\n')

    found = json.loads(bump("--format", "json").out)

    assert [(one["pack"]["id"], one["required_bump"]) for one in found] == [
        ("acme.api", "minor"),
        ("acme.other", "major"),
    ]


def test_a_mistake_in_the_settings_is_located(repo: Repo, bump: Bump) -> None:
    put(repo, f"packs/{SETTINGS}", "[bump]\n\nprofil = 'strict'\n")

    answer = bump("--check")

    assert answer.code == 3
    assert answer.out == ""
    assert f"packs/{SETTINGS}:3:1: unknown key 'bump.profil'" in answer.err
    assert "did you mean 'profile'?" in answer.err


@pytest.mark.parametrize("kind", ["folder", "fifo"])
def test_settings_that_are_no_file_are_said(repo: Repo, bump: Bump, kind: str) -> None:
    path = repo.root / SETTINGS
    path.mkdir() if kind == "folder" else os.mkfifo(path)

    answer = bump()

    assert answer.code == 3
    assert "the settings cannot be read" in answer.err


def test_settings_come_from_the_new_tree_and_count_for_nothing_themselves(
    repo: Repo, bump: Bump
) -> None:
    """Neither those of the baseline count, nor is a file of ours in the pack a change."""
    put(repo, f"{FOLDER}/{SETTINGS}", "[bump]\nprofile = 'strict'\n")
    change(repo, version="1.0.1")
    repo.commit("acme.api-v1.0.1")
    put(repo, f"{FOLDER}/{SETTINGS}", "")
    put(repo, f"{FOLDER}/{ACCEPTED}", "")
    found = report(bump)

    assert found["overrides"] == []
    assert found["findings"] == []
    change(repo, *GATES, LATENCY, version="1.0.1")
    assert report(bump)["required_bump"] == "minor"


# --- versions -------------------------------------------------------------------------------------


def below_one(repo: Repo) -> None:
    change(repo, version="0.4.2", id="acme.young")
    repo.commit("acme.young-v0.4.2")
    change(repo, *STRICTER, version="0.4.2", id="acme.young")


def test_zero_major_as_semver(repo: Repo, bump: Bump) -> None:
    below_one(repo)

    assert report(bump)["suggested_version"] == "0.5.0"
    for words in (("--zero-major", "semver"), ()):
        found = report(bump, *words)
        assert found["suggested_version"] == "1.0.0"
        assert (found["required_bump"], found["slot"]) == ("major", "major")
        put(repo, SETTINGS, '[bump]\nzero-major = "semver"\n')
    assert report(bump, "--zero-major", "cargo")["overrides"] == []


def test_1_0_0_only_for_who_graduates(repo: Repo, bump: Bump) -> None:
    below_one(repo)
    assert "below 1.0.0 a major change moves the minor number" in bump().words

    answer = bump("--graduate", "--check")
    assert answer.code == 1
    assert "too-small: 0.4.2 is not 1.0.0" in answer.err
    assert "release it as 1.0.0" in answer.words

    assert bump("--graduate", "--write", "--check").code == 0
    assert 'version: "1.0.0"' in (repo.root / FOLDER / MANIFEST).read_text()


def test_who_cannot_graduate_is_told_why(repo: Repo, bump: Bump) -> None:
    answer = bump("--graduate")
    assert answer.code == 2
    assert "the baseline is a 1.x already" in answer.err

    change(repo, id="acme.fresh")
    repo.write("packs/elsewhere", make_files())
    repo.commit()
    answer = bump("--graduate", "--pack", FOLDER)
    assert answer.code == 2
    assert "there is no release yet" in answer.err

    answer = bump("--graduate")
    assert answer.code == 2
    assert "--graduate for 2 packs at once" in answer.err


def test_a_pre_release_counted_on_for_nothing_is_refused(repo: Repo, bump: Bump) -> None:
    change(repo, *STRICTER, version="2.0.0-rc.1")
    repo.commit("acme.api-v2.0.0-rc.1")
    assert bump("--check").code == 0

    change(repo, *STRICTER, version="2.0.0-rc.2")
    answer = bump("--check")
    assert answer.code == 1
    assert "2.0.0-rc.2 is needless" in answer.words
    assert report(bump)["status"] == "needless"
    before = (repo.root / FOLDER / MANIFEST).read_bytes()
    assert bump("--write").code == 0
    assert (repo.root / FOLDER / MANIFEST).read_bytes() == before

    change(repo, *STRICTER, version="2.0.0")
    assert bump("--check").code == 0


def test_what_changed_since_the_last_pre_release_is_told_too(repo: Repo, bump: Bump) -> None:
    change(repo, *STRICTER, version="2.0.0-rc.1")
    repo.commit("acme.api-v2.0.0-rc.1")
    change(repo, *STRICTER, LATENCY, version="2.0.0-rc.2")

    assert report(bump, "--check")["notes"][0]["message"] == (
        "since the pre-release acme.api-v2.0.0-rc.1: acme.latency (gate-added-block)"
    )


# --- --fail-on ------------------------------------------------------------------------------------

READINGS = ("too-small", "breaking", "reduced", "undecided", "major", "minor", "patch")


@pytest.mark.parametrize(
    ("gates", "version", "fails"),
    [
        (GATES, "1.0.0", ""),
        ((*GATES, LATENCY), "1.1.0", "breaking minor patch"),
        ((*GATES, LATENCY), "1.0.1", "too-small breaking minor patch"),
        (STRICTER, "2.0.0", "breaking major minor patch"),
        ((NO_5XX,), "2.0.0", "reduced major minor patch"),
        ((NO_5XX.but(gate="status < 600"), REQUEST_ID), "1.1.0", "reduced minor patch"),
        (UNKNOWN, "2.0.0", "breaking reduced undecided major minor patch"),
        ((NO_5XX.but(description="x"), REQUEST_ID), "1.0.1", "patch"),
    ],
)
def test_each_reading_fails_on_what_it_says(
    repo: Repo, bump: Bump, gates: tuple[G, ...], version: str, fails: str
) -> None:
    change(repo, *gates, version=version)
    for reading in READINGS:
        answer = bump("--fail-on", reading)
        expected = reading in fails.split()
        assert (answer.code == 1) is expected, reading
        assert (f"{FOLDER}: {reading}: " in answer.err) is expected

    assert bump().code == 0
    answer = bump("--fail-on", ",".join(READINGS))
    assert [line.split(": ")[2] for line in answer.err.splitlines()[::2]] == fails.split()


def test_a_failure_says_by_what_and_what_to_do(repo: Repo, bump: Bump) -> None:
    change(repo, *STRICTER, version="1.1.0")

    answer = bump("--check", "--fail-on", "breaking")

    too_small, release_it, breaking, accept_it = answer.err.splitlines()
    assert too_small == (f"policy-pack: {FOLDER}: too-small: 1.1.0 is too small for a major change")
    assert release_it == "  release it as 2.0.0: bump --write puts that into the manifest"
    assert breaking == (
        f"policy-pack: {FOLDER}: breaking: a pipeline that passed can fail"
        " (acme.no_5xx: gate-stricter)"
    )
    assert "accepted-breaks.yaml" in accept_it


def test_fail_on_of_the_settings_and_of_the_command_line(repo: Repo, bump: Bump) -> None:
    change(repo, *STRICTER, version="2.0.0")
    put(repo, SETTINGS, '[bump]\nfail-on = ["breaking"]\n')

    assert bump().code == 1
    assert bump("--fail-on", "too-small").code == 0
    assert bump("--fail-on", "nothing").code == 0
    assert bump("--check").code == 1


@pytest.mark.parametrize("text", ["breakin", "", "major,,minor", "nothing,major"])
def test_an_unknown_reading_is_wrong_usage(repo: Repo, bump: Bump, text: str) -> None:
    assert repo.root.exists()
    answer = bump("--fail-on", text)

    assert answer.code == 2
    assert "there is no reading" in answer.err
    assert "did you mean breaking?" in answer.err or text != "breakin"


# --- accepted breaks ------------------------------------------------------------------------------


def offered(bump: Bump, *words: str) -> list[str]:
    """The entries that the report offers, completed."""
    lines = [line.strip() for line in bump("--check", *words).out.splitlines()]
    return [
        line.replace('reason: ""', 'reason: "asked all"').replace(
            'approved_by: ""', "approved_by: A. Person"
        )
        for line in lines
        if line.startswith("- {fingerprint")
    ]


@pytest.mark.parametrize("place", [ACCEPTED, f"{FOLDER}/{ACCEPTED}"])
@pytest.mark.parametrize("form", ["text", "md"])
def test_what_is_printed_is_pasted_completed_and_accepted(
    repo: Repo, bump: Bump, place: str, form: str
) -> None:
    """The exit code changes, and no level does."""
    change(repo, *STRICTER, version="1.1.0")
    (entry,) = offered(bump, "--format", form)
    put(repo, place, f"# ours\n{entry}\n")

    found = report(bump, "--check", "--fail-on", "breaking,major")

    assert found["required_bump"] == "major"
    assert found["suggested_version"] == "2.0.0"
    assert found["status"] == "too-small"
    assert found["counts"]["accepted"] == 1
    assert found["accepted"] == [
        {
            "fingerprint": found["findings"][0]["fingerprint"],
            "rule": "gate-stricter",
            "gate": "acme.no_5xx",
            "reason": "asked all",
            "approved_by": "A. Person",
            "until": {"version": "2.0.0", "date": None},
            "file": place,
            "line": 2,
        }
    ]
    words = bump("--check", "--format", form).words
    assert "this is a MAJOR change: 1.1.0 is too small, and that was accepted" in words
    assert "asked all (A. Person, until 2.0.0;" in words
    assert offered(bump) == []


def test_what_is_accepted_needs_another_version_all_the_same(repo: Repo, bump: Bump) -> None:
    change(repo, *STRICTER, version="1.1.0")
    put(repo, ACCEPTED, "\n".join(offered(bump)))
    change(repo, *STRICTER, version="1.0.0")

    assert bump("--check").code == 1
    assert bump("--fail-on", "breaking").code == 0


def test_a_version_that_is_out_is_not_called_too_small_for_what_was_accepted(
    repo: Repo, bump: Bump
) -> None:
    change(repo, *STRICTER, version="1.0.0")
    (finding,) = report(bump)["findings"]
    how = ("--reason", "asked all", "--by", "A. Person", "--until", "2.0.0")

    answer = bump("--check", "--accept", finding["fingerprint"], *how)

    assert answer.code == 1
    assert "too-small: 1.0.0 is out already: what was accepted needs another version" in answer.err


def test_one_acceptance_does_not_cover_another_break(repo: Repo, bump: Bump) -> None:
    change(repo, *STRICTER, version="1.1.0")
    put(repo, ACCEPTED, "\n".join(offered(bump)))
    change(repo, STRICTER[0], version="1.1.0")

    answer = bump("--check", "--fail-on", "breaking,reduced,major")

    assert answer.code == 1
    assert [line.split(": ")[2] for line in answer.err.splitlines()[::2]] == [
        "too-small",
        "reduced",
        "major",
    ]
    assert "acme.no_5xx" not in answer.err
    assert len(offered(bump)) == 1


def test_an_expired_acceptance_is_an_error(repo: Repo, bump: Bump) -> None:
    change(repo, *STRICTER, version="1.1.0")
    (entry,) = offered(bump)
    put(repo, ACCEPTED, entry.replace("version: 2.0.0", "date: 2027-01-31"))

    assert bump("--check", "--today", "2027-01-31").code == 0
    answer = bump("--today", "2027-02-01")
    assert answer.code == 1
    assert f"{ACCEPTED}:1:3: the acceptance of acme.no_5xx (gate-stricter) has expired" in (
        answer.err
    )
    assert "its last day was 2027-01-31" in answer.words


def test_the_day_can_come_from_the_environment(
    repo: Repo, bump: Bump, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(repo, *STRICTER, version="1.1.0")
    (entry,) = offered(bump)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "no number")
    put(repo, ACCEPTED, entry)
    assert bump("--check").code == 0  # nobody asks for a day that no entry needs

    put(repo, ACCEPTED, entry.replace("version: 2.0.0", "date: 2027-01-31"))
    assert bump("--check").code == 3
    for seconds, code in (("1801439999", 0), ("1801440000", 1)):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
        assert bump("--check").code == code
    assert bump("--today", "yesterday").code == 2


def test_an_acceptance_that_nothing_needs_is_a_warning(repo: Repo, bump: Bump) -> None:
    change(repo, *STRICTER, version="1.1.0")
    put(repo, ACCEPTED, "\n".join(offered(bump)))
    change(repo)
    found = report(bump, "--check")

    assert found["counts"]["accepted"] == 0
    (note,) = found["notes"]
    assert (
        note["message"] == "nothing in acme.api needs the acceptance of acme.no_5xx (gate-stricter)"
    )
    assert (note["file"], note["line"]) == (ACCEPTED, 1)
    assert "delete the entry" in note["hint"]


@pytest.mark.parametrize("place", [ACCEPTED, f"{FOLDER}/{ACCEPTED}"])
def test_an_acceptance_is_for_one_release(repo: Repo, bump: Bump, place: str) -> None:
    """Released, it is needed no more; and the same break again has to be accepted anew."""
    change(repo, *STRICTER, version="1.1.0")
    (entry,) = offered(bump)
    put(repo, place, entry)
    assert bump("--check").code == 0
    repo.commit("acme.api-v1.1.0")

    notes = [note["message"] for note in report(bump, "--check")["notes"]]
    assert any("needs the acceptance" in note for note in notes)
    change(repo, *GATES, version="1.2.0")
    put(repo, place, entry)
    repo.commit("acme.api-v1.2.0")
    change(repo, *STRICTER, version="1.3.0")
    put(repo, place, entry)

    answer = bump("--check")
    assert answer.code == 1
    assert "stood in the baseline already" in answer.err
    put(repo, place, entry.replace("asked all", "asked all again"))
    assert bump("--check").code == 0


def test_a_file_that_the_settings_name(repo: Repo, bump: Bump) -> None:
    change(repo, *STRICTER, version="1.1.0")
    (entry,) = offered(bump)
    put(repo, SETTINGS, '[bump]\naccepted-breaks = "policy/breaks.yaml"\n')

    answer = bump("--check")
    assert answer.code == 3
    assert f"{SETTINGS}:2:1: there is no file of accepted breaks policy/breaks.yaml" in answer.err

    put(repo, "policy/breaks.yaml", entry)
    assert report(bump, "--check")["accepted"][0]["file"] == "policy/breaks.yaml"


def test_two_files_of_accepted_breaks_are_an_error(repo: Repo, bump: Bump) -> None:
    put(repo, ACCEPTED, "")
    put(repo, f"{FOLDER}/{ACCEPTED}", "")

    answer = bump()
    assert answer.code == 3
    assert f"{ACCEPTED} and {FOLDER}/{ACCEPTED} both hold accepted breaks" in answer.err


def test_a_fault_in_the_file_is_located(repo: Repo, bump: Bump) -> None:
    put(repo, ACCEPTED, "- fingerprint: abc\n")

    answer = bump("--check")

    assert answer.code == 3
    assert f"{ACCEPTED}:1:3: " in answer.err
    assert "(and 5 more)" in answer.err


def test_accept_writes_the_entry_and_reports_with_it(repo: Repo, bump: Bump) -> None:
    change(repo, *STRICTER, version="1.1.0")
    put(repo, ACCEPTED, "# ours\r\n")
    (finding,) = report(bump)["findings"]
    how = ("--reason", "asked all", "--by", "A. Person", "--until", "2.0.0")

    answer = bump("--check", "--accept", finding["fingerprint"], *how)

    assert answer.code == 0
    assert "and that was accepted" in answer.words
    assert f"accepted acme.no_5xx (gate-stricter) in {ACCEPTED}" in answer.err
    lines = (repo.root / ACCEPTED).read_bytes().split(b"\r\n")
    assert lines[0] == b"# ours"
    assert lines[-2] == b"  until: {version: 2.0.0}"
    written = (repo.root / ACCEPTED).read_bytes()
    again = bump("--accept", finding["fingerprint"], *how)
    assert again.code == 3
    assert f"{ACCEPTED}:2:3: acme.no_5xx (gate-stricter) stands there already" in again.err
    assert (repo.root / ACCEPTED).read_bytes() == written


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--accept", "FP"), "--accept needs --reason, --by, --until"),
        (("--accept", "FP", "--reason", " ", "--by", "A", "--until", "2.0.0"), "needs --reason"),
        (("--accept", "FP", "--reason", "r", "--by", "A", "--until", "2.0"), "is neither"),
        (("--accept", "FP", "--reason", "r", "--by", "A", "--until", "2027-02-30"), "is neither"),
        (("--accept", "FP", "--reason", "r", "--by", "A", "--until", "1.1.0"), "is over already"),
        (("--accept", "FP", "--reason", "r", "--by", "A", "--until", "2000-01-01"), "is over"),
        (("--accept", "xyz", "--reason", "r", "--by", "A", "--until", "2.0.0"), "no finding of"),
        (("--reason", "r"), "--reason without --accept FINGERPRINT"),
    ],
)
def test_nothing_is_accepted_by_halves(
    repo: Repo, bump: Bump, words: tuple[str, ...], message: str
) -> None:
    change(repo, *STRICTER, version="1.1.0")
    fingerprint = report(bump)["findings"][0]["fingerprint"]

    answer = bump(*(fingerprint if word == "FP" else word for word in words))

    assert answer.code == 2
    assert message in answer.err
    assert not (repo.root / ACCEPTED).exists()


# --- candidates for a rename ----------------------------------------------------------------------


def test_a_likely_rename_is_mentioned_and_changes_nothing(repo: Repo, bump: Bump) -> None:
    change(repo, NO_5XX, REQUEST_ID, LATENCY, version="1.1.0")
    repo.commit("acme.api-v1.1.0")
    fast = LATENCY.but(id="acme.fast", gate="duration < 1000")
    change(repo, NO_5XX, REQUEST_ID, fast, version="2.0.0")
    found = report(bump, "--check")

    assert [each["gate_id"] for each in found["findings"]] == ["acme.latency", "acme.fast"]
    (note,) = found["notes"]
    assert note["message"] == (
        "acme.latency was removed and acme.fast added: same condition and query"
    )
    assert "declare renamed_from: acme.latency" in note["hint"]

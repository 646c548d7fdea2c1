"""`bump --write` and the changelog, and every form of the report, in real repositories."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from tests.command_line import Answer, asked, new_repository
from tests.make import GATES, NO_5XX, REQUEST_ID, G, Repo, make_files
from toolkit.pack.changelog_edit import versions_in
from toolkit.pack.model import MANIFEST

FOLDER = "packs/api"
CHANGELOG = f"{FOLDER}/CHANGELOG.md"
LATENCY = G(id="acme.latency", gate="duration < 2000")
STRICTER = (NO_5XX.but(gate="status < 400"), REQUEST_ID)
SAID = (
    "- `acme.no_5xx` accepts less: `status < 500` became `status < 400`. A response with status 400"
)
SECTION = f"## 2.0.0\n\n### Breaking\n\n{SAID} passed 1.0.0 and fails now.\n"


Bump = Callable[..., Answer]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository with release 1.0.0, whose gate was made stricter since."""
    repo = new_repository(tmp_path, monkeypatch)
    repo.write(FOLDER, make_files())
    repo.commit("acme.api-v1.0.0")
    repo.write(FOLDER, make_files(STRICTER))
    return repo


@pytest.fixture
def bump(capsys: pytest.CaptureFixture[str]) -> Bump:
    def run(*words: str) -> Answer:
        return asked(capsys, "bump", "--no-confirm", *words, schema="bump-report.v1")

    return run


def put(repo: Repo, text: str, name: str = CHANGELOG) -> Path:
    path = repo.root / name
    path.write_bytes(text.encode())
    return path


# --- the changelog --------------------------------------------------------------------------------


def test_write_says_in_the_changelog_what_changed(repo: Repo, bump: Bump) -> None:
    path = put(repo, "# C\r\n\r\n## 1.0.0\r\n\r\nFirst.")
    answer = bump("--write", "--check")

    assert answer.code == 0, answer.err
    section = SECTION.replace("\n", "\r\n")
    assert path.read_bytes().decode() == f"# C\r\n\r\n{section}\r\n## 1.0.0\r\n\r\nFirst."
    assert f"wrote section 2.0.0 to {CHANGELOG}" in answer.err
    assert '"2.0.0"' in (repo.root / FOLDER / MANIFEST).read_text()

    at = path.stat().st_mtime_ns
    again = bump("--write", "--check")
    assert again.code == 0
    assert "has a section 2.0.0 already: bump --format changelog prints all" in again.err
    assert "nothing to change" in again.err
    assert path.stat().st_mtime_ns == at


def test_the_section_counts_as_no_change(repo: Repo, bump: Bump) -> None:
    """The changelog follows from the version: it never asks for one."""
    put(repo, "# C\n")
    bump("--write")
    repo.commit("acme.api-v2.0.0")
    put(repo, "# Other words\n")

    found = json.loads(bump("--format", "json", "--check").out)
    assert (found["status"], found["findings"]) == ("unchanged", [])


def test_what_is_unreleased_is_taken_over(repo: Repo, bump: Bump) -> None:
    path = put(repo, "# C\n\n## Unreleased\n\nMy words.\n\n## 1.0.0\n")
    bump("--write", "--date", "2027-01-31")

    heading, _, rest = SECTION.partition("\n\n")
    assert path.read_text() == (
        f"# C\n\n## Unreleased\n\n{heading} - 2027-01-31\n\nMy words.\n\n{rest}\n## 1.0.0\n"
    )


def test_a_version_that_was_set_by_hand_gets_its_section(repo: Repo, bump: Bump) -> None:
    repo.write(FOLDER, make_files(STRICTER, version="3.0.0", files={"CHANGELOG.md": "# C\n"}))
    manifest = (repo.root / FOLDER / MANIFEST).read_bytes()
    answer = bump("--write")

    assert (repo.root / CHANGELOG).read_text() == "# C\n\n" + SECTION.replace("## 2", "## 3", 1)
    assert (repo.root / FOLDER / MANIFEST).read_bytes() == manifest
    assert "3.0.0 is written already" in answer.err


def test_a_pack_without_a_changelog_gets_none_unless_asked(repo: Repo, bump: Bump) -> None:
    answer = bump("--write")
    assert not (repo.root / CHANGELOG).exists()
    assert "the pack has no CHANGELOG.md: --new-changelog begins one" in answer.err

    bump("--write", "--new-changelog")
    text = (repo.root / CHANGELOG).read_text()
    assert text.startswith("# Changelog of `acme.api`\n\nVersions follow Semantic Versioning;")
    assert text.endswith(f".\n\n{SECTION}")


def test_where_nothing_changed_nothing_is_said(repo: Repo, bump: Bump) -> None:
    repo.write(FOLDER, make_files(files={"CHANGELOG.md": "# C\n"}))

    answer = bump("--write", "--new-changelog")

    assert answer.code == 0
    assert f"{FOLDER}: nothing changed\n" in answer.err
    assert (repo.root / CHANGELOG).read_text() == "# C\n"


@pytest.mark.parametrize("name", ["Changes.md", "HISTORY.markdown", "changelog.md"])
def test_a_changelog_by_another_name(repo: Repo, bump: Bump, name: str) -> None:
    path = put(repo, "# C\n", f"{FOLDER}/{name}")
    bump("--write", "--new-changelog")

    assert path.read_text() == f"# C\n\n{SECTION}"
    assert {each.name for each in path.parent.glob("[Cc]*")} <= {name}


def test_a_changelog_that_is_no_markdown_stays(repo: Repo, bump: Bump) -> None:
    path = put(repo, "C\n=\n", f"{FOLDER}/CHANGES.txt")
    answer = bump("--write")

    assert path.read_text() == "C\n=\n"
    assert "CHANGES.txt is no Markdown and stays as it is" in answer.err
    assert '"2.0.0"' in (repo.root / FOLDER / MANIFEST).read_text()


def test_a_section_that_was_never_released_is_named(repo: Repo, bump: Bump) -> None:
    repo.write(FOLDER, make_files((*GATES, LATENCY), files={"CHANGELOG.md": "# C\n"}))
    bump("--write")
    repo.commit()
    text = (repo.root / CHANGELOG).read_text()
    repo.write(FOLDER, make_files((*STRICTER, LATENCY), version="1.1.0",
                                  files={"CHANGELOG.md": text}))  # fmt: skip
    answer = bump("--write")

    assert "the section 1.1.0 in it was never released: merge the two" in answer.err
    assert [str(one) for one in versions_in((repo.root / CHANGELOG).read_bytes())] == [
        "2.0.0",
        "1.1.0",
    ]


# --- both files or none ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", [MANIFEST, "CHANGELOG.md"])
def test_both_files_are_written_or_none(repo: Repo, bump: Bump, name: str) -> None:
    changelog = put(repo, "# C\n")
    manifest = repo.root / FOLDER / MANIFEST
    before = (changelog.read_bytes(), manifest.read_bytes())
    (repo.root / FOLDER / name).chmod(0o444)
    answer = bump("--write")

    assert answer.code == 3
    assert "protected from writing" in answer.err
    assert (changelog.read_bytes(), manifest.read_bytes()) == before
    assert list((repo.root / FOLDER).glob(".*")) == []


def test_a_manifest_that_is_not_safe_to_edit_leaves_the_changelog(repo: Repo, bump: Bump) -> None:
    changelog = put(repo, "# C\n")
    manifest = repo.root / FOLDER / MANIFEST
    text = manifest.read_bytes()
    manifest.write_bytes(text.replace(b'version: "1.0.0"', b"version: >-\n  1.0.0"))

    assert bump("--write").code == 3
    assert changelog.read_text() == "# C\n"


def test_a_changelog_that_cannot_be_read_back_leaves_the_manifest(repo: Repo, bump: Bump) -> None:
    put(repo, "# C\n\n```\n")
    manifest = (repo.root / FOLDER / MANIFEST).read_bytes()
    answer = bump("--write")

    assert answer.code == 3
    assert f"{CHANGELOG}: the section 2.0.0 would not be read as one" in answer.err
    assert (repo.root / FOLDER / MANIFEST).read_bytes() == manifest


def test_what_a_crash_left_half_done_is_finished_by_the_next_run(repo: Repo, bump: Bump) -> None:
    """The changelog is written first: its section is found, and the manifest follows."""
    changelog = put(repo, "# C\n")
    manifest = repo.root / FOLDER / MANIFEST
    before = manifest.read_bytes()
    bump("--write")
    done = changelog.read_bytes(), manifest.read_bytes()
    manifest.write_bytes(before)

    assert bump("--write", "--check").code == 0
    assert (changelog.read_bytes(), manifest.read_bytes()) == done


@pytest.mark.parametrize("date", ["today", "2027-02-30", "31.1.2027"])
def test_a_date_is_a_day(repo: Repo, bump: Bump, date: str) -> None:
    assert bump("--write", "--date", date).code == 2
    assert '"1.0.0"' in (repo.root / FOLDER / MANIFEST).read_text()


# --- forms ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("repo")
def test_the_section_by_itself(bump: Bump) -> None:
    assert bump("--format", "changelog").out == SECTION
    assert bump("--format", "changelog", "--date", "2027-01-31").out.startswith("## 2.0.0 - 2027")


def test_the_forms_for_ci_agree_with_the_exit_code(repo: Repo, bump: Bump) -> None:
    repo.write("packs/other", make_files(id="acme.other"))
    for options, code in (((), 0), (("--check",), 1), (("--fail-on", "breaking"), 1)):
        answer = bump("--format", "junit", *options)
        failures = etree.fromstring(answer.out.encode()).findall(".//failure")
        assert (answer.code, bool(failures)) == (code, bool(code))

    log = json.loads(bump("--format", "sarif").out)
    assert [run["automationDetails"]["id"] for run in log["runs"]] == [
        "policy-pack-toolkit/bump/acme.api/",
        "policy-pack-toolkit/bump/acme.other/",
    ]
    lines = bump("--format", "github").out.splitlines()
    assert lines[0].startswith(f"::error file={FOLDER}/{MANIFEST},line=3,")
    assert lines[-1].startswith("policy-pack bump: acme.other: first release")


def test_every_form_is_the_same_twice_and_in_a_file(repo: Repo, bump: Bump) -> None:
    for form in ("changelog", "sarif", "github", "junit"):
        shown = bump("--format", form).out
        bump("--format", form, "--out", f"report.{form}")

        assert bump("--format", form).out == shown
        assert (repo.root / f"report.{form}").read_text() == shown
        assert str(repo.root) not in shown

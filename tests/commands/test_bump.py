"""`bump` through the command line, in real repositories."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import Answer, asked, new_repository
from tests.make import GATES, NO_5XX, PACK_ID, REQUEST_ID, G, Repo, make_files, make_repository
from toolkit.cli import main
from toolkit.pack.model import MANIFEST
from toolkit.pack.tree import Tree
from toolkit.release.archive import write_archive

FOLDER = "packs/api"
LATENCY = G(id="acme.latency", gate="duration < 2000")
STRICTER = (NO_5XX.but(gate="status < 400"), REQUEST_ID)


Bump = Callable[..., Answer]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository with the plain pack, not committed; it is the current folder."""
    repo = new_repository(tmp_path, monkeypatch)
    repo.write(FOLDER, make_files())
    return repo


@pytest.fixture
def bump(capsys: pytest.CaptureFixture[str]) -> Bump:
    def run(*words: str, confirm: bool = False) -> Answer:
        return asked(
            capsys, "bump", *words, *(() if confirm else ("--no-confirm",)), schema="bump-report.v1"
        )

    return run


def change(repo: Repo, *gates: G, version: str = "1.0.0", **more: Any) -> None:
    repo.write(FOLDER, make_files(gates or GATES, version=version, **more))


def report(bump: Bump, *words: str) -> dict[str, Any]:
    """Return the payload about the pack, which is found without an error."""
    answer = bump("--pack", FOLDER, "--format", "json", *words)
    assert answer.code == 0, answer.err
    return answer.payload


# --- which baseline -------------------------------------------------------------------------------


def test_a_first_release_needs_nothing(repo: Repo, bump: Bump) -> None:
    """Before the first commit, and after it, as long as there is no tag."""
    for commit in (False, True):
        if commit:
            repo.commit()
        found = report(bump, "--check")

        assert found["baseline"] is None
        assert found["status"] is None
        assert found["declared_bump"] is None
        assert found["required_bump"] == "none"
        assert found["suggested_version"] == "1.0.0"
        assert found["notes"]


def test_the_tagged_commit_itself(repo: Repo, bump: Bump) -> None:
    repo.commit("acme.api-v1.0.0")

    answer = bump("--check")

    assert answer.code == 0
    assert "nothing changed since 1.0.0" in answer.out
    assert report(bump)["status"] == "unchanged"


def test_an_edit_after_the_tag_without_a_new_version_is_too_small(repo: Repo, bump: Bump) -> None:
    """Edited or committed, the release of that name is out and is another content."""
    repo.commit("acme.api-v1.0.0")
    change(repo, files={"README.md": "# Another\n"})
    for commit in (False, True):
        if commit:
            repo.commit()
        answer = bump("--check")

        assert answer.code == 1
        assert "1.0.0 is too small, release it as 1.0.1" in answer.out


def test_the_changelog_alone_asks_for_nothing(repo: Repo, bump: Bump) -> None:
    repo.commit("acme.api-v1.0.0")
    change(repo, files={"CHANGELOG.md": "# 1.0.0\n"})

    assert bump("--check").code == 0
    assert report(bump)["required_bump"] == "none"


def test_changes_add_up_since_the_last_stable_release(repo: Repo, bump: Bump) -> None:
    """A break that came in with an earlier pre-release still counts for the next version."""
    repo.commit("acme.api-v1.0.0")
    change(repo, *STRICTER, version="2.0.0-rc.1")
    repo.commit("acme.api-v2.0.0-rc.1")
    change(repo, *STRICTER, LATENCY, version="2.0.0-rc.2")
    repo.commit()
    found = report(bump, "--check")

    assert found["baseline"]["ref"] == "acme.api-v1.0.0"
    assert found["required_bump"] == "major"
    assert found["status"] == "enough"
    assert "since the pre-release acme.api-v2.0.0-rc.1: " in found["notes"][0]["message"]

    change(repo, *STRICTER, LATENCY, version="2.0.0-rc.1")
    answer = bump("--check")
    assert answer.code == 1
    assert "suggested: 2.0.0-rc.2" in answer.sum
    assert "too-small: 2.0.0-rc.1 is out already, with other content" in answer.err

    change(repo, version="2.0.0-rc.1")
    answer = bump("--check")
    assert answer.code == 1
    assert "nothing that counts changed, but 2.0.0-rc.1 is out already" in answer.out
    assert "suggested: 2.0.0-rc.2" in answer.sum

    change(repo, *STRICTER, LATENCY, version="1.1.0")
    answer = bump("--check")
    assert answer.code == 1
    assert "suggested: 2.0.0" in answer.sum


def test_only_pre_releases_so_far(repo: Repo, bump: Bump) -> None:
    """Real packs begin with 0.1.0-alpha: order is all that one promises."""
    change(repo, version="0.1.0-alpha")
    repo.commit("acme.api-v0.1.0-alpha")
    change(repo, *STRICTER, version="0.1.0-alpha")

    assert bump("--check").code == 1
    found = report(bump)
    assert found["required_bump"] == "major"
    assert found["suggested_version"] == "0.1.0-alpha.1"

    change(repo, *STRICTER, version="0.1.0-alpha.1")
    assert report(bump, "--check")["status"] == "enough"


def test_a_version_that_went_back(repo: Repo, bump: Bump) -> None:
    repo.commit("acme.api-v1.0.0")
    change(repo, version="1.1.0")
    repo.commit("acme.api-v1.1.0")
    change(repo, version="1.0.5")

    answer = bump("--check")

    assert answer.code == 1
    assert "1.0.5 went back" in answer.out


def test_only_ancestors_count(repo: Repo, bump: Bump) -> None:
    """A maintenance line goes on from its own last release, whatever came out elsewhere."""
    repo.commit("acme.api-v1.0.0")
    change(repo, *STRICTER, version="2.0.0")
    repo.commit("acme.api-v2.0.0")
    repo.git("checkout", "--quiet", "-b", "maintenance", "acme.api-v1.0.0")
    change(repo, files={"README.md": "mended\n"}, version="1.0.1")
    found = report(bump, "--check")

    assert found["baseline"]["ref"] == "acme.api-v1.0.0"
    assert (found["required_bump"], found["status"]) == ("patch", "enough")


def test_a_version_that_is_taken_on_another_line_is_noted(repo: Repo, bump: Bump) -> None:
    repo.commit("acme.api-v1.0.0")
    repo.git("checkout", "--quiet", "-b", "maintenance")
    change(repo, *GATES, LATENCY)
    repo.git("checkout", "--quiet", "-b", "other")
    repo.commit("acme.api-v1.1.0")
    repo.git("checkout", "--quiet", "maintenance")
    change(repo, *GATES, LATENCY)
    found = report(bump)

    assert found["suggested_version"] == "1.1.0"
    assert "acme.api-v1.1.0 exists already" in found["notes"][0]["message"]


def test_releases_that_are_no_ancestors_are_named(repo: Repo, bump: Bump) -> None:
    repo.commit()
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit("acme.api-v1.0.0")
    repo.git("checkout", "--quiet", "main")

    found = report(bump)

    assert found["baseline"] is None
    assert "acme.api-v1.0.0" in found["notes"][0]["message"]


def test_tags_of_other_packs_do_not_count(repo: Repo, bump: Bump) -> None:
    """Not of ids that begin or end alike, and not those that are no release tags."""
    repo.commit(
        "acme.api-v2-v9.0.0",
        "acme-v9.0.0",
        "acme.api-9.0.0",
        "v9.0.0",
        "acme.api-v1.0",
        "x.acme.api-v9.0.0",
    )

    assert report(bump)["baseline"] is None


def test_an_id_that_looks_like_a_version(repo: Repo, bump: Bump) -> None:
    change(repo, id="acme.api-v2")
    repo.commit("acme.api-v2-v1.0.0", "acme.api-v9.9.9")

    assert report(bump)["baseline"]["ref"] == "acme.api-v2-v1.0.0"


def test_a_pack_that_moved_is_found_by_its_id(repo: Repo, bump: Bump) -> None:
    repo.write("old/place", make_files())
    (repo.root / FOLDER / MANIFEST).unlink()
    repo.commit("acme.api-v1.0.0")
    repo.write("old/place", {})
    change(repo, NO_5XX, REQUEST_ID, LATENCY, version="1.1.0")
    found = report(bump, "--check")

    assert [each["rule"] for each in found["findings"]] == ["gate-added-block"]


def test_of_copies_the_one_at_the_same_place_counts(repo: Repo, bump: Bump) -> None:
    repo.write("tests/copy", make_files((NO_5XX,)))
    repo.commit("acme.api-v1.0.0")

    assert report(bump)["status"] == "unchanged"

    repo.write("moved", make_files())
    repo.write(FOLDER, {})
    repo.write("tests/again", make_files())
    repo.commit("acme.api-v1.0.1")
    repo.write("here", make_files())
    answer = bump("--pack", "here")
    assert answer.code == 3
    assert "several folders hold the pack acme.api" in answer.err


def test_a_pack_at_the_top_of_its_repository(
    repo: Repo, bump: Bump, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own history counts, also when it is named from another repository."""
    other = make_repository(tmp_path / "pack")
    other.write("", make_files())
    other.commit("acme.api-v1.0.0")
    other.write("", make_files((*GATES, LATENCY), version="1.0.0"))
    repo.commit("acme.api-v7.0.0")

    for folder, where in ((repo.root, "../pack"), (other.root, ".")):
        monkeypatch.chdir(folder)
        answer = bump("--pack", where, "--format", "json")
        assert answer.payload["baseline"]["ref"] == "acme.api-v1.0.0"
        assert answer.payload["suggested_version"] == "1.1.0"
        assert answer.payload["pack"]["path"] == "."


def test_a_pack_under_a_new_id_is_compared_with_what_it_was(repo: Repo, bump: Bump) -> None:
    repo.commit("acme.api-v1.0.0")
    change(repo, id="acme.http")
    found = report(bump)

    assert found["baseline"]["ref"] == "acme.api-v1.0.0"
    assert [each["rule"] for each in found["findings"]] == ["pack-id-changed"]
    assert found["suggested_version"] == "2.0.0"


def test_another_pack_in_the_folder_of_one_that_moved_is_new(repo: Repo, bump: Bump) -> None:
    repo.commit("acme.api-v1.0.0")
    repo.write("packs/elsewhere", make_files())
    change(repo, id="acme.other")
    repo.commit()

    assert report(bump)["baseline"] is None


def test_outside_any_repository(tmp_path: Path, bump: Bump, repo: Repo) -> None:
    outside = make_repository(tmp_path / "outside").write("pack", make_files())
    for path in sorted((tmp_path / "outside/.git").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (tmp_path / "outside/.git").rmdir()
    assert repo.root.exists()

    found = bump("--pack", str(outside), "--format", "json").payload

    assert found["baseline"] is None
    assert "no git repository" in found["notes"][0]["message"]


def test_without_git_nothing_is_guessed(
    repo: Repo, bump: Bump, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit("acme.api-v1.0.0")
    monkeypatch.setenv("PATH", "/nowhere")

    answer = bump("--check")

    assert answer.code == 3
    assert "git is not installed" in answer.err


@pytest.mark.parametrize("depth", ["1", "2"])
def test_a_shallow_clone_says_what_to_fetch(
    repo: Repo, bump: Bump, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, depth: str
) -> None:
    """No tag in a shallow clone does not mean that there was no release."""
    repo.commit("acme.api-v1.0.0")
    repo.commit()
    repo.commit()
    clone = tmp_path / "clone"
    repo.git("clone", "--quiet", "--depth", depth, f"file://{repo.root}", str(clone))
    monkeypatch.chdir(clone)

    answer = bump("--check")
    assert answer.code == 3
    assert "git fetch --unshallow --tags" in answer.err

    Repo(clone).git("fetch", "--quiet", "--unshallow", "--tags")
    assert bump("--check").code == 0


def test_a_shallow_clone_of_the_release_itself_is_enough(
    repo: Repo, bump: Bump, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit("acme.api-v1.0.0")
    repo.commit()
    clone = tmp_path / "clone"
    url = f"file://{repo.root}"
    repo.git("clone", "--quiet", "--depth", "1", "--branch", "acme.api-v1.0.0", url, str(clone))
    monkeypatch.chdir(clone)

    found = report(bump)
    assert found["baseline"]["ref"] == "acme.api-v1.0.0"
    assert "shallow" in found["notes"][0]["message"]


# --- --baseline -----------------------------------------------------------------------------------


def test_a_folder_as_baseline(repo: Repo, bump: Bump) -> None:
    repo.write("before", make_files((NO_5XX,)))
    found = report(bump, "--baseline", "before")

    assert found["baseline"]["ref"] == "before"
    assert [each["rule"] for each in found["findings"]] == ["gate-added-advisory"]


def test_an_archive_as_baseline_is_verified_first(repo: Repo, bump: Bump) -> None:
    stem = f"{PACK_ID}-1.0.0"
    data = write_archive(Tree.of_files(make_files((NO_5XX,))), stem=stem)
    archive = repo.root / f"{stem}.tar.gz"
    archive.write_bytes(data)

    found = report(bump, "--baseline", archive.name)
    assert [each["rule"] for each in found["findings"]] == ["gate-added-advisory"]

    archive.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    answer = bump("--baseline", archive.name, "--pack", FOLDER)
    assert answer.code == 3
    assert "policy-pack verify" in answer.err


def test_a_release_folder_as_baseline(repo: Repo, bump: Bump) -> None:
    """What `release-archive` wrote can be named as it is, and is verified as a whole."""
    repo.commit()
    main(("new-pack", "acme.fresh", "--name", "F", "--maintainer", "M", "--version", "1.0.0"))
    assert main(("release-archive", "--pack", "packs/fresh")) == 0
    readme = repo.root / "packs/fresh/README.md"
    readme.write_text(readme.read_text() + "\nMore.\n")

    where = ("--pack", "packs/fresh", "--baseline", "dist/acme.fresh/1.0.0")
    found = bump(*where, "--format", "json").payload
    assert [each["rule"] for each in found["findings"]] == ["document-changed"]

    sums = repo.root / "dist/acme.fresh/1.0.0/SHA256SUMS"
    sums.write_text("0" * 64 + sums.read_text()[64:])
    assert bump(*where).code == 3


def test_a_git_ref_as_baseline(repo: Repo, bump: Bump) -> None:
    first = repo.commit()
    repo.git("branch", "stable")
    change(repo, *GATES, LATENCY)
    for ref in ("HEAD", "main", "stable", first[:10], "HEAD@{0}", "HEAD~0"):
        found = report(bump, "--baseline", ref)

        assert found["baseline"]["ref"] == ref
        assert [each["rule"] for each in found["findings"]] == ["gate-added-block"]


def test_a_path_wins_over_a_ref_of_the_same_name(repo: Repo, bump: Bump) -> None:
    repo.commit()
    repo.git("branch", "before")
    repo.write("before", make_files((NO_5XX,)))

    assert report(bump, "--baseline", "before")["required_bump"] == "minor"


def test_a_ref_that_does_not_have_the_pack_yet(repo: Repo, bump: Bump) -> None:
    repo.write(FOLDER, {"README.md": b"nothing yet"})
    repo.commit()
    change(repo)
    found = report(bump, "--baseline", "HEAD", "--check")

    assert found["baseline"] is None
    assert found["notes"][0]["message"] == "the pack is not in HEAD yet"


@pytest.mark.parametrize("name", ["no-such-thing", "../nowhere", "-x", "HEAD~99"])
def test_no_such_baseline(repo: Repo, bump: Bump, name: str) -> None:
    repo.commit()

    answer = bump("--pack", FOLDER, f"--baseline={name}")

    assert answer.code == 3
    assert answer.out == ""
    assert "no such baseline" in answer.err


@pytest.mark.parametrize(
    "name", ["a" * 5000, "packs", "README", f"{FOLDER}/README.md", "/dev/null"]
)
def test_what_is_no_baseline_is_told_apart(repo: Repo, bump: Bump, name: str) -> None:
    """A name that is too long, a folder without a pack, a file that is no archive, a device."""
    repo.commit()

    answer = bump("--pack", FOLDER, f"--baseline={name}")

    assert answer.code == 3
    assert answer.out == ""
    assert "our own fault" not in answer.err


@pytest.mark.parametrize("name", ["", "--"])
def test_a_baseline_without_a_name_is_wrong_usage(repo: Repo, bump: Bump, name: str) -> None:
    repo.commit()

    assert bump("--pack", FOLDER, f"--baseline={name}").code == 2


def test_one_folder_is_no_baseline_for_two_packs(repo: Repo, bump: Bump) -> None:
    repo.write("packs/other", make_files(id="acme.other"))
    repo.commit()

    assert bump("--baseline", FOLDER).code == 2
    assert bump("--baseline", "HEAD").code == 0


# --- what cannot be read --------------------------------------------------------------------------


def test_a_pack_that_cannot_be_read_is_located(repo: Repo, bump: Bump) -> None:
    repo.commit("acme.api-v1.0.0")
    rules = repo.root / FOLDER / "rules/main.yaml"
    rules.write_text(rules.read_text().replace("status < 500", "status <"))

    answer = bump("--check")

    assert answer.code == 3
    assert f"{FOLDER}: " in answer.err
    assert "rules/main.yaml:7:20:" in answer.err
    assert answer.out == ""


def test_a_baseline_that_cannot_be_read_is_located(repo: Repo, bump: Bump) -> None:
    change(repo, files={"rules/main.yaml": "gates: ["})
    repo.commit("acme.api-v1.0.0")
    change(repo)

    answer = bump("--check")

    assert answer.code == 3
    assert f"acme.api-v1.0.0:{FOLDER}: " in answer.err
    assert "rules/main.yaml:" in answer.err


def test_a_version_that_is_none_is_located(repo: Repo, bump: Bump) -> None:
    change(repo, version="1.0")

    answer = bump()

    assert answer.code == 3
    assert f"{MANIFEST}:3:" in answer.err


def test_one_bad_pack_does_not_silence_the_others(repo: Repo, bump: Bump) -> None:
    repo.write("packs/bad", {**make_files(id="acme.bad"), MANIFEST: b"id: ["})
    repo.commit("acme.api-v1.0.0")
    change(repo, *STRICTER)

    answer = bump("--format", "json", "--check")

    assert answer.code == 3
    assert [each["pack"]["id"] for each in json.loads(answer.out)] == [PACK_ID]
    assert "packs/bad" in answer.err


# --- forms ----------------------------------------------------------------------------------------


def test_json_is_an_object_for_one_pack_and_an_array_for_several(repo: Repo, bump: Bump) -> None:
    repo.commit("acme.api-v1.0.0")
    change(repo, *STRICTER)
    named = bump("--format", "json", "--pack", FOLDER).payload

    assert bump("--format", "json").payload == named
    repo.write("packs/other", make_files(id="acme.other"))
    assert [one["pack"]["id"] for one in json.loads(bump("--format", "json").out)] == [
        "acme.api",
        "acme.other",
    ]


def test_out_writes_the_same_bytes(repo: Repo, bump: Bump) -> None:
    repo.commit("acme.api-v1.0.0")
    change(repo, *STRICTER)

    for form in ("text", "md", "json", "html"):
        shown = bump("--format", form)
        written = bump("--format", form, "--out", f"report.{form}")

        assert written.out == ""
        assert (repo.root / f"report.{form}").read_text() == shown.out


def test_a_finding_says_all_that_ci_relies_on(repo: Repo, bump: Bump) -> None:
    repo.commit("acme.api-v1.0.0")
    change(repo, *STRICTER, version="1.1.0")
    found = report(bump)

    (finding,) = found["findings"]
    assert finding["rule"] == "gate-stricter"
    assert finding["gate_id"] == "acme.no_5xx"
    assert finding["required_bump"] == "major"
    assert finding["scope"] == "equal"
    assert finding["acceptance"] == "stricter"
    assert finding["method"] == "decided"
    assert finding["old"] == {"text": "status < 500", "file": "rules/main.yaml", "line": 7}
    assert finding["new"] == {"text": "status < 400", "file": "rules/main.yaml", "line": 7}
    assert finding["witness"] == {
        "exchange": {
            "method": "GET",
            "path": "/",
            "url": "http://example.com/",
            "tags": [],
            "meta": {},
        },
        "response": {
            "status": 400,
            "http_version": "1.1",
            "headers": [],
            "body": "",
            "duration_ms": 10,
            "url": "http://example.com/",
            "ip": "127.0.0.1",
            "redirects": [],
            "certificate": "none",
        },
        "variables": {},
        "old": "pass",
        "new": "fail",
        "confirmed": "not tried: --no-confirm",
    }
    assert finding["reverse_witness"] is None
    assert found["declared_bump"] == "minor"
    assert found["suggested_version"] == "2.0.0"
    assert found["impact"] == "breaking"
    assert found["protection"] == "raised"
    assert found["counts"] == {"proven": 1, "confirmed": 0, "undecided": 0, "accepted": 0}


def test_the_last_line_is_always_the_sum(repo: Repo, bump: Bump) -> None:
    assert bump().sum == ("required: none declared: 1.0.0 (first release) suggested: 1.0.0")
    change(repo, version="0.4.2")
    repo.commit("acme.api-v0.4.2")
    change(repo, *STRICTER, LATENCY, version="0.4.3")

    assert bump().sum == (
        "required: MAJOR declared: 0.4.2 -> 0.4.3 (minor) suggested: 0.5.0 proven: 2, undecided: 0"
    )
    assert "below 1.0.0 a major change moves the minor number" in " ".join(bump().out.split())


def test_nothing_in_a_pack_can_forge_the_report(repo: Repo, bump: Bump) -> None:
    """Neither a heading in Markdown nor an escape on the terminal."""
    repo.commit("acme.api-v1.0.0")
    change(
        repo,
        REQUEST_ID,
        NO_5XX.but(description="x\n# forged\n\x1b[31m| a | <b>"),
        summary="[x](http://a.example) <script> \u202e",
        files={"docs/a`b.md": "x", "docs/](x).md": "x"},
    )

    page = bump("--format", "md").out
    assert len([line for line in page.splitlines() if line.startswith("# ")]) == 1
    for form in ("text", "md"):
        shown = bump("--format", form).out
        assert "\x1b" not in shown
        assert "\u202e" not in shown


# --- --write --------------------------------------------------------------------------------------


def test_write_changes_the_version_and_nothing_else(repo: Repo, bump: Bump) -> None:
    repo.commit("acme.api-v1.0.0")
    change(repo, *STRICTER)
    manifest = repo.root / FOLDER / MANIFEST
    before = b"\xef\xbb\xbf# ours\r\n" + manifest.read_bytes().replace(b"\n", b" # x\r\n")
    manifest.write_bytes(before)
    manifest.chmod(0o640)

    answer = bump("--write", "--check")

    assert answer.code == 0
    assert manifest.read_bytes() == before.replace(b'"1.0.0"', b'"2.0.0"')
    assert manifest.stat().st_mode & 0o777 == 0o640
    assert "declared: 1.0.0 -> 2.0.0 (major)" in answer.sum
    assert "git commit --message 'acme.api 2.0.0' -- packs/api" in answer.err
    assert repo.git("status", "--porcelain").split() == [
        "M", f"{FOLDER}/{MANIFEST}", "M", f"{FOLDER}/rules/main.yaml",
    ]  # fmt: skip


def test_write_twice_is_write_once(repo: Repo, bump: Bump) -> None:
    repo.commit("acme.api-v1.0.0")
    change(repo, *STRICTER)
    manifest = repo.root / FOLDER / MANIFEST
    bump("--write")
    once, at = manifest.read_bytes(), manifest.stat().st_mtime_ns

    answer = bump("--write")

    assert manifest.read_bytes() == once
    assert manifest.stat().st_mtime_ns == at
    assert "nothing to change" in answer.err


@pytest.mark.parametrize("version", ["1.1.0", "2.0.0-rc.1", "3.0.0"])
def test_write_never_lowers(repo: Repo, bump: Bump, version: str) -> None:
    repo.commit("acme.api-v1.0.0")
    change(repo, *GATES, LATENCY, version=version)
    before = (repo.root / FOLDER / MANIFEST).read_bytes()

    assert bump("--write").code == 0
    assert (repo.root / FOLDER / MANIFEST).read_bytes() == before


def test_write_of_a_first_release_changes_nothing(repo: Repo, bump: Bump) -> None:
    before = (repo.root / FOLDER / MANIFEST).read_bytes()

    assert bump("--write").code == 0
    assert (repo.root / FOLDER / MANIFEST).read_bytes() == before


def test_write_refuses_what_is_not_safe(repo: Repo, bump: Bump) -> None:
    repo.commit("acme.api-v1.0.0")
    change(repo, *STRICTER)
    manifest = repo.root / FOLDER / MANIFEST
    before = manifest.read_bytes().replace(b'version: "1.0.0"', b"version: >-\n  1.0.0")
    manifest.write_bytes(before)

    answer = bump("--write", "--pack", FOLDER)

    assert answer.code == 3
    assert "cannot be written safely" in answer.err
    assert manifest.read_bytes() == before
    assert [path.name for path in manifest.parent.glob(".*")] == []


def test_the_road_from_tag_to_tag(repo: Repo, bump: Bump) -> None:
    """Change, check, write, commit, tag, and again: each release is judged from the one before."""
    repo.commit("acme.api-v1.0.0")
    steps = [
        ((*GATES, LATENCY), "1.1.0"),
        ((NO_5XX, REQUEST_ID, LATENCY.but(description="fast")), "1.1.1"),
        ((NO_5XX, REQUEST_ID), "2.0.0"),
        ((NO_5XX, REQUEST_ID.but(enforcement="audit_only")), "2.1.0"),
    ]
    version = "1.0.0"
    for gates, following in steps:
        change(repo, *gates, version=version)
        assert bump("--check").code == 1
        assert bump("--write", "--check").code == 0
        version = following
        assert f'"{version}"' in (repo.root / FOLDER / MANIFEST).read_text()
        repo.commit(f"acme.api-v{version}")
        assert report(bump, "--check")["status"] == "unchanged"

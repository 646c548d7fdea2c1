"""Baselines that are neither a tag nor a folder, and packs that moved, in real repositories."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.make import GATES, NO_5XX, REQUEST_ID, G, Repo, make_files, make_repository
from toolkit.cli import main
from toolkit.pack.model import MANIFEST

FOLDER = "packs/api"
LATENCY = G(id="acme.latency", gate="duration < 2000")
JSON = G(id="acme.json", gate='header "Content-Type" contains "json"')
STRICTER = (NO_5XX.but(gate="status < 400"), REQUEST_ID)

Bump = Callable[..., "tuple[int, Any, str]"]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository with the plain pack on main; it is the current folder."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    repo = make_repository(tmp_path / "repository")
    repo.write(FOLDER, make_files())
    repo.commit()
    monkeypatch.chdir(repo.root)
    return repo


@pytest.fixture
def bump(capsys: pytest.CaptureFixture[str]) -> Bump:
    def run(*words: str) -> tuple[int, Any, str]:
        capsys.readouterr()
        code = main(("bump", "--no-confirm", "--pack", FOLDER, "--format", "json", *words))
        streams = capsys.readouterr()
        return code, json.loads(streams.out) if streams.out else None, streams.err

    return run


def rules(found: Any) -> list[tuple[str, str]]:
    return [(each["rule"], each["gate_id"]) for each in found["findings"]]


def branch_off(repo: Repo) -> str:
    """Go on on a branch with a new gate, while main becomes stricter; return where they parted."""
    parted = repo.git("rev-parse", "HEAD").strip()
    repo.git("checkout", "--quiet", "-b", "feature")
    repo.write(FOLDER, make_files((*GATES, LATENCY)))
    repo.commit()
    repo.git("checkout", "--quiet", "main")
    repo.write(FOLDER, make_files(STRICTER, version="2.0.0"))
    repo.commit("acme.api-v2.0.0")
    repo.git("checkout", "--quiet", "feature")
    return parted


def test_a_merge_base_shows_what_the_branch_itself_changed(repo: Repo, bump: Bump) -> None:
    parted = branch_off(repo)

    code, found, _ = bump("--baseline", "merge-base:main")

    assert code == 0
    assert rules(found) == [("gate-added-block", "acme.latency")]
    assert found["baseline"]["ref"] == "merge-base:main"
    assert found["notes"][0]["message"] == f"merge-base:main is the commit {parted[:12]}"
    assert ("gate-looser", "acme.no_5xx") in rules(bump("--baseline", "main")[1])


def test_the_merge_base_with_an_ancestor_is_the_ancestor(repo: Repo, bump: Bump) -> None:
    branch_off(repo)
    repo.git("branch", "older", "HEAD~1")

    assert rules(bump("--baseline", "merge-base:older")[1]) == rules(
        bump("--baseline", "HEAD~1")[1]
    )
    assert rules(bump("--baseline", "merge-base:HEAD")[1]) == []


def test_a_path_called_like_a_merge_base_wins(repo: Repo, bump: Bump) -> None:
    repo.write("merge-base:main", make_files((NO_5XX,)))

    assert rules(bump("--baseline", "merge-base:main")[1]) == [
        ("gate-added-advisory", "acme.request_id")
    ]


def test_what_to_fetch_for_a_merge_base_is_a_branch_of_the_remote(repo: Repo, bump: Bump) -> None:
    assert repo.root.exists()

    assert "git fetch origin main2 gets it" in bump("--baseline=merge-base:origin/main2")[2]
    assert "name the branch that this one goes to" in bump("--baseline=merge-base:")[2]


@pytest.mark.parametrize("ref", ["nowhere", "-x", "HEAD~99"])
def test_a_merge_base_with_nothing_says_what_to_fetch(repo: Repo, bump: Bump, ref: str) -> None:
    assert repo.root.exists()
    code, found, err = bump(f"--baseline=merge-base:{ref}")

    assert (code, found) == (3, None)
    assert f"no such baseline: {ref!r} is no commit" in err
    assert f"git fetch origin {ref}" in err


def test_unrelated_histories_have_no_merge_base(repo: Repo, bump: Bump) -> None:
    repo.git("checkout", "--quiet", "--orphan", "other")
    repo.write(FOLDER, make_files(STRICTER))
    repo.commit()

    code, _, err = bump("--baseline", "merge-base:main")

    assert code == 3
    assert "HEAD and main have no commit in common" in err


def test_a_shallow_clone_has_no_merge_base_and_says_what_to_fetch(
    repo: Repo, bump: Bump, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch_off(repo)
    clone = tmp_path / "clone"
    url = f"file://{repo.root}"
    repo.git("clone", "--quiet", "--depth", "1", "--no-single-branch", url, str(clone))
    monkeypatch.chdir(clone)

    code, _, err = bump("--baseline", "merge-base:main")
    assert code == 3
    assert "did you mean merge-base:origin/main?" in err

    code, _, err = bump("--baseline", "merge-base:origin/main")
    assert code == 3
    assert "the clone is shallow" in err
    assert "git fetch --unshallow" in err

    Repo(clone).git("fetch", "--quiet", "--unshallow", "--tags")
    code, found, _ = bump("--baseline", "merge-base:origin/main")
    assert code == 0
    assert rules(found) == [("gate-added-block", "acme.latency")]


def test_before_the_first_commit_there_is_no_merge_base(
    tmp_path: Path, bump: Bump, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = make_repository(tmp_path / "fresh")
    fresh.write(FOLDER, make_files())
    monkeypatch.chdir(fresh.root)

    assert bump("--baseline", "merge-base:main")[0] == 3


@pytest.mark.parametrize("baseline", [(), ("--baseline", "merge-base:main")])
def test_a_pack_that_moved_is_followed_by_its_id(
    repo: Repo, bump: Bump, baseline: tuple[str, ...]
) -> None:
    """Whatever the folder was called: by tag and by merge base."""
    for name in [*make_files()]:
        (repo.root / FOLDER / name).unlink()
    repo.write("old place/deep", make_files())
    repo.commit("acme.api-v1.0.0")
    repo.git("checkout", "--quiet", "-b", "feature")
    for name in [*make_files()]:
        (repo.root / "old place/deep" / name).unlink()
    repo.write(FOLDER, make_files((*GATES, JSON)))
    repo.commit()

    assert rules(bump(*baseline)[1]) == [("gate-added-block", "acme.json")]
    assert (repo.root / FOLDER / MANIFEST).exists()


def test_beside_a_merge_base_the_version_is_judged_from_the_last_release(
    repo: Repo, bump: Bump
) -> None:
    """What main waits to release carries what a branch adds, if it is no more than that."""
    repo.git("tag", "acme.api-v1.0.0")
    repo.write(FOLDER, make_files((*GATES, JSON), version="1.1.0"))
    repo.commit()
    repo.git("checkout", "--quiet", "-b", "feature")
    repo.write(FOLDER, make_files((*GATES, JSON, LATENCY), version="1.1.0"))

    code, found, _ = bump("--baseline", "merge-base:main", "--check")
    assert code == 0
    assert rules(found) == [("gate-added-block", "acme.latency")]
    assert found["baseline"]["version"] == "1.1.0"
    assert found["status"] == "enough"
    assert found["notes"][-1]["message"] == (
        "the version is judged from the last release, acme.api-v1.0.0"
    )

    repo.write(FOLDER, make_files((*STRICTER, JSON), version="1.1.0"))
    code, found, _ = bump("--baseline", "merge-base:main", "--check")
    assert code == 1
    assert found["suggested_version"] == "2.0.0"


def test_a_maintenance_line_goes_on_beside_a_newer_one(repo: Repo, bump: Bump) -> None:
    """1.4.x, while 2.0.0 is out: its own releases count, and what is taken is said."""
    repo.write(FOLDER, make_files(version="1.4.0"))
    repo.commit("acme.api-v1.4.0")
    repo.git("checkout", "--quiet", "-b", "1.4.x")
    repo.git("checkout", "--quiet", "main")
    repo.write(FOLDER, make_files((*GATES, LATENCY), version="1.5.0"))
    repo.commit("acme.api-v1.5.0")
    repo.write(FOLDER, make_files(STRICTER, version="2.0.0"))
    repo.commit("acme.api-v2.0.0")
    repo.git("checkout", "--quiet", "1.4.x")
    repo.write(FOLDER, make_files((NO_5XX.but(description="mended"), REQUEST_ID), version="1.4.1"))
    repo.commit("acme.api-v1.4.1")
    repo.write(FOLDER, make_files((NO_5XX.but(description="again"), REQUEST_ID), version="1.4.1"))

    found = bump()[1]
    assert found["baseline"]["ref"] == "acme.api-v1.4.1"
    assert (found["suggested_version"], found["notes"]) == ("1.4.2", [])

    repo.write(FOLDER, make_files((*GATES, JSON), version="1.4.1"))
    found = bump()[1]
    assert found["suggested_version"] == "1.5.0"
    assert "acme.api-v1.5.0 exists already, on another line" in found["notes"][0]["message"]

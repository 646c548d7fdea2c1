"""Repositories that git cannot read, or that lack what is needed: no guess, and a way on."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line import Answer, asked
from tests.make import Repo, make_files, make_repository

FOLDER = "packs/api"


Run = Callable[..., Answer]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository with one release and a change since; it is the current folder."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("NO_COLOR", "1")
    repo = make_repository(tmp_path / "repository")
    repo.write(FOLDER, make_files())
    repo.commit("acme.api-v1.0.0")
    repo.write(FOLDER, make_files(files={"README.md": "# Other\n"}))
    repo.commit()
    monkeypatch.chdir(repo.root)
    return repo


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str) -> Answer:
        return asked(capsys, *words)

    return run


# --- repositories that are none any more ----------------------------------------------------------


def _without_head(repo: Repo) -> None:
    (repo.root / ".git/HEAD").unlink()


def _without_head_inside_another(repo: Repo) -> None:
    """Git passes over such a folder and would answer for the repository around it."""
    make_repository(repo.root.parent)
    _without_head(repo)


def _a_file_that_leads_nowhere(repo: Repo) -> None:
    shutil.rmtree(repo.root / ".git")
    (repo.root / ".git").write_text("gitdir: ../.git/modules/api\n", encoding="utf-8")


def _a_file_of_nonsense(repo: Repo) -> None:
    shutil.rmtree(repo.root / ".git")
    (repo.root / ".git").write_bytes(b"")


def _a_link_that_leads_nowhere(repo: Repo) -> None:
    shutil.rmtree(repo.root / ".git")
    (repo.root / ".git").symlink_to("gone")


def _without_objects_and_refs(repo: Repo) -> None:
    shutil.rmtree(repo.root / ".git/objects")
    shutil.rmtree(repo.root / ".git/refs")


def _with_nothing_in_objects_and_refs(repo: Repo) -> None:
    _without_objects_and_refs(repo)
    (repo.root / ".git/objects").mkdir()
    (repo.root / ".git/refs").mkdir()


def _with_nothing_in_objects(repo: Repo) -> None:
    shutil.rmtree(repo.root / ".git/objects")
    (repo.root / ".git/objects").mkdir()


def _with_an_empty_tag(repo: Repo) -> None:
    """What a loss of power leaves of a file; git warns, and goes on without the tag."""
    (repo.root / ".git/refs/tags/acme.api-v1.0.0").write_bytes(b"")


def _not_readable(repo: Repo) -> None:
    (repo.root / ".git").chmod(0)


BREAKS = [
    _without_head,
    _without_head_inside_another,
    _a_file_that_leads_nowhere,
    _a_file_of_nonsense,
    _a_link_that_leads_nowhere,
    _without_objects_and_refs,
    _with_nothing_in_objects_and_refs,
    _with_nothing_in_objects,
    _with_an_empty_tag,
    pytest.param(
        _not_readable,
        marks=pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything"),
    ),
]


@pytest.mark.parametrize("break_it", BREAKS)
def test_a_broken_repository_is_not_a_first_release(
    repo: Repo, run: Run, break_it: Callable[[Repo], None]
) -> None:
    break_it(repo)

    for words in (("bump", "--check"), ("bump", "--check", "--pack", FOLDER), ("check-tag",)):
        answer = run(*words)

        assert answer.code == 3, answer
        assert answer.out == ""
        assert "git" in answer.err
        assert str(repo.root) in answer.err


@pytest.mark.parametrize("break_it", BREAKS)
def test_a_pack_can_be_examined_in_a_broken_repository(
    repo: Repo, run: Run, break_it: Callable[[Repo], None]
) -> None:
    """Smoke and self-test ask git for conveniences only."""
    break_it(repo)

    for words in (("smoke",), ("self-test",), ("bump", "--baseline", FOLDER)):
        answer = run(*words, "--pack", FOLDER, "--format", "json")

        assert answer.code in (0, 1), answer
        assert json.loads(answer.out)


def test_no_archive_comes_out_of_a_broken_repository(repo: Repo, run: Run) -> None:
    """What is ignored there, and what was released, cannot be known."""
    run("new-pack", "acme.fresh", "--name", "F", "--maintainer", "M")
    _without_head(repo)

    answer = run("release-archive", "--pack", "packs/fresh", "--out", "../dist")

    assert answer.code == 3
    assert "git cannot read it" in answer.err
    assert not (repo.root.parent / "dist").exists()


def test_a_bare_repository_is_called_one(
    repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    monkeypatch.chdir(tmp_path / "bare.git")

    answer = run("check-tag", "acme.api-v1.0.0")

    assert answer.code == 3
    assert "bare repository" in answer.err
    assert "clone it" in answer.err


def test_a_repository_of_another_user_names_the_folder_to_trust(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")

    answer = run("bump", "--check")

    assert answer.code == 3
    assert f"git config --global --add safe.directory {repo.root}" in answer.err
    assert run("smoke").code == 0


def test_without_git_there_is_a_word_about_it(
    repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inside a repository and outside any."""
    monkeypatch.setenv("PATH", "/nowhere")
    for place in (repo.root, tmp_path):
        monkeypatch.chdir(place)
        answer = run("check-tag", "acme.api-v1.0.0")

        assert answer.code == 3
        assert "git is not installed" in answer.err
    assert run("smoke", "--pack", str(repo.root / FOLDER)).code == 0


def test_a_submodule_and_a_second_work_tree_are_repositories(
    repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where ``.git`` is a file that leads somewhere."""
    repo.git("worktree", "add", "--quiet", str(tmp_path / "second"))
    around = make_repository(tmp_path / "around")
    around.git("-c", "protocol.file.allow=always", "submodule", "add", str(repo.root), "inner")
    for place in (tmp_path / "second", around.root / "inner"):
        monkeypatch.chdir(place)

        assert run("bump", "--check").code == 1


# --- repositories that lack something -------------------------------------------------------------


def _blob(repo: Repo, name: str) -> Path:
    blob = repo.git("rev-parse", name).strip()
    return repo.root / ".git/objects" / blob[:2] / blob[2:]


@pytest.mark.parametrize("path", ["README.md", "entroping-policy-pack.yaml", "rules/main.yaml"])
@pytest.mark.parametrize("rest", [None, b"garbage"])
def test_a_damaged_object_is_called_damage(
    repo: Repo, run: Run, path: str, rest: bytes | None
) -> None:
    repo.write(FOLDER, {path: data + b"\n" for path, data in make_files().items()})
    repo.commit()
    file = _blob(repo, f"acme.api-v1.0.0:{FOLDER}/{path}")
    file.unlink()
    if rest is not None:
        file.write_bytes(rest)

    answer = run("bump", "--check")

    assert answer.code == 3
    assert "damaged" in answer.err
    assert "git fsck" in answer.err


def test_a_partial_clone_says_what_to_fetch(
    repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is fetched behind anybody's back, and what git says helps nobody."""
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = Repo(tmp_path / "clone")
    url = f"file://{repo.root}"
    repo.git("clone", "--quiet", "--filter=blob:none", url, str(clone.root))
    monkeypatch.chdir(clone.root)

    answer = run("bump", "--check")

    assert answer.code == 3
    assert "the clone is partial" in answer.err
    assert "git fetch --refetch --no-filter --tags" in answer.err
    clone.git("fetch", "--quiet", "--refetch", "--no-filter", "--tags")
    assert run("bump", "--check").code == 1


def test_a_clone_without_tags(
    repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It looks like one before the first release: the note says so, and CI can ask for more."""
    repo.git("clone", "--quiet", "--no-tags", ".", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")

    answer = run("bump", "--check")
    assert answer.code == 0
    assert "git fetch --tags" in " ".join(answer.out.split())

    answer = run("bump", "--check", "--require-baseline")
    assert answer.code == 3
    assert f"{FOLDER}: no baseline" in answer.err
    assert "git fetch --tags" in answer.err
    assert answer.out == ""

    Repo(tmp_path / "clone").git("fetch", "--quiet", "--tags")
    assert run("bump", "--check", "--require-baseline").code == 1


@pytest.mark.parametrize("baseline", [(), ("--baseline", "before")])
def test_a_baseline_can_be_required(repo: Repo, run: Run, baseline: tuple[str, ...]) -> None:
    """Of several packs, one that has none does not silence the others."""
    repo.git("tag", "before", "acme.api-v1.0.0")
    repo.write("packs/other", make_files(id="acme.other"))

    answer = run("bump", "--require-baseline", "--format", "json", *baseline)

    assert answer.code == 3
    assert [each["pack"]["id"] for each in json.loads(answer.out)] == ["acme.api"]
    assert "packs/other: no baseline" in answer.err


def test_a_branch_without_a_commit_does_not_hide_the_releases(repo: Repo, run: Run) -> None:
    repo.git("checkout", "--quiet", "--orphan", "fresh")

    answer = run("bump", "--format", "json")

    (note,) = json.loads(answer.out)["notes"]
    assert "releases exist" in note["message"]
    assert run("bump", "--require-baseline").code == 3


def test_a_tag_of_a_tag_is_a_release(repo: Repo, run: Run) -> None:
    repo.git("tag", "--annotate", "--message", "x", "acme.api-v1.0.1", "acme.api-v1.0.0")
    repo.git("tag", "--delete", "acme.api-v1.0.0")

    assert json.loads(run("bump", "--format", "json").out)["baseline"]["ref"] == "acme.api-v1.0.1"

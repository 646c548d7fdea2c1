"""`replay` through the command line: baselines, forms, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.command_line import Answer, asked, new_repository
from tests.make import NO_5XX, REQUEST_ID, G, Repo, make_files, make_repository
from tests.replay.archives import CHROME, FIREFOX
from tests.replay.test_witness import PLAIN
from toolkit.pack.tree import Tree
from toolkit.release.archive import write_archive
from toolkit.replay.witness import write

FOLDER = "packs/api"
STRICTER = (NO_5XX.but(gate="status < 300"), REQUEST_ID)
SMOKE = G(id="acme.smoke", gate="duration < 1", condition="tags contains 'smoke'")


Run = Callable[..., Answer]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository with a tagged pack that was made stricter since, and two recordings."""
    repo = new_repository(tmp_path, monkeypatch)
    repo.write(FOLDER, make_files())
    repo.commit("acme.api-v1.0.0")
    repo.write(FOLDER, make_files(STRICTER, version="2.0.0"))
    Path("chrome.har").write_text(json.dumps(CHROME), encoding="utf-8")
    Path("firefox.har").write_text(json.dumps(FIREFOX), encoding="utf-8")
    return repo


@pytest.fixture
def replay(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str) -> Answer:
        return asked(capsys, "replay", *words, schema="replay-report.v1")

    return run


def test_against_the_last_release(repo: Repo, replay: Run) -> None:
    answer = replay("chrome.har", "firefox.har")

    assert answer.code == 1, answer.err
    assert "1 of 3 recorded responses changes its verdict" in answer.out
    assert "firefox.har#1" in answer.out
    assert repo.git("status", "--porcelain").count("\n") == 4, "nothing was written"


@pytest.mark.usefixtures("repo")
def test_records_after_a_pack_are_no_packs(replay: Run) -> None:
    answer = replay(
        *("--baseline", "acme.api-v1.0.0", "--pack", FOLDER, "chrome.har", "--format", "json")
    )

    assert answer.code == 0, answer.err
    found = answer.payload
    assert found["passed"] is True
    assert found["counts"]["records"] == 1
    assert found["baseline"]["ref"] == "acme.api-v1.0.0"
    assert found["pack"]["path"] == FOLDER


def test_baselines_as_of_bump(repo: Repo, replay: Run, tmp_path: Path) -> None:
    """A folder, an archive, a git ref; never the path of a machine in the report."""
    old = make_repository(tmp_path / "old").write("pack", make_files())
    archive = tmp_path / "acme.api-1.0.0.tar.gz"
    tree = Tree.of_files(make_files())
    archive.write_bytes(write_archive(tree, stem="acme.api-1.0.0"))
    for baseline in (str(old), str(archive), "HEAD"):
        answer = replay("--baseline", baseline, "firefox.har", "--format", "json")

        assert answer.code == 1, answer.err
        assert str(tmp_path) not in answer.out
    repo.commit()
    assert replay("--baseline", "HEAD", "firefox.har").code == 0


def test_kept_witnesses(repo: Repo, replay: Run) -> None:
    repo.write("kept", write([PLAIN]))
    answer = replay("kept", "--format", "json")

    assert answer.code == 1, answer.err
    (change,) = answer.payload["changes"]
    assert (change["label"], change["status"]) == ("acme.no_4xx", 404)


def test_tags_and_metadata_hold_for_all_records(repo: Repo, replay: Run) -> None:
    repo.write(FOLDER, make_files((*STRICTER[1:], SMOKE), version="2.0.0"))

    assert replay("chrome.har").code == 0
    assert "1 gate asks for tags" in replay("chrome.har").out
    assert replay("chrome.har", "--tag", "smoke").code == 1
    assert replay("chrome.har", "--tag", "smoke", "--tag", "x", "--meta", "a=b").code == 1
    answer = replay("chrome.har", "--tag", "other")
    assert answer.code == 0
    assert "asks for tags" not in answer.out


def test_forms_go_to_a_file(repo: Repo, replay: Run) -> None:
    answer = replay("firefox.har", "--format", "md", "--out", "replay.md")

    assert answer.code == 1
    assert answer.out == ""
    page = (repo.root / "replay.md").read_text(encoding="utf-8")
    assert page.startswith("# acme.api: **1 of 2 recorded responses changes its verdict**\n")


def test_several_packs_are_several_reports(repo: Repo, replay: Run) -> None:
    other = make_files((G(id="other.x"),), id="acme.other", source="packs/other")
    repo.write("packs/other", other)
    repo.commit("acme.other-v1.0.0")
    answer = replay("firefox.har", "--format", "json")

    assert answer.code == 1, answer.err
    found = json.loads(answer.out)
    assert [one["pack"]["id"] for one in found] == ["acme.api", "acme.other"]
    assert [one["counts"]["newly_failing"] for one in found] == [1, 0]


@pytest.mark.usefixtures("repo")
@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ([], 2, "the following arguments are required: RECORD"),
        (["missing.har"], 3, "missing.har: there is no such file or folder"),
        (["packs/api/README.md"], 3, "README.md: no recording"),
        (["chrome.har", "--pack", "nowhere"], 3, "no such folder: nowhere"),
        (["chrome.har", "--baseline", "v9"], 3, "no such baseline: 'v9'"),
        (["chrome.har", "--baseline", ""], 2, "--baseline names nothing"),
        (["chrome.har", "--variable", "x"], 2, "--variable 'x' sets nothing"),
        (["chrome.har", "--meta", "x"], 2, "--meta 'x' says nothing"),
        (["chrome.har", "--limit", "-1"], 2, "--limit"),
        (["chrome.har", "--limit", "many"], 2, "not a number of rows"),
        (["chrome.har", ""], 2, "the name is empty"),
    ],
    ids=str,
)
def test_what_cannot_be_answered(replay: Run, words: list[str], code: int, message: str) -> None:
    answer = replay(*words)

    assert answer.code == code
    assert message in answer.err
    assert answer.out == ""


def test_nothing_to_judge_is_no_answer(repo: Repo, replay: Run) -> None:
    archive = {"log": {"entries": CHROME["log"]["entries"][1:]}}
    (repo.root / "a.har").write_text(json.dumps(archive), encoding="utf-8")
    answer = replay("a.har")

    assert answer.code == 3
    assert "no recorded response to judge (1 recorded entry was left out" in answer.err


def test_a_first_release_has_nothing_to_compare_with(repo: Repo, replay: Run) -> None:
    repo.git("tag", "--delete", "acme.api-v1.0.0")
    answer = replay("chrome.har")

    assert answer.code == 3
    assert "no baseline: there is no tag acme.api-v<version>" in answer.err


@pytest.mark.usefixtures("repo")
def test_the_help_has_an_example(replay: Run) -> None:
    answer = replay("--help")

    assert answer.code == 0
    assert "policy-pack replay --baseline acme.api-v1.2.0 --pack packs/api recorded" in answer.out
    for option in ("--tag", "--meta", "--variable", "--limit", "--format", "--out", "RECORD"):
        assert option in answer.out


def test_a_witness_is_judged_by_its_own_gate(repo: Repo, replay: Run) -> None:
    """Whatever else the response lacks: the question is what became of this gate."""
    strict = G(id="acme.strict", gate="status < 400")
    repo.write(FOLDER, make_files((NO_5XX, REQUEST_ID, strict), version="2.0.0"))
    repo.write("kept", write([replace(PLAIN, gate_id=NO_5XX.id)]))

    assert replay("kept").code == 0
    repo.write("kept", write([replace(PLAIN, gate_id="acme.gone", fingerprint="1" * 16)]))
    assert replay("kept").code == 1
    assert "acme.strict" in replay("kept").out

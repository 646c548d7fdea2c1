"""A project is read with exactly the files that its policy needs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.make import write_files
from toolkit.consumer.vendor_lock import Source, SourceKind, Vendored, VendorLock, read_vendor_lock
from toolkit.errors import ToolkitError
from toolkit.host.projects import read_project
from toolkit.pack.tree import Tree

GATE = "gates:\n  - {id: %s, condition: 'true', gate: status < 500, enforcement: block}\n"
HEAD = 'project: "shop"\nversion: "4.1"\n'


def test_imports_anywhere_in_the_project_are_read(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "qanstitution.yaml": HEAD
            + 'imports: ["./policy-packs/a/q.yaml", "./rules/own.yaml"]\n',
            "policy-packs/a/q.yaml": HEAD + "imports: [./deep/more.yaml]\ngates: []\n",
            "policy-packs/a/deep/more.yaml": HEAD + GATE % "a.one",
            "policy-packs/a/README.md": "# a\n",
            "rules/own.yaml": HEAD + "imports: [../far/away.yaml]\n" + GATE % "own.one",
            "far/away.yaml": HEAD + GATE % "away.one",
            "node_modules/not/read.yaml": "x: 1\n",
        },
    )

    project = read_project(tmp_path)

    assert project.policy is not None
    assert project.policy.gate_ids == ["a.one", "away.one", "own.one"]
    assert "node_modules/not/read.yaml" not in project.tree.entries
    assert project.vendored_names == ("a",)


def test_a_link_on_the_way_to_an_import_is_refused_by_name(tmp_path: Path) -> None:
    write_files(tmp_path, {"real/own.yaml": HEAD + GATE % "own.one"})
    (tmp_path / "rules").symlink_to("real")
    write_files(tmp_path, {"qanstitution.yaml": HEAD + "imports: [./rules/own.yaml]\n"})

    project = read_project(tmp_path)

    assert project.policy is None
    assert "must not use symlinks: rules" in project.faults[0].message


def test_faults_of_the_config_and_of_what_it_imports_are_told(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "qanstitution.yaml": HEAD + "imports: [./own.yaml]\ngates: 3\n",
            "own.yaml": "project: [\n",
        },
    )

    broken = read_project(tmp_path)
    write_files(tmp_path, {"qanstitution.yaml": HEAD + "imports: [./own.yaml]\n"})
    imports_broken = read_project(tmp_path)

    assert broken.policy is None
    assert [str(fault.where) for fault in broken.faults] == ["qanstitution.yaml:4:8"]
    assert imports_broken.policy is None
    assert [fault.where.path for fault in imports_broken.faults] == ["own.yaml"]


def test_no_more_is_read_than_a_policy_may_have(tmp_path: Path) -> None:
    big = HEAD + "# " + "x" * 600_000 + "\n"
    names = [f"{number}.yaml" for number in range(30)]
    imports = "imports: [" + ", ".join(f"./{name}" for name in names) + "]\n"
    write_files(tmp_path, dict.fromkeys(names, big) | {"qanstitution.yaml": HEAD + imports})

    project = read_project(tmp_path)

    assert len(project.readings) == 2
    assert project.policy is None
    assert "the policy has more than" in project.faults[0].message


def test_exceptions_know_their_day_and_place(tmp_path: Path) -> None:
    text = (
        HEAD + "ignore_failures:\n  - test: a.hurl\n    rule_id: ' a.one '\n    issue_id: 'X-1'\n"
        "    expires: '2026-03-01'\n    reason: because\n"
    )
    write_files(tmp_path, {"qanstitution.yaml": text})

    (found,) = read_project(tmp_path).exceptions

    assert (found.rule_id, found.expires) == ("a.one", dt.date(2026, 3, 1))
    assert not found.is_expired(dt.date(2026, 3, 1))
    assert found.is_expired(dt.date(2026, 3, 2))
    assert found.at.line == 4


def test_no_project_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match=r"there is no qanstitution\.yaml in it"):
        read_project(tmp_path)


LOCK = VendorLock(
    {
        "a": Vendored.of(
            Tree.of_files({"README.md": b"# a\n", "q.yaml": b"x"}),
            pack_id="acme.a",
            version="1.0.0",
            entrypoint="q.yaml",
            source=Source(
                kind=SourceKind.GIT, place="../packs", ref="acme.a-v1.0.0", commit="0" * 40
            ),
        )
    }
)


def test_a_lock_reads_back_as_it_was_written() -> None:
    assert read_vendor_lock(LOCK.encode()) == LOCK
    assert read_vendor_lock(LOCK.encode()).encode() == LOCK.encode()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"version": "1.0.0"', '"version": 1', "packs/a/version"),
        ('"acme.a"', '"acme.a", "id": "twice"', "stands twice"),
        ('"files"', '"fles"', "packs/a"),
        ("{", "[", "no JSON"),
    ],
)
def test_a_lock_of_another_form_is_refused_with_its_place(old: str, new: str, said: str) -> None:
    with pytest.raises(ToolkitError, match=said):
        read_vendor_lock(LOCK.encode().replace(old.encode(), new.encode(), 1))


def test_drift_names_each_file_and_what_happened_to_it() -> None:
    now = Tree.of_files({"q.yaml": b"y", "new.yaml": b""})

    assert LOCK.packs["a"].drift(now) == [
        "README.md: missing",
        "new.yaml: not a file of acme.a 1.0.0",
        "q.yaml: changed",
    ]

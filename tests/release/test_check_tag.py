"""`check-tag` through the command line, in real repositories."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from toolkit import schemas

if TYPE_CHECKING:
    from pathlib import Path

    from tests.release.workshop import Workshop


def test_a_right_tag(workshop: Workshop) -> None:
    """Named or not, with refs/tags/ or without: exit 0 and one line."""
    workshop.tag("acme.api-v1.0.0")

    for words in ((), ("acme.api-v1.0.0",), ("refs/tags/acme.api-v1.0.0",)):
        answer = workshop.run("check-tag", *words)

        assert answer.code == 0
        assert "acme.api-v1.0.0" in answer.out
        assert "right" in answer.out


def test_no_tags_yet(workshop: Workshop) -> None:
    """A repository before its first release is fine, and is told the form."""
    answer = workshop.run("check-tag")

    assert answer.code == 0
    assert answer.out == ""
    assert "no release tags of acme.api yet" in answer.err


def test_the_manifest_at_the_tag_counts_not_the_work_tree(workshop: Workshop) -> None:
    """The tag is judged by its own commit."""
    workshop.tag("acme.api-v1.0.0")
    workshop.set_version("1.1.0")
    workshop.write("packs/api/entroping-policy-pack.yaml", "broken: [")
    workshop.tag("acme.api-v1.2.0")

    assert workshop.run("check-tag", "acme.api-v1.0.0").code == 0
    answer = workshop.run("check-tag", "acme.api-v1.2.0")
    assert answer.code == 1
    assert "says 1.1.0, the tag says 1.2.0" in " ".join(answer.out.split())
    assert "git tag -d acme.api-v1.2.0" in " ".join(answer.out.split())


def test_order_is_that_of_ancestors(workshop: Workshop) -> None:
    """A maintenance line goes on from its own last tag; on one line versions only rise."""
    workshop.tag("acme.api-v1.0.0")
    workshop.set_version("2.0.0")
    workshop.tag("acme.api-v2.0.0")
    workshop.git("checkout", "--quiet", "-b", "maintenance", "acme.api-v1.0.0")
    workshop.set_version("1.0.1")
    workshop.tag("acme.api-v1.0.1")
    workshop.git("checkout", "--quiet", "main")
    workshop.set_version("1.5.0")
    workshop.tag("acme.api-v1.5.0")

    assert workshop.run("check-tag", "acme.api-v1.0.1").code == 0
    answer = workshop.run("check-tag", "acme.api-v1.5.0")
    assert answer.code == 1
    assert "tag-order" in answer.out
    assert "acme.api-v2.0.0" in answer.out


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("acme.api-V1.0.0", "tag-form"),
        ("acme.api-1.0.0", "tag-form"),
        ("acme.api/v1.0", "tag-form"),
        ("acme.api-v\u0661.0.0", "tag-form"),
        ("api-v1.0.0", "tag-no-pack"),
        ("Acme.Api-v1.0.0", "tag-no-pack"),
        ("acme.api-v1.0.0+1", "tag-build-metadata"),
    ],
)
def test_tags_that_were_meant_are_found_without_naming_them(
    workshop: Workshop, name: str, code: str
) -> None:
    """Without arguments every tag that looks like one of the pack is judged."""
    workshop.tag(name)

    answer = workshop.run("check-tag")

    assert answer.code == 1
    assert code in answer.out


def test_other_tags_are_left_alone(workshop: Workshop) -> None:
    """Tags of other things in the same repository are nobody's releases."""
    for name in ("v1.0.0", "helm-chart-v3.0.0", "nightly", "acme.api-client-v1.0.0"):
        workshop.tag(name)

    answer = workshop.run("check-tag")

    assert answer.code == 0
    assert answer.out == ""


def test_twins(workshop: Workshop) -> None:
    """The same version under another spelling on another commit."""
    workshop.tag("acme.api-v1.0.0")
    workshop.set_version("1.1.0")
    workshop.tag("acme.api-1.0.0")

    answer = workshop.run("check-tag", "acme.api-v1.0.0")

    assert answer.code == 1
    assert "tag-twin" in answer.out


def test_a_lightweight_tag_is_advice(workshop: Workshop) -> None:
    """It is said, and passes."""
    workshop.git("tag", "acme.api-v1.0.0")

    answer = workshop.run("check-tag")

    assert answer.code == 0
    assert "tag-lightweight" in answer.out


def test_copies_in_tests_and_examples_are_no_second_pack(workshop: Workshop) -> None:
    """A pack is released from packs/; what tests keep elsewhere does not count."""
    workshop.write("tests/old/entroping-policy-pack.yaml", 'id: "acme.api"\nversion: "0.1.0"\n')
    workshop.set_version("1.0.0")
    workshop.tag("acme.api-v1.0.0")

    assert workshop.run("check-tag").code == 0


def test_two_packs_with_one_id(workshop: Workshop) -> None:
    """Under packs/, an id belongs to one pack."""
    workshop.write("packs/copy/entroping-policy-pack.yaml", 'id: "acme.api"\nversion: "1.0.0"\n')
    workshop.set_version("1.0.0")
    workshop.tag("acme.api-v1.0.0")

    answer = workshop.run("check-tag", "acme.api-v1.0.0")

    assert answer.code == 1
    assert "tag-pack-twice" in answer.out


def test_another_repository(workshop: Workshop, tmp_path: Path) -> None:
    """--pack asks the repository that holds the pack, with the tag before or after it."""
    workshop.tag("acme.api-v1.0.0")
    os.chdir(tmp_path)

    assert workshop.run("check-tag", "--pack", str(workshop.pack)).code == 0
    assert workshop.run("check-tag", "--pack", str(workshop.pack), "acme.api-v1.0.0").code == 0
    outside = workshop.run("check-tag", "acme.api-v1.0.0")
    assert outside.code == 3
    assert "not in a git repository" in outside.err


def test_no_such_tag(workshop: Workshop) -> None:
    """The question could not be answered."""
    answer = workshop.run("check-tag", "acme.api-v9.9.9", "--", "-d")

    assert answer.code == 3
    assert "no such tag: acme.api-v9.9.9, -d" in answer.err


def test_a_pack_at_the_top_of_its_repository(workshop: Workshop, tmp_path: Path) -> None:
    """The pack may be the repository."""
    home = tmp_path / "api"
    subprocess.run(["cp", "-r", str(workshop.pack), str(home)], check=True)
    workshop.root = home
    workshop.git("init", "--quiet", ".")
    workshop.git("add", "--all")
    workshop.git("commit", "--quiet", "--message", "first")
    workshop.tag("acme.api-v1.0.0")
    os.chdir(home)

    assert workshop.run("check-tag").code == 0
    assert workshop.run("check-tag", "acme.api-v1.0.0").code == 0


def test_a_manifest_that_cannot_be_read_at_the_tag(workshop: Workshop) -> None:
    """The fault names the folder whose manifest does not say which pack it is."""
    workshop.write("packs/api/entroping-policy-pack.yaml", "id: [")
    workshop.git("commit", "--quiet", "--all", "--message", "broken")
    workshop.tag("acme.api-v1.0.0")

    answer = workshop.run("check-tag", "acme.api-v1.0.0")

    assert answer.code == 1
    assert "the manifest in packs/api does not say its id" in " ".join(answer.out.split())


def test_a_work_tree_that_does_not_say_its_ids(workshop: Workshop) -> None:
    """Which tags are meant cannot be known: that is no "fine"."""
    workshop.tag("acme.api-v1.0.0")
    workshop.write("packs/api/entroping-policy-pack.yaml", "id: [")

    answer = workshop.run("check-tag")

    assert answer.code == 3
    assert "its manifest does not say its id" in answer.err
    assert workshop.run("check-tag", "acme.api-v1.0.0").code == 0


@pytest.mark.parametrize("target", ["HEAD^{tree}", "HEAD:packs/api/LICENSE"])
def test_a_tag_that_leads_to_no_commit(workshop: Workshop, target: str) -> None:
    """It is there, and wrong: named or not, annotated or not."""
    workshop.git("tag", "--annotate", "--message", "x", "acme.api-v2.0.0", target)
    workshop.git("tag", "acme.api-v3.0.0", target)

    for words in ((), ("acme.api-v2.0.0",), ("acme.api-v3.0.0",)):
        answer = workshop.run("check-tag", *words)

        assert answer.code == 1
        assert "tag-no-commit" in answer.out
        assert "at no commit" in " ".join(answer.out.split())


def test_a_tag_of_a_tag_is_judged_by_its_commit(workshop: Workshop) -> None:
    """Git follows it to the end, and so do we."""
    workshop.tag("first")
    workshop.git("tag", "--annotate", "--message", "x", "acme.api-v1.0.0", "first")

    assert workshop.run("check-tag", "acme.api-v1.0.0").code == 0


def test_a_shallow_clone_without_tags_cannot_know(workshop: Workshop, tmp_path: Path) -> None:
    """No tag there does not mean that there is none."""
    workshop.tag("acme.api-v1.0.0")
    workshop.set_version("1.1.0")
    workshop.set_version("1.2.0")
    url, clone = f"file://{workshop.root}", str(tmp_path / "clone")
    workshop.git("clone", "--quiet", "--depth", "1", url, clone)
    os.chdir(clone)

    for words in ((), ("acme.api-v1.0.0",)):
        answer = workshop.run("check-tag", *words)

        assert answer.code == 3
        assert "the clone is shallow" in answer.err
        assert "git fetch --unshallow --tags" in answer.err
    subprocess.run(["git", "fetch", "--quiet", "--unshallow", "--tags"], check=True)
    assert workshop.run("check-tag").code == 0


def test_one_pack_that_cannot_be_known_does_not_silence_the_others(workshop: Workshop) -> None:
    """A folder that is no pack, and one whose manifest does not say its id: each is named once."""
    workshop.tag("acme.api-v1.0.0")
    workshop.write("packs/junk/notes.txt", "x")
    workshop.write("packs/mute/entroping-policy-pack.yaml", "id: [")

    answer = workshop.run("check-tag")

    assert answer.code == 3
    assert "acme.api-v1.0.0" in answer.out
    assert answer.err.count("packs/junk") == answer.err.count("packs/mute") == 1


def test_the_answer_for_a_program(workshop: Workshop) -> None:
    """Fits the published schema, before the first release, with right tags and with wrong ones."""
    seen = []
    for tag in ("", "acme.api-v1.0.0", "acme.api-v9.0.0"):
        if tag:
            workshop.tag(tag)
        answer = workshop.run("check-tag", "--format", "json")
        found = json.loads(answer.out)
        schemas.validator("check-tag.v1").validate(found)
        assert found["passed"] is (answer.code == 0)
        assert str(workshop.root) not in answer.out
        seen.append([(each["name"], each["passed"]) for each in found["tags"]])

    assert seen == [
        [],
        [("acme.api-v1.0.0", True)],
        [("acme.api-v1.0.0", True), ("acme.api-v9.0.0", False)],
    ]
    assert found["tags"][1]["commit"] == workshop.git("rev-parse", "HEAD")
    assert found["tags"][1]["findings"][0]["severity"] == "failure"


def test_the_answer_in_a_file(workshop: Workshop) -> None:
    """For a pull request, as every other report."""
    workshop.tag("acme.api-v1.0.0")
    answer = workshop.run("check-tag", "--format", "md", "--out", "tags.md")

    assert (answer.code, answer.out) == (0, "")
    assert (workshop.root / "tags.md").read_text().startswith("# Release tags\n\n`acme.api-v1.0.0`")

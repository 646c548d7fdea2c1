"""Ids of packs: what every system can hold, refusals in one sentence, helpful suggestions."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.pack.ids import MAX_LENGTH, id_problem, last_segment, tag_problem
from toolkit.release.names import name_problem
from toolkit.release.tag_names import TagName
from toolkit.versions import parse_version

SEGMENTS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
IDS = st.lists(SEGMENTS, min_size=1, max_size=4).map(".".join).filter(lambda x: not id_problem(x))


@pytest.mark.parametrize(
    "pack_id",
    ["acme.strict-api", "entroping.owasp-api-top-10", "x", "7.7", "a-v1", "com.acme", "a-v1.2"],
)
def test_accepted(pack_id: str) -> None:
    assert id_problem(pack_id) is None


@pytest.mark.parametrize(
    ("text", "reason", "suggestion"),
    [
        ("", "is empty", ""),
        ("Acme.Strict-API", "upper-case", "acme.strict-api"),
        ("acme.strict_api", "characters other than", "acme.strict-api"),
        ("acme strict api", "characters other than", "acme-strict-api"),
        ("acme/strict-api", "characters other than", "acme.strict-api"),
        ("../../etc/passwd", "characters other than", "etc.passwd"),
        (".acme", "a dot at its start", "acme"),
        ("acme..api", "two in a row", "acme.api"),
        ("acme.-api", "starts or ends with a hyphen", "acme.api"),
        ("acme.nul", "device on Windows", "acme.nul-pack"),
        ("acme.lock", "ends in .lock", "acme.lock-pack"),
        ("acme.api-v1.2.3", "ambiguous", "acme.api"),
        ("Ärzte.api", "upper-case", "arzte.api"),
        ("作.api", "characters other than", "api"),
        ("🎉", "characters other than", ""),
        ("a" * 65, "65 characters", ""),
        ("a\nb", "characters other than", "a-b"),
        ("--force", "starts or ends with a hyphen", "force"),
    ],
)
def test_refused_with_a_reason_and_a_suggestion(text: str, reason: str, suggestion: str) -> None:
    problem = id_problem(text)
    assert problem is not None
    assert reason in problem.reason
    assert problem.suggestion == suggestion
    assert problem.hint == (
        f"did you mean {suggestion}?" if suggestion else "write it like acme.strict-api"
    )


@given(st.text(max_size=80))
def test_a_suggestion_is_itself_an_id(text: str) -> None:
    problem = id_problem(text)
    assert problem is None or not problem.suggestion or id_problem(problem.suggestion) is None


@given(IDS)
def test_an_id_makes_one_clear_tag_and_a_name_that_archives_hold(pack_id: str) -> None:
    """The tag is read back as the same id, and folder and archive names are fine everywhere."""
    assert tag_problem(pack_id, "1.0.0") == ""
    name = TagName(pack_id, parse_version("1.0.0"))
    assert TagName.parse(name.format()) == name
    assert name_problem(last_segment(pack_id)) is None
    assert name_problem(f"{pack_id}-1.0.0") is None
    assert len(pack_id) <= MAX_LENGTH


@pytest.mark.parametrize(
    ("version", "problem"),
    [("1.0.0", ""), ("1.0.0-v2.0.0", "two ways"), ("1.0.0-a.lock", ".lock"), ("1.0.0-v2", "")],
)
def test_a_version_can_spoil_the_tag(version: str, problem: str) -> None:
    found = tag_problem("acme.api", version)
    assert problem in found
    assert bool(problem) == bool(found)


def test_git_takes_the_tags_that_we_take() -> None:
    """git check-ref-format is the judge of what a ref may be."""
    for pack_id in ("acme.strict-api", "x", "a-v1", "7.7"):
        ref = f"refs/tags/{pack_id}-v1.0.0"
        assert subprocess.run(["git", "check-ref-format", ref], check=False).returncode == 0
    ref = "refs/tags/acme.api-v1.0.0-a.lock"
    assert subprocess.run(["git", "check-ref-format", ref], check=False).returncode == 1

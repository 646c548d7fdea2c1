"""`bump --list`, `--explain` and `--schema`: about rules, without any pack or repository."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.hurl import require_hurl
from toolkit import schemas
from toolkit.cli import main
from toolkit.commands._confirm import confirmed
from toolkit.diff.catalogue import Rule, load_catalogue
from toolkit.diff.explanation import explain, nearest
from toolkit.diff.witnesses import Standing

CATALOGUE = load_catalogue()
every_rule = pytest.mark.parametrize("rule", CATALOGUE.rules, ids=lambda rule: str(rule.id))
Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run bump in an empty folder: nothing here may need a pack."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(("bump", *words))
        streams = capsys.readouterr()
        return code, streams.out, streams.err

    return run


def payload(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    schemas.validator("bump-rules.v1").validate(found)
    return found


# --- the list -------------------------------------------------------------------------------------


def test_the_list_has_every_rule_once_with_its_level(ask: Ask) -> None:
    code, out, err = ask("--list")

    assert (code, err) == (0, "")
    rows = {row.split()[0]: row.split()[1] for row in out.splitlines() if len(row.split()) > 4}
    for rule in CATALOGUE.rules:
        assert rows[rule.id] == rule.required_bump.text


def test_the_list_as_data(ask: Ask) -> None:
    code, out, _ = ask("--list", "--format", "json")

    assert code == 0
    rules = payload(out)["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in CATALOGUE.rules]
    assert all("example" not in rule for rule in rules)
    assert rules == sorted(rules, key=lambda rule: str(rule["id"]))


def test_the_list_as_a_table_in_markdown(ask: Ask) -> None:
    code, out, _ = ask("--list", "--format", "md")

    assert code == 0
    assert out.count("\n| `") == len(CATALOGUE.rules)


def test_levels_are_those_of_the_profile(ask: Ask) -> None:
    def levels(*words: str) -> dict[str, str]:
        listed = payload(ask(*words, "--format", "json")[1])["rules"]
        return {rule["id"]: rule["required_bump"] for rule in listed}

    usual, strict = levels("--list"), levels("--list", "--profile", "strict")
    assert (usual["gate-added-block"], strict["gate-added-block"]) == ("minor", "major")
    explained = levels("--explain", "gate-added-block", "--no-confirm", "--profile", "strict")
    assert explained == {"gate-added-block": "major"}


# --- one rule -------------------------------------------------------------------------------------


@every_rule
def test_every_rule_is_explained_with_its_example(rule: Rule, ask: Ask) -> None:
    code, out, err = ask("--explain", rule.id, "--no-confirm", "--format", "json")

    assert (code, err) == (0, "")
    (told,) = payload(out)["rules"]
    assert told["id"] == rule.id
    (finding,) = told["example"]["findings"]
    assert finding["rule"] == rule.id
    assert "\n-" in told["example"]["difference"] or "\n+" in told["example"]["difference"]


@every_rule
def test_every_explanation_can_be_read(rule: Rule, ask: Ask) -> None:
    code, out, _ = ask("--explain", rule.id, "--no-confirm")

    text = " ".join(out.split())
    assert code == 0
    for said in (rule.title, rule.why, rule.advice, rule.source, rule.since, *rule.mirror):
        assert " ".join(said.split()) in text, said
    assert f"level: {rule.required_bump.text}" in text


def test_an_example_shows_its_witness(ask: Ask) -> None:
    _, out, _ = ask("--explain", "gate-stricter", "--no-confirm")

    assert '-    gate: "status < 500"\n    +    gate: "status < 400"' in out
    assert "A response with status 400 passed 1.2.0 and fails now. (not tried: --no-confirm)" in out


@pytest.mark.oracle
def test_hurl_confirms_what_every_example_shows(ask: Ask) -> None:
    require_hurl()
    reports = [explain(rule, CATALOGUE).report for rule in CATALOGUE.rules]
    told, refuted = confirmed(reports, wanted=True)

    witnesses = [shown for report in told for shown in report.witnesses]
    assert refuted is None
    assert len(witnesses) > 20
    assert {shown.confirmation.standing for shown in witnesses} == {Standing.CONFIRMED}
    assert "(confirmed by hurl" in ask("--explain", "gate-stricter")[1]


def test_the_explanation_is_the_same_every_time(ask: Ask) -> None:
    words = ("--explain", "gate-incomparable", "--no-confirm", "--format", "md")

    assert ask(*words) == ask(*words)


# --- what is asked wrongly ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("gate-strict", "gate-stricter"),
        ("GATE_STRICTER", "gate-stricter"),
        ("final-gain", "final-gained"),
        ("renamed", "gate-renamed"),
        ("entrypoint", "entrypoint-moved"),
    ],
)
def test_an_unknown_rule_is_wrong_usage_and_the_nearest_are_named(
    asked: str, first: str, ask: Ask
) -> None:
    assert first in nearest(asked, CATALOGUE)

    code, out, err = ask("--explain", asked)
    assert (code, out) == (2, "")
    assert f"no rule is called {asked!r}" in err
    assert first in err


@pytest.mark.parametrize("asked", ["", "zzz", "\x1b[31m", "%", "ü" * 500])
def test_nonsense_is_refused_without_a_guess_that_is_none(asked: str, ask: Ask) -> None:
    code, out, err = ask("--explain", asked)

    assert (code, out) == (2, "")
    assert "bump --list names all of them" in err
    assert "\x1b" not in err


def test_only_one_question_at_a_time(ask: Ask) -> None:
    assert ask("--list", "--schema")[0] == 2
    assert ask("--list", "--explain", "gate-stricter")[0] == 2


# --- the schema of the report ---------------------------------------------------------------------


def test_the_schema_is_the_published_one(ask: Ask) -> None:
    code, out, err = ask("--schema")

    assert (code, err) == (0, "")
    assert json.loads(out) == schemas.load("bump-report.v1")


def test_the_answer_goes_to_a_file(ask: Ask, tmp_path: Path) -> None:
    code, out, _ = ask("--schema", "--out", str(tmp_path / "schema.json"))

    assert (code, out) == (0, "")
    assert json.loads((tmp_path / "schema.json").read_text()) == schemas.load("bump-report.v1")

"""SARIF, GitHub's annotations and JUnit: golden, valid, and never obeyed."""

from __future__ import annotations

import json as stdlib_json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import etree

from tests.diff.pairs import PAIRS, Pair
from tests.make import NO_5XX, make_files, make_pack
from tests.render.test_bump_page import REPORTS, report
from toolkit import __version__
from toolkit.diff.accepted import AcceptedBreak, Settlement, State, Trouble, Until
from toolkit.diff.failing import failing
from toolkit.diff.readings import Reading
from toolkit.pack.tree import Tree
from toolkit.render import github, junit, sarif
from toolkit.render.alerts import Alert, AlertRule, Alerts, Weight
from toolkit.render.views.bump_alerts import bump_alerts
from toolkit.render.views.smoke_alerts import smoke_alerts
from toolkit.smoke.examine import examine
from toolkit.spans import Location

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
FORMS: dict[str, Callable[[Sequence[Alerts]], str]] = {
    "sarif": sarif.render,
    "github": github.render,
    "junit.xml": junit.render,
}
SARIF = Draft202012Validator(
    stdlib_json.loads((HERE / "sarif.schema.json").read_text(encoding="utf-8"))
)
JUNIT = etree.XMLSchema(etree.parse(HERE / "junit.xsd"))
COMMAND = re.compile(
    r"::(?P<command>error|warning|notice) (?P<properties>[^:\r\n]*)::(?P<data>[^\r\n]*)"
)
RULE = AlertRule(id="a-rule", title="A rule", weight=Weight.ERROR)


def smoke_report() -> Alerts:
    """A pack with a failure of each kind that has a place, and advice."""
    files = make_files([NO_5XX.but(gate="status <")], id="", files={"README.md": None})
    found = examine(Tree.of_files(files, name="api"))
    return smoke_alerts(found, pack_path="packs/api", strict=True)


def sarif_log(*reports: Alerts) -> Any:
    """Return the log, which the schema accepts and whose parts agree."""
    log = stdlib_json.loads(sarif.render(reports))
    SARIF.validate(log)
    for run in log["runs"]:
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        assert rules == sorted(set(rules))
        assert [rules[one["ruleIndex"]] for one in run["results"]] == [
            one["ruleId"] for one in run["results"]
        ]
    ids = [run["automationDetails"]["id"] for run in log["runs"]]
    assert len(set(ids)) == len({one.pack_id for one in reports})
    return log


def junit_tree(*reports: Alerts) -> Any:
    """Return the root element of a document that the schema accepts and whose sums are right."""
    tree = etree.fromstring(junit.render(reports).encode())
    JUNIT.assertValid(tree)
    for suite in tree:
        assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
    return tree


def unescaped(text: str) -> str:
    """What GitHub makes of a value (actions/runner, ``ActionCommand``)."""
    pairs = {"%3A": ":", "%2C": ",", "%0D": "\r", "%0A": "\n", "%25": "%"}
    return re.sub("%3A|%2C|%0D|%0A|%25", lambda found: pairs[found.group()], text)


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Return the commands that GitHub's runner finds: command, properties, message."""
    found = []
    for line in text.split("\n"):
        match = COMMAND.fullmatch(line)
        assert match or not line.lstrip().startswith("::"), line
        if match:
            pairs = (each.partition("=") for each in match["properties"].split(","))
            properties = {name: unescaped(value) for name, _, value in pairs}
            found.append((match["command"], properties, unescaped(match["data"])))
    return found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["rich", "unchanged", "first", "smoke"])
def test_the_file_is_the_golden_one(
    name: str, form: str, golden: Callable[[str, str], None]
) -> None:
    wanted = (Reading.BREAKING, Reading.TOO_SMALL)
    alerts = smoke_report() if name == "smoke" else bump_alerts(REPORTS[name](), wanted)
    found = FORMS[form]([alerts]).replace(f'"{__version__}"', '"VERSION"')
    golden(f"alerts-{name}.{form}", found)
    sarif_log(alerts)
    junit_tree(alerts)
    commands(github.render([alerts]))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: str(pair.name))
def test_every_pair_is_valid_in_every_form(pair: Pair) -> None:
    found = report(pair.old, pair.new)
    alerts = bump_alerts(found)

    (run,) = sarif_log(alerts)["runs"]
    ours = [one for one in run["results"] if one["ruleId"] != "version-not-enough"]
    assert [one["partialFingerprints"]["policyPackFinding/v1"] for one in ours] == [
        finding.fingerprint for finding in found.findings
    ]
    levels = {"major": "error", "minor": "warning", "patch": "note", "none": "note"}
    assert [one["level"] for one in ours] == [
        levels[finding.required_bump.text] for finding in found.findings
    ]
    (suite,) = junit_tree(alerts)
    assert suite.get("failures") == "0"
    assert len(commands(github.render([alerts]))) == len(run["results"])


def test_every_place_is_a_line_of_the_tree_that_is_annotated() -> None:
    """Also of what is gone, which stood in a tree that nobody annotates; a pack may be the root."""
    for pair in PAIRS:
        for folder in ("packs/api", "."):
            found = replace(report(pair.old, pair.new), path=folder)
            for alert in bump_alerts(found).alerts:
                path = alert.path.removeprefix("packs/api/") if folder != "." else alert.path
                data = found.pack.tree.file(path)
                assert data is not None, alert
                assert alert.line <= data.count(b"\n")


def test_what_is_gone_says_where_it_stood() -> None:
    (alert,) = (
        one
        for one in bump_alerts(report(make_pack(version="1.0.0"), make_pack([NO_5XX]))).alerts
        if one.rule.id == "gate-removed"
    )

    assert alert.path == "packs/api/entroping-policy-pack.yaml"
    assert "In 1.0.0 it stood at rules/main.yaml:" in alert.message


@pytest.mark.parametrize("wanted", [(), *((one,) for one in Reading), tuple(Reading)], ids=str)
@pytest.mark.parametrize("name", REPORTS)
def test_a_case_fails_exactly_where_the_run_fails(name: str, wanted: tuple[Reading, ...]) -> None:
    found = REPORTS[name]()
    (suite,) = junit_tree(bump_alerts(found, wanted))

    assert (suite.attrib["failures"] != "0") is bool(failing(found, wanted))


def test_what_was_accepted_fails_nothing_and_what_was_in_vain_does() -> None:
    found = REPORTS["rich"]()
    first, second = found.findings[:2]
    entry = AcceptedBreak(
        fingerprint=first.fingerprint, rule=first.rule.id, gate="g", reason="agreed", until=Until(),
        approved_by="Ada", pack="", at=Location("accepted-breaks.yaml", 3, 1),
    )  # fmt: skip
    trouble = Trouble(State.EXPIRED, entry, "it has expired", "take it back")
    found = replace(found, settlement=Settlement(((entry, first),), (trouble,)))
    alerts = bump_alerts(found, (Reading.MAJOR,))

    (suite,) = junit_tree(alerts)
    failures = [case.get("name") for case in suite if case.find("failure") is not None]
    assert f"{first.rule.id}: {first.change.gate_id}" not in failures
    assert f"{second.rule.id}: {second.change.gate_id}" in failures
    assert any(str(name).startswith("acceptance-in-vain: g") for name in failures)
    suppressed = [one for one in sarif_log(alerts)["runs"][0]["results"] if "suppressions" in one]
    assert [one["partialFingerprints"]["policyPackFinding/v1"] for one in suppressed] == [
        first.fingerprint
    ]
    assert "accepted-breaks.yaml" in {
        place["file"] for _, place, _ in commands(github.render([alerts]))
    }


def test_the_gravest_come_first_over_all_packs() -> None:
    alerts = [
        replace(alert, weight=weight, path=f"{number}")
        for number, weight in enumerate((Weight.NOTE, Weight.ERROR, Weight.WARNING) * 8)
        for alert in [an_alert("m")]
    ]
    packs = [Alerts(verb="bump", pack_id=name, verdict=name, alerts=tuple(alerts)) for name in "ab"]
    text = github.render(packs)

    kinds = [kind for kind, _, _ in commands(text)]
    assert kinds == ["error"] * 16 + ["warning"] * 16 + ["notice"] * 16
    assert "6 of 16 errors stand only in this log" in text


def test_an_accepted_break_is_suppressed() -> None:
    alert = replace(an_alert("m"), counts=False, accepted="agreed with [all](1) until 2.0.0")
    alerts = Alerts(verb="bump", pack_id="a", verdict="v", alerts=(alert,))

    (result,) = sarif_log(alerts)["runs"][0]["results"]
    assert result["suppressions"][0]["justification"] == "agreed with [all] (1) until 2.0.0"
    assert commands(github.render([alerts])) == []
    assert "(accepted: agreed" in junit_tree(alerts)[0][0][0].text


def an_alert(text: str, path: str = "a") -> Alert:
    return Alert(
        rule=RULE, title=text, message=text, path=path, line=1, column=1, weight=Weight.ERROR,
        fingerprint="0", subject=text, counts=True,
    )  # fmt: skip


@settings(max_examples=300, deadline=None)
@example("\ud800", "\ud800\udcff")
@given(st.text(st.characters(), min_size=1), st.text(st.characters(), min_size=1))
def test_no_text_is_obeyed(text: str, path: str) -> None:
    """Any text at all, lone surrogates and characters that XML has no place for included."""
    alert = an_alert(text, path)
    alerts = Alerts(verb="bump", pack_id="a", verdict=text, alerts=(alert,), notes=(text,))

    ((kind, properties, data),) = commands(github.render([alerts]))
    assert (kind, properties["title"], data) == ("error", text, text)
    assert list(properties) == ["file", "line", "col", "title"]
    log = stdlib_json.loads(sarif.render([alerts]))
    assert "](" not in log["runs"][0]["results"][0]["message"]["text"]
    junit_tree(alerts)

"""`smoke` for CI: code scanning, annotations and test reports, which agree with the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from tests.make import NO_5XX, make_files, make_repository
from toolkit.cli import main


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a broken pack; it is the current folder."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    repo = make_repository(tmp_path / "repository")
    repo.write("packs/api", make_files([NO_5XX.but(gate="status <")]))
    monkeypatch.chdir(repo.root)
    return repo.root


@pytest.mark.parametrize("options", [(), ("--strict",)], ids=str)
@pytest.mark.usefixtures("here")
def test_a_case_fails_where_the_run_does(
    options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(("smoke", "--format", "junit", *options))
    tree = etree.fromstring(capsys.readouterr().out.encode())

    assert code == len(options)
    assert bool(tree.findall(".//failure")) is bool(options)


def test_advice_counts_only_where_it_is_asked_for(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert here.exists()
    main(("smoke", "--format", "junit", "--strict"))
    plain = capsys.readouterr().out.count("<failure")
    main(("smoke", "--format", "junit", "--strict", "--advice-is-fatal"))

    assert capsys.readouterr().out.count("<failure") > plain


@pytest.mark.usefixtures("here")
def test_faults_stand_at_their_lines(capsys: pytest.CaptureFixture[str]) -> None:
    main(("smoke", "--format", "github"))
    assert "::error file=packs/api/rules/main.yaml,line=7,col=20," in capsys.readouterr().out

    main(("smoke", "--format", "sarif"))
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert run["automationDetails"]["id"] == "policy-pack-toolkit/smoke/acme.api/"
    places = [one["locations"][0]["physicalLocation"] for one in run["results"]]
    assert {"startLine": 7, "startColumn": 20} in [place.get("region") for place in places]

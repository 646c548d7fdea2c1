"""`bump` on whole packs, from real repositories and through the real Hurl."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.hurl import require_hurl
from tests.make import PACK_ID, G, make_files, make_repository
from toolkit import schemas
from toolkit.cli import main

OK = G(id="acme.ok", gate="status < 400")
NO_5XX = G(id="acme.no_5xx", gate="status < 500")
JSON = G(id="acme.json", gate='header "Content-Type" contains "json"')
OWNER = G(id="acme.owner", gate='jsonpath "$.owner" isString', condition="tags contains 'owned'")
Bump = Callable[..., str]


@pytest.fixture
def bump(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Bump:
    """Return a function that releases old gates, commits new ones, and says what bump says."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("NO_COLOR", "1")

    def run(old: list[G], new: list[G], form: str = "json", *words: str) -> str:
        repo = make_repository(tmp_path / f"repository-{len(list(tmp_path.iterdir()))}")
        repo.write("packs/api", make_files(old))
        repo.commit(f"{PACK_ID}-v1.0.0")
        repo.write("packs/api", make_files(new))
        repo.commit()
        monkeypatch.chdir(repo.root)
        capsys.readouterr()
        assert main(("bump", "--pack", "packs/api", "--format", form, *words)) == 0
        return " ".join(capsys.readouterr().out.split())

    return run


def payload(out: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(out)
    schemas.validator("bump-report.v1").validate(found)
    return found


@pytest.mark.oracle
def test_hurl_confirms_that_all_others_let_it_pass(bump: Bump) -> None:
    require_hurl()
    old = [OK, JSON, OWNER, NO_5XX]
    found = payload(bump(old, [OK.but(gate="status < 300"), JSON, OWNER, NO_5XX]))
    whole = found["pipeline"]

    assert (whole["relation"], whole["method"]) == ("stricter", "decided")
    assert whole["witness"]["confirmed"].startswith("confirmed by hurl 7.")
    assert (whole["witness"]["old"], whole["witness"]["new"]) == ("pass", "fail")
    assert whole["refused_by"] == "acme.ok"
    assert {*whole["passed"]} == {"acme.ok", "acme.json", "acme.no_5xx"}
    assert whole["reverse_witness"] is None
    assert (found["impact"], found["protection"]) == ("breaking", "raised")


@pytest.mark.oracle
def test_hurl_confirms_what_is_lost(bump: Bump) -> None:
    require_hurl()
    found = payload(bump([OK, JSON, NO_5XX, OWNER], [JSON, NO_5XX]))
    whole = found["pipeline"]

    assert whole["relation"] == "looser"
    assert whole["reverse_witness"]["confirmed"].startswith("confirmed by hurl 7.")
    assert (whole["was_refused_by"], whole["passes"]) == ("acme.ok", ["acme.json", "acme.no_5xx"])
    assert (found["impact"], found["protection"]) == ("compatible", "reduced")


def test_an_added_gate_that_others_imply_is_proven_harmless(bump: Bump) -> None:
    found = payload(bump([OK, JSON], [OK, JSON, NO_5XX], "json", "--no-confirm"))
    (finding,) = found["findings"]

    assert (finding["rule"], finding["required_bump"]) == ("gate-added-covered", "minor")
    assert (finding["covered_by"], finding["witness"]) == (["acme.ok"], None)
    assert "whatever passed acme.ok passes it" in finding["message"]
    assert (found["impact"], found["protection"]) == ("compatible", "same")
    assert (found["required_bump"], found["pipeline"]["relation"]) == ("minor", "equal")


def test_a_removed_gate_that_others_imply_is_major_and_no_loss(bump: Bump) -> None:
    found = payload(bump([OK, NO_5XX], [OK], "json", "--no-confirm"))
    (finding,) = found["findings"]

    assert (finding["rule"], finding["replaced_by"]) == ("gate-removed-covered", ["acme.ok"])
    assert (found["required_bump"], found["protection"]) == ("major", "same")


@pytest.mark.parametrize("form", ["text", "md"])
def test_pages_say_what_the_whole_pack_does(bump: Bump, form: str) -> None:
    page = bump([OK, JSON, NO_5XX], [OK, JSON, NO_5XX.but(gate="status < 450")], form)
    plain = page.replace("**", "").replace("`", "")

    assert "none that passed can fail: what single gates refuse beyond" in plain
    assert "the same" in plain
    assert "Taken alone: a response with status 450 passed 1.0.0 and fails now." in plain
    assert (
        "beside the other gates: harmless, for whatever passed acme.ok of 1.0.0 passes it" in plain
    )
    page = bump([OK, JSON, NO_5XX], [OK.but(gate="status < 450"), JSON, NO_5XX], form)
    assert (
        "a response with status 400 failed acme.ok of 1.0.0, and passes every blocking gate now"
        in page.replace("`", "")
    )


def test_where_it_is_not_known_the_page_says_so(bump: Bump) -> None:
    name = G(id="acme.name", gate='header "X-Name" == "{{name}}"')
    page = bump([OK, name], [OK.but(gate="status < 300"), name], "text", "--no-confirm")

    assert "one that passed can fail; for all gates together it is not decided: a gate" in page


def test_a_first_release_has_no_pipeline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repository(tmp_path / "first")
    repo.write("packs/api", make_files([OK]))
    repo.commit()
    monkeypatch.chdir(repo.root)
    assert main(("bump", "--pack", "packs/api", "--format", "json")) == 0

    assert payload(capsys.readouterr().out)["pipeline"] is None

"""`bump` and the real Hurl: every witness is played to it, and it agrees."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.hurl import require_hurl
from tests.make import G, make_files, make_pack
from toolkit import schemas
from toolkit.cli import main
from toolkit.commands._confirm import confirmed
from toolkit.diff.catalogue import Impact, load_catalogue
from toolkit.diff.report import Baseline, BumpReport, bump_report
from toolkit.diff.witnesses import Standing
from toolkit.errors import ExitCode
from toolkit.host.files import read_folder
from toolkit.pack.read import read_pack
from toolkit.versions import History, parse_version

PACKS = Path(__file__).parents[2] / "packs"


@dataclass(frozen=True)
class Case:
    """A gate before and after, and what Hurl has to say of its witnesses."""

    old: G | None
    new: G | None
    told: str = "confirmed by hurl"

    def __str__(self) -> str:
        return " -> ".join(
            f"{one.gate} ({one.condition}, {one.enforcement})" if one else "nothing"
            for one in (self.old, self.new)
        )


def lines(old: str, new: str, told: str = "confirmed by hurl") -> Case:
    before, after = (G(id="acme.x", gate=text) if text else None for text in (old, new))
    return Case(before, after, told)


def scopes(old: str, new: str, gate: str = "status < 500") -> Case:
    before, after = (G(id="acme.x", gate=gate, condition=text) for text in (old, new))
    return Case(before, after)


CASES = (
    lines("status < 500", "status < 400"),
    lines("status == 200", "status == 204"),
    lines("duration < 1000", "duration < 300"),
    lines('header "Cache-Control" contains "no-"', 'header "Cache-Control" matches /no-/'),
    lines('header "X" exists', 'header "X" == ""'),
    lines('header "X" count > 2', 'header "X" count > 3'),
    lines('header "Content-Length" toInt > 5', 'header "Content-Length" toInt > 6'),
    lines('header "Transfer-Encoding" == "chunked"', 'header "Transfer-Encoding" not exists'),
    lines('header "X" == "é"', 'header "X" == "日本"'),
    lines('jsonpath "$.a" > 5', 'jsonpath "$.a" == 5'),
    lines('jsonpath "$.items[*].id" count > 1', 'jsonpath "$.items[*].id" count > 2'),
    lines("body contains `<b>`", "body isEmpty"),
    lines("bytes count < 9", "bytes count < 5"),
    lines("bytes startsWith hex,ff;", "bytes startsWith hex,fe;"),
    lines('cookie "sid[Secure]" exists', 'cookie "sid[HttpOnly]" exists'),
    lines('version == "1.0"', 'version == "1.1"'),
    lines('url contains "/a"', 'url contains "/ab"'),
    lines("status == 204", "body isEmpty"),
    lines("", 'header "Y" exists'),
    lines("", "sha256 == hex,00;"),
    lines('header "X" exists', ""),
    scopes("method == 'GET'", "method == 'POST'"),
    scopes("path startswith '/v1'", "true"),
    scopes("true", "url contains 'api.example.com/a b'"),
    scopes("tags contains 'a'", "meta.owner == 'b'"),
    scopes("true", "method == 'DELETE'", gate="body contains `x`"),
    Case(G(id="acme.x", enforcement="warn"), G(id="acme.x")),
    lines('version == "2"', 'version == "3"', "not confirmable: HTTP/"),
    lines("ip == `127.0.0.1`", "ip == `127.0.0.2`"),
    lines("ip == `10.0.0.1`", "ip == `10.0.0.2`", "not confirmable: the server is at a loopback"),
    lines("redirects count == 1", "redirects count == 2"),
    lines("redirects count > 60", "redirects count > 70"),
    lines('certificate "Issuer" == "a"', 'certificate "Issuer" == "b"', "not confirmable: a cert"),
    lines('variable "x" == 1', 'variable "x" == 2'),
    lines('variable "x" == "a\\"{é"', 'variable "x" == "\\n"'),
    lines('variable "x" == -2.5', 'variable "x" == null'),
    lines('variable "x" count == 1', 'variable "x" count == 2', "not confirmable: the variable x"),
    lines("duration < 90000", "duration < 80000", "not confirmable: nobody waits"),
    lines("duration == 0", "duration == 1", "not confirmable: it took"),
    Case(
        G(id="acme.x", gate="body contains `x`", condition="method == 'HEAD'"),
        G(id="acme.x", gate="body contains `y`", condition="method == 'HEAD'"),
        "not confirmable: an answer to HEAD",
    ),
)  # fmt: skip


def report(*cases: Case) -> BumpReport:
    """Return the report about all cases at once, each under an id of its own."""
    sides = [
        [gate.but(id=f"acme.x{n}") for n, gate in enumerate(gates) if gate is not None]
        for gates in ([case.old for case in cases], [case.new for case in cases])
    ]
    old, new = (make_pack(side) for side in sides)
    history = History.since(parse_version("1.0.0"), repeated=False)
    baseline = Baseline(ref="acme.api-v1.0.0", pack=old, history=history)
    return bump_report(new, "packs/api", baseline, load_catalogue())


@pytest.mark.oracle
def test_hurl_agrees_with_every_witness() -> None:
    """All of them in one run; the evaluator's word is not taken for anything here."""
    require_hurl()
    found, refuted = confirmed([report(case) for case in CASES], wanted=True)

    assert refuted is None
    for case, one in zip(CASES, found, strict=True):
        told = [shown.confirmation.text for shown in one.witnesses]
        assert told, f"{case}: no witness"
        assert all(text.startswith(case.told) for text in told), f"{case}: {told}"
        whole = one.pipeline
        assert whole is not None
        assert bool(whole.witness) == (one.impact is Impact.BREAKING), f"{case}: {whole.reason}"


@pytest.mark.oracle
def test_hurl_agrees_on_what_our_own_packs_refuse() -> None:
    """A response that it refuses, for every gate that we ship."""
    require_hurl()
    packs = [read_pack(read_folder(folder)).pack() for folder in sorted(PACKS.iterdir())]
    cases = [
        Case(G(id="acme.x", gate=gate.assertion_text, condition=gate.condition_text), None)
        for pack in packs
        for gate in pack.policy.gates
    ]
    (found,), refuted = confirmed([report(*cases)], wanted=True)

    assert refuted is None
    assert {one.confirmation.standing for one in found.witnesses} == {Standing.CONFIRMED}
    assert len(found.witnesses) == len(cases) + 1  # of all gates together


Bump = Callable[..., tuple[int, str, str]]


@pytest.fixture
def bump(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Bump:
    """Return a function that compares the pack of today with the one that stood there before."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")

    def run(old: str, new: str, *words: str) -> tuple[int, str, str]:
        for name, gate in (("old", old), ("new", new)):
            for path, data in make_files([G(id="acme.x", gate=gate)]).items():
                (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / name / path).write_bytes(data)
        capsys.readouterr()
        code = main(("bump", "--pack", "new", "--baseline", "old", *words))
        streams = capsys.readouterr()
        return code, streams.out, streams.err

    return run


def payload(out: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(out)
    schemas.validator("bump-report.v1").validate(found)
    return found


@pytest.mark.oracle
def test_what_hurl_says_stands_in_every_form(bump: Bump) -> None:
    require_hurl()
    _, out, _ = bump("status < 500", "status < 400", "--format", "json")
    found = payload(out)
    told = found["findings"][0]["witness"]["confirmed"]

    assert told.startswith("confirmed by hurl 7.")
    assert found["counts"]["confirmed"] == 1
    for form in ("text", "md"):
        _, page, _ = bump("status < 500", "status < 400", "--format", form)
        assert f"2 {told}" in page
        assert f"witness: {told}" in page.replace("**", "")
        assert "A response with status 400 passed 1.0.0 and fails now." in page


def test_without_hurl_it_says_so(bump: Bump, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    code, out, _ = bump("status < 500", "status < 400", "--format", "json")

    assert code == 0
    assert payload(out)["findings"][0]["witness"]["confirmed"] == "not tried: no hurl on PATH"
    assert "witnesses: 2 not tried: no hurl on PATH" in bump("status < 500", "status < 400")[1]


def fake_hurl(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a program called hurl on PATH."""
    program = folder / "bin" / "hurl"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


LIAR = """
[ "$1" = --version ] && { echo "hurl VERSION (libcurl)"; exit 0; }
for each; do case "$each" in *.hurl)
echo '{"filename":"'$each'","entries":[{"time":1,"asserts":[
{"line":7,"success":false},{"line":8,"success":true}]}]}' | tr -d '\\n'; echo;; esac; done
"""


def test_what_is_refuted_is_our_fault_and_kept(
    bump: Bump, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything that is needed to see it again stands in a folder, which is named."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    fake_hurl(tmp_path, LIAR.replace("VERSION", "7.1.0"), monkeypatch)
    code, out, err = bump("status < 500", "status < 400", "--format", "json")

    assert code == ExitCode.BUG
    assert payload(out)["findings"][0]["witness"]["confirmed"] == "refuted by hurl 7.1.0"
    (folder,) = tmp_path.glob("policy-pack-refuted-*")
    assert str(folder) in err
    assert (folder / "1.http").read_bytes() == b"HTTP/1.1 400 Played\r\n\r\n"
    assert "# we say that this fails:\nstatus < 400\n" in (folder / "1.hurl").read_text()


def test_another_hurl_proves_nothing(
    bump: Bump, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_hurl(tmp_path, LIAR.replace("VERSION", "6.0.0"), monkeypatch)
    code, out, _ = bump("status < 500", "status < 400", "--format", "json")

    assert code == 0
    told = payload(out)["findings"][0]["witness"]["confirmed"]
    assert told == "not confirmable: hurl 6.0.0 is on PATH, and gates are those of Hurl 7"


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("sleep 60", "hurl did not end within 0.3 seconds"),
        ("kill -SEGV $$", "Hurl gave no result"),
        ("echo hurl 7.1.0; echo '{'; echo '{}'; echo '[]'; exit 4", "Hurl gave no result"),
    ],
)
def test_a_hurl_that_is_broken_takes_no_report_away(
    bump: Bump, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, told: str
) -> None:
    monkeypatch.setattr("toolkit.host.hurl._VERSION_SECONDS", 0.3)
    fake_hurl(tmp_path, script, monkeypatch)

    code, out, _ = bump("status < 500", "status < 400", "--format", "json")

    assert code == 0
    assert payload(out)["findings"][0]["witness"]["confirmed"] == f"not confirmable: {told}"


@pytest.mark.parametrize(
    ("gates", "words"),
    [
        (("status < 500", "status <  500"), ()),
        (("status < 500", "status < {{x}}"), ()),
        (("status < 500", "status < 400"), ("--no-confirm",)),
    ],
)
def test_hurl_is_not_even_looked_for_where_there_is_nothing_to_ask(
    bump: Bump,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    gates: tuple[str, str],
    words: tuple[str, ...],
) -> None:
    fake_hurl(tmp_path, f"touch {tmp_path}/asked", monkeypatch)
    code, _, _ = bump(*gates, *words)

    assert code == 0
    assert not (tmp_path / "asked").exists()


@pytest.mark.oracle
def test_a_witness_that_is_wrong_is_refuted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Confirmation would notice: the claims are turned round."""
    require_hurl()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = report(lines("status < 500", "status < 400"))
    (finding,) = found.findings
    shown = finding.change.witness
    assert shown is not None
    turned = replace(
        shown, claims=tuple(replace(claim, holds=not claim.holds) for claim in shown.claims)
    )
    change = replace(finding.change, witness=turned)
    wrong = replace(found, findings=(replace(finding, change=change),))
    (told,), refuted = confirmed([wrong], wanted=True)

    assert told.witnesses[0].confirmation.standing is Standing.REFUTED
    assert refuted is not None
    assert refuted.count == 1

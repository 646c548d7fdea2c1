"""What vendoring is for: a test of the consumer meets the gates of the pack, in the real Hurl.

The gates in force are put below a request as the runtime does (each assertion
that applies, one line), and the verdict of each line is that of its gate's id.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import Answer, asked
from tests.hurl import Exchange, Response, outcomes, require_hurl
from tests.make import G, make_files, write_files
from toolkit.gates.condition import Always
from toolkit.host.projects import read_project

pytestmark = pytest.mark.oracle

NO_5XX = G(id="acme.no_5xx", gate="status < 500", final=True)
SMALL = G(id="acme.small", gate="bytes count < 10")
PROJECT = 'project: "shop"\nversion: "4.1"\nimports: []\ngates: []\n'
OVERRIDE = """\
gates:
  - id: {id}
    condition: "true"
    gate: {gate}
    enforcement: block
"""
CONSUMER = """\
project: "shop"
version: "4.1"
imports: ["./policy-packs/api/qanstitution.yaml"]
gates:
  - {id: shop.own, condition: "true", gate: duration < 9000, enforcement: block}
"""
README = (
    "# Acme API\n\n## Final gates\n\n`acme.no_5xx`: a server error is never what was promised.\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project beside a pack of two gates, one of them final."""
    require_hurl()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    files = {"README.md": README, "examples/consumer-qanstitution.yaml": CONSUMER}
    write_files(tmp_path / "api", make_files([NO_5XX, SMALL], files=files))
    return write_files(tmp_path / "shop", {"qanstitution.yaml": PROJECT})


def vendor(capsys: pytest.CaptureFixture[str], project: Path) -> Answer:
    pack = str(project.parent / "api")
    return asked(capsys, "vendor", "--pack", pack, "--name", "api", "--into", str(project), "--yes")


def failing(project: Path, response: Response) -> list[str]:
    """Return the ids of the gates that fail on a response, in the real Hurl."""
    policy = read_project(project).policy
    assert policy is not None
    gates = [gate for gate in policy.gates if isinstance(gate.condition, Always)]
    exchange = Exchange(response, [gate.assertion_text for gate in gates])
    (verdicts,) = outcomes([exchange], project.parent)
    return [gate.id for gate, held in zip(gates, verdicts, strict=True) if not held]


def rewrite(project: Path, own: str) -> None:
    config = project / "qanstitution.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("gates: []\n", own), encoding="utf-8")


def test_a_response_that_violates_a_gate_fails_on_its_id(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    violating = Response(503, body=b"a long answer")
    assert failing(project, violating) == []

    assert vendor(capsys, project).code == 0

    assert failing(project, violating) == ["acme.no_5xx", "acme.small"]
    assert failing(project, Response(200, body=b"short")) == []


def test_an_override_of_the_project_works(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vendor(capsys, project)
    rewrite(project, OVERRIDE.format(id="acme.small", gate="bytes count < 100"))

    assert failing(project, Response(200, body=b"a long answer")) == []
    assert failing(project, Response(200, body=b"x" * 100)) == ["acme.small"]
    assert asked(capsys, "doctor", "--project", str(project), "--entroping", "0.5.0").code == 0


def test_a_final_gate_cannot_be_overridden(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(project, OVERRIDE.format(id="acme.no_5xx", gate="status < 600"))
    before = (project / "qanstitution.yaml").read_bytes()

    answer = vendor(capsys, project)

    assert answer.code == 1
    assert "acme.no_5xx" in answer.err + answer.out
    assert "qanstitution.yaml:5" in answer.err + answer.out
    assert [path.name for path in project.iterdir()] == ["qanstitution.yaml"]
    assert (project / "qanstitution.yaml").read_bytes() == before


def test_a_final_gate_that_is_overridden_later_stops_the_policy(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vendor(capsys, project)
    rewrite(project, OVERRIDE.format(id="acme.no_5xx", gate="status < 600"))

    assert read_project(project).policy is None
    answer = asked(capsys, "doctor", "--project", str(project))
    assert answer.code == 1
    assert "Cannot override final imported gate" in answer.words

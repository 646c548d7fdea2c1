"""The effective policy: the runtime's bytes, and pages that people read."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line import Answer, asked
from tests.consumer.projects import (
    EXCEPTION,
    IMPORT,
    LATENCY,
    OWN,
    PROJECTS,
    config,
    vendored,
    written,
)
from tests.consumer.runtime_report import runtime_report
from tests.make import NO_5XX, write_files
from toolkit import schemas
from toolkit.consumer.policy.reading import read_policy_report
from toolkit.pack.limits import MAX_FILE_BYTES

REPORT = "effective-policy-report.v1"
PACKS = Path(__file__).parent.parent.parent / "packs"


@pytest.fixture
def reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Answer]:
    """Return a function that runs ``report-policy`` on a named project, or on what is there."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)

    def run(*words: str, project: str = "") -> Answer:
        if project:
            written(tmp_path, project)
        return asked(capsys, "report-policy", *words, schema=REPORT)

    return run


@pytest.mark.parametrize("project", PROJECTS)
def test_the_json_is_that_of_the_runtime_byte_for_byte(
    project: str, reported: Callable[..., Answer], tmp_path: Path
) -> None:
    answer = reported("--format", "json", "--out", "report.json", project=project)

    assert answer.code == 0
    text = (tmp_path / "report.json").read_bytes().decode()
    assert text == runtime_report(tmp_path)
    schemas.validator(REPORT).validate(json.loads(text))


def test_the_starter_packs_together_are_reported_as_the_runtime_does(
    reported: Callable[..., Answer], tmp_path: Path
) -> None:
    names = sorted(path.name for path in PACKS.iterdir())
    for name in names:
        shutil.copytree(PACKS / name, tmp_path / "policy-packs" / name)
    imports = tuple(f"./policy-packs/{name}/qanstitution.yaml" for name in names)
    write_files(tmp_path, {"qanstitution.yaml": config(OWN, imports=imports)})

    answer = reported("--format", "json")

    assert answer.out == runtime_report(tmp_path)
    assert len(answer.payload["gates"]) > 40


def test_another_config_of_the_project_is_reported_where_it_stands(
    reported: Callable[..., Answer], tmp_path: Path
) -> None:
    write_files(tmp_path, {"ci/strict.yaml": config(OWN, imports=("./more/x.yaml",))})
    write_files(tmp_path, {"ci/more/x.yaml": config(NO_5XX)})

    answer = reported("--config", "./ci/strict.yaml", "--format", "json")

    assert answer.payload["config_path"] == "ci/strict.yaml"
    assert answer.out == runtime_report(tmp_path, "ci/strict.yaml")


@pytest.mark.parametrize(
    "named", ["", "../x.yaml", "/etc/passwd", ".", "a/../..", "a\0b", "a" * 300]
)
def test_a_config_outside_of_the_project_is_wrong_usage(
    named: str, reported: Callable[..., Answer]
) -> None:
    answer = reported("--config", named, project="alone")

    assert (answer.code, answer.out) == (2, "")
    assert "names no file in the project" in answer.err


@pytest.mark.parametrize("locale", ["C", "latin-1", "ascii"])
def test_the_bytes_are_the_same_whatever_the_locale_says(locale: str, tmp_path: Path) -> None:
    written(tmp_path, "odd texts")
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    if locale != "C":
        environment["PYTHONIOENCODING"] = locale
    words = [sys.executable, "-m", "toolkit", "report-policy", "--format", "json"]
    words += ["--project", str(tmp_path)]
    root = Path(__file__).parent.parent.parent

    done = subprocess.run(words, cwd=root, env=environment, capture_output=True, check=True)

    assert done.stdout == runtime_report(tmp_path).encode()


def test_half_a_character_is_written_as_json_spells_it(tmp_path: Path) -> None:
    """The runtime takes it, and no encoding has it."""
    write_files(tmp_path, {"qanstitution.yaml": config(OWN.but(id="shop.\ud800"))})
    words = [sys.executable, "-m", "toolkit", "report-policy", "--format", "json"]
    words += ["--project", str(tmp_path)]
    root = Path(__file__).parent.parent.parent

    done = subprocess.run(words, cwd=root, capture_output=True, check=True)

    assert json.loads(done.stdout)["gates"][0]["id"] == "shop.\ud800"


def test_provenance_is_one_key_more_and_the_rest_stays_the_same_bytes(
    reported: Callable[..., Answer],
) -> None:
    plain = reported("--format", "json", project="vendored").out
    answer = reported("--format", "json", "--provenance")

    ours = answer.payload["toolkit"]
    assert answer.out.startswith(plain[: -len("\n}\n")] + ',\n  "toolkit": {')
    assert ours["report_sha256"] == hashlib.sha256(plain.encode()).hexdigest()
    assert [(one["id"], one["locked"], one["differences"]) for one in ours["packs"]] == [
        ("acme.api", True, [])
    ]
    assert ours["packs"][0]["source"]["signer"] == "release@acme.example"
    assert [(one["path"], one["origin"], one["gates"]) for one in ours["sources"]] == [
        ("qanstitution.yaml", "local", ["shop.own"]),
        ("policy-packs/api/qanstitution.yaml", "pack", []),
        (
            "policy-packs/api/rules/main.yaml",
            "pack",
            ["acme.no_5xx", "acme.request_id", "acme.latency"],
        ),
    ]
    assert ours["sources"][1]["declared"] == [
        {"ref": IMPORT[0], "file": "qanstitution.yaml", "line": 3}
    ]
    assert ours["final_gates"] == ["acme.no_5xx"]
    assert ours["advisory_gates"] == ["acme.request_id"]
    assert [(one["last_day"], one["line"]) for one in ours["exceptions"]] == [("2027-01-31", 7)]


def test_an_override_is_told_with_both_places(reported: Callable[..., Answer]) -> None:
    answer = reported("--format", "json", "--provenance", project="overridden")

    (told,) = answer.payload["toolkit"]["overrides"]
    assert told["gate_id"] == "acme.latency"
    assert told["imported"] == {
        "condition": "true",
        "gate": "duration < 2000",
        "enforcement": "block",
        "file": "policy-packs/api/rules/main.yaml",
        "line": 17,
    }
    assert (told["local"]["gate"], told["local"]["line"]) == ("duration < 3000", 6)
    assert answer.payload["toolkit"]["packs"][0]["locked"] is False


def test_a_pack_that_differs_from_its_lock_is_told(
    reported: Callable[..., Answer], tmp_path: Path
) -> None:
    written(tmp_path, "vendored")
    write_files(tmp_path, {"policy-packs/api/README.md": "# Mine\n"})

    answer = reported("--format", "json", "--provenance")

    assert answer.payload["toolkit"]["packs"][0]["differences"] == ["README.md: changed"]
    assert "differs from the lock: README.md: changed" in reported().words


@pytest.mark.parametrize("form", ["text", "md", "html"])
@pytest.mark.parametrize("project", ["vendored", "overridden", "empty", "groups"])
def test_the_page_is_the_golden_one(
    project: str, form: str, reported: Callable[..., Answer], golden: Callable[[str, str], None]
) -> None:
    answer = reported("--format", form, project=project)

    assert answer.code == 0
    golden(f"policy-{project}.{form}", answer.out)


FINAL: dict[str, bytes | str] = {
    "qanstitution.yaml": config(NO_5XX.but(gate="status < 600"), imports=IMPORT),
    **vendored(),
}


def test_a_final_gate_that_is_overridden_is_refused_with_both_places(
    reported: Callable[..., Answer], tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    write_files(tmp_path, FINAL)

    answer = reported("--format", "json")

    payload = json.loads(answer.out)
    schemas.validator("policy-refusal.v1").validate(payload)
    assert answer.code == 1
    assert "gates" not in payload
    (fault,) = payload["faults"]
    assert (fault["code"], fault["file"], fault["line"]) == (
        "final-overridden",
        "qanstitution.yaml",
        5,
    )
    assert "final at policy-packs/api/rules/main.yaml:5" in fault["hint"]
    assert "qanstitution.yaml:5" in answer.err
    for form in ("text", "md", "html"):
        again = reported("--format", form)
        assert again.code == 1
        golden(f"policy-refused.{form}", again.out)


BROKEN = {
    "no YAML": ("project: [", "qanstitution.yaml:1", 1),
    "no config": (None, "there is no qanstitution.yaml in it", 3),
    "an import that is not there": (config(imports=("./gone.yaml",)), "qanstitution.yaml:3", 1),
    "an import that leads out": (config(imports=("../x.yaml",)), "outside", 1),
    "an import of a NUL": (config(imports=("a\0b",)), "control characters", 1),
    "an import with a name too long": (config(imports=("a" * 5000,)), "qanstitution.yaml:3", 1),
    "an import of a folder": (config(imports=("policy-packs",)), "qanstitution.yaml:3", 1),
    "no Hurl": (config(OWN.but(gate="status ~ 3")), "qanstitution.yaml:4", 1),
    "not UTF-8": (b"project: \xff\n", "qanstitution.yaml", 1),
    "a key twice": (config(OWN) + "gates: []\n", "qanstitution.yaml:5", 1),
    "too large": (config(OWN) + "#" * MAX_FILE_BYTES, "larger than 4,194,304 bytes", 1),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_project_that_does_not_load_says_where(
    name: str, form: str, reported: Callable[..., Answer], tmp_path: Path
) -> None:
    text, said, code = BROKEN[name]
    (tmp_path / "policy-packs").mkdir()
    if text is not None:
        write_files(tmp_path, {"qanstitution.yaml": text})

    answer = reported("--format", form)

    assert answer.code == code
    assert said in answer.words + answer.err
    assert "Traceback" not in answer.err


def test_a_broken_lock_is_told_before_anything_is_written(
    reported: Callable[..., Answer], tmp_path: Path
) -> None:
    written(tmp_path, "vendored")
    write_files(tmp_path, {"policy-packs.lock.json": "{}"})

    answer = reported("--out", "report.txt")

    assert answer.code == 3
    assert "policy-packs.lock.json" in answer.err
    assert not (tmp_path / "report.txt").exists()


def test_provenance_is_for_json_only(reported: Callable[..., Answer]) -> None:
    assert reported("--provenance", project="alone").code == 2


def test_nothing_that_a_project_says_is_obeyed_by_a_page(
    reported: Callable[..., Answer], tmp_path: Path
) -> None:
    nasty = "<script>alert(1)</script>"
    gate = OWN.but(id=nasty, gate=f'body contains "{nasty}"')
    more = EXCEPTION.replace("shop.own", json.dumps(nasty)).replace("SHOP-7", json.dumps(nasty))
    write_files(tmp_path, {"qanstitution.yaml": config(gate, LATENCY, more=more)})

    page = reported("--format", "html").out

    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_report_reads_back_as_the_policy_that_it_tells_of(
    reported: Callable[..., Answer],
) -> None:
    text = reported("--format", "json", "--provenance", project="vendored").out
    read = read_policy_report(text.encode(), "report.json")

    assert read.report.text(read.ours) == text
    assert read.policy.final_ids == ["acme.no_5xx"]

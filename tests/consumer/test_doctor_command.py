"""The command: a machine without a project, options, exit codes, hostile bytes, sizes."""

from __future__ import annotations

import datetime as dt
import json
import os
import shlex
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.command_line import asked
from tests.consumer.shop import EXCEPTION, GATES, HEAD, IMPORT, TODAY, Shop, digest, override
from tests.make import make_files, make_repository, write_files
from tests.offline import offline, ours
from toolkit import schemas
from toolkit.consumer.checkup.answers import CHECKS
from toolkit.consumer.checkup.examine import Checkup, Facts, examine_machine, examine_project
from toolkit.consumer.checkup.tools import USES, Tool
from toolkit.consumer.packs import used_packs
from toolkit.consumer.project import CONFIG, PACKS
from toolkit.consumer.vendor_lock import LOCK
from toolkit.host.projects import read_project
from toolkit.release.lock import Lock, Seen
from toolkit.render import json as render_json
from toolkit.render import markdown, text
from toolkit.render.views.doctor import doctor_page, doctor_payload


@pytest.fixture
def shop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shop:
    """A project in which all is well, in no repository."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("NO_COLOR", "1")
    return Shop.new(tmp_path / "shop", capsys)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with nothing in it."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    return tmp_path / "empty"


def test_the_schema_has_every_check() -> None:
    answer = schemas.load("doctor.v1")["properties"]["answers"]["items"]

    assert answer["properties"]["check"]["enum"] == list(CHECKS)


@pytest.mark.usefixtures("empty")
def test_a_folder_without_a_project_has_a_machine(shop: Shop) -> None:
    answer = asked(shop.capture, "doctor", "--format", "json", schema="doctor.v1")

    assert (answer.code, answer.payload["project"], answer.payload["packs"]) == (0, None, [])
    assert {each["check"] for each in answer.payload["answers"]} == {"tool"}


def test_a_folder_of_packs_is_a_maintainers(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path / "all/packs/api", make_files())
    monkeypatch.chdir(tmp_path / "all")
    answer = asked(shop.capture, "doctor", "--format", "json", schema="doctor.v1")
    monkeypatch.chdir(tmp_path / "all/packs/api")
    inside = asked(shop.capture, "doctor", "--format", "json", schema="doctor.v1")

    assert answer.payload["maintained"] == ["packs/api"]
    assert inside.payload["maintained"] == ["."]
    assert inside.payload["project"] is None


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--project", "nowhere"], 3, "no such folder"),
        (["--project", "."], 3, "there is no qanstitution.yaml in it"),
        (["--project", ""], 2, "the name is empty"),
        (["--config", "../q.yaml"], 2, "not a file in the folder of the project"),
        (["--config", "/q.yaml"], 2, "not a file in the folder of the project"),
        (["--entroping", "new"], 2, "no version"),
        (["--soon", "-1"], 2, "--soon"),
        (["--soon", "99999999"], 2, "--soon"),
        (["--today", "tomorrow"], 2, "--today"),
        (["--lock", "nowhere"], 3, "no qanstitution.yaml"),
    ],
)
def test_wrong_words_are_told(
    shop: Shop, empty: Path, words: list[str], code: int, said: str
) -> None:
    assert empty == Path.cwd()

    answer = asked(shop.capture, "doctor", *words)

    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err


def test_strict_counts_advice_and_what_is_not_known(shop: Shop) -> None:
    all_here = all(shutil.which(name) for name in ("git", "ssh-keygen", "hurl"))
    assert shop.doctor("--strict").code == (0 if all_here else 1)
    shop.replace(CONFIG, GATES, GATES + override(enforcement="audit_only"))

    assert shop.doctor().code == 0
    assert shop.doctor("--strict").code == 1


def test_the_version_is_that_of_the_program_on_path(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = write_files(tmp_path / "bin", {"entroping": "#!/bin/sh\necho entroping 2.0.0\n"})
    (program / "entroping").chmod(0o755)
    monkeypatch.setenv("PATH", str(program), prepend=os.pathsep)

    words = ("--project", str(shop.root), "--today", TODAY, "--format", "json")
    answer = asked(shop.capture, "doctor", *words, schema="doctor.v1")

    assert answer.code == 1
    assert "2.0.0 is what runs" in answer.out


def test_no_version_is_not_known_and_said_so(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    words = ("--project", str(shop.root), "--today", TODAY, "--format", "json")

    answer = asked(shop.capture, "doctor", *words, schema="doctor.v1")

    (told,) = [each for each in answer.payload["answers"] if each["check"] == "entroping-range"]
    assert (answer.code, told["status"]) == (0, "not-known")
    assert told["command"] == "policy-pack doctor --entroping VERSION"


def test_a_machine_without_programs_says_what_does_not_work(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))

    answer = shop.doctor("--format", "json")

    told = {
        each["message"].partition(":")[0]: each["status"]
        for each in answer.payload["answers"]
        if each["check"] == "tool" and "not here" in each["message"]
    }
    told.pop("nox", None)  # which may be installed beside us, or not
    assert told == {
        "git": "advice",
        "ssh-keygen": "advice",
        "hurl": "advice",
        "hurlfmt": "ok",
        "minisign": "ok",
        "entroping": "ok",
    }


@pytest.mark.parametrize(
    ("version", "digest_of_now", "told"),
    [
        ("0.9.0", False, []),
        ("1.0.0", True, []),
        ("1.0.0", False, ["has other files than the 1.0.0"]),
        ("1.1.0", False, ["is older than 1.1.0"]),
    ],
)
def test_a_pack_is_not_older_than_what_was_verified(
    shop: Shop, tmp_path: Path, version: str, digest_of_now: bool, told: list[str]
) -> None:
    content = json.loads((shop.root / LOCK).read_text())["packs"]["api"]["content_sha256"]
    seen = Seen(
        version=version,
        archive_sha256="0" * 64,
        tar_sha256="0" * 64,
        content_sha256=content if digest_of_now else "0" * 64,
        signer="a@example.com",
    )
    lock = write_files(tmp_path, {"seen.json": Lock({"acme.api": seen}).encode()}) / "seen.json"

    answer = shop.doctor("--lock", str(lock), "--format", "json")

    found = [each for each in answer.payload["answers"] if each["check"] == "pack-version"]
    assert [each["status"] for each in found] == (["finding"] if told else ["ok"])
    assert all(text in found[0]["message"] for text in told)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 9999, b'{"packs": {}}'])
def test_a_lock_of_verify_that_is_none_is_told(shop: Shop, tmp_path: Path, data: bytes) -> None:
    write_files(tmp_path, {"seen.json": data})

    answer = shop.doctor("--lock", str(tmp_path / "seen.json"))

    assert (answer.code, answer.out) == (3, "")
    assert "seen.json" in answer.err


def test_overrides_and_exceptions_for_final_gates_are_listed(shop: Shop) -> None:
    asks_more = 'header "X-Request-Id" matches "^[0-9a-f]+$"'
    gates = GATES + override(asks_more, "block")
    shop.config.write_text(
        HEAD + IMPORT + gates + EXCEPTION.replace("acme.request_id", "acme.no_5xx")
    )

    answer = shop.doctor("--format", "json")

    fine = {each["check"]: each["message"] for each in answer.payload["answers"]}
    assert answer.code == 0
    assert fine["override"] == (
        "acme.request_id replaces the gate at policy-packs/api/rules/main.yaml:11: it asks for more"
    )
    assert fine["exception-final"].startswith("acme.no_5xx in checkout.hurl: final at policy-packs")


def test_another_config_is_another_project(shop: Shop) -> None:
    (shop.root / "other.yaml").write_text(HEAD + IMPORT.replace("api/q", "api/rules/../q"))

    answer = shop.doctor("--config", "other.yaml", "--format", "json")

    assert answer.code == 0
    assert answer.payload["project"]["config"] == "other.yaml"


@pytest.mark.parametrize("left", [LOCK, PACKS])
def test_a_project_whose_config_has_another_name_is_no_machine_on_which_all_is_well(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    shop.config.rename(shop.root / "other.yaml")
    for path in {LOCK, PACKS} - {left}:
        (shop.root / path).rename(shop.root / f"{path}.away")
    monkeypatch.chdir(shop.root)

    answer = asked(shop.capture, "doctor")

    assert (answer.code, answer.out) == (3, "")
    assert "there is no qanstitution.yaml in it" in answer.err
    assert "--config" in answer.err


def test_the_next_command_works_where_it_is_printed(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.config.rename(shop.root / "other.yaml")
    shop.root.rename(tmp_path / "the shop")
    monkeypatch.chdir(tmp_path)
    words = ["--project", "the shop", "--config", "other.yaml", "--today", TODAY]
    answer = asked(shop.capture, "doctor", *words, "--entroping", "9.0.0")
    again = answer.sum.removeprefix("next: policy-pack ")

    assert again == "doctor --project 'the shop' --config other.yaml"
    assert asked(shop.capture, *shlex.split(again)).err == ""


def test_a_project_that_is_reached_through_a_link_is_the_same(shop: Shop, tmp_path: Path) -> None:
    healthy = shop.doctor("--format", "json").out
    (tmp_path / "link").symlink_to(shop.root)

    answer = Shop(tmp_path / "link", shop.capture).doctor("--format", "json")

    assert answer.out == healthy


def test_the_report_goes_to_a_file(shop: Shop, tmp_path: Path) -> None:
    words = ("--project", str(shop.root), "--format", "md", "--out", str(tmp_path / "d.md"))

    assert asked(shop.capture, "doctor", *words).code == 0
    assert (tmp_path / "d.md").read_text().startswith("# Project shop: ")


READ = [CONFIG, LOCK, ".gitmodules", "policy-packs/api/entroping-policy-pack.yaml"]
READ += ["policy-packs/api/rules/main.yaml"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(path=st.sampled_from(READ), cut=st.integers(0, 400), more=st.binary(max_size=40))
def test_any_bytes_in_any_file_are_told(
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
    path: str,
    cut: int,
    more: bytes,
) -> None:
    """Every file that is read, cut and spliced anywhere: a verdict, never a fault of ours."""
    shop = Shop.new(tmp_path_factory.mktemp("hostile") / "shop", capsys)
    make_repository(shop.root)
    data = (shop.root / path).read_bytes() if (shop.root / path).exists() else b"[submodule"
    (shop.root / path).write_bytes(data[:cut] + more + data[cut:][: len(data) // 2])

    answer = shop.doctor("--format", "json")

    assert answer.code in (0, 1), answer.err
    assert "Traceback" not in answer.err
    assert answer.payload["counts"]["finding"] == 0 or answer.code == 1


def _seconds(action: Callable[[], object]) -> float:
    """Return the shortest of three times, in seconds of this process."""
    times = []
    for _ in range(3):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.slow
def test_ten_thousand_files_take_ten_times_as_long_as_a_thousand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time grows as the files do: many packs do not mean many passes over all of them."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    times = []
    for packs in (100, 1000):
        shop = Shop.new(tmp_path / str(packs), capsys)
        for number in range(packs):
            files = {f"rules/{index}.yaml": b"x: 1\n" for index in range(10)}
            write_files(shop.root / f"policy-packs/p{number}", files)
        times.append(_seconds(partial(_examined, shop)))

    assert times[1] / times[0] < 20


def _examined(shop: Shop) -> list[object]:
    project = read_project(shop.root)
    facts = Facts(today=dt.date(2026, 11, 22), soon=14)
    return [*examine_project(project, used_packs(project), facts)]


def _page(shop: Shop) -> Checkup:
    """Return a checkup with something of every kind, on a machine that never changes."""
    project = read_project(shop.root)
    packs = used_packs(project)
    facts = Facts(today=dt.date(2026, 11, 22), soon=14, entroping="")
    versions = {"git": "2.39.5", "hurl": "7.0.1", "ssh-keygen": None, "python": "3.12.1"}
    tools = tuple(Tool(name, versions.get(name)) for name in USES if name != "policy-pack-toolkit")
    answers = (*examine_project(project, packs, facts), *examine_machine(tools))
    return Checkup(answers=answers, project=project, packs=packs)


def test_golden(shop: Shop, golden: Callable[[str, str], None]) -> None:
    shop.replace(CONFIG, GATES, GATES + override(enforcement="audit_only"))
    shop.replace(CONFIG, "2027-03-01", "2026-12-01")
    shop.replace("policy-packs/api/README.md", "Acme", "Evil `*_[x](y)")
    write_files(shop.root / "policy-packs/more", make_files())
    before = digest(shop.root)

    checkup = _page(shop)

    golden("doctor.txt", text.render(doctor_page(checkup, strict=False), width=100))
    golden("doctor.md", markdown.render(doctor_page(checkup, strict=False)))
    golden("doctor.json", render_json.render(doctor_payload(checkup, passed=False)))
    assert digest(shop.root) == before


def test_it_works_where_there_is_no_network(shop: Shop) -> None:
    make_repository(shop.root)
    words = ("--project", str(shop.root), "--entroping", "0.5.0", "--today", TODAY)

    answer = offline(ours("doctor", *words, "--format", "json"), shop.root, schema="doctor.v1")

    assert answer.code == 0, answer.err
    assert answer.payload["local_only"]["this_process"] == "audit-hook"

"""Vendoring into a project: what is written, what is shown, and what leaves everything alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line import asked
from tests.commands.yard import FAST, FASTER, Yard, digest, shown, sound_files
from tests.make import NO_5XX, REQUEST_ID, make_repository, write_files
from tests.offline import offline, ours
from toolkit.consumer.vendor_lock import LOCK


@pytest.fixture
def yard(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Yard:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("NO_COLOR", "1")
    return Yard.new(tmp_path, capsys)


def test_a_pack_comes_with_every_file_an_import_and_an_entry_in_the_lock(yard: Yard) -> None:
    answer = yard.vendored("--pack", yard.pack())

    assert yard.config.read_text() == (
        'project: "shop"  # ours\nversion: "4.1"\n'
        'imports:\n  - "./policy-packs/api/qanstitution.yaml"\n'
    )
    files = {
        path.relative_to(yard.project / "policy-packs/api").as_posix(): path.read_bytes()
        for path in (yard.project / "policy-packs/api").rglob("*")
        if path.is_file()
    }
    assert files == sound_files()
    known = yard.lock.packs["api"]
    assert (known.id, known.version, known.source.place) == ("acme.api", "1.0.0", "pack")
    assert set(yard.gates) == {"acme.no_5xx", "acme.request_id"}
    assert "kept with LICENSE, NOTICE" in answer.words
    assert "next: policy-pack doctor" in answer.words


def test_again_is_nothing_to_do_and_touches_nothing(yard: Yard) -> None:
    pack = yard.pack()
    yard.vendored("--pack", pack, "--name", "other-name")
    before = {path: path.stat().st_mtime_ns for path in yard.project.rglob("*")}

    answer = yard.vendored("--pack", pack, "--name", "other-name")

    assert "nothing to do" in answer.out
    assert {path: path.stat().st_mtime_ns for path in yard.project.rglob("*")} == before


def test_what_comes_goes_without_a_trace(yard: Yard) -> None:
    before = digest(yard.project)
    yard.vendored("--pack", yard.pack())

    answer = yard.vendored("--remove", "api")

    assert digest(yard.project) == before
    assert "go: 2" in answer.sum


def test_a_project_of_another_system_keeps_its_line_ends_and_its_mode(yard: Yard) -> None:
    yard.config.write_bytes(b'project: "shop"\r\nimports:\r\n- "./own.yaml"  # ours\r\n')
    write_files(yard.project, {"own.yaml": 'project: "own"\ngates: []\n'})
    yard.config.chmod(0o640)

    yard.vendored("--pack", yard.pack())

    assert yard.config.read_bytes() == (
        b'project: "shop"\r\nimports:\r\n- "./own.yaml"  # ours\r\n'
        b'- "./policy-packs/api/qanstitution.yaml"\r\n'
    )
    assert yard.config.stat().st_mode & 0o777 == 0o640


def test_nothing_is_written_unless_somebody_says_yes(yard: Yard) -> None:
    pack = yard.pack()

    assert yard.refused("--pack", pack, "--dry-run", code=0, yes=False).code == 0
    answer = yard.refused("--pack", pack, code=2, yes=False)

    assert "come: 2 go: 0 change: 0 overridden: 0 nothing is written yet" in answer.sum
    assert "add --yes" in answer.err


def test_three_versions_one_after_the_other(yard: Yard) -> None:
    one = yard.pack("one", [FAST, REQUEST_ID], version="1.0.0")
    two = yard.pack("two", [FASTER, REQUEST_ID], version="2.0.0")
    three = yard.pack("three", [FASTER, NO_5XX], version="3.0.0", entrypoint="main.yaml")
    yard.vendored("--pack", one)
    first = digest(yard.project)

    assert yard.told("--pack", two) == [("vendor-newer", "policy-packs/api")]
    shown = yard.vendored("--pack", two, "--upgrade")

    assert "acme.api 2.0.0 replaces 1.0.0 in policy-packs/api" in shown.words
    assert "pipelines: one that passed can fail" in shown.words
    assert "A response after 900 ms passed 1.0.0 and fails now." in shown.words.replace(
        "after 500 ms", "after 900 ms"
    )
    assert "- gate: duration < 900 + gate: duration < 500" in shown.words
    assert yard.gates["acme.fast"] == "duration < 500"
    yard.vendored("--pack", three, "--upgrade")
    assert set(yard.gates) == {"acme.fast", "acme.no_5xx"}
    assert '- "./policy-packs/api/main.yaml"\n' in yard.config.read_text()
    assert yard.told("--pack", one) == [("vendor-downgrade", "policy-packs/api")]
    yard.vendored("--pack", one, "--allow-downgrade")
    assert digest(yard.project) == first


def test_the_payload_of_an_upgrade_has_the_comparison(yard: Yard) -> None:
    yard.vendored("--pack", yard.pack("one", [FAST]))
    two = yard.pack("two", [FASTER], version="2.0.0")

    payload = yard.vendored("--pack", two, "--upgrade", "--format", "json").payload

    assert (payload["action"], payload["outcome"]) == ("upgrade", "written")
    assert payload["before"]["version"] == "1.0.0"
    assert payload["comparison"]["impact"] == "breaking"
    assert [(each["id"], each["turn"]) for each in payload["gates"]] == [("acme.fast", "changes")]
    assert payload["changes"] == ["policy-packs/api/", LOCK]


def test_another_content_under_the_same_version_is_refused_whatever_is_asked(yard: Yard) -> None:
    yard.vendored("--pack", yard.pack("one", [FAST]))
    again = yard.pack("two", [FASTER])

    for words in ((), ("--upgrade",), ("--allow-downgrade",), ("--adopt",)):
        assert yard.told("--pack", again, *words) == [("vendor-retag", "policy-packs/api")]


# What the project itself says ---------------------------------------------------------------------

OWN = """\
gates:
  - id: "{id}"
    condition: "true"
    gate: "{gate}"
    enforcement: "block"
"""


def test_an_override_of_a_final_gate_is_refused_with_both_places(yard: Yard) -> None:
    yard.config.write_text(yard.config.read_text() + OWN.format(id=NO_5XX.id, gate="status < 600"))

    payload = yard.refused("--pack", yard.pack(), "--format", "json").payload

    (refusal,) = payload["refusals"]
    assert refusal["code"] == "final-overridden"
    assert (refusal["at"]["path"], refusal["at"]["line"]) == ("qanstitution.yaml", 4)
    assert "final at policy-packs/api/rules/main.yaml:5" in refusal["hint"]


def test_an_upgrade_to_a_final_gate_that_is_overridden_is_refused(yard: Yard) -> None:
    yard.vendored("--pack", yard.pack("one", [FAST]))
    yard.config.write_text(yard.config.read_text() + OWN.format(id=FAST.id, gate="duration < 3000"))
    two = yard.pack("two", [FASTER.but(final=True)], version="2.0.0")

    assert yard.told("--pack", two, "--upgrade") == [("final-overridden", "qanstitution.yaml:6")]


def test_an_override_that_is_allowed_is_told(yard: Yard) -> None:
    text = OWN.format(id=REQUEST_ID.id, gate='header "X-Trace" exists').replace(
        '"header', "'header"
    )
    yard.config.write_text(yard.config.read_text() + text.replace('exists"', "exists'"))

    answer = yard.vendored("--pack", yard.pack())

    assert "acme.request_id by its own gate at qanstitution.yaml:6" in answer.words
    assert "overridden: 1" in answer.sum
    assert yard.gates["acme.request_id"] == 'header "X-Trace" exists'


def test_what_is_about_a_gate_that_goes_is_told(yard: Yard) -> None:
    yard.vendored("--pack", yard.pack("one", [FAST, REQUEST_ID]))
    own = OWN.format(id=REQUEST_ID.id, gate="status < 300")
    excepted = EXCEPTION.replace(NO_5XX.id, FAST.id)
    yard.config.write_text(yard.config.read_text() + own + excepted)
    two = yard.pack("two", [NO_5XX], version="2.0.0")

    answer = yard.vendored("--pack", two, "--upgrade")

    assert "qanstitution.yaml:6: acme.request_id overrides nothing any more" in answer.words
    assert "qanstitution.yaml:11: this excepts a.hurl from acme.fast, which goes" in answer.words


def test_the_page_of_an_upgrade(yard: Yard, golden: Callable[[str, str], None]) -> None:
    yard.vendored("--pack", yard.pack("one", [FAST, REQUEST_ID], version="1.0.0"))
    two = yard.pack("two", [FASTER, NO_5XX], version="2.0.0")

    answer = yard.vendored("--pack", two, "--upgrade", "--format", "md")

    golden("vendor_upgrade.md", answer.out.replace(str(yard.project), "shop"))


def test_a_submodule_is_left_to_git(yard: Yard) -> None:
    pack = yard.pack()
    yard.vendored("--pack", pack)
    make_repository(yard.project / "policy-packs/api")

    two = yard.pack("two", version="2.0.0")
    assert yard.told("--pack", two, "--upgrade") == [("vendor-submodule", "policy-packs/api")]
    assert yard.told("--remove", "api") == [("vendor-submodule", "policy-packs/api")]
    told = yard.refused("--pack", two, "--upgrade").out
    assert told.startswith("two is refused for policy-packs/api\n")


def test_a_project_in_a_repository_has_no_pack_called_as_the_folder_above(yard: Yard) -> None:
    make_repository(yard.project)

    assert yard.told("--pack", yard.pack(), "--name", "..") == [("vendor-name", "policy-packs")]
    assert yard.told("--remove", "..") == [("vendor-unknown", "policy-packs/..")]


def test_the_next_command_works_where_it_is_printed(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    yard.config.rename(yard.project / "policy.yaml")
    monkeypatch.chdir(yard.root)
    words = ["--pack", yard.pack(), "--into", "shop", "--config", "policy.yaml", "--yes"]

    answer = asked(yard.capture, "vendor", *words)

    begun = answer.sum.partition("next: policy-pack ")[2]
    doctor = begun.partition(", then")[0]
    assert doctor == "doctor --project shop --config policy.yaml"
    assert asked(yard.capture, *doctor.split()).code == 0


def test_the_whole_works_without_a_network(yard: Yard) -> None:
    pack = yard.pack()
    words = ("vendor", "--pack", pack, "--into", str(yard.project), "--yes")

    answer = offline(ours(*words), yard.root)

    assert answer.code == 0, answer.err
    assert set(yard.gates) == {NO_5XX.id, REQUEST_ID.id}


def test_the_same_gates_from_another_pack_are_refused(yard: Yard) -> None:
    yard.vendored("--pack", yard.pack("one"), "--name", "one")
    other = yard.pack("two", id="acme.other")

    refusals = yard.refused("--pack", other, "--name", "x", "--format", "json").payload["refusals"]

    assert [(each["code"], shown(each["at"])) for each in refusals] == [
        ("vendor-same-gate", "policy-packs/one/rules/main.yaml:5"),
        ("vendor-same-gate", "policy-packs/one/rules/main.yaml:11"),
    ]
    assert (
        "final, and would come again at policy-packs/x/rules/main.yaml:5" in refusals[0]["message"]
    )
    assert yard.told("--pack", yard.pack("one"), "--name", "two") == [
        ("vendor-twice", "policy-packs/one")
    ]


# Folders, names, hands ----------------------------------------------------------------------------


def test_files_that_were_changed_by_hand_are_listed_and_kept(yard: Yard) -> None:
    pack = yard.pack()
    yard.vendored("--pack", pack)
    inside = yard.project / "policy-packs/api"
    (inside / "README.md").write_text("mine\n")
    (inside / "rules/main.yaml").unlink()
    (inside / "more.yaml").write_text("x\n")
    expected = [
        ("vendor-changed", f"policy-packs/api/{path}")
        for path in ("README.md", "more.yaml", "rules/main.yaml")
    ]

    assert yard.told("--pack", pack) == expected
    assert yard.told("--pack", yard.pack("two", version="2.0.0"), "--upgrade") == expected
    assert yard.told("--remove", "api") == expected


def test_a_folder_that_is_gone_and_an_import_that_is_gone_are_put_back(yard: Yard) -> None:
    pack = yard.pack()
    plain = yard.config.read_bytes()
    yard.vendored("--pack", pack)
    whole = digest(yard.project)
    (yard.project / "policy-packs").rename(yard.root / "away")

    assert "is put back to" in yard.vendored("--pack", pack).words
    assert digest(yard.project) == whole
    yard.config.write_bytes(plain)
    yard.vendored("--pack", pack)
    assert digest(yard.project) == whole


def test_a_folder_that_nobody_recorded_is_adopted_only_as_it_is(yard: Yard) -> None:
    pack = yard.pack()
    inside = write_files(yard.project / "policy-packs/api", sound_files())

    assert yard.told("--pack", pack) == [("vendor-unlocked", "policy-packs/api")]
    (inside / "extra.txt").write_text("x\n")
    assert yard.told("--pack", pack, "--adopt") == [
        ("vendor-differs", "policy-packs/api/extra.txt")
    ]
    (inside / "extra.txt").unlink()
    yard.vendored("--pack", pack, "--adopt")
    assert yard.lock.packs["api"].id == "acme.api"
    assert "acme.no_5xx" in yard.gates


def test_a_better_source_for_the_same_files_is_recorded_when_asked(yard: Yard) -> None:
    yard.vendored("--pack", yard.pack("one"))
    same = yard.pack("reviewed")

    assert "nothing to do" in yard.vendored("--pack", same).out
    yard.vendored("--pack", same, "--adopt")

    assert yard.lock.packs["api"].source.place == "reviewed"


NAMES = [
    "",
    ".",
    "..",
    "a/b",
    "../out",
    "-x",
    ".hidden",
    "con",
    "NUL.x",
    "a b",
    "é",
    "x.",
    "a" * 101,
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_cannot_be_a_folder_is_refused(yard: Yard, name: str) -> None:
    pack = yard.pack()

    assert [code for code, _ in yard.told("--pack", pack, f"--name={name}")] == ["vendor-name"]


def test_names_that_differ_in_case_only_are_one_folder_elsewhere(yard: Yard) -> None:
    yard.vendored("--pack", yard.pack("one"))
    other = yard.pack("two", [FAST], id="acme.other")

    assert yard.told("--pack", other, "--name", "API") == [("vendor-name", "policy-packs/api")]


def test_nothing_is_written_through_links(yard: Yard) -> None:
    pack = yard.pack()
    outside = yard.root / "outside"
    outside.mkdir()
    (yard.project / "policy-packs").symlink_to(outside)
    assert yard.told("--pack", pack) == [("vendor-way", "policy-packs")]
    (yard.project / "policy-packs").unlink()
    (yard.project / "policy-packs").mkdir()
    (yard.project / "policy-packs/api").symlink_to(outside)
    assert yard.told("--pack", pack) == [("vendor-way", "policy-packs/api")]
    (yard.project / "policy-packs/api").unlink()
    (yard.project / LOCK).symlink_to(outside / "lock")
    assert yard.told("--pack", pack) == [("vendor-way", LOCK)]
    (yard.project / LOCK).unlink()
    yard.config.rename(outside / "config.yaml")
    yard.config.symlink_to(outside / "config.yaml")
    assert yard.told("--pack", pack) == [("vendor-way", "qanstitution.yaml")]
    assert [path.name for path in outside.iterdir()] == ["config.yaml"]


def test_an_empty_folder_is_not_filled(yard: Yard) -> None:
    """It may be a submodule that is not initialised."""
    (yard.project / "policy-packs/api").mkdir(parents=True)

    answer = yard.refused("--pack", yard.pack(), code=3)

    assert "perhaps an empty folder, or a submodule" in answer.err


def test_a_protected_config_is_kept(yard: Yard) -> None:
    yard.config.chmod(0o444)

    assert "chmod u+w" in yard.refused("--pack", yard.pack(), code=3).err


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_project_that_cannot_be_written_is_kept(yard: Yard) -> None:
    pack = yard.pack()
    yard.project.chmod(0o555)
    try:
        assert "Permission denied" in yard.refused("--pack", pack, code=3).err
    finally:
        yard.project.chmod(0o755)


def test_imports_that_cannot_be_edited_safely_are_refused_with_what_to_write(yard: Yard) -> None:
    yard.config.write_text("project: &x shop\ngate_groups: {a: {gates: []}}\n<<: {imports: []}\n")

    (refusal,) = yard.refused("--pack", yard.pack(), "--format", "json").payload["refusals"]

    assert refusal["code"] == "vendor-import"
    assert '"./policy-packs/api/qanstitution.yaml"' in refusal["hint"]


def test_a_pack_that_smoke_refuses_is_refused_with_its_places(yard: Yard) -> None:
    pack = Path(yard.pack())
    (pack / "README.md").unlink()

    told = yard.told("--pack", pack)

    assert told[0][1].startswith("pack/")


def test_a_project_that_cannot_be_loaded_is_refused_with_its_own_faults(yard: Yard) -> None:
    yard.config.write_text(yard.config.read_text() + "gates: 7\n")

    told = yard.told("--pack", yard.pack())

    assert [place for _, place in told] == ["qanstitution.yaml:3"]


# Taking out ---------------------------------------------------------------------------------------

EXCEPTION = """\
ignore_failures:
  - test: a.hurl
    rule_id: acme.no_5xx
    issue_id: X-1
    expires: "2027-01-01"
    reason: because
"""
DEPENDENTS = {
    "an import of another file of it": (
        'imports: ["./policy-packs/api/qanstitution.yaml", "./own.yaml"]\n',
        {"own.yaml": 'project: "own"\nimports: ["./policy-packs/api/extra.yaml"]\n'},
        "own.yaml:2",
    ),
    "an override": (
        OWN.format(id=REQUEST_ID.id, gate="status < 300"),
        {},
        "qanstitution.yaml:6",
    ),
    "an exception": (
        EXCEPTION,
        {},
        "qanstitution.yaml:6",
    ),
}


@pytest.mark.parametrize("name", DEPENDENTS)
def test_a_pack_that_something_needs_is_not_removed(yard: Yard, name: str) -> None:
    text, files, place = DEPENDENTS[name]
    pack = Path(yard.pack())
    (pack / "extra.yaml").write_text('project: "extra"\ngates: []\n')
    yard.vendored("--pack", pack)
    config = yard.config.read_text()
    if text.startswith("imports"):
        config = config[: config.index("imports")]
    yard.config.write_text(config + text)
    write_files(yard.project, files)

    assert yard.told("--remove", "api") == [("vendor-needed", place)]


def test_only_what_is_recorded_is_removed(yard: Yard) -> None:
    write_files(yard.project / "policy-packs/api", sound_files())

    assert yard.told("--remove", "api") == [("vendor-unknown", "policy-packs/api")]
    assert yard.told("--remove", "--name", "none") == [("vendor-unknown", "policy-packs/none")]
    told = yard.refused("--remove", "none").out
    assert told.startswith("nothing is removed from policy-packs/none\n\nWhy\n")


@pytest.mark.parametrize("out", [".", "nowhere/report.txt", "/dev/null"])
def test_a_report_that_has_no_place_is_refused_before_anything_is_written(
    yard: Yard, out: str
) -> None:
    told = yard.refused("--pack", yard.pack(), "--out", out, code=3).err

    assert "cannot write" in told or "/dev/null is a character device" in told


def test_names_that_are_too_long_lead_nowhere(yard: Yard) -> None:
    long = "a" * 300

    assert "no such" in yard.refused("--pack", long, code=3).err
    at_tag = yard.refused("--pack", yard.root / long, "--ref", "v1", code=3)
    assert "no git repository" in at_tag.err
    assert "no such folder" in yard.refused("--pack", "x", "--into", long, code=3).err


USAGE = [
    ((), "--pack SOURCE"),
    (("--remove", "a", "--pack", "b"), "--pack is about one that comes"),
    (("--remove", "a", "--allow-downgrade"), "--allow-downgrade is about"),
    (("--remove",), "needs the name"),
    (("--remove", "a", "--name", "b"), "two packs"),
    (("--pack", "x", "--dry-run"), "nothing to say --yes to"),
    (("--pack", "x", "--config", "sub/q.yaml"), "--into FOLDER"),
    (("--pack", "https://example.com/pack.git"), "nothing is fetched"),
    (("--pack", "git@example.com:acme/pack"), "nothing is fetched"),
]


@pytest.mark.parametrize(("words", "said"), USAGE)
def test_wrong_usage_says_what_is_right(yard: Yard, words: tuple[str, ...], said: str) -> None:
    assert said in yard.refused(*words, code=2).err

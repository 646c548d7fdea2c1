"""Two effective policies: verdicts, what pipelines meet, sides of every kind, and laws."""

from __future__ import annotations

import itertools
import json
import random
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.command_line import Answer, asked, new_repository
from tests.consumer.projects import (
    EXCEPTION,
    HEAD,
    IMPORT,
    LATENCY,
    OWN,
    PROJECTS,
    config,
    vendored,
    written,
)
from tests.make import NO_5XX, REQUEST_ID, G, Repo, make_files, write_files
from toolkit import schemas
from toolkit.consumer.policy.diff import PolicyDiff, policy_diff
from toolkit.consumer.policy.diff_form import policy_diff_form, runtime_diff_form
from toolkit.consumer.policy.reading import read_policy_report
from toolkit.consumer.policy.report import policy_report
from toolkit.consumer.policy.side import Side, side_of_project, side_of_report
from toolkit.consumer.project import load_project
from toolkit.errors import ToolkitError
from toolkit.pack.tree import Tree

DIFF = "policy-diff.v1"


def side(text: str, files: dict[str, bytes] | None = None, name: str = "side") -> Side:
    """Return the project with that config as a side."""
    tree = Tree.of_files({"qanstitution.yaml": text.encode(), **(files or {})})
    project = load_project(tree)
    assert project.policy is not None, project.faults
    return side_of_project(project, project.policy, name)


def told(diff: PolicyDiff) -> tuple[str, str, dict[str, str]]:
    """Return impact, protection and the verdicts of a difference."""
    verdicts = {one.gate_id: one.verdict.value for one in diff.gates}
    return diff.impact.value, diff.protection.value, verdicts


SLOW = OWN.but(gate="duration < 1800")
QUICK = OWN.but(gate="duration < 450")
CASES: dict[str, tuple[Iterable[G], Iterable[G], tuple[str, str, dict[str, str]]]] = {
    "nothing": ([OWN], [OWN], ("compatible", "same", {})),
    "added": ([], [OWN], ("breaking", "raised", {"shop.own": "added"})),
    "added, and final": (
        [],
        [OWN.but(final=True)],
        ("breaking", "raised", {"shop.own": "added"}),
    ),
    "added, covered by another": (
        [OWN],
        [OWN, SLOW.but(id="shop.two")],
        ("compatible", "same", {"shop.two": "added"}),
    ),
    "added, covered and final": (
        [OWN],
        [OWN, SLOW.but(id="shop.two", final=True)],
        ("compatible", "same", {"shop.two": "added"}),
    ),
    "added, and only warns": (
        [],
        [OWN.but(enforcement="warn")],
        ("compatible", "raised", {"shop.own": "added"}),
    ),
    "removed": ([OWN], [], ("compatible", "reduced", {"shop.own": "removed"})),
    "renamed": (
        [OWN],
        [OWN.but(id="shop.new")],
        ("compatible", "same", {"shop.new": "renamed"}),
    ),
    "stricter": ([OWN], [QUICK], ("breaking", "raised", {"shop.own": "stricter"})),
    "looser": ([OWN], [SLOW], ("compatible", "reduced", {"shop.own": "looser"})),
    "for more": (
        [OWN],
        [OWN.but(condition="true")],
        ("breaking", "raised", {"shop.own": "stricter"}),
    ),
    "for more, and less": (
        [OWN],
        [SLOW.but(condition="true")],
        ("breaking", "mixed", {"shop.own": "incomparable"}),
    ),
    "elsewhere": (
        [OWN],
        [OWN.but(condition="path startswith '/other'")],
        ("breaking", "mixed", {"shop.own": "incomparable"}),
    ),
    "blocks now": (
        [OWN.but(enforcement="warn")],
        [OWN],
        ("breaking", "raised", {"shop.own": "stricter"}),
    ),
    "blocks no more": (
        [OWN],
        [OWN.but(enforcement="audit_only")],
        ("compatible", "reduced", {"shop.own": "looser"}),
    ),
    "blocks now, but less": (
        [OWN.but(enforcement="warn")],
        [SLOW],
        ("breaking", "mixed", {"shop.own": "incomparable"}),
    ),
    "final": ([OWN], [OWN.but(final=True)], ("compatible", "same", {"shop.own": "equal"})),
    "final no more": ([OWN.but(final=True)], [OWN], ("compatible", "same", {"shop.own": "equal"})),
    "written otherwise": (
        [OWN],
        [OWN.but(gate="duration   < 900")],
        ("compatible", "same", {"shop.own": "equal"}),
    ),
    "the same responses": (
        [OWN.but(gate="status <= 499")],
        [OWN.but(gate="status < 500")],
        ("compatible", "same", {"shop.own": "equal"}),
    ),
    "undecided": (
        [OWN.but(gate='header "X" == "{{one}}"')],
        [OWN.but(gate='header "X" == "{{two}}"')],
        ("undecided", "unknown", {"shop.own": "undecided"}),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_change_means(name: str) -> None:
    old, new, expected = CASES[name]
    diff = policy_diff(side(config(*old)), side(config(*new)))

    impact, protection, verdicts = told(diff)
    if name == "undecided" and diff.witnesses:
        impact, protection = "undecided", "unknown"  # a witness shows that it breaks
    assert (impact, protection, verdicts) == expected
    schemas.validator(DIFF).validate(json.loads(json.dumps(policy_diff_form(diff))))


@pytest.mark.parametrize("name", CASES)
def test_the_other_way_round_is_the_mirror(name: str) -> None:
    old, new, _ = CASES[name]
    one, other = side(config(*old)), side(config(*new))
    there, back = policy_diff(one, other).counts, policy_diff(other, one).counts

    mirror = {"added": "removed", "stricter": "looser"}
    mirror |= {value: key for key, value in mirror.items()}
    assert there == {verdict: back[mirror.get(verdict, verdict)] for verdict in there}


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_beside_itself_and_its_report_has_no_change(name: str, tmp_path: Path) -> None:
    from toolkit.host.projects import read_project  # noqa: PLC0415 (one test needs the disk)

    project = read_project(written(tmp_path, name))
    assert project.policy is not None
    here = side_of_project(project, project.policy, ".")
    report = policy_report(project.policy, project.tree)
    there = side_of_report(read_policy_report(report.text().encode(), "report.json"), "report.json")

    for old, new in itertools.product((here, there), repeat=2):
        diff = policy_diff(old, new)
        assert not diff.is_changed
        assert (diff.impact.value, diff.protection.value) == ("compatible", "same")
        assert runtime_diff_form(diff)["status"] == "unchanged"


def test_a_report_from_before_sources_reads_and_compares() -> None:
    form = json.loads(side(config(OWN)).report.text())
    del form["sources"]
    for gate in form["gates"]:
        del gate["import_chain"], gate["group"]
    legacy = side_of_report(read_policy_report(json.dumps(form).encode(), "old.json"), "old.json")

    assert not policy_diff(legacy, side(config(OWN))).is_changed
    assert told(policy_diff(legacy, side(config(QUICK))))[2] == {"shop.own": "stricter"}


def test_a_rename_that_a_vendored_pack_declares_counts() -> None:
    claims = LATENCY.but(id="acme.speed", gate="duration < 1500", renamed_from="acme.latency")
    old = side(config(imports=IMPORT), vendored())
    new = side(config(imports=IMPORT), vendored(make_files([NO_5XX, REQUEST_ID, claims])))
    (one,) = policy_diff(old, new).gates

    assert (one.verdict.value, one.gate_id) == ("renamed", "acme.speed")
    assert one.relation is not None
    assert one.relation.value == "stricter"


def test_a_gate_that_moves_between_files_is_equal_and_its_file_is_told() -> None:
    old = side(config(OWN))
    new = side(config(imports=("./rules.yaml",)), {"rules.yaml": config(OWN).encode()})
    diff = policy_diff(old, new)
    (one,) = diff.gates

    assert (one.verdict.value, one.fields) == ("equal", ("source_path",))
    assert diff.imports_added == ("rules.yaml",)


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (config(OWN), "the exception is gone"),
        (config(OWN.but(id="shop.new"), more=EXCEPTION), "the gate is called shop.new now"),
        (config(OWN, more=EXCEPTION.replace("cart.hurl", "other.hurl")), "the exception is gone"),
        (config(more=EXCEPTION), ""),
        (config(OWN, more=EXCEPTION.replace("SHOP-7", "SHOP-8")), ""),
        (
            config(OWN.but(id="shop.new"), more=EXCEPTION.replace("shop.own", "shop.new")),
            "",
        ),
    ],
    ids=["gone", "renamed", "another test", "the gate is gone too", "another issue", "kept up"],
)
def test_an_exception_that_ends_can_break_a_pipeline(new: str, why: str) -> None:
    diff = policy_diff(side(config(OWN, more=EXCEPTION)), side(new))

    assert [lost.why for lost in diff.lost] == ([why] if why else [])
    assert (diff.impact.value == "breaking") is bool(why)


def test_the_runtimes_own_form_is_what_it_documents() -> None:
    old = side(
        config(OWN, REQUEST_ID, imports=("a.yaml",)), {"a.yaml": config().encode()}, "a.json"
    )
    new = side(config(QUICK.but(final=True), LATENCY), name="b.json")
    form = runtime_diff_form(policy_diff(old, new))

    assert form["schema_version"] == "entroping.effective-policy-diff.v1"
    assert form["base"] == {
        "project": "shop",
        "config_path": "qanstitution.yaml",
        "path": "a.json",
    }
    assert form["summary"] == {
        "added_imports": 0,
        "removed_imports": 1,
        "added_gates": 1,
        "removed_gates": 1,
        "changed_gates": 1,
    }
    changed: list[dict[str, object]] = form["changed_gates"]  # type: ignore[assignment]
    assert changed[0]["changed_fields"] == ["final", "gate"]
    assert set(changed[0]["base"]) == {  # type: ignore[call-overload]
        *("id", "source_path", "condition", "gate", "enforcement", "final", "group"),
        "description",
    }


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Answer]:
    """Return a function that runs ``policy-diff`` in an empty folder."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)
    return lambda *words: asked(capsys, "policy-diff", *words, schema=DIFF)


def two(folder: Path) -> None:
    """Write an old and a new project that differ in some of everything."""
    older, newer = (
        make_files([NO_5XX, REQUEST_ID, LATENCY]),
        make_files([NO_5XX, REQUEST_ID.but(id="acme.trace"), LATENCY.but(gate="duration < 2500")]),
    )
    write_files(folder / "old", {**vendored(older)})
    write_files(folder / "new", {**vendored(newer)})
    old = config(OWN, imports=IMPORT, more=EXCEPTION)
    new = config(QUICK, G(id="shop.json", gate='jsonpath "$.id" exists'), imports=IMPORT)
    write_files(folder, {"old/qanstitution.yaml": old, "new/qanstitution.yaml": new})


@pytest.mark.parametrize("form", ["text", "md", "html", "json", "runtime"])
def test_the_page_is_the_golden_one(
    form: str,
    compared: Callable[..., Answer],
    tmp_path: Path,
    golden: Callable[[str, str], None],
) -> None:
    two(tmp_path)

    answer = compared("old", "new", "--no-confirm", "--format", form)

    assert answer.code == 0
    golden(f"policy-diff.{form}", answer.out)


@pytest.mark.skipif(shutil.which("hurl") is None, reason="needs the real hurl")
def test_witnesses_are_confirmed_by_the_real_hurl(
    compared: Callable[..., Answer], tmp_path: Path
) -> None:
    two(tmp_path)

    payload = compared("old", "new", "--format", "json").payload

    shown = [
        change[name]["confirmed"]
        for gate in payload["gates"]
        for change in gate["changes"]
        for name in ("witness", "reverse_witness")
        if change[name]
    ]
    assert len(shown) >= 3
    assert all(one.startswith("confirmed by hurl") for one in shown)
    assert payload["pipeline"]["witness"]["confirmed"].startswith("confirmed by hurl")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 0),
        (("--fail-on-change",), 1),
        (("--fail-on", "breaking"), 1),
        (("--fail-on", "reduced,undecided"), 1),
        (("--fail-on", "undecided"), 0),
        (("--fail-on", "severe"), 2),
        (("--fail-on", ""), 2),
    ],
)
def test_the_exit_code_is_what_was_asked_for(
    words: tuple[str, ...], code: int, compared: Callable[..., Answer], tmp_path: Path
) -> None:
    two(tmp_path)

    answer = compared("old", "new", "--no-confirm", *words)

    assert answer.code == code
    assert (code == 1) == answer.err.startswith("policy-pack: ")
    same = compared("old", "old", "--no-confirm", *words)
    assert same.code == (2 if code == 2 else 0)


def test_undecided_is_said_aloud_and_counts_as_breaking(
    compared: Callable[..., Answer], tmp_path: Path
) -> None:
    old, new = (OWN.but(gate=f'xpath "//{name}" exists') for name in ("a[b]", "a[contains(b, c)]"))
    write_files(tmp_path, {"old/qanstitution.yaml": config(old)})
    write_files(tmp_path, {"new/qanstitution.yaml": config(new)})

    answer = compared("old", "new", "--fail-on", "breaking,undecided", "--no-confirm")

    assert answer.code == 1
    assert "UNDECIDED shop.own" in answer.words
    assert "which count as breaking" in answer.words
    assert "nothing is proven of 1 of the changes (shop.own)" in answer.err


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Return a repository that is the current folder."""
    return new_repository(tmp_path, monkeypatch)


def test_refs_of_a_project_in_a_real_repository(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    two(repo.root)
    for path in (repo.root / "old").iterdir():
        shutil.copytree(path, repo.root / path.name) if path.is_dir() else shutil.copy(
            path, repo.root / path.name
        )
    repo.commit("before")
    write_files(repo.root, {"qanstitution.yaml": (repo.root / "new/qanstitution.yaml").read_text()})
    repo.commit()

    def counts(*words: str) -> dict[str, int]:
        answer = asked(
            capsys, "policy-diff", *words, "--format", "json", "--no-confirm", schema=DIFF
        )
        assert answer.code == 0, answer.err
        return {name: count for name, count in answer.payload["counts"].items() if count}

    assert counts("before", ".") == counts("HEAD~1", "HEAD") == {"added": 1, "stricter": 1}
    assert counts("before", "before:old") == {}
    assert counts("HEAD:old", "HEAD:new") == counts("old", "new")
    assert counts("HEAD", "before:", "--project", "old") == {}
    assert counts("before:old", "HEAD", "--project", "old") == {}
    (repo.root / "qanstitution.yaml").unlink()
    assert counts("before", "HEAD") == {"added": 1, "stricter": 1}


def test_a_submodule_is_read_at_the_commit_that_each_side_pins(
    repo: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = Repo(tmp_path / "pack")
    pack.root.mkdir()
    pack.git("init", "--quiet", "--initial-branch=main")
    pack.write(".", make_files([NO_5XX, REQUEST_ID, LATENCY]))
    pack.commit()
    allowed = ("-c", "protocol.file.allow=always")
    repo.git(*allowed, "submodule", "--quiet", "add", str(pack.root), "policy-packs/api")
    write_files(repo.root, {"qanstitution.yaml": config(OWN, imports=IMPORT)})
    repo.commit("before")
    pack.write(".", make_files([NO_5XX, REQUEST_ID, LATENCY.but(gate="duration < 1000")]))
    commit = pack.commit()
    clone = Repo(repo.root / "policy-packs/api")
    clone.git(*allowed, "fetch", "--quiet")
    clone.git("checkout", "--quiet", commit)
    repo.commit()

    answer = asked(capsys, "policy-diff", "before", "HEAD", "--no-confirm")
    assert "STRICTER acme.latency" in answer.words

    shutil.rmtree(repo.root / "policy-packs/api")
    gone = asked(capsys, "policy-diff", "before", "HEAD", "--no-confirm")
    assert gone.code == 3
    assert "policy-packs/api is a submodule" in gone.err
    assert "git submodule update --init policy-packs/api" in gone.err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere", "is no path here, and 'nowhere' no commit"),
        ("HEAD:nowhere", "there is no qanstitution.yaml in nowhere"),
        ("HEAD:../x", "names nothing in a repository"),
        ("", "a side is called nothing"),
        ("--", "a side is called nothing"),
        ("x" * 5000, "is no path here"),
        ("a\x00b", "names nothing in a repository"),
        ("HEAD:\x01", "names nothing in a repository"),
        ("loop", "is no path here"),
        ("fifo", "no report"),
    ],
)
def test_a_side_that_is_none_says_so(
    name: str, said: str, repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    import os  # noqa: PLC0415 (a FIFO for one test)

    write_files(repo.root, {"qanstitution.yaml": config(OWN)})
    repo.commit()
    (repo.root / "loop").symlink_to("loop")
    os.mkfifo(repo.root / "fifo")

    answer = asked(capsys, "policy-diff", name if name != "--" else "", ".")

    assert answer.code in (2, 3)
    assert said in answer.err
    assert not answer.out


def test_a_project_in_no_repository_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    write_files(tmp_path / "shop", {"qanstitution.yaml": config(OWN)})
    monkeypatch.chdir(tmp_path / "shop")

    answer = asked(capsys, "policy-diff", "HEAD", ".")

    assert (answer.code, answer.out) == (3, "")
    assert "'HEAD' is no path here, and the project is in no git repository" in answer.err


def test_a_link_in_a_commit_is_refused_as_on_disk(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(repo.root, {"real/own.yaml": config(OWN)})
    (repo.root / "rules").symlink_to("real")
    write_files(repo.root, {"qanstitution.yaml": config(imports=("./rules/own.yaml",))})
    repo.commit()

    answer = asked(capsys, "policy-diff", "HEAD", "HEAD")

    assert answer.code == 3
    assert "must not use symlinks: rules" in answer.err


# --- reports that are none ------------------------------------------------------------------------

GOOD = json.loads(side(config(OWN, LATENCY)).report.text())


def but(**changes: object) -> str:
    """Return the good report with some keys changed."""
    return json.dumps({**GOOD, **changes}, indent=2)


def gate(**changes: object) -> str:
    """Return the good report with one gate changed."""
    return but(gates=[GOOD["gates"][0], {**GOOD["gates"][1], **changes}])


HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "no JSON"),
    "cut": (but()[:-20], "no JSON: Unterminated string starting at: line 40"),
    "two values": (but() + but(), "Extra data"),
    "a list": ("[]", "it has no schema_version"),
    "another kind": (but(schema_version="entroping.run-report.v1"), "'entroping.run-report.v1'"),
    "a later version": (but(schema_version=GOOD["schema_version"][:-1] + "2"), "v2', not"),
    "a refusal": (
        json.dumps({"schema_version": "policy-pack-toolkit.policy-refusal.v1"}),
        "policy-refusal.v1",
    ),
    "a key twice": (but().replace('"project"', '"imports": [], "project"'), "stands twice"),
    "a key too many": (but(more=1), "at the top: the key more is not known"),
    "no gates": (
        json.dumps({"schema_version": GOOD["schema_version"]}),
        "the key project is missing",
    ),
    "a gate of another type": (but(gates=[7]), "gates[0]"),
    "a level that is none": (gate(enforcement="maybe"), "gates[1].enforcement"),
    "final as a word": (gate(final="yes"), "gates[1].final"),
    "no digest": (but(sources=[{"path": "a", "sha256": "0", "import_chain": []}]), "sources[0]"),
    "a condition that is none": (gate(condition="false"), ":30: gates[1].condition"),
    "an assertion that is none": (gate(gate="status ~ 5"), ":30: gates[1].gate: gate is not"),
    "an assertion of two lines": (gate(gate="status < 5\nHTTP 200"), "control characters"),
    "an id of blanks": (gate(id=" "), ":30: gates[1].id: gate id must not be blank"),
    "a gate twice": (gate(id="shop.own"), "is gates[0] already"),
    "half a character": (but(project="x").replace('"x"', '"\\ud800"'), "half of a character"),
    "a number that is none": (but().replace("false", "NaN", 1), "NaN"),
    "UTF-16": (but().encode("utf-16"), "no UTF-8: "),
    "UTF-16 without a mark": (but().encode("utf-16-le"), "no JSON"),
    "Latin-1": (but(project="caf\xe9").replace("\\u00e9", "\xe9").encode("latin-1"), "at byte"),
    "a byte order mark": (b"\xef\xbb\xbf" + but().encode(), "BOM"),
    "deep": ("[" * 100_000 + "]" * 100_000, "nested too deeply"),
    "giant": (b" " * (16 * 1024 * 1024 + 1), "larger than 16,777,216 bytes"),
    "too many gates": (
        but(gates=[{**GOOD["gates"][0], "id": f"g{number}"} for number in range(10_001)]),
        "at most 10,000 are read",
    ),
    "YAML": (HEAD, "no JSON"),
}


@pytest.mark.parametrize("seed", range(8))
def test_whatever_a_report_holds_it_is_read_or_refused(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 (a repeatable fuzz, not a secret)
    good = but().encode()
    strange = [b"", b'"', b"{", b"]", b",", b"\\u0000", b"\xff", b"null", b"1e9", b"\n", b"'"]
    refused = []
    for _ in range(60):
        data = bytearray(good)
        for _ in range(dice.randint(1, 6)):
            at = dice.randrange(len(data))
            data[at : at + dice.randint(0, 3)] = dice.choice(strange)
        try:
            read_policy_report(bytes(data), "fuzz.json")
        except ToolkitError as error:
            refused.append(error)

    assert refused
    assert all(error.where.startswith("fuzz.json") and error.hint for error in refused)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_report_that_is_none_is_refused_with_its_place(
    name: str, compared: Callable[..., Answer], tmp_path: Path
) -> None:
    text, said = HOSTILE[name]
    write_files(tmp_path, {"hostile.json": text, "good.json": but()})

    answer = compared("good.json", "hostile.json")

    assert answer.code == 3
    assert "hostile.json" in answer.err
    assert said in answer.err
    assert not answer.out
    assert "Traceback" not in answer.err

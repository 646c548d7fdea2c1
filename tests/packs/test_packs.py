"""The packs that we ship: sound, explained, usable together, and true in the real Hurl."""

from __future__ import annotations

import functools
import re
import time
from pathlib import Path

import pytest

from tests.hurl import Exchange, outcomes, require_hurl
from tests.packs.plays import Play, never_alone, plays
from toolkit import schemas
from toolkit.host.files import read_folder
from toolkit.pack.model import Gate, Pack
from toolkit.pack.policy import load_policy
from toolkit.pack.read import read_pack
from toolkit.pack.tree import Entry, Tree
from toolkit.scaffold.fill import text_of
from toolkit.smoke.examine import examine

ROOT = Path(__file__).parents[2]
PACKS = sorted(path.name for path in (ROOT / "packs").iterdir() if path.is_dir())
PLAYS = [(pack, play) for pack in PACKS for play in plays(pack)]


@functools.cache
def the(pack: str) -> Pack:
    return read_pack(read_folder(ROOT / "packs" / pack)).pack()


GATES = [(pack, gate) for pack in PACKS for gate in the(pack).policy.gates]


def short(pack: str, gate: Gate) -> str:
    return gate.id.removeprefix(f"{the(pack).manifest.id}.")


def applying(pack: str, play: Play) -> list[Gate]:
    return [gate for gate in the(pack).policy.gates if play.meets(gate.condition)]


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], set[str]]:
    """The gates that failed in each play of each pack, by the real hurl."""
    require_hurl()
    found: dict[tuple[str, str], set[str]] = {}
    for pack in PACKS:
        scenes = [(play, applying(pack, play)) for play in plays(pack)]
        exchanges = [
            Exchange(
                play.response,
                [gate.assertion_text for gate in gates],
                method=play.method,
                path=play.target,
            )
            for play, gates in scenes
        ]
        verdicts = outcomes(exchanges, tmp_path_factory.mktemp(pack))
        for (play, gates), held in zip(scenes, verdicts, strict=True):
            names = {short(pack, gate) for gate, good in zip(gates, held, strict=True) if not good}
            found[pack, play.name] = names
    return found


def test_there_are_the_five_that_the_seed_asks_for() -> None:
    assert PACKS == [
        "governance-example",
        "latency",
        "reliability",
        "request-correlation",
        "security",
    ]


@pytest.mark.parametrize("pack", PACKS)
def test_strict_smoke_finds_nothing_not_even_advice(pack: str) -> None:
    examination = examine(read_folder(ROOT / "packs" / pack))
    assert [str(finding.fault) for finding in examination.findings] == []


@pytest.mark.oracle
@pytest.mark.parametrize(("pack", "play"), PLAYS, ids=lambda value: getattr(value, "name", value))
def test_exactly_the_expected_gates_fail(
    pack: str, play: Play, failed: dict[tuple[str, str], set[str]]
) -> None:
    """A good answer passes every gate that applies; a bad one fails the gates it is meant for."""
    assert failed[pack, play.name] == play.fails


@pytest.mark.oracle
@pytest.mark.parametrize(("pack", "gate"), GATES, ids=lambda value: getattr(value, "id", ""))
def test_each_gate_passes_a_good_answer_and_fails_a_bad_one(
    pack: str, gate: Gate, failed: dict[tuple[str, str], set[str]]
) -> None:
    """Each gate is met by some good answer, and some answer is bad in its eyes only."""
    name = short(pack, gate)
    here = [play for play in plays(pack) if play.meets(gate.condition)]
    assert any(not play.fails and not failed[pack, play.name] for play in here)
    found = [failed[pack, play.name] for play in here if name in failed[pack, play.name]]
    assert found
    assert ({name} in found) != (name in never_alone(pack))


@pytest.mark.parametrize(("pack", "gate"), GATES, ids=lambda value: getattr(value, "id", ""))
def test_the_readme_explains_each_gate_as_it_is(pack: str, gate: Gate) -> None:
    """The section of a gate has its condition, enforcement and assertion, and what to do."""
    readme = (ROOT / "packs" / pack / "README.md").read_text(encoding="utf-8")
    sections = re.split(r"^#{2,4} ", readme, flags=re.MULTILINE)
    (section,) = [part for part in sections if part.startswith(f"`{gate.id}`\n")]
    when = "every call" if gate.condition_text == "true" else f"`{gate.condition_text}`"
    final = ", final" if gate.final else ""
    assert f"On {when}: {gate.enforcement.text}{final}.\n" in section
    assert f"```hurl\n{gate.assertion_text}\n```" in section
    assert "When it fails: " in section
    assert gate.description


def test_all_five_can_be_imported_together() -> None:
    trees = [the(pack).tree.moved_to(f"policy-packs/{pack}") for pack in PACKS]
    imports = "".join(f"  - ./policy-packs/{pack}/qanstitution.yaml\n" for pack in PACKS)
    project = f"project: all\nimports:\n{imports}gates: []\n".encode()
    entries = [entry for tree in trees for entry in tree]
    tree = Tree.of([*entries, Entry(path="qanstitution.yaml", data=project)])
    policy, faults = load_policy(tree, "qanstitution.yaml")
    assert faults == []
    assert policy is not None
    assert len(policy.gates) == len(GATES)


def test_the_example_consumers_show_an_override_and_an_exception() -> None:
    examples = "".join(
        (ROOT / "packs" / pack / "examples/consumer-qanstitution.yaml").read_text(encoding="utf-8")
        for pack in PACKS
    )
    assert "Same id, not final" in examples
    assert "ignore_failures:" in examples


def test_the_exception_that_is_shown_has_not_expired() -> None:
    """`doctor --ci` of the runtime reports expired exceptions; our example must not be one."""
    example = ROOT / "packs/governance-example/examples/consumer-qanstitution.yaml"
    (expires,) = re.findall(r'expires: "([0-9-]+)"', example.read_text(encoding="utf-8"))
    assert expires > time.strftime("%Y-%m-%d")


@pytest.mark.parametrize("pack", PACKS)
def test_every_yaml_file_names_a_schema_that_exists(pack: str) -> None:
    for path in (ROOT / "packs" / pack).rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        named = first.removeprefix("# yaml-language-server: $schema=")
        assert (path.parent / named).resolve().parent == schemas.folder().resolve(), path
        assert (path.parent / named).is_file(), path


@pytest.mark.parametrize("pack", PACKS)
def test_the_licence_travels_with_the_pack(pack: str) -> None:
    licence = (ROOT / "packs" / pack / "LICENSE").read_text(encoding="utf-8")
    assert licence == text_of("licenses/Apache-2.0.txt")

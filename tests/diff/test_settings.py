"""Settings: every key with its place, every mistake with its place and a way out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import schemas
from toolkit.diff import accepted, file_changes
from toolkit.diff.catalogue import load_catalogue
from toolkit.diff.policy import load_profiles
from toolkit.diff.readings import Reading
from toolkit.diff.settings import NAME, PYPROJECT, Settings, SettingsReading, Told, read_settings
from toolkit.spans import Location
from toolkit.versions import Bump, ZeroMajor

TOML = "https://toml.io says how it is written"
RULES = [rule.id for rule in load_catalogue().rules]

EVERYTHING = """\
# ours
[bump]
profile = "strict"
zero-major = "semver"
fail-on = [
  "too-small",
  "reduced",
]
allow-undecided = "minor"
accepted-breaks = "policy/accepted.yaml"

[bump.rules]
gate-added-advisory = { required = "patch" }
"gate-looser" = {required = 'major'}

[packs."acme.strict-api".bump]
profile = "default"
rules.gate-looser.required = "patch"
"""


def read(text: str | bytes, path: str = NAME) -> SettingsReading:
    data = text if isinstance(text, bytes) else text.encode()
    return read_settings(data, path, rules=RULES)


def settings(text: str, pack: str = "acme.api", path: str = NAME) -> Settings:
    found = read(text, path)
    assert found.faults == ()
    assert found.settings is not None
    return found.settings.of(pack)


def told(value: Any, line: int, column: int = 1) -> Told[Any]:
    return Told(value, Location(NAME, line, column))


def test_every_key_is_read_and_knows_its_place() -> None:
    assert settings(EVERYTHING) == Settings(
        profile=told("strict", 3),
        zero_major=told(ZeroMajor.SEMVER, 4),
        fail_on=told((Reading.TOO_SMALL, Reading.REDUCED), 5),
        allow_undecided=told(Bump.MINOR, 9),
        accepted_breaks=told("policy/accepted.yaml", 10),
        rules={
            "gate-added-advisory": told(Bump.PATCH, 13, 25),
            "gate-looser": told(Bump.MAJOR, 14, 18),
        },
    )


def test_the_table_of_a_pack_wins_key_by_key() -> None:
    found = settings(EVERYTHING, "acme.strict-api")

    assert found.profile == told("default", 17)
    assert found.zero_major == told(ZeroMajor.SEMVER, 4)
    assert found.rules["gate-looser"] == told(Bump.PATCH, 18, 19)
    assert found.rules["gate-added-advisory"].value is Bump.PATCH


def test_a_pyproject_has_the_same_keys_in_a_table_of_its_own() -> None:
    lines = EVERYTHING.replace("[bump", "[tool.policy-pack-toolkit.bump")
    text = '[project]\nname = "x"\n\n' + lines.replace("[packs", "[tool.policy-pack-toolkit.packs")
    found = settings(text, path=PYPROJECT)

    assert found.profile == Told("strict", Location(PYPROJECT, 6, 1))
    assert found.zero_major is not None
    assert found.rules.keys() == settings(EVERYTHING).rules.keys()


@pytest.mark.parametrize("text", ["", "[tool.ruff]\n", "tool = 1\n", "[project]\nname = 'x'\n"])
def test_a_pyproject_without_our_table_has_nothing_for_us(text: str) -> None:
    assert read(text, PYPROJECT) == SettingsReading(None)


def test_a_pyproject_that_is_broken_and_does_not_name_us_is_not_ours_to_judge() -> None:
    assert read("[project\n", PYPROJECT) == SettingsReading(None)
    assert read("[tool.policy-pack-toolkit\n", PYPROJECT).faults


def test_a_table_that_is_nearly_ours_is_not_passed_over() -> None:
    (fault,) = read("[tool.policy-pack-tolkit.bump]\n", PYPROJECT).faults

    assert str(fault) == (
        "pyproject.toml:1:7: unknown table 'tool.policy-pack-tolkit'"
        " (did you mean 'tool.policy-pack-toolkit'?)"
    )


def test_an_empty_file_of_our_own_sets_nothing() -> None:
    assert settings("") == Settings()


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("[bump\n", "1:6", "no TOML: Expected ']' at the end of a table declaration", TOML),
        ("[bump]\nprofile = \n", "2:11", "no TOML: Invalid value", TOML),
        ("[bump]\nx = [", "2:6", "no TOML: Invalid value", TOML),
        ("[bump]\na = 1\na = 2\n", "3:6", "no TOML: Cannot overwrite a value", TOML),
        (b"[bump]\nx = '\xff'\n", "2:6", "the file is not UTF-8", "save it as UTF-8"),
        ("[bumb]\n", "1:2", "unknown key 'bumb'", "did you mean 'bump'?"),
        (
            "[bump]\n\nprofil = 'strict'\n",
            "3:1",
            "unknown key 'bump.profil'",
            "did you mean 'profile'?",
        ),
        (
            "[bump]\nprofile = 'stict'\n",
            "2:1",
            "bump.profile is 'stict'",
            "did you mean 'strict'?",
        ),
        (
            "[bump]\nzero-major = 4\n",
            "2:1",
            "bump.zero-major is 4",
            "it can be cargo, semver",
        ),
        ("bump = 3\n", "1:1", "bump must be a table", ""),
        ("[bump]\nfail-on = 'breaking'\n", "2:1", "bump.fail-on must be a list", ""),
        (
            "[bump]\nfail-on = ['breaks']\n",
            "2:1",
            "bump.fail-on is 'breaks'",
            "did you mean 'breaking'?",
        ),
        (
            "[bump]\nfail-on = ['major', 'major']\n",
            "2:1",
            "bump.fail-on has an entry twice",
            "name each once",
        ),
        (
            "[bump.rules]\ngate-strict = {required = 'minor'}\n",
            "2:1",
            "there is no rule 'gate-strict'",
            "did you mean 'gate-stricter'?",
        ),
        (
            "[bump.rules.gate-stricter]\n",
            "1:13",
            "bump.rules.gate-stricter lacks 'required'",
            'add required = "…"',
        ),
        (
            "[bump.rules]\ngate-stricter = {required = 'none'}\n",
            "2:18",
            "bump.rules.gate-stricter.required is 'none'",
            "it can be patch, minor, major",
        ),
        (
            "[bump.rules]\ngate-looser = {required = 'patch', protection = 'same'}\n",
            "2:36",
            "unknown key 'bump.rules.gate-looser.protection'",
            "what a change does to protection is a fact, and cannot be overridden",
        ),
        (
            "[bump]\naccepted-breaks = ' '\n",
            "2:1",
            "bump.accepted-breaks is empty",
            "give a name, or leave the key out",
        ),
        (
            "[packs.'acme.api'.bumb]\n",
            "1:19",
            "unknown key 'packs.acme.api.bumb'",
            "did you mean 'bump'?",
        ),
    ],
)
def test_a_mistake_is_located_and_says_the_way_out(
    text: str | bytes, place: str, message: str, hint: str
) -> None:
    found = read(text)

    assert found.settings is None
    (fault,) = found.faults
    assert str(fault.where) == (f"{NAME}:{place}" if place else NAME)
    assert fault.message.startswith(message)
    assert fault.hint == hint


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 100_000,
        f"[bump]\nprofile = 0x{'f' * 9999}\n",
        f"[bump]\nprofile = {'9' * 9999}\n",
        "[bump]\nprofile = 1979-13-99\n",
        f'[bump]\nprofile = """{chr(10) * 50_000}"""\n',
        "\ufeff[bump]\n",
        "[bump]\r\nprofil = 1\r\n",
        "a." * 5000 + "b = 1",
    ],
)
def test_hostile_files_give_faults(text: str) -> None:
    assert read(text).faults


@given(st.binary(max_size=80) | st.text("[]=.'\"\n #abump{},01-", max_size=80).map(str.encode))
def test_any_bytes_give_a_reading(data: bytes) -> None:
    for path in (NAME, PYPROJECT):
        assert isinstance(read(data, path), SettingsReading)


@given(st.data())
def test_a_key_is_found_among_comments_blanks_and_texts_of_many_lines(data: st.DataObject) -> None:
    """Whatever stands before it, the place is the line on which the key stands."""
    noise = ["# profile = 1", "", "[other]", "[[list]]", 'text = """\nprofile\n\n"""', "x = [\n]"]
    before = data.draw(st.lists(st.sampled_from(noise), max_size=12))
    for index, line in enumerate(before):
        if line.startswith(("text", "x", "[other")):
            before[index] = line.replace("text", f"t{index}").replace("x =", f"x{index} =")
            before[index] = before[index].replace("other", f"o{index}")
    text = "\n".join(before)
    line_number = text.count("\n") + (2 if before else 1) + 1
    ours = "[tool.policy-pack-toolkit.bump]\n  profile = 'strict'\n# end\n"
    found = read_settings(
        f"{text}\n{ours}".encode() if before else ours.encode(), PYPROJECT, rules=RULES
    )

    assert found.settings is not None, found.faults
    assert found.settings.of("x").profile == Told("strict", Location(PYPROJECT, line_number, 3))


def test_the_schema_names_what_the_code_knows() -> None:
    schema = schemas.load("settings.v1")
    bump = schema["$defs"]["bump"]["properties"]

    assert bump["profile"]["enum"] == sorted(load_profiles())
    assert bump["fail-on"]["items"]["enum"] == [reading.value for reading in Reading]
    assert bump["zero-major"]["enum"] == [way.value for way in ZeroMajor]
    assert json.dumps(schema)


def test_our_own_files_are_no_change_of_a_pack() -> None:
    assert {accepted.NAME, NAME} <= file_changes._OURS


README = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")


def test_the_settings_of_the_readme_are_settings() -> None:
    (text,) = re.findall(r"^```toml\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    found = settings(text)

    assert found.accepted_breaks is not None
    assert list(found.rules) == ["gate-looser"]
    assert set(schemas.load("settings.v1")["$defs"]["bump"]["properties"]) == {
        line.partition(" ")[0] for line in text.splitlines() if " = " in line and line[:4] != "gate"
    } | {"rules"}


def test_the_accepted_break_of_the_readme_is_one() -> None:
    found = [
        accepted.read_accepted(text.encode(), accepted.NAME)
        for text in re.findall(r"^```yaml\n(- finger.*?)^```", README, re.MULTILINE | re.DOTALL)
    ]

    assert [(len(one.entries), one.faults) for one in found] == [(1, ())]


def test_the_readme_names_every_reading() -> None:
    for reading in Reading:
        assert f"`{reading.value}`" in README

"""Whatever answers are accepted, the pack is sound: the strict smoke check finds nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import schemas
from toolkit.pack.ids import id_problem, last_segment
from toolkit.pack.model import Manifest
from toolkit.pack.read import read_pack
from toolkit.pack.tree import Tree
from toolkit.scaffold.answers import Answers, default_name, refusals
from toolkit.scaffold.escape import text_problem
from toolkit.scaffold.fill import fill, text_of
from toolkit.scaffold.licenses import SHIPPED
from toolkit.scaffold.plan import SCHEMA_FILES, TEMPLATES, plan
from toolkit.smoke.examine import examine

ANSWERS = Answers(
    id="acme.strict-api",
    name="Strict API",
    maintainers=("Acme Platform",),
    source="packs/strict-api",
    folder="strict-api",
)
SEGMENTS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
IDS = st.lists(SEGMENTS, min_size=1, max_size=4).map(".".join).filter(lambda x: not id_problem(x))
TEXTS = st.text(min_size=1, max_size=30).map(str.strip).filter(lambda text: not text_problem(text))


@st.composite
def answers(draw: st.DrawFn) -> Answers:
    pack_id = draw(IDS)
    parents = draw(st.lists(SEGMENTS, max_size=2))
    folder = last_segment(pack_id)
    return Answers(
        id=pack_id,
        name=draw(TEXTS),
        summary=draw(TEXTS),
        maintainers=tuple(draw(st.lists(TEXTS, min_size=1, max_size=3))),
        publisher=draw(st.just("") | TEXTS),
        license=draw(st.sampled_from(["Apache-2.0", "MIT", "ISC", "MIT OR ISC", "LicenseRef-X"])),
        version=draw(st.sampled_from(["0.1.0", "1.0.0", "0.2.0-alpha.1"])),
        source="/".join([*parents, folder]) if draw(st.booleans()) else ".",
        folder=folder,
        schemas=draw(st.sampled_from([None, "../../schemas"])),
    )


def manifest_of(given_answers: Answers) -> Manifest:
    reading = read_pack(Tree.of_files(plan(given_answers), name=given_answers.folder))
    assert reading.manifest_faults == ()
    assert reading.policy_faults == ()
    assert reading.manifest is not None
    return reading.manifest


@settings(max_examples=60, deadline=None)
@given(answers())
def test_accepted_answers_make_a_pack_without_any_finding(given_answers: Answers) -> None:
    """No fault, no failure, no advice but to add a text we have not; what was answered is said."""
    assert list(refusals(given_answers)) == []
    manifest = manifest_of(given_answers)
    assert manifest.name == given_answers.name
    assert manifest.summary == given_answers.summary
    assert manifest.maintainers == given_answers.maintainers
    assert manifest.publisher == given_answers.publisher
    examination = examine(Tree.of_files(plan(given_answers), name=given_answers.folder))
    missing = [] if given_answers.license in SHIPPED else ["licence-placeholder"]
    assert [finding.fault.code for finding in examination.findings] == missing


def test_the_same_answers_give_the_same_bytes() -> None:
    assert plan(ANSWERS) == plan(ANSWERS)


def test_the_files_of_a_pack() -> None:
    files = plan(ANSWERS)
    assert sorted(files) == sorted(
        [*TEMPLATES, "LICENSE", *(f"schemas/{name}" for name in SCHEMA_FILES)]
    )
    assert all(data.endswith(b"\n") and b"\r" not in data for data in files.values())


@pytest.mark.parametrize("where", [None, "../../schemas"])
def test_every_yaml_file_leads_an_editor_to_its_schema(where: str | None) -> None:
    """The path in the first line goes to the pack's own copy, or to the one it was told of."""
    files = plan(replace(ANSWERS, schemas=where))
    for path, data in files.items():
        if not path.endswith(".yaml"):
            continue
        first = data.decode().splitlines()[0]
        named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert named
        depth = path.count("/")
        base = "schemas" if where is None else where
        assert named[1].startswith("../" * depth + base + "/")
        assert named[1].rpartition("/")[2] in SCHEMA_FILES
    assert (where is None) == any(path.startswith("schemas/") for path in files)


def test_the_copies_of_the_schemas_are_the_published_ones() -> None:
    files = plan(ANSWERS)
    for name in SCHEMA_FILES:
        assert files[f"schemas/{name}"] == (schemas.folder() / name).read_bytes()


@pytest.mark.parametrize(
    ("licence", "words"),
    [
        ("Apache-2.0", ["Apache License", "Version 2.0, January 2004", "END OF TERMS"]),
        ("MIT", ["MIT License", "Copyright (c) Acme Platform", 'THE SOFTWARE IS PROVIDED "AS IS"']),
        ("ISC", ["under: ISC", "does not stand here yet", "spdx.org/licenses"]),
    ],
)
def test_licence_texts(licence: str, words: list[str]) -> None:
    text = plan(replace(ANSWERS, license=licence))["LICENSE"].decode()
    assert all(word in text for word in words)


def test_the_publisher_holds_the_copyright_where_there_is_one() -> None:
    text = plan(replace(ANSWERS, license="MIT", publisher="Acme Inc."))["LICENSE"].decode()
    assert "Copyright (c) Acme Inc." in text


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"id": "Acme"}, "id", "upper-case"),
        ({"name": " "}, "name", "blank"),
        ({"name": "a\nb"}, "name", "U+000A"),
        ({"name": "x" * 201}, "name", "201 characters"),
        ({"summary": "a\x00b"}, "summary", "U+0000"),
        ({"maintainers": ()}, "maintainer", "nobody"),
        ({"maintainers": ("ok", "a\x07")}, "maintainer", "U+0007"),
        ({"publisher": "\u202e"}, "publisher", "another order"),
        ({"license": "Apache 2.0"}, "license", "no SPDX"),
        ({"license": "apache-2.0"}, "license", "no SPDX"),
        ({"license": "MIT\nOR ISC"}, "license", "U+000A"),
        ({"version": "1.0"}, "version", "no semantic version"),
        ({"version": "1.0.0+build"}, "version", "build metadata"),
        ({"version": "1.0.0-v2.0.0"}, "version", "two ways"),
        ({"version": f"1.0.0-{'a' * 40}"}, "version", "more than 35"),
        ({"folder": "my pack"}, "folder", "import path"),
        ({"folder": ".."}, "folder", "import path"),
        ({"source": "packs/$(x)"}, "source", "evidence command"),
        ({"source": "../x"}, "source", "out of the repository"),
        ({"source": "a\tb"}, "source", "U+0009"),
    ],
)
def test_refused_answers(changes: dict[str, object], field: str, reason: str) -> None:
    found = list(refusals(replace(ANSWERS, **changes)))  # type: ignore[arg-type]
    assert [(refusal.field, reason in refusal.reason) for refusal in found] == [(field, True)]


def test_all_refusals_are_reported_at_once() -> None:
    found = refusals(replace(ANSWERS, id="X", name="", version="one", license="?"))
    assert [refusal.field for refusal in found][:4] == ["id", "name", "license", "version"]


def test_a_source_with_a_blank_is_quoted_for_the_shell() -> None:
    manifest = manifest_of(replace(ANSWERS, source="my packs/strict-api"))
    assert manifest.evidence_command.endswith("--pack 'my packs/strict-api'")


def test_names_for_people() -> None:
    assert default_name("acme.strict-api") == "Acme Strict Api"


def test_templates_are_yaml_themselves_and_every_word_is_known() -> None:
    """A template that is edited wrongly fails here and not at the user's."""
    for path in TEMPLATES:
        assert text_of(f"pack/{path}").endswith("\n")
    with pytest.raises(KeyError):
        fill("pack/README.md", {})


def test_a_value_is_never_read_again() -> None:
    manifest = manifest_of(replace(ANSWERS, name="__id__ __maintainers__"))
    assert manifest.name == "__id__ __maintainers__"

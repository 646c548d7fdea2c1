"""What travels with the package is checked here, once, and not in every run."""

from __future__ import annotations

from pathlib import Path

import pytest

import toolkit.diff
from toolkit.diff.catalogue import CatalogueError, check_mirrors, load_catalogue, read_rule
from toolkit.diff.packaged import contents_of, names_in
from toolkit.diff.policy import load_profiles, read_profile
from toolkit.pack.nodes import plain
from toolkit.pack.strict_yaml import read_yaml

FOLDER = Path(toolkit.diff.__file__).parent


@pytest.mark.parametrize("name", names_in("rules"))
def test_a_rule_is_the_one_that_the_strict_reader_reads(name: str) -> None:
    rule = read_rule((FOLDER / "rules" / f"{name}.yaml").read_bytes(), f"{name}.yaml")

    assert rule == load_catalogue().rule(name)


@pytest.mark.parametrize("name", names_in("profiles"))
def test_a_profile_is_the_one_that_the_strict_reader_reads(name: str) -> None:
    profile = read_profile((FOLDER / "profiles" / f"{name}.yaml").read_bytes(), f"{name}.yaml")

    assert profile == load_profiles()[name]


@pytest.mark.parametrize("folder", ["rules", "profiles"])
def test_files_say_the_same_to_both_readers(folder: str) -> None:
    for name, content in zip(names_in(folder), contents_of(folder), strict=True):
        root = read_yaml((FOLDER / folder / f"{name}.yaml").read_bytes(), name).root

        assert root is not None
        assert content == plain(root)


def test_mirrors_are_mutual() -> None:
    rules = load_catalogue().rules
    check_mirrors(rules)

    with pytest.raises(CatalogueError, match="mirror"):
        check_mirrors([rule for rule in rules if rule.mirror][:1])

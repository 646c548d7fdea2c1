"""Version ranges against a membership oracle: each comparison read by python-semver."""

from __future__ import annotations

import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from semver import Version

from toolkit.errors import ToolkitError
from toolkit.ranges import parse_range

OPERATORS = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}
VERSIONS = [
    Version.parse(f"{core}{pre}")
    for core in ("0.0.0", "0.1.0", "0.1.1", "0.2.0", "1.0.0", "1.0.1", "1.1.0", "2.0.0")
    for pre in ("-0", "-alpha", "-alpha.0", "-alpha.1", "-rc.1", "")
]
parts = st.tuples(st.sampled_from(sorted(OPERATORS)), st.sampled_from(VERSIONS))


@given(st.lists(parts, min_size=1, max_size=4))
def test_a_range_admits_what_every_part_admits(comparisons: list[tuple[str, Version]]) -> None:
    admitted = parse_range(",".join(f"{sign}{version}" for sign, version in comparisons))

    for version in VERSIONS:
        expected = all(OPERATORS[sign](version, bound) for sign, bound in comparisons)
        assert (version in admitted) is expected


@given(st.lists(parts, min_size=1, max_size=3), st.lists(parts, min_size=1, max_size=3))
def test_inclusion_agrees_with_membership(
    left: list[tuple[str, Version]], right: list[tuple[str, Version]]
) -> None:
    narrow, wide = (
        parse_range(",".join(f"{sign}{version}" for sign, version in side))
        for side in (left, right)
    )

    if narrow <= wide:
        assert all(version in wide for version in VERSIONS if version in narrow)
    assert (narrow & wide) <= wide
    assert (narrow & wide).is_empty is (wide & narrow).is_empty


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        (">=0.1.1-alpha,<1.0", False),
        (">1.0.0,<1.0.1", False),  # 1.0.1-alpha
        (">1.0.0,<1.0.1-0", True),  # nothing between a release and the next least pre-release
        (">1.0.0-a,<1.0.0-a.0", True),
        ("<0.0.0-0", True),
        (">=2,<1", True),
        ("==1.0,!=1.0.0", True),
        ("~=1.2,>=2.0.0", True),
        ("~=1.2,>=1.9", False),
        ("~=1.2.3,>=1.3.0", True),
        ("~=1,>=1.9", False),
    ],
)
def test_emptiness_is_exact(text: str, empty: bool) -> None:
    assert parse_range(text).is_empty is empty


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.0",
        ">=",
        ">=1.0.0.0",
        ">=01",
        "=>1",
        ">=1 <2",
        ">=1,,<2",
        ">=1.0-",
        ">=1.0-01",
        ">=v1",
        ">=1.0+build",
        "^1.0",
        ">=\u0661",
    ],
)
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(ToolkitError):
        parse_range(text)

"""Tag names and what can be wrong with a tag."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from semver import Version

from toolkit.faults import Severity
from toolkit.release.tag_names import TagName, could_be_of, parse_version
from toolkit.release.tags import PackAtCommit, Tag, check_tag

GOOD_NAMES = {
    "acme-v1.0.0": ("acme", "1.0.0"),
    "acme.strict-api-v0.1.0-alpha": ("acme.strict-api", "0.1.0-alpha"),
    "a-v1-v1.0.0": ("a-v1", "1.0.0"),
    "a-v1.0.0-v2.0.0": ("a-v1.0.0", "2.0.0"),
    "a-v-v1.0.0": ("a-v", "1.0.0"),
    "a-v1.0.0-x-v": ("a", "1.0.0-x-v"),
    "a-v1.0.0+b-v2.0.0": ("a", "1.0.0+b-v2.0.0"),
    "a-v1.0.0-rc.1": ("a", "1.0.0-rc.1"),
    "owasp-api-top-10-v1.0.0": ("owasp-api-top-10", "1.0.0"),
}
BAD_NAMES = {
    "no version": "acme",
    "no id": "-v1.0.0",
    "id only a dash": "--v1.0.0",
    "only a version": "v1.0.0",
    "upper-case V": "acme-V1.0.0",
    "no v": "acme-1.0.0",
    "two numbers": "acme-v1.0",
    "four numbers": "acme-v1.0.0.0",
    "leading zero": "acme-v01.0.0",
    "leading zero in a pre-release": "acme-v1.0.0-01",
    "empty pre-release": "acme-v1.0.0-",
    "Arabic digits": "acme-v1.0.\u0661",
    "full-width digits": "acme-v\uff11.0.0",
    "umlaut": "äcme-v1.0.0",
    "slash": "packs/acme-v1.0.0",
    "space": "acme -v1.0.0",
    "final line feed": "acme-v1.0.0\n",
    "two dots": "a..b-v1.0.0",
    "dot before the v": "a.-v1.0.0",
    "plus in the id": "a+b-v1.0.0",
    "endless": "a" * 300 + "-v1.0.0",
    "endless number": f"a-v{'1' * 5000}.0.0",
}


@pytest.mark.parametrize("text", GOOD_NAMES)
def test_good_names_are_read_and_written(text: str) -> None:
    """A name is split at the last -v that a version follows."""
    name = TagName.parse(text)

    assert name is not None
    assert (name.pack_id, str(name.version)) == GOOD_NAMES[text]
    assert name.format() == text


@pytest.mark.parametrize("flaw", BAD_NAMES)
def test_bad_names_are_no_tags(flaw: str) -> None:
    """Nothing is guessed and nothing is repaired."""
    assert TagName.parse(BAD_NAMES[flaw]) is None


@pytest.mark.parametrize(
    ("pack_id", "version"),
    [
        ("a", "1.0.0-v2.0.0"),
        ("a b", "1.0.0"),
        ("", "1.0.0"),
        ("a..b", "1.0.0"),
        ("a" * 300, "1.0.0"),
    ],
)
def test_what_would_be_read_otherwise_is_not_written(pack_id: str, version: str) -> None:
    """Formatting and parsing are inverse, or formatting refuses."""
    with pytest.raises(ValueError, match="would not be read"):
        TagName(pack_id, Version.parse(version)).format()


def test_precedence_is_that_of_semver() -> None:
    """The chain of section 11; build metadata does not count."""
    chain = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
             "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.10.0", "2.0.0"]  # fmt: skip
    names = [TagName.parse(f"a-v{version}") for version in chain]
    found = [name.precedence for name in names if name is not None]

    assert len(found) == len(chain)
    assert found == sorted(found)
    assert len({str(each) for each in found}) == len(chain)
    with_build = TagName.parse("a-v1.0.0+build")
    assert with_build is not None
    assert with_build.precedence == Version.parse("1.0.0")


NUMBERS = st.integers(min_value=0, max_value=99)


IDS = st.text("av01.-", max_size=12).map(lambda middle: f"a{middle}z")


@given(IDS, NUMBERS, NUMBERS)
def test_every_tag_that_is_written_is_read_back(pack_id: str, major: int, minor: int) -> None:
    """format and parse are inverse for whatever format accepts."""
    name = TagName(pack_id, Version(major, minor, 0))
    try:
        text = name.format()
    except ValueError:
        assert ".." in pack_id
        return

    assert TagName.parse(text) == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("acme-v1.0.0", True), ("ACME-v1.0.0", True), ("acme-V1", True), ("acme_1.0", True),
        ("acme/v1", True), ("acme@2", True), ("acme1", True), ("acme-v\u0661", True),
        ("acme", False), ("acme-beta", False), ("acme-x-v1.0.0", False), ("v1.0.0", False),
        ("other-v1.0.0", False), ("acmee-v1", False), ("x-acme-v1.0", False),
    ],
)  # fmt: skip
def test_tags_that_were_meant_for_a_pack(text: str, expected: bool) -> None:
    """Nearly right is meant; another pack, or no number, is not."""
    assert could_be_of(text, "acme") is expected


def test_versions_are_ascii_and_whole() -> None:
    """What the semver package lets pass by accident is no version."""
    assert parse_version("1.0.0") == Version(1, 0, 0)
    assert parse_version("1.0.0\n") is None
    assert parse_version("1\u0660.0.0") is None
    assert parse_version("") is None


HERE, BEFORE, ELSEWHERE = "c" * 40, "b" * 40, "e" * 40
ACME = PackAtCommit(folder="packs/acme", pack_id="acme", version="1.2.0")
OTHER = PackAtCommit(folder="packs/other", pack_id="other", version="3.0.0")


def codes(
    name: str = "acme-v1.2.0",
    *,
    packs: tuple[PackAtCommit, ...] = (ACME, OTHER),
    others: tuple[Tag, ...] = (),
    annotated: bool = True,
) -> list[str]:
    """Return the codes of what is wrong with a tag on the commit HERE."""
    tag = Tag(name=name, commit=HERE, annotated=annotated)
    return [fault.code for fault in check_tag(tag, packs=packs, others=(tag, *others))]


def earlier(name: str) -> Tag:
    """Return a tag on an ancestor."""
    return Tag(name=name, commit=BEFORE, is_ancestor=True)


def apart(name: str) -> Tag:
    """Return a tag on a commit of another line."""
    return Tag(name=name, commit=ELSEWHERE)


def test_a_right_tag_has_no_faults() -> None:
    """Beside other packs, other lines and smaller versions before it."""
    others = (earlier("acme-v1.1.9"), earlier("other-v3.0.0"), apart("acme-v2.0.0"),
              earlier("acme-v1.2.0-rc.1"), earlier("not a release"))  # fmt: skip

    assert codes(others=others) == []


@pytest.mark.parametrize("flaw", BAD_NAMES)
def test_the_form_is_judged_first(flaw: str) -> None:
    """A tag that is none has one fault, in printable ASCII."""
    tag = Tag(name=BAD_NAMES[flaw], commit=HERE)
    (fault,) = check_tag(tag, packs=(ACME,), others=())

    assert fault.code == "tag-form"
    assert str(fault).isascii()
    assert str(fault).isprintable()


@pytest.mark.parametrize("name", ["acme-V1.2.0", "acme-1.2.0", "acme/v1.2.0", "ACME-v01.2.0"])
def test_the_right_name_is_told(name: str) -> None:
    """Where the packs at the commit tell what was meant, the commands to repair it are given."""
    (fault,) = check_tag(Tag(name=name, commit=HERE), packs=(ACME, OTHER), others=())
    if fault.code == "tag-form":
        assert fault.hint == f"git tag -a acme-v1.2.0 {HERE[:12]}, then git tag -d {name}"


FORM = {
    "acme-V1.2.0": "; the v is a small letter",
    "acme-v01.2.0": "; a number has no leading zero",
    "acme-v1.2": "; it holds no version of three numbers",
    "acme-v\u0661.2.0": "; it holds characters beyond ASCII",
    "acme_v1.2.0": "",
}


@pytest.mark.parametrize("name", FORM)
def test_the_form_fault_says_what_is_wrong(name: str) -> None:
    """One reason, the plainest; and which tags would be right here."""
    (fault,) = check_tag(Tag(name=name, commit=HERE), packs=(ACME, OTHER), others=())

    assert fault.message == f"the tag is not of the form <pack-id>-v<version>{FORM[name]}"
    if name == "acme-v1.2":
        assert fault.hint == "the packs at this commit would have acme-v1.2.0, other-v3.0.0"


WRONG = {
    "no such pack at the commit": (codes("acme-v1.2.0", packs=(OTHER,)), ["tag-no-pack"]),
    "no pack at all": (codes(packs=()), ["tag-no-pack"]),
    "id in other case": (codes("Acme-v1.2.0"), ["tag-no-pack"]),
    "two packs with the id": (codes(packs=(ACME, ACME)), ["tag-pack-twice"]),
    "another version in the manifest": (codes("acme-v1.2.1"), ["tag-version"]),
    "a version that cannot be read": (
        codes(packs=(PackAtCommit(folder="packs/acme", pack_id="acme", version=None),)),
        ["tag-version"],
    ),
    "a larger version before it": (codes(others=(earlier("acme-v1.10.0"),)), ["tag-order"]),
    "its release before its pre-release": (
        codes(
            "acme-v1.2.0-rc.1",
            packs=(PackAtCommit(folder="a", pack_id="acme", version="1.2.0-rc.1"),),
            others=(earlier("acme-v1.2.0"),),
        ),
        ["tag-order"],
    ),
    "a twin by build metadata": (codes(others=(apart("acme-v1.2.0+2"),)), ["tag-twin"]),
    "a twin by case": (codes(others=(apart("Acme-v1.2.0"),)), ["tag-twin"]),
    "a twin by upper-case V": (codes(others=(earlier("acme-V1.2.0"),)), ["tag-twin"]),
    "a twin without v": (codes(others=(apart("acme-1.2.0"),)), ["tag-twin"]),
    "a twin with a slash": (codes(others=(apart("acme/v1.2.0"),)), ["tag-twin"]),
    "a twin with leading zeros": (codes(others=(apart("acme-v01.02.0"),)), ["tag-twin"]),
    "build metadata": (codes("acme-v1.2.0+1"), ["tag-build-metadata", "tag-version"]),
    "lightweight": (codes(annotated=False), ["tag-lightweight"]),
    "everything at once": (
        codes("acme-v1.0.0", others=(earlier("acme-v1.1.0"), apart("acme-1.0.0"))),
        ["tag-version", "tag-order", "tag-twin"],
    ),
}


@pytest.mark.parametrize("flaw", WRONG)
def test_wrong_tags_have_their_faults(flaw: str) -> None:
    """All faults of a tag at once, each with its code."""
    found, expected = WRONG[flaw]

    assert found == expected


NO_TWINS = ("acme-v1.2.1", "acme-v1-v1.2.0", "acme-v1.2.0-rc.1", "other-v1.2.0", "acme-x-v1.2.0",
            "v1.2.0", "acme-v11.2.0", "acme-v1.20.0")  # fmt: skip


@pytest.mark.parametrize("name", NO_TWINS)
def test_other_releases_are_no_twins(name: str) -> None:
    """Names that look alike and mean another release are left alone."""
    assert codes(others=(apart(name),)) == []


def test_a_lightweight_tag_is_advice() -> None:
    """It is a release all the same."""
    (fault,) = check_tag(
        Tag(name="acme-v1.2.0", commit=HERE, annotated=False), packs=(ACME,), others=()
    )

    assert fault.severity is Severity.ADVICE


def test_messages_say_what_to_do() -> None:
    """The command that undoes the tag, and the tag that would be right."""
    (fault,) = check_tag(Tag(name="acme-v1.2.1", commit=HERE), packs=(ACME,), others=())

    assert fault.message == (
        "the manifest in packs/acme at the tagged commit says 1.2.0, the tag says 1.2.1"
    )
    assert fault.hint.startswith("git tag -d acme-v1.2.1, then")
    assert "(this one would be acme-v1.2.0)" in fault.hint

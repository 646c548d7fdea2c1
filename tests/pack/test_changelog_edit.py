"""A changelog gets a section and keeps every byte that it had."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import ToolkitError
from toolkit.pack.changelog_edit import Section, section_text, versions_in, with_section
from toolkit.versions import parse_version

SECTION = Section(
    version=parse_version("1.3.0"), groups={"Breaking": ("- b",), "Added": ("- a1", "- a2")}
)
TEXT = "## 1.3.0\n\n### Breaking\n\n- b\n\n### Added\n\n- a1\n- a2\n"


def as_in(title: str) -> str:
    return TEXT.replace("1.3.0", title)


def edited(text: str, section: Section = SECTION) -> str:
    return with_section(text.encode(), section).decode()


def test_the_section_by_itself() -> None:
    assert section_text(SECTION) == TEXT
    dated = Section(version=SECTION.version, date="2026-02-28", lead=("Words.",))
    assert section_text(dated) == "## 1.3.0 - 2026-02-28\n\nWords.\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Above the newest version.
        ("# C\n\nWords.\n\n## 1.2.0\n\n- x\n", f"# C\n\nWords.\n\n{TEXT}\n## 1.2.0\n\n- x\n"),
        ("# C\n## 1.2.0\n- x\n", f"# C\n\n{TEXT}\n## 1.2.0\n- x\n"),
        ("## 1.2.0\n", f"{TEXT}\n## 1.2.0\n"),
        # Nothing yet: after the title; before link definitions, which belong to the whole file.
        ("", TEXT),
        ("# C\n", f"# C\n\n{TEXT}"),
        ("# C\n\n\n", f"# C\n\n\n{TEXT}"),
        ("# C\n\n[1]: https://a.example\n", f"# C\n\n{TEXT}\n[1]: https://a.example\n"),
        # A file without a last line end has none afterwards.
        ("# C", f"# C\n\n{TEXT}".removesuffix("\n")),
        ("## 1.2.0\n\n- x", f"{TEXT}\n## 1.2.0\n\n- x"),
        # Between its neighbours, in the order of the file.
        ("## 2.0.0\n\n- y\n\n## 1.2.0\n", f"## 2.0.0\n\n- y\n\n{TEXT}\n## 1.2.0\n"),
        ("## 1.1.0\n\n## 1.2.0\n\n- x\n", f"## 1.1.0\n\n## 1.2.0\n\n- x\n\n{TEXT}"),
        ("## 1.1.0\n\n## 2.0.0\n\n- x\n", f"## 1.1.0\n\n{TEXT}\n## 2.0.0\n\n- x\n"),
        ("## 2.0.0\n\n- x\n", f"## 2.0.0\n\n- x\n\n{TEXT}"),
        # Pre-releases of it came before it.
        ("## 1.3.0-rc.1\n", f"{TEXT}\n## 1.3.0-rc.1\n"),
        # Written as the file writes its versions.
        ("# C\n\n## [1.2.0] - 2024\n", f"# C\n\n{as_in('[1.3.0]')}\n## [1.2.0] - 2024\n"),
        ("## [v1.2.0](https://a)\n", f"{as_in('[v1.3.0]')}\n## [v1.2.0](https://a)\n"),
        ("## Version 1.2.0 ##\n", f"{as_in('Version 1.3.0')}\n## Version 1.2.0 ##\n"),
        ("# v1.2.0\n", as_in("v1.3.0").replace("##", "#") + "\n# v1.2.0\n"),
        # Setext headings; fenced code and comments hold no headings.
        ("C\n=\n\n1.2.0\n-----\n\n- x\n", f"C\n=\n\n{TEXT}\n1.2.0\n-----\n\n- x\n"),
        ("```\n## 1.2.0\n```\n\n## 1.1.0\n", f"```\n## 1.2.0\n```\n\n{TEXT}\n## 1.1.0\n"),
        ("<!--\n## 1.2.0\n-->\n\n## 1.1.0\n", f"<!--\n## 1.2.0\n-->\n\n{TEXT}\n## 1.1.0\n"),
        ("~~~~\n~~~\n## 1.2.0\n~~~~\n## 1.1.0\n",
         f"~~~~\n~~~\n## 1.2.0\n~~~~\n\n{TEXT}\n## 1.1.0\n"),
        # It is there already.
        (TEXT, TEXT),
        ("## [1.3.0] - 2024-01-01\n", "## [1.3.0] - 2024-01-01\n"),
        ("1.3.0\n---\n", "1.3.0\n---\n"),
    ],
)  # fmt: skip
def test_where_it_goes(before: str, after: str) -> None:
    assert edited(before) == after
    assert edited(after) == after


U = "# C\n\n## [Unreleased]\n"
B = "### Breaking\n\n- b\n"
A = "### Added\n\n- a1\n- a2\n"
F = "### Fixed\n\n- f\n"
LAST = "## [1.2.0]\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Nothing under it: it stays, empty.
        (f"{U}\n{LAST}", f"{U}\n## [1.3.0]\n\n{B}\n{A}\n{LAST}"),
        (f"{U}\n[x]: https://a\n", f"{U}\n## 1.3.0\n\n{B}\n{A}\n[x]: https://a\n"),
        ("## Unreleased", "## Unreleased\n\n" + TEXT.removesuffix("\n")),
        ("## Unreleased\n", "## Unreleased\n\n" + TEXT),
        # Words: they move, and come first.
        (f"{U}\nMy words.\n\n{LAST}", f"{U}\n## [1.3.0]\n\nMy words.\n\n{B}\n{A}\n{LAST}"),
        ("## Unreleased\nMy words.",
         f"## Unreleased\n\n## 1.3.0\n\nMy words.\n\n{B}\n{A}".removesuffix("\n")),
        # Groups of the same name: what is new goes to their end.
        (f"{U}\n### Added\n\n- mine\n\n{F}\n{LAST}",
         f"{U}\n## [1.3.0]\n\n### Added\n\n- mine\n- a1\n- a2\n\n{F}\n{B}\n{LAST}"),
        ("## Unreleased\n### added\n### Breaking\n- mine",
         "## Unreleased\n\n## 1.3.0\n\n### added\n\n- a1\n- a2\n### Breaking\n- mine\n- b"),
    ],
)  # fmt: skip
def test_what_is_unreleased_moves_under_the_version(before: str, after: str) -> None:
    assert edited(before) == after
    assert edited(after) == after


def test_line_ends_and_the_byte_order_mark_stay() -> None:
    before = codecs.BOM_UTF8 + b"# C\r\n\r\n## 1.2.0\r\n\r\n- caf\xe9 \xff\x0c\xc2\x85\n"

    after = with_section(before, SECTION)

    assert after == before.replace(
        b"## 1.2.0", TEXT.replace("\n", "\r\n").encode() + b"\r\n## 1.2.0"
    )


def test_what_is_no_text_stays() -> None:
    with pytest.raises(ToolkitError, match="no text"):
        with_section("# C\n".encode("utf-16"), SECTION)


def test_the_versions_of_a_file() -> None:
    text = b"# C 9.9.9\n## Unreleased\n## 1.2.0\n### 5.0.0 broke it\n## [1.1.0] - 2020\n## 1.0\n"

    assert [str(version) for version in versions_in(text)] == ["1.2.0", "1.1.0"]


PIECES = st.sampled_from(
    ["# C", "## 1.2.0", "## [1.4.0] - x", "## Unreleased", "### Added", "- x", "", "```", "<!--",
     "-->", "[a]: b", "1.1.0", "---", "words", "#### Breaking", "    ## 1.0.0"]
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.tuples(PIECES, st.sampled_from(["\n", "\r\n", "\r"])), max_size=14), st.booleans()
)
def test_every_byte_stays_in_its_order(lines: list[tuple[str, str]], ends: bool) -> None:
    """Whatever stands there is left in what comes out; a second time changes nothing."""
    text = "".join(f"{line}{end}" for line, end in lines)
    text = text if ends else text.rstrip("\r\n")
    try:
        after = edited(text)
    except ToolkitError:
        assert "```" in text or "<!--" in text
        return

    assert versions_in(after.encode()).count(SECTION.version) == 1
    rest = iter(after)
    assert all(char in rest for char in text)
    assert edited(after) == after
    assert (after.count("- a1"), after.count("- a2"), after.count("- b")) == (1, 1, 1)

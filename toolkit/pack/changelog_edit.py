"""A changelog with one more section in it, and not one other byte changed.

Source: Keep a Changelog 1.1.0: the newest version comes first; what is not
released yet stands under ``Unreleased``, and moves under the new version when it
is. Headings are those of CommonMark 0.31, ATX and setext, outside code and
comments. How a file writes its versions (brackets, a ``v``, the level of the
heading) is how the new one is written.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from semver import Version

from toolkit.errors import ToolkitError
from toolkit.versions import parse_version

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*\Z)|~{3,})")
_DEFINITION = re.compile(r" {0,3}\[[^\]]+\]:[ \t]*\S")
_VERSION = re.compile(
    r"(?P<before>(?:version |release )?)(?P<open>\[?)(?P<v>v?)"
    r"(?P<version>[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.+-]*)(?P<close>\]?)(?![\w.])",
    re.IGNORECASE,
)
_UNRELEASED = re.compile(r"\[?unreleased\]?(?![\w])", re.IGNORECASE)
_LEVEL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What a changelog says of one version.

    ``groups`` are finished Markdown list items by the title of their group, in
    the order in which they are to stand, ``lead`` are lines before them; ``date`` is
    shown as it is, if at all.
    """

    version: Version
    date: str = ""
    lead: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading: its line, the line after it, its level and its text."""

    line: int
    after: int
    level: int
    text: str

    @property
    def found(self) -> re.Match[str] | None:
        """The version that it begins with."""
        return _VERSION.match(self.text)

    @property
    def version(self) -> Version | None:
        """The version that it is about, if it is one."""
        found = self.found
        if found is None:
            return None
        try:
            return parse_version(found["version"])
        except ToolkitError:
            return None


def section_text(
    section: Section, *, level: int = _LEVEL, before: str = "", after: str = ""
) -> str:
    """Return a section as Markdown; ``before`` and ``after`` stand around its version."""
    return "\n".join([_title(section, level, before, after), *_body(section, level)]) + "\n"


def versions_in(changelog: bytes) -> tuple[Version, ...]:
    """Return the versions that a changelog has sections for, in its order."""
    return tuple(version for _, version in _sections(_headings(_lines(changelog))))


def section_of(changelog: bytes, version: Version) -> str:
    """Return what a changelog says of a version, without its heading; empty where it says nothing.

    Text that is no UTF-8 is shown as it can be.
    """
    lines = _lines(changelog)
    headings = _headings(lines)
    found = next((one for one, known in _sections(headings) if known == version), None)
    if found is None:
        return ""
    inside = lines[found.after : _end_of(found, headings, lines)]
    text = "".join(inside).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def with_section(changelog: bytes, section: Section) -> bytes:
    """Return the changelog with the section in its place; as it is where it has it already.

    What stands under ``Unreleased`` comes to stand under the new version, and
    what the section adds to a group that is there already goes to its end.

    Raises:
        ToolkitError: It is no text, or a code block or comment in it never ends.
    """
    if b"\0" in changelog:
        raise ToolkitError("the changelog is no text: nothing is added to it")
    lines = _lines(changelog)
    headings = _headings(lines)
    sections = _sections(headings)
    if section.version in [version for _, version in sections]:
        return changelog
    end = next((mark for mark in ("\r\n", "\n", "\r") if lines and lines[0].endswith(mark)), "\n")
    form = _form(sections[0][0] if sections else None)
    unreleased = next((one for one in headings if _UNRELEASED.match(one.text)), None)
    if unreleased is None or (sections and sections[0][0].line < unreleased.line):
        at = _place(section.version, sections, headings, lines)
        text = [_title(section, *form), *_body(section, form[0])]
        new = _parted(lines, at, text, end)
    else:
        level = form[0] if sections else unreleased.level
        title = _title(section, level, *form[1:])
        new = _taken_over(lines, unreleased, section, title, level=level, end=end)
    mark = codecs.BOM_UTF8 if changelog.startswith(codecs.BOM_UTF8) else b""
    result = mark + "".join(new).encode("utf-8", "surrogateescape")
    if section.version not in versions_in(result):
        raise ToolkitError(
            f"the section {section.version} would not be read as one: nothing is added",
            hint="a code block or a comment in the changelog does not end",
        )
    return result


def _lines(changelog: bytes) -> list[str]:
    """Return the lines with their ends; together they are the file, byte for byte."""
    text = changelog.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    return _LINE.findall(text)


def _headings(lines: list[str]) -> list[_Heading]:
    return [*_read_headings([line.rstrip("\r\n") for line in lines])]


def _read_headings(lines: list[str]) -> Iterator[_Heading]:
    fence = ""
    comment = False
    for number, line in enumerate(lines):
        if fence:
            mark = _FENCE.match(line)
            closes = (
                mark is not None and mark[1].startswith(fence) and not line[mark.end() :].strip()
            )
            fence = "" if closes else fence
        elif comment or line.lstrip().startswith("<!--"):
            comment = "-->" not in line
        elif mark := _FENCE.match(line):
            fence = mark[1]
        elif found := _ATX.fullmatch(line):
            yield _Heading(number, number + 1, len(found[1]), found[2] or "")
        elif line.strip() and number + 1 < len(lines) and _is_title(line.strip()):
            under = _SETEXT.fullmatch(lines[number + 1])
            if under:
                level = 1 if under[1].startswith("=") else _LEVEL
                yield _Heading(number, number + 2, level, line.strip())


def _is_title(text: str) -> bool:
    """Return whether a line can be the text of a heading that matters, and no list item."""
    return bool(_VERSION.match(text) or _UNRELEASED.match(text))


def _sections(headings: list[_Heading]) -> list[tuple[_Heading, Version]]:
    """Return the headings of versions: those of the level at which the first one stands."""
    found = [(one, one.version) for one in headings]
    known = [(one, version) for one, version in found if version is not None]
    return [(one, version) for one, version in known if one.level == known[0][0].level]


def _form(newest: _Heading | None) -> tuple[int, str, str]:
    """Return the level of the heading, and what stands around its version."""
    found = newest.found if newest else None
    if newest is None or found is None:
        return _LEVEL, "", ""
    return newest.level, f"{found['before']}{found['open']}{found['v']}", found["close"]


def _title(section: Section, level: int, before: str, after: str) -> str:
    date = f" - {section.date}" if section.date else ""
    return f"{'#' * level} {before}{section.version}{after}{date}"


def _body(section: Section, level: int) -> Iterator[str]:
    """Yield the lines below the title, each group with a blank line before it."""
    if section.lead:
        yield from ("", *section.lead)
    for title, items in section.groups.items():
        yield from ("", f"{'#' * min(level + 1, 6)} {title}", "", *items)


def _end_of(heading: _Heading, headings: list[_Heading], lines: list[str]) -> int:
    """Return the line after a section: the next heading, or the link definitions at the end."""
    following = (one for one in headings if one.line > heading.line)
    peers = (one.line for one in following if one.level <= heading.level)
    return next(peers, _end_of_text(lines))


def _end_of_text(lines: list[str]) -> int:
    """Return where the text ends and link definitions, which belong to all of it, begin."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or _DEFINITION.match(lines[end - 1])):
        end -= 1
    tail = lines[end:]
    blank = next((i for i, line in enumerate(tail) if line.strip()), None)
    return len(lines) if blank is None else end + blank


def _place(
    version: Version,
    sections: list[tuple[_Heading, Version]],
    headings: list[_Heading],
    lines: list[str],
) -> int:
    """Return the line before which a section goes: the newest first, if the file has it so."""
    if not sections:
        return _end_of_text(lines)
    ascends = len(sections) > 1 and sections[0][1] < sections[-1][1]
    beyond = [one for one, known in sections if (known > version if ascends else known < version)]
    if beyond:
        return beyond[0].line
    return _end_of(sections[-1][0], headings, lines)


def _taken_over(  # noqa: PLR0913 (what a line needs to find its place)
    lines: list[str], unreleased: _Heading, section: Section, title: str, *, level: int, end: str
) -> list[str]:
    """Return the lines with what is unreleased under the new title, and with what that adds.

    From the end to the beginning, so that what is still to do stays where it was found.
    """
    headings = _headings(lines)
    until = _end_of(unreleased, headings, lines)
    inside = [one for one in headings if unreleased.line < one.line < until]
    groups = {name.casefold(): items for name, items in section.groups.items()}
    there = [one for one in inside if one.level == level + 1 and one.text.casefold() in groups]
    told = {one.text.casefold() for one in there}
    rest = {name: items for name, items in section.groups.items() if name.casefold() not in told}
    left = Section(version=section.version, lead=section.lead, groups=rest)
    new = _parted(lines, until, [*_body(left, level)][1:], end)
    for heading in reversed(there):
        at = min((one.line for one in inside if one.line > heading.line), default=until)
        while at > heading.after and not lines[at - 1].strip():
            at -= 1
        # A group of one name may stand there twice; the last takes what is new.
        items = groups.pop(heading.text.casefold(), ())
        new = _spliced(new, at, [*([] if at > heading.after else [""]), *items], end)
    follows = new[unreleased.after].strip() if len(new) > unreleased.after else ""
    return _spliced(new, unreleased.after, ["", title, *([""] if follows else [])], end)


def _parted(lines: list[str], at: int, text: list[str], end: str) -> list[str]:
    """Return the lines with a text before one of them, and a blank line on either side."""
    if not text:
        return list(lines)
    above = [""] if at and lines[at - 1].strip() else []
    below = [""] if at < len(lines) and lines[at].strip() else []
    return _spliced(lines, at, [*above, *text, *below], end)


def _spliced(lines: list[str], at: int, text: list[str], end: str) -> list[str]:
    """Return the lines with others before one of them; a file without a last line end has none."""
    before, new = list(lines[:at]), [f"{line}{end}" for line in text]
    if new and before and not before[-1].endswith(("\n", "\r")):
        before[-1] += end
        new[-1] = new[-1].removesuffix(end)
    return [*before, *new, *lines[at:]]

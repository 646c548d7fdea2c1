"""The report on a version as a comment on a pull request, which may have no more than its size."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from toolkit.diff.report import BumpReport
from toolkit.render import markdown
from toolkit.render.views.bump import bump_page

_AT_LENGTH = 10
"""Findings that are told at length before any is left out."""
LIMIT = 65_000
"""Bytes of a comment; GitHub takes 65,536 characters, of which a bot may want some for itself."""


def bump_comment(reports: Sequence[BumpReport], *, limit: int = LIMIT) -> str:
    """Return the reports as one text; where they are too long, the least severe is told in a line.

    Where that is not enough it is left out, and counted where it would stand.
    Each report has an equal share.
    """
    share = limit // max(1, len(reports))
    return "\n".join(_fitting(report, share - 1) for report in reports)


def _fitting(report: BumpReport, limit: int) -> str:
    """Return a report in no more bytes: fewer at length if that is enough, else fewer at all."""
    whole = markdown.render(bump_page(report))
    if _size(whole) <= limit:
        return whole

    def shorter(at_length: int) -> str:
        return markdown.render(bump_page(report, at_length=at_length))

    def fewer(most: int) -> str:
        return markdown.render(bump_page(report, most=most, at_length=_AT_LENGTH))

    if _size(shorter(_AT_LENGTH)) <= limit:
        return _longest(shorter, _AT_LENGTH, len(report.findings), limit)
    return _longest(fewer, 0, max(len(report.findings), len(report.notes)), limit)


def _longest(written: Callable[[int], str], fits: int, too_many: int, limit: int) -> str:
    """Return what is written with the greatest number that fits; the first is taken to."""
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if _size(written(middle)) <= limit:
            fits = middle
        else:
            too_many = middle
    return written(fits)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "backslashreplace"))

"""The report on a version as a comment on a pull request, which may have no more than its size."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.diff.report import BumpReport
from toolkit.render import markdown
from toolkit.render.views.bump import bump_page

LIMIT = 65_000
"""Bytes of a comment; GitHub takes 65,536 characters, of which a bot may want some for itself."""


def bump_comment(reports: Sequence[BumpReport], *, limit: int = LIMIT) -> str:
    """Return the reports as one text; where they are too long, the least severe is left out.

    Each has an equal share. What is left out is counted where it would stand.
    """
    share = limit // max(1, len(reports))
    return "\n".join(_fitting(report, share - 1) for report in reports)


def _fitting(report: BumpReport, limit: int) -> str:
    whole = markdown.render(bump_page(report))
    if _size(whole) <= limit:
        return whole
    fits, too_many = 0, max(len(report.findings), len(report.notes))
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if _size(markdown.render(bump_page(report, most=middle))) <= limit:
            fits = middle
        else:
            too_many = middle
    return markdown.render(bump_page(report, most=fits))


def _size(text: str) -> int:
    return len(text.encode("utf-8", "backslashreplace"))

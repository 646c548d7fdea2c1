"""Pictures of findings as HTML: drawings where there is an axis, tables and lists where not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from toolkit.diff.pictures.model import (
    Bin,
    Example,
    Ladder,
    NumberLine,
    Patterns,
    Picture,
    Presence,
    Scope,
    Side,
    Sides,
    Standing,
    Turn,
    Verdict,
)
from toolkit.render.markup import Element, Node, element
from toolkit.render.scales import scale_of
from toolkit.render.svg import ladder, number_line

_PARTS = re.compile(r"[^._-]*[._-]|[^._-]+")
"""A part of an id, with what ends it."""
_VERDICTS = {
    Verdict.PASS: ("passes", "✓ passes"),
    Verdict.FAIL: ("fails", "✕ fails"),
    Verdict.SOME: ("some", "◐ some pass"),
    Verdict.UNKNOWN: ("unclear", "? not known"),
}
_TURNS = {
    Turn.SAME: "same",
    Turn.FAILS: "newly-fails",
    Turn.SOME_FAIL: "newly-fails",
    Turn.PASSES: "newly-passes",
    Turn.SOME_PASS: "newly-passes",
    Turn.BOTH: "newly-fails",
    Turn.UNKNOWN: "same",
}


def figure(picture: Picture, key: str) -> Element:
    """Return a picture with its words below; ``key`` makes the ids in it unique."""
    return element(
        "figure",
        list(_drawn(picture, key)),
        element("figcaption", picture.words),
        class_="picture",
    )


def _drawn(picture: Picture, key: str) -> Iterator[Node]:
    match picture:
        case NumberLine():
            yield _title(picture.subject)
            yield from number_line(picture, key)
            yield from _beside(picture)
        case Presence():
            yield _title(picture.subject)
            yield _bins(picture.bins, picture.sides, "What there is")
        case Patterns():
            yield _title(picture.subject)
            yield _both(picture.sides)
            yield from _examples(picture)
            if picture.bins:
                yield _bins(picture.bins, picture.sides, "What there is")
        case Scope():
            yield element("p", "where the gate applies", class_="subject")
            yield _both(picture.sides)
            yield from _exchanges(picture)
        case Ladder():
            yield element("p", picture.subject, class_="subject")
            yield ladder(picture, key)


def literal(text: str) -> Element:
    """Return literal text, which stays in its direction whatever it holds."""
    return element("code", text, dir="ltr")


def identifier(text: str) -> Element:
    """Return an id that goes on in the next line after a dot, a hyphen or ``_``, not in a word."""
    first, *others = _PARTS.findall(text) or [""]
    parts = [node for part in others for node in (element("wbr"), part)]
    return element("code", first, *parts, dir="ltr")


def _title(subject: str) -> Element:
    return element("p", literal(subject), class_="subject")


def _beside(line: NumberLine) -> Iterator[Node]:
    """Yield what the line does not show: how it is drawn, and the other kinds of values."""
    notes = [line.note] if line.note else []
    if not scale_of(line, 0, 1).is_even:
        notes.append("Not to scale: every piece between two ticks has the same width.")
    if notes:
        yield element("p", " ".join(notes), class_="small")
    if any(row.turn is not Turn.SAME or row.marks for row in line.bins):
        yield _bins(line.bins, line.sides, "Beside the line")
    elif line.bins:
        yield element("p", _unchanged(line.bins), class_="small")


# --- kinds of values ------------------------------------------------------------------------------


def _shown(sides: Sides) -> list[tuple[int, Side]]:
    return [
        (number, side)
        for number, side in enumerate(sides)
        if side.standing is not Standing.ELSEWHERE
    ]


def _bins(rows: Sequence[Bin], sides: Sides, title: str) -> Element:
    shown = _shown(sides)
    heads = [title, *("now" if number else "before" for number, _ in shown)]
    heads += ["change"] if len(shown) > 1 else []
    return element(
        "div",
        element(
            "table",
            element("thead", element("tr", [element("th", one, scope="col") for one in heads])),
            element("tbody", [_bin(row, shown) for row in rows]),
            class_="bins",
        ),
        class_="scroll",
    )


def _unchanged(rows: Sequence[Bin]) -> str:
    """Return in a sentence what is said of kinds of values of which all is said as before."""
    told = "; ".join(f"{row.label}: {row.verdict(1).value}" for row in rows)
    return f"Beside the line nothing changed: {told}."


def _bin(row: Bin, shown: Sequence[tuple[int, Side]]) -> Element:
    witness = [
        element("span", f"◆ witness{': ' if mark.value else ''}{mark.value}", class_="witness-note")
        for mark in row.marks
    ]
    cells = [element("th", row.label, witness, scope="row")]
    for number, _ in shown:
        class_, word = _VERDICTS[row.verdict(number)]
        cells.append(element("td", element("span", word, class_=f"pill {class_}")))
    if len(shown) > 1:
        turn = row.turn
        pill = element("span", turn.value, class_=f"pill {_TURNS[turn]}")
        cells.append(element("td", pill))
    return element("tr", cells)


# --- texts and scopes -----------------------------------------------------------------------------


def _both(sides: Sides) -> Element:
    return element(
        "dl",
        [
            element(
                "div",
                element("dt", "now" if number else f"before, {side.name}"),
                element("dd", side.words),
                class_="side",
            )
            for number, side in _shown(sides)
        ],
        class_="both",
    )


def _examples(picture: Patterns) -> Iterator[Node]:
    both_asked = len(_shown(picture.sides)) > 1
    columns = [
        (title, class_, examples, "none known" if said in picture.possible else "none")
        for title, class_, examples, said in (
            ("Texts that newly fail", "newly-fails", picture.newly_fails, (True, False)),
            ("Texts that pass both", "passes", picture.passes_both, (True, True)),
            ("Texts that newly pass", "newly-passes", picture.newly_passes, (False, True)),
        )
    ]
    if both_asked and picture.possible:
        yield _columns(columns)


def _exchanges(picture: Scope) -> Iterator[Node]:
    rows = (
        ("Newly in scope", "newly-fails", picture.comes),
        ("Out of scope now", "newly-passes", picture.goes),
    )
    if picture.comes or picture.goes:
        yield _columns(
            [
                (title, class_, [Example(one) for one in some], "none known")
                for title, class_, some in rows
            ]
        )


def _columns(columns: Sequence[tuple[str, str, Sequence[Example], str]]) -> Element:
    return element(
        "div",
        [
            element(
                "div",
                element("p", title, class_=f"pill {class_}"),
                element("ul", [element("li", _example(one)) for one in examples])
                if examples
                else element("p", nothing, class_="small"),
                class_="column",
            )
            for title, class_, examples, nothing in columns
        ],
        class_="columns",
    )


def _example(example: Example) -> list[Node]:
    mark: list[Node] = ["◆ "] if example.is_witness else []
    shown = literal(example.text) if example.text else element("em", "(empty)")
    said: list[Node] = [element("span", " witness", class_="small")] if example.is_witness else []
    return [*mark, shown, *said]

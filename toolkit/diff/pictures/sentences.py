"""Pictures in one or two sentences: for readers of text, and for those who cannot see them."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.diff.pictures.model import (
    Bin,
    Interval,
    NumberLine,
    Patterns,
    Presence,
    Sides,
    Standing,
    Turn,
    Verdict,
)


def listed(parts: Sequence[str]) -> str:
    """Return parts as a person lists them."""
    if not parts:
        return "nothing"
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else parts[0]


def intervals_words(intervals: Sequence[Interval], unit: str) -> str:
    """Return a set of numbers in words."""
    return " or ".join(one.words(unit) for one in intervals) or "nothing"


def _accepted(sides: Sides, accepted: tuple[str, str]) -> str:
    """Return what both versions accept, in one sentence."""
    told = []
    for number, (side, some) in enumerate(zip(sides, accepted, strict=True)):
        when = "now" if number else f"by {side.name}"
        if side.standing is Standing.NO_GATE:
            told.append("no such gate now" if number else f"no such gate in {side.name}")
        elif side.standing is Standing.UNKNOWN:
            told.append(f"what is accepted {when} is not known ({side.words})")
        elif side.standing is Standing.ASKED:
            told.append(f"accepted {when}: {some}")
    return f"{'; '.join(told)}."


def _turned(turned: Sequence[str]) -> list[str]:
    """Return what changed as a sentence, none where nothing did."""
    text = "; ".join(turned)
    return [f"{text[:1].upper()}{text[1:]}."] if text else []


def line_words(line: NumberLine) -> str:
    """Return a number line in words."""
    accepted = (
        intervals_words(line.accepted(0), line.unit),
        intervals_words(line.accepted(1), line.unit),
    )
    turned = [
        f"{verb}: {intervals_words(found, line.unit)}"
        for verb, found in (
            ("newly fails", line.newly_failing),
            ("newly passes", line.newly_passing),
        )
        if found
    ]
    beside = _turned(_turns(line.bins))
    return " ".join(
        (f"{line.subject}: {_accepted(line.sides, accepted)}", *_turned(turned), *beside)
    )


def _turns(rows: Sequence[Bin]) -> list[str]:
    return [
        f"{row.turn.value}: {row.label}"
        for row in rows
        if row.turn not in (Turn.SAME, Turn.UNKNOWN)
    ]


def presence_words(presence: Presence) -> str:
    """Return kinds of values in words."""
    accepted = _accepted(presence.sides, (_kinds(presence.bins, 0), _kinds(presence.bins, 1)))
    return " ".join((f"{presence.subject}: {accepted}", *_turned(_turns(presence.bins))))


def _kinds(rows: Sequence[Bin], side: int) -> str:
    whole = [one for row in rows if row.verdict(side) is Verdict.PASS for one in row.labels]
    some = [f"some of: {row.label}" for row in rows if row.verdict(side) is Verdict.SOME]
    unknown = [f"not known: {row.label}" for row in rows if row.verdict(side) is Verdict.UNKNOWN]
    return listed([*whole, *some, *unknown])


def pattern_words(patterns: Patterns) -> str:
    """Return texts in words: what was and is asked, and an example of what changed."""
    old, new = (f"what {side.words}" for side in patterns.sides)
    turned = [
        f'{verb}, for example: "{examples[0].text}"'
        for verb, examples in (
            ("newly fails", patterns.newly_fails),
            ("newly passes", patterns.newly_passes),
        )
        if examples
    ]
    accepted = _accepted(patterns.sides, (old, new))
    beside = _turned(_turns([row for row in patterns.bins if row.verdict(1) is not Verdict.SOME]))
    return " ".join((f"{patterns.subject}: {accepted}", *_turned(turned), *beside))

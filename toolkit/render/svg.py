"""Number lines and ladders as SVG: drawn twice, for wide screens and for narrow ones.

All coordinates come from the picture, and are written with one decimal, so that the same picture
is the same bytes everywhere. What a colour says, a label or a pattern says too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.diff.pictures.model import (
    Interval,
    Ladder,
    Mark,
    NumberLine,
    Point,
    Standing,
    number_words,
)
from toolkit.render.markup import Element, Node, element
from toolkit.render.scales import Scale, scale_of

WIDTHS = {"wide": 720, "slim": 310}
_GUTTER, _EDGE = 58, 18
_CHAR = 6.7
"""The usual width of a character of the labels."""
_TOP, _BAR, _BAND, _GAP = 30, 20, 26, 7
_LEAST = 7.0
"""A single number is drawn so wide, that it can be seen."""
_PER_TICK = 9
_ROOM = 9
"""So far from a witness stands everything that is written."""


def number_line(line: NumberLine, key: str) -> list[Node]:
    """Return the drawings of a number line; ``key`` makes their ids unique."""
    return [_Drawing.of(line, name, f"{key}-{name}").drawn() for name in WIDTHS]


def _fixed(number: float) -> str:
    return f"{number:.1f}"


def _text(x: float, y: float, text: str, class_: str, anchor: str = "middle") -> Element:
    return element("text", text, x=_fixed(x), y=_fixed(y), class_=class_, **{"text-anchor": anchor})


def _rect(x: float, y: float, width: float, height: float, class_: str) -> Element:
    return element(
        "rect",
        x=_fixed(x),
        y=_fixed(y),
        width=_fixed(width),
        height=_fixed(height),
        rx="3",
        class_=class_,
    )


def _stroke(x1: float, y1: float, x2: float, y2: float, class_: str) -> Element:
    return element(
        "line", x1=_fixed(x1), y1=_fixed(y1), x2=_fixed(x2), y2=_fixed(y2), class_=class_
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One drawing: the picture, its scale, and where its rows stand."""

    line: NumberLine
    scale: Scale
    name: str
    key: str
    width: int

    @classmethod
    def of(cls, line: NumberLine, name: str, key: str) -> _Drawing:
        width = WIDTHS[name]
        return cls(line, scale_of(line, _GUTTER, width - _EDGE), name, key, width)

    @property
    def rows(self) -> list[int]:
        """The versions that are drawn: old (0), new (1), or both."""
        return [
            number
            for number, side in enumerate(self.line.sides)
            if side.standing is not Standing.ELSEWHERE
        ]

    @property
    def mark_places(self) -> list[float]:
        """Where the witnesses stand."""
        return [self._mark_x(mark.at) for mark in self.line.marks if mark.at is not None]

    @property
    def bottom(self) -> float:
        """Where the last bar ends."""
        both = len(self.rows) > 1
        return _TOP + _BAR + (_BAR + _BAND + 2 * _GAP if both else 0)

    def drawn(self) -> Element:
        """Return the drawing with its name and its description."""
        title, told = f"{self.key}-t", f"{self.key}-d"
        height = self.bottom + 38
        return element(
            "svg",
            element("title", f"What is accepted of {self.line.subject}", id=title),
            element("desc", self.line.words, id=told),
            list(self._parts()),
            viewBox=f"0 0 {self.width} {_fixed(height)}",
            class_=f"number-line {self.name}",
            role="img",
            aria_labelledby=f"{title} {told}",
        )

    def _parts(self) -> Iterator[Node]:
        for at, row in enumerate(self.rows):
            yield from self._row(row, _TOP + at * (_BAR + _BAND + 2 * _GAP))
        if len(self.rows) > 1:
            yield from self._band(_TOP + _BAR + _GAP)
        yield from self._axis(self.bottom + 10)
        yield from self._marks()

    # --- what each version accepts ------------------------------------------------------------

    def _row(self, row: int, y: float) -> Iterator[Node]:
        side = self.line.sides[row]
        left, right = self.scale.left, self.scale.right
        yield _text(left - 12, y + 14, "now" if row else "before", "row", "end")
        if side.standing is Standing.UNKNOWN:
            yield _rect(left, y, right - left, _BAR, "unknown")
            yield _text((left + right) / 2, y + 14, "not known", "in-track")
            return
        yield _rect(left, y, right - left, _BAR, "track")
        no_gate = side.standing is Standing.NO_GATE
        for part in self.line.accepted(row):
            x, width = self._span(part)
            yield _rect(x, y, width, _BAR, "accepted none" if no_gate else "accepted")
            word = "no gate: passes" if no_gate else "passes"
            yield from self._inside(x, width, y, word, "in-free" if no_gate else "in-bar")
        for part in self.line.where(lambda said: said[row] is False):
            yield from self._inside(*self._span(part), y, "fails", "in-track")
        if not self.line.whole:
            yield from self._ends(self.line.accepted(row), y)

    def _inside(self, x: float, width: float, y: float, word: str, class_: str) -> Iterator[Node]:
        """Yield a word that stands in a bar, if there is room for it."""
        start, room = self._free(x, width)
        if room > len(word) * _CHAR + 10:
            yield _text(start + room / 2, y + 14, word, class_)

    def _free(self, x: float, width: float) -> tuple[float, float]:
        """Return the widest part of a region through which no witness goes, with its width."""
        inside = [at for at in self.mark_places if x < at < x + width]
        starts = [x, *(at + _ROOM for at in inside)]
        ends = [*(at - _ROOM for at in inside), x + width]
        rooms = [(end - start, -start) for start, end in zip(starts, ends, strict=True)]
        room, start = max(rooms)
        return -start, room

    def _span(self, part: Interval) -> tuple[float, float]:
        """Return where an interval begins, and how wide it is drawn."""
        start, end = self.scale.edges(part)
        if end - start >= _LEAST:
            return start, end - start
        middle = min(max((start + end) / 2, self.scale.left + _LEAST / 2), self.scale.right)
        return middle - _LEAST / 2, _LEAST

    def _ends(self, parts: Sequence[Interval], y: float) -> Iterator[Node]:
        """Yield the ends of intervals of numbers with decimals: full if they belong to it."""
        for part in parts:
            for end, is_open in ((part.low, part.low_open), (part.high, part.high_open)):
                if end is not None:
                    yield element(
                        "circle",
                        cx=_fixed(self.scale.x(end)),
                        cy=_fixed(y + _BAR / 2),
                        r="4.5",
                        class_="end open" if is_open else "end closed",
                    )

    # --- what changed -------------------------------------------------------------------------

    def _band(self, y: float) -> Iterator[Node]:
        turned = [
            (self._span(part), verb)
            for verb, parts in (
                ("newly fails", self.line.newly_failing),
                ("newly passes", self.line.newly_passing),
            )
            for part in parts
        ]
        for (x, width), verb in turned:
            yield _rect(x, y, width, _BAND, verb.replace(" ", "-"))
        told: set[str] = set()
        taken = [span for span, _ in turned]
        for span, verb in sorted(turned, key=lambda one: (-one[0][1], one[0][0])):
            placed = self._placed(span, verb, taken)
            if placed is not None and (verb not in told or placed[2]):
                x, anchor, inside = placed
                told.add(verb)
                size = len(verb) * _CHAR + 8
                start = x - size / 2 if anchor == "middle" else x - 4 if anchor == "start" else x
                if inside:
                    yield _rect(start, y + 5, size, _BAND - 10, "plate")
                else:
                    taken.append((start if anchor == "start" else x - size, size))
                yield _text(x, y + 17, verb, verb.replace(" ", "-") + "-word", anchor)

    def _placed(
        self, span: tuple[float, float], verb: str, taken: Sequence[tuple[float, float]]
    ) -> tuple[float, str, bool] | None:
        """Return where the label of a region stands: inside, behind, before, or nowhere."""
        size = len(verb) * _CHAR + 12
        x, width = self._free(*span)
        if width >= size:
            return x + width / 2, "middle", True
        x, width = span
        behind, before = x + width + 6, x - 6
        for start, at, anchor in ((behind, behind, "start"), (before - size, before, "end")):
            inside = start >= self.scale.left - 2 and start + size <= self.width
            if inside and not any(
                start < other + wide and other < start + size for other, wide in taken
            ):
                return at, anchor, False
        # Rather over the line of a witness than not at all.
        return (x + width / 2, "middle", True) if width >= size else None

    # --- the axis and the witnesses -----------------------------------------------------------

    def _axis(self, y: float) -> Iterator[Node]:
        left, right = self.scale.left, self.scale.right
        yield _stroke(left, y, right, y, "axis")
        if self.scale.goes_on_left:
            yield element("path", d=_arrow(left, y, -1), class_="arrow")
        if self.scale.goes_on_right:
            yield element("path", d=_arrow(right, y, 1), class_="arrow")
        taken: list[tuple[float, float]] = []
        for at, number, important in self.scale.ticks():
            label = number_words(number)
            label = f"{label} {self.line.unit}" if self.line.unit and important else label
            label = label if len(label) <= _PER_TICK + 4 else f"{float(number):.3g}"
            half = len(label) * _CHAR / 2 + 3
            x = min(max(at, half), self.width - half)
            if any(x - half < end and start < x + half for start, end in taken):
                continue
            taken.append((x - half, x + half))
            yield _stroke(at, y, at, y + 6, "axis")
            yield _text(x, y + 21, label, "tick strong" if important else "tick")

    def _marks(self) -> Iterator[Node]:
        axis = self.bottom + 10
        taken: list[tuple[float, float]] = []
        drawn = [mark for mark in self.line.marks if mark.at is not None]
        for mark, x in zip(drawn, self.mark_places, strict=True):
            label = self._label(mark)
            half = len(label) * _CHAR / 2 + 3
            at = min(max(x, half), self.width - half)
            yield _stroke(x, _TOP - 7, x, axis, "witness-line")
            diamond = f"M{_fixed(x)} {_fixed(axis - 6)}l6 6l-6 6l-6 -6z"
            yield element("path", d=diamond, class_="witness")
            if not any(at - half < end and start < at + half for start, end in taken):
                taken.append((at - half, at + half))
                yield _text(at, _TOP - 12, label, "witness-word")

    def _label(self, mark: Mark) -> str:
        value = f"{mark.value} {self.line.unit}" if self.line.unit else mark.value
        return f"witness: {value}"

    def _mark_x(self, at: Point) -> float:
        """Return where a number stands: in the middle of the piece that is drawn for it."""
        start, end = self.scale.edges(Interval(at, at))
        return min(max((start + end) / 2, self.scale.left), self.scale.right)


def _arrow(x: float, y: float, direction: int) -> str:
    return f"M{_fixed(x)} {_fixed(y - 4)}l{direction * 8} 4l{-direction * 8} 4z"


# --- ladders ------------------------------------------------------------------------------------

_RISE, _LADDER_EDGE = 26, 4
_SMALL_CHAR = 6.2


def ladder(picture: Ladder, key: str) -> Element:
    """Return the drawing of a step up or down."""
    count = len(picture.steps)
    step = max(len(text) for names in picture.steps for text in names) * _SMALL_CHAR + 14
    width = 2 * _LADDER_EDGE + count * step
    height = count * _RISE + 52
    title, told = f"{key}-t", f"{key}-d"
    return element(
        "svg",
        element("title", f"Step: {picture.subject}", id=title),
        element("desc", picture.words, id=told),
        [part for number in range(count) for part in _step(picture, number, height, step)],
        viewBox=f"0 0 {_fixed(width)} {height}",
        width=_fixed(width),
        height=str(height),
        class_="ladder",
        role="img",
        aria_labelledby=f"{title} {told}",
    )


def _step(picture: Ladder, number: int, height: int, step: float) -> Iterator[Node]:
    x = _LADDER_EDGE + number * step
    tall = (number + 1) * _RISE
    y = height - 22 - tall
    name, meaning = picture.steps[number]
    state = {picture.old: "before", picture.new: "now"}.get(number, "")
    yield _rect(x + 2, y, step - 4, tall, f"step {state}".strip())
    yield _text(x + step / 2, y + 17, name, f"step-name {state}".strip())
    yield _text(x + step / 2, height - 7, meaning, "step-meaning")
    if state:
        yield _text(x + step / 2, y - 8, state, "step-state")

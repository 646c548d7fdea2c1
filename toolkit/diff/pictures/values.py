"""Two assertions → the picture of what they accept: a number line, texts, or kinds of values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.diff.pictures import bins
from toolkit.diff.pictures.lines import STATUSES, number_of, of_statuses, runs_of, status_said
from toolkit.diff.pictures.model import (
    Bin,
    Example,
    Mark,
    NumberLine,
    Patterns,
    Picture,
    Point,
    Presence,
    Run,
    Said,
    Side,
    Standing,
    Turn,
    number_words,
)
from toolkit.diff.pictures.sentences import line_words, pattern_words, presence_words
from toolkit.diff.pictures.words import assertion_words, cut, subject_words
from toolkit.diff.witnesses import Shown
from toolkit.gates.decision.chains import ERROR, NOW, Chain, Result
from toolkit.gates.decision.errors import NotModelledError
from toolkit.gates.decision.numbers import Line
from toolkit.gates.decision.placeholders import unknowns
from toolkit.gates.decision.sources import question
from toolkit.gates.evaluation.errors import FailureError, UnsupportedError
from toolkit.gates.evaluation.filters import filtered
from toolkit.gates.evaluation.queries import answer
from toolkit.gates.evaluation.scope import Scope
from toolkit.gates.evaluation.values import Bytes, Float, Integer, String
from toolkit.gates.languages.errors import TooHard
from toolkit.gates.nodes import (
    Assertion,
    Filter,
    FilterName,
    PlainFilter,
    PlainQuery,
    Query,
    QueryName,
    ValuePredicate,
)
from toolkit.gates.nodes import String as Quoted

_STATUS = PlainQuery(QueryName.STATUS)
_DURATION = PlainQuery(QueryName.DURATION)
_COUNT = PlainFilter(FilterName.COUNT)
_MOST_EXAMPLES = 4
_TURNS = ((True, False), (False, True))
_LEFT_OUT = "Numbers beyond 64 bits, which Hurl compares as text, are left out."
_SWITCHING = 101


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a gate: its name, and its assertion, None where there is no such gate."""

    name: str
    assertion: Assertion | None
    elsewhere: bool = False
    """Whether it asks for something else, of which there is another picture."""

    @property
    def unknown(self) -> str:
        """Why it is not known what it accepts; "" where it is."""
        return unknowns(self.assertion) if self.assertion is not None else ""

    def side(self, shared: int) -> Side:
        """Return the version as a picture names it."""
        if self.elsewhere:
            return Side(self.name, Standing.ELSEWHERE)
        if self.assertion is None:
            return Side(self.name, Standing.NO_GATE, "there is no such gate: everything passes")
        standing = Standing.UNKNOWN if self.unknown else Standing.ASKED
        return Side(self.name, standing, assertion_words(self.assertion, shared))


def pictures(old: Version, new: Version, shown: Sequence[Shown]) -> Iterator[Picture]:
    """Yield what there is to draw of two assertions; words where they cannot be followed.

    Two that ask for different things have no axis in common: each gets a picture of its own.
    """
    try:
        if old.assertion and new.assertion and not _reads_alike(old.assertion, new.assertion):
            yield from _Pair.of(old, replace(new, assertion=None, elsewhere=True), shown).drawn()
            yield from _Pair.of(replace(old, assertion=None, elsewhere=True), new, shown).drawn()
            return
        yield from _Pair.of(old, new, shown).drawn()
    except (NotModelledError, UnsupportedError, TooHard):
        yield from _in_words(old, new)


def _in_words(old: Version, new: Version) -> Iterator[Picture]:
    """Yield what both ask in words, where no more is known and they look at the same."""
    known = [one.assertion for one in (old, new) if one.assertion is not None]
    if len({one.query for one in known}) == 1:
        shared = known[0].filters[: min(_alike(known[0].filters, one.filters) for one in known)]
        picture = Patterns(
            subject=subject_words(known[0].query, shared),
            sides=(old.side(len(shared)), new.side(len(shared))),
        )
        yield replace(picture, words=pattern_words(picture))


@dataclass(frozen=True, slots=True)
class _Told:
    """A kind of values, what is shown of it, and what the decision found."""

    kind: bins.Kind
    row: Bin
    found: bins.Found


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two versions, what both look at, and the witnesses on it."""

    old: Version
    new: Version
    query: Query
    shared: tuple[Filter, ...]
    found: tuple[tuple[Result, bool], ...]
    """What each witness has there, and whether it newly fails."""

    @classmethod
    def of(cls, old: Version, new: Version, shown: Sequence[Shown]) -> _Pair:
        known = [one.assertion for one in (old, new) if one.assertion is not None]
        shared = known[0].filters
        for one in known[1:]:
            shared = shared[: _alike(shared, one.filters)]
        if known[0].query == _STATUS:
            shared = ()
        query = known[0].query
        found = tuple((_value(query, shared, one), one.fails_new) for one in shown)
        return cls(old, new, query, shared, found)

    def drawn(self) -> Iterator[Picture]:
        """Yield the pictures.

        Raises:
            NotModelledError: the decision cannot follow.
            UnsupportedError: the evaluator refuses one of the assertions.
            TooHard: it needs too many states.
        """
        if self.query == _STATUS:
            yield self._status()
            return
        reach = self._reach()
        asked = (self._chain(self.old), self._chain(self.new))
        chains = [one for one in asked if isinstance(one, Chain)]
        lines, untold = runs_of(reach.lines, chains, self._said)
        unmoved = tuple(bins.Kind(one.type_name, (one,)) for one in untold)
        reach = replace(reach, kinds=(*reach.kinds, *unmoved))
        told = self._told(reach)
        kinds = [one.row for one in told]
        turning = any(run.said in _TURNS for _, runs in lines for run in runs)
        rows = merged(row for row in kinds if not (turning and _is_rare(row)))
        texts = self._texts(told)
        moving = [one for one in lines if len(one[1]) > 1 or not rows]
        if moving:
            left_out = _LEFT_OUT if len(rows) < len(merged(kinds)) else ""
            for index, (line, runs) in enumerate(moving):
                drawn = self._line(line, runs, () if index else rows, several=len(lines) > 1)
                yield replace(drawn, note=left_out)
            if texts is not None:
                yield texts
            return
        numbers = (self._as_bin(line, runs, several=len(lines) > 1) for line, runs in lines)
        rows = merged((*rows, *numbers))
        if texts is not None:
            texts = replace(texts, bins=rows if len(rows) > 1 else ())
            yield replace(texts, words=pattern_words(texts))
        else:
            presence = Presence(subject=self._subject(), sides=self._sides(), bins=rows)
            yield replace(presence, words=presence_words(presence))

    # --- what is asked ------------------------------------------------------------------------

    def _sides(self) -> tuple[Side, Side]:
        return self.old.side(len(self.shared)), self.new.side(len(self.shared))

    def _subject(self) -> str:
        return subject_words(self.query, self.shared)

    def _reach(self) -> bins.Reach:
        exists = Assertion(query=self.query, filters=self.shared, predicate=bins.EXISTS)
        if unknowns(exists):
            raise NotModelledError(unknowns(exists))
        source, chain = question(exists)
        rest = (self._chain(self.old), self._chain(self.new))
        counted = any(isinstance(one, Chain) and one.steps for one in rest)
        return bins.reach(source.domain, chain.steps, counted=counted)

    def _chain(self, version: Version) -> bins.Asked:
        """Return what is left to ask; or True: everything passes, or None: that is not known."""
        if version.assertion is None:
            return None if version.elsewhere else True
        if version.unknown:
            return None
        one = version.assertion
        rest = replace(one, filters=one.filters[len(self.shared) :], query=_STATUS)
        return question(rest)[1]

    def _said(self, number: Point) -> Said:
        asked = (self._chain(self.old), self._chain(self.new))
        old, new = (
            one.passes(number_of(number)) if isinstance(one, Chain) else one for one in asked
        )
        return old, new

    # --- numbers ------------------------------------------------------------------------------

    def _status(self) -> NumberLine:
        old, new = (
            version.assertion
            if version.assertion is not None and not version.unknown
            else None
            if version.unknown or version.elsewhere
            else True
            for version in (self.old, self.new)
        )
        runs = of_statuses(old, new)
        switching = (status_said(old, _SWITCHING), status_said(new, _SWITCHING))
        marks = self._marks(lambda value: isinstance(value, Integer) and value.value in STATUSES)
        beside = self._marks(lambda value: value == Integer(_SWITCHING))
        odd = Bin((bins.LABELS["switching"],), frozenset({switching}), beside)
        line = NumberLine(
            subject="status",
            sides=self._sides(),
            unit="",
            whole=True,
            low=200,
            high=999,
            runs=runs,
            marks=marks,
            bins=(odd,) if beside or switching != runs[0].said else (),
        )
        return replace(line, words=line_words(line))

    def _line(
        self, line: Line, runs: tuple[Run, ...], beside: tuple[Bin, ...], *, several: bool
    ) -> NumberLine:
        whole = line.type_name == "integer"
        kinds = Integer if whole else Float if several else (Integer, Float)
        natural = whole and line.line.low == 0
        what = f" ({'whole numbers' if whole else 'numbers with decimals'})" if several else ""
        drawn = NumberLine(
            subject=self._subject() + what,
            sides=self._sides(),
            unit="ms" if self.query == _DURATION and not self.shared else "",
            whole=whole,
            low=0 if natural else None,
            high=None,
            runs=runs,
            marks=self._marks(lambda value: isinstance(value, kinds)),
            bins=beside,
        )
        return replace(drawn, words=line_words(drawn))

    def _as_bin(self, line: Line, runs: tuple[Run, ...], *, several: bool) -> Bin:
        whole = line.type_name == "integer"
        kinds = Integer if whole else Float if several else (Integer, Float)
        return Bin(
            (bins.LABELS[line.type_name] if several or whole else "a number",),
            frozenset(run.said for run in runs),
            self._marks(lambda value: isinstance(value, kinds)),
        )

    # --- the rest -----------------------------------------------------------------------------

    def _told(self, reach: bins.Reach) -> list[_Told]:
        """Return what is said of each kind; a row without a label where nothing rare changes."""
        rows = []
        for one in reach.kinds:
            found = bins.verdicts(one, self._chain(self.old), self._chain(self.new))
            marks = self._marks(one.holds)
            label = bins.LABELS.get(one.name, one.name)
            label = "anything else" if one.name == "error" and self.shared else label
            row = Bin((label,), found.said, marks)
            if one.name in bins.RARE and not marks and row.turn is Turn.SAME:
                row = replace(row, labels=())
            rows.append(_Told(one, row, found))
        return rows

    def _texts(self, told: Sequence[_Told]) -> Patterns | None:
        """Return the texts, where it depends on the text whether it passes."""
        some = [
            one
            for one in told
            if one.kind.name in ("string", "empty text")
            and any(len({said[side] for said in one.row.said} - {None}) > 1 for side in (0, 1))
        ]
        if not some:
            return None
        shown: dict[Said, list[Example]] = {}
        for said, text, is_witness in self._examples(some):
            row = shown.setdefault(said, [])
            if len(row) < _MOST_EXAMPLES and text not in {one.text for one in row}:
                row.append(Example(text, is_witness))
        made = Patterns(
            subject=self._subject(),
            sides=self._sides(),
            passes_both=tuple(shown.get((True, True), ())),
            newly_fails=tuple(shown.get((True, False), ())),
            newly_passes=tuple(shown.get((False, True), ())),
            possible=frozenset().union(*(one.found.possible for one in some)),
        )
        return replace(made, words=pattern_words(made))

    def _examples(self, told: Sequence[_Told]) -> Iterator[tuple[Said, str, bool]]:
        """Yield texts with what is said of them: witnesses, what the gates name, what is proven."""
        asked = (self._chain(self.old), self._chain(self.new))
        witnesses = [one.text for one, _ in self.found if isinstance(one, String)]
        for text in (*witnesses, *_named(self.old), *_named(self.new)):
            if not any(one.kind.holds(String(text)) for one in told):
                continue
            said = [one.passes(String(text)) if isinstance(one, Chain) else one for one in asked]
            yield (said[0], said[1]), cut(text, 60), text in witnesses
        for one in told:
            for pair, result in one.found.shown.items():
                if isinstance(result, String):
                    yield pair, cut(result.text, 60), False

    def _marks(self, holds: Callable[[Result], bool]) -> tuple[Mark, ...]:
        marks = []
        for result, fails in self.found:
            if holds(result):
                at = result.value if isinstance(result, Integer | Float) else None
                marks.append(Mark(_words_of(result), fails, at))
        return tuple(marks)


def _is_rare(row: Bin) -> bool:
    return not row.marks and row.labels == (bins.LABELS["big"],)


def merged(rows: Iterable[Bin]) -> tuple[Bin, ...]:
    """Return kinds of which all is said alike as one, in the order in which they come."""
    found: dict[frozenset[Said], Bin] = {}
    for row in rows:
        if not row.labels:
            continue
        known = found.get(row.said)
        found[row.said] = (
            row
            if known is None
            else replace(known, labels=known.labels + row.labels, marks=known.marks + row.marks)
        )
    return tuple(replace(row, labels=bins.tidied(row.labels)) for row in found.values())


def _reads_alike(one: Assertion, other: Assertion) -> bool:
    """Whether two queries find the same, however they are written."""
    if one.query == other.query:
        return True
    if unknowns(one) or unknowns(other):
        return False
    (source, chain), (another, another_chain) = (
        question(replace(side, filters=(), predicate=bins.EXISTS)) for side in (one, other)
    )
    return source.key == another.key and chain.steps == another_chain.steps


def _alike(one: Sequence[Filter], other: Sequence[Filter]) -> int:
    """Return how many filters two chains share from the beginning."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _value(query: Query, filters: Sequence[Filter], shown: Shown) -> Result:
    """Return what stands in a witness at the place that is drawn."""
    scope = Scope(shown.response, shown.variables, NOW)
    try:
        value = answer(query, scope)
        for one in filters:
            if value is None:
                return ERROR
            value = filtered(value, one, scope)
    except FailureError:
        return ERROR
    return value


def _named(version: Version) -> Iterator[str]:
    """Yield the text that an assertion names."""
    predicate = version.assertion.predicate if version.assertion is not None else None
    if isinstance(predicate, ValuePredicate) and isinstance(predicate.value, Quoted):
        text = predicate.value.template.literal
        if text is not None:
            yield text


def _words_of(result: Result) -> str:
    """Return a value as it is shown beside its kind, "" where the kind says it all."""
    match result:
        case Integer(number) | Float(number):
            return number_words(number)
        case String(text):
            return cut(text, 40)
        case Bytes(data):
            return cut(data.hex(), 40)
    return ""

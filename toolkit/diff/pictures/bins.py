"""Everything that may stand at a place of a response, as kinds that a person tells apart.

What a query and the filters that old and new share may yield is taken from the decision's own
model of it (`sources`, `images`); of each kind the decision then says which verdicts exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from toolkit.diff.pictures.model import Said
from toolkit.gates.decision.bytestrings import ByteStrings
from toolkit.gates.decision.chains import ERROR, NOTHING, Chain, Collect, Result, Step, stepped
from toolkit.gates.decision.collections import Lists, Objects
from toolkit.gates.decision.domains import Domain, Exactly, Sort
from toolkit.gates.decision.errors import NotModelledError
from toolkit.gates.decision.images import ABSENT, FAILURE, NATURAL, image
from toolkit.gates.decision.lines import Doubles, Integers
from toolkit.gates.decision.numbers import Line
from toolkit.gates.decision.records import Records
from toolkit.gates.decision.scalars import Nodesets
from toolkit.gates.decision.spaces import DIVIDE
from toolkit.gates.decision.texts import Texts, within
from toolkit.gates.decision.types import foregone
from toolkit.gates.evaluation.jsonpath_syntax import Child, Index
from toolkit.gates.evaluation.values import List, Nodeset, String, Value, kind
from toolkit.gates.languages import language as words
from toolkit.gates.nodes import FilterName, NthFilter, PlainFilter, PlainPredicate, PredicateName

EXISTS = PlainPredicate(PredicateName.EXISTS)
_COUNT = PlainFilter(FilterName.COUNT)
_ONE_OF_LIST = (PlainFilter(FilterName.FIRST), PlainFilter(FilterName.LAST))

LABELS = {
    "nothing": "missing",
    "error": "not readable",
    "string": "a text",
    "empty text": "an empty text",
    "boolean": "true or false",
    "null": "null",
    "list": "a list",
    "empty list": "an empty list",
    "several": "sent several times",
    "object": "an object",
    "bytes": "bytes",
    "no bytes": "empty",
    "date": "a date",
    "nodeset": "nodes",
    "no nodes": "no node",
    "collected": "a single value",
    "unit": "present",
    "http_response": "a redirect",
    "integer": "a whole number",
    "float": "a number with decimals",
    "nan": "NaN",
    "big": "a number beyond 64 bits",
    "switching": "101, switching protocols",
}
RARE = frozenset({"nan", "big", "switching"})
"""Shown only where something changes for them."""
_ORDER = tuple(LABELS)
_TOGETHER: dict[tuple[str, ...], str] = {
    ("integer", "float", "big"): "any number",
    ("integer", "float"): "any ordinary number",
    ("string", "empty text"): "any text",
    ("list", "empty list"): "any list",
    ("nodeset", "no nodes"): "any nodes",
    ("bytes", "no bytes"): "any bytes",
}
"""What several kinds are called where all is said of them alike."""

Asked: TypeAlias = "Chain | bool | None"
"""What is left to ask of a value; or what is known without: True, all pass; None, it is unknown."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Values of one kind: what they are called, and where the decision finds them."""

    name: str
    sorts: tuple[Sort, ...]

    def holds(self, result: Result) -> bool:
        """Whether a value is of this kind."""
        return any(sort.admits(result) for sort in self.sorts)


@dataclass(frozen=True, slots=True)
class Reach:
    """What may stand somewhere: numbers on lines, and all the rest in kinds."""

    lines: tuple[Line, ...]
    kinds: tuple[Kind, ...]


def reach(domain: Domain, steps: Sequence[Step], *, counted: bool = False) -> Reach:
    """Return everything that steps may make of a domain.

    ``counted`` says that what is left to ask counts the values, so that all nodes are one kind.

    Raises:
        NotModelledError: that is not known.
    """
    for step in steps:
        found = [one for sort in domain for one in _after(step, sort)]
        domain = list({id(sort): sort for sort in found}.values())
    kinds: dict[str, list[Sort]] = {}
    for sort in domain:
        if isinstance(sort, Line) or _is_among(sort, domain):
            continue
        for name, one in _kinds(sort, counted=counted):
            if one not in kinds.setdefault(name, []):
                kinds[name].append(one)
    ordered = sorted(kinds, key=lambda name: (name not in _ORDER, *_place(name)))
    return Reach(_lines(domain), tuple(Kind(one, tuple(kinds[one])) for one in ordered))


def _lines(domain: Domain) -> tuple[Line, ...]:
    """Return a line of whole numbers and one of doubles, as far as there are such numbers.

    Raises:
        NotModelledError: the whole numbers have a gap.
    """
    spans = sorted({(one.line.low, one.line.high) for one in _integer_lines(domain)})
    whole: list[Line] = []
    if spans:
        low, reached = spans[0]
        for start, end in spans:
            if start > reached + 1:
                raise NotModelledError("the whole numbers that there may be have a gap")
            reached = max(reached, end)
        whole.append(Line(Integers(low, reached)))
    doubles = [one for one in domain if isinstance(one, Line) and isinstance(one.line, Doubles)]
    return (*whole, *sorted(doubles, key=lambda one: one.line.high)[-1:])


def _integer_lines(domain: Domain) -> Iterator[Line]:
    return (one for one in domain if isinstance(one, Line) and isinstance(one.line, Integers))


def _is_among(sort: Sort, domain: Domain) -> bool:
    """Whether all of a few values stand in another sort too."""
    return isinstance(sort, Exactly) and all(
        any(not isinstance(one, Exactly) and one.admits(value) for one in domain)
        for value in sort.values
    )


def _place(name: str) -> tuple[int, str]:
    return (_ORDER.index(name) if name in _ORDER else 0, name)


def _kinds(sort: Sort, *, counted: bool) -> Iterator[tuple[str, Sort]]:
    """Yield a sort in the kinds that a person tells apart: what is empty stands for itself."""
    match sort:
        case Nodesets() if counted:
            yield "nodeset", sort
        case Texts():
            if sort.admits(String("")):
                yield "empty text", Exactly("string", (String(""),))
            yield "string", within(sort, ~words.literal(""))
        case Lists(shortest=0):
            yield "empty list", Exactly("list", (List(()),))
            yield "list", replace(sort, shortest=1)
        case Lists():
            yield ("several" if sort.shortest > 1 else "list"), sort
        case ByteStrings(longest=0):
            yield "no bytes", sort
        case Nodesets():
            yield "no nodes", Exactly("nodeset", (Nodeset(0),))
            yield "nodeset", Exactly("nodeset", (Nodeset(1), Nodeset(2)))
        case Exactly("float", _):
            yield "nan", sort
        case _:
            yield sort.type_name, sort


def _after(step: Step, sort: Sort) -> Domain:
    """Return what a step makes of the values of one sort."""
    if isinstance(sort, Records) and isinstance(step, Child):
        return sort.parts[step.name]
    if isinstance(sort, Exactly):
        return [_exactly(_stepped(value, step)) for value in sort.values]
    if isinstance(step, Child | Index):
        return _inside(step, sort)
    if foregone(Chain((step,), EXISTS), sort.type_name) is False:
        return (FAILURE,)
    if step == _COUNT:
        return (_counted(sort),)
    if isinstance(sort, Lists) and (isinstance(step, NthFilter) or step in _ONE_OF_LIST):
        outside = _stepped(List(()), step)
        return (*sort.items, _exactly(outside))
    return image(step, sort)


def _stepped(value: Result, step: Step) -> Result:
    if value is NOTHING:
        return NOTHING if isinstance(step, Child | Index | Collect) else ERROR
    return ERROR if value is ERROR else stepped(value, step)


def _exactly(result: Result) -> Exactly:
    if result is NOTHING:
        return ABSENT
    return Exactly(kind(result), (result,)) if isinstance(result, Value) else FAILURE


def _inside(step: Child | Index, sort: Sort) -> Domain:
    if isinstance(step, Child) and isinstance(sort, Objects):
        return (*sort.members, ABSENT)
    if isinstance(step, Index) and isinstance(sort, Lists):
        return (*sort.items, ABSENT)
    return (ABSENT,)


def _counted(sort: Sort) -> Sort:
    if isinstance(sort, Lists | ByteStrings):
        most = NATURAL.line.high if sort.longest is None else sort.longest
        return Line(Integers(sort.shortest, int(most)))
    if sort.type_name in ("bytes", "list", "nodeset"):
        return NATURAL
    raise NotModelledError(f"how many there are in a {sort.type_name} is not known")


@dataclass(frozen=True, slots=True)
class Found:
    """Which verdicts the values of a kind have, each with a value that shows it, if known."""

    shown: dict[Said, Result]
    possible: frozenset[Said]

    @property
    def said(self) -> frozenset[Said]:
        """The combinations; with the unknown one, where some may exist and were not seen."""
        seen = frozenset(self.shown)
        return seen if seen >= self.possible else seen | {(None, None)}


def verdicts(kind: Kind, old: Asked, new: Asked) -> Found:
    """Return what old and new say of the values of a kind.

    Raises:
        NotModelledError: there are too many combinations.
        UnsupportedError: the evaluator refuses to say.
        TooHard: it needs too many states.
    """
    asked = [one for one in (old, new) if isinstance(one, Chain)]
    shown: dict[Said, Result] = {}
    possible: set[Said] = set()
    for bits, one in DIVIDE(kind.sorts, asked).items():
        rest = iter(bits)
        before = next(rest) if isinstance(old, Chain) else old
        after = next(rest) if isinstance(new, Chain) else new
        possible.add((before, after))
        if one is not None:
            shown.setdefault((before, after), one.result)
    return Found(shown, frozenset(possible))


def tidied(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of kinds, where two together have a simpler one."""
    for pair, name in _TOGETHER.items():
        first, *others = (LABELS[one] for one in pair)
        if {first, *others} <= set(labels):
            labels = tuple(name if one == first else one for one in labels if one not in others)
    return labels

"""What an assertion does after its query: a chain of steps, and a predicate at the end.

The five outcomes fall into two here, passes and fails, because that is all a gate is asked:
an error fails, nothing passes under ``not`` only where no filter wanted it, and what remains is
the predicate's word (hurl-gates.md, "Five outcomes, not two").
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from toolkit.gates import nodes
from toolkit.gates.evaluation import jsonpath, xpath
from toolkit.gates.evaluation.errors import FailureError
from toolkit.gates.evaluation.filters import filtered
from toolkit.gates.evaluation.json_text import Json, JsonNumber, parse_json, value_of
from toolkit.gates.evaluation.jsonpath_syntax import Child, Index
from toolkit.gates.evaluation.moments import DAY, Moment, day_number
from toolkit.gates.evaluation.numbers import number_text
from toolkit.gates.evaluation.outcome import Outcome
from toolkit.gates.evaluation.predicates import judge
from toolkit.gates.evaluation.response import Response
from toolkit.gates.evaluation.scope import Scope
from toolkit.gates.evaluation.values import (
    BigInteger,
    Bool,
    Bytes,
    Float,
    Integer,
    List,
    Null,
    Object,
    String,
    Value,
)

NOW = Moment(day_number(2030, 1, 1) * DAY)
"""The present of every question that depends on it: which day it is changes no relation."""

SCOPE = Scope(Response(), None, NOW)
"""Where filters and predicates are computed; a variable in them is refused, not guessed."""


class Failed(enum.Enum):
    """The query or a step ended in an error."""

    ERROR = "error"


ERROR = Failed.ERROR
NOTHING = None


@dataclass(frozen=True, slots=True)
class Record:
    """Something with parts of fixed names, of which a query takes one: a cookie, a certificate."""

    parts: tuple[tuple[str, Result], ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The bytes of a body whose headers name a charset, by default one that Hurl does not know."""

    data: bytes
    charset: str = "unknown"


Found: TypeAlias = "Value | Record | Unreadable"
Result: TypeAlias = "Found | Failed | None"
"""What a query finds: a value, nothing (None), or an error."""


# --- steps that are no filters ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decode:
    """The bytes of a body become text; without a charset in the headers that is UTF-8."""


@dataclass(frozen=True, slots=True)
class ParseJson:
    """The text of a body becomes the JSON in it."""


@dataclass(frozen=True, slots=True)
class Collect:
    """The rest of a JSON path from its first selector that collects, as a path of its own."""

    path: str


@dataclass(frozen=True, slots=True)
class Digest:
    """The bytes of a body become their ``sha256`` or ``md5``."""

    algorithm: str


@dataclass(frozen=True, slots=True)
class Fails:
    """Whatever comes, an error follows: an argument is invalid."""


@dataclass(frozen=True, slots=True)
class SelectXPath:
    """The text of a body is read as XML, and an XPath applied to it."""

    expression: str


Step: TypeAlias = (
    nodes.Filter | Child | Index | Collect | Decode | ParseJson | Digest | Fails | SelectXPath
)


Reached: TypeAlias = "dict[tuple[Step, ...], Result]"
"""What some steps have made of one value."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What is left to do with a value."""

    steps: tuple[Step, ...]
    predicate: nodes.Predicate
    negated: bool = False

    @property
    def head(self) -> Step | None:
        """The next step, None where only the predicate is left."""
        return self.steps[0] if self.steps else None

    def tail(self) -> Chain:
        """The chain after its next step."""
        return Chain(self.steps[1:], self.predicate, self.negated)

    def missed(self) -> bool:
        """Whether it passes where nothing is found: the rest of a path finds nothing either."""
        finds = all(isinstance(step, Child | Index | Collect) for step in self.steps)
        return finds and self.negated

    def passes(self, result: Result, known: Reached | None = None) -> bool:
        """Whether the assertion holds for a value.

        ``known`` is what steps made of this value before, for other chains that begin alike.

        Raises:
            UnsupportedError: the evaluator refuses to say.
        """
        for position, step in enumerate(self.steps):
            if result is NOTHING:
                return Chain(self.steps[position:], self.predicate, self.negated).missed()
            if isinstance(result, Failed):
                return False
            result = (
                stepped(result, step) if known is None else self._reached(position, result, known)
            )
        if isinstance(result, Failed):
            return False
        try:
            kind = judge(self.predicate, result, SCOPE)  # type: ignore[arg-type]
        except FailureError:
            return False
        return Outcome(kind, self.negated).passed

    def _reached(self, position: int, result: Found, known: Reached) -> Result:
        way = self.steps[: position + 1]
        if way not in known:
            known[way] = stepped(result, way[-1])
        return known[way]


def verdicts(result: Result, chains: Sequence[Chain]) -> Bits:
    """Return what chains say of a value; steps that they share are taken once.

    Raises:
        UnsupportedError: the evaluator refuses to say.
    """
    known: Reached | None = {} if len(chains) > 1 else None
    return tuple(chain.passes(result, known) for chain in chains)


def stepped(value: Found, step: Step) -> Result:  # noqa: C901, PLR0912  one case for each step
    """Return what a step makes of a value.

    Raises:
        UnsupportedError: the evaluator refuses to say.
    """
    try:
        match step, value:
            case (Child(name), Object(members)):
                return dict(members).get(name, NOTHING)
            case (Child(name), Record(parts)):
                return dict(parts).get(name, NOTHING)
            case (Index(index), List(items)):
                return items[index] if -len(items) <= index < len(items) else NOTHING
            case (Child() | Index(), _):
                return NOTHING
            case (_, Record() | Unreadable()):
                return ERROR
            case (Collect(path), _):
                return jsonpath.select(path, json_of(value))
            case (Decode(), Bytes(data)):
                return String(data.decode())
            case (ParseJson(), String(text)):
                return value_of(parse_json(text))
            case (Digest(algorithm), Bytes(data)):
                return Bytes(hashlib.new(algorithm, data, usedforsecurity=False).digest())
            case (SelectXPath(expression), String(text)):
                return xpath.select(expression, xpath.parse_xml(text))
            case (Decode() | ParseJson() | Digest() | SelectXPath() | Fails(), _):
                return ERROR
            case _:
                return filtered(value, step, SCOPE)
    except (FailureError, UnicodeDecodeError):
        return ERROR


def json_of(value: Value) -> Json:
    """Return the JSON that a value of JSON was read from."""
    match value:
        case Bool(truth):
            return truth
        case String(text):
            return text
        case Integer() | Float() | BigInteger():
            return JsonNumber(_json_number(value))
        case List(items):
            return [json_of(item) for item in items]
        case Object(members):
            return {name: json_of(one) for name, one in members}
        case Null():
            return None
    raise TypeError(f"{value} comes from no JSON")


def _json_number(number: Integer | Float | BigInteger) -> str:
    return repr(number.value) if isinstance(number, Float) else number_text(number)


# --- classes ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """A value that is known to exist."""

    result: Result


Bits: TypeAlias = tuple[bool, ...]
"""Which of some chains pass."""

Classes: TypeAlias = dict[Bits, "Seen | None"]
"""The combinations of verdicts that may exist, each with a value that shows it, if one is known."""


def seen(result: Result, chains: Sequence[Chain]) -> Classes:
    """Return the one class of a value."""
    return {verdicts(result, chains): Seen(result)}


def merge(into: Classes, more: Classes) -> Classes:
    """Add classes to others, and return these; what was seen first is kept."""
    for bits, one in more.items():
        if into.get(bits) is None:
            into[bits] = one
    return into

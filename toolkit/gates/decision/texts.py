"""Strings in classes: by which of the regular languages that are asked about they are in.

Every predicate on a string asks for membership in a regular language or its complement: equality
and order, beginning, end and part, a match of a Rust regex (which has no look-around and no
back-references), the formats of ``isUuid`` and its like. All others have the same word for every
string. So the classes are the vectors of membership that some string has, and
`languages.product.classes` finds exactly these, each with a shortest string.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from toolkit.gates import nodes
from toolkit.gates.decision.chains import Bits, Chain, Classes, Result, Seen
from toolkit.gates.decision.domains import Divide
from toolkit.gates.decision.lines import Integers
from toolkit.gates.decision.numbers import cuts
from toolkit.gates.decision.translations import before_mapping, integers_between, mapping_of
from toolkit.gates.evaluation.numbers import I64_MAX, I64_MIN
from toolkit.gates.evaluation.values import Bytes, Integer, String
from toolkit.gates.languages import language as words
from toolkit.gates.languages import recognisers
from toolkit.gates.languages.charset import CharSet
from toolkit.gates.languages.language import EVERYTHING, Language, accepts
from toolkit.gates.languages.product import classes
from toolkit.gates.nodes import FilterName, PlainFilter, PlainPredicate, ValuePredicate
from toolkit.gates.nodes import PredicateName as Alone
from toolkit.gates.nodes import ValuePredicateName as Name
from toolkit.gates.parsing.rust_regex import RegexError

_EMPTY = words.literal("")
_LATIN = words.only(CharSet((0, 0x100)))
"""Bytes are strings of the first 256 characters here."""
_MOST_BYTES = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Strings.

    ``possible`` holds every string that may be found, ``ordinary`` some that certainly may be,
    the most plausible ones first; where there are none, none is known to exist.
    """

    possible: Language = EVERYTHING
    ordinary: tuple[Language, ...] = (EVERYTHING,)
    type_name: str = "string"

    def knows(self, chain: Chain) -> bool:
        """Whether its filters read letter by letter, with an integer made of it at most."""
        return _is_regular(chain)

    def samples(self) -> Iterable[Result]:
        """Yield a string of every ordinary kind."""
        for context in self.ordinary:
            yield from (
                String(text) for text in sorted(classes([_EMPTY], context).values(), reverse=True)
            )

    def admits(self, result: Result) -> bool:
        """Whether it is one of these strings."""
        return isinstance(result, String) and accepts(self.possible, result.text)

    def classes(self, chains: Sequence[Chain], divide: Divide) -> Classes:  # noqa: ARG002
        """Return the classes of the strings.

        Raises:
            TooHard: the languages need too many states.
        """
        questions = [_question_of(chain) for chain in chains]
        asked = [question for question in questions if isinstance(question, Language)]
        found: Classes = {}
        for context, text in _divided(asked, self.possible, self.ordinary):
            bits = _verdicts(chains, questions, context)
            if found.get(bits) is None:
                found[bits] = None if text is None else Seen(String(text))
        return found


def shortest_texts(chains: Sequence[Chain], context: Language) -> Iterable[str]:
    """Return a string of every class in a language, as far as the chains tell.

    Raises:
        TooHard: the languages need too many states.
    """
    questions = [_question_of(chain) for chain in chains]
    asked = [question for question in questions if isinstance(question, Language)]
    return classes([_EMPTY, *asked], context).values()


def _divided(
    asked: Sequence[Language], possible: Language, ordinary: Sequence[Language]
) -> Iterator[tuple[Bits, str | None]]:
    """Yield every vector of membership, with an ordinary string if there is one.

    Of the strings with one vector an empty one comes last, for it looks like an oversight.
    """
    for context in ordinary:
        found = classes([_EMPTY, *asked], context)
        yield from ((vector[1:], found[vector]) for vector in sorted(found))
    if possible not in ordinary:
        yield from ((vector, None) for vector in classes(asked, possible))


def _verdicts(
    chains: Sequence[Chain], questions: Sequence[Language | bool | None], vector: Bits
) -> Bits:
    members = iter(vector)
    verdicts = []
    for chain, question in zip(chains, questions, strict=True):
        holds = next(members) if isinstance(question, Language) else question
        negated = chain.negated and not _wants_integer(chain)
        verdicts.append(holds is not None and holds != negated)
    return tuple(verdicts)


def _is_regular(chain: Chain) -> bool:
    """Whether a chain asks for a regular language."""
    for position, step in enumerate(chain.steps):
        if step == _TO_INT:
            rest = chain.steps[position:]
            return all(one in (_TO_INT, _TO_FLOAT) for one in rest)
        if mapping_of(step) is None:
            return False
    return True


_TO_INT, _TO_FLOAT = PlainFilter(FilterName.TO_INT), PlainFilter(FilterName.TO_FLOAT)


def _wants_integer(chain: Chain) -> bool:
    return _TO_INT in chain.steps


def _question_of(chain: Chain) -> Language | bool | None:
    """Return the strings for which a chain holds, ``not`` aside; with an integer, those that pass.

    Raises:
        TooHard: the language needs too many states.
    """
    mappings = [mapping_of(step) for step in takewhile(lambda step: step != _TO_INT, chain.steps)]
    question: Language | bool | None
    if _wants_integer(chain):
        question = _passing_integers(replace(chain, steps=chain.steps[len(mappings) :]))
    else:
        question = _question(chain.predicate)
    for mapping in reversed(mappings):
        if isinstance(question, Language) and mapping:
            question = before_mapping(question, mapping)
    return question


def _passing_integers(chain: Chain) -> Language:
    """Return the strings that are integers which pass; all others are errors, and fail.

    Complete, because between two cuts of the number line all integers are alike.
    """
    starts = sorted({I64_MIN, *cuts(_WHOLE, chain)})
    passing = [
        integers_between(start, end - 1)
        for start, end in pairwise((*(start for start in starts if start <= I64_MAX), I64_MAX + 1))
        if chain.passes(Integer(start))
    ]
    return words.union(passing)


_WHOLE = Integers(I64_MIN, I64_MAX)


def _question(predicate: nodes.Predicate) -> Language | bool | None:  # noqa: C901  a truth table
    """Return the strings for which a predicate holds; None where it never says yes or no.

    Raises:
        TooHard: the language needs too many states.
    """
    match predicate:
        case ValuePredicate(Name.EQUAL | Name.NOT_EQUAL as name, value):
            equal = words.literal(_text(value)) if isinstance(value, nodes.String) else None
            if equal is None:
                return name is Name.NOT_EQUAL
            return equal if name is Name.EQUAL else ~equal
        case ValuePredicate(Name.MATCHES, nodes.Regex(source)):
            return words.matching(source)
        case ValuePredicate(Name.MATCHES, nodes.String() as value):
            try:
                return words.matching(_text(value))
            except RegexError:
                return None
        case ValuePredicate(name, nodes.String() as value) if name in _ABOUT_TEXT:
            return _ABOUT_TEXT[name](_text(value))
        case PlainPredicate(Alone.EXISTS | Alone.IS_STRING):
            return True
        case PlainPredicate(name) if name in _FORMATS:
            return _FORMATS[name]()
        case PlainPredicate(Alone.IS_EMPTY):
            return words.literal("")
        case PlainPredicate():
            return False
    return None


def _text(value: nodes.String) -> str:
    text = value.template.literal
    if text is None:
        raise ValueError("templates are refused before anything is divided")
    return text


_ABOUT_TEXT: dict[Name, Callable[[str], Language]] = {
    Name.GREATER: words.greater_than,
    Name.GREATER_OR_EQUAL: words.at_least,
    Name.LESS: words.less_than,
    Name.LESS_OR_EQUAL: words.at_most,
    Name.STARTS_WITH: words.prefix,
    Name.ENDS_WITH: words.suffix,
    Name.CONTAINS: words.substring,
}


_FORMATS: dict[Alone, Callable[[], Language]] = {
    Alone.IS_IPV4: recognisers.ipv4,
    Alone.IS_IPV6: recognisers.ipv6,
    Alone.IS_ISO_DATE: recognisers.iso_date,
    Alone.IS_UUID: recognisers.uuid,
}


# --- bytes ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class ByteStrings:
    """Bytes, as many as may be; ``shown`` are some that certainly may be found.

    Without ``shown`` all may be. A byte is the character of its number, so the questions are those
    of strings; and their number, of which ``count`` asks, is a language as well.
    """

    longest: int | None = None
    shortest: int = 0
    shown: tuple[bytes, ...] | None = None
    type_name: str = "bytes"

    def knows(self, chain: Chain) -> bool:
        """Whether it judges the bytes, or their number."""
        return not chain.steps or chain.head == PlainFilter(FilterName.COUNT)

    def samples(self) -> Iterable[Result]:
        """Yield some bytes."""
        if self.shown is not None:
            yield from map(Bytes, self.shown)
        else:
            some = (b"a", b"\xff", b"")
            yield from (Bytes(data) for data in some if self._fits(data))

    def admits(self, result: Result) -> bool:
        """Whether they are bytes of a fitting number."""
        if self.shown is not None:
            return isinstance(result, Bytes) and result.data in self.shown
        return isinstance(result, Bytes) and self._fits(result.data)

    def _fits(self, data: bytes) -> bool:
        return self.shortest <= len(data) and (self.longest is None or len(data) <= self.longest)

    def classes(self, chains: Sequence[Chain], divide: Divide) -> Classes:  # noqa: ARG002
        """Return the classes of the bytes.

        Complete, because a chain that counts changes its word only at a cut of the number line.

        Raises:
            TooHard: the languages need too many states.
        """
        asked = [_byte_question(chain.predicate) for chain in chains if not chain.steps]
        line = Integers(0, 2**63 - 1)
        lengths = {cut for chain in chains if chain.steps for cut in cuts(line, chain.tail())}
        asked += [words.length(cut) for cut in sorted(lengths) if cut <= _MOST_BYTES]
        context = _LATIN & words.length(self.shortest, self.longest)
        found: Classes = {}
        for sample in self.shown or ():
            found.setdefault(_passing(chains, sample), Seen(Bytes(sample)))
        for text in classes(asked, context).values():
            data = text.encode("latin-1")
            found.setdefault(
                _passing(chains, data), Seen(Bytes(data)) if self.shown is None else None
            )
        for cut in lengths:
            if cut > _MOST_BYTES and (self.longest is None or cut <= self.longest):
                _beyond(found, chains)
        return found


def _passing(chains: Sequence[Chain], data: bytes) -> Bits:
    return tuple(chain.passes(Bytes(data)) for chain in chains)


def _beyond(found: Classes, chains: Sequence[Chain]) -> None:
    """Let everything be possible: more bytes are counted than an automaton can count."""
    for number in range(2 ** len(chains)):
        found.setdefault(tuple(bool(number >> bit & 1) for bit in range(len(chains))), None)


def _byte_question(predicate: nodes.Predicate) -> Language:
    match predicate:
        case ValuePredicate(name, nodes.Bytes(data)) if name in _ABOUT_BYTES:
            return _ABOUT_BYTES[name](data.decode("latin-1"))
        case PlainPredicate(Alone.IS_EMPTY):
            return words.literal("")
    return EVERYTHING


_ABOUT_BYTES = {
    Name.EQUAL: words.literal,
    Name.NOT_EQUAL: words.literal,
    Name.STARTS_WITH: words.prefix,
    Name.ENDS_WITH: words.suffix,
    Name.CONTAINS: words.substring,
}

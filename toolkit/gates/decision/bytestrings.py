"""Bytes in classes: as strings of the first 256 characters, and by their number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from toolkit.gates import nodes
from toolkit.gates.decision.chains import Bits, Chain, Classes, Result, Seen, merge
from toolkit.gates.decision.domains import Divide
from toolkit.gates.decision.encoded import LATIN, NOT_UTF8, UTF8
from toolkit.gates.decision.lines import MOST_IN_MEMORY, Integers, Lengths
from toolkit.gates.decision.numbers import Line, cuts
from toolkit.gates.decision.regular import is_regular, passing
from toolkit.gates.decision.translations import bytes_before, writes_bytes
from toolkit.gates.evaluation.values import Bytes, Integer
from toolkit.gates.languages import language as words
from toolkit.gates.languages.language import EVERYTHING, Language, accepts
from toolkit.gates.languages.product import classes
from toolkit.gates.nodes import FilterName, PlainFilter, PlainPredicate, ValuePredicate
from toolkit.gates.nodes import PredicateName as Alone
from toolkit.gates.nodes import ValuePredicateName as Name

_COUNT = PlainFilter(FilterName.COUNT)
_MOST_BYTES = 2000
"""An automaton counts so far."""
_MOST_SHOWN = 5_000_000
"""No body that is shown to somebody is longer."""


@dataclass(frozen=True, slots=True, eq=False)
class ByteStrings:
    """Bytes, as many as may be; ``shown`` are some that certainly may be found.

    Without ``shown`` all may be. A byte is the character of its number, so the questions are those
    of strings; and their number, of which ``count`` asks, is a language as well.
    """

    longest: int | None = None
    shortest: int = 0
    shown: tuple[bytes, ...] | None = None
    possible: Language = LATIN
    """Those that may be, as characters of their numbers."""
    type_name: str = "bytes"

    def knows(self, chain: Chain) -> bool:
        """Whether it judges the bytes, their number, or a text in which each of them is written.

        Base64 of digests is left out: to follow it takes a second, and shows no body.
        """
        if writes_bytes(chain.head):
            digits = chain.head == PlainFilter(FilterName.TO_HEX)
            return (digits or self.shown is None) and is_regular(chain.tail())
        return chain.head in (None, _COUNT)

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
        long_enough = self.shortest <= len(data)
        fits = long_enough and (self.longest is None or len(data) <= self.longest)
        return fits and (self.possible is LATIN or accepts(self.possible, data.decode("latin-1")))

    def classes(self, chains: Sequence[Chain], divide: Divide) -> Classes:
        """Return the classes of the bytes.

        Complete, because a chain that counts changes its word only at a cut of the number line.

        Raises:
            TooHard: the languages need too many states.
        """
        counting = [chain for chain in chains if chain.head == _COUNT]
        asked = [_question(chain) for chain in chains if chain.head != _COUNT]
        if self.shown is None and all(one is EVERYTHING for one in asked):
            return self._of_lengths(chains, divide)
        line = Integers(0, MOST_IN_MEMORY)
        lengths = {cut for chain in counting for cut in cuts(line, chain.tail())}
        asked += [words.length(cut) for cut in sorted(lengths) if cut <= _MOST_BYTES]
        context = self.possible & words.length(self.shortest, self.longest)
        found: Classes = {}
        for sample in self.shown or ():
            found.setdefault(_passing(chains, sample), Seen(Bytes(sample)))
        for text in classes(asked, context).values():
            data = text.encode("latin-1")
            found.setdefault(
                _passing(chains, data), Seen(Bytes(data)) if self.shown is None else None
            )
        for cut in lengths:
            if _MOST_BYTES < cut <= (MOST_IN_MEMORY if self.longest is None else self.longest):
                _beyond(found, chains)
        return found

    def _of_lengths(self, chains: Sequence[Chain], divide: Divide) -> Classes:
        """Return the classes where only the number of bytes is asked for, and whether any are."""
        counters = [number for number, chain in enumerate(chains) if chain.head == _COUNT]
        line = Line(
            Lengths(self.shortest, MOST_IN_MEMORY if self.longest is None else self.longest)
        )
        found: Classes = {}
        for counted, one in divide((line,), [chains[number].tail() for number in counters]).items():
            length = one.result.value if one and isinstance(one.result, Integer) else None
            bits = dict(enumerate(_passing(chains, b"a" * min(self.shortest, 1))))
            bits |= zip(counters, counted, strict=True)
            shown = length is not None and length <= _MOST_SHOWN
            data = b"a" * length if length is not None and shown else b""
            merge(found, {tuple(bits.values()): Seen(Bytes(data)) if shown else None})
        return found


def utf8_sides(some: ByteStrings) -> tuple[ByteStrings, ByteStrings] | None:
    """Return some bytes that are UTF-8 and the others; None where they are limited already."""
    if some.shown is not None or some.longest is not None or some.possible is not LATIN:
        return None
    return replace(some, possible=UTF8), replace(some, possible=NOT_UTF8)


def _passing(chains: Sequence[Chain], data: bytes) -> Bits:
    return tuple(chain.passes(Bytes(data)) for chain in chains)


def _beyond(found: Classes, chains: Sequence[Chain]) -> None:
    """Let everything be possible: more bytes are counted than an automaton can count."""
    for number in range(2 ** len(chains)):
        found.setdefault(tuple(bool(number >> bit & 1) for bit in range(len(chains))), None)


def _question(chain: Chain) -> Language:
    if chain.head is None:
        return _byte_question(chain.predicate)
    return bytes_before(passing(chain.tail()), chain.head)


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

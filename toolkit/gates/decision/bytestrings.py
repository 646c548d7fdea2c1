"""Bytes in classes: as strings of the first 256 characters, and by their number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.gates import nodes
from toolkit.gates.decision.chains import Bits, Chain, Classes, Result, Seen, merge
from toolkit.gates.decision.domains import Divide
from toolkit.gates.decision.lines import Integers
from toolkit.gates.decision.numbers import cuts
from toolkit.gates.evaluation.values import Bytes, Integer
from toolkit.gates.languages import language as words
from toolkit.gates.languages.charset import CharSet
from toolkit.gates.languages.language import EVERYTHING, Language
from toolkit.gates.languages.product import classes
from toolkit.gates.nodes import FilterName, PlainFilter, PlainPredicate, ValuePredicate
from toolkit.gates.nodes import PredicateName as Alone
from toolkit.gates.nodes import ValuePredicateName as Name

_LATIN = words.only(CharSet((0, 0x100)))
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
        if self.shown is None and all(one is EVERYTHING for one in asked):
            return self._of_lengths(chains, lengths)
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

    def _of_lengths(self, chains: Sequence[Chain], lengths: Iterable[int]) -> Classes:
        """Return the classes where only the number of bytes is asked for, and whether any are."""
        longest = 2**63 - 1 if self.longest is None else self.longest
        found: Classes = {}
        for length in sorted({self.shortest, min(self.shortest + 1, longest), *lengths}):
            if self.shortest <= length <= longest:
                data = b"a" * min(length, _MOST_SHOWN)
                bits = tuple(
                    chain.tail().passes(Integer(length))
                    if chain.steps
                    else chain.passes(Bytes(data))
                    for chain in chains
                )
                merge(found, {bits: Seen(Bytes(data)) if length <= _MOST_SHOWN else None})
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

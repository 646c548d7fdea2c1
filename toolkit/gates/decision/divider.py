"""The classes of a domain: what several chains say together of everything that may be found.

Where every chain that is left begins with something that a sort knows how to look into (a
comparison, a position of a list, a member of an object), the sort divides itself. Where all chains
begin with the same step, whatever it is, the step is taken: the values behind it are divided, and
of each one a value before it is sought. What remains is divided group by group, and every
combination of their verdicts is thought possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations, product

from toolkit.gates.decision.bytestrings import ByteStrings, utf8_sides
from toolkit.gates.decision.chains import (
    Bits,
    Chain,
    Classes,
    Collect,
    Decode,
    Digest,
    ParseJson,
    Result,
    Seen,
    Step,
    merge,
    verdicts,
)
from toolkit.gates.decision.domains import Domain, Exactly, Sort
from toolkit.gates.decision.encoded import UTF8, is_utf8
from toolkit.gates.decision.errors import NotModelledError
from toolkit.gates.decision.guesses import guesses
from toolkit.gates.decision.images import division, leaves_alone
from toolkit.gates.decision.lines import Integers
from toolkit.gates.decision.mixtures import hashed, mixed, plain_texts
from toolkit.gates.decision.numbers import Line
from toolkit.gates.decision.numerals import numeral_classes
from toolkit.gates.decision.texts import Texts, sides_of
from toolkit.gates.decision.translations import writes_bytes
from toolkit.gates.decision.types import foregone
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.numbers import I64_MAX, I64_MIN
from toolkit.gates.evaluation.values import Bytes, Integer, String
from toolkit.gates.languages.effort import failed
from toolkit.gates.languages.errors import TooHard
from toolkit.gates.nodes import (
    FilterName,
    PlainFilter,
    RegexFilter,
    TextFilter,
    TextFilterName,
)

MOST_CLASSES = 2048
"""So many combinations of verdicts are looked at, and no more."""
_MOST_MIXED = 8
_SEVERAL, _FEW = 2, 4


@dataclass(frozen=True, slots=True)
class Divider:
    """Divides domains.

    For a step that no sort looks through, ``image`` returns everything that it may make of the
    values of a sort, and ``preimages`` values of which it probably makes a given one.
    """

    image: Callable[[Step, Sort], Domain]
    preimages: Callable[[Step, Result, Sort], Iterable[Result]]

    def __call__(self, domain: Domain, chains: Sequence[Chain]) -> Classes:
        """Return the classes of all that may be found: those of every sort together.

        Raises:
            NotModelledError: there are too many.
        """
        different = list(dict.fromkeys(chains))
        found: Classes = {}
        for sort in domain:
            merge(found, self._of_sort(sort, different, found))
        if len(different) == len(chains):
            return found
        places = [different.index(chain) for chain in chains]
        return {tuple(bits[place] for place in places): one for bits, one in found.items()}

    def _of_sort(self, sort: Sort, chains: Sequence[Chain], shown: Classes) -> Classes:
        """Set aside the chains that say the same of every value.

        For what is ``shown`` no value has to be sought.
        """
        if isinstance(sort, Exactly):
            return sort.classes(chains, self)
        chains = [_shortened(chain, sort) for chain in chains]
        fixed: dict[int, bool] = {}
        for number, chain in enumerate(chains):
            verdict = foregone(chain, sort.type_name)
            if verdict is not None:
                fixed[number] = verdict
        rest = [chain for number, chain in enumerate(chains) if number not in fixed]
        return {
            _filled(fixed, bits, len(chains)): one
            for bits, one in self._of_takers(sort, rest, _left(fixed, shown)).items()
        }

    def _of_takers(
        self, sort: Sort, chains: Sequence[Chain], shown: Classes | None = None
    ) -> Classes:
        """Divide together what can be divided together; what cannot be divided may be anything."""
        taken = {chain.head for chain in chains if not sort.knows(chain)}
        groups: dict[Step | None, list[int]] = {}
        for number, chain in enumerate(chains):
            groups.setdefault(chain.head if chain.head in taken else None, []).append(number)
        if len(groups) > 1:
            return self._of_groups(sort, chains, list(groups.values()))
        head = next(iter(groups), None)
        shared = self._shared_group(sort, chains)
        if shared is not None:
            return shared
        try:
            if head is None:
                return sort.classes(chains, self)
            return self._behind(sort, head, chains, shown or {})
        except (NotModelledError, UnsupportedError, TooHard) as error:
            failed(error)
            if len(chains) > 1:
                return self._of_groups(sort, chains, [[number] for number in range(len(chains))])
            return _filled_up(_tried(sort.samples(), chains), [{(False,): None, (True,): None}])

    def _shared_group(self, sort: Sort, chains: Sequence[Chain]) -> Classes | None:
        """Return the classes behind a filter that all chains share, if every one of them is seen.

        That is much less work than to follow the filter once for each chain.
        """
        heads = {chain.head for chain in chains}
        head = next(iter(heads), None)
        if len(chains) < _SEVERAL or len(heads) > 1 or head is None:
            return None
        writes = isinstance(sort, ByteStrings) and writes_bytes(head)
        if not (writes or isinstance(head, RegexFilter)):
            return None
        try:
            found = self._behind(sort, head, chains, {})
        except (NotModelledError, UnsupportedError, TooHard) as error:
            failed(error)
            return None
        return None if None in found.values() else found

    def _behind(self, sort: Sort, step: Step, chains: Sequence[Chain], shown: Classes) -> Classes:
        """Take the step that all chains share.

        Complete if the image is: what the chains say of a value is what their tails say of what
        the step makes of it.
        """
        domain = self.image(step, sort)
        found = _tried(sort.samples(), chains)
        for bits, one in self(domain, [chain.tail() for chain in chains]).items():
            found.setdefault(bits, shown.get(bits))
            if one is not None and found[bits] is None:
                found[bits] = self._before(sort, step, one.result, bits, chains)
        if isinstance(step, Digest) and None in found.values():
            merge(found, _tried(map(Bytes, hashed(step, chains)), chains))
        return _searched(found, sort, chains)

    def _before(
        self, sort: Sort, step: Step, result: Result, bits: Bits, chains: Sequence[Chain]
    ) -> Seen | None:
        for earlier in self.preimages(step, result, sort):
            if _is_long(earlier) and step in _INVERTIBLE:
                return Seen(earlier)
            if sort.admits(earlier) and _bits(earlier, chains) == bits:
                return Seen(earlier)
        return None

    def _of_groups(
        self, sort: Sort, chains: Sequence[Chain], groups: Sequence[Sequence[int]]
    ) -> Classes:
        """Divide group by group.

        Complete, because every combination of what the groups say is thought possible; which ones
        are real is seen on the values that the groups show, on mixtures of them, and on strings
        that no filter changes.
        """
        numerals = numeral_classes(sort, chains)
        if numerals is not None:
            return numerals
        if isinstance(sort, ByteStrings) and _reads_text_twice(chains):
            parts_of = utf8_sides(sort)
            if parts_of is not None:
                found = merge(*(self._of_sort(side, chains, {}) for side in parts_of))
                return _searched(found, sort, chains)
        if isinstance(sort, Texts) and len(chains) <= _FEW:
            for chain in chains:
                if sort.knows(chain):
                    continue
                sides = sides_of(sort, division(chain.steps))
                if sides is not None:
                    found = merge(*(self._of_sort(side, chains, {}) for side in sides))
                    return _searched(found, sort, chains)
        if sort.type_name == "string" and all(_reads_number(chain) for chain in chains):
            return self._of_numerals(sort, chains)
        parts = [self._of_takers(sort, [chains[number] for number in group]) for group in groups]
        order = [number for group in groups for number in group]
        shown = [one.result for part in parts for one in part.values() if one is not None]
        found = _filled_up(_tried((*shown, *sort.samples()), chains), parts, order)
        if None in found.values():
            candidates = [
                *(one for pair in permutations(shown[:_MOST_MIXED], 2) for one in mixed(*pair)),
                *plain_texts(sort, chains),
            ]
            tried = _tried((one for one in candidates if sort.admits(one)), chains)
            merge(found, tried)
        return _searched(found, sort, chains)

    def _of_numerals(self, sort: Sort, chains: Sequence[Chain]) -> Classes:
        """Divide strings that some chains read as integers, and others as doubles.

        Complete, because a string that is an integer of 64 bits is the same to both as that
        integer, whose double is the nearest one either way, but for a zero with a minus; every
        other string is an error to those who want an integer.
        """
        whole = Line(Integers(I64_MIN, I64_MAX))
        found = _tried((one for one in (String("-0"),) if sort.admits(one)), chains)
        for bits, one in self([whole], chains).items():
            number = one.result if one is not None else None
            text = String(str(number.value)) if isinstance(number, Integer) else None
            merge(found, {bits: Seen(text) if text and sort.admits(text) else None})
        doubles = [number for number, chain in enumerate(chains) if chain.head == _TO_FLOAT]
        others = self._of_takers(sort, [chains[number] for number in doubles])
        fixed = {number: False for number in range(len(chains)) if number not in doubles}
        shown = (one.result for one in others.values() if one is not None)
        merge(found, _tried(shown, chains))
        merge(found, {_filled(fixed, bits, len(chains)): None for bits in others})
        return found


def limited_product(parts: Sequence[Classes]) -> Iterable[tuple[Bits, ...]]:
    """Return every choice of one class from each part.

    Raises:
        NotModelledError: there are more than `MOST_CLASSES`.
    """
    size = 1
    for part in parts:
        size *= len(part)
    if size > MOST_CLASSES:
        raise NotModelledError(f"more than {MOST_CLASSES} combinations of verdicts")
    return product(*parts)


def _filled_up(
    found: Classes, parts: Sequence[Classes], order: Sequence[int] | None = None
) -> Classes:
    """Add every combination of classes that was not seen; ``order`` is whose bits they are."""
    for combination in limited_product(parts):
        bits = tuple(bit for part in combination for bit in part)
        if order is not None:
            bits = tuple(bit for _, bit in sorted(zip(order, bits, strict=True)))
        found.setdefault(bits, None)
    return found


_TO_STRING, _TO_INT, _TO_FLOAT = (
    PlainFilter(name) for name in (FilterName.TO_STRING, FilterName.TO_INT, FilterName.TO_FLOAT)
)


def _reads_number(chain: Chain) -> bool:
    return chain.head in (_TO_INT, _TO_FLOAT)


_SAME: dict[str, Step] = {
    "string": _TO_STRING,
    "integer": _TO_INT,
    "float": _TO_FLOAT,
    "list": Collect("$[*]"),
}


def _shortened(chain: Chain, sort: Sort) -> Chain:
    """Drop the steps that leave every value of a sort as it is."""
    while chain.head is not None:
        if chain.head == _SAME.get(sort.type_name) or leaves_alone(chain.head, sort):
            chain = chain.tail()
        elif _is_undone(chain, sort):
            chain = chain.tail().tail()
        else:
            break
    if chain.head is not None and (same := _same_step(chain.head, sort)) != chain.head:
        return Chain((same, *chain.steps[1:]), chain.predicate, chain.negated)
    return chain


_UTF8_DECODE = PlainFilter(FilterName.UTF8_DECODE)
_UTF8_ENCODE = PlainFilter(FilterName.UTF8_ENCODE)


def _is_undone(chain: Chain, sort: Sort) -> bool:
    """Whether the second step undoes the first: text becomes UTF-8, which is read as text."""
    if chain.head == _UTF8_ENCODE:
        return _reads_utf8(chain.tail().head)
    is_text = isinstance(sort, ByteStrings) and sort.possible is UTF8
    return is_text and chain.steps[:2] == _THERE_AND_BACK


_THERE_AND_BACK = (Decode(), _UTF8_ENCODE)


def _reads_utf8(step: Step | None) -> bool:
    match step:
        case TextFilter(TextFilterName.DECODE, label):
            return is_utf8(label.literal or "")
    return step == _UTF8_DECODE


def _reads_text_twice(chains: Sequence[Chain]) -> bool:
    """Whether it matters if bytes are UTF-8: some read them strictly, others whatever they are."""
    heads = {chain.head for chain in chains}
    both = Decode() in heads and _UTF8_DECODE in heads
    return both or any(chain.steps[:2] == _THERE_AND_BACK for chain in chains)


def _same_step(step: Step, sort: Sort) -> Step:
    """Return another step that does the same with values of a sort, where there is one."""
    if not isinstance(sort, ByteStrings):
        return step
    match step:
        case TextFilter(TextFilterName.DECODE, label) if is_utf8(label.literal or ""):
            return Decode()
        case PlainFilter(FilterName.UTF8_DECODE) if sort.possible is UTF8:
            return Decode()
    return step


def _searched(found: Classes, sort: Sort, chains: Sequence[Chain]) -> Classes:
    """Look for values of the classes of which none is known."""
    hidden = sum(one is None for one in found.values())
    if not hidden:
        return found
    shown = [one.result for one in found.values() if one is not None]
    for guess in guesses((*shown, *sort.samples())):
        if not sort.admits(guess):
            continue
        bits = _bits(guess, chains)
        if bits is not None and found.get(bits) is None:
            found[bits] = Seen(guess)
            hidden -= 1
            if not hidden:
                break
    return found


def _filled(fixed: dict[int, bool], bits: Bits, count: int) -> Bits:
    rest = iter(bits)
    return tuple(fixed[number] if number in fixed else next(rest) for number in range(count))


_INVERTIBLE: tuple[Step, ...] = (Decode(), ParseJson())
_LONG = 2000


def _is_long(value: Result) -> bool:
    """Whether it takes long to look at a value, which is looked at in the end anyway."""
    match value:
        case String(text):
            return len(text) > _LONG
        case Bytes(data):
            return len(data) > _LONG
    return False


def _left(fixed: dict[int, bool], shown: Classes) -> Classes:
    """Return what is shown for the chains that are not fixed."""
    return {
        tuple(bit for number, bit in enumerate(bits) if number not in fixed): one
        for bits, one in shown.items()
        if one is not None and all(bits[number] == bit for number, bit in fixed.items())
    }


def _bits(result: Result, chains: Sequence[Chain]) -> Bits | None:
    try:
        return verdicts(result, chains)
    except UnsupportedError:
        return None


def _tried(results: Iterable[Result], chains: Sequence[Chain]) -> Classes:
    """Return the classes of some values, each with the first of them."""
    found: Classes = {}
    for result in results:
        bits = _bits(result, chains)
        if bits is not None:
            found.setdefault(bits, Seen(result))
    return found

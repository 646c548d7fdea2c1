"""What a query or a step may yield, as a list of sorts; and the classes of all of it.

A sort is a set of values of one type. Where every chain that is left begins with something that the
sort knows how to look into (a comparison, a position of a list, a member of an object), the sort
divides itself. Where all chains begin with the same step, whatever it is, the step is taken: the
values behind it are divided, and of each one a value before it is sought. What remains is divided
group by group, and every combination of their verdicts is thought possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Protocol, TypeAlias

from toolkit.gates.decision.chains import (
    Bits,
    Chain,
    Classes,
    Collect,
    Decode,
    Digest,
    Fails,
    ParseJson,
    Result,
    Seen,
    SelectXPath,
    Step,
    merge,
    seen,
)
from toolkit.gates.decision.errors import NotModelledError
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.jsonpath_syntax import Child, Index
from toolkit.gates.nodes import FilterName, NthFilter, PlainFilter, TextFilter

MOST_CLASSES = 2048
"""So many combinations of verdicts are looked at, and no more."""


class Sort(Protocol):
    """A set of values of one type."""

    type_name: str
    """As in Hurl's messages: integer, float, string, ..."""

    def knows(self, step: Step) -> bool:
        """Whether `classes` can tell what the step makes of every value."""

    def classes(self, chains: Sequence[Chain], divide: Divide) -> Classes:
        """Return the classes of the values.

        Raises:
            NotModelledError: they cannot be told.
            TooHard: there are too many.
        """

    def samples(self) -> Iterable[Result]:
        """Yield some of the values, at least one; the most ordinary one first."""

    def admits(self, result: Result) -> bool:
        """Whether a value is one of these."""


Domain: TypeAlias = Sequence[Sort]
"""All that may be found; what a person would think of first stands first."""

Divide: TypeAlias = Callable[[Domain, Sequence[Chain]], Classes]


@dataclass(frozen=True, slots=True)
class Exactly:
    """A finite set of values; each is looked at."""

    type_name: str
    values: tuple[Result, ...]

    def knows(self, step: Step) -> bool:  # noqa: ARG002  any step can be taken
        """Every step can be taken."""
        return True

    def classes(self, chains: Sequence[Chain], divide: Divide) -> Classes:  # noqa: ARG002
        """Return what the chains say of each value."""
        found: Classes = {}
        for value in self.values:
            merge(found, seen(value, chains))
        return found

    def samples(self) -> Iterable[Result]:
        """Yield all values."""
        return self.values

    def admits(self, result: Result) -> bool:
        """Whether it is one of them."""
        return result in self.values


# --- which filter takes what ------------------------------------------------------------------

_TEXT_FILTERS = frozenset(
    {
        *("base64Decode", "base64UrlSafeDecode", "htmlEscape", "htmlUnescape", "toDate", "xpath"),
        *("urlDecode", "urlEncode", "utf8Encode", "urlQueryParam", "split", "jsonpath"),
    }
)
_TAKES: dict[str, frozenset[str]] = {
    **dict.fromkeys(_TEXT_FILTERS, frozenset({"string"})),
    **dict.fromkeys(
        ("base64Encode", "base64UrlSafeEncode", "toHex", "utf8Decode", "decode"),
        frozenset({"bytes"}),
    ),
    **dict.fromkeys(("daysAfterNow", "daysBeforeNow", "format", "dateFormat"), frozenset({"date"})),
    **dict.fromkeys(("first", "last"), frozenset({"list"})),
    "count": frozenset({"list", "bytes", "nodeset"}),
    "location": frozenset({"http_response"}),
    "toInt": frozenset({"integer", "float", "string"}),
    "toFloat": frozenset({"integer", "float", "string"}),
    "toString": frozenset({"null", "boolean", "integer", "float", "big", "string", "date"}),
}


def _taken(step: Step, type_name: str) -> bool:
    """Whether a step takes values of a type at all (Hurl 7.1, runner/filter)."""
    match step:
        case PlainFilter(name) | TextFilter(name, _):
            return type_name in _TAKES[name.value]
        case NthFilter() | Index():
            return type_name == "list"
        case Child():
            return type_name == "object"
        case Decode() | Digest():
            return type_name == "bytes"
        case ParseJson() | SelectXPath():
            return type_name == "string"
        case Collect():
            return True
        case Fails():
            return False
    return type_name == "string"


# --- the engine -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Divider:
    """Divides domains.

    For a step that no sort looks through, ``image`` returns everything that it may make of the
    values of a sort, and ``preimages`` values of which it probably makes a given one.
    """

    image: Callable[[Step, Sort], Domain]
    preimages: Callable[[Step, Result], Iterable[Result]]

    def __call__(self, domain: Domain, chains: Sequence[Chain]) -> Classes:
        """Return the classes of all that may be found: those of every sort together.

        Raises:
            NotModelledError: they cannot be told.
            TooHard: there are too many.
        """
        found: Classes = {}
        for sort in domain:
            merge(found, self._of_sort(sort, chains))
        return found

    def _of_sort(self, sort: Sort, chains: Sequence[Chain]) -> Classes:
        """Set aside the chains that say the same of every value: their step takes no such type."""
        if isinstance(sort, Exactly):
            return sort.classes(chains, self)
        if sort.type_name == "string":
            chains = [_as_text(chain) for chain in chains]
        fixed = {
            number: chain.missed() and isinstance(chain.head, Child | Index)
            for number, chain in enumerate(chains)
            if chain.head is not None and not _taken(chain.head, sort.type_name)
        }
        rest = [chain for number, chain in enumerate(chains) if number not in fixed]
        return {
            _filled(fixed, bits, len(chains)): one
            for bits, one in self._of_takers(sort, rest).items()
        }

    def _of_takers(self, sort: Sort, chains: Sequence[Chain]) -> Classes:
        groups: dict[Step | None, list[int]] = {}
        for number, chain in enumerate(chains):
            head = chain.head
            groups.setdefault(None if head is None or sort.knows(head) else head, []).append(number)
        if len(groups) > 1:
            return self._of_groups(sort, chains, list(groups.values()))
        head = next(iter(groups), None)
        return sort.classes(chains, self) if head is None else self._behind(sort, head, chains)

    def _behind(self, sort: Sort, step: Step, chains: Sequence[Chain]) -> Classes:
        """Take the step that all chains share.

        Complete if the image is: what the chains say of a value is what their tails say of what
        the step makes of it.
        """
        domain = self.image(step, sort)
        found: Classes = {}
        for sample in sort.samples():
            _try(found, sample, chains)
        for bits, one in self(domain, [chain.tail() for chain in chains]).items():
            found.setdefault(bits, None)
            if one is not None and found[bits] is None:
                found[bits] = self._before(sort, step, one.result, bits, chains)
        return found

    def _before(
        self, sort: Sort, step: Step, result: Result, bits: Bits, chains: Sequence[Chain]
    ) -> Seen | None:
        for earlier in self.preimages(step, result):
            if sort.admits(earlier) and _bits(earlier, chains) == bits:
                return Seen(earlier)
        return None

    def _of_groups(
        self, sort: Sort, chains: Sequence[Chain], groups: Sequence[Sequence[int]]
    ) -> Classes:
        """Divide group by group.

        Complete, because every combination of what the groups say is thought possible; which ones
        are real is seen on the values that the groups show.
        """
        parts = [self._of_takers(sort, [chains[number] for number in group]) for group in groups]
        found: Classes = {}
        for part in parts:
            for one in part.values():
                if one is not None:
                    _try(found, one.result, chains)
        for sample in sort.samples():
            _try(found, sample, chains)
        for combination in limited_product(parts):
            placed = {
                number: bit
                for group, bits in zip(groups, combination, strict=True)
                for number, bit in zip(group, bits, strict=True)
            }
            found.setdefault(_filled(placed, (), len(chains)), None)
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


def _as_text(chain: Chain) -> Chain:
    """Drop what makes no difference to a string."""
    while chain.head == _TO_STRING:
        chain = chain.tail()
    return chain


_TO_STRING = PlainFilter(FilterName.TO_STRING)


def _filled(fixed: dict[int, bool], bits: Bits, count: int) -> Bits:
    rest = iter(bits)
    return tuple(fixed[number] if number in fixed else next(rest) for number in range(count))


def _bits(result: Result, chains: Sequence[Chain]) -> Bits | None:
    try:
        return tuple(chain.passes(result) for chain in chains)
    except UnsupportedError:
        return None


def _try(found: Classes, result: Result, chains: Sequence[Chain]) -> None:
    bits = _bits(result, chains)
    if bits is not None and found.get(bits) is None:
        found[bits] = Seen(result)

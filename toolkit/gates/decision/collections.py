"""Lists and objects in classes: what is looked at inside is divided in its turn.

A list is looked at through its length, through single positions, and by a search for an equal
item; an object through single members, and by whether it has any. Nothing else in an assertion
looks into them (runner/predicate.rs, value_impl.rs, filter/{count,first,last,nth}.rs).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from toolkit.gates.decision.chains import Bits, Chain, Classes, Result, Seen, Step, merge, verdicts
from toolkit.gates.decision.domains import Divide, Domain
from toolkit.gates.decision.errors import NotModelledError
from toolkit.gates.decision.lines import MOST_IN_MEMORY, Lengths
from toolkit.gates.decision.numbers import Line
from toolkit.gates.evaluation.jsonpath_syntax import Child, Index
from toolkit.gates.evaluation.values import Integer, List, Null, Object, Value
from toolkit.gates.nodes import FilterName, NthFilter, PlainFilter, ValuePredicate
from toolkit.gates.nodes import ValuePredicateName as Name

_MOST_ITEMS = 50_000
"""A longer list is not shown to anybody."""
_MOST_STATES = 4096
_FAR = 2 * _MOST_STATES
"""A length that is like all greater ones, but for those who count."""
_COUNT, _FIRST, _LAST = (
    PlainFilter(name) for name in (FilterName.COUNT, FilterName.FIRST, FilterName.LAST)
)


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """Lists of items of a domain, with so many items."""

    items: Domain
    shortest: int = 0
    longest: int = MOST_IN_MEMORY
    type_name: str = "list"

    def knows(self, chain: Chain) -> bool:
        """Whether it looks at the length, at one position, or at the list as a whole."""
        head = chain.head
        return head is None or _position(head) is not None or head == _COUNT

    def samples(self) -> Iterable[Result]:
        """Yield a short list."""
        yield List((_sample(self.items),) * max(self.shortest, min(1, self.longest)))

    def admits(self, result: Result) -> bool:
        """Whether it is such a list."""
        return (
            isinstance(result, List)
            and self.shortest <= len(result.items) <= self.longest
            and all(any(sort.admits(item) for sort in self.items) for item in result.items)
        )

    def classes(self, chains: Sequence[Chain], divide: Divide) -> Classes:
        """Return the classes of the lists.

        Complete, because every length is like one that is tried (`_lengths`), and for one length
        every position that is looked at takes an item of every class, while the other positions
        together are only asked whether one of them equals what is sought: with as many of them as
        there are such questions, every union of answers comes about.
        """
        view = _View.of(chains)
        known: dict[tuple[Chain, ...], Classes] = {}

        def divided(asked: Sequence[Chain]) -> Classes:
            key = tuple(asked)
            if key not in known:
                known[key] = divide(self.items, key)
            return known[key]

        found: Classes = {}
        for length, counted in _lengths(view, chains, self, divide):
            merge(found, _of_length(view, chains, self.items, length, counted, divided))
        return found


def _sample(domain: Domain) -> Value:
    value = next(iter(domain[0].samples()))
    return value if isinstance(value, Value) else Null()


def _position(step: Step | None) -> int | None:
    match step:
        case NthFilter(int(index)) | Index(index):
            return index
    return 0 if step == _FIRST else -1 if step == _LAST else None


def _sought(chain: Chain) -> Chain | None:
    """Return the question to an item behind ``contains`` and ``includes``, and no other."""
    match chain:
        case Chain((), ValuePredicate(Name.CONTAINS | Name.INCLUDES, value), _):
            return Chain((), ValuePredicate(Name.EQUAL, value))
    return None


@dataclass(frozen=True, slots=True)
class _View:
    """How the chains look at a list: the numbers of those that look in one way."""

    positions: dict[int, int]
    """The position that a chain looks at."""
    counters: tuple[int, ...]
    seekers: dict[int, Chain]
    others: tuple[int, ...]

    @classmethod
    def of(cls, chains: Sequence[Chain]) -> _View:
        positions, seekers, counters, others = {}, {}, [], []
        for number, chain in enumerate(chains):
            position, sought = _position(chain.head), _sought(chain)
            if position is not None:
                positions[number] = position
            elif sought is not None:
                seekers[number] = sought
            elif chain.head == _COUNT:
                counters.append(number)
            else:
                others.append(number)
        return cls(positions, tuple(counters), seekers, tuple(others))


def _lengths(
    view: _View, chains: Sequence[Chain], lists: Lists, divide: Divide
) -> Iterator[tuple[int | None, Bits]]:
    """Yield a length of every kind, with what the counters say of it; None where none is known.

    Short lists are taken one by one, up to where positions counted from both ends lie apart and
    enough others are left; from there on only the counters see a difference, and they are asked
    about all greater numbers at once.
    """
    forward = max(
        (position + 1 for position in view.positions.values() if position >= 0), default=0
    )
    backward = max((-position for position in view.positions.values() if position < 0), default=0)
    all_alike = max(forward + backward + len(view.seekers) + 1, lists.shortest)
    if all_alike - lists.shortest > _MOST_STATES:
        raise NotModelledError("a position is too far away")
    tails = [chains[number].tail() for number in view.counters]
    for length in range(lists.shortest, min(all_alike, lists.longest) + 1):
        yield length, verdicts(Integer(length), tails)
    if tails and all_alike < lists.longest:
        longer = Line(Lengths(all_alike + 1, lists.longest))
        for counted, one in divide((longer,), tails).items():
            number = None if one is None else one.result
            yield (number.value if isinstance(number, Integer) else None), counted


_Divided: TypeAlias = Callable[[Sequence[Chain]], Classes]
"""What the items say to some chains."""


@dataclass(frozen=True, slots=True)
class _Partial:
    """A list under construction: what its items said so far."""

    said: tuple[tuple[int, bool], ...]
    sought: Bits


def _of_length(  # noqa: PLR0913, PLR0917  all that it depends on
    view: _View,
    chains: Sequence[Chain],
    domain: Domain,
    known_length: int | None,
    counted: Bits,
    divided: _Divided,
) -> Classes:
    length = _FAR if known_length is None else known_length
    looked: dict[int, list[int]] = {}
    fixed: dict[int, bool] = {}
    for number, position in view.positions.items():
        if -length <= position < length:
            looked.setdefault(position % length, []).append(number)
        else:
            fixed[number] = isinstance(chains[number].head, Index) and chains[number].missed()
    fixed |= zip(view.counters, counted, strict=True)
    for number in view.others:
        fixed[number] = chains[number].passes(List((Null(),) * min(length, 1)))

    seekers = list(view.seekers.values())
    states: dict[_Partial, dict[int, Value] | None] = {_Partial((), (False,) * len(seekers)): {}}
    for position, numbers in sorted(looked.items()):
        tails = [chains[number].tail() for number in numbers]
        states = _extended(states, position, numbers, divided([*tails, *seekers]))
    free = [position for position in range(min(length, _MOST_ITEMS)) if position not in looked]
    for position in free[: len(seekers)]:
        states = _extended(states, position, [], divided(seekers))
    if free and not seekers:
        states = {
            state: items if items is None or items else {free[0]: _sample(domain)}
            for state, items in states.items()
        }
    return {
        _ordered({**fixed, **dict(state.said), **_answers(view, chains, state)}): (
            None if known_length is None else _list(items, length, domain)
        )
        for state, items in states.items()
    }


def _extended(
    states: dict[_Partial, dict[int, Value] | None],
    position: int,
    numbers: Sequence[int],
    classes: Classes,
) -> dict[_Partial, dict[int, Value] | None]:
    """Put an item of every class at a position of every list."""
    found: dict[_Partial, dict[int, Value] | None] = {}
    for (state, items), (bits, one) in product(states.items(), classes.items()):
        said = (*state.said, *zip(numbers, bits, strict=False))
        sought = tuple(
            before or now for before, now in zip(state.sought, bits[len(numbers) :], strict=True)
        )
        longer = None
        if items is not None and one is not None and isinstance(one.result, Value):
            longer = {**items, position: one.result}
        partial = _Partial(said, sought)
        if found.get(partial) is None:
            found[partial] = longer
        if len(found) > _MOST_STATES:
            raise NotModelledError("too many kinds of lists")
    return found


def _answers(view: _View, chains: Sequence[Chain], state: _Partial) -> dict[int, bool]:
    return {
        number: sought != chains[number].negated
        for number, sought in zip(view.seekers, state.sought, strict=True)
    }


def _ordered(verdicts: dict[int, bool]) -> Bits:
    return tuple(verdicts[number] for number in range(len(verdicts)))


def _list(items: dict[int, Value] | None, length: int, domain: Domain) -> Seen | None:
    """Fill the positions that nobody looks at with one of the items that are there anyway."""
    if items is None or length > _MOST_ITEMS:
        return None
    unseen = [item for position, item in items.items() if position == max(items)]
    filler = unseen[0] if unseen else _sample(domain)
    return Seen(List(tuple(items.get(position, filler) for position in range(length))))


# --- objects ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Objects:
    """JSON objects with members of a domain; ``filled`` ones have at least one."""

    members: Domain
    filled: bool = False
    type_name: str = "object"

    def knows(self, chain: Chain) -> bool:
        """Whether it looks at one member, or at the object as a whole."""
        return chain.head is None or isinstance(chain.head, Child)

    def samples(self) -> Iterable[Result]:
        """Yield an object with one member, and one with none."""
        yield Object((("id", Integer(1)),))
        if not self.filled:
            yield Object(())

    def admits(self, result: Result) -> bool:
        """Whether it is an object; JSON objects hold whatever JSON holds."""
        return isinstance(result, Object) and bool(result.members or not self.filled)

    def classes(self, chains: Sequence[Chain], divide: Divide) -> Classes:
        """Return the classes of the objects.

        Complete, because members are independent of one another: each that is looked at is absent
        or of one of its classes, and beside them there is another member or none.
        """
        named: dict[str, list[int]] = {}
        whole = []
        for number, chain in enumerate(chains):
            if isinstance(chain.head, Child):
                named.setdefault(chain.head.name, []).append(number)
            else:
                whole.append(number)
        states: dict[tuple[tuple[tuple[int, bool], ...], bool], _Members] = {((), True): ()}
        for name, numbers in named.items():
            tails = [chains[number].tail() for number in numbers]
            choices = self._member(name, tails, divide)
            states = _chosen(states, numbers, choices)
        if whole or self.filled:
            others = [((), (_other(named), Seen(Integer(1)))), ((), None)]
            states = _chosen(states, (), others[: 1 if self.filled else 2])
        return _finished(states, whole, chains)

    def _member(
        self, name: str, tails: Sequence[Chain], divide: Divide
    ) -> list[tuple[Bits, tuple[str, Seen | None] | None]]:
        """Return every class of a member with one that shows it, None for the absent one."""
        present = divide(self.members, tails).items()
        absent = tuple(chain.missed() for chain in tails)
        return [*((bits, (name, one)) for bits, one in present), (absent, None)]


_Members = tuple[tuple[str, "Seen | None"], ...]
_States = dict[tuple[tuple[tuple[int, bool], ...], bool], _Members]


def _other(named: Iterable[str]) -> str:
    return next(name for name in ("id", "name", "other", "x" * 20) if name not in named)


def _chosen(
    states: _States,
    numbers: Sequence[int],
    choices: Sequence[tuple[Bits, tuple[str, Seen | None] | None]],
) -> _States:
    found: _States = {}
    for ((said, empty), members), (bits, member) in product(states.items(), choices):
        key = ((*said, *zip(numbers, bits, strict=True)), empty and member is None)
        longer = members if member is None else (*members, member)
        if key not in found or _hidden(found[key]) > _hidden(longer):
            found[key] = longer
        if len(found) > _MOST_STATES:
            raise NotModelledError("too many kinds of objects")
    return found


def _hidden(members: _Members) -> bool:
    return any(one is None for _, one in members)


def _finished(states: _States, whole: Sequence[int], chains: Sequence[Chain]) -> Classes:
    found: Classes = {}
    for (said, empty), members in states.items():
        of_object = Object(()) if empty else Object((("id", Null()),))
        verdicts = dict(said) | {number: chains[number].passes(of_object) for number in whole}
        shown = Object(
            tuple(
                sorted(
                    (name, one.result)
                    for name, one in members
                    if one is not None and isinstance(one.result, Value)
                )
            )
        )
        merge(found, {_ordered(verdicts): None if _hidden(members) else Seen(shown)})
    return found

"""Strings in classes: which of the regular languages that are asked about they are in.

The strings that pass an assertion are a regular language (`regular`), so the classes are the
vectors of membership that some string has; `languages.product.classes` finds exactly these, each
with a shortest string.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.gates.decision.chains import Bits, Chain, Classes, Result, Seen
from toolkit.gates.decision.domains import Divide
from toolkit.gates.decision.regular import is_regular, passing
from toolkit.gates.evaluation.values import String
from toolkit.gates.languages import language as words
from toolkit.gates.languages.effort import failed
from toolkit.gates.languages.errors import TooHard
from toolkit.gates.languages.language import EVERYTHING, Language, accepts
from toolkit.gates.languages.product import classes, is_empty

_EMPTY = words.literal("")


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
        """Whether the strings that pass it are a regular language."""
        return is_regular(chain)

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
        found: Classes = {}
        asked = [passing(chain) for chain in chains]
        for bits, text in _divided(asked, self.possible, self.ordinary):
            if found.get(bits) is None:
                found[bits] = None if text is None else Seen(String(text))
        return found


def within(texts: Texts, language: Language) -> Texts:
    """Return those of some strings that are in a language."""
    return Texts(texts.possible & language, tuple(one & language for one in texts.ordinary))


def sides_of(texts: Texts, language: Language | None) -> tuple[Texts, Texts] | None:
    """Return the strings in a language and the others, if there may be some of both."""
    if language is None:
        return None
    inside, outside = within(texts, language), within(texts, ~language)
    try:
        divided = not (is_empty(inside.possible) or is_empty(outside.possible))
    except TooHard as error:
        failed(error)
        return None
    return (inside, outside) if divided else None


def shortest_texts(chains: Sequence[Chain], context: Language) -> Iterable[str]:
    """Return a string of every class in a language.

    Raises:
        TooHard: the languages need too many states.
    """
    return classes([_EMPTY, *map(passing, chains)], context).values()


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

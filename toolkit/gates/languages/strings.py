"""Automata of the plain questions about a string: prefix, suffix, substring, order, length."""

from __future__ import annotations

import enum
from abc import abstractmethod
from collections.abc import Iterable, Sequence

from toolkit.gates.languages.automaton import Automaton, Fate
from toolkit.gates.languages.charset import CharSet, between, one_of

_GONE = -1
"""The state from which no string is accepted."""


class _LetterByLetter(Automaton[int]):
    """An automaton that looks at one letter at a time."""

    @abstractmethod
    def successor(self, state: int, letter: int) -> int:
        """Return the state behind a letter."""

    def successors(self, state: int) -> Iterable[int]:
        """Return for each letter the state behind it."""
        return [self.successor(state, letter) for letter in range(len(self.partition.samples))]


class _Word(_LetterByLetter):
    """An automaton whose state is how much of a word was read."""

    def __init__(self, word: str) -> None:
        self.word = word
        super().__init__([one_of(char) for char in sorted(set(word))], 0)

    def agrees(self, state: int, letter: int) -> bool:
        """Return whether a letter is the next of the word."""
        return 0 <= state < len(self.word) and self.word[state] == self.partition.samples[letter]

    def accepts_at(self, state: int) -> bool:
        """Return whether the whole word was read."""
        return state == len(self.word)


class Literal(_Word):
    """Accepts one string."""

    def successor(self, state: int, letter: int) -> int:
        """Go on while the letters agree."""
        return state + 1 if self.agrees(state, letter) else _GONE

    def fate(self, state: int) -> Fate:
        """Nothing follows a letter that disagrees."""
        return Fate.NEVER if state == _GONE else Fate.OPEN


class Prefix(_Word):
    """Accepts what begins with a word."""

    def successor(self, state: int, letter: int) -> int:
        """Go on while the letters agree; behind the word anything goes."""
        if state == len(self.word):
            return state
        return state + 1 if self.agrees(state, letter) else _GONE

    def fate(self, state: int) -> Fate:
        """The first letter that disagrees decides, and so does the end of the word."""
        if state == len(self.word):
            return Fate.ALWAYS
        return Fate.NEVER if state == _GONE else Fate.OPEN


class Suffix(_Word):
    """Accepts what ends with a word: the automaton of Knuth, Morris and Pratt."""

    def __init__(self, word: str) -> None:
        self._fallbacks = _fallbacks(word)
        super().__init__(word)

    def successor(self, state: int, letter: int) -> int:
        """Return the length of the longest prefix of the word that ends here."""
        while not self.agrees(state, letter):
            state = self._fallbacks[state]
            if state < 0:
                return 0
        return state + 1

    def fate(self, state: int) -> Fate:
        """Anything may still come, unless the word is empty."""
        return Fate.OPEN if self.word or state else Fate.ALWAYS


class Substring(Suffix):
    """Accepts what contains a word."""

    def successor(self, state: int, letter: int) -> int:
        """Stay where the word was found."""
        return state if state == len(self.word) else super().successor(state, letter)

    def fate(self, state: int) -> Fate:
        """Once found, always found."""
        return Fate.ALWAYS if state == len(self.word) else Fate.OPEN


def _fallbacks(word: str) -> Sequence[int]:
    """Return for every length read where to look instead if the next letter disagrees, or -1.

    That is the longest proper border behind which another letter is wanted, so that few are tried
    even of a word like aaaa.
    """
    found = [-1]
    border = 0
    for index in range(1, len(word) + 1):
        same = index < len(word) and word[index] == word[border]
        found.append(found[border] if same else border)
        while index < len(word) and border >= 0 and word[index] != word[border]:
            border = found[border]
        border += 1
    return found


class _Side(enum.IntEnum):
    """On which side of a bound a string stands, once it differs from it."""

    BELOW = -1
    ABOVE = -2


class Order(_LetterByLetter):
    """Accepts what comes before a bound, in the order of code points.

    That is the order of Rust's strings, which compare the bytes of UTF-8. A state is how much of
    the bound was read, or the side on which the string left it.
    """

    def __init__(self, bound: str, *, inclusive: bool) -> None:
        self.bound = bound
        self.inclusive = inclusive
        chars = sorted(set(bound))
        super().__init__([*map(one_of, chars), *(between("\0", char) for char in chars)], 0)

    def successor(self, state: int, letter: int) -> int:
        """Compare with the next character of the bound; what is longer comes behind."""
        if state < 0:
            return state
        if state == len(self.bound):
            return _Side.ABOVE
        char, bound = self.partition.samples[letter], self.bound[state]
        if char == bound:
            return state + 1
        return _Side.BELOW if char < bound else _Side.ABOVE

    def accepts_at(self, state: int) -> bool:
        """Return whether the string is below, a part of the bound, or (inclusive) the bound."""
        if state == len(self.bound):
            return self.inclusive
        return state != _Side.ABOVE

    def fate(self, state: int) -> Fate:
        """The first difference decides."""
        if state >= 0:
            return Fate.OPEN
        return Fate.ALWAYS if state == _Side.BELOW else Fate.NEVER


class Finite(_LetterByLetter):
    """Accepts some strings and no others: a trie."""

    def __init__(self, words: Iterable[str]) -> None:
        self._children: list[dict[str, int]] = [{}]
        self._ends: set[int] = set()
        chars: set[str] = set()
        for word in words:
            node = 0
            for char in word:
                if char not in self._children[node]:
                    self._children[node][char] = len(self._children)
                    self._children.append({})
                node = self._children[node][char]
            self._ends.add(node)
            chars.update(word)
        super().__init__([one_of(char) for char in sorted(chars)], 0)

    def successor(self, state: int, letter: int) -> int:
        """Go down the trie."""
        if state == _GONE:
            return state
        return self._children[state].get(self.partition.samples[letter], _GONE)

    def accepts_at(self, state: int) -> bool:
        """Return whether a word ends here."""
        return state in self._ends

    def fate(self, state: int) -> Fate:
        """Outside the trie there is no word."""
        return Fate.NEVER if state == _GONE or not self._ends else Fate.OPEN


class Length(_LetterByLetter):
    """Accepts strings of at least and at most so many bytes of UTF-8, or characters."""

    def __init__(self, least: int, most: int | None, *, of_bytes: bool) -> None:
        self.least = least
        self.most = most
        limits = ("\x7f", "\u07ff", "\uffff") if of_bytes else ()
        self._sizes: list[int] = []
        super().__init__([between("\0", limit) for limit in limits], 0)
        samples = self.partition.samples
        self._sizes = [len(char.encode()) if of_bytes else 1 for char in samples]

    def successor(self, state: int, letter: int) -> int:
        """Count; beyond the bounds it does not matter how far."""
        beyond = self.least if self.most is None else self.most + 1
        return min(state + self._sizes[letter], beyond)

    def accepts_at(self, state: int) -> bool:
        """Compare with the bounds."""
        return self.least <= state and (self.most is None or state <= self.most)

    def fate(self, state: int) -> Fate:
        """A string never becomes shorter."""
        if self.most is None:
            return Fate.ALWAYS if state >= self.least else Fate.OPEN
        return Fate.NEVER if state > self.most or self.least > self.most else Fate.OPEN


class Only(_LetterByLetter):
    """Accepts strings all of whose characters are in a set."""

    def __init__(self, chars: CharSet) -> None:
        super().__init__([chars], 0)

    def successor(self, state: int, letter: int) -> int:
        """Leave at the first character that is not in the set."""
        return state if self.partition.signatures[letter] else _GONE

    def accepts_at(self, state: int) -> bool:
        """Return whether no other character came."""
        return state != _GONE

    def fate(self, state: int) -> Fate:
        """One character too many cannot be taken back."""
        return Fate.NEVER if state == _GONE else Fate.OPEN

"""The variables that a person gives, as Hurl 7.1 reads them; all others are unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from toolkit.errors import UsageError
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.numbers import parse_f64, parse_i64
from toolkit.gates.evaluation.values import (
    BigInteger,
    Bool,
    Float,
    Integer,
    Null,
    String,
    Value,
)

_WORDS: dict[str, Value] = {"true": Bool(value=True), "false": Bool(value=False), "null": Null()}


@dataclass(frozen=True)
class KnownVariables(Mapping[str, Value]):
    """What is known of the variables of a run: asking for any other one is refused."""

    known: Mapping[str, Value]

    def __getitem__(self, name: str) -> Value:
        found = self.known.get(name)
        if found is None:
            raise UnsupportedError(
                "unknown-variable", f"the value of {{{{{name}}}}} is not known (--variable)"
            )
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


def variables(words: Iterable[str]) -> dict[str, Value]:
    """Return the values of ``name=value`` words (Hurl 7.1, cli/variables.rs); the last one counts.

    Raises:
        UsageError: One has no ``=``, no value, or a quote that does not end.
    """
    return {name: _value(text, name) for name, text in map(_split, words)}


def _split(word: str) -> tuple[str, str]:
    name, equals, text = word.partition("=")
    if not equals or not name:
        raise UsageError(f"--variable {word!r} sets nothing", hint="write --variable name=value")
    return name, text


def _value(text: str, name: str) -> Value:
    if text in _WORDS:
        return _WORDS[text]
    integer = parse_i64(text)
    if integer is not None:
        return Integer(integer)
    if text.isascii() and text.isdigit():
        return BigInteger(text)
    double = parse_f64(text)
    if double is not None:
        return Float(double)
    if not text:
        hint = f"""an empty text is --variable '{name}=""'"""
        raise UsageError(f"--variable {name}= has no value", hint=hint)
    if text.startswith('"'):
        if len(text) == 1 or not text.endswith('"'):
            raise UsageError(f"--variable {name}: the value should end with a double quote")
        return String(text[1:-1])
    return String(text)

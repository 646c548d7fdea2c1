"""Bodies in other charsets than UTF-8: what asks for text is told another than the bytes say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from toolkit.gates.decision.bytestrings import ByteStrings
from toolkit.gates.decision.chains import (
    Bits,
    Chain,
    Classes,
    Decode,
    Result,
    Seen,
    Unreadable,
    merge,
    verdicts,
)
from toolkit.gates.decision.divider import limited_product
from toolkit.gates.decision.domains import Divide, Domain
from toolkit.gates.decision.texts import Texts
from toolkit.gates.evaluation.charsets import decoded
from toolkit.gates.evaluation.errors import FailureError, UnsupportedError
from toolkit.gates.evaluation.values import Bytes, String


@dataclass(frozen=True, slots=True, eq=False)
class UnreadableBodies:
    """Bodies that are some bytes, and no text (Hurl 7.1, http/response_decoding.rs)."""

    inside: Domain
    type_name: str = "bytes"

    def knows(self, chain: Chain) -> bool:  # noqa: ARG002  it is asked of the bytes inside
        """Every chain can be asked."""
        return True

    def samples(self) -> Iterable[Result]:
        """Yield a body."""
        yield Unreadable(b"a")

    def admits(self, result: Result) -> bool:
        """Whether it is such a body."""
        return isinstance(result, Unreadable)

    def classes(self, chains: Sequence[Chain], divide: Divide) -> Classes:
        """Return the classes of the bytes, where each chain that decodes them has failed."""
        asked = [chain for chain in chains if not isinstance(chain.head, Decode)]
        found: Classes = {}
        for bits, one in divide(self.inside, asked).items():
            rest = iter(bits)
            verdicts = tuple(
                False if isinstance(chain.head, Decode) else next(rest) for chain in chains
            )
            data = one.result.data if one is not None and isinstance(one.result, Bytes) else None
            found[verdicts] = None if data is None else Seen(Unreadable(data))
        return found


_NO_TEXT = Unreadable(b"\x1b(B", "iso-2022-jp")
"""A body of some bytes that is the empty text: it only chooses ASCII."""
_CHARSETS = {"iso-8859-1": "cp1252", "utf-16le": "utf-16-le"}
"""Two charsets, as headers and as Python call them: in one of them most bytes are another text."""


@dataclass(frozen=True, slots=True)
class ForeignBodies:
    """Bodies whose headers name a charset that Hurl does know.

    Where only the text is asked for, or only the bytes, they are like all others.
    """

    type_name: str = "bytes"

    def knows(self, chain: Chain) -> bool:  # noqa: ARG002  it is asked of the bytes or the text
        """Every chain can be asked."""
        return True

    def samples(self) -> Iterable[Result]:
        """Yield no body: which one is of interest is not known here."""
        return ()

    def admits(self, result: Result) -> bool:
        """Whether it is such a body."""
        return isinstance(result, Unreadable)

    def classes(self, chains: Sequence[Chain], divide: Divide) -> Classes:
        """Return the classes of the bodies that are not empty; no bytes are no text in any charset.

        Complete, because whatever text and bytes say is thought to go together in some charset.
        """
        reading = [number for number, chain in enumerate(chains) if isinstance(chain.head, Decode)]
        others = [number for number in range(len(chains)) if number not in reading]
        if not reading or not others:
            return {}
        parts = (
            divide((Texts(),), [chains[number].tail() for number in reading]),
            divide((ByteStrings(shortest=1),), [chains[number] for number in others]),
        )
        found: Classes = {}
        said: tuple[Bits, ...]
        for body, text in _bodies(parts):
            try:
                said = (
                    verdicts(String(text), [chains[number].tail() for number in reading]),
                    verdicts(Bytes(body.data), [chains[number] for number in others]),
                )
            except UnsupportedError:
                continue
            merge(found, {_ordered((reading, others), said): Seen(body)})
        for said in limited_product(parts):
            found.setdefault(_ordered((reading, others), said), None)
        return found


def _bodies(parts: Iterable[Classes]) -> Iterable[tuple[Unreadable, str]]:
    """Yield bodies with a text that is of interest, or with such bytes."""
    yield _NO_TEXT, ""
    shown = [one.result for part in parts for one in part.values() if one is not None]
    for charset, codec in _CHARSETS.items():
        datas = [one.data for one in shown if isinstance(one, Bytes)]
        for one in shown:
            if isinstance(one, String):
                texts = (one.text, f"{one.text}ÿ", "é" * (len(one.text.encode()) // 2 + 1))
                datas += (text.encode(codec, "ignore") for text in texts)
        for data in filter(None, datas):
            with suppress(FailureError):
                yield Unreadable(data, charset), decoded(data, charset)


def _ordered(numbers: Sequence[Sequence[int]], said: Sequence[Bits]) -> Bits:
    pairs = (pair for one in zip(numbers, said, strict=True) for pair in zip(*one, strict=True))
    return tuple(bit for _, bit in sorted(pairs))

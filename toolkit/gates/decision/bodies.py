"""Bodies whose charset Hurl does not know: what asks for text fails, and the rest does not care."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.gates.decision.chains import Chain, Classes, Decode, Result, Seen, Unreadable
from toolkit.gates.decision.domains import Divide, Domain
from toolkit.gates.evaluation.values import Bytes


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

"""Records: what has parts of fixed names, each independent of the others, such as a cookie.

A record is no value of Hurl: it stands for a cookie or a certificate of which a query takes one
part, so that questions about several parts of the same one are answered together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.gates.decision.chains import Bits, Chain, Classes, Record, Result, Seen, seen
from toolkit.gates.decision.divider import limited_product
from toolkit.gates.decision.domains import Divide, Domain
from toolkit.gates.evaluation.jsonpath_syntax import Child


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """Records with a domain for each part."""

    parts: Mapping[str, Domain]
    type_name: str = "object"

    def knows(self, chain: Chain) -> bool:
        """Whether it takes one part."""
        return isinstance(chain.head, Child)

    def samples(self) -> Iterable[Result]:
        """Yield no record: which parts matter is not known here."""
        return ()

    def admits(self, result: Result) -> bool:
        """Whether it is a record."""
        return isinstance(result, Record)

    def classes(self, chains: Sequence[Chain], divide: Divide) -> Classes:
        """Return the classes of the records.

        Complete, because parts are independent: every combination of their classes is a record.
        """
        named: dict[str, list[int]] = {}
        for number, chain in enumerate(chains):
            if isinstance(chain.head, Child):
                named.setdefault(chain.head.name, []).append(number)
        if not named:
            return seen(Record(()), chains)
        divided = [
            divide(self.parts[name], [chains[number].tail() for number in numbers])
            for name, numbers in named.items()
        ]
        found: Classes = {}
        for combination in limited_product(divided):
            bits: dict[int, bool] = {}
            members: list[tuple[str, Result]] | None = []
            for name, classes, part in zip(named, divided, combination, strict=True):
                bits |= dict(zip(named[name], part, strict=True))
                one = classes[part]
                members = None if members is None or one is None else [*members, (name, one.result)]
            verdicts: Bits = tuple(bits[number] for number in range(len(chains)))
            found[verdicts] = None if members is None else Seen(Record(tuple(members)))
        return found

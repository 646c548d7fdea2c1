"""The formats that predicates such as ``isUuid`` recognise, as languages.

Each is the grammar that `evaluation.recognizers` reads by hand: those of Rust's ``IpAddr``, of the
crate ``uuid``, and of chrono's RFC 3339.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from toolkit.gates.languages.language import Language, matching
from toolkit.gates.nodes import PredicateName

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = rf"(?:{_OCTET}\.){{3}}{_OCTET}"


def _whole(*alternatives: str) -> Language:
    return matching(f"^(?:{'|'.join(alternatives)})$")


@lru_cache(maxsize=1)
def ipv4() -> Language:
    """Return the addresses of version 4: four numbers up to 255 without leading zeros."""
    return _whole(_IPV4)


_GROUP = "[0-9a-fA-F]{1,4}"
_GROUPS = 8


def _groups(least: int, most: int) -> str:
    """Return so many groups with colons between; the last two may be an address of version 4."""
    lead = f"(?:{_GROUP}:)"
    plain = f"{lead}{{{max(least - 1, 0)},{most - 1}}}{_GROUP}"
    mixed = f"{lead}{{{max(least - 2, 0)},{most - 2}}}{_IPV4}"
    return f"(?:{plain}|{mixed})" if most > 1 else plain


@lru_cache(maxsize=1)
def ipv6() -> Language:
    """Return the addresses of version 6: eight groups, or fewer around ``::``."""
    before = [f"(?:{_GROUP}:){{{count}}}" for count in range(1, _GROUPS)]
    gaps = [f"::{_groups(1, _GROUPS - 1)}?"]
    for count, head in enumerate(before, 1):
        room = _GROUPS - 1 - count
        gaps.append(f"{head}:" + (f"{_groups(1, room)}?" if room else ""))
    return _whole(_groups(_GROUPS, _GROUPS), *gaps)


@lru_cache(maxsize=1)
def uuid() -> Language:
    """Return the UUIDs: 32 digits, with hyphens or not, in braces, or as a URN."""
    digit = "[0-9a-fA-F]"
    parts = "-".join(f"{digit}{{{size}}}" for size in (8, 4, 4, 4, 12))
    return _whole(f"{digit}{{32}}", parts, f"urn:uuid:{parts}", rf"\{{{parts}\}}")


@lru_cache(maxsize=1)
def iso_date() -> Language:
    """Return the dates of RFC 3339: with a leap second in any minute, and an offset below a day."""
    leap_year = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
    days = "|".join(
        (
            "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])",
            "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)",
            "02-(?:0[1-9]|1[0-9]|2[0-8])",
        )
    )
    date = f"(?:[0-9]{{4}}-(?:{days})|{leap_year}-02-29)"
    time = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
    offset = r"(?:[Zz]|[+\-\x{2212}](?:[01][0-9]|2[0-3]):[0-5][0-9])"
    return _whole(f"{date}[Tt ]{time}{offset}")


FORMATS: dict[PredicateName, Callable[[], Language]] = {
    PredicateName.IS_IPV4: ipv4,
    PredicateName.IS_IPV6: ipv6,
    PredicateName.IS_UUID: uuid,
    PredicateName.IS_ISO_DATE: iso_date,
}

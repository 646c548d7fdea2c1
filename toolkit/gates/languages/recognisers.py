"""The strings that Hurl's ``isUuid``, ``isIpv4``, ``isIpv6`` and ``isIsoDate`` accept.

Hurl 7.1 asks the libraries named below (``src/runner/value_impl.rs``); what they accept is a
regular language each, written here as a regex.
"""

from __future__ import annotations

from functools import lru_cache

from toolkit.gates.languages.language import Language, matching

_HEX = "[0-9A-Fa-f]"
_UUID = f"{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}"

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
_GROUP = f"{_HEX}{{1,4}}"
_GROUPS = 8
_GROUPS_OF_IPV4 = 2

# Four digits that are a leap year: the last two divisible by four, or the first two where the
# last are zeros. Chrono has a year zero.
_FOURS = "(?:[02468][048]|[13579][26])"
_LEAP = f"(?:[0-9]{{2}}(?:0[48]|[2468][048]|[13579][26])|{_FOURS}00)"
_DATE = (
    "(?:[0-9]{4}-(?:"
    "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8])"
    f")|{_LEAP}-02-29)"
)
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
_OFFSET = r"(?:[Zz]|[+\-\x{2212}](?:[01][0-9]|2[0-3]):[0-5][0-9])"


@lru_cache(maxsize=1)
def uuid() -> Language:
    """Return what ``uuid::Uuid::try_parse`` takes: with hyphens, without, in braces, as a URN."""
    return _whole(rf"{_HEX}{{32}}|{_UUID}|\{{{_UUID}\}}|urn:uuid:{_UUID}")


@lru_cache(maxsize=1)
def ipv4() -> Language:
    """Return what ``std::net::IpAddr`` reads as version 4: four numbers without leading zeros."""
    return _whole(_IPV4)


@lru_cache(maxsize=1)
def ipv6() -> Language:
    """Return what ``std::net::IpAddr`` reads as version 6.

    Eight groups, of which a dotted IPv4 address at the end stands for two; or fewer, with ``::``
    once for at least one group of zeros. There is no zone.
    """
    forms = [f"(?:{_GROUP}:){{7}}{_GROUP}", f"(?:{_GROUP}:){{6}}{_IPV4}"]
    for before in range(_GROUPS):
        head = f"{_GROUP}(?::{_GROUP}){{{before - 1}}}" if before else ""
        forms.append(f"{head}::(?:{_tail(_GROUPS - 1 - before)})?")
    return _whole("|".join(forms))


def _tail(most: int) -> str:
    """Return at most so many groups, the last two perhaps written as an IPv4 address."""
    forms = []
    if most:
        forms.append(f"{_GROUP}(?::{_GROUP}){{0,{most - 1}}}")
    if most >= _GROUPS_OF_IPV4:
        forms.append(f"(?:{_GROUP}:){{0,{most - _GROUPS_OF_IPV4}}}{_IPV4}")
    return "|".join(forms)


@lru_cache(maxsize=1)
def iso_date() -> Language:
    """Return what ``chrono::DateTime::parse_from_rfc3339`` takes.

    A day of the calendar, ``T``, ``t`` or a blank, a time (second 60 in any minute), and an offset,
    whose minus sign may be U+2212.
    """
    return _whole(f"{_DATE}[Tt ]{_TIME}{_OFFSET}")


def _whole(regex: str) -> Language:
    return matching(rf"\A(?:{regex})\z")

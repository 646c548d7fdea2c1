"""Parameters of URLs, as the ``url`` crate reads them (URL Standard; Hurl 7.1, http/url.rs)."""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus

from toolkit.gates.evaluation.errors import FailureError, UnsupportedError
from toolkit.gates.evaluation.recognizers import is_ipv6

_SCHEME = re.compile("https?://")
_AUTHORITY_END = re.compile(r"[/\\?#]")
_FORBIDDEN = re.compile(r"[\x00-\x20#/:<>?@\[\\\]^|%\x7f]")
_DIGITS_AT_END = re.compile(r"(?:^|\.)(?:[0-9]+|0[xX][0-9A-Fa-f]*)\.?\Z")
_PORT = re.compile("0*[0-9]{1,5}")
_LARGEST_PORT = 65_535
_C0_AND_SPACE = "".join(map(chr, range(0x21)))


def query_parameter(url: str, name: str) -> str | None:
    """Return the value of the first query parameter of this name, None where there is none.

    Raises:
        FailureError: Hurl takes the URL for invalid.
        UnsupportedError: its host is an international name.
    """
    if not _SCHEME.match(url):
        raise FailureError("the URL does not begin with http:// or https://")
    cleaned = re.sub(r"[\t\n\r]", "", url.strip(_C0_AND_SPACE))
    rest = _SCHEME.sub("", cleaned, count=1).lstrip("/\\")
    end = _AUTHORITY_END.search(rest)
    _require_valid_authority(rest[: end.start()] if end else rest)
    query = rest.partition("#")[0].partition("?")[2]
    for pair in query.split("&"):
        key, _, value = pair.partition("=")
        if pair and unquote_plus(key) == name:
            return unquote_plus(value)
    return None


def _require_valid_authority(authority: str) -> None:
    """Refuse an authority without a host, or with a port that is none."""
    host, port = _host_and_port(authority.rpartition("@")[2])
    if not host:
        raise FailureError("the URL has no host")
    if port and not (_PORT.fullmatch(port) and int(port[-6:]) <= _LARGEST_PORT):
        raise FailureError("the port of the URL is no number of 16 bits")
    if is_ipv6(host.removeprefix("[").removesuffix("]")):
        return
    domain = unquote(host)
    if not domain.isascii() or "xn--" in domain.lower():
        raise UnsupportedError("url-host", f"the international host {host} of a URL")
    if _FORBIDDEN.search(domain):
        raise FailureError("the host of the URL has a character that no host has")
    if _DIGITS_AT_END.search(domain):
        _require_ipv4(domain)


def _host_and_port(text: str) -> tuple[str, str]:
    """Split a host, an IPv6 address in its brackets, from the port behind it."""
    head, bracket, tail = text.rpartition("]")
    host, _, port = tail.partition(":")
    return head + bracket + host, port


def _require_ipv4(host: str) -> None:
    """A host that ends in a number has to be an IPv4 address, of up to four parts."""
    parts = host.removesuffix(".").split(".")
    numbers = [_ipv4_number(part) for part in parts]
    *first, last = numbers
    if len(parts) > 4 or any(one > 255 for one in first) or last >= 256 ** (5 - len(parts)):  # noqa: PLR2004
        raise FailureError("the host of the URL is no IPv4 address")


def _ipv4_number(part: str) -> int:
    """Return a part of an address: decimal, octal after 0, hexadecimal after 0x."""
    digits, base = part, 10
    if part[:2].lower() == "0x":
        digits, base = part[2:] or "0", 16
    elif len(part) > 1 and part.startswith("0"):
        digits, base = part[1:], 8
    try:
        return int(digits, base)
    except ValueError as error:
        raise FailureError("the host of the URL is no IPv4 address") from error

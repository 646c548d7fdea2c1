"""What must not stand in a published file, as patterns: secrets, card numbers, machine paths.

Every pattern is searched in the whole text and takes time linear in its length,
whatever the text: repeated classes are bounded, or begin where nothing of the
class stands before. Each is tried only where one of its ``words`` occurs at all.

Source: upstream-contract.md, "Where we go further", 5. What a pattern can find
is found; that nothing is hidden cannot be proven.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple


class Match(NamedTuple):
    """Something found, and the offset of its first character."""

    code: str
    what: str
    start: int


class _Pattern(NamedTuple):
    code: str
    what: str
    words: tuple[str, ...]
    """Lower-case texts of which one stands in every match."""
    regex: re.Pattern[str]
    counts: Callable[[re.Match[str]], bool]


def _always(_match: re.Match[str]) -> bool:
    return True


def _has_digit(match: re.Match[str]) -> bool:
    return any(char.isdigit() for char in match.group())


def _looks_random(match: re.Match[str]) -> bool:
    """Return whether the value mixes letters and digits inside one word, as prose does not."""
    return any(
        re.search("[A-Za-z]", word) and re.search("[0-9]", word) and not _VERSION.fullmatch(word)
        for word in re.split(r"[-_./+=:@,;!#%^&*]", match["value"])
        if len(word) >= _MIN_RANDOM_WORD
    )


def _is_real_password(match: re.Match[str]) -> bool:
    value = match["value"]
    return value[0] not in "{<$*%[" and value.lower().strip("-_") not in _PLACEHOLDERS


def _is_file_path(match: re.Match[str]) -> bool:
    """Return whether it is the path of a file, not of a request in a condition or in prose."""
    text, start = match.string, match.start()
    line_start = text.rfind("\n", 0, start) + 1
    before = text[max(line_start, start - _LOOK_BACK) : start]
    return _REQUEST.search(before) is None


def _is_card_number(match: re.Match[str]) -> bool:
    """Return whether length, first digits and check digit are a card's (ISO/IEC 7812)."""
    digits = [int(char) for char in match.group() if char.isdigit()]
    number = "".join(map(str, digits))
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    is_sound = (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
    return is_sound and _ISSUERS.fullmatch(number) is not None and len(set(digits)) > 1


_MIN_RANDOM_WORD = 6
_LOOK_BACK = 200
_VERSION = re.compile(r"v?[0-9]+[a-z]*|[a-z]+v?[0-9]{1,2}", re.IGNORECASE)
_PLACEHOLDERS = frozenset(
    {"pass", "passwd", "password", "pw", "pwd", "secret", "token", "xxx", "xxxx", "your-password"}
)
_REQUEST = re.compile(
    r"\b(?:condition|gate)[\"']?\s*:|(?:path|url) (?:contains|startswith)"
    r"|\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\s+[\"'`]?$"
)
_ISSUERS = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}"
    r"|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35\d{14}"
)


def _secret(
    what: str, words: str, regex: str, counts: Callable[[re.Match[str]], bool] = _always
) -> _Pattern:
    return _Pattern("secret", what, tuple(words.split()), re.compile(regex), counts)


_PATTERNS = (
    _secret(
        "a private key", "-----begin", r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
    ),
    _secret(
        "an AWS access key", "akia asia", r"\b(?:AKIA|ASIA)(?![0-9A-Z]{0,9}EXAMPLE)[0-9A-Z]{16}\b"
    ),
    _secret(
        "a GitHub token",
        "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
        r"(?<![A-Za-z0-9])(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{22})",
        _has_digit,
    ),
    _secret("a GitLab token", "glpat-", r"(?<![\w-])glpat-[\w-]{20,100}"),
    _secret("a Slack token", "xox", r"(?<![\w-])xox[abeoprs]-[0-9A-Za-z-]{10,200}", _has_digit),
    _secret("an API key", "sk- sk_", r"(?<![\w-])sk[-_][\w-]{20,200}", _has_digit),
    _secret("a Stripe key", "rk_live_ pk_live_", r"(?<!\w)[rp]k_live_[0-9A-Za-z]{16,200}"),
    _secret(
        "a Google API key", "aiza ya29.", r"(?<![\w-])AIza[\w-]{35}|(?<!\w)ya29\.[\w-]{20,200}"
    ),
    _secret("a Hugging Face token", "hf_", r"(?<!\w)hf_[0-9A-Za-z]{30,100}", _has_digit),
    _secret("an npm token", "npm_", r"(?<!\w)npm_[0-9A-Za-z]{36}", _has_digit),
    _secret("a PyPI token", "pypi-ag", r"(?<![\w-])pypi-AgE[\w-]{40}"),
    _secret(
        "a JSON web token",
        "eyj",
        r"(?<![\w.-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8}",
    ),
    _secret(
        "a bearer token",
        "authorization",
        r"(?i)\bauthorization[^\w\n]{1,4}(?:bearer|basic)[ \t]{1,4}(?P<value>[\w.+/=-]{16,4000})",
        lambda match: _looks_random(match) or re.search("[a-z][A-Z]", match["value"]) is not None,
    ),
    _secret(
        "a password in an address",
        "://",
        r"(?<=[A-Za-z0-9])://[^\s/@:'\"]{0,200}:(?P<value>[^\s/@'\"]{1,200})@[\w\[]",
        _is_real_password,
    ),
    _secret(
        "a password",
        "password passwd passphrase pwd",
        r"(?i)(?:password|passwd|passphrase|pwd)[\"']?[ \t]{0,8}[:=][ \t]{0,8}[\"']?"
        r"(?P<value>[\w+/=.!@#%^&*$-]{8,200})",
        lambda match: match["value"][0] not in "$%{<" and _looks_random(match),
    ),
    _secret(
        "a credential",
        "secret token key",
        r"(?i)(?:secret|token|api[_-]?key|access[_-]?key|private[_-]?key|secret[_-]?key)"
        r"[\"']?[ \t]{0,8}[:=][ \t]{0,8}[\"']?(?P<value>[\w+/=.!@#%^&*$-]{12,200})",
        lambda match: match["value"][0] not in "$%{<" and _looks_random(match),
    ),
    _Pattern(
        "machine-path",
        "a path of one machine",
        ("/home/", "/users/", "/root/", "/var/folders/", "file:///"),
        re.compile(
            r"(?:(?<![^\s\"'`(=:,\[\ufffd])|(?<=file://))"
            r"(?:/home/[\w.-]{1,80}/|/Users/[\w.-]{1,80}/|/root/|/var/folders/)"
            r"|(?<!\w)file:///(?=\w)"
        ),
        _is_file_path,
    ),
    _Pattern(
        "machine-path",
        "a path of one machine",
        ("\\users\\", "/users/", "\\documents and settings\\"),
        re.compile(r"(?<!\w)[A-Za-z]:(?:\\\\?|/)(?:Users|Documents and Settings)(?:\\|/)"),
        _always,
    ),
    _Pattern(
        "customer-data",
        "a payment card number",
        (),
        re.compile(r"(?<![\w.+-])[2-6](?:[ -]?[0-9]){12,18}(?![\w.-])"),
        _is_card_number,
    ),
)


def find_forbidden(text: str) -> Iterator[Match]:
    """Yield what must not stand in a published file, pattern by pattern."""
    lowered = text.lower()
    for pattern in _PATTERNS:
        if pattern.words and not any(word in lowered for word in pattern.words):
            continue
        for match in pattern.regex.finditer(text):
            if pattern.counts(match):
                yield Match(pattern.code, pattern.what, match.start())

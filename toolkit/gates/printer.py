"""The canonical text of an assertion.

One blank between all parts, strings in double quotes with as few escapes as possible, bytes in
hexadecimal, no comment: two assertions print the same exactly when they are equal, and what is
printed reads back as the same assertion.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.gates.nodes import (
    BigInteger,
    Boolean,
    Bytes,
    CertificateQuery,
    CookieQuery,
    File,
    Float,
    Function,
    Integer,
    NthFilter,
    Null,
    Placeholder,
    PlainFilter,
    PlainPredicate,
    PlainQuery,
    Regex,
    RegexFilter,
    RegexQuery,
    ReplaceFilter,
    ReplaceRegexFilter,
    String,
    Template,
    TextFilter,
    TextQuery,
    ValuePredicate,
)

if TYPE_CHECKING:
    from toolkit.gates.nodes import Assertion, Filter, Pattern, Predicate, Query, Value

# In a quoted string: what would end it, and what Hurl refuses to read unescaped. A brace before a
# brace would begin a placeholder.
_QUOTED = re.compile(r'["\\\x00-\x1f\x7f\u0085\u2028\u2029]|\{(?=\{|\Z)')
# In the name of a cookie nothing can escape the closing quote and the bracket, so both hide behind
# their code points, as do "#" (which ends the name) and blanks at the end (which do not count).
_COOKIE = re.compile(_QUOTED.pattern + r"|[\[#]| +\Z")
_FILE_NAME = re.compile(r"[\\#; {}\x00-\x1f\x7f\u0085\u2028\u2029]|^\[")

_SHORT = {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}
_SHORT_IN_STRING = _SHORT | {'"': '\\"'}
_SHORT_IN_FILE_NAME = _SHORT | {char: f"\\{char}" for char in "#; {}"}

_LARGEST_DOUBLE_DIGITS = 309


def print_assertion(assertion: Assertion) -> str:
    """Return the canonical line of an assertion."""
    parts = [_query(assertion.query), *map(_filter, assertion.filters)]
    if assertion.negated:
        parts.append("not")
    parts.append(_predicate(assertion.predicate))
    return " ".join(parts)


def _query(query: Query) -> str:
    match query:
        case PlainQuery(name):
            return name.value
        case TextQuery(name, argument):
            return f"{name.value} {_quoted(argument)}"
        case CookieQuery(name, attribute):
            suffix = f"[{attribute.value}]" if attribute else ""
            return f'cookie "{_template(name, _COOKIE, _SHORT)}{suffix}"'
        case RegexQuery(pattern):
            return f"regex {_pattern(pattern)}"
        case CertificateQuery(field):
            return f'certificate "{field.value}"'


def _filter(one: Filter) -> str:
    match one:
        case PlainFilter(name):
            return name.value
        case TextFilter(name, argument):
            return f"{name.value} {_quoted(argument)}"
        case NthFilter(Placeholder() as index):
            return f"nth {_placeholder(index)}"
        case NthFilter(index):
            return f"nth {index}"
        case RegexFilter(pattern):
            return f"regex {_pattern(pattern)}"
        case ReplaceFilter(old, new):
            return f"replace {_quoted(old)} {_quoted(new)}"
        case ReplaceRegexFilter(pattern, new):
            return f"replaceRegex {_pattern(pattern)} {_quoted(new)}"


def _predicate(predicate: Predicate) -> str:
    match predicate:
        case PlainPredicate(name):
            return name.value
        case ValuePredicate(name, value):
            return f"{name.value} {_value(value)}"


def _value(value: Value) -> str:  # noqa: C901  one case for each kind of value
    match value:
        case Null():
            return "null"
        case Boolean(truth):
            return "true" if truth else "false"
        case Integer(number):
            return str(number)
        case BigInteger(digits):
            return digits
        case Float(number):
            return _float(number)
        case String(template):
            return _quoted(template)
        case Bytes(data):
            return f"hex,{data.hex()};"
        case File(name):
            return f"file,{_template(name, _FILE_NAME, _SHORT_IN_FILE_NAME)};"
        case Regex():
            return _pattern(value)
        case Placeholder():
            return _placeholder(value)


def _float(number: float) -> str:
    """Return the shortest decimal that reads back as ``number``; Hurl knows no exponent."""
    if abs(number) == float("inf"):
        return f"{'-' if number < 0 else ''}1{'0' * _LARGEST_DOUBLE_DIGITS}.0"
    mantissa, _, exponent = repr(number + 0.0).partition("e")  # no minus on a zero
    if not exponent:
        return mantissa
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, decimals = mantissa.lstrip("-").partition(".")
    shift = int(exponent)
    if shift < 0:
        return f"{sign}0.{'0' * (-shift - 1)}{whole}{decimals}"
    return f"{sign}{whole}{decimals.ljust(shift, '0')}.0"


def _pattern(pattern: Pattern) -> str:
    match pattern:
        case Regex(source):
            return "/{}/".format(source.replace("/", "\\/"))
        case Template():
            return _quoted(pattern)


def _quoted(template: Template) -> str:
    return f'"{_template(template, _QUOTED, _SHORT_IN_STRING)}"'


def _template(template: Template, special: re.Pattern[str], short: dict[str, str]) -> str:
    def escaped(found: re.Match[str]) -> str:
        return "".join(short.get(char) or f"\\u{{{ord(char):x}}}" for char in found.group())

    return "".join(
        _placeholder(part) if isinstance(part, Placeholder) else special.sub(escaped, part.value)
        for part in template.parts
    )


def _placeholder(placeholder: Placeholder) -> str:
    name = placeholder.expression
    return f"{{{{{name.value if isinstance(name, Function) else name}}}}}"

"""What a Hurl assertion means, as frozen values.

Vocabulary without structure of its own (``status``, ``count``, ``isEmpty``) is an enum member whose
value is the keyword; everything that carries an argument carries it as a typed field. Strings stand
here after unescaping. Two nodes are equal when they mean the same: where they stood in the text
(``span``) and how it was quoted takes no part.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from toolkit.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every node has: the place where it was read, which equality ignores."""

    span: Span = field(default=Span(0, 0), compare=False, repr=False)


# --- templates --------------------------------------------------------------------------------


class Function(enum.Enum):
    """A function of Hurl's placeholders; its value differs from run to run."""

    NEW_DATE = "newDate"
    NEW_UUID = "newUuid"


@dataclass(frozen=True, slots=True)
class Text(Node):
    """A literal part of a template, never empty."""

    value: str


@dataclass(frozen=True, slots=True)
class Placeholder(Node):
    """``{{name}}``: a variable of the consumer, or a `Function`."""

    expression: str | Function


@dataclass(frozen=True, slots=True)
class Template(Node):
    """A string with placeholders in it; no parts at all is the empty string."""

    parts: tuple[Text | Placeholder, ...] = ()

    @property
    def literal(self) -> str | None:
        """The string it always is, or None if it depends on a placeholder."""
        texts = [part.value for part in self.parts if isinstance(part, Text)]
        return "".join(texts) if len(texts) == len(self.parts) else None


@dataclass(frozen=True, slots=True)
class Regex(Node):
    r"""``/source/``: a valid pattern of Rust's ``regex`` crate, with ``\/`` read as ``/``."""

    source: str


Pattern = Regex | Template
"""A regex literal, or a string which Hurl compiles only when it runs."""


# --- queries ----------------------------------------------------------------------------------


class QueryName(enum.Enum):
    """A query without argument."""

    STATUS = "status"
    VERSION = "version"
    URL = "url"
    BODY = "body"
    DURATION = "duration"
    BYTES = "bytes"
    SHA256 = "sha256"
    MD5 = "md5"
    IP = "ip"
    REDIRECTS = "redirects"


class TextQueryName(enum.Enum):
    """A query whose argument is a string."""

    HEADER = "header"
    XPATH = "xpath"
    JSONPATH = "jsonpath"
    VARIABLE = "variable"


class CookieAttribute(enum.Enum):
    """What of a cookie is asked for; written in any case."""

    VALUE = "Value"
    EXPIRES = "Expires"
    MAX_AGE = "Max-Age"
    DOMAIN = "Domain"
    PATH = "Path"
    SECURE = "Secure"
    HTTP_ONLY = "HttpOnly"
    SAME_SITE = "SameSite"


class CertificateField(enum.Enum):
    """What of the server's certificate is asked for; written in exactly this case."""

    SUBJECT = "Subject"
    ISSUER = "Issuer"
    START_DATE = "Start-Date"
    EXPIRE_DATE = "Expire-Date"
    SERIAL_NUMBER = "Serial-Number"


@dataclass(frozen=True, slots=True)
class PlainQuery(Node):
    """``status``, ``body``, ``duration``, ..."""

    name: QueryName


@dataclass(frozen=True, slots=True)
class TextQuery(Node):
    """``header "N"``, ``jsonpath "E"``, ..."""

    name: TextQueryName
    argument: Template


@dataclass(frozen=True, slots=True)
class CookieQuery(Node):
    """``cookie "name[Attribute]"``; without attribute Hurl asks for the value."""

    name: Template
    attribute: CookieAttribute | None = None


@dataclass(frozen=True, slots=True)
class RegexQuery(Node):
    """``regex /R/``: the first group of a match in the body."""

    pattern: Pattern


@dataclass(frozen=True, slots=True)
class CertificateQuery(Node):
    """``certificate "Field"``."""

    field: CertificateField


Query = PlainQuery | TextQuery | CookieQuery | RegexQuery | CertificateQuery


# --- filters ----------------------------------------------------------------------------------


class FilterName(enum.Enum):
    """A filter without argument."""

    BASE64_DECODE = "base64Decode"
    BASE64_ENCODE = "base64Encode"
    BASE64_URL_SAFE_DECODE = "base64UrlSafeDecode"
    BASE64_URL_SAFE_ENCODE = "base64UrlSafeEncode"
    COUNT = "count"
    DAYS_AFTER_NOW = "daysAfterNow"
    DAYS_BEFORE_NOW = "daysBeforeNow"
    FIRST = "first"
    HTML_ESCAPE = "htmlEscape"
    HTML_UNESCAPE = "htmlUnescape"
    LAST = "last"
    LOCATION = "location"
    TO_FLOAT = "toFloat"
    TO_HEX = "toHex"
    TO_INT = "toInt"
    TO_STRING = "toString"
    URL_DECODE = "urlDecode"
    URL_ENCODE = "urlEncode"
    UTF8_DECODE = "utf8Decode"
    UTF8_ENCODE = "utf8Encode"


class TextFilterName(enum.Enum):
    """A filter whose argument is a string."""

    DATE_FORMAT = "dateFormat"
    DECODE = "decode"
    FORMAT = "format"
    JSONPATH = "jsonpath"
    SPLIT = "split"
    TO_DATE = "toDate"
    URL_QUERY_PARAM = "urlQueryParam"
    XPATH = "xpath"


@dataclass(frozen=True, slots=True)
class PlainFilter(Node):
    """``count``, ``toInt``, ``first``, ..."""

    name: FilterName


@dataclass(frozen=True, slots=True)
class TextFilter(Node):
    """``split "S"``, ``jsonpath "E"``, ..."""

    name: TextFilterName
    argument: Template


@dataclass(frozen=True, slots=True)
class NthFilter(Node):
    """``nth N``; a negative index counts from the end."""

    index: int | Placeholder


@dataclass(frozen=True, slots=True)
class RegexFilter(Node):
    """``regex /R/``: the first group of a match in the value."""

    pattern: Pattern


@dataclass(frozen=True, slots=True)
class ReplaceFilter(Node):
    """``replace "old" "new"``."""

    old: Template
    new: Template


@dataclass(frozen=True, slots=True)
class ReplaceRegexFilter(Node):
    """``replaceRegex /R/ "new"``."""

    pattern: Pattern
    new: Template


Filter = PlainFilter | TextFilter | NthFilter | RegexFilter | ReplaceFilter | ReplaceRegexFilter


# --- values -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Null(Node):
    """``null``."""


@dataclass(frozen=True, slots=True)
class Boolean(Node):
    """``true`` or ``false``."""

    value: bool


@dataclass(frozen=True, slots=True)
class Integer(Node):
    """A whole number that fits 64 bits with sign."""

    value: int


@dataclass(frozen=True, slots=True)
class BigInteger(Node):
    """A whole number that does not fit 64 bits, as its decimal digits.

    There is no sign: Hurl 7.1 drops it (parser/number.rs), so that
    ``-99999999999999999999`` means ``99999999999999999999`` to it.
    """

    digits: str


@dataclass(frozen=True, slots=True)
class Float(Node):
    """A number with a decimal point, rounded to the nearest double (infinity if too large)."""

    value: float


@dataclass(frozen=True, slots=True)
class String(Node):
    """A string between double quotes or backticks."""

    template: Template


@dataclass(frozen=True, slots=True)
class Bytes(Node):
    """``hex,...;`` or ``base64,...;``."""

    value: bytes


@dataclass(frozen=True, slots=True)
class File(Node):
    """``file,name;``: the bytes of a file which the consumer must have."""

    name: Template


Value = Null | Boolean | Integer | BigInteger | Float | String | Bytes | File | Regex | Placeholder
"""What a predicate compares with; a bare `Placeholder` may turn out to be of any type."""


# --- predicates -------------------------------------------------------------------------------


class ValuePredicateName(enum.Enum):
    """A predicate that takes a value."""

    EQUAL = "=="
    NOT_EQUAL = "!="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    STARTS_WITH = "startsWith"
    ENDS_WITH = "endsWith"
    CONTAINS = "contains"
    INCLUDES = "includes"
    MATCHES = "matches"


class PredicateName(enum.Enum):
    """A predicate that stands alone."""

    EXISTS = "exists"
    IS_BOOLEAN = "isBoolean"
    IS_COLLECTION = "isCollection"
    IS_DATE = "isDate"
    IS_EMPTY = "isEmpty"
    IS_FLOAT = "isFloat"
    IS_INTEGER = "isInteger"
    IS_IPV4 = "isIpv4"
    IS_IPV6 = "isIpv6"
    IS_ISO_DATE = "isIsoDate"
    IS_LIST = "isList"
    IS_NUMBER = "isNumber"
    IS_OBJECT = "isObject"
    IS_STRING = "isString"
    IS_UUID = "isUuid"


@dataclass(frozen=True, slots=True)
class PlainPredicate(Node):
    """``exists``, ``isEmpty``, ..."""

    name: PredicateName


@dataclass(frozen=True, slots=True)
class ValuePredicate(Node):
    """``== 200``, ``contains "x"``, ..."""

    name: ValuePredicateName
    value: Value


Predicate = PlainPredicate | ValuePredicate


# --- the whole --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Assertion(Node):
    """``query filter* ["not"] predicate``, the whole of a gate."""

    query: Query
    filters: tuple[Filter, ...]
    predicate: Predicate
    negated: bool = False

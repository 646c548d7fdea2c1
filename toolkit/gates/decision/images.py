"""What a step may make of values: everything, and perhaps more.

An image that is larger than the truth makes more seem possible than is, which costs decisions but
never truth. Each row has its reason in the filter of that name (Hurl 7.1, runner/filter).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from toolkit.gates.decision.bytestrings import ByteStrings
from toolkit.gates.decision.chains import (
    ERROR,
    NOTHING,
    Collect,
    Decode,
    Digest,
    ParseJson,
    SelectXPath,
    Step,
    stepped,
)
from toolkit.gates.decision.collections import Lists, Objects
from toolkit.gates.decision.date_texts import date_texts
from toolkit.gates.decision.domains import Domain, Exactly, Sort
from toolkit.gates.decision.encoded import HEX_UTF8, NOT_UTF8, UTF8
from toolkit.gates.decision.errors import NotModelledError
from toolkit.gates.decision.examples import group_language, group_takes_part, has_group, tree_of
from toolkit.gates.decision.lines import Doubles, Integers
from toolkit.gates.decision.markup import kind_of
from toolkit.gates.decision.numbers import Large, Line
from toolkit.gates.decision.paths import may_miss
from toolkit.gates.decision.scalars import DATES, REDIRECTS, Nodesets
from toolkit.gates.decision.selections import lists_of
from toolkit.gates.decision.texts import Texts
from toolkit.gates.evaluation.jsonpath_syntax import Child, Index
from toolkit.gates.evaluation.numbers import I64_MAX, I64_MIN
from toolkit.gates.evaluation.values import Bool, Float, Null, Unit, Value
from toolkit.gates.languages import language as words
from toolkit.gates.languages.language import Language
from toolkit.gates.languages.product import is_empty, subset
from toolkit.gates.nodes import (
    FilterName,
    Pattern,
    PlainFilter,
    Regex,
    RegexFilter,
    ReplaceFilter,
    ReplaceRegexFilter,
    TextFilter,
    TextFilterName,
)
from toolkit.gates.parsing.rust_regex import RegexError

FAILURE = Exactly("error", (ERROR,))
ABSENT = Exactly("nothing", (NOTHING,))
BOOLEANS = Exactly("boolean", (Bool(True), Bool(False)))  # noqa: FBT003
NULL = Exactly("null", (Null(),))
UNIT = Exactly("unit", (Unit(),))
ANY_TEXT = Texts()
WHOLE = Line(Integers(I64_MIN, I64_MAX))
NATURAL = Line(Integers(0, I64_MAX))
FINITE, ANY_DOUBLE = Line(Doubles(infinite=False)), Line(Doubles(infinite=True))
NAN = Exactly("float", (Float(float("nan")),))

_PATH = "(?:/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*)?)+"
_QUERY = r"(?:\?[A-Za-z0-9=&._~-]*)?"
_READABLE = "[A-Za-z0-9._~/?=&-]"
_HOST = r"[a-z][a-z0-9]*(?:\.[a-z]+)*"
_ANY_PATH = "(?:/(?:[A-Za-z0-9_~!$&()*+,;=:@-][A-Za-z0-9._~!$&()*+,;=:@-]*)?)+"
_ANY_QUERY = r"(?:\?(?:[A-Za-z0-9._~!$&()*+,;=:@/?-]|%[0-9A-F]{2})*)?"
_URLS = words.Deferred("^https?://")
URL_TEXT = Texts(
    words.Deferred("^https?://[!#-;=?-~]+$"),
    (
        words.Deferred(rf"^https?://(?:[a-z]+\.)?example\.com{_PATH}{_QUERY}$"),
        words.Deferred(f"^https?://{_HOST}(?::8[0-9]{{3}})?{_PATH}{_QUERY}$"),
        words.Deferred(rf"^https?://example\.com{_ANY_PATH}{_ANY_QUERY}$"),
        words.Deferred(rf"^https?://example\.com{_ANY_PATH}\?[!$-&(-;=?-~]*$"),
        words.Deferred(rf"^https?://example\.com{_ANY_PATH}#[A-Za-z0-9._~!$&()*+,;=:@/?-]*$"),
    ),
)
"""Addresses as Hurl writes them, in the form of the URL standard; only http and https are asked.

A fragment is not sent, and dropped, but for the one of a redirect that was followed."""

_MANY = 2000
"""A line of so few integers is written out number by number."""


@lru_cache(maxsize=1)
def json_values() -> Domain:
    """Return everything that JSON can say: a list of sorts that holds itself."""
    sorts: list[Sort] = []
    sorts += [WHOLE, ANY_TEXT, BOOLEANS, NULL, FINITE, Lists(sorts), Objects(sorts), Large()]
    return sorts


def any_value() -> Domain:
    """Return everything that a query or a filter may yield, nothing and errors aside."""
    others = (ANY_DOUBLE, NAN, ByteStrings(), DATES, Nodesets(), REDIRECTS, UNIT)
    return (*json_values(), Lists((REDIRECTS,)), *others)


def image(step: Step, sort: Sort) -> Domain:  # noqa: C901, PLR0912  one row for each step
    """Return everything that a step may make of the values of a sort.

    Raises:
        NotModelledError: that is not known.
    """
    if leaves_alone(step, sort):
        return (sort,)
    if isinstance(sort, Texts) and never_read(step, sort):
        return (FAILURE,)
    match step:
        case Decode():
            return _decoded(sort)
        case ParseJson():
            return _parsed(sort)
        case Digest(algorithm):
            size = _DIGEST_SIZES[algorithm]
            return (ByteStrings(shortest=size, longest=size, shown=()),)
        case Collect(path):
            return _collected(path, step, sort)
        case SelectXPath(expression):
            return _selected(expression)
        case TextFilter(TextFilterName.XPATH, argument):
            return _selected(argument.literal or "")
        case TextFilter(TextFilterName.SPLIT, separator):
            return (Lists((_pieces(separator.literal, sort),), shortest=1),)
        case TextFilter(TextFilterName.TO_DATE):
            return (DATES, FAILURE)
        case TextFilter(TextFilterName.DATE_FORMAT | TextFilterName.FORMAT, form):
            return _dated(form.literal or "")
        case PlainFilter(FilterName.TO_STRING):
            return (_written(sort),)
        case PlainFilter(FilterName.URL_ENCODE) if isinstance(sort, Texts):
            kept = unchanged(step)
            changed = kept is not None and is_empty(sort.possible & kept)
            return (_CHANGED_URL if changed else _ENCODED_URL,)
        case PlainFilter(FilterName.URL_DECODE) if isinstance(sort, Texts):
            return (_DECODED_URL if subset(sort.possible, URL_TEXT.possible) else ANY_TEXT,)
        case PlainFilter(FilterName.TO_HEX) if isinstance(sort, ByteStrings):
            if sort.possible is UTF8:
                return (_HEX_OF_TEXT,)
            digits = words.matching(f"^(?:[0-9a-f]{{2}}){_times(sort)}$")
            return (Texts(digits, (digits,)),)
        case PlainFilter(FilterName.UTF8_DECODE) if _is_no_utf8(sort):
            return (_REPLACED,)
        case PlainFilter(name) if name in _PLAIN:
            return _PLAIN[name]
        case RegexFilter(pattern):
            return _grouped(pattern, sort)
        case ReplaceFilter(old, new):
            return (_replaced(old.literal or "", new.literal or ""),)
        case TextFilter(TextFilterName.URL_QUERY_PARAM) if isinstance(sort, Texts):
            asks = not is_empty(sort.possible & words.substring("?"))
            return (*((ANY_TEXT,) if asks else ()), ABSENT, FAILURE)
        case ReplaceRegexFilter(pattern) if tree_of(pattern) is not None:
            return (ANY_TEXT,)
        case PlainFilter() | TextFilter() | ReplaceRegexFilter():
            return (ANY_TEXT, FAILURE)
    raise NotModelledError(f"what {type(step).__name__} makes of a {sort.type_name} is not known")


def _is_no_utf8(sort: Sort) -> bool:
    return isinstance(sort, ByteStrings) and sort.possible is NOT_UTF8


_REPLACED = Texts(words.substring("\ufffd"), (words.substring("\ufffd"),))
_DECODED_URL = Texts(
    words.Deferred("(?s)^https?://.+$"),
    (
        words.Deferred(rf"^https?://example\.com/{_READABLE}*$"),
        words.Deferred(r"(?s)^https?://example\.com/\?.*$"),
    ),
)
"""The scheme and what follows it are written as they are, all else perhaps in hexadecimal."""
_HEX_OF_TEXT = Texts(HEX_UTF8, (HEX_UTF8,))
_DIGEST_SIZES = {"sha256": 32, "md5": 16}
_ESCAPED = words.Deferred("^(?:[^&<>\"']|&(?:amp|lt|gt|quot|#x27);)*$")
_ENCODED = words.Deferred("^(?:[A-Za-z0-9_.~/-]|%[0-9A-F]{2})*$")
_BASE64, _BASE64_URL = (
    Texts(language, (language,))
    for language in (
        words.Deferred("^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"),
        words.Deferred("^(?:[A-Za-z0-9_-]{4})*[A-Za-z0-9_-]{0,3}$"),
    )
)
_ENCODED_URL = Texts(_ENCODED, (words.Deferred("^[A-Za-z0-9_.~/-]*$"), _ENCODED))
_CHANGED_URL = Texts(_ENCODED & words.substring("%"), (_ENCODED & words.substring("%"),))
_DAYS = Line(Integers(-200_000_000, 200_000_000))
"""Years have six digits at most, and are no greater than 262,143 (chrono's ``NaiveDate``)."""
_PLAIN: dict[FilterName, Domain] = {
    FilterName.TO_INT: (WHOLE, FAILURE),
    FilterName.TO_FLOAT: (ANY_DOUBLE, NAN, FAILURE),
    FilterName.UTF8_ENCODE: (ByteStrings(possible=UTF8),),
    FilterName.HTML_ESCAPE: (Texts(_ESCAPED, (words.Deferred("^[^&<>\"']*$"), _ESCAPED)),),
    FilterName.HTML_UNESCAPE: (ANY_TEXT,),
    FilterName.UTF8_DECODE: (ANY_TEXT,),
    FilterName.BASE64_ENCODE: (_BASE64,),
    FilterName.BASE64_URL_SAFE_ENCODE: (_BASE64_URL,),
    FilterName.BASE64_DECODE: (ByteStrings(), FAILURE),
    FilterName.BASE64_URL_SAFE_DECODE: (ByteStrings(), FAILURE),
    FilterName.LOCATION: (URL_TEXT,),
    FilterName.DAYS_AFTER_NOW: (_DAYS,),
    FilterName.DAYS_BEFORE_NOW: (_DAYS,),
}


_BEGINS: dict[str, Language] = {
    "string": words.Deferred(r'^[ \t\n\r]*"'),
    "list": words.Deferred(r"^[ \t\n\r]*\["),
    "object": words.Deferred(r"^[ \t\n\r]*\{"),
    "boolean": words.Deferred(r"^[ \t\n\r]*[tf]"),
    "null": words.Deferred(r"^[ \t\n\r]*n"),
}
"""How JSON begins; a number does otherwise."""
_COLLECTIONS = words.Deferred(r"^[ \t\n\r]*[\[{]")
_NUMERALS = words.Deferred(r"^[ \t\n\r]*[0-9-]")


def _parsed(sort: Sort) -> Domain:
    """Return the JSON that strings of a sort may be: how they may begin says of which kind."""
    if not isinstance(sort, Texts) or sort.possible is words.EVERYTHING:
        return (*json_values(), FAILURE)
    kinds = [
        one
        for one in json_values()
        if not is_empty(sort.possible & _BEGINS.get(one.type_name, _NUMERALS))
    ]
    return (*kinds, FAILURE)


def _times(sort: ByteStrings) -> str:
    """Return how often a byte comes, as a regex says it; what is too often is left open."""
    most = sort.longest if sort.longest is not None and sort.longest <= _LONG else ""
    return f"{{{min(sort.shortest, _LONG)},{most}}}"


_LONG = 200


def never_read(step: Step, sort: Texts) -> bool:
    """Whether no string of a sort begins as what a step reads."""
    form = None if unchanged(step) is not None else division((step,))
    return form is not None and is_empty(sort.possible & form)


_TO_INT, _TO_FLOAT = PlainFilter(FilterName.TO_INT), PlainFilter(FilterName.TO_FLOAT)
_READ: dict[Step, Language] = {
    _TO_INT: words.Deferred("^[+-]?[0-9]+$"),
    _TO_FLOAT: words.Deferred(r"^[+-]?(?:[0-9.]|[iI][nN][fF]|[nN][aA][nN])"),
    ParseJson(): words.Deferred(
        r'(?s)\A[ \t\n\r]*(?:["{\[].*["}\]]|true|false|null'
        r"|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)[ \t\n\r]*\z"
    ),
    PlainFilter(FilterName.BASE64_DECODE): _BASE64.possible,
    PlainFilter(FilterName.BASE64_URL_SAFE_DECODE): _BASE64_URL.possible,
}


def division(steps: Sequence[Step]) -> Language | None:
    """Return a language of strings that steps treat in a simpler way than others.

    The first one leaves them as they are; or it cannot read those that are not in the language; or
    what it makes of these has no parts, where parts are asked for next.
    """
    step = steps[0] if steps else None
    kept = unchanged(step)
    if kept is not None or step is None:
        return kept
    if isinstance(step, ParseJson):
        return _begins(steps[1] if len(steps) > 1 else None)
    if isinstance(step, TextFilter) and step.name is TextFilterName.URL_QUERY_PARAM:
        return _URLS
    return _READ.get(step)


def _begins(step: Step | None) -> Language:
    match step:
        case Child():
            return _BEGINS["object"]
        case Index():
            return _BEGINS["list"]
        case Collect():
            return _COLLECTIONS
    return _READ[ParseJson()]


def unchanged(step: Step | None) -> Language | None:
    """Return strings that a filter leaves as they are; None where none is known."""
    match step:
        case PlainFilter(FilterName.URL_ENCODE):
            return words.matching("^[A-Za-z0-9_.~/-]*$")
        case PlainFilter(FilterName.URL_DECODE):
            return ~words.substring("%")
        case PlainFilter(FilterName.HTML_ESCAPE):
            return words.matching("^[^&<>\"']*$")
        case PlainFilter(FilterName.HTML_UNESCAPE):
            return ~words.substring("&")
        case PlainFilter(FilterName.TO_STRING):
            return words.EVERYTHING
        case ReplaceFilter(old, _) if old.literal:
            return ~words.substring(old.literal)
        case ReplaceRegexFilter(pattern) if tree_of(pattern) is not None:
            source = pattern.source if isinstance(pattern, Regex) else pattern.literal
            return ~words.matching(source or "")
    return None


def leaves_alone(step: Step, sort: Sort) -> bool:
    """Whether a filter leaves every string of a sort as it is."""
    if not isinstance(sort, Texts):
        return False
    kept = unchanged(step)
    return kept is not None and subset(sort.possible, kept)


def _dated(form: str) -> Domain:
    """Return what a format makes of dates; one whose parts are known always makes something."""
    texts = date_texts(form)
    return (ANY_TEXT, FAILURE) if texts is None else (texts,)


def _selected(expression: str) -> Domain:
    """Return what an XPath may find: an empty node set, but never nothing."""
    found: dict[str, Domain] = {
        "nodeset": (Nodesets(),),
        "string": (ANY_TEXT,),
        "float": (ANY_DOUBLE, NAN),
        "boolean": (BOOLEANS,),
    }
    kind = kind_of(expression)
    chosen = [found[kind]] if kind else list(found.values())
    return (*(sort for domain in chosen for sort in domain), FAILURE)


def _decoded(sort: Sort) -> Domain:
    """Return the text of a body whose charset is known: no bytes are no text in all of them."""
    if isinstance(sort, ByteStrings) and sort.longest == 0:
        return (_NO_TEXT,)
    if isinstance(sort, ByteStrings) and sort.possible is NOT_UTF8:
        return (FAILURE,)
    some = isinstance(sort, ByteStrings) and sort.shortest > 0
    if isinstance(sort, ByteStrings) and sort.longest is not None and sort.longest <= _LONG:
        text = words.byte_length(sort.shortest, sort.longest)
        return (Texts(text, ()), FAILURE)
    strictly = isinstance(sort, ByteStrings) and sort.possible is UTF8
    return (_TEXT_OF_BYTES if some else ANY_TEXT, *(() if strictly else (FAILURE,)))


_NO_TEXT = Texts(words.literal(""), (words.literal(""),))


def _collected(path: str, step: Step, sort: Sort) -> Domain:
    """Collecting yields a list; from what has no parts it yields the same, whatever it is."""
    if sort.type_name not in ("list", "object"):
        sample = next(iter(sort.samples()))
        return (
            (Exactly("collected", (stepped(sample, step),)),) if isinstance(sample, Value) else ()
        )
    return (lists_of(path, json_values(), sort.type_name), *((ABSENT,) if may_miss(path) else ()))


def _pieces(separator: str | None, sort: Sort) -> Texts:
    """Return the pieces of a string between separators, which hold none themselves."""
    if not separator or not isinstance(sort, Texts):
        return ANY_TEXT
    without = ~words.substring(separator)
    return Texts(without, tuple(one & without for one in (_UNPADDED, sort.possible)))


_TEXT_OF_BYTES = Texts(words.EVERYTHING, (~words.literal(""),))
"""In UTF-8 some bytes are some text; but a lone escape sequence of ISO-2022-JP is none."""
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_MOMENTS = words.Deferred(r"^[+-]?[0-9]{4,6}(?:-[0-9]{2}){2}T[0-9]{2}(?::[0-9]{2}){2}\.[0-9]{6}Z$")
_MOMENTS_OF_NOW = words.Deferred(
    rf"^20[0-9]{{2}}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T{_CLOCK}\.[0-9]{{6}}Z$"
)
_UNPADDED = words.Deferred("^[!-~]*$")


def _replaced(old: str, new: str) -> Texts:
    """A single character is gone once it is replaced; what is longer may come about anew."""
    if len(old) == 1 and old not in new:
        gone = ~words.substring(old)
        return Texts(gone, (gone,))
    return ANY_TEXT


def _grouped(pattern: Pattern, sort: Sort) -> Domain:
    """Return what the first group can match, nothing where there is no match, or no such group.

    Raises:
        TooHard: the regex is too large.
    """
    source = pattern.source if isinstance(pattern, Regex) else pattern.literal or ""
    try:
        matching = words.matching(source)
    except RegexError:
        return (FAILURE,)
    if not has_group(pattern):
        return (ABSENT,)
    language = group_language(pattern)
    found: Sort = ANY_TEXT if language is None else Texts(language, (language,))
    always = isinstance(sort, Texts) and subset(sort.possible, matching)
    return (found,) if always and group_takes_part(pattern) else (found, ABSENT)


def _written(sort: Sort) -> Texts:
    """Return the texts of numbers and dates (runner/value.rs, ``render``)."""
    if isinstance(sort, Line) and isinstance(sort.line, Integers):
        low, high = sort.line.low, sort.line.high
        if high - low <= _MANY:
            numbers = words.finite(map(str, range(low, high + 1)))
            return Texts(numbers, (numbers,))
        sign = "-?" if low < 0 else ""
        possible = words.matching(f"^(?:0|{sign}[1-9][0-9]{{0,18}})$")
        return Texts(possible, (words.matching(f"^(?:0|{sign}[1-9][0-9]{{0,17}})$"),))
    if isinstance(sort, Line):
        special = "|-?inf|NaN" if isinstance(sort.line, Doubles) and sort.line.infinite else ""
        doubles = words.matching(rf"^(?:-?[0-9]+\.(?:0|[0-9]*[1-9](?:\.0)?){special})$")
        return Texts(doubles, (words.matching(r"^[1-9][0-9]{0,5}\.(?:0|[0-9]{0,3}[1-9])$"),))
    if sort.type_name == "big":
        large = words.matching(r"^-?[0-9]+(?:\.[0-9]+)?(?:e[+-][0-9]+)?$")
        return Texts(large, (words.matching("^-?[1-9][0-9]{19,39}$"),))
    if sort.type_name == "date":
        return Texts(_MOMENTS, (_MOMENTS_OF_NOW,))
    return Texts(words.EVERYTHING, ())

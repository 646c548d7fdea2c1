"""Strings whose UTF-8 a predicate judges: which ones pass, as a language of strings.

Bytes that are looked for in UTF-8 begin and end at characters or within them. What lies between is
a text; a character that is cut is any of those whose bytes begin, or end, as the piece that is
left. Bytes that no UTF-8 has in such an order are in none.
"""

from __future__ import annotations

import codecs
from bisect import bisect_left
from functools import lru_cache

from toolkit.gates import nodes
from toolkit.gates.decision.chains import Chain
from toolkit.gates.evaluation.charset_labels import ENCODINGS
from toolkit.gates.evaluation.rust_text import ascii_lowered
from toolkit.gates.evaluation.values import Bytes
from toolkit.gates.languages import language as words
from toolkit.gates.languages.charset import CharSet
from toolkit.gates.languages.language import EVERYTHING, NOTHING, Language
from toolkit.gates.nodes import PlainPredicate, ValuePredicate
from toolkit.gates.nodes import PredicateName as Alone
from toolkit.gates.nodes import ValuePredicateName as Name

_CONTINUES = range(0x80, 0xC0)
_CODES = range(0x110000)

UTF8 = words.Deferred(
    r"\A(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]"
    r"|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    r"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})*\z"
)
"""Bytes that are UTF-8, where a byte is the character of its number."""
LATIN = words.only(CharSet((0, 0x100)))
"""Bytes of any kind, where a byte is the character of its number."""
NOT_UTF8 = LATIN & ~UTF8
_TAIL = "[89ab][0-9a-f]"
HEX_UTF8 = words.Deferred(
    rf"\A(?:[0-7][0-9a-f]|(?:c[2-9a-f]|d[0-9a-f]){_TAIL}|e0[ab][0-9a-f]{_TAIL}"
    rf"|e[1-9a-cef](?:{_TAIL}){{2}}|ed[89][0-9a-f]{_TAIL}|f0[9ab][0-9a-f](?:{_TAIL}){{2}}"
    rf"|f[1-3](?:{_TAIL}){{3}}|f48[0-9a-f](?:{_TAIL}){{2}})*\z"
)
"""The same, each byte written as two digits."""


def is_utf8(label: str) -> bool:
    """Whether a charset goes by this label that decodes bytes as UTF-8, strictly."""
    return ENCODINGS.get(ascii_lowered(label.strip("\t\n\x0c\r "))) == "utf-8"


@lru_cache(maxsize=512)
def encoded_passing(chain: Chain) -> Language | None:
    """Return the strings whose UTF-8 passes a chain without steps; None where it is not known."""
    holding = _holding(chain.predicate)
    if isinstance(holding, Language):
        return ~holding if chain.negated else holding
    if holding is None:
        return None
    return EVERYTHING if chain.passes(Bytes(b"a")) else NOTHING


def _holding(predicate: nodes.Predicate) -> Language | bool | None:
    """Return the strings for whose UTF-8 a predicate holds; False where that says nothing of it.

    Only these predicates look into bytes; all others say the same of all of them.
    """
    match predicate:
        case ValuePredicate(Name.EQUAL | Name.NOT_EQUAL as name, nodes.Bytes(data)):
            text, piece = _taken_apart(data)
            equal = NOTHING if text is None or piece else words.literal(text)
            return equal if name is Name.EQUAL else ~equal
        case ValuePredicate(Name.CONTAINS, nodes.Bytes(b"")):
            return None
        case ValuePredicate(
            Name.STARTS_WITH | Name.ENDS_WITH | Name.CONTAINS as name, nodes.Bytes(data)
        ):
            return _with(name, data) if data else EVERYTHING
        case PlainPredicate(Alone.IS_EMPTY):
            return words.literal("")
    return False


def _with(name: Name, data: bytes) -> Language | None:
    """Return the strings whose UTF-8 begins or ends with bytes, or contains them."""
    open_start, open_end = name is not Name.STARTS_WITH, name is not Name.ENDS_WITH
    if data[0] in _CONTINUES:
        return None if open_start else NOTHING
    text, piece = _taken_apart(data)
    if text is None or (piece and not open_end):
        return NOTHING
    if not piece:
        whole = {Name.STARTS_WITH: words.prefix, Name.ENDS_WITH: words.suffix}
        return whole.get(name, words.substring)(text)
    begun = _begun(piece)
    if begun is None:
        return NOTHING
    start = "" if open_start else r"\A"
    spelt = "".join(rf"\x{{{ord(char):x}}}" for char in text)
    return words.matching(rf"{start}{spelt}[\x{{{begun[0]:x}}}-\x{{{begun[1]:x}}}]")


def _taken_apart(data: bytes) -> tuple[str | None, bytes]:
    """Return the text that bytes are, and the beginning of a character behind it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError:
        return None, b""
    return text, decoder.getstate()[0]


def _begun(piece: bytes) -> tuple[int, int] | None:
    """Return the first and the last character whose bytes begin so; None if there is none.

    UTF-8 has the order of the characters, so these stand side by side.
    """

    def bytes_of(code: int) -> bytes:
        return chr(code).encode("utf-8", "surrogatepass")

    first = bisect_left(_CODES, piece, key=bytes_of)
    behind = bisect_left(_CODES, piece + b"\xff", key=bytes_of)
    surrogates = range(0xD800, 0xE000)
    if first >= behind or (first in surrogates and behind - 1 in surrogates):
        return None
    first = surrogates.stop if first in surrogates else first
    last = surrogates.start - 1 if behind - 1 in surrogates else behind - 1
    return first, last

"""What strings can come at all: the values of a header that Hurl receives."""

from __future__ import annotations

from functools import lru_cache

from toolkit.gates.languages.language import Language, matching


@lru_cache(maxsize=1)
def header_value() -> Language:
    """Return the values that a header can have in Hurl.

    libcurl refuses NUL and CR in a header and takes LF for its end. Hurl decodes the bytes as
    UTF-8, or as windows-1252 if they are not, and then trims White_Space from both ends
    (``src/http/client.rs``, ``decode_header`` and ``Header::parse``). So every other string comes,
    for one as its own UTF-8; that libcurl ends at 100 KiB is left out.
    """
    inner, edge = r"[^\x00\r\n]", r"[\S--\x00]"
    return matching(rf"\A(?:{edge}(?:{inner}*{edge})?)?\z")

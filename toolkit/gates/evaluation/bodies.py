"""The body of a response: decompressed, and as text (Hurl 7.1, http/response_decoding.rs)."""

from __future__ import annotations

import zlib

from toolkit.gates.evaluation.charsets import decoded
from toolkit.gates.evaluation.errors import FailureError, UnsupportedError
from toolkit.gates.evaluation.response import Response
from toolkit.gates.evaluation.rust_text import ascii_lowered, trimmed

LARGEST_BODY = 64 * 1024 * 1024
"""A compressed body that grows beyond this is refused, not unpacked."""

_ZLIB, _GZIP = 15, 31
"""The headers that zlib expects (its ``wbits``)."""


def content(response: Response) -> bytes:
    """Return the body without its content encodings.

    Raises:
        FailureError: an encoding is unknown to Hurl, or the body is not encoded so.
        UnsupportedError: see `_decompressed`.
    """
    data = response.body
    for encoding in _content_encodings(response):
        data = _decompressed(data, encoding)
    return data


def _content_encodings(response: Response) -> list[str]:
    """Return the encodings of the first header of that name, which Hurl undoes from the left."""
    header = response.first_header("Content-Encoding")
    if header is None:
        return []
    encodings = [trimmed(one) for one in header.split(",")]
    for encoding in encodings:
        if encoding not in ("br", "gzip", "deflate", "identity"):
            raise FailureError(f"the content encoding {encoding} is not supported")
    return encodings


def _decompressed(data: bytes, encoding: str) -> bytes:
    """Undo one encoding; whatever follows the compressed data does not count.

    Raises:
        FailureError: the data is not encoded so, or is cut off.
        UnsupportedError: it is Brotli, or grows beyond `LARGEST_BODY`.
    """
    if encoding == "identity":
        return data
    if encoding == "br":
        raise UnsupportedError("brotli", "the body is compressed with Brotli")
    unpacker = zlib.decompressobj(_GZIP if encoding == "gzip" else _ZLIB)
    try:
        unpacked = unpacker.decompress(data, LARGEST_BODY)
    except zlib.error as error:
        raise FailureError(f"the body is no {encoding}") from error
    if unpacker.unconsumed_tail:
        raise UnsupportedError("large-body", f"the body is larger than {LARGEST_BODY} bytes")
    if not unpacker.eof:
        raise FailureError(f"the body is no {encoding}")
    return unpacked


def text(response: Response) -> str:
    """Return the body as text, in the charset of the first ``Content-Type`` or else in UTF-8.

    A byte order mark is part of the text.

    Raises:
        FailureError: the charset is unknown, or the body is not written in it; see `content`.
        UnsupportedError: see `content` and `charsets.decoded`.
    """
    return decoded(content(response), _charset(response))


def is_html(response: Response) -> bool:
    """Whether the first ``Content-Type`` says HTML (Hurl 7.1, http/mimetype.rs)."""
    return trimmed(response.first_header("Content-Type") or "").lower().startswith("text/html")


def _charset(response: Response) -> str:
    """Return what the first parameter ``charset`` says (Hurl 7.1, http/mimetype.rs)."""
    for part in trimmed(response.first_header("Content-Type") or "").split(";"):
        match trimmed(part).split("="):
            case [name, value] if ascii_lowered(trimmed(name)) == "charset":
                return trimmed(value)
    return "utf-8"

"""Charsets of several bytes a character, where Python's codecs agree with the Encoding Standard.

Each codec was compared with the real Hurl on all sequences of two bytes (of three in EUC-JP). Two
agree but for what is noted here. The others lack characters, or take another one of two that look
alike: what may be such a character is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.gates.evaluation.errors import UnsupportedError

_ESCAPES = b"\x0e\x0f\x1b"
_TWO_BYTES = 2
_PRIVATE_USE = range(0xE000, 0xF900)


@dataclass(frozen=True, slots=True)
class _Codec:
    """A codec of Python for a charset.

    ``invalid``: characters that it makes of bytes which mean nothing; ``doubtful``: characters
    that may stand for another one; ``complete``: what it cannot decode means nothing.
    """

    name: str
    invalid: str = ""
    doubtful: str = ""
    complete: bool = False


_CODECS = {
    "euc-kr": _Codec("cp949", complete=True),
    "shift_jis": _Codec("cp932", invalid="\uf8f0\uf8f1\uf8f2\uf8f3", complete=True),
    "big5": _Codec("big5hkscs", doubtful="•､‾∼♁☉／＼¥¢£"),  # noqa: RUF001  they look alike
    "euc-jp": _Codec("euc_jp", doubtful="〜‖−¢£¬~"),  # noqa: RUF001  they look alike
    "gbk": _Codec("gb18030"),
    "gb18030": _Codec("gb18030"),
}
EAST_ASIAN = frozenset((*_CODECS, "iso-2022-jp"))
"""The names of these charsets."""


def decoded_east_asian(data: bytes, name: str) -> str | None:
    """Return the text that bytes are in a charset of `EAST_ASIAN`, None if they are none.

    Raises:
        UnsupportedError: Python's codec and Hurl's may differ here.
    """
    if data.isascii() and not any(escape in data for escape in _ESCAPES):
        return data.decode("ascii")
    codec = _CODECS.get(name)
    if codec is None:
        raise _refusal(name)
    try:
        text = data.decode(codec.name)
    except UnicodeDecodeError as error:
        if codec.complete:
            return None
        raise _refusal(name) from error
    if any(char in text for char in codec.doubtful) or (
        codec.name == "gb18030" and any(map(_newly_mapped, set(text)))
    ):
        raise _refusal(name)
    return None if any(char in text for char in codec.invalid) else text


def _newly_mapped(char: str) -> bool:
    """Whether editions of GB 18030 differ on a character: private ones, and those of four bytes."""
    return ord(char) in _PRIVATE_USE or len(char.encode("gb18030")) > _TWO_BYTES


def _refusal(name: str) -> UnsupportedError:
    return UnsupportedError("charset", f"text in {name} that codecs may read differently")

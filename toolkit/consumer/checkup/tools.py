"""The programs of a machine: which are here, and which commands do not work without them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from toolkit.consumer.checkup.answers import Answer, advice, ok

HURL_SERIES: Final = "7.1"
"""The Hurl whose grammar and meaning this toolkit has."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A program: ``version`` is None where it is not on PATH, ``unknown`` where it does not say."""

    name: str
    version: str | None


@dataclass(frozen=True, slots=True)
class _Use:
    """What follows where a program is missing, and whether that matters to nobody but those few."""

    without: str
    optional: bool = False


USES: Final = {
    "git": _Use("`bump`, `release`, `check-tag`, `sign` and `vendor` from a git ref do not work"),
    "ssh-keygen": _Use("`verify --allowed-signers` and `sign --key` do not work"),
    "hurl": _Use("`entroping run` does not work, and `bump` confirms no witness"),
    "hurlfmt": _Use("only the tests of this toolkit ask it", optional=True),
    "minisign": _Use("only signatures of minisign need it", optional=True),
    "nox": _Use("every session is a command of `policy-pack`, too", optional=True),
    "entroping": _Use("`--entroping VERSION` says which one runs elsewhere", optional=True),
    "python": _Use(""),
    "policy-pack-toolkit": _Use(""),
}
"""Every program that is looked for, in the order of the report."""


def tool_answers(tools: Iterable[Tool]) -> Iterator[Answer]:
    """Yield which programs are here, and what follows where one is not."""
    for tool in tools:
        use = USES[tool.name]
        if tool.version is None and use.optional:
            yield ok("tool", f"{tool.name}: not here, which is fine: {use.without}")
        elif tool.version is None:
            message = f"{tool.name}: not here, so {use.without}"
            yield advice("tool", message, None, hint=f"install {tool.name} and put it on PATH")
        elif tool.name in ("hurl", "hurlfmt") and not _in_series(tool.version):
            message = f"{tool.name} {tool.version}: gates are read as {HURL_SERIES} reads them"
            yield advice("tool", message, None, hint=f"install {tool.name} {HURL_SERIES}")
        else:
            yield ok("tool", f"{tool.name} {tool.version}")


def _in_series(version: str) -> bool:
    return version == HURL_SERIES or version.startswith(f"{HURL_SERIES}.")

"""A pack becomes a wheel and a source distribution: pure, the same bytes on every machine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from toolkit.errors import RefusedError
from toolkit.pack.limits import MAX_ENTRIES, MAX_TREE_BYTES
from toolkit.pack.manifest import read_manifest
from toolkit.pack.model import MANIFEST
from toolkit.release import ustar
from toolkit.release.archive import UnarchivableError, tree_problems
from toolkit.release.names import Problem
from toolkit.release.package import policy_pack_backend as backend
from toolkit.release.package.identity import Identity
from toolkit.release.package.metadata import metadata
from toolkit.release.refusals import Reason, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.pack.tree import Tree

FORMATS: Final = ("wheel", "sdist")
_CODE: Final = (
    ".py", ".pyc", ".pyd", ".pyi", ".pyo", ".pyw", ".pyx", ".pyz", ".pth",
    ".so", ".dll", ".dylib", ".egg", ".egg-link", ".whl",
    ".bat", ".cmd", ".com", ".exe", ".ps1", ".sh",
)  # fmt: skip
"""Ends of names that Python, its installers or a shell would run."""
_CODE_FOLDERS: Final = (".data", ".dist-info", ".egg-info")
"""Ends of folders that installers obey; ``__pycache__`` is one as well."""


class UnpackageableError(UnarchivableError):
    """A pack holds what no package of data can hold; all of it is in ``problems``."""

    def __init__(self, problems: tuple[Problem, ...], *, where: str = "") -> None:
        super().__init__(problems, where=where)
        self.message = self.message.replace("be archived", "be packaged", 1)


@dataclass(frozen=True, slots=True)
class Sources:
    """What wheel and source distribution are made of: identity, METADATA, and the pack in place."""

    identity: Identity
    metadata: bytes
    files: dict[str, bytes]

    @classmethod
    def of(cls, tree: Tree) -> Sources:
        """Return the sources of a pack that could be archived.

        Raises:
            RefusedError: Its manifest does not say which pack it is, or says an
                id or version that no package can have.
        """
        manifest, faults = read_manifest(tree)
        if manifest is None:
            why = faults[0].message if faults else "no manifest"
            hint = "`policy-pack smoke` says what is wrong with it"
            raise RefusedError(f"nobody knows which pack this is: {why}", where=MANIFEST, hint=hint)
        identity = Identity.stated(manifest)
        files = {f"{identity.home}/{path}": data for path, data in tree.files()}
        return cls(identity, metadata(manifest, identity, tree), files)

    def wheel(self) -> bytes:
        """Return the wheel, by the very function that builds it from the source distribution."""
        return backend.wheel(self.metadata, self.files)

    def sdist(self) -> bytes:
        """Return the source distribution."""
        return backend.sdist(self.metadata, self.files, backend_source())


def build_packages(tree: Tree, *, formats: Sequence[str] = FORMATS) -> dict[str, bytes]:
    """Return name and bytes of the wheel (``wheel``) and source distribution (``sdist``) of a pack.

    Raises:
        UnpackageableError: The pack holds links, code, or names that do not fit.
        RefusedError: Its id, version or licence has no equal among Python packages.
    """
    problems = (*tree_problems(tree), *code_problems(tree))
    if problems:
        raise UnpackageableError(problems)
    sources = Sources.of(tree)
    problems = tuple(_misfits(sources))
    if problems:
        raise UnpackageableError(problems)
    _check_licence(sources)
    made = {}
    if "wheel" in formats:
        made[sources.identity.wheel_name] = sources.wheel()
    if "sdist" in formats:
        made[sources.identity.sdist_name] = sources.sdist()
    return made


@cache
def backend_source() -> bytes:
    """Return the build backend as every source distribution holds it.

    Its bytes are part of the format: another text is a new version of it.
    """
    return resources.files(__package__ or "").joinpath("policy_pack_backend.py").read_bytes()


def is_code(path: str) -> bool:
    """Tell whether a file of a package would, or could, be run or obeyed where it is installed."""
    *folders, name = path.lower().split("/")
    return name.endswith(_CODE) or any(
        folder == "__pycache__" or folder.endswith(_CODE_FOLDERS) for folder in folders
    )


def code_problems(tree: Tree) -> Iterator[Problem]:
    """Yield the files of a pack that are no data."""
    for path in tree.entries:
        if is_code(path):
            text = f"{shown(path)}: {Reason.PACKAGE_CODE.value}"
            yield Problem(path, Reason.PACKAGE_CODE, text, "move it out of the pack")


def _misfits(sources: Sources) -> Iterator[Problem]:
    """Yield what is fine in an archive, and too long or too much for a source distribution."""
    own = (sources.metadata, backend.PYPROJECT, backend_source())
    total = sum(map(len, (*own, *sources.files.values())))
    if total > MAX_TREE_BYTES or len(sources.files) + len(own) > MAX_ENTRIES:
        text = "with what builds it, the pack is larger than any source distribution that is read"
        yield Problem("", Reason.TAR_CONTENT_TOO_LARGE, text, "split the pack")
    for path in sources.files:
        if ustar.split_path(f"{sources.identity.stem}/{path}".encode("ascii")) is None:
            text = f"{shown(path)} is too long below {sources.identity.stem}/"
            hint = "shorten it: a tar keeps 155 bytes for folders and 100 for the name"
            yield Problem(path, Reason.NAME_TOO_LONG, text, hint)


def _check_licence(sources: Sources) -> None:
    """Refuse a licence that is no SPDX expression: METADATA holds nothing else (PEP 639).

    The list of licences grows with `packaging`: it is asked here, where a
    package is made, and never where one is judged.
    """
    from packaging.licenses import (  # noqa: PLC0415 (the SPDX list is long)
        InvalidLicenseExpression,
        canonicalize_license_expression,
    )

    header = sources.metadata.decode().partition("\n\n")[0].split("\n")
    start = "License-Expression: "
    stated = next((line.removeprefix(start) for line in header if line.startswith(start)), "")
    try:
        canonicalize_license_expression(stated)
    except InvalidLicenseExpression as error:
        raise RefusedError(
            f"the licence {shown(stated)} is no SPDX expression, which a package must state",
            where=MANIFEST,
            hint="write one such as Apache-2.0, MIT or LicenseRef-Acme",
        ) from error

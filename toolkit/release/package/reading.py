"""Wheel and source distribution, judged in memory before an installer sees them.

Both are functions of the pack inside (`writing`), so there is nothing to
tolerate: the pack is taken out strictly, the package is made anew from it, and
every byte is compared. What differs is refused, and only then explained.
Installers check little of this: pip and uv install files that RECORD does not
list, or lists with another digest, and write what stands in ``.data`` folders
to other places (release-archives.md, hostile cases, E).
"""

from __future__ import annotations

import enum
import hashlib
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from toolkit.errors import RefusedError
from toolkit.pack.tree import Tree
from toolkit.release import gzip_member, ustar
from toolkit.release.archive import tree_problems
from toolkit.release.names import collisions, name_problem
from toolkit.release.package import policy_pack_backend as backend
from toolkit.release.package.writing import Sources, backend_source, is_code
from toolkit.release.package.zip_layer import read_zip
from toolkit.release.refusals import Reason, ReleaseRefusedError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from toolkit.release.archive import Archive
    from toolkit.release.package.identity import Identity

_WHEEL_SUFFIX: Final = ".whl"
_SDIST_MARK: Final = "PKG-INFO"
_HOME_DEPTH: Final = 2


class Kind(enum.Enum):
    """What a file of a release may be, beside the archive."""

    WHEEL = "wheel"
    SDIST = "source distribution"
    LAYOUT = "OCI image layout"


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was judged, and the pack inside; ``sha256`` (hex) is that of the file."""

    kind: Kind
    identity: Identity
    tree: Tree = field(repr=False)
    sha256: str

    @property
    def name(self) -> str:
        """The one file name that it may have."""
        is_wheel = self.kind is Kind.WHEEL
        return self.identity.wheel_name if is_wheel else self.identity.sdist_name


def kind_of(data: bytes, name: str = "") -> Kind | None:
    """Tell what a file is by its name and first bytes; None where it is no package.

    A source distribution is told from an archive by its first file, PKG-INFO in
    the top folder, since both are called ``*.tar.gz``.
    """
    if name.endswith(_WHEEL_SUFFIX) or data.startswith(b"PK"):
        return Kind.WHEEL
    header = len(gzip_member.HEADER)
    if not data.startswith(gzip_member.HEADER[:2]):
        return None
    try:
        start = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data[header:], ustar.BLOCK)
    except zlib.error:
        return None
    first = start[:100].rstrip(b"\0").partition(b"/")[2]
    return Kind.SDIST if first == _SDIST_MARK.encode() else None


def read_package(data: bytes, *, name: str = "") -> Package:
    """Return the pack in a wheel or source distribution; ``name`` is its file name, if any.

    Raises:
        ReleaseRefusedError: It is not, byte for byte, what we make of that pack.
    """
    read = _read_wheel if kind_of(data, name) is Kind.WHEEL else _read_sdist
    package = read(data)
    if name and name != package.name:
        text = f"the file is called {shown(name)}, and is {package.name}"
        hint = f"if you renamed it, name it {package.name} again"
        raise ReleaseRefusedError(Reason.PACKAGE_IDENTITY, text, hint=hint)
    return package


def _read_wheel(data: bytes) -> Package:
    members = read_zip(data)
    _check_names(members)
    info = next((path.partition("/")[0] for path in members if ".dist-info/" in path), "")
    allowed = {"METADATA", "WHEEL", "RECORD"}
    others: dict[str, bytes] = {}
    for path, content in members.items():
        if path.startswith(f"{backend.HOME}/"):
            continue
        folder, _, inner = path.partition("/")
        fits = inner in allowed or inner.startswith("licenses/")
        _check_place(path, fits=fits and folder == info)
        others[inner] = content
    _check_record(members, f"{info}/RECORD")
    sources, tree = _sources(members)
    identity = sources.identity
    if info != f"{identity.stem}.dist-info":
        text = f"{info} does not belong to {identity.name} {identity.python_version}"
        raise ReleaseRefusedError(Reason.PACKAGE_IDENTITY, text)
    stated = {f"{info}/{inner}": content for inner, content in others.items() if inner != "RECORD"}
    if stated != backend.dist_info(sources.metadata, sources.files):
        raise ReleaseRefusedError(Reason.PACKAGE_METADATA, where=info)
    if sources.wheel() != data:
        raise ReleaseRefusedError(Reason.PACKAGE_NONCANONICAL)
    return Package(Kind.WHEEL, identity, tree, hashlib.sha256(data).hexdigest())


def _read_sdist(data: bytes) -> Package:
    members: dict[str, bytes] = {}
    top = ""
    for path, content in ustar.read_tar(gzip_member.inflate(data)):
        first, slash, inner = path.partition("/")
        problem = name_problem(first)
        if problem is not None:
            raise ReleaseRefusedError(problem.reason, where=shown(path))
        top = top or first
        if not slash or first != top:
            raise ReleaseRefusedError(Reason.TAR_TOP_FOLDER, where=shown(path))
        members[inner] = content
    _check_names(members)
    own = {_SDIST_MARK, "pyproject.toml", backend.BACKEND}
    for path in members:
        if not path.startswith(f"{backend.HOME}/"):
            _check_place(path, fits=path in own)
    if (members.get("pyproject.toml"), members.get(backend.BACKEND)) != (
        backend.PYPROJECT, backend_source(),
    ):  # fmt: skip
        raise ReleaseRefusedError(Reason.SDIST_BACKEND)
    sources, tree = _sources(members)
    if top != sources.identity.stem:
        text = f"the top folder {top} does not belong to the pack inside"
        raise ReleaseRefusedError(Reason.PACKAGE_IDENTITY, text)
    if members.get(_SDIST_MARK) != sources.metadata:
        raise ReleaseRefusedError(Reason.PACKAGE_METADATA, where=_SDIST_MARK)
    if sources.sdist() != data:
        raise ReleaseRefusedError(Reason.PACKAGE_NONCANONICAL)
    return Package(Kind.SDIST, sources.identity, tree, hashlib.sha256(data).hexdigest())


def _check_names(paths: Iterable[str]) -> None:
    """Refuse names that may not stand in a package; those of the pack count from its folder."""
    paths = list(paths)
    for path in paths:
        segments = path.split("/")
        parts = [path]
        if segments[0] == backend.HOME and len(segments) > _HOME_DEPTH:
            parts = ["/".join(segments[:_HOME_DEPTH]), "/".join(segments[_HOME_DEPTH:])]
        elif f".dist-info/licenses/{backend.HOME}/" in path:
            cut = path.index(f"{backend.HOME}/")
            parts = [path[: cut - 1], path[cut:]]
        for part in parts:
            problem = name_problem(part)
            if problem is not None:
                raise ReleaseRefusedError(problem.reason, where=shown(path))
    for problem in collisions(paths):
        raise ReleaseRefusedError(problem.reason, problem.message, where=shown(problem.path))


def _check_place(path: str, *, fits: bool) -> None:
    """Refuse a file beside the pack that a package of data has no use for."""
    if fits:
        return
    folder, _, name = path.partition("/")
    if folder.endswith(".data"):
        reason = Reason.PACKAGE_DATA_FOLDER
    elif folder.endswith(".dist-info") and name == "entry_points.txt":
        reason = Reason.PACKAGE_ENTRY_POINTS
    else:
        reason = Reason.PACKAGE_CODE if is_code(f"x/{name or folder}") else Reason.PACKAGE_FOREIGN
    raise ReleaseRefusedError(reason, where=shown(path))


def _check_record(members: Mapping[str, bytes], name: str) -> None:
    """Refuse a RECORD that is not the list of these very files (cases 76 and 77)."""
    stated = members.get(name)
    if stated is None:
        text = "the wheel has no RECORD"
        raise ReleaseRefusedError(Reason.WHEEL_RECORD_FILES, text)
    rest = {path: content for path, content in members.items() if path != name}
    expected = backend.record(rest, name)
    if stated == expected:
        return
    listed = {line.partition(b",")[0] for line in stated.split(b"\n")}
    held = {line.partition(b",")[0] for line in expected.split(b"\n")}
    for path in sorted(listed ^ held):
        text = "not in RECORD" if path in held else "in RECORD only"
        where = shown(path.decode("ascii", "surrogateescape"))
        raise ReleaseRefusedError(Reason.WHEEL_RECORD_FILES, text, where=where)
    raise ReleaseRefusedError(Reason.WHEEL_RECORD_DIGEST)


def _sources(members: Mapping[str, bytes]) -> tuple[Sources, Tree]:
    """Return what a package must have been made of, by the pack that stands in it."""
    packs = {
        path: content for path, content in members.items() if path.startswith(f"{backend.HOME}/")
    }
    homes = {"/".join(path.split("/")[:_HOME_DEPTH]) for path in packs}
    if len(homes) != 1:
        text = f"there are {len(homes)} packs in the package, not one"
        raise ReleaseRefusedError(Reason.PACKAGE_FOREIGN, text)
    (home,) = homes
    files = {path[len(home) + 1 :]: content for path, content in packs.items()}
    if "" in files:
        text = f"a file stands in {backend.HOME}/ itself"
        raise ReleaseRefusedError(Reason.PACKAGE_FOREIGN, text, where=shown(home))
    tree = Tree.of_files(files, name=home.partition("/")[2])
    for problem in tree_problems(tree):
        raise ReleaseRefusedError(problem.reason, problem.message, where=shown(problem.path))
    for path in files:
        if is_code(path):
            raise ReleaseRefusedError(Reason.PACKAGE_CODE, where=shown(path))
    try:
        sources = Sources.of(tree)
    except RefusedError as error:
        raise ReleaseRefusedError(Reason.PACKAGE_IDENTITY, error.message) from error
    if home != sources.identity.home:
        text = f"the folder {shown(home)} holds the pack {sources.identity.pack_id}"
        raise ReleaseRefusedError(Reason.PACKAGE_IDENTITY, text)
    return sources, tree


def looks_like_package(name: str) -> bool:
    """Tell whether a file beside the archive of a release can only be a package."""
    return name.endswith((_WHEEL_SUFFIX, ".tar.gz"))


def check_beside(files: Mapping[str, bytes], archive: Archive) -> dict[str, str]:
    """Return the packages among the files of a release, each with what it was found to be.

    Raises:
        ReleaseRefusedError: One of them is no package of ours, or holds other
            files than the archive.
    """
    found: dict[str, str] = {}
    for name in sorted(files):
        if name == f"{archive.stem}.tar.gz" or not looks_like_package(name):
            continue
        package = read_package(files[name], name=name)
        if package.tree.content_digest != archive.content_sha256:
            text = f"its content is {package.tree.content_digest}, that of the archive"
            text += f" {archive.content_sha256}"
            raise ReleaseRefusedError(Reason.PACKAGE_CONTENT, text, where=name)
        found[name] = f"the {package.kind.value} holds the same files"
    return found

"""A lone wheel or source distribution, judged in the steps of `toolkit.release.verify`."""

from __future__ import annotations

from toolkit.errors import RefusedError
from toolkit.release.archive import Archive, read_archive, write_archive
from toolkit.release.package.reading import Package, read_package
from toolkit.release.refusals import Reason, ReleaseRefusedError
from toolkit.release.verification import Outcome, Protocol, Verification


def verify_package(data: bytes, *, name: str = "") -> Verification:
    """Judge a package; ``name`` is its file name, where it has one.

    The answer has the archive that holds the same files, made here: its digests
    are those to compare with a release. Never raises for what is in the
    package: a refusal is part of the answer.
    """
    protocol = Protocol()
    try:
        for number, title in ((1, "trust"), (3, "signature"), (4, "SHA256SUMS"), (5, "checksums")):
            protocol.skip(number, title, "a lone package stands beside nothing to compare it with")
        protocol.begin(8, "package")
        package = read_package(data, name=name)
        archive = _archive(package)
        files = len(package.tree.entries)
        protocol.end(f"{package.kind.value} of {files} files; made from them here, it is the same")
        protocol.skip(9, "content", "smoke and review are the caller's, on the files in memory")
    except ReleaseRefusedError as refusal:
        return protocol.refused(refusal)
    return Verification(
        outcome=Outcome.PACKAGE_ONLY,
        steps=tuple(protocol.steps),
        archive=archive,
        package=package,
    )


def _archive(package: Package) -> Archive:
    """Return the archive of the same files."""
    stem = f"{package.identity.pack_id}-{package.identity.version}"
    try:
        return read_archive(write_archive(package.tree, stem=stem))
    except ReleaseRefusedError:
        raise
    except RefusedError as error:  # what no archive can hold is no pack that was released
        raise ReleaseRefusedError(Reason.PACKAGE_CONTENT, error.message) from error

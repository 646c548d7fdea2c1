"""What a catalog is made of and made from, read from the disk: releases, settings, a catalog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.catalog.boundary import check_boundary
from toolkit.catalog.building import Released
from toolkit.catalog.model import CATALOG, SUMS, Catalog
from toolkit.catalog.reading import MAX_CATALOG_BYTES, check_sums, read_catalog
from toolkit.catalog.refusals import CatalogReason, CatalogRefusedError, Refusal
from toolkit.catalog.settings import MAX_SETTINGS_BYTES, Settings, read_settings
from toolkit.commands._examined import examine_tree
from toolkit.commands._releases import read_release_folder
from toolkit.commands._trust import HOW_TO_INSTALL, Asked, unverified_hint
from toolkit.errors import ToolkitError
from toolkit.host.files import NotRegularError, TooLargeError, read_regular
from toolkit.host.isolation import PROOF, NetworkRefusedError
from toolkit.host.terminal import Terminal
from toolkit.pack.read import read_pack
from toolkit.release.contents import SIGNATURE
from toolkit.release.limits import MAX_SIGNATURE_BYTES, MAX_SUMS_BYTES
from toolkit.release.refusals import NotDoneError, Reason, ReleaseRefusedError
from toolkit.release.trust import Trust
from toolkit.release.verification import Outcome, Verification
from toolkit.release.verify import verify_release
from toolkit.texts import visible

_FETCH = "give the folder that `policy-pack catalog build` wrote, whole"


def read_settings_file(path: Path | None, terminal: Terminal) -> Settings:
    """Return the settings of a publisher; without a file, those that say nothing.

    Every fault is told, one on a line.

    Raises:
        ToolkitError: It cannot be read, or something in it is wrong.
    """
    if path is None:
        return Settings()
    try:
        data, _ = read_regular(path, limit=MAX_SETTINGS_BYTES)
    except (NotRegularError, TooLargeError) as error:
        raise ToolkitError(f"cannot be read: {error}", where=str(path)) from error
    except OSError as error:
        raise ToolkitError(f"cannot be read: {error.strerror}", where=str(path)) from error
    settings, faults = read_settings(data, path.name)
    for fault in faults:
        terminal.say(visible(str(fault)))
    if faults:
        raise ToolkitError("the settings cannot be used, and nothing was built", where=str(path))
    return settings


def read_catalog_in(site: Path, trust: Trust | None = None) -> Catalog:
    """Return the catalog of a site, held against its own SHA256SUMS, and these against a signer.

    Raises:
        CatalogRefusedError: There is none, or it is not what we write.
        ReleaseRefusedError: It is no strict JSON, the sums are malformed, or they are not signed
            by whom ``trust`` expects.
        ToolkitError: It cannot be read, or no program could check the signature.
    """
    sums = _read(site / SUMS, MAX_SUMS_BYTES)
    if trust is not None:
        _check_signature(site, sums, trust)
    data = _read(site / CATALOG, MAX_CATALOG_BYTES)
    check_sums(sums, data)
    return read_catalog(data)


def _check_signature(site: Path, sums: bytes, trust: Trust) -> None:
    path = site / SIGNATURE
    if not path.exists() and not path.is_symlink():
        hint = "it may have been stripped of its signature: fetch it again, or ask"
        raise ReleaseRefusedError(Reason.SIGNATURE_MISSING, where=str(path), hint=hint)
    if trust.judge(sums, _read(path, MAX_SIGNATURE_BYTES)) is None:
        raise ToolkitError(
            "its signature could not be checked",
            where=str(path),
            hint=HOW_TO_INSTALL["ssh-keygen"],
        )


def read_catalog_file(path: Path) -> Catalog:
    """Return the catalog that a file is.

    Raises:
        CatalogRefusedError: There is none, or it is not what we write.
        ReleaseRefusedError: It is no strict JSON.
        ToolkitError: It cannot be read.
    """
    return read_catalog(_read(path, MAX_CATALOG_BYTES), where=str(path))


def _read(path: Path, limit: int) -> bytes:
    try:
        return read_regular(path, limit=limit)[0]
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CatalogRefusedError(
            CatalogReason.CATALOG_MISSING, f"no {path.name}", where=str(path.parent), hint=_FETCH
        ) from error
    except (NotRegularError, TooLargeError) as error:
        raise CatalogRefusedError(
            CatalogReason.CATALOG_NOT_REGULAR, str(error), where=str(path), hint=_FETCH
        ) from error
    except OSError as error:
        raise ToolkitError(f"cannot be read: {error.strerror}", where=str(path)) from error


@dataclass
class Gathering:
    """Release folders, judged one by one: what may be listed, and every reason against the rest."""

    asked: Asked
    settings: Settings
    releases: list[Released] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def gather(self, folders: Sequence[Path]) -> None:
        """Judge every release below the folders: ``<pack>/<version>`` as `release` writes them.

        Raises:
            ToolkitError: A folder cannot be listed, or none holds a release.
        """
        found = [path for folder in folders for path in _release_folders(folder)]
        if not found:
            raise ToolkitError(
                f"no releases in {', '.join(map(str, folders))}: no folder <pack>/<version>",
                hint="`policy-pack release` writes them below dist/: give --releases dist",
            )
        for path in found:
            self._judge(path)

    def _judge(self, path: Path) -> None:
        label = "/".join(path.parts[-2:])
        if path.is_symlink() or not path.is_dir():
            reason = CatalogReason.RELEASE_NOT_A_FOLDER
            hint = "put the folder itself there"
            self.refusals.append(Refusal.of(reason, label, where=str(path), hint=hint))
            return
        try:
            files = read_release_folder(path)
            answer = self._verified(path, files)
        except ReleaseRefusedError as error:
            self._refuse(error, label, path)
            return
        if answer.refusal is not None:
            self._refuse(answer.refusal, label, path)
        elif answer.file_list is not None and answer.archive is not None:
            self._look_inside(path, files, answer)

    def _verified(self, path: Path, files: dict[str, bytes]) -> Verification:
        """Return the answer of verification.

        Raises:
            ReleaseRefusedError: A file of whom to trust cannot be used.
            ToolkitError: A signature was asked for, and no program could tell.
        """
        answer = verify_release(
            files, trust=self.asked.load_trust(path), minisign=self.asked.load_minisign(path)
        )
        if answer.outcome is Outcome.UNVERIFIED:
            raise ToolkitError(
                "its signature could not be checked",
                where=str(path),
                hint=unverified_hint(answer),
            )
        return answer

    def _refuse(self, error: ReleaseRefusedError | NotDoneError, label: str, path: Path) -> None:
        where = f"{path}: {error.where}" if error.where else str(path)
        self.refusals.append(
            Refusal(
                code=error.code, release=label, message=error.message, where=where, hint=error.hint
            )
        )

    def _look_inside(self, path: Path, files: dict[str, bytes], answer: Verification) -> None:
        listed, archive = answer.file_list, answer.archive
        if listed is None or archive is None:
            return
        key = (listed.pack_id, listed.pack_version)
        label = " ".join(key)
        if path.parts[-2:] != key:
            hint = f"it belongs in a folder {'/'.join(key)}"
            reason = CatalogReason.RELEASE_MISPLACED
            self.refusals.append(Refusal.of(reason, label, where=str(path), hint=hint))
            return
        yanked = self.settings.yanked(*key)
        try:
            if yanked:
                reading = read_pack(archive.tree)
            else:
                smoke = examine_tree(archive.tree)
                reading = smoke.reading
                if not smoke.passed:
                    self._fails_smoke(label, path, [str(each.fault) for each in smoke.failures])
                    return
            pack = reading.pack()
        except NetworkRefusedError as error:
            reason = CatalogReason.BOUNDARY_NETWORK
            text = f"loading it asked for {error}"
            hint = "report it: reading a pack never leaves the machine"
            self.refusals.append(Refusal.of(reason, label, text, where=str(path), hint=hint))
            return
        except ToolkitError as error:
            self._fails_smoke(label, path, [error.message])
            return
        made = Released(
            files=files,
            listed=listed,
            pack=pack,
            signer=answer.signed.names,
            proof="" if yanked else PROOF,
        )
        self.releases.append(made)
        if not yanked:
            tier = self.settings.tier(listed.pack_id)
            self.refusals += check_boundary(pack, tier, release=label)

    def _fails_smoke(self, label: str, path: Path, faults: list[str]) -> None:
        more = f" (and {len(faults) - 1} more)" if faults[1:] else ""
        text = f"strict smoke fails: {visible(faults[0])}{more}"
        hint = "release a version that passes, and withdraw this one in the settings (yanked)"
        reason = CatalogReason.RELEASE_SMOKE
        self.refusals.append(Refusal.of(reason, label, text, where=str(path), hint=hint))


def _release_folders(folder: Path) -> Iterator[Path]:
    """Yield every place of a release below a folder, sorted; hidden names are none.

    Raises:
        ToolkitError: It is no folder.
    """
    if not folder.is_dir():
        raise ToolkitError(
            "no such folder", where=str(folder), hint="give the folder in which releases lie"
        )
    try:
        yield from sorted(folder.glob("[!.]*/[0-9]*"))
    except OSError as error:
        raise ToolkitError(f"cannot list {folder}: {error.strerror}") from error

"""Where a new pack goes, and how its repository calls that place."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from toolkit.commands._packs import PACKS_FOLDER
from toolkit.errors import ToolkitError
from toolkit.host.empty_folder import create_or_fill, occupants
from toolkit.host.git import Repository
from toolkit.pack.ids import last_segment
from toolkit.pack.model import MANIFEST
from toolkit.scaffold.plan import SCHEMA_FILES


@dataclass(frozen=True)
class Place:
    """The folder of a pack that is to be created; it need not exist."""

    folder: Path

    @classmethod
    def customary(cls, pack_id: str) -> Place:
        """Return where a pack of this id goes if nobody says otherwise.

        ``packs/<last segment>``; below the top of a repository that is not laid
        out so, and inside a folder that is itself called ``packs``, it is
        ``<last segment>`` right here.
        """
        name = last_segment(pack_id)
        here = Path.cwd()
        repository = Repository.if_usable(here)
        is_below_top = repository is not None and repository.root.resolve() != here.resolve()
        is_packs = here.name == PACKS_FOLDER.name
        if not PACKS_FOLDER.is_dir() and (is_packs or is_below_top):
            return cls(Path(name))
        return cls(PACKS_FOLDER / name)

    @cached_property
    def absolute(self) -> Path:
        """The folder with links and dots resolved."""
        return self.folder.resolve()

    @cached_property
    def repository(self) -> Repository | None:
        """The repository that the folder is in or will be in, if git can read it."""
        existing = next(path for path in (self.absolute, *self.absolute.parents) if path.is_dir())
        return Repository.if_usable(existing)

    @property
    def source(self) -> str:
        """The path for the manifest: from the top of the repository, ``.`` for the top itself.

        Outside any repository, from the current folder; elsewhere, the name.
        """
        if self.repository is not None:
            return self.repository.relative(self.absolute) or "."
        here = Path.cwd().resolve()
        if self.absolute.is_relative_to(here):
            return self.absolute.relative_to(here).as_posix()
        return self.absolute.name

    @property
    def schemas(self) -> str | None:
        """The schemas of the repository, relative to the pack; None where it has none."""
        if self.repository is None:
            return None
        schemas = self.repository.root.resolve() / "schemas"
        if not all((schemas / name).is_file() for name in SCHEMA_FILES):
            return None
        return posixpath.relpath(schemas.as_posix(), self.absolute.as_posix())

    def problem(self) -> str:
        """Say why no pack can be created here, ``""`` where one can."""
        try:
            return self._unfit() or self._taken()
        except OSError as error:
            return f"{self.folder} cannot be a folder: {error.strerror}"

    def _unfit(self) -> str:
        link = next((path for path in (self.folder, *self.folder.parents) if path.is_symlink()), "")
        if link:
            return f"{link} is a symbolic link, and smoke refuses packs behind one"
        if ".git" in self.absolute.parts:
            return f"{self.folder} is inside .git, where git keeps its own files"
        return ""

    def _taken(self) -> str:
        if not self.folder.exists():
            return ""
        if not self.folder.is_dir():
            return f"{self.folder} exists already and is no folder"
        found = occupants(self.folder)
        if not found:
            return ""
        names = ", ".join(found[:3]) + (f" and {len(found) - 3} more" if found[3:] else "")
        return f"{self.folder} exists already and is not empty: {names}"

    def write(self, files: dict[str, bytes]) -> None:
        """Create the pack: complete, or not at all; nothing that exists is touched.

        Raises:
            ToolkitError: It cannot be written.
        """
        problem = self.problem()
        if problem:
            raise ToolkitError(problem, hint="nothing was changed")
        create_or_fill(self.folder, files, last=MANIFEST)

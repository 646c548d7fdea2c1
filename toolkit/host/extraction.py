"""Files from memory into a fresh folder: never through a link, never over anything.

Source: release-archives.md, "Verification order", 10, and hostile cases 123 and
124. Everything happens below descriptors of folders that were opened without
following links, so no name can be exchanged for a link on the way. The files
are written under a hidden name beside the final one; the last act is a rename
that refuses to replace (``renameat2`` with RENAME_NOREPLACE on Linux,
``renameatx_np`` with RENAME_EXCL on macOS). Where the system or the file system
has neither, a plain rename follows a last look: it can replace nothing but an
empty folder that appeared in that very moment.

A process that is killed leaves the hidden folder at worst.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from toolkit.errors import ToolkitError
from toolkit.release.refusals import Reason, ReleaseRefusedError

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE_MODE: Final = 0o644
_FOLDER_MODE: Final = 0o755
_NOTHING: Final = "nothing was written"
# From linux/fs.h and sys/stdio.h.
_EXCLUSIVE: Final = {"renameat2": 1, "renameatx_np": 4}
_UNSUPPORTED: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM})


def extract(files: Iterable[tuple[str, bytes]], target: Path) -> int:
    """Create the folder ``target`` with exactly these files; return how many there are.

    Paths are plain, relative and checked before (`toolkit.release.names`); modes
    are 0644 and 0755 whatever the umask. The folder is there complete, or not
    at all.

    Raises:
        ReleaseRefusedError: The destination exists, or a link leads to it.
        ToolkitError: It cannot be written; nothing is left.
    """
    parent = _open_parent(target)
    try:
        _check_absent(parent, target)
        with _Scratch.beside(parent, target) as scratch:
            for path, data in files:
                scratch.write(path, data)
            scratch.publish(target)
            return scratch.count
    except OSError as error:
        raise ToolkitError(
            f"cannot write {target}: {error.strerror}; {_NOTHING}", where=str(target)
        ) from error
    finally:
        os.close(parent)


def _open_parent(target: Path) -> int:
    """Return a descriptor of the folder above, reached without any link."""
    if target.name in {"", ".."}:
        raise _exists(target)
    above = target.parent
    parts = above.parts[1:] if above.anchor else above.parts
    descriptor = os.open(above.anchor or ".", _FOLDER)
    so_far = Path(above.anchor)
    for part in parts:
        so_far /= part
        try:
            below = os.open(part, _FOLDER, dir_fd=descriptor)
        except OSError as error:
            raise _no_way(so_far, error) from error
        finally:
            os.close(descriptor)
        descriptor = below
    return descriptor


def _no_way(folder: Path, error: OSError) -> ToolkitError:
    if folder.is_symlink():
        hint = "give the folder that the link leads to"
        return ReleaseRefusedError(Reason.EXTRACT_LINK, where=str(folder), hint=hint)
    hint = f"make it first: mkdir -p {folder}" if error.errno == errno.ENOENT else ""
    return ToolkitError(f"{folder}: {error.strerror}; {_NOTHING}", hint=hint)


def _check_absent(parent: int, target: Path) -> None:
    try:
        os.stat(target.name, dir_fd=parent, follow_symlinks=False)
    except FileNotFoundError:
        return
    except OSError as error:
        raise ToolkitError(f"cannot write {target}: {error.strerror}; {_NOTHING}") from error
    raise _exists(target)


def _exists(target: Path) -> ReleaseRefusedError:
    hint = "give a folder that does not exist yet, or move that one away"
    return ReleaseRefusedError(Reason.EXTRACT_EXISTS, where=str(target), hint=hint)


@dataclass
class _Scratch:
    """The folder under its hidden name, while it is filled."""

    parent: int
    name: str
    root: int
    count: int = 0
    open_folders: dict[str, int] = field(default_factory=dict)
    """The folder that is written to and those above it: no more descriptors than levels."""
    folders: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    published: bool = False

    @classmethod
    @contextlib.contextmanager
    def beside(cls, parent: int, target: Path) -> Iterator[_Scratch]:
        name = f".{target.name[:100]}.{secrets.token_hex(8)}"
        os.mkdir(name, 0o700, dir_fd=parent)
        root = os.open(name, _FOLDER, dir_fd=parent)
        scratch = cls(parent, name, root)
        try:
            yield scratch
        finally:
            scratch.close()

    def write(self, path: str, data: bytes) -> None:
        """Write one file, its folders before it; it is on the disk afterwards."""
        folder, _, name = path.rpartition("/")
        descriptor = os.open(name, _NEW_FILE, _FILE_MODE, dir_fd=self._folder(folder))
        self.written.append(path)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), _FILE_MODE)
            os.fsync(file.fileno())
        self.count += 1

    def _folder(self, path: str) -> int:
        """Return a descriptor of a folder, which is made where it is not yet there."""
        for other in reversed(list(self.open_folders)):
            if not f"{path}/".startswith(f"{other}/"):
                self._leave(other)
        if not path:
            return self.root
        if path not in self.open_folders:
            above, _, name = path.rpartition("/")
            inside = self._folder(above)
            if path not in self.folders:
                os.mkdir(name, _FOLDER_MODE, dir_fd=inside)
                self.folders.append(path)
            self.open_folders[path] = os.open(name, _FOLDER, dir_fd=inside)
            os.fchmod(self.open_folders[path], _FOLDER_MODE)
        return self.open_folders[path]

    def _leave(self, path: str) -> None:
        descriptor = self.open_folders.pop(path)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def publish(self, target: Path) -> None:
        """Give the folder its final name, if that is still free."""
        self._folder("")  # leaves, and so syncs, all others
        os.fsync(self.root)
        os.fchmod(self.root, _FOLDER_MODE)
        try:
            _rename_exclusively(self.parent, self.name, target.name)
        except OSError as error:
            if error.errno in {errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR}:
                raise _exists(target) from error
            raise
        self.published = True
        with contextlib.suppress(OSError):  # some file systems cannot sync a folder
            os.fsync(self.parent)

    def close(self) -> None:
        """Let go of the folders; take away what was not published."""
        with contextlib.suppress(OSError):
            self._remove()
        for descriptor in (*self.open_folders.values(), self.root):
            os.close(descriptor)

    def _remove(self) -> None:
        if self.published:
            return
        for path in self.written:
            folder, _, name = path.rpartition("/")
            os.unlink(name, dir_fd=self._folder(folder))
        for path in reversed(self.folders):
            folder, _, name = path.rpartition("/")
            os.rmdir(name, dir_fd=self._folder(folder))
        os.rmdir(self.name, dir_fd=self.parent)


def _rename_exclusively(folder: int, old: str, new: str) -> None:
    """Rename within a folder, unless the new name is taken.

    Raises:
        OSError: It is taken (EEXIST), or the folder cannot be written.
    """
    library = ctypes.CDLL(None, use_errno=True)
    for name, flag in _EXCLUSIVE.items():
        function = getattr(library, name, None)
        if function is None:
            continue
        if function(folder, os.fsencode(old), folder, os.fsencode(new), flag) == 0:
            return
        code = ctypes.get_errno()
        if code not in _UNSUPPORTED:
            raise OSError(code, os.strerror(code))
    try:
        os.stat(new, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        os.rename(old, new, src_dir_fd=folder, dst_dir_fd=folder)
    else:
        raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))

"""Folders become trees; bytes become files, whole or not at all."""

from __future__ import annotations

import contextlib
import itertools
import os
import shlex
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from toolkit.errors import ToolkitError
from toolkit.pack.limits import MAX_ENTRIES, MAX_FILE_BYTES, MAX_TREE_BYTES
from toolkit.pack.tree import Entry, Kind, Tree

_SKIPPED = frozenset({".git"})
"""The repository itself is never part of a pack that is its root."""
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_MAX_WALK_DEPTH = 64
"""Folders in folders that are walked: far beyond what a path of a pack may have."""


def read_folder(folder: Path, *, ignored: frozenset[str] = frozenset()) -> Tree:
    """Read every file below ``folder`` into a tree; ``ignored`` paths are left out.

    Nothing but regular files is opened, links are never followed, and what
    exceeds `toolkit.pack.limits` is named in the tree instead of held. Where
    ``folder`` itself is reached through a symbolic link, the tree has an entry
    ``"."`` whose note is the name of the link.

    Raises:
        ToolkitError: There is no such folder, or it cannot be listed.
    """
    if not folder.is_dir():
        what = "not a folder" if folder.exists() else "no such folder"
        raise ToolkitError(f"{what}: {folder}", hint="give the folder that holds the manifest")
    walk = _Walk(ignored)
    try:
        with _opened_folder(folder) as descriptor:
            walk.enter(descriptor, "")
    except OSError as error:
        raise ToolkitError(f"cannot list {folder}: {error.strerror}") from error
    link = _link_on(folder)
    if link is not None:
        walk.entries.append(Entry(path=".", kind=Kind.SYMLINK, note=link.name))
    return Tree.of(walk.entries, name=folder.resolve().name)


def _link_on(folder: Path) -> Path | None:
    """Return the first part of the path, as it was given, that is a symbolic link."""
    so_far = Path(folder.anchor)
    for part in folder.parts[1 if folder.anchor else 0 :]:
        so_far /= part
        if so_far.is_symlink():
            return so_far
    return None


@contextlib.contextmanager
def _opened_folder(name: str | Path, inside: int | None = None) -> Iterator[int]:
    """Give a descriptor of a folder; one that is named ``inside`` another is no link."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
    if inside is not None:
        flags |= os.O_NOFOLLOW
    descriptor = os.open(name, flags, dir_fd=inside)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@dataclass
class _Walk:
    """One pass over a folder, within the limits.

    Everything is opened by its name in a folder that is open already: nobody can
    swap a folder above for a link meanwhile, and the system has no path to walk.
    """

    ignored: frozenset[str]
    entries: list[Entry] = field(default_factory=list)
    total: int = 0

    def enter(self, folder: int, prefix: str) -> None:
        with os.scandir(folder) as listing:
            children = sorted(listing, key=attrgetter("name"))
        for child in children:
            name = child.name
            path = prefix + name
            if (not prefix and name in _SKIPPED) or path in self.ignored:
                continue
            if len(self.entries) >= MAX_ENTRIES:
                note = f"more than {MAX_ENTRIES:,} files: the rest was not read"
                self.entries.append(Entry(path=path, kind=Kind.UNREADABLE, note=note))
                return
            if child.is_file(follow_symlinks=False):
                self.entries.append(self._file(name, path, folder))
            elif child.is_dir(follow_symlinks=False):
                self._folder(name, path, folder)
            else:
                self.entries.append(_other(child, path, folder))

    def _folder(self, name: str, path: str, inside: int) -> None:
        if path.count("/") >= _MAX_WALK_DEPTH:
            note = f"folders are nested deeper than {_MAX_WALK_DEPTH} levels"
            self.entries.append(Entry(path=path, kind=Kind.UNREADABLE, note=note))
            return
        try:
            with _opened_folder(name, inside) as descriptor:
                self.enter(descriptor, f"{path}/")
        except OSError as error:
            note = f"the folder cannot be listed: {error.strerror}"
            self.entries.append(Entry(path=path, kind=Kind.UNREADABLE, note=note))

    def _file(self, name: str, path: str, inside: int) -> Entry:
        try:
            data, executable = _read_opened(name, limit=MAX_FILE_BYTES, inside=inside)
        except NotRegularError as error:
            return Entry(path=path, kind=Kind.OTHER, note=str(error))
        except (OSError, ToolkitError) as error:
            return _unreadable(path, error)
        self.total += len(data)
        if self.total > MAX_TREE_BYTES:
            note = f"the files before it already have {MAX_TREE_BYTES:,} bytes"
            return Entry(path=path, kind=Kind.UNREADABLE, note=note)
        return Entry(path=path, data=data, executable=executable)


def _other(child: os.DirEntry[str], path: str, inside: int) -> Entry:
    """Return the entry of a link or of something that is never opened."""
    if child.is_symlink():
        return Entry(path=path, kind=Kind.SYMLINK)
    try:
        mode = os.stat(child.name, dir_fd=inside, follow_symlinks=False).st_mode
    except OSError as error:
        return _unreadable(path, error)
    return Entry(path=path, kind=Kind.OTHER, note=_kind_name(mode))


def _unreadable(path: str, error: OSError | ToolkitError) -> Entry:
    note = error.strerror if isinstance(error, OSError) else str(error)
    return Entry(path=path, kind=Kind.UNREADABLE, note=note or "cannot be read")


class TooLargeError(ToolkitError):
    """There is more to read than the stated limit."""


class NotRegularError(Exception):
    """A path leads to something other than a regular file."""


def read_regular(path: Path, *, limit: int) -> tuple[bytes, bool]:
    """Return the bytes of a regular file and whether its owner may execute it.

    Never follows a link in the last part and never waits for a FIFO.

    Raises:
        NotRegularError: It is a link, device, socket, FIFO or folder.
        TooLargeError: It has more than ``limit`` bytes.
        OSError: It cannot be read.
    """
    mode = path.lstat().st_mode
    if not stat.S_ISREG(mode):
        raise NotRegularError(_kind_name(mode))
    return _read_opened(path, limit=limit)


_TO_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def _read_opened(path: str | Path, *, limit: int, inside: int | None = None) -> tuple[bytes, bool]:
    """Read what was just seen to be a regular file, if it still is when it is open."""
    descriptor = os.open(path, _TO_READ, dir_fd=inside)
    try:
        status = os.fstat(descriptor)
        mode, size = status.st_mode, status.st_size
        if not stat.S_ISREG(mode):
            raise NotRegularError(_kind_name(mode))
        data = os.read(descriptor, min(size, limit) + 1)
        # One byte more was asked for: as many as the file has are all of them.
        while len(data) != size and len(data) <= limit:
            more = os.read(descriptor, limit + 1 - len(data))
            if not more:
                break
            data += more
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise TooLargeError(f"larger than {limit:,} bytes")
    return data, bool(mode & stat.S_IXUSR)


def _kind_name(mode: int) -> str:
    names = {
        stat.S_IFLNK: "symbolic link",
        stat.S_IFDIR: "folder",
        stat.S_IFIFO: "FIFO",
        stat.S_IFSOCK: "socket",
        stat.S_IFCHR: "character device",
        stat.S_IFBLK: "block device",
    }
    return names.get(stat.S_IFMT(mode), "special file")


def write_atomic(path: Path, data: bytes) -> None:
    """Write a file so that at every moment the old or the new bytes stand there, whole.

    Keeps the mode of a file that it replaces; refuses to write through a link, and
    to replace what is no file, such as ``/dev/null``, or is protected from writing.

    Raises:
        ToolkitError: It cannot be written; nothing was changed.
    """
    write_all_atomic({path: data})


def write_all_atomic(files: Mapping[Path, bytes]) -> None:
    """Write files so that each is whole at every moment, in order, all of them or none.

    All are complete beside their places before the first one gets its name. What
    is left to fail then is a power cut: the first files may then stand there
    without the last.

    Raises:
        ToolkitError: One of them cannot be written; nothing was changed.
    """
    with contextlib.ExitStack() as stack:
        staged = [(path, stack.enter_context(_staged(path, data))) for path, data in files.items()]
        before = {path: path.read_bytes() if path.exists() else None for path, _ in staged[:-1]}
        done: list[Path] = []
        for path, scratch in staged:
            try:
                scratch.replace(path)
            except BaseException as error:  # also where somebody ends us just now
                for each in reversed(done):
                    _put_back(each, before[each])
                if isinstance(error, OSError):
                    raise ToolkitError(f"cannot write {path}: {error.strerror}") from error
                raise
            done.append(path)


def _put_back(path: Path, data: bytes | None) -> None:
    if data is None:
        path.unlink(missing_ok=True)
    else:
        write_atomic(path, data)


def check_replaceable(path: Path) -> None:
    """Refuse a name of which a file cannot take the place.

    Raises:
        ToolkitError: It is a link, or there is something that is neither file nor folder.
    """
    if path.is_symlink():
        raise ToolkitError(f"{path} is a symbolic link", hint="give the file itself")
    if path.exists() and not (path.is_file() or path.is_dir()):
        kind = _kind_name(path.stat().st_mode)
        raise ToolkitError(
            f"{path} is a {kind}, which no file takes the place of", hint="give the name of a file"
        )


@contextlib.contextmanager
def _staged(path: Path, data: bytes) -> Iterator[Path]:
    """Yield a finished file beside the place where it belongs; what is left of it goes away."""
    check_replaceable(path)
    try:
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()
        if not mode & _WRITABLE or (path.exists() and not os.access(path, os.W_OK)):
            raise ToolkitError(
                f"{path} is protected from writing; nothing was changed",
                hint=f"if it is to change: chmod u+w {shlex.quote(str(path))}",
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        scratch = Path(name)
        with _removed_on_failure(scratch), os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
    except OSError as error:
        raise ToolkitError(f"cannot write {path}: {error.strerror}") from error
    try:
        yield scratch
    finally:
        scratch.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


@contextlib.contextmanager
def _removed_on_failure(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_new_folder(
    folder: Path, files: dict[str, bytes], *, check: Callable[[Path], None] | None = None
) -> None:
    """Create ``folder`` with exactly these files: complete, or not there at all.

    ``check`` sees the finished files under a temporary name beside their final
    one; if it raises, nothing is left. Folders above that had to be made go
    away again on failure.

    Raises:
        ToolkitError: Something of that name exists, or it cannot be written.
    """
    if folder.exists() or folder.is_symlink():
        raise ToolkitError(
            f"{folder} exists already", hint="nothing was changed; remove it or choose another name"
        )
    missing = [parent for parent in folder.parents if not parent.exists()]
    try:
        _write_new_folder(folder, files, check)
    except BaseException:
        for parent in missing:
            with contextlib.suppress(OSError):
                parent.rmdir()
        raise


def _write_new_folder(
    folder: Path, files: dict[str, bytes], check: Callable[[Path], None] | None
) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise ToolkitError(f"cannot write to {folder.parent}: {error.strerror}") from error
    try:
        for name, data in files.items():
            path = scratch / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if check is not None:
            check(scratch)
        scratch.chmod(0o777 & ~_umask())
        scratch.rename(folder)
    except OSError as error:
        raise ToolkitError(f"cannot write {folder}: {error.strerror}") from error
    finally:
        remove_folder(scratch)


def read_flat_folder(folder: Path, *, max_files: int, max_bytes: int) -> dict[str, bytes]:
    """Return name and bytes of every file of a folder that has files only.

    Links are never followed and nothing but regular files is opened; no more
    than the limits is held.

    Raises:
        NotRegularError: An entry is a link, a folder or a special file; the
            message is its kind and its name.
        TooLargeError: There are more files or bytes than the limits.
        ToolkitError: Something cannot be read.
    """
    files: dict[str, bytes] = {}
    left = max_bytes
    try:
        with os.scandir(folder) as listing:
            names = sorted(child.name for child in itertools.islice(listing, max_files + 1))
        if len(names) > max_files:
            raise TooLargeError(f"more than {max_files:,} files", where=str(folder))
        for name in names:
            try:
                files[name], _ = read_regular(folder / name, limit=left)
            except NotRegularError as error:
                raise NotRegularError(f"{error} {name}") from error
            left -= len(files[name])
    except OSError as error:
        raise ToolkitError(f"cannot read {folder}: {error.strerror}") from error
    return files


def remove_folder(folder: Path) -> None:
    """Remove a folder of our own with all it holds; nothing happens where there is none."""
    import shutil  # noqa: PLC0415 (rarely needed)

    try:
        shutil.rmtree(folder, ignore_errors=True)
    except KeyboardInterrupt:  # which comes once: what it cut short is done again
        shutil.rmtree(folder, ignore_errors=True)
        raise

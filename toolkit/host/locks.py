"""Locks on folders, which the system drops when their process ends, however it ends."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path
from typing import Final

NO_LOCKS: Final = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL})
"""What a file system says that has no locks."""


def lock(folder: Path) -> int:
    """Return an open descriptor that holds the lock of a folder until it is closed.

    Programs that we start do not get it.

    Raises:
        BlockingIOError: Somebody else has it.
        FileNotFoundError: The folder is not there, or was removed just now.
        OSError: It cannot be opened, or its file system has no locks (`NO_LOCKS`).
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        there = folder.stat()
    except BaseException:
        os.close(descriptor)
        raise
    if os.path.samestat(there, os.fstat(descriptor)):
        return descriptor
    # Whoever had it removed the folder, and somebody made another one.
    os.close(descriptor)
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))

"""One run at a time in a workspace: a lock that the system lets go of when its holder dies."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kamtools.errors import KamError
from kamtools.language import Text


class AlreadyRunning(KamError):
    """Another run is at work in the same workspace."""

    what = Text("这个工作区里另一个 kam run 还没有结束", "another kam run is at work here")
    do = Text("等它结束再运行", "wait until it has ended")


class NoLocks(KamError):
    """The disk can't lock files, so it can't be told whether another run is at work."""

    what = Text("这个文件夹所在的磁盘不能加锁：{reason}", "the disk can't lock files: {reason}")
    do = Text("把工作区移到本机的磁盘上再运行", "move the workspace to a disk of this machine")


_HELD = {errno.EAGAIN, errno.EACCES}
"""How POSIX and Windows say that somebody else holds the lock."""


@contextmanager
def only_one(file: Path) -> Iterator[None]:
    """Hold ``file`` locked for the ``with`` block; raises ``AlreadyRunning`` at once if it is.

    Raises ``NoLocks`` where there are none.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+b") as handle:
        try:
            _lock(handle)
        except OSError as error:
            if error.errno in _HELD:
                raise AlreadyRunning from error
            raise NoLocks(reason=error) from error
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: IO[bytes]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: IO[bytes]) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

"""What the program or its operator did wrong. A mistake in a person's file is a ``Finding``."""

import errno
from functools import partial
from pathlib import Path
from typing import ClassVar

from kamtools.language import Text, speaks_english


class KamError(Exception):
    """Root of every error kamtools raises on purpose.

    A subclass states ``what`` went wrong and what to ``do`` in both languages; the slots of the
    two sentences are filled from the keyword arguments.
    """

    what: ClassVar[Text] = Text("出错了", "something went wrong")
    do: ClassVar[Text] = Text("", "")

    def __init__(self, **values: object) -> None:
        super().__init__(values)
        self.values = values

    def __reduce__(self) -> tuple[object, ...]:
        """Made again from its values, where another process receives it."""
        return partial(type(self), **self.values), ()

    def __str__(self) -> str:
        what, do = self.what.show(**self.values), self.do.show(**self.values)
        return f"{what}{'; ' if speaks_english() else '。'}{do}" if do else what


class NoPermission(KamError):
    """The system lets nobody, or not this person, read or write here."""

    what = Text("没有权限读写“{path}”", "{path} may not be read or written")
    do = Text("看看它是不是只读的、是不是正被别的程序打开；改好权限再运行一次",
              "see whether it is read-only or open elsewhere; allow it and run again")  # fmt: skip


class DiskFull(KamError):
    """There is no space left."""

    what = Text("磁盘满了，写不下", "the disk is full")
    do = Text("腾出空间，再运行一次", "make space and run again")


def refusal(error: OSError) -> KamError | None:
    """What a person is told when the system refuses a file; ``None`` when it is something else."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull()
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return NoPermission(path=_known_to_people(Path(error.filename or "?")))
    return None


def _known_to_people(path: Path) -> Path:
    """``path``, or the folder it was to be made in: what is there and is not hidden."""
    seen = (each for each in (path, *path.parents) if each.name[:1] != "." and _is_there(each))
    return next(seen, path)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # its folder may not be looked into
        return False

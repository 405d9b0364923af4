"""Where the passwords of workbooks come from: never from the command line, where others see it."""

import os
from collections.abc import Sequence
from pathlib import Path

from kamtools.errors import KamError
from kamtools.language import Text
from kamtools.workspace import Workspace

ENVIRONMENT = "KAM_PASSWORD"


class NoPasswordIn(KamError):
    """A password file can't be read, or says nothing."""

    what = Text("密码文件 {file} 里没有密码：{reason}", "{file} has no password: {reason}")
    do = Text("用记事本把密码写进去，一行一个，存成 UTF-8 文本", "write one a line, as UTF-8 text")


def passwords_of(file: Path | None, space: Workspace | None = None) -> Sequence[str]:
    """Those in ``file``, else in ``KAM_PASSWORD``, else in the file that ``kam.toml`` names.

    Raises ``NoPasswordIn``, or what the settings raise.
    """
    if file is not None:
        return passwords_in(file)
    if given := os.environ.get(ENVIRONMENT):
        return (given,)
    named = space.settings.returns.password_file if space else ""
    return passwords_in(space.root / named) if space and named else ()


def passwords_in(file: Path) -> Sequence[str]:
    """One a line; empty lines and blanks at a line's ends don't count. Raises ``NoPasswordIn``."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or Text("不是 UTF-8", "it is not UTF-8").show()
        raise NoPasswordIn(file=file, reason=reason) from error
    found = tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))
    if not found:
        raise NoPasswordIn(file=file, reason=Text("是空的", "it is empty").show())
    return found

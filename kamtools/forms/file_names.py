"""File names made of data: a customer's name must not break a path on any system."""

import re
import unicodedata
from collections.abc import Mapping

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def safe_name(text: str, longest: int = 40) -> str:
    """``text`` as a file name without extension, for Windows, macOS and Linux alike.

    Forbidden and invisible characters become ``_``, dots and spaces at the ends go (Windows drops
    them itself), Windows' device names get a ``_``, and it is cut to ``longest`` characters.
    An empty text is ``_``.
    """
    shown = "".join(
        mark if unicodedata.category(mark)[0] != "C" else "_"
        for mark in unicodedata.normalize("NFC", text)
    )
    name = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", shown))[:longest].strip(" .")
    return f"_{name}" if not name or _RESERVED.fullmatch(name) else name


def file_names(called: Mapping[str, str]) -> dict[str, str]:
    """``K001_启明酒店.xlsx`` for each id and its name; who would share a file gets a number.

    Also on a disk that takes ``e01`` and ``E01`` for the same. Whoever has the smaller id comes
    first, so give everybody, not only those whose files are written: then a name stays.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for key in sorted(called):
        name = stem = f"{safe_name(key)}_{safe_name(called[key])}"
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}({number})"
        taken.add(name.casefold())
        names[key] = f"{name}.xlsx"
    return names

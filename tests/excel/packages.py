"""Workbooks taken apart and put together again, for what no library writes."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

Edit = tuple[str, str]
Parts = dict[str, bytes]


def altered(
    path: Path,
    edits: Mapping[str, Sequence[Edit]],
    extension: str = "",
    more: Mapping[str, bytes] | None = None,
) -> Path:
    """A copy with texts of parts replaced (each must be there) and with ``more`` parts."""
    out = path.with_name(f"{path.stem}_altered{extension or path.suffix}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            for old, new in edits.get(name, ()):
                assert old.encode() in data, (name, old)
                data = data.replace(old.encode(), new.encode())
            target.writestr(name, data)
        for name, data in (more or {}).items():
            target.writestr(name, data)
    return out


def put_together(path: Path, data: Parts) -> Path:
    """Zip parts up under a name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, one in data.items():
            archive.writestr(name, one)
    return path


def parts(path: Path) -> Parts:
    """All parts of a package."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert len(set(archive.namelist())) == len(archive.namelist())
        return {name: archive.read(name) for name in archive.namelist()}


def changed_parts(before: Path, after: Path) -> set[str]:
    """The parts that differ, are gone, or are new."""
    old, new = parts(before), parts(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}

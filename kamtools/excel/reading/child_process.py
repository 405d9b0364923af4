"""The process that lets calamine read one workbook, under limits; run as a script by ``grids``.

Damaged workbooks make readers panic, abort, loop, or allocate without end. Here that costs one
child, not the program. Imports nothing of kamtools, so that it starts in some 15 ms.

Writes pickles to stdout: ``("sheet", name, hidden, rows, merges)`` per sheet,
``("problem", sheet, kind, text)`` for what could not be read, ``("end",)`` last.
"""

import pickle
import sys
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import python_calamine as calamine

LEGACY = (".xls", ".xla")
ZIPPED = (".xlsx", ".xlsm", ".xlam", ".xlsb", ".ods")
MAX_CELLS = 8_000_000
"""Filled-in cells of one workbook (a million rows of eight)."""


def main(path: str, memory: int) -> None:
    """Read the workbook at ``path`` with at most ``memory`` bytes of address space."""
    _limit(memory)
    out = sys.stdout.buffer
    try:
        _send_sheets(_opened(path), out)
    except calamine.PasswordError:
        pickle.dump(("problem", None, "password", ""), out, 5)
    except MemoryError:
        pickle.dump(("problem", None, "large", ""), out, 5)
    except BaseException as error:  # a Rust panic is no Exception
        pickle.dump(("problem", None, "broken", _short(error)), out, 5)
    pickle.dump(("end",), out, 5)


def _opened(path: str) -> Any:
    """By its content; by its name only where that agrees, for then errors say what is wrong."""
    content = Path(path).read_bytes()
    legacy = content.startswith(b"\xd0\xcf\x11\xe0")
    if path.lower().endswith(LEGACY if legacy else ZIPPED):
        return calamine.CalamineWorkbook.from_path(path)
    return calamine.CalamineWorkbook.from_filelike(BytesIO(content))


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; the time limit still holds
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    for limit, size in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(limit, (size, size))
        except (ValueError, OSError):  # macOS refuses some; the time limit still holds
            continue


def _send_sheets(workbook: Any, out: IO[bytes]) -> None:
    room = MAX_CELLS
    for sheet in workbook.sheets_metadata:
        if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        hidden = sheet.visible != calamine.SheetVisibleEnum.Visible
        try:
            grid = workbook.get_sheet_by_name(sheet.name)
            rows = _trimmed(grid.to_python(skip_empty_area=False))
        except MemoryError:
            raise
        except BaseException as error:
            pickle.dump(("problem", sheet.name, "broken", _short(error)), out, 5)
            continue
        room -= sum(map(len, rows))
        if room < 0:
            raise MemoryError
        pickle.dump(("sheet", sheet.name, hidden, rows, _merges(grid)), out, 5)


def _trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    """Without the empty cells and rows at the ends, which formats alone can make a million of."""
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _merges(grid: Any) -> list[tuple[int, int, int, int]]:
    try:
        found = grid.merged_cell_ranges or []
    except BaseException:
        return []
    return [(top, left, bottom, right) for (top, left), (bottom, right) in found]


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

"""What people call a cell of a form: by its placeholder, not by the ledger's column."""

import re

from kamtools.forms.binding import paths_in
from kamtools.forms.identity import BoundCell

_SLOT = re.compile(r"\[(\d+)\]")


def label(cell: BoundCell) -> str:
    """``地址``, ``联系人·张三·手机``, ``门店·S01·目标 5``; a free row has its number, from 1."""
    return "、".join(_of_path(path, cell) for path in paths_in(cell.path)) or cell.path


def _of_path(path: str, cell: BoundCell) -> str:
    head, repeats, rest = path.partition("[].")
    if repeats:
        return f"{head}·{_record(cell)}·{_slots(rest)}"
    first, _, rest = path.partition(".")
    return _slots(path if not rest or "[" in first else rest)


def _record(cell: BoundCell) -> str:
    if cell.field and cell.field.key[-1]:
        return cell.field.key[-1]
    return "新行" if cell.item is None or cell.item < 0 else f"第 {cell.item + 1} 行"


def _slots(path: str) -> str:
    return _SLOT.sub(r" \1", path).replace(".", "·")

"""Cells written next to each other, told as one: a note of three cells is one note."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kamtools.excel.changes import Value
from kamtools.excel.references import address
from kamtools.forms.printed import Content
from kamtools.forms.sent_values import text_of
from kamtools.returns.elsewhere import Elsewhere

_MANY = 30
"""With more pieces than that, those of adjoining rows are one: a table pasted below the form."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An area of one sheet, rows and columns inclusive, and what stands in it."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int
    value: Value
    was: Content = None

    @property
    def area(self) -> str:
        """``A45``, or ``A45:C46``."""
        first, last = address(self.top, self.left), address(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"


def grouped(found: Iterable[Elsewhere]) -> list[Piece]:
    """``found``, in reading order, as pieces; what was written over print stands alone."""
    pieces: list[Piece] = []
    for each in found:
        cell = each.cell
        new = Piece(cell.sheet, cell.row, cell.column, cell.row, cell.column, each.value, each.was)
        last = pieces[-1] if pieces else None
        if last and _both_new(last, new) and _adjoin(last, new):
            text = f"{text_of(last.value)} | {text_of(new.value)}"
            pieces[-1] = replace(last, right=new.right, value=text)
        else:
            pieces.append(new)
    return pieces if len(pieces) <= _MANY else _piled(pieces)


def _piled(pieces: Sequence[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for new in pieces:
        last = found[-1] if found else None
        near = last is not None and last.sheet == new.sheet and new.top <= last.bottom + 1
        if last and near and _both_new(last, new):
            found[-1] = replace(
                last, bottom=new.bottom, left=min(last.left, new.left),
                right=max(last.right, new.right),
                value=f"{text_of(last.value)}\n{text_of(new.value)}",
            )  # fmt: skip
        else:
            found.append(new)
    return found


def _adjoin(one: Piece, other: Piece) -> bool:
    return (one.sheet, one.top, one.right + 1) == (other.sheet, other.top, other.left)


def _both_new(one: Piece, other: Piece) -> bool:
    return one.was is None and other.was is None

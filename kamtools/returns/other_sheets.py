"""Sheets of a returned workbook that look like the form and are not read: copies, other forms.

A clerk copies a form's sheet and fills in the copy, or puts the sheets of two stores into one file.
What stands there reaches nobody unless somebody says so.
"""

from collections.abc import Iterator, Mapping

from kamtools.excel.changes import Cell
from kamtools.excel.returned import Cells
from kamtools.findings import Finding, Place
from kamtools.forms.identity import FILE_NAME, Identity
from kamtools.forms.record import is_record
from kamtools.forms.sent_values import same, text_of
from kamtools.returns import read_findings as say

_ALIKE = 0.6
"""With so many of a sheet's texts at the same places, another sheet is of the same form."""
_ENOUGH = 4
"""So many texts must agree at least."""


def other_forms(file: str, identity: Identity, now: Cells) -> Iterator[Finding]:
    """Forms that were sent beside ``identity`` and lie in the same file, by their ids."""
    for number in ids_in(now):
        if number != identity.file_id:
            yield say.OTHER_FORM.at(Place(file), id=number)


def ids_in(now: Cells) -> list[str]:
    """The ids of the forms whose names the workbook has."""
    return [name.removeprefix(FILE_NAME) for name in now.names if name.startswith(FILE_NAME)]


def look_alikes(file: str, now: Cells, places: Mapping[str, Cell]) -> Iterator[Finding]:
    """Sheets like one on which ``places`` lie, each once."""
    mine = {cell.sheet for cell in places.values()}
    others = [
        other
        for other in now.states
        if other not in mine and not is_record(now.at(Cell(other, 1, 1)).value)
    ]
    texts = _texts(now) if others else {}
    for other in others:
        for sheet in mine:
            if _alike(texts.get(sheet, {}), texts.get(other, {})):
                equal = all(
                    same(now.at(cell).value, now.at(Cell(other, cell.row, cell.column)).value)
                    for cell in places.values()
                    if cell.sheet == sheet
                )
                kind = say.COPIED_SHEET if equal else say.LIKE_SHEET
                yield kind.at(Place(file, other), read=sheet)
                break


def _texts(now: Cells) -> dict[str, dict[tuple[int, int], str]]:
    found: dict[str, dict[tuple[int, int], str]] = {sheet: {} for sheet in now.states}
    for cell, read in now.cells.items():
        if read.kind == "text" and cell.sheet in found:
            found[cell.sheet][cell.row, cell.column] = text_of(read.value)
    return found


def _alike(one: Mapping[tuple[int, int], str], other: Mapping[tuple[int, int], str]) -> bool:
    agree = sum(other.get(place) == text for place, text in one.items())
    return agree >= max(_ENOUGH, _ALIKE * len(one))

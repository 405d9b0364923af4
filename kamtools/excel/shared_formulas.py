"""Formulas as a sheet stores them: read out in full, and shared ones written out one by one."""

from collections.abc import Iterator
from typing import NamedTuple

from kamtools.excel.formulas import read_formula
from kamtools.excel.markup import Element, drop_attributes
from kamtools.excel.sheet import Sheet


class StoredFormula(NamedTuple):
    """A formula at its cell. ``kind`` is normal, shared, array or dataTable."""

    row: int
    column: int
    cell: Element
    element: Element
    text: str
    kind: str


def formulas_of(sheet: Sheet) -> Iterator[StoredFormula]:
    """Every formula of a sheet; the children of shared ones with the text they stand for."""
    masters: dict[str, tuple[int, int, str]] = {}
    for row, column, cell, element in sheet.formula_cells():
        kind, text = element.get("t", "normal"), element.text or ""
        if kind == "shared":
            number = element.get("si", "")
            if text:
                masters[number] = row, column, text
            elif number in masters:
                top, left, master = masters[number]
                text = read_formula(master).moved(row - top, column - left)
        yield StoredFormula(row, column, cell, element, text, kind)


def write_out_shared(sheet: Sheet) -> None:
    """Give every cell of a shared formula its own text, so that each can be moved."""
    for formula in list(formulas_of(sheet)):
        if formula.kind == "shared":
            drop_attributes(formula.element, "t", "si", "ref")
            formula.element.text = formula.text

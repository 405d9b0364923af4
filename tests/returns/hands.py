"""What people do to a workbook, done to its package: rows and names move as in Excel."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from lxml import etree

from kamtools.excel.book import Book
from kamtools.excel.cells import clear, put
from kamtools.excel.changes import Cell, Value
from kamtools.excel.markup import RELATIONS, Element, main
from kamtools.excel.references import (
    Corner,
    Reference,
    address,
    read_reference,
)
from kamtools.excel.sheet import Sheet

Shift = Callable[[int], int | None]
"""Where a row (or column) stands afterwards; None when it is deleted."""


class Hands:
    """A workbook in somebody's hands; ``save`` gives it back."""

    def __init__(self, path: Path) -> None:
        self.book = Book(path)

    def save(self, out: Path) -> Path:
        self.book.tree(self.book.part)
        self.book.touch(self.book.part)
        self.book.save(out)
        return out

    def _sheet(self, name: str) -> Sheet:
        part = self.book.sheets[name]
        root = self.book.tree(part)
        self.book.touch(part)
        return Sheet(name, part, root)

    def type(self, cell: Cell, value: Value) -> None:
        """Type a value; what it is not, it is no more."""
        element = self._sheet(cell.sheet).ensure(cell.row, cell.column)
        put(element, value)

    def type_formula(self, cell: Cell, formula: str, result: str | None) -> None:
        element = self._sheet(cell.sheet).ensure(cell.row, cell.column)
        clear(element)
        made = element.makeelement(main("f"))
        made.text = formula
        element.append(made)
        if result is not None:
            value = element.makeelement(main("v"))
            value.text = result
            element.append(value)

    def cut(self, source: Cell, target: Cell) -> None:
        """Cut a cell and paste it, or drag it: its name goes along, the target's is lost."""
        self._lift(source, target)
        for name in self._names():
            found = read_reference(name.text or "")
            if found is None or not found.single:
                continue
            at = Cell(found.sheet or "", found.first.row, found.first.column)
            if at == target:
                name.text = f"{found.prefix}#REF!"
            elif at == source:
                corner = Corner(target.column, True, target.row, True)
                name.text = str(Reference(found.prefix, corner))

    def delete_cell(self, at: Cell, last: int) -> None:
        """Delete one cell and let those below, down to row ``last``, move up, names and all."""
        self.type(at, None)
        self._lose(at)
        for row in range(at.row, last):
            self.cut(Cell(at.sheet, row + 1, at.column), Cell(at.sheet, row, at.column))

    def _lose(self, at: Cell) -> None:
        for name in self._names():
            found = read_reference(name.text or "")
            if (
                found
                and found.single
                and Cell(found.sheet or "", found.first.row, found.first.column) == at
            ):
                name.text = f"{found.prefix}#REF!"

    def _lift(self, source: Cell, target: Cell) -> None:
        sheet = self._sheet(source.sheet)
        one, other = (
            sheet.ensure(source.row, source.column),
            sheet.ensure(target.row, target.column),
        )
        clear(other)
        for child in list(one):
            other.append(child)
        if kind := one.get("t"):
            other.set("t", kind)
        if style := one.get("s"):
            other.set("s", style)
        clear(one)

    def restyle(self, at: Cell, style: int) -> None:
        """Paste another cell's format over one."""
        self._sheet(at.sheet).ensure(at.row, at.column).set("s", str(style))

    @property
    def styles(self) -> int:
        """How many cell formats the workbook has."""
        formats = self.book.tree(next(self.book.related(self.book.part, "styles")))
        return len(list(formats.iterfind(f"{main('cellXfs')}/{main('xf')}")))

    def strip_rules(self, sheet: str) -> None:
        """Paste over validations, conditional formats and merges; take the protection off."""
        root = self._sheet(sheet).root
        for tag in ("dataValidations", "conditionalFormatting", "mergeCells", "sheetProtection"):
            for element in list(root.iter(main(tag))):
                element.getparent().remove(element)  # type: ignore[union-attr]

    def merge(self, sheet: str, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Merge an area that meets no other; its cells must be cleared already, but the first."""
        held = self._sheet(sheet)
        area = Reference("", Corner(first[1], False, first[0], False),
                         Corner(last[1], False, last[0], False))  # fmt: skip
        if first == last or any(
            _meet(area, found)
            for merge in held.root.iter(main("mergeCell"))
            if (found := read_reference(merge.get("ref", "")))
        ):
            return
        holder = held.root.find(main("mergeCells"))
        if holder is None:
            holder = held.root.makeelement(main("mergeCells"))
            held.data.addnext(holder)
        etree.SubElement(holder, main("mergeCell"), {"ref": str(area)})

    def copy_sheet(self, name: str, new: str) -> None:
        """Copy a sheet within the workbook; hidden names stay with the first."""
        part = self.book.sheets[name]
        self.book.tree(part)
        data = etree.tostring(self.book.tree(part))
        made = f"xl/worksheets/copy{len(self.book.sheets)}.xml"
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        link = self.book.add(made, data, kind, "worksheet")
        holder = self.book.root.find(main("sheets"))
        assert holder is not None
        number = max(int(sheet.get("sheetId", "0")) for sheet in holder) + 1
        sheet = etree.SubElement(holder, main("sheet"), {"name": new, "sheetId": str(number)})
        sheet.set(f"{{{RELATIONS}}}id", link)
        self.book.__dict__.pop("sheets", None)

    def hide_sheet(self, name: str) -> None:
        for sheet in self.book.root.iter(main("sheet")):
            if sheet.get("name") == name:
                sheet.set("state", "hidden")

    def insert_rows(self, sheet: str, at: int, count: int = 1, *, names_too: bool = True) -> None:
        self._move(sheet, "row", _opened(at, count), names_too)

    def delete_rows(self, sheet: str, at: int, count: int = 1) -> None:
        self._move(sheet, "row", _closed(at, count), True)

    def insert_columns(self, sheet: str, at: int, count: int = 1) -> None:
        self._move(sheet, "column", _opened(at, count), True)

    def delete_columns(self, sheet: str, at: int, count: int = 1) -> None:
        self._move(sheet, "column", _closed(at, count), True)

    def sort_rows(self, sheet: str, order: Sequence[int], columns: Sequence[int]) -> None:
        """Lay what stands in the rows of ``order`` into these rows, lowest first."""
        held = self._sheet(sheet)
        taken = {
            (row, column): list(held.ensure(row, column)) for row in order for column in columns
        }
        kinds = {place: held.ensure(*place).get("t") for place in taken}
        for target, source in zip(sorted(order), order, strict=True):
            for column in columns:
                cell = held.ensure(target, column)
                clear(cell)
                cell.extend(taken[source, column])
                if kinds[source, column]:
                    cell.set("t", kinds[source, column] or "")

    def rename_sheet(self, old: str, new: str) -> None:
        for sheet in self.book.root.iter(main("sheet")):
            if sheet.get("name") == old:
                sheet.set("name", new)
        prefix = "'" + new.replace("'", "''") + "'!"
        for name in self._names():
            found = read_reference(name.text or "")
            if found and found.sheet == old:
                name.text = str(Reference(prefix, found.first, found.last))
        self.book.__dict__.pop("sheets", None)

    def move_last_sheet_first(self) -> None:
        holder = self.book.root.find(main("sheets"))
        assert holder is not None
        holder.insert(0, holder[-1])
        self.book.__dict__.pop("sheets", None)

    def show_all_sheets(self) -> None:
        for sheet in self.book.root.iter(main("sheet")):
            sheet.attrib.pop("state", None)

    def delete_sheet(self, name: str) -> None:
        for sheet in list(self.book.root.iter(main("sheet"))):
            if sheet.get("name") == name:
                sheet.getparent().remove(sheet)  # type: ignore[union-attr]
        for each in self._names():
            found = read_reference(each.text or "")
            if found and found.sheet == name:
                each.text = "#REF!"
        self.book.__dict__.pop("sheets", None)

    def drop_names(self, start: str = "_kam") -> None:
        for name in self._names():
            if name.get("name", "").startswith(start):
                name.getparent().remove(name)  # type: ignore[union-attr]

    def copy_name(self, start: str, new: str) -> None:
        """Add a copy of the first such name, called otherwise."""
        for name in self._names():
            if name.get("name", "").startswith(start):
                other = deepcopy(name)
                other.set("name", new)
                name.addnext(other)
                return

    def _names(self) -> list[Element]:
        return list(self.book.root.iter(main("definedName")))

    def _move(self, name: str, axis: str, shift: Shift, names_too: bool) -> None:
        sheet = self._sheet(name)
        for row in list(sheet.data):
            number = int(row.get("r", "0"))
            new = shift(number) if axis == "row" else number
            if new is None:
                sheet.data.remove(row)
                continue
            for cell in list(row):
                found = read_reference(cell.get("r", ""))
                assert found is not None
                column = shift(found.first.column) if axis == "column" else found.first.column
                if column is None:
                    row.remove(cell)
                else:
                    cell.set("r", address(new, column))
            row.set("r", str(new))
        self._move_merges(sheet, axis, shift)
        if names_too:
            self._move_names(name, axis, shift)

    def _move_merges(self, sheet: Sheet, axis: str, shift: Shift) -> None:
        for merge in list(sheet.root.iter(main("mergeCell"))):
            found = read_reference(merge.get("ref", ""))
            assert found is not None
            moved = _moved(found, axis, shift)
            if moved is None:
                merge.getparent().remove(merge)  # type: ignore[union-attr]
            else:
                merge.set("ref", str(moved))

    def _move_names(self, sheet: str, axis: str, shift: Shift) -> None:
        for name in self._names():
            found = read_reference(name.text or "")
            if found and found.sheet == sheet:
                moved = _moved(found, axis, shift)
                name.text = f"{found.prefix}#REF!" if moved is None else str(moved)


def _opened(at: int, count: int) -> Shift:
    return lambda number: number + count if number >= at else number


def _closed(at: int, count: int) -> Shift:
    def shift(number: int) -> int | None:
        if number < at:
            return number
        return None if number < at + count else number - count

    return shift


def _meet(one: Reference, other: Reference) -> bool:
    ends = [(each.first, each.last or each.first) for each in (one, other)]
    (a, b), (c, d) = ends
    return (a.row <= d.row and c.row <= b.row) and (a.column <= d.column and c.column <= b.column)


def _moved(found: Reference, axis: str, shift: Shift) -> Reference | None:
    ends = [_corner(corner, axis, shift) for corner in (found.first, found.last) if corner]
    if any(end is None for end in ends):
        return None
    first, *last = ends
    return Reference(found.prefix, first, last[0] if last else None)  # type: ignore[arg-type]


def _corner(corner: Corner, axis: str, shift: Shift) -> Corner | None:
    number: Any = getattr(corner, axis)
    if not number:
        return corner
    new = shift(number)
    if new is None:
        return None
    row = new if axis == "row" else corner.row
    column = new if axis == "column" else corner.column
    return Corner(column, corner.column_fixed, row, corner.row_fixed)


def at(sheet: str, text: str) -> Cell:
    """The cell at an A1 address."""
    found = read_reference(text)
    assert found is not None
    return Cell(sheet, found.first.row, found.first.column)

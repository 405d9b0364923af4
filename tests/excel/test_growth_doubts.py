"""What rows can't do when they grow is said, not passed over; and what ends a sheet."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from kamtools.excel.changes import Cell, Changes, Grow
from kamtools.excel.rows import SheetTooLong
from kamtools.excel.write import write
from kamtools.findings import Finding
from tests.excel.corpus import OFFICE, PIXEL
from tests.excel.packages import altered, parts

ONE = "xl/worksheets/sheet1.xml"
Draw = Callable[[Any, Any], None]


def drawn(folder: Path, draw: Draw) -> Path:
    path = folder / "form.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        for row in range(1, 11):
            sheet.write_row(f"A{row}", ["文", row])
        draw(book, sheet)
    return path


def grown(path: Path, *, copies: int = 3, height: int = 1) -> list[Finding]:
    """Row 6 (and those below it, to ``height``) stands ``copies`` times."""
    return write(path, Changes([Grow("表", 6, height, copies)]), path.with_name("grown.xlsx"))


def codes(findings: list[Finding]) -> list[tuple[str, str | None]]:
    return [(one.code, one.place.cell) for one in findings if one.code != "not_computed"]


def test_a_chart_in_a_repeating_row_stays_with_the_first_record(tmp_path: Path) -> None:
    def draw(book: Any, sheet: Any) -> None:
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=表!$B$6:$B$7"})
        sheet.insert_chart("D6", chart, {"x_scale": 0.1, "y_scale": 0.1})

    path = drawn(tmp_path, draw)
    assert codes(grown(path, height=3)) == [("stays_with_the_first_record", "6:6")]
    drawing = parts(path.with_name("grown.xlsx"))["xl/drawings/drawing1.xml"]
    assert drawing.count(b"<xdr:row>5</xdr:row>") == 1
    assert drawing.count(b"graphicFrame macro") == 1


def test_a_picture_in_a_repeating_row_stands_once_per_record(tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(PIXEL)
    path = drawn(tmp_path, lambda _, sheet: sheet.insert_image("D6", str(tmp_path / "p.png")))
    assert codes(grown(path)) == []
    drawing = parts(path.with_name("grown.xlsx"))["xl/drawings/drawing1.xml"].decode()
    rows = [drawing.count(f"<xdr:row>{row}</xdr:row>") for row in (5, 6, 7, 8)]
    assert rows == [2, 2, 2, 0]


def test_a_control_in_a_repeating_row_stays_with_the_first_record(tmp_path: Path) -> None:
    path = drawn(tmp_path, lambda _, sheet: sheet.insert_button("D6", {"caption": "按"}))
    anchor = '<anchor moveWithCells="1"><from xmlns:xdr="{d}"><xdr:row>5</xdr:row></from></anchor>'
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    control = (
        f'<controls><control xmlns:r="{OFFICE}/relationships" shapeId="1025"><controlPr>'
        + anchor.format(d=drawing)
        + "</controlPr></control></controls></worksheet>"
    )
    form = altered(path, {ONE: [("</worksheet>", control)]})
    assert codes(grown(form)) == [("stays_with_the_first_record", "6:6")]


def test_a_table_that_lies_in_a_record_stays_with_the_first(tmp_path: Path) -> None:
    path = drawn(tmp_path, lambda _, sheet: sheet.add_table("D6:E8"))
    assert codes(grown(path, height=3)) == [("stays_with_the_first_record", "6:6")]
    table = parts(path.with_name("grown.xlsx"))["xl/tables/table1.xml"]
    assert b' ref="D6:E8"' in table


def test_a_table_without_a_header_grows_with_its_rows(tmp_path: Path) -> None:
    path = drawn(tmp_path, lambda _, sheet: sheet.add_table("D6:E6", {"header_row": False}))
    assert codes(grown(path)) == []
    table = parts(path.with_name("grown.xlsx"))["xl/tables/table1.xml"]
    assert b' ref="D6:E8"' in table


def test_a_calculated_column_means_the_row_it_stands_in(tmp_path: Path) -> None:
    columns = [{"header": "数"}, {"header": "累计", "formula": "=SUM(B$6:B6)/B$9"}]
    path = drawn(tmp_path, lambda _, sheet: sheet.add_table("D5:E6", {"columns": columns}))
    grown(path)
    table = parts(path.with_name("grown.xlsx"))["xl/tables/table1.xml"]
    assert b"<calculatedColumnFormula>SUM(B$6:B6)/B$11<" in table


def test_a_formula_that_cannot_be_read_is_reported_at_its_cell(tmp_path: Path) -> None:
    path = drawn(tmp_path, lambda _, sheet: sheet.write_formula("D9", "=SUM(B9))+[B9"))
    assert codes(grown(path)) == [("formula_not_moved", "D9")]


def test_more_page_breaks_than_excel_allows_are_reported(tmp_path: Path) -> None:
    path = drawn(tmp_path, lambda _, sheet: sheet.set_h_pagebreaks([6]))
    assert codes(grown(path, copies=1026, height=2)) == []
    assert codes(grown(path, copies=1027, height=2)) == [("too_many_page_breaks", None)]


def test_rows_past_the_last_are_dropped_when_empty_and_refused_when_not(tmp_path: Path) -> None:
    empty = drawn(tmp_path, lambda _, sheet: sheet.set_row(1_048_575, 30))
    grown(empty)
    rows = openpyxl.load_workbook(empty.with_name("grown.xlsx"))["表"].max_row
    assert rows == 12
    held = drawn(tmp_path, lambda _, sheet: sheet.write(1_048_574, 0, "最后"))
    with pytest.raises(SheetTooLong):
        grown(held)


def test_two_thousand_records_of_several_rows_keep_their_totals(tmp_path: Path) -> None:
    def draw(_: Any, sheet: Any) -> None:
        sheet.merge_range("D6:D7", "合")
        sheet.write_formula("E6", "=B6*2+B7")
        sheet.write_formula("E8", "=SUM(E6:E7)+COUNT(B$6:B7)")

    path, out = drawn(tmp_path, draw), tmp_path / "grown.xlsx"
    values = {Cell("表", 6 + 2 * record, 2): record for record in range(2000)}
    write(path, Changes([Grow("表", 6, 2, 2000)], dict(values)), out)
    sheet, carried = (openpyxl.load_workbook(out, data_only=only)["表"] for only in (False, True))
    assert sheet["E4004"].value == "=B4004*2+B4005"
    assert sheet["E4006"].value == "=SUM(E6:E4005)+COUNT(B$6:B4005)"
    assert carried["E4006"].value == sum(2 * record + 7 for record in range(2000)) + 4000
    assert len(sheet.merged_cells.ranges) == 2000

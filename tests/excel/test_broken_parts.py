"""Values that are none, in workbooks that are XML all the same: refused, or passed over."""

from pathlib import Path

import pytest
import xlsxwriter

from kamtools.errors import KamError
from kamtools.excel.book import NotAWorkbook, NoWorksheet
from kamtools.excel.changes import Cell, Changes, Grow
from kamtools.excel.markup import BrokenPart
from kamtools.excel.returned import read_cells
from kamtools.excel.template import Template
from kamtools.excel.values import read_named_values
from kamtools.excel.write import write
from tests.excel.oddities import BOOK, ONE, STYLES, TYPES, swap
from tests.excel.packages import parts, put_together

TABLE = "xl/tables/table1.xml"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        wrap = book.add_format({"text_wrap": True, "indent": 1})
        sheet.set_column("A:C", 5)
        sheet.set_row(1, 20)
        sheet.write_row("A2", [1, "文", 3], wrap)
        sheet.write_formula("A4", "=A2+C2", None, 4)
    return path


def filled(form: Path, part: str, old: str, new: str) -> Path:
    """``form`` filled after one text of a part was replaced."""
    data = swap(parts(form), part, (old, new))
    out = form.with_name("out.xlsx")
    text = Cell("表", 2, 2)
    write(put_together(form, data), Changes(values={Cell("表", 2, 1): 2, text: "长" * 60}), out)
    return out


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (ONE, '<row r="2"', '<row r="二"'),
        (ONE, '<row r="2"', '<row r="-2"'),
        (ONE, '<row r="2"', '<row r="99999999999999999999"'),
        (ONE, 'r="C2"', 'r="$C$2"'),
        (ONE, 'r="C2"', 'r="CCCCCCC2"'),
        (ONE, 'r="C2"', 'r="-2"'),
        (ONE, "<v>3</v>", "<v>三</v>"),
        (ONE, '<c r="C2" s="1"><v>3', '<c r="C2" s="1" t="s"><v>99'),
        (ONE, '<c r="C2" s="1"><v>3', '<c r="C2" s="1" t="s"><v>x'),
        (ONE, '<c r="C2" s="1"><v>3', '<c r="C2" s="1" t="d"><v>today'),
        (ONE, "</sheetData>", "</sheetDat>"),
    ],
)
def test_a_value_that_is_none_is_refused_with_its_place(
    form: Path, part: str, old: str, new: str
) -> None:
    with pytest.raises(BrokenPart) as refusal:
        filled(form, part, old, new)
    assert "另存" in str(refusal.value)
    assert not form.with_name("out.xlsx").exists()


@pytest.mark.parametrize("address", ["-2", "$C$2", "CCCCCCC2", "甲2"])
def test_a_row_with_an_address_that_is_none_does_not_grow(form: Path, address: str) -> None:
    data = swap(parts(form), ONE, ('r="C2"', f'r="{address}"'))
    with pytest.raises(BrokenPart):
        write(put_together(form, data), Changes([Grow("表", 2, 1, 3)]), form.with_name("out.xlsx"))


@pytest.mark.parametrize("wrong", [' t="s"><v>99', ' t="s"><v>x'])
def test_a_text_that_is_not_in_the_table_is_refused_with_its_place(form: Path, wrong: str) -> None:
    data = swap(parts(form), ONE, ('<c r="C2" s="1"><v>3', f'<c r="C2" s="1"{wrong}'))
    with pytest.raises(BrokenPart, match="C2"):
        list(Template.open(put_together(form, data)).texts())


@pytest.mark.parametrize("wrong", [' t="s"><v>99', "><v>三"])
def test_a_named_value_that_is_none_is_refused_with_its_place(form: Path, wrong: str) -> None:
    data = swap(parts(form), ONE, ('<c r="C2" s="1"><v>3', f'<c r="C2" s="1"{wrong}'))
    names = '</sheets><definedNames><definedName name="数">表!$C$2</definedName></definedNames>'
    data = swap(data, BOOK, ("</sheets>", names))
    with pytest.raises(BrokenPart, match="C2"):
        read_named_values(put_together(form, data), ["数"])


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (ONE, 'min="1"', 'min="一"'),
        (ONE, 'max="3"', 'max="999999999"'),
        (ONE, ' width="5.7109375"', ' width="wide"'),
        (ONE, ' ht="20.25"', ' ht="high"'),
        (ONE, ' ht="20.25"', ' ht="nan"'),
        (ONE, 'defaultRowHeight="15"', 'defaultRowHeight=""'),
        (ONE, 'r="B2" s="1"', 'r="B2" s="no"'),
        (ONE, 'r="B2" s="1"', 'r="B2" s="-1"'),
        (ONE, 'r="B2" s="1"', 'r="B2" s="77"'),
        (STYLES, 'indent="1"', 'indent="x"'),
        (STYLES, 'fontId="0"', 'fontId="x"'),
        (STYLES, 'fontId="0"', 'fontId="-99"'),
        (STYLES, '<sz val="11"/>', '<sz val="big"/>'),
    ],
)
def test_a_layout_that_is_none_is_passed_over(form: Path, part: str, old: str, new: str) -> None:
    assert filled(form, part, old, new).exists()


def test_a_workbook_of_charts_alone_is_told(form: Path, tmp_path: Path) -> None:
    path = tmp_path / "charts.xlsx"
    with xlsxwriter.Workbook(path) as book:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "={1}"})
        book.add_chartsheet().set_chart(chart)
    with pytest.raises(NoWorksheet):
        write(path, Changes(values={Cell("表", 1, 1): 1}), tmp_path / "out.xlsx")


@pytest.mark.parametrize("gone", [TYPES, "_rels/.rels", BOOK])
def test_a_package_without_its_first_parts_is_refused(form: Path, gone: str) -> None:
    data = {name: one for name, one in parts(form).items() if name != gone}
    with pytest.raises(KamError) as refusal:
        write(put_together(form, data), Changes(), form.with_name("out.xlsx"))
    assert isinstance(refusal.value, NotAWorkbook) or gone == BOOK


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (TABLE, 'totalsRowCount="1"', 'totalsRowCount="x"'),
        (TABLE, 'totalsRowCount="1"', 'headerRowCount="x"'),
        (BOOK, 'localSheetId="0"', 'localSheetId="x"'),
        (BOOK, 'localSheetId="0"', 'localSheetId="-5"'),
        (BOOK, 'sheetId="1"', 'sheetId="x"'),
    ],
)
def test_a_count_that_is_none_is_passed_over(tmp_path: Path, part: str, old: str, new: str) -> None:
    path, out = tmp_path / "form.xlsx", tmp_path / "out.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        sheet.add_table("A1:B5", {"total_row": True})
        sheet.write_formula("E2", "=SUM(A2:A4)")
        sheet.print_area("A1:B5")
    data = swap(parts(path), part, (old, new))
    changes = Changes(values={Cell("表", 2, 1): 2}, hidden_sheet=("藏", ["话"]))
    write(put_together(path, data), changes, out)
    assert read_cells(out).at(Cell("表", 2, 5)).value == 2
    assert read_cells(out).states["藏"] == "veryHidden"

"""Everything on and around a sheet follows when its rows grow."""

import re
import subprocess
import zipfile
from pathlib import Path
from shutil import which

import openpyxl
import pytest
import xlsxwriter
from lxml import etree
from xlsxwriter.format import Format

from kamtools.excel.changes import Cell, Changes, Grow, Value
from kamtools.excel.write import write

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
SHEET = "数据 表"
COPIES = 4
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows 6 and 7 are one record; 3 above it and a total, signature and chart below it."""
    folder = tmp_path_factory.mktemp("growth")
    path, picture = folder / "form.xlsx", folder / "p.png"
    picture.write_bytes(PIXEL)
    with xlsxwriter.Workbook(path) as book:
        sheet, other = book.add_worksheet(SHEET), book.add_worksheet("其他")
        bold = book.add_format({"bold": True, "border": 1})
        sheet.merge_range("A1:F1", "标题", bold)
        sheet.write_row("A5", ["门店", "项目", "目标", "实际", "率", "累计"], bold)
        sheet.merge_range("A6:A7", "{{明细[].门店}}", bold)
        for row in (6, 7):
            sheet.write_row(f"B{row}", ["项", row, row * 2], bold)
            sheet.write_formula(f"E{row}", f'=IF(C{row}=0,"",ROUND(D{row}/C{row},4))', bold)
            sheet.write_formula(f"F{row}", f"=SUM(C$6:C{row})/$C$8", bold)
        sheet.set_row(5, 24)
        sheet.set_row(6, 33)
        sheet.write_row("A8", ["合计", ""], bold)
        sheet.write_formula("C8", "=SUM(C6:C7)", bold)
        sheet.write_formula("D8", '=SUMPRODUCT((B6:B7="项")*D6:D7)', bold)
        sheet.write_array_formula("E8:E8", "{=MAX(C6:C7*2)}", bold)
        sheet.merge_range("A10:C10", "签字", bold)
        sheet.conditional_format("D6:D7", _rule("formula", "=$D6<$D$8", bold))
        sheet.conditional_format("C6", _rule("cell", ">", bold, "=C8"))
        sheet.conditional_format("C8", {"type": "data_bar", "data_bar_2010": True})
        sheet.data_validation("B6", {"validate": "list", "source": "=$H$6:$H$8"})
        sheet.data_validation("B10", {"validate": "list", "source": "=其他!$A$1:$A$3"})
        sheet.write_url("D10", f"internal:'{SHEET}'!A8", string="去合计")
        sheet.write_url("D6", "https://example.com/")
        sheet.write_comment("D7", "记录批注")
        sheet.write_comment("D8", "合计批注")
        sheet.insert_image("G10", str(picture), {"object_position": 2})
        sheet.set_h_pagebreaks([7, 10])
        sheet.autofilter("A5:F7")
        sheet.print_area("A1:F10")
        sheet.repeat_rows(0, 4)
        sheet.freeze_panes(5, 1)
        sheet.protect("", {"sort": True})
        sheet.ignore_errors({"number_stored_as_text": "B6:B7 B10"})
        sheet.add_sparkline("G6", {"range": f"'{SHEET}'!C6:D6"})
        sheet.add_sparkline("G8", {"range": f"'{SHEET}'!C6:C7"})
        other.write_formula("B1", f"='{SHEET}'!C8+SUM('{SHEET}'!$C$6:$C$7)")
        other.write_formula("B2", f"=VLOOKUP(\"合计\",'{SHEET}'!A:F,3,0)")
        other.data_validation("C1", {"validate": "list", "source": f"='{SHEET}'!$B$8:$B$10"})
        other.conditional_format("B1", _rule("cell", "<", bold, f"='{SHEET}'!$C$8"))
        chart = book.add_chart({"type": "line"})
        chart.add_series(
            {
                "name": f"='{SHEET}'!$C$5",
                "values": f"='{SHEET}'!$C$6:$C$7",
                "categories": f"='{SHEET}'!$A$6:$B$7",
            }
        )
        other.insert_chart("D1", chart)
        book.define_name("合计_目标", f"='{SHEET}'!$C$8")
        book.define_name("明细区", f"='{SHEET}'!$A$6:$F$7")
    return path  # fmt: skip


def _rule(kind: str, criteria: str, style: Format, value: str = "") -> dict[str, object]:
    return {"type": kind, "criteria": criteria, "format": style, "value": value}


@pytest.fixture(scope="module")
def grown(template: Path) -> Path:
    values: dict[Cell, Value] = {Cell(SHEET, 6 + 2 * k, 1): f"门店{k}" for k in range(COPIES)}
    values |= {Cell(SHEET, 6 + k, 3): 100.1 * (k + 1) for k in range(2 * COPIES)}
    out = template.with_name("grown.xlsx")
    findings = write(template, Changes([Grow(SHEET, 6, 2, COPIES)], values), out)
    assert findings == []
    return out


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def found(path: Path, name: str, pattern: str) -> list[str]:
    return re.findall(pattern, part(path, name))


ONE, TWO = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"


def test_formulas_follow(grown: Path) -> None:
    sheets = openpyxl.load_workbook(grown)
    sheet, other = sheets[SHEET], sheets["其他"]
    assert sheet["E12"].value == '=IF(C12=0,"",ROUND(D12/C12,4))'
    assert [sheet[f"F{row}"].value for row in (6, 7, 12, 13)] == [
        "=SUM(C$6:C6)/$C$14", "=SUM(C$6:C7)/$C$14", "=SUM(C$6:C12)/$C$14", "=SUM(C$6:C13)/$C$14",
    ]  # fmt: skip
    assert sheet["C14"].value == "=SUM(C6:C13)"
    assert sheet["E14"].value.ref == "E14"
    assert sheet["E14"].value.text == "=MAX(C6:C13*2)"
    assert other["B1"].value == f"='{SHEET}'!C14+SUM('{SHEET}'!$C$6:$C$13)"


def test_merges_heights_and_styles_repeat(grown: Path) -> None:
    sheet = openpyxl.load_workbook(grown)[SHEET]
    assert {str(merge) for merge in sheet.merged_cells.ranges} == {
        "A1:F1", "A6:A7", "A8:A9", "A10:A11", "A12:A13", "A16:C16",
    }  # fmt: skip
    assert [sheet.row_dimensions[row].height for row in range(6, 15)] == [24, 33] * COPIES + [None]
    assert all(sheet.cell(row, 3).font.bold for row in range(6, 15))


def test_rules_follow(grown: Path) -> None:
    sheet = openpyxl.load_workbook(grown)[SHEET]
    formats = {str(rule.sqref): rule.rules[0].formula for rule in sheet.conditional_formatting}
    assert formats["D6:D13"] == ["$D6<$D$14"]
    assert formats["C6 C8 C10 C12"] == ["C$14"]
    assert found(grown, ONE, "<xm:sqref>(C14)</xm:sqref>") == ["C14"]
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules == {"B6 B8 B10 B12": "$H$6:$H$14", "B16": "其他!$A$1:$A$3"}
    assert f"'{SHEET}'!$B$14:$B$16" in part(grown, TWO)
    assert f"'{SHEET}'!$C$14</formula>" in part(grown, TWO)


def test_places_named_elsewhere_follow(template: Path, grown: Path) -> None:
    names = part(grown, "xl/workbook.xml")
    for text in ("$C$14</", "$A$6:$F$13</", "$A$1:$F$16</", "$1:$5</", "$A$5:$F$13</"):
        assert f"'{SHEET}'!{text}" in names
    assert found(grown, ONE, 'autoFilter ref="([^"]*)"') == ["A5:F13"]
    assert found(grown, ONE, '<brk id="([0-9]*)"') == ["13", "16"]
    assert found(grown, ONE, 'topLeftCell="([^"]*)"') == ["B6"]
    assert found(grown, ONE, 'ignoredError sqref="([^"]*)"') == ["B6:B13 B16"]
    links = found(grown, ONE, '<hyperlink ref="([^"]*)"')
    assert sorted(links) == ["D10", "D12", "D16", "D6", "D8"]
    assert f"location=\"'{SHEET}'!A14\"" in part(grown, ONE)
    assert found(grown, ONE, "<sheetProtection[^>]*>") == found(
        grown, ONE, "<sheetProtection[^>]*>"
    )


def test_sparklines_repeat_and_grow(grown: Path) -> None:
    pairs = found(grown, ONE, "<xm:f>([^<]*)</xm:f><xm:sqref>(G[0-9]*)</xm:sqref>")
    assert set(pairs) == {
        *((f"'{SHEET}'!C{row}:D{row}", f"G{row}") for row in (6, 8, 10, 12)),
        (f"'{SHEET}'!C6:C13", "G14"),
    }


def test_comments_and_their_boxes_follow(grown: Path) -> None:
    assert found(grown, "xl/comments1.xml", 'ref="([^"]*)"') == ["D7", "D9", "D11", "D13", "D14"]
    boxes = part(grown, "xl/drawings/vmlDrawing1.vml")
    assert re.findall("<x:Row>([0-9]*)<", boxes) == ["6", "8", "10", "12", "13"]
    shapes = re.findall('<v:shape id="([^"]*)"', boxes)
    assert len(set(shapes)) == len(shapes) == 5


def test_pictures_move_and_charts_read_the_grown_rows(grown: Path) -> None:
    assert found(grown, "xl/drawings/drawing1.xml", "<xdr:row>([0-9]*)<")[0] == "15"
    chart = part(grown, "xl/charts/chart1.xml")
    assert f"'{SHEET}'!$C$6:$C$13</c:f>" in chart
    assert f"'{SHEET}'!$A$6:$B$13</c:f>" in chart
    values = etree.fromstring(chart.encode()).findall(".//{*}val//{*}pt/{*}v")
    assert [float(value.text or 0) for value in values] == pytest.approx(
        [100.1 * (k + 1) for k in range(8)]
    )


def recalculated(path: Path, folder: Path) -> Path:
    """What LibreOffice makes of a file whose formulas carry no values."""
    bare = folder / "bare.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bare, "w") as target:
        for name in source.namelist():
            data = re.sub(rb"(</f>|<f[^>]*/>)<v>[^<]*</v>", rb"\1", source.read(name))
            target.writestr(name, data)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), str(bare)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder / "out" / "bare.xlsx"


@pytest.mark.office
@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_the_values_that_the_file_carries(grown: Path, tmp_path: Path) -> None:
    carried = openpyxl.load_workbook(grown, data_only=True)
    truth = openpyxl.load_workbook(recalculated(grown, tmp_path), data_only=True)
    compared = 0
    for sheet in openpyxl.load_workbook(grown):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and cell.coordinate != "E14":
                    mine = carried[sheet.title][cell.coordinate].value
                    theirs = truth[sheet.title][cell.coordinate].value
                    assert mine == pytest.approx(theirs), cell.coordinate
                    compared += 1
    assert compared == 2 * 2 * COPIES + 4

"""Each thing that must follow when rows grow, one test per thing; LibreOffice as referee.

See ``growth_form`` for where the rows go. LibreOffice is asked to make the same room, and what it
moves or repeats must agree; what it can't be asked stands beside its reason.
"""

# ruff: noqa: E501 - the tables below read best with one thing a line

import re
from pathlib import Path
from shutil import which
from typing import Any

import openpyxl
import pytest

from kamtools.excel.changes import Changes, Grow
from kamtools.excel.write import write
from tests.excel.growth_form import BOOK, ONE, THREE, TWO, form
from tests.excel.packages import parts
from tests.returns.libreoffice import edited

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("items")


@pytest.fixture(scope="module")
def template(folder: Path) -> Path:
    return form(folder)


@pytest.fixture(scope="module")
def grown(template: Path) -> dict[str, str]:
    out = template.with_name("grown.xlsx")
    write(template, Changes([Grow("表", 6, 2, 4), Grow("列表", 6, 1, 3)]), out)
    return texts(out)


def texts(path: Path) -> dict[str, str]:
    found = parts(path)
    return {name: data.decode() for name, data in found.items() if b"<" in data[:9]}


def formula(cell: str) -> str:
    return rf'<c r="{cell}"[^>]*><f[^>]*>([^<]*)</f>'


RECORDS = (6, 8, 10, 12)
BOTH = range(6, 14)
Item = tuple[str, str, list[Any]]
"""A part, a pattern in it, and what it finds."""
ITEMS: dict[str, Item] = {
    "merges repeat": (ONE, 'mergeCell ref="(A[^"]*)"',
                      ["A6:A7", "A8:A9", "A10:A11", "A12:A13", "A16:C17"]),
    "row heights repeat": (ONE, '<row r="(\\d+)"[^>]* ht="([^"]*)"',
                           [(str(r), "24" if r % 2 == 0 else "33") for r in BOTH]),
    "styles repeat": (ONE, '<c r="C(\\d+)" s="1"', [str(row) for row in (*BOTH, 14)]),
    "formulas of a record": (ONE, formula("E10"), ["C10/D10+C11+$C10+C$6"]),
    "formulas of a record to what stands once": (ONE, formula("F12"), ["C12/$C$14+列表!$A$1"]),
    "relative, absolute and mixed references below": (ONE, formula("E14"), ["C14+$C$14+$C14+C$14+C4"]),
    "totals span the grown rows": (ONE, formula("F14"), ["SUM(C6:C13)+SUM($C$6:$C$13)+SUM(C5:C14)"]),
    "whole columns and rows": (ONE, formula("G14"), ["SUM(C:C)+SUM(14:14)"]),
    "references into the last row of the record": (ONE, formula("H14"), ["COUNTIF(C6:C13,C7)"]),
    "shared formulas": (ONE, '<c r="I(?:7|13|14)"[^>]*><f>([^<]*)</f>',
                        ["C7*$C$14+C$6", "C13*$C$14+C$6", "C14*$C$14+C$6"]),
    "array formulas": (ONE, '<f t="array" ref="([^"]*)">([^<]*)</f>', [("J14", "SUM(C6:C13*D6:D13)")]),
    "formulas on other sheets": (TWO, formula("A1"), ["表!C14+SUM(表!$C$6:C13)"]),
    "formulas on other sheets to two grown sheets": (TWO, formula("A2"), ["列表!B9+表!C16"]),
    "structured references stay": (TWO, formula("A9"), ["SUM(明细[数])"]),
    "structured references beside plain ones": (THREE, formula("E9"), ["SUM(明细[[#Data],[数]])+B9"]),
    "names of cells and areas": (BOOK, '<definedName name="(?:合计|区域)">([^<]*)<',
                                 ["表!$A$6:$D$13", "表!$C$14"]),
    "names of a sheet": (BOOK, '<definedName name="局部" localSheetId="0">([^<]*)<', ["表!$C$16"]),
    "print area": (BOOK, "Print_Area[^>]*>([^<]*)<", ["表!$A$1:$J$18"]),
    "print titles": (BOOK, "Print_Titles[^>]*>([^<]*)<", ["表!$1:$5"]),
    "conditional formats": (ONE, '<conditionalFormatting sqref="([^"]*)"', ["C6:D13", "C18", "D6:D13"]),
    "formulas of conditional formats": (ONE, "<formula>([^<]*)</formula>", ["$D6&lt;$D$14", "$C18&gt;C$14"]),
    "formulas of conditional formats on other sheets": (TWO, "<formula>([^<]*)</formula>", ["表!$C$14&gt;1"]),
    "thresholds of data bars": (ONE, '<cfvo type="formula" val="([^"]*)"', ["$C$14"]),
    "x14 conditional formats": (ONE, "</x14:cfRule><xm:sqref>([^<]*)<", ["D6:D13"]),
    "formulas of x14 conditional formats": (ONE, '<x14:cfvo type="formula"><xm:f>([^<]*)<', ["$C$14"]),
    "validations": (ONE, '<dataValidation [^>]*sqref="([^"]*)"', ["C6:C13", "C18"]),
    "formulas of validations": (ONE, "<formula1>([^<]*)</formula1>", ["$C$14", "$C$14:$C$16"]),
    "formulas of validations on other sheets": (TWO, "<formula1>([^<]*)</formula1>", ["表!$C$6:$C$13"]),
    "x14 validations": (ONE, "</x14:formula1><xm:sqref>([^<]*)<", ["B6:B13 B18"]),
    "formulas of x14 validations": (ONE, "<x14:formula1><xm:f>([^<]*)<", ["列表!$A$6:$A$9"]),
    "page breaks": (ONE, '<brk id="(\\d+)"', ["13", "18"]),
    "tables": ("xl/tables/table1.xml", '<table [^>]*ref="([^"]*)"', ["A5:C9"]),
    "filters of tables": ("xl/tables/table1.xml", '<autoFilter ref="([^"]*)"', ["A5:C8"]),
    "hyperlinks repeat": (ONE, '<hyperlink ref="([^"]*)" r:id', ["D6", "D8", "D10", "D12"]),
    "hyperlinks move and lead on": (ONE, '<hyperlink ref="([^"]*)" location="([^"]*)"', [("D18", "表!C14")]),
    "hyperlinks on other sheets": (TWO, 'location="([^"]*)"', ["表!C14"]),
    "comments": ("xl/comments1.xml", '<comment ref="([^"]*)"', ["C6", "C8", "C10", "C12", "C14"]),
    "boxes of comments": ("xl/drawings/vmlDrawing1.vml", "<x:Row>(\\d+)<", ["5", "7", "9", "11", "13"]),
    "threaded comments": ("xl/threadedComments/threadedComment1.xml", 'ref="([^"]*)"', ["D6", "D14"]),
    "series of charts": ("xl/charts/chart1.xml", "<c:f>([^<]*)<",
                         ["表!$C$5", "表!$B$6:$B$13", "表!$C$6:$C$13", "表!$C$14:$D$14"]),
    "series of charts on other sheets": ("xl/charts/chart2.xml", "<c:f>([^<]*)<",
                                         ["表!$C$5", "表!$B$6:$B$13", "表!$C$6:$C$13", "表!$C$14:$D$14"]),
    "anchors of pictures and charts": ("xl/drawings/drawing1.xml", "<xdr:from>.*?<xdr:row>(\\d+)<",
                                       ["18", "19"]),
    "anchors on other sheets stay": ("xl/drawings/drawing2.xml", "<xdr:from>.*?<xdr:row>(\\d+)<", ["2"]),
    "sparklines repeat, grow and move": (ONE, "<xm:f>(表[^<]*)</xm:f><xm:sqref>(K\\d+)<",
                                         [*((f"表!C{r}:D{r}", f"K{r}") for r in RECORDS), ("表!C6:C13", "K14")]),
    "sparklines on other sheets": (TWO, "<xm:f>([^<]*)</xm:f><xm:sqref>(K\\d+)<", [("表!C14:D14", "K1")]),
    "autofilter": (ONE, '<autoFilter ref="([^"]*)"', ["A5:D13"]),
    "hidden name of the filter": (BOOK, "_FilterDatabase[^>]*>([^<]*)<", ["表!$A$5:$D$13"]),
    "protected ranges": (ONE, '<protectedRange sqref="([^"]*)"', ["C6:D13", "C18"]),
    "protection stays": (ONE, "<sheetProtection ([^>]*)/>", ['sheet="1" objects="1" scenarios="1" sort="0"']),
    "ignored errors": (ONE, '<ignoredError sqref="([^"]*)"', ["B6:B13 B18"]),
    "frozen panes stay": (ONE, '<pane [^>]*topLeftCell="([^"]*)"', ["B6"]),
    "used range": (ONE, '<dimension ref="([^"]*)"', ["A6:J18"]),
    "anchors of controls": (ONE, "<controlPr.*?<xdr:row>(\\d+)<.*?<xdr:row>(\\d+)<", [("17", "18")]),
    "cells linked to controls": (ONE, 'linkedCell="([^"]*)" listFillRange="([^"]*)"',
                                 [("$B$18", "列表!$A$6:$A$9")]),
    "properties of controls": ("xl/ctrlProps/ctrlProp1.xml", 'fmlaLink="([^"]*)" fmlaRange="([^"]*)"',
                               [("$B$18", "列表!$A$6:$A$9")]),
    "boxes of controls": ("xl/drawings/vmlDrawing1.vml", "Checkbox\"><x:Anchor>([^<]*)<",
                          ["8, 0, 17, 0, 9, 0, 18, 0"]),
    "sources of pivot tables": ("xl/pivotCache/pivotCacheDefinition1.xml", '<worksheetSource ref="([^"]*)"',
                                ["A5:D13"]),
    "places of pivot tables": ("xl/pivotTables/pivotTable1.xml", '<location ref="([^"]*)"', ["A26:B30"]),
}  # fmt: skip


@pytest.mark.parametrize("item", ITEMS)
def test_it_follows(item: str, grown: dict[str, str]) -> None:
    part, pattern, expected = ITEMS[item]
    found = re.findall(pattern, grown[part], re.DOTALL)
    assert sorted(found) == sorted(expected)


def test_the_list_is_long_enough() -> None:
    assert len(ITEMS) >= 42


# Two ways in which a person makes room for records at LibreOffice.
INSERT = """
d.Sheets(0).Rows.insertByIndex(6, 6)
d.Sheets(2).Rows.insertByIndex(6, 2)
"""
"""Rows are put in below the record's first row: what spans the record grows."""
COPY = """
Dim a As New com.sun.star.table.CellAddress
Dim r As New com.sun.star.table.CellRangeAddress
d.Sheets(0).Rows.insertByIndex(7, 6)
d.Sheets(2).Rows.insertByIndex(6, 2)
r.EndColumn = 30 : r.StartRow = 5 : r.EndRow = 6
For n = 1 To 3
a.Row = 5 + 2 * n
d.Sheets(0).copyRange(a, r)
Next
r.Sheet = 2 : a.Sheet = 2 : r.EndColumn = 2 : r.EndRow = 5
For n = 1 To 2
a.Row = 5 + n
d.Sheets(2).copyRange(a, r)
Next
"""
"""Rows are put in below the record, which is copied into them: what is the record's repeats."""

# In which of the two, and how LibreOffice writes it where it doesn't write as Excel does.
REFEREED: dict[str, tuple[str, Item | None]] = {
    "merges repeat": ("copy", None),
    "formulas of a record": ("copy", None),
    "formulas of a record to what stands once": ("copy", None),
    "relative, absolute and mixed references below": ("insert", None),
    "totals span the grown rows": ("insert", None),
    "whole columns and rows": ("insert", None),
    "shared formulas": ("copy", None),
    "array formulas": ("insert", None),
    "formulas on other sheets": ("insert", None),
    "formulas on other sheets to two grown sheets": ("insert", None),
    "structured references stay": ("insert", None),
    "structured references beside plain ones": ("insert", None),
    "names of cells and areas": ("insert", None),
    "names of a sheet": ("insert", (BOOK, '<definedName name="局部">([^<]*)<', ["表!$C$16"])),
    "print area": ("insert", None),
    "print titles": ("insert", None),
    "conditional formats": ("insert", None),
    "formulas of conditional formats": ("insert", None),
    "formulas of conditional formats on other sheets": ("insert", None),
    "thresholds of data bars": ("insert", None),
    "x14 conditional formats": ("insert", None),
    "formulas of x14 conditional formats": ("insert", None),
    "validations": ("copy", (ONE, '<dataValidation [^>]*sqref="([C][^"]*)"', ["C6:C13", "C18"])),
    "formulas of validations on other sheets": ("insert", None),
    "x14 validations": ("copy", (ONE, '<dataValidation [^>]*sqref="(B[^"]*)"', ["B6:B13 B18"])),
    "formulas of x14 validations": ("insert", (ONE, "<formula1>(列表[^<]*)</formula1>", ["列表!$A$6:$A$9"])),
    "page breaks": ("insert", None),
    "tables": ("insert", None),
    "hyperlinks repeat": ("copy", None),
    "hyperlinks move and lead on": ("insert", (ONE, '<hyperlink ref="([^"]*)" location=', ["D18"])),
    "comments": ("copy", None),
    "boxes of comments": ("copy", None),
    "series of charts": ("insert", None),
    "series of charts on other sheets": ("insert", None),
    "anchors of pictures and charts": ("insert", None),
    "anchors on other sheets stay": ("insert", None),
    "autofilter": ("insert", None),
    "hidden name of the filter": ("insert", None),
    "used range": ("insert", None),
}  # fmt: skip
WITHOUT_REFEREE = {
    "formulas of validations": "LibreOffice 7.4 moves those of the same sheet in one run and "
    "leaves them in the next; Excel moves them as any formula's",
    "row heights repeat": "copyRange carries no heights; Excel copies them with whole rows",
    "styles repeat": "compared cell by cell below: LibreOffice numbers the styles anew",
    "references into the last row of the record": "our rule: such a cell is the first record's, "
    "since the record is copied; to who inserts rows above it, it is the last one's",
    "filters of tables": "LibreOffice 7.4 lets the filter cover the row of totals; ECMA-376 "
    "18.5.1.2 has it cover the table without them",
    "hyperlinks on other sheets": "LibreOffice leaves the target as it is, and so does Excel; "
    "issue 3 asks for links that lead on",
    "threaded comments": "LibreOffice 7.4 drops them",
    "sparklines repeat, grow and move": "LibreOffice 7.4 moves neither sparklines nor their areas",
    "sparklines on other sheets": "LibreOffice 7.4 moves neither sparklines nor their areas",
    "protected ranges": "LibreOffice 7.4 drops them; a range, it moves as others do (18.3.1.71)",
    "protection stays": "the referee has to take it off to insert rows",
    "ignored errors": "LibreOffice drops them",
    "frozen panes stay": "the referee opens no window, and saves none",
    "anchors of controls": "LibreOffice writes controls of its own, without these anchors",
    "cells linked to controls": "LibreOffice writes controls of its own, without these links",
    "properties of controls": "LibreOffice writes controls of its own, without these links",
    "boxes of controls": "LibreOffice writes controls of its own, without these boxes",
    "sources of pivot tables": "LibreOffice drops a pivot table without its records",
    "places of pivot tables": "LibreOffice drops a pivot table without its records",
}
_NAME = re.compile(r'<definedName [^>]*name="([^"]*)"[^>]*>')


def test_every_item_has_its_referee_or_the_reason_why_not() -> None:
    assert sorted([*REFEREED, *WITHOUT_REFEREE]) == sorted(ITEMS)
    assert len(REFEREED) >= 39


@pytest.fixture(scope="module")
def theirs(template: Path, folder: Path) -> dict[str, Path]:
    """The form after the same growth by LibreOffice, in both ways."""
    ways = {"insert": INSERT, "copy": COPY}
    saved = {way: folder / f"{way}.xlsx" for way in ways}
    edited("soffice", [(template, ways[way], saved[way]) for way in ways], folder)
    return saved


@pytest.fixture(scope="module")
def refereed(theirs: dict[str, Path]) -> dict[str, dict[str, str]]:
    """What LibreOffice wrote; its spelling brought to Excel's."""
    return {way: _spelt(texts(path)) for way, path in theirs.items()}


def _spelt(found: dict[str, str]) -> dict[str, str]:
    found[BOOK] = _NAME.sub(r'<definedName name="\1">', found[BOOK])
    found[ONE] = re.sub(r' ref="([A-Z]+[0-9]+):\1"', r' ref="\1"', found[ONE])
    return {name: re.sub(r' aca="[a-z]*"', "", text) for name, text in found.items()}


@pytest.mark.office
@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("item", REFEREED)
def test_libreoffice_moves_it_likewise(item: str, refereed: dict[str, dict[str, str]]) -> None:
    way, written = REFEREED[item]
    part, pattern, expected = written or ITEMS[item]
    found = re.findall(pattern, refereed[way][part], re.DOTALL)
    assert sorted(set(found)) == sorted(expected)  # categories once for each series


@pytest.mark.office
@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_repeats_the_same_styles(
    theirs: dict[str, Path], grown: dict[str, str], template: Path
) -> None:
    copied = openpyxl.load_workbook(theirs["copy"])["表"]
    ours = openpyxl.load_workbook(template.with_name("grown.xlsx"))["表"]
    bold = [cell.coordinate for row in ours["A1:K18"] for cell in row if cell.font.b]
    assert bold == [cell.coordinate for row in copied["A1:K18"] for cell in row if cell.font.b]
    assert len(bold) > 20

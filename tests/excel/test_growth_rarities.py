"""What is seldom met follows too when rows grow, or a finding says that it can't.

See ``growth_rarities`` for where the rows go. ``refereed`` has LibreOffice insert the same rows.
"""

# ruff: noqa: E501 - the tables below read best with one thing a line

import re
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from kamtools.findings import Finding
from tests.excel.growth_rarities import SCENARIO, SHEET, rarities
from tests.excel.packages import altered, parts
from tests.returns.libreoffice import edited

FORM, OTHER = SHEET["表"], SHEET["其他"]
BOOK = "xl/workbook.xml"
DRAWING, VML = "xl/drawings/drawing1.xml", "xl/drawings/vmlDrawing1.vml"


def formula(cell: str) -> str:
    return rf'<c r="{cell}"[^>]*><f[^>]*>([^<]*)</f>'


def rule(priority: int) -> str:
    return rf'sqref="([^"]*)"><cfRule [^>]*priority="{priority}"[^>]*>.*?(?:<formula>|type="formula" val=")([^<"]*)'


def anchor(name: str) -> str:
    """The rows of a shape's two corners, counted from 0."""
    ends = r"<xdr:from>(?:(?!</xdr:from>).)*<xdr:row>(\d+)<(?:(?!</xdr:to>).)*<xdr:to>(?:(?!</xdr:to>).)*<xdr:row>(\d+)<"
    return rf"{ends}(?:(?!<xdr:from>).)*{name}"


Item = tuple[str, str, list[Any]]
ITEMS: dict[str, Item] = {
    "cells named inside texts stay": (FORM, formula("F16"), ['IF(B11="B9!$B$9",B11,"它说""B9""")']),
    "names of sheets are understood with quotes, spaces and apostrophes": (FORM, formula("G16"), ["'O''Brien 李'!B9+其他!B9+表!B11+'表'!B11"]),
    "functions and names that look like cells stay": (FORM, formula("H16"), ["LOG10(B11)+R1C1+R9C2+AB9x+XFE9+A1048577"]),
    "intersections and unions": (FORM, formula("F17"), ["SUM(B5:C16 B6:B8)+SUM((B6:B8,B11))"]),
    "ranges that begin or end with a function": (FORM, formula("G17"), ["SUM(INDEX(B:B,2):B11)+SUM(B16:OFFSET(B11,1,0))"]),
    "names of LET stay, SINGLE and ANCHORARRAY follow": (FORM, formula("H17"), ["_xlfn.LET(_xlpm.b9x,B11,_xlpm.b9x+1)+_xlfn.SINGLE(B11)+_xlfn.ANCHORARRAY(B11)"]),
    "spilled areas and single values as people type them": (FORM, formula("F18"), ["SUM(B11#)+@B11"]),
    "references to deleted cells stay": (FORM, formula("G18"), ["表!#REF!+#REF!+B11"]),
    "cells of other workbooks stay": (FORM, formula("H18"), ["[1]表!B9+'[b.xlsx]表'!B9"]),
    "references in small letters": (FORM, formula("F19"), ["B11+$B$11+SUM(B6:B8)"]),
    "ranges written backwards, over two blocks, of whole rows": (FORM, formula("G19"), ["SUM(B11:B5)+SUM(B6:B15)+SUM($12:$15)"]),
    "one area over sheets that grow alike": (FORM, formula("H19"), ["SUM(一月:三月!B6)+SUM('一月:三月'!$B$4:$B$5)"]),
    "one area over sheets that don't grow alike stays": (FORM, formula("F20"), ["SUM(一月:四月!B5)"]),
    "totals of two blocks": (FORM, formula("G20"), ["SUM(B12:B15)/COUNT(B6:B8,B12:B15)"]),
    "a record reads itself, the one before, what is fixed, and all records": (FORM, formula("F8"), ["B8/B$11+B7+$B8+SUM(B$6:B8)+SUM($B$6:$B$8)"]),
    "a record reads other sheets as the first one does": (FORM, formula("G8"), ["SUM(一月:三月!$B$4:$B$5)+其他!B6+一月!B6"]),
    "a record of several rows reads the rows of its own": (FORM, formula("F14"), ["B14+B15+B6+$B$12"]),
    "a record's share of all": (FORM, formula("F15"), ["B15/SUM(B$12:B$15)"]),
    "data tables": (FORM, '<f t="dataTable" ref="([^"]*)".*?r1="([^"]*)"', [("C22:C23", "B11")]),
    "names of whole rows, of two areas, with functions": (BOOK, '<definedName name="(?:整行|两区|动态)">([^<]*)<',
                                                          ["表!$11:$11", "表!$B$6:$B$8,表!$B$12:$B$15", "OFFSET(表!$B$6,0,0,COUNTA(表!$B:$B),1)"]),
    "names that are relative stay": (BOOK, '<definedName name="相对">([^<]*)<', ["表!B9"]),
    "print areas and titles of other sheets stay": (BOOK, 'localSheetId="1">([^<]*)<', ["其他!$A$1:$C$9", "其他!$1:$9"]),
    "print titles of rows and columns": (BOOK, 'localSheetId="0">([^<]*)<', ["表!$A:$B,表!$1:$5"]),
    "outline groups and hidden rows repeat": (FORM, '<row r="(\\d+)"[^>]* hidden="1"[^>]* outlineLevel="1"', ["6", "7", "8"]),
    "the row that closes an outline group moves": (FORM, '<row r="(\\d+)"[^>]* collapsed="1"', ["9"]),
    "rules of a record, which stop the others": (FORM, rule(1), [("B6:C8", "$B6&gt;B$11")]),
    "rules around a block": (FORM, rule(2), [("B5:C11", "$B5&gt;$B$11")]),
    "rules of one row of a record of two": (FORM, rule(3), [("B12:C12 B14:C14", "$B13&gt;其他!B$6")]),
    "rules of whole columns": (FORM, rule(4), [("E1:E1048576", "$B1&gt;$B$11")]),
    "colour scales with a cell as threshold": (FORM, rule(5), [("C11", "$B$11")]),
    "icon sets with a cell as threshold": (FORM, rule(6), [("C16", "$B$16")]),
    "order and looks of rules stay": (FORM, '<cfRule type="expression" dxfId="(\\d)" priority="(\\d)" stopIfTrue="1"',
                                      [("0", "1"), ("0", "2"), ("0", "3"), ("0", "4")]),
    "validations of a record": (FORM, '<dataValidation [^>]*sqref="([^"]*)"><formula1>([^<]*)<',
                                [("B6:B8", "$A$11:$A$16"), ("B12:B15", "AND(B12&gt;0,B$11&gt;B$5)")]),
    "sparklines and their dates": (FORM, "<xm:f>(表![^<]*)</xm:f><(?:x14:sparklines|xm:sqref>(E\\d))",
                                   [("表!$B$11:$C$11", ""), ("表!B6:C6", "E6"), ("表!B7:C7", "E7"), ("表!B8:C8", "E8")]),
    "x14 ignored errors": (FORM, "<x14:ignoredError [^>]*><xm:sqref>([^<]*)<", ["B6:B8 B11"]),
    "web extensions": (FORM, '<x15:webExtension [^>]*><xm:f>([^<]*)<', ["表!$B$11"]),
    "scenarios": (FORM, '<inputCells r="([^"]*)"', ["B11"]),
    "cell watches": (FORM, '<cellWatch r="([^"]*)"', ["B11"]),
    "consolidated areas, but for those of other files": (FORM, '<dataRef ref="([^"]*)"', ["B6:C11", "B6:C9"]),
    "page breaks and filters of custom views": (FORM, '<customSheetView .*?<brk id="(\\d+)".*?<autoFilter ref="([^"]*)"', [("11", "A5:C8")]),
    "breaks between columns": (FORM, '<colBreaks.*?<brk id="3" min="(\\d+)" max="(\\d+)"', [("4", "10")]),
    "links of a record to its own row": (FORM, '<hyperlink ref="(D[678])" location="([^"]*)"', [("D6", "表!B6"), ("D7", "表!B7"), ("D8", "表!B8")]),
    "links to sheets that stay": (FORM, '<hyperlink ref="(D11)" location="([^"]*)"', [("D11", "'O''Brien 李'!B9")]),
    "links into other files": (FORM, '<hyperlink ref="(D16)" r:id="[^"]*" location="([^"]*)"', [("D16", "表!B9")]),
    "links of pictures": ("xl/drawings/_rels/drawing1.xml.rels", 'Target="(#[^"]*)"', ["#表!A11"]),
    "notes repeat, conversations do not": ("xl/comments1.xml", '<comment ref="([^"]*)"', ["B6", "B7", "B8", "B11", "C6"]),
    "boxes of notes repeat, of conversations do not": (VML, "<x:Row>(\\d+)</x:Row><x:Column>(\\d)<",
                                                       [("5", "1"), ("6", "1"), ("7", "1"), ("10", "1"), ("5", "2")]),
    "cells that old controls are linked to": (VML, "<x:FmlaLink>([^<]*)</x:FmlaLink><x:FmlaRange>([^<]*)<", [("表!$B$11", "$A$11:$A$16")]),
    "boxes of buttons": (VML, 'ObjectType="Button"><x:Anchor>([^<]*)<', ["13, 0, 15, 0, 14, 0, 16, 0"]),
    "checkboxes in cells": (FORM, '<c r="(N\\d+)" s="\\d" t="b">', ["N11"]),
    "pictures of a record repeat": (DRAWING, anchor('name="Picture 1"'), [("11", "11"), ("13", "13")]),
    "pictures below move": (DRAWING, anchor('name="Picture 2"'), [("16", "20")]),
    "pictures that don't move with cells stay": (DRAWING, anchor('name="Picture 3"'), [("12", "12")]),
    "charts below move": (DRAWING, anchor('name="Chart 4"'), [("10", "26")]),
    "anchors of slicers": (DRAWING, 'Requires="a14"><xdr:twoCellAnchor editAs="oneCell">.*?<xdr:row>(\\d+)<.*?<xdr:row>(\\d+)<', [("15", "18")]),
    "shapes that show a cell": (DRAWING, 'textlink="(表[^"]*)"', ["表!$B$11"]),
    "shapes on other sheets that show a cell": ("xl/drawings/drawing2.xml", 'textlink="(表[^"]*)"', ["表!$B$11"]),
    "anchors on sheets that stay": ("xl/drawings/drawing2.xml", "<xdr:row>(\\d+)<", ["12", "13"]),
    "pictures that show cells": (DRAWING, 'cellRange="([^"]*)"', ["表!$A$11:$C$16"]),
    "series along a record, their titles and labels": ("xl/charts/chart1.xml", "<c:f>([^<]*)<", ["表!$A$6", "表!$A$11", "表!$B$6:$C$6"]),
    "labels of charts from cells": ("xl/charts/chart1.xml", "<c15:f>([^<]*)<", ["表!$A$6:$A$8"]),
    "texts of labels from cells": ("xl/charts/chart1.xml", "<c15:dlblRangeCache><c:ptCount val=\"(\\d)\"", ["3"]),
    "filtered series of charts": ("xl/charts/chart1.xml", "<c15:sqref>([^<]*)<", ["表!$B$11:$B$16"]),
    "series of chart sheets": ("xl/charts/chart2.xml", "<c:f>([^<]*)<", ["表!$A$12:$A$15", "表!$B$6:$B$8"]),
    "values that chart sheets carry": ("xl/charts/chart2.xml", '<c:ptCount val="(\\d)"', ["4", "3"]),
    "series of the newer kinds of charts": ("xl/charts/chartEx1.xml", "<cx:f>([^<]*)</cx:f>(.*?)</cx:numDim>", [("表!$B$6:$B$11", "")]),
    "cells mapped to XML": ("xl/tables/tableSingleCells1.xml", ' r="([^"]*)"', ["B11"]),
    "views of one's own": ("xl/namedSheetViews/namedSheetView1.xml", ' ref="([^"]*)"', ["A5:C8"]),
    "consolidated pivot sources are read anew": ("xl/pivotCache/pivotCacheDefinition1.xml", '(refreshOnLoad="1").*<rangeSet ref="([^"]*)"',
                                                 [('refreshOnLoad="1"', "A5:C8")]),
}  # fmt: skip
Rare = tuple[Path, dict[str, str], list[Finding]]


def texts(path: Path) -> dict[str, str]:
    return {name: data.decode() for name, data in parts(path).items() if b"<" in data[:9]}


@pytest.fixture(scope="module")
def rare(tmp_path_factory: pytest.TempPathFactory) -> Rare:
    form, out, findings = rarities(tmp_path_factory.mktemp("rare"))
    return form, texts(out), findings


@pytest.mark.parametrize("item", ITEMS)
def test_it_follows(item: str, rare: Rare) -> None:
    part, pattern, expected = ITEMS[item]
    assert sorted(re.findall(pattern, rare[1][part], re.DOTALL)) == sorted(expected)


def test_header_pictures_stay_byte_for_byte(rare: Rare) -> None:
    header = "xl/drawings/vmlDrawing2.vml"
    assert rare[1][header] == texts(rare[0])[header]


def test_copies_of_shapes_have_numbers_of_their_own(rare: Rare) -> None:
    numbers = re.findall('<xdr:cNvPr id="(\\d+)"', rare[1][DRAWING])
    assert len(numbers) == 7
    assert len(set(numbers)) == 7


def test_copies_of_links_and_notes_do_not_share_the_identity_of_the_first(rare: Rare) -> None:
    assert len(re.findall('<hyperlink ref="D[678]"', rare[1][FORM])) == 3
    assert rare[1][FORM].count("{AAAA}") == 1
    assert rare[1]["xl/comments1.xml"].count("{BBBB}") == 1


def test_sheets_that_grow_apart_under_one_reference_are_reported(rare: Rare) -> None:
    found = [finding for finding in rare[2] if finding.code == "sheets_moved_apart"]
    assert [finding.place.sheet for finding in found] == ["一月:四月"]


# LibreOffice is asked to insert the same rows; what it writes otherwise stands here as it does.
# It puts rows into one sheet after the other, so areas over sheets don't follow, nor in Excel.
INSERTS = """
d.Sheets(0).Rows.insertByIndex(10, 2)
d.Sheets(0).Rows.insertByIndex(6, 2)
d.Sheets.getByName("一月").Rows.insertByIndex(4, 1)
d.Sheets.getByName("二月").Rows.insertByIndex(4, 1)
d.Sheets.getByName("三月").Rows.insertByIndex(4, 1)
"""
REFEREED: dict[str, Item | None] = {
    "cells named inside texts stay": None,
    "names of sheets are understood with quotes, spaces and apostrophes": (FORM, formula("G16"), ["'O''Brien 李'!B9+其他!B9+表!B11+表!B11"]),
    "functions and names that look like cells stay": None,
    "intersections and unions": (FORM, formula("F17"), ["SUM(B5:C16 B6:B6)+SUM((B6:B6~B11))"]),
    "ranges that begin or end with a function": None,
    "names of LET stay, SINGLE and ANCHORARRAY follow": None,
    "references to deleted cells stay": None,
    "references in small letters": (FORM, formula("F19"), ["B11+$B$11+SUM(B6:B6)"]),
    "ranges written backwards, over two blocks, of whole rows": (FORM, formula("G19"), ["SUM(B5:B11)+SUM(B6:B15)+SUM($12:$15)"]),
    "one area over sheets that don't grow alike stays": (FORM, formula("F20"), ["SUM(一月:四月!B5:B5)"]),
    "totals of two blocks": (FORM, formula("G20"), ["SUM(B12:B15)/COUNT(B6:B6,B12:B15)"]),
    "a record's share of all": None,
    "names of whole rows, of two areas, with functions": (BOOK, '<definedName name="(?:整行|动态)">([^<]*)<',
                                                          ["表!$11:$11", "OFFSET(表!$B$6,0,0,COUNTA(表!$B:$B),1)"]),
    "print areas and titles of other sheets stay": (BOOK, "<definedName name=[^>]*>(其他[^<]*)<", ["其他!$A$1:$C$9", "其他!$1:$9"]),
    "print titles of rows and columns": (BOOK, 'Print_Titles">(表[^<]*)<', ["表!$A:$B,表!$1:$5"]),
    "rules around a block": (FORM, 'sqref="(B5[^"]*)".*?<formula>([^<]*)', [("B5:C11", "$B5&gt;$B$11")]),
    "rules of whole columns": (FORM, 'sqref="(E1[^"]*)".*?<formula>([^<]*)', [("E1:E1048576", "$B1&gt;$B$11")]),
    "colour scales with a cell as threshold": (FORM, 'sqref="(C11)".*?type="formula" val="([^"]*)', [("C11", "$B$11")]),
    "links to sheets that stay": None,
    "links into other files": None,
    "checkboxes in cells": None,
    "pictures below move": None,
    "charts below move": None,
    "series of chart sheets": ("xl/charts/chart2.xml", "<c:f>([^<]*)<", ["表!$A$12:$A$15", "表!$B$6:$B$6"]),
}  # fmt: skip
_NAME = re.compile(r'<definedName [^>]*name="([^"]*)"[^>]*>')


@pytest.fixture(scope="module")
def refereed(rare: Rare) -> dict[str, str]:
    return by_libreoffice(rare[0])


def by_libreoffice(form: Path) -> dict[str, str]:
    """What LibreOffice makes of the same growth; its spelling brought to Excel's.

    LibreOffice 7.4 crashes over sparklines with dates, and makes a sheet of a scenario, to which
    it then lets names lead: it gets the form without them.
    """
    without = [(' dateAxis="1"', ""), ("<xm:f>表!$B$9:$C$9</xm:f>", ""), (SCENARIO, "")]
    out = form.with_name("theirs.xlsx")
    edited("soffice", [(altered(form, {FORM: without}), INSERTS, out)], out.parent)
    found = {name: re.sub(r' aca="[a-z]*"', "", text) for name, text in texts(out).items()}
    found[BOOK] = _NAME.sub(r'<definedName name="\1">', found[BOOK])
    return {name: _plain(text) for name, text in found.items()}


def _plain(text: str) -> str:
    return text.replace("&quot;", '"').replace("&apos;", "'")


@pytest.mark.office
@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("item", REFEREED)
def test_libreoffice_moves_it_likewise(item: str, refereed: dict[str, str]) -> None:
    part, pattern, expected = REFEREED[item] or ITEMS[item]
    found = re.findall(pattern, refereed[part], re.DOTALL)
    assert sorted(str(one).casefold() for one in found) == sorted(
        str(one).casefold() for one in expected
    )  # unknown functions and names are written in small letters

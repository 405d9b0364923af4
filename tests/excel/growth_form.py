"""A form with all that must follow when rows grow.

Sheet 表: rows 6 and 7 are one record, standing four times afterwards; what stood in row 8 is in 14.
Sheet 列表: row 6 is a record of a table, standing three times; what stood in row 7 is in 9.
"""

# ruff: noqa: E501 - parts are easier to check when they are not broken

from pathlib import Path
from typing import Any

import xlsxwriter

from tests.excel.corpus import OFFICE, PIXEL, TYPES
from tests.excel.packages import altered

ONE, TWO, THREE = (f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3))
BOOK = "xl/workbook.xml"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
SHARED = [
    ("<f>C6*1</f>", '<f t="shared" ref="I6:I8" si="0">C6*$C$8+C$6</f>'),
    ("<f>C7*1</f>", '<f t="shared" si="0"/>'),
    ("<f>C8*1</f>", '<f t="shared" si="0"/>'),
]
VALIDATION = (
    f'<ext xmlns:x14="{X14}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}"><x14:dataValidations '
    f'xmlns:xm="{XM}" count="1"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>'
    "列表!$A$6:$A$7</xm:f></x14:formula1><xm:sqref>B6:B7 B12</xm:sqref></x14:dataValidation>"
    "</x14:dataValidations></ext></extLst>"
)
ANCHOR = (
    f'<anchor moveWithCells="1"><from xmlns:xdr="{XDR}"><xdr:col>8</xdr:col><xdr:colOff>0</xdr:colOff>'
    "<xdr:row>11</xdr:row><xdr:rowOff>0</xdr:rowOff></from>"
    f'<to xmlns:xdr="{XDR}"><xdr:col>9</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>12</xdr:row>'
    "<xdr:rowOff>0</xdr:rowOff></to></anchor>"
)
CONTROL = (
    f'<controls><control xmlns:r="{OFFICE}/relationships" shapeId="1030" r:id="rId80" name="勾选">'
    f'<controlPr defaultSize="0" linkedCell="$B$12" listFillRange="列表!$A$6:$A$7">{ANCHOR}'
    "</controlPr></control></controls>"
)
BOX = (
    '<v:shape id="_x0000_s1030" type="#_x0000_t201" style="position:absolute"><x:ClientData '
    'ObjectType="Checkbox"><x:Anchor>8, 0, 11, 0, 9, 0, 12, 0</x:Anchor></x:ClientData></v:shape>'
    "</xml>"
)
BOX_LINK = '<legacyDrawing r:id="rId3"/>'
THREADS = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
    'threadedcomments"><threadedComment ref="D6" id="{1}"><text>记录</text></threadedComment>'
    '<threadedComment ref="D8" id="{2}"><text>合计</text></threadedComment></ThreadedComments>'
)
SOURCE = (
    '<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'refreshOnLoad="1"><cacheSource type="worksheet"><worksheetSource ref="A5:D7" sheet="表"/>'
    "</cacheSource></pivotCacheDefinition>"
)
PIVOT = (
    '<pivotTableDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'name="透视" cacheId="1" dataCaption="值"><location ref="A20:B24" firstHeaderRow="1" '
    'firstDataRow="1" firstDataCol="1"/></pivotTableDefinition>'
)


def _draw(path: Path, picture: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet, other, listed = (book.add_worksheet(name) for name in ("表", "其他", "列表"))
        _cells(book, sheet, other)
        _rules(book, sheet, other)
        _around(book, sheet, other, picture)
        columns = [{"header": "店"}, {"header": "数", "total_function": "sum"},
                   {"header": "倍", "formula": "=[@数]*2"}]  # fmt: skip
        listed.add_table("A5:C7", {"name": "明细", "columns": columns, "total_row": True})
        other.write_formula("A9", "=SUM(明细[数])")
        listed.write_formula("E7", "=SUM(明细[[#Data],[数]])+B7")


def _cells(book: Any, sheet: Any, other: Any) -> None:
    bold = book.add_format({"bold": True})
    sheet.merge_range("A6:A7", "店")
    for row in (6, 7, 8):
        sheet.write_row(f"B{row}", ["项", row, row * 2], bold)
        sheet.write_formula(f"I{row}", f"=C{row}*1")
    sheet.set_row(5, 24)
    sheet.set_row(6, 33)
    sheet.write_formula("E6", "=C6/D6+C7+$C6+C$6")
    sheet.write_formula("F6", "=C6/$C$8+列表!$A$1")
    sheet.write_formula("E8", "=C8+$C$8+$C8+C$8+C4")
    sheet.write_formula("F8", "=SUM(C6:C7)+SUM($C$6:$C$7)+SUM(C5:C8)")
    sheet.write_formula("G8", "=SUM(C:C)+SUM(8:8)")
    sheet.write_formula("H8", "=COUNTIF(C6:C7,C7)")
    sheet.write_array_formula("J8:J8", "{=SUM(C6:C7*D6:D7)}")
    sheet.merge_range("A10:C11", "签字")
    other.write_formula("A1", "=表!C8+SUM(表!$C$6:C7)")
    other.write_formula("A2", "=列表!B7+表!C10")
    book.define_name("合计", "=表!$C$8")
    book.define_name("区域", "=表!$A$6:$D$7")
    book.define_name("表!局部", "=表!$C$10")


def _rules(book: Any, sheet: Any, other: Any) -> None:
    red = book.add_format({"font_color": "red"})
    formula = {"type": "formula", "criteria": "=$D6<$D$8", "format": red}
    sheet.conditional_format("C6:D7", formula)
    sheet.conditional_format("C12", {**formula, "criteria": "=$C12>C$8"})
    bar = {"type": "data_bar", "data_bar_2010": True, "min_type": "formula", "min_value": "=$C$8"}
    sheet.conditional_format("D6:D7", bar)
    other.conditional_format("A1", {**formula, "criteria": "=表!$C$8>1"})
    sheet.data_validation("C6:C7", {"validate": "decimal", "criteria": ">", "value": "=$C$8"})
    sheet.data_validation("C12", {"validate": "list", "source": "=$C$8:$C$10"})
    other.data_validation("A1", {"validate": "list", "source": "=表!$C$6:$C$7"})
    sheet.protect("", {"sort": True})
    sheet.unprotect_range("C6:D7", "填报")
    sheet.unprotect_range("C12", "下面")
    sheet.ignore_errors({"number_stored_as_text": "B6:B7 B12"})


def _around(book: Any, sheet: Any, other: Any, picture: Path) -> None:
    sheet.write_url("D6", "https://example.com/", string="网")
    sheet.write_url("D12", "internal:表!C8", string="去合计")
    other.write_url("D1", "internal:表!C8", string="去合计")
    sheet.write_comment("C6", "记录")
    sheet.write_comment("C8", "合计")
    sheet.insert_image("H13", str(picture), {"object_position": 2})
    sheet.add_sparkline("K6", {"range": "表!C6:D6"})
    sheet.add_sparkline("K8", {"range": "表!C6:C7"})
    other.add_sparkline("K1", {"range": "表!C8:D8"})
    sheet.set_h_pagebreaks([7, 12])
    sheet.autofilter("A5:D7")
    sheet.print_area("A1:J12")
    sheet.repeat_rows(0, 4)
    sheet.freeze_panes(5, 1)
    for place, at in ((sheet, "L14"), (other, "D3")):
        chart = book.add_chart({"type": "line"})
        chart.add_series(
            {"name": "=表!$C$5", "values": "=表!$C$6:$C$7", "categories": "=表!$B$6:$B$7"}
        )
        chart.add_series({"values": "=表!$C$8:$D$8"})
        place.insert_chart(at, chart, {"object_position": 2})


def _finished(path: Path) -> Path:
    """The form with what xlsxwriter can't draw."""
    relation = f"{OFFICE}/relationships"
    thread = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    links = (
        f'<Relationship Id="rId80" Type="{relation}/ctrlProp" Target="../ctrlProps/ctrlProp1.xml"/>'
        f'<Relationship Id="rId81" Type="{thread}" Target="../threadedComments/threadedComment1.xml"/>'
        f'<Relationship Id="rId82" Type="{relation}/pivotTable" Target="../pivotTables/pivotTable1.xml"/>'
        "</Relationships>"
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
    types = "".join(
        f'<Override PartName="/xl/{part}" ContentType="{name}"/>'
        for part, name in (
            ("ctrlProps/ctrlProp1.xml", "application/vnd.ms-excel.controlproperties+xml"),
            (
                "threadedComments/threadedComment1.xml",
                "application/vnd.ms-excel.threadedcomments+xml",
            ),
            ("pivotTables/pivotTable1.xml", kind.format("pivotTable")),
            ("pivotCache/pivotCacheDefinition1.xml", kind.format("pivotCacheDefinition")),
        )
    )
    edits = {
        ONE: [*SHARED, ("</extLst></worksheet>", VALIDATION + "</worksheet>"),
              (BOX_LINK, BOX_LINK + CONTROL)],
        "xl/drawings/vmlDrawing1.vml": [("</xml>", BOX)],
        "xl/worksheets/_rels/sheet1.xml.rels": [("</Relationships>", links)],
        TYPES: [("</Types>", types + "</Types>")],
        BOOK: [("</workbook>", '<pivotCaches><pivotCache cacheId="1" r:id="rId77"/></pivotCaches>'
                "</workbook>")],
        "xl/_rels/workbook.xml.rels": [
            ("</Relationships>", f'<Relationship Id="rId77" Type="{relation}/pivotCacheDefinition" '
             'Target="pivotCache/pivotCacheDefinition1.xml"/></Relationships>')],
    }  # fmt: skip
    more = {
        "xl/ctrlProps/ctrlProp1.xml": f'<formControlPr xmlns="{X14}" objectType="CheckBox" '
        'fmlaLink="$B$12" fmlaRange="列表!$A$6:$A$7" noThreeD="1"/>',
        "xl/threadedComments/threadedComment1.xml": THREADS,
        "xl/pivotTables/pivotTable1.xml": PIVOT,
        "xl/pivotCache/pivotCacheDefinition1.xml": SOURCE,
    }
    return altered(path, edits, more={name: text.encode() for name, text in more.items()})


def form(folder: Path) -> Path:
    """The form, drawn into ``folder``."""
    (folder / "p.png").write_bytes(PIXEL)
    _draw(folder / "form.xlsx", folder / "p.png")
    return _finished(folder / "form.xlsx")

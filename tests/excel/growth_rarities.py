"""A form with what is seldom met but must follow all the same when rows grow.

Sheet 表: row 6 is one record and stands three times; rows 10 and 11 are another and stand twice.
What stood in row 9 is in row 11 afterwards, what stood in row 12 is in row 16, in row 20 in 24.
Of 一月 to 三月 row 4 stands twice; of 四月 nothing does.
"""

from pathlib import Path
from typing import Any

import xlsxwriter

from kamtools.excel.changes import Changes, Grow
from kamtools.excel.write import write
from kamtools.findings import Finding
from tests.excel.corpus import OFFICE, PIXEL
from tests.excel.packages import altered

SHEETS = ("表", "其他", "O'Brien 李", "一月", "二月", "三月", "四月")
GROWS = [Grow("表", 6, 1, 3), Grow("表", 10, 2, 2)]
GROWS += [Grow(month, 4, 1, 2) for month in SHEETS[3:6]]
SHEET = {name: f"xl/worksheets/sheet{number}.xml" for number, name in enumerate(SHEETS, 1)}
LINKS = {
    name: f"xl/worksheets/_rels/sheet{number}.xml.rels" for number, name in enumerate(SHEETS, 1)
}
MICROSOFT = "http://schemas.microsoft.com/office"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
X14, XM = f"{MICROSOFT}/spreadsheetml/2009/9/main", f"{MICROSOFT}/excel/2006/main"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
FORMULAS = {
    "F12": 'IF(B9="B9!$B$9",B9,"它说""B9""")',
    "G12": "'O''Brien 李'!B9+其他!B9+表!B9+'表'!B9",
    "H12": "LOG10(B9)+R1C1+R9C2+AB9x+XFE9+A1048577",
    "F13": "SUM(B5:C12 B6:B6)+SUM((B6:B6,B9))",
    "G13": "SUM(INDEX(B:B,2):B9)+SUM(B12:OFFSET(B9,1,0))",
    "H13": "_xlfn.LET(_xlpm.b9x,B9,_xlpm.b9x+1)+_xlfn.SINGLE(B9)+_xlfn.ANCHORARRAY(B9)",
    "F14": "SUM(B9#)+@B9",
    "G14": "表!#REF!+#REF!+B9",
    "H14": "[1]表!B9+'[b.xlsx]表'!B9",
    "F15": "b9+$b$9+SUM(b6:b6)",
    "G15": "SUM(B9:B5)+SUM(B6:B11)+SUM($10:$11)",
    "H15": "SUM(一月:三月!B5)+SUM('一月:三月'!$B$4:$B$4)",
    "F16": "SUM(一月:四月!B5)",
    "G16": "SUM(B10:B11)/COUNT(B6:B6,B10:B11)",
    "F6": "B6/B$9+B5+$B6+SUM(B$6:B6)+SUM($B$6:$B$6)",
    "G6": "SUM(一月:三月!$B$4:$B$4)+其他!B6+一月!B5",
    "F10": "B10+B11+B6+$B$10",
    "F11": "B11/SUM(B$10:B$11)",
}


def _draw(path: Path, picture: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet, other, *rest = (book.add_worksheet(name) for name in SHEETS)
        red = book.add_format({"font_color": "red"})
        for place in (sheet, other, *rest):
            for row in range(1, 21):
                place.write_row(f"A{row}", ["文", row, row * 2])
        for cell, text in FORMULAS.items():
            sheet.write_formula(cell, "=" + text)
        sheet.set_row(5, 24, None, {"level": 1, "hidden": True})
        sheet.set_row(6, 24, None, {"collapsed": True})
        _rules(sheet, red)
        _around(book, sheet, other, picture)
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=表!$B$6:$B$6", "categories": "=表!$A$10:$A$11"})
        book.add_chartsheet("图").set_chart(chart)
        book.define_name("整行", "=表!$9:$9")
        book.define_name("相对", "=表!B9")
        book.define_name("两区", "=表!$B$6:$B$6,表!$B$10:$B$11")
        book.define_name("动态", "=OFFSET(表!$B$6,0,0,COUNTA(表!$B:$B),1)")
        other.print_area("A1:C9")
        other.repeat_rows(0, 8)
        sheet.repeat_rows(0, 4)
        sheet.repeat_columns(0, 1)


def _rules(sheet: Any, red: Any) -> None:
    first = {"type": "formula", "criteria": "=$B6>B$9", "format": red, "stop_if_true": True}
    sheet.conditional_format("B6:C6", first)
    sheet.conditional_format("B5:C9", {**first, "criteria": "=$B5>$B$9"})
    sheet.conditional_format("B10:C10", {**first, "criteria": "=$B11>其他!B6"})
    sheet.conditional_format("E1:E1048576", {**first, "criteria": "=$B1>$B$9"})
    sheet.conditional_format("C9", {"type": "3_color_scale", "min_type": "formula",
                                    "min_value": "=$B$9"})  # fmt: skip
    icons = [{"criteria": ">=", "type": "formula", "value": "=$B$12"}]
    sheet.conditional_format("C12", {"type": "icon_set", "icon_style": "3_arrows", "icons": icons})
    sheet.data_validation("B6", {"validate": "list", "source": "=$A$9:$A$12"})
    sheet.data_validation("B10:B11", {"validate": "custom", "value": "=AND(B10>0,B$9>B5)"})
    sheet.add_sparkline("E6", {"range": "表!B6:C6", "date_axis": "表!$B$9:$C$9"})


def _around(book: Any, sheet: Any, other: Any, picture: Path) -> None:
    sheet.insert_image("J10", str(picture), {"y_scale": 9, "url": "internal:表!A9"})
    sheet.insert_image("J13", str(picture), {"object_position": 1, "y_scale": 90})
    sheet.insert_image("K13", str(picture), {"object_position": 3})
    sheet.insert_textbox("L13", "", {"textlink": "=表!$B$9", "width": 60, "height": 30})
    other.insert_textbox("L13", "", {"textlink": "=表!$B$9", "width": 60, "height": 30})
    sheet.set_header("&L&G", {"image_left": str(picture)})
    sheet.write_comment("B6", "每条")
    sheet.write_comment("C6", "会话")
    sheet.write_comment("B9", "以下")
    sheet.insert_checkbox("N9", True)
    sheet.insert_button("N12", {"macro": "宏", "caption": "按钮"})
    sheet.write_url("D6", "internal:表!B6", string="本行")
    sheet.write_url("D9", "internal:'O''Brien 李'!B9", string="别处")
    sheet.write_url("D12", "external:别的.xlsx#表!B9", string="别的文件")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=表!$B$6:$C$6", "name": "=表!$A$6", "data_labels": {
        "value": True, "custom": [{"value": "=表!$A$9"}]}})  # fmt: skip
    sheet.insert_chart("P9", chart)


_REVISION = f'xmlns:xr="{MICROSOFT}/spreadsheetml/2014/revision"'
_EXTENSIONS = (
    f'<extLst><ext xmlns:x14="{X14}" uri="{{A}}"><x14:ignoredErrors xmlns:xm="{XM}">'
    '<x14:ignoredError evalError="1"><xm:sqref>B6 B9</xm:sqref></x14:ignoredError>'
    f'</x14:ignoredErrors></ext><ext xmlns:x15="{MICROSOFT}/spreadsheetml/2010/11/main" '
    'uri="{B}">'
    f'<x15:webExtensions xmlns:xm="{XM}"><x15:webExtension appRef="{{C}}"><xm:f>表!$B$9</xm:f>'
    "</x15:webExtension></x15:webExtensions></ext>"
)
_VIEWS = (
    '<customSheetViews><customSheetView guid="{11111111-1111-1111-1111-111111111111}">'
    '<rowBreaks count="1" manualBreakCount="1"><brk id="9" max="16383" man="1"/></rowBreaks>'
    '<autoFilter ref="A5:C6"/></customSheetView></customSheetViews>'
)
_DATA_TABLE = '<f t="dataTable" ref="C18:C19" dt2D="0" dtr="0" r1="B9"/><v>1</v>'
SCENARIO = (
    '<scenarios current="0" show="0"><scenario name="好" count="1"><inputCells r="B9" val="1"/>'
    "</scenario></scenarios>"
)
_FOLLOWING = SCENARIO + (
    '<dataConsolidate><dataRefs count="2"><dataRef ref="B6:C9" sheet="表"/>'
    '<dataRef ref="B6:C9" sheet="表" r:id="rId99"/></dataRefs></dataConsolidate>' + _VIEWS
)
_BREAKS = (
    '<colBreaks count="1" manualBreakCount="1"><brk id="3" min="4" max="8" man="1"/></colBreaks>'
    '<cellWatches><cellWatch r="B9"/></cellWatches>'
)
_THREADS = (
    f'<ThreadedComments xmlns="{MICROSOFT}/spreadsheetml/2018/threadedcomments">'
    '<threadedComment ref="C6" id="{1}"><text>会话</text></threadedComment></ThreadedComments>'
)
_XML_CELLS = (
    f'<singleXmlCells xmlns="{MAIN}"><singleXmlCell id="1" r="B9" connectionId="0">'
    '<xmlCellPr id="1"><xmlPr mapId="1" xpath="/a" xmlDataType="string"/></xmlCellPr>'
    "</singleXmlCell></singleXmlCells>"
)
_NAMED_VIEWS = (
    f'<namedSheetViews xmlns="{MICROSOFT}/spreadsheetml/2019/namedsheetviews"><namedSheetView '
    'name="我的" id="{1}"><nsvFilter filterId="{2}" ref="A5:C6"/></namedSheetView>'
    "</namedSheetViews>"
)
_PIVOT = (
    f'<pivotCacheDefinition xmlns="{MAIN}"><cacheSource type="consolidation"><consolidation>'
    '<rangeSets count="1"><rangeSet ref="A5:C6" sheet="表"/></rangeSets></consolidation>'
    "</cacheSource></pivotCacheDefinition>"
)
_CAMERA = (
    f'<xdr:twoCellAnchor xmlns:a14="{MICROSOFT}/drawing/2010/main"><xdr:from><xdr:col>20</xdr:col>'
    "<xdr:colOff>0</xdr:colOff><xdr:row>8</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to>"
    "<xdr:col>21</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>12</xdr:row><xdr:rowOff>0</xdr:rowOff>"
    '</xdr:to><xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="90" name="照相机"><a:extLst '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ext uri="{84589F7E}">'
    '<a14:cameraTool cellRange="表!$A$9:$C$12" spid="_x0000_s1"/></a:ext></a:extLst></xdr:cNvPr>'
    "<xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr/></xdr:sp><xdr:clientData/></xdr:twoCellAnchor>"
)
_SLICER = (
    f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="a14"><xdr:twoCellAnchor '
    'editAs="oneCell"><xdr:from><xdr:col>22</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>11</xdr:row>'
    "<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>23</xdr:col><xdr:colOff>0</xdr:colOff>"
    "<xdr:row>14</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:clientData/></xdr:twoCellAnchor>"
    "</mc:Choice></mc:AlternateContent>"
)
_LABELS = (
    f'<c:extLst><c:ext uri="{{02D57815}}" xmlns:c15="{MICROSOFT}/drawing/2012/chart">'
    '<c15:datalabelsRange><c15:f>表!$A$6:$A$6</c15:f><c15:dlblRangeCache><c:ptCount val="1"/>'
    '<c:pt idx="0"><c:v>旧</c:v></c:pt></c15:dlblRangeCache></c15:datalabelsRange>'
    "<c15:formulaRef><c15:sqref>表!$B$9:$B$12</c15:sqref></c15:formulaRef></c:ext></c:extLst></c:ser>"
)
_CHART_EX = (
    f'<cx:chartSpace xmlns:cx="{MICROSOFT}/drawing/2014/chartex"><cx:chartData><cx:data id="0">'
    '<cx:numDim type="val"><cx:f>表!$B$6:$B$9</cx:f><cx:lvl ptCount="1"><cx:pt idx="0">1</cx:pt>'
    "</cx:lvl></cx:numDim></cx:data></cx:chartData></cx:chartSpace>"
)


def _finished(path: Path) -> Path:
    """The form with what xlsxwriter can't draw."""
    kinds = {
        "threadedComments/threadedComment1.xml": "http://schemas.microsoft.com/office/2017/10/"
        "relationships/threadedComment",
        "tables/tableSingleCells1.xml": f"{OFFICE}/relationships/tableSingleCells",
        "namedSheetViews/namedSheetView1.xml": f"{MICROSOFT}/2019/04/relationships/namedSheetView",
    }
    links = "".join(
        f'<Relationship Id="rId9{number}" Type="{kind}" Target="../{part}"/>'
        for number, (part, kind) in enumerate(kinds.items())
    )
    more = {
        "threadedComments/threadedComment1.xml": _THREADS,
        "tables/tableSingleCells1.xml": _XML_CELLS,
        "namedSheetViews/namedSheetView1.xml": _NAMED_VIEWS,
        "pivotCache/pivotCacheDefinition1.xml": _PIVOT,
        "charts/chartEx1.xml": _CHART_EX,
    }
    box = "<x:FmlaLink>表!$B$9</x:FmlaLink><x:FmlaRange>$A$9:$A$12</x:FmlaRange><x:PrintObject>"
    edits = {
        SHEET["表"]: [
            ("</sheetData>", "</sheetData>" + _FOLLOWING),
            ("<legacyDrawing ", _BREAKS + "<legacyDrawing "),
            ("<extLst>", _EXTENSIONS),
            ("<worksheet ", f"<worksheet {_REVISION} "),
            ('display="本行"', 'display="本行" xr:uid="{AAAA}"'),
            ('<c r="C18"><v>36</v>', f'<c r="C18">{_DATA_TABLE}'),
        ],
        LINKS["表"]: [("</Relationships>", links + "</Relationships>")],
        "xl/drawings/drawing1.xml": [("</xdr:wsDr>", _CAMERA + _SLICER + "</xdr:wsDr>")],
        "xl/drawings/vmlDrawing1.vml": [("<x:PrintObject>", box)],
        "xl/charts/chart1.xml": [("</c:ser>", _LABELS)],
        "xl/comments1.xml": [
            ("<comments ", f"<comments {_REVISION} "),
            ('<comment ref="B6"', '<comment ref="B6" xr:uid="{BBBB}"'),
        ],
    }
    return altered(path, edits, more={f"xl/{name}": text.encode() for name, text in more.items()})


def rarities(folder: Path) -> tuple[Path, Path, list[Finding]]:
    """The form, what it is grown to, and the findings."""
    (folder / "p.png").write_bytes(PIXEL)
    _draw(folder / "rare.xlsx", folder / "p.png")
    form, out = _finished(folder / "rare.xlsx"), folder / "rare_grown.xlsx"
    return form, out, write(form, Changes(GROWS), out)

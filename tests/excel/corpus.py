"""Workbooks with everything that other engines lose, made on the spot.

Here are those that xlsxwriter draws, and four of them with a part put in by hand; ``oddities``,
``zips`` and ``rich_parts`` make the others.
"""

from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.excel.oddities import ODD, odd_files
from tests.excel.packages import altered
from tests.excel.rich_parts import RICH, rich_files
from tests.excel.zips import ZIPPED, zipped_files

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
SHEET, OTHER = "数据", "其他"
ONE = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES, OFFICE = "[Content_Types].xml", "http://schemas.openxmlformats.org/officeDocument/2006"
Drawn = Callable[[Any, Any, Any, Path], None]


def corpus(folder: Path) -> dict[str, Path]:
    """All of them; each holds numbers in B2:B4 and texts in C2:C4 of its first sheet."""
    (folder / "p.png").write_bytes(PIXEL)
    (folder / "vbaProject.bin").write_bytes(bytes(range(256)) * 20)
    drawn = [_drawn(folder, name, draw) for name, draw in DRAWN.items()]
    plain = drawn[0]
    altered = [make(plain).rename(folder / f"{name}.xlsx") for name, make in ALTERED.items()]
    by_hand = (made(plain, folder) for made in (odd_files, zipped_files, rich_files))
    return {path.stem: path for path in [*drawn, *altered, *chain.from_iterable(by_hand)]}


def _drawn(folder: Path, name: str, draw: Drawn) -> Path:
    path = folder / f"{name}.{'xlsm' if name == 'macros' else 'xlsx'}"
    with xlsxwriter.Workbook(path) as book:
        sheet, other = book.add_worksheet(SHEET), book.add_worksheet(OTHER)
        for row in (1, 2, 3):
            sheet.write_row(row, 0, [f"店{row}", row * 10, f"文{row}"])
        sheet.write_formula("D2", "=SUM(B2:B4)", None, 60)
        sheet.write_formula("D3", "=A2", None, "店1")
        other.write_formula("A1", f"={SHEET}!A3", None, "店2")
        draw(book, sheet, other, folder)
    return altered(path, {"xl/workbook.xml": [(' fullCalcOnLoad="1"', "")]}).rename(path)


def _nothing(_book: Any, _sheet: Any, _other: Any, _folder: Path) -> None:
    pass


def _charts(book: Any, sheet: Any, other: Any, _: Path) -> None:
    for place, kind in ((sheet, "column"), (other, "pie"), (other, "line")):
        chart = book.add_chart({"type": kind})
        chart.add_series({"values": f"={SHEET}!$B$2:$B$4", "categories": f"={SHEET}!$A$2:$A$4"})
        place.insert_chart("H9", chart)
    alone = book.add_chart({"type": "bar"})
    alone.add_series({"values": f"={OTHER}!$A$5:$A$7"})
    book.add_chartsheet("图").set_chart(alone)


def _pictures(book: Any, sheet: Any, other: Any, folder: Path) -> None:
    picture = str(folder / "p.png")
    sheet.insert_image("F6", picture, {"url": "https://example.com/", "description": "标志"})
    sheet.embed_image("G9", picture)
    sheet.set_header("&L&G", {"image_left": picture})
    other.set_background(picture)
    other.insert_textbox("B2", "说明文字", {"fill": {"color": "yellow"}})


def _rules(book: Any, sheet: Any, other: Any, _: Path) -> None:
    red = book.add_format({"font_color": "red"})
    sheet.conditional_format("B2:B4", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("B2:B4", {"type": "icon_set", "icon_style": "3_arrows"})
    sheet.conditional_format(
        "B2:B4", {"type": "cell", "criteria": ">", "value": f"={OTHER}!$B$1", "format": red}
    )
    sheet.data_validation("C2", {"validate": "list", "source": f"={OTHER}!$A$1:$A$3"})
    sheet.data_validation("B2:B4", {"validate": "integer", "criteria": ">", "value": 0})
    sheet.add_sparkline("E2", {"range": f"{SHEET}!B2:B4"})
    other.add_sparkline("E2", {"range": f"{SHEET}!B2:B4", "type": "column"})
    sheet.protect("密", {"sort": True})
    sheet.unprotect_range("B2:B4", "可填")
    sheet.ignore_errors({"number_stored_as_text": "C2:C4"})


def _comments(_book: Any, sheet: Any, other: Any, _: Path) -> None:
    sheet.write_comment("B2", "批注\n第二行", {"author": "财务"})
    sheet.write_comment("A9", "另一条", {"visible": True, "color": "#FFEECC"})
    other.write_comment("A1", "那边")


def _rich(book: Any, sheet: Any, _other: Any, _: Path) -> None:
    bold, red = book.add_format({"bold": True}), book.add_format({"font_color": "red"})
    sheet.write_rich_string("A6", bold, "粗", "平", red, "红")
    sheet.write_string("A7", "  空格 \n换行")
    sheet.write_url("A8", "https://example.com/?a=1&b=2", string="链接")
    sheet.write_url("A9", f"internal:{OTHER}!A1")
    sheet.write_array_formula("F2:F4", "{=B2:B4*2}", None, 20)
    sheet.write_dynamic_array_formula("G2", "=_xlfn.UNIQUE(A2:A4)", None, "店1")
    book.define_name("数", f"={SHEET}!$B$2:$B$4")


def _tables(_book: Any, sheet: Any, other: Any, _: Path) -> None:
    columns = [{"header": "店"}, {"header": "数", "total_function": "sum"}, {"header": "文"}]
    sheet.add_table("A1:C5", {"name": "明细表", "columns": columns, "total_row": True})
    other.write_formula("A3", "=SUM(明细表[数])", None, 60)
    other.autofilter("A1:B3")
    other.freeze_panes(1, 1)
    other.set_h_pagebreaks([2])
    other.print_area("A1:C9")


def _macros(book: Any, sheet: Any, _other: Any, folder: Path) -> None:
    book.add_vba_project(str(folder / "vbaProject.bin"))
    sheet.insert_button("F3", {"macro": "go", "caption": "计算"})
    sheet.insert_checkbox("A9", True)


DRAWN: dict[str, Drawn] = {
    "plain": _nothing,
    "charts": _charts,
    "pictures": _pictures,
    "rules": _rules,
    "comments": _comments,
    "rich": _rich,
    "tables": _tables,
    "macros": _macros,
}


def _with_mark(plain: Path) -> Path:
    """A sheet that begins with a byte order mark, as .NET writes it."""
    return altered(plain, {ONE: [("<?xml", "\ufeff<?xml")]})


def _with_prefix(plain: Path) -> Path:
    """Elements with a prefix, as the Open XML SDK writes them."""
    edits = [("<worksheet xmlns=", "<x:worksheet xmlns:x="), ("</worksheet>", "</x:worksheet>")]
    for tag in (
        "dimension",
        "sheetViews",
        "sheetView",
        "sheetFormatPr",
        "sheetData",
        "row",
        "pageMargins",
    ):
        edits += [(f"<{tag}", f"<x:{tag}")]
    for tag in ("sheetViews", "sheetData", "row", "c", "v", "f"):
        edits += [(f"</{tag}>", f"</x:{tag}>")]
    edits += [("<c ", "<x:c "), ("<v>", "<x:v>"), ("<f>", "<x:f>")]
    return altered(plain, {ONE: edits})


def _bare(plain: Path) -> Path:
    """Rows and cells without addresses, attributes in single quotes, comments between."""
    edits = [
        (f' r="{letter}{row}"', "")
        for letter in "BCD"
        for row in (2, 3, 4)
        if letter + str(row) != "D4"
    ]
    edits += [('<row r="3"', "<!-- <c r='A1'/> --><row r='3'"), ('<row r="4"', "<row r='4'")]
    return altered(plain, {ONE: edits})


_CONTROL = (
    '<legacyDrawing r:id="rId9"/><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
    'markup-compatibility/2006"><mc:Choice Requires="x14" xmlns:x14="http://schemas.microsoft.com/'
    'office/spreadsheetml/2009/9/main"><controls><mc:AlternateContent><mc:Choice Requires="x14">'
    '<control shapeId="1025" r:id="rId8" name="勾选"><controlPr defaultSize="0" linkedCell="$B$9">'
    '<anchor moveWithCells="1"><from><xdr:col xmlns:xdr="http://schemas.openxmlformats.org/drawingml'
    '/2006/spreadsheetDrawing">5</xdr:col></from></anchor></controlPr></control></mc:Choice>'
    "</mc:AlternateContent></controls></mc:Choice></mc:AlternateContent></worksheet>"
)
_SHAPE = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape id="_x0000_s1025"'
    ' type="#_x0000_t201" style="position:absolute"><x:ClientData ObjectType="Checkbox">'
    "<x:Anchor>5, 0, 8, 0, 6, 0, 9, 0</x:Anchor><x:FmlaLink>$B$9</x:FmlaLink></x:ClientData>"
    "</v:shape></xml>"
)


def _links(*links: tuple[str, str, str]) -> bytes:
    inner = "".join(
        f'<Relationship Id="{id}" Type="{OFFICE}/relationships/{kind}" Target="{target}"/>'
        for id, kind, target in links
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{namespace}">{inner}</Relationships>'.encode()


def _typed(*types: tuple[str, str]) -> list[tuple[str, str]]:
    inner = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in types)
    return [("</Types>", inner + "</Types>")]


def _control(plain: Path) -> Path:
    """A check box with its old and new description and its linked cell."""
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": _links(
            ("rId8", "ctrlProp", "../ctrlProps/ctrlProp1.xml"),
            ("rId9", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ),
        "xl/ctrlProps/ctrlProp1.xml": b'<formControlPr xmlns="http://schemas.microsoft.com/office/'
        b'spreadsheetml/2009/9/main" objectType="CheckBox" fmlaLink="$B$9" noThreeD="1"/>',
        "xl/drawings/vmlDrawing1.vml": _SHAPE.encode(),
    }
    types = _typed(
        ("xl/ctrlProps/ctrlProp1.xml", "application/vnd.ms-excel.controlproperties+xml"),
        ("xl/drawings/vmlDrawing1.vml", "application/vnd.openxmlformats-officedocument.vmlDrawing"),
    )
    return altered(plain, {ONE: [("</worksheet>", _CONTROL)], TYPES: types}, more=more)


_CACHE = (
    f'<pivotCacheDefinition xmlns="{MAIN}" refreshOnLoad="1" recordCount="0"><cacheSource '
    f'type="worksheet"><worksheetSource ref="A1:C4" sheet="{SHEET}"/></cacheSource><cacheFields '
    'count="3">'
    + "".join(f'<cacheField name="{name}"><sharedItems/></cacheField>' for name in "店数文")
    + "</cacheFields></pivotCacheDefinition>"
)
_PIVOT = (
    f'<pivotTableDefinition xmlns="{MAIN}" name="透视" cacheId="1" dataCaption="值"><location '
    'ref="A3:B4" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="3">'
    "<pivotField/><pivotField/><pivotField/></pivotFields></pivotTableDefinition>"
)


def _pivot(plain: Path) -> Path:
    """A pivot table on the second sheet, fed from the first."""
    more = {
        "xl/worksheets/_rels/sheet2.xml.rels": _links(
            ("rId1", "pivotTable", "../pivotTables/pivotTable1.xml")
        ),
        "xl/pivotTables/pivotTable1.xml": _PIVOT.encode(),
        "xl/pivotTables/_rels/pivotTable1.xml.rels": _links(
            ("rId1", "pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")
        ),
        "xl/pivotCache/pivotCacheDefinition1.xml": _CACHE.encode(),
    }
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
    edits = {
        TYPES: _typed(
            ("xl/pivotTables/pivotTable1.xml", kind.format("pivotTable")),
            ("xl/pivotCache/pivotCacheDefinition1.xml", kind.format("pivotCacheDefinition")),
        ),
        "xl/workbook.xml": [
            ("</workbook>", '<pivotCaches><pivotCache cacheId="1" r:id="rId77"/></pivotCaches>'
             "</workbook>")
        ],
        "xl/_rels/workbook.xml.rels": [
            ("</Relationships>", f'<Relationship Id="rId77" Type="{OFFICE}/relationships/'
             'pivotCacheDefinition" Target="pivotCache/pivotCacheDefinition1.xml"/>'
             "</Relationships>")
        ],
    }  # fmt: skip
    return altered(plain, edits, more=more)


ALTERED: dict[str, Callable[[Path], Path]] = {
    "bom": _with_mark,
    "prefix": _with_prefix,
    "bare": _bare,
    "control": _control,
    "pivot": _pivot,
}
MADE = (*DRAWN, *ALTERED, *ODD, *ZIPPED, *RICH)

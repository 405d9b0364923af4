"""Workbooks written as only some programs write them: every one is whole, and must stay so.

Each is made from one plain workbook, by changing its parts.
"""

import re
from collections.abc import Callable
from pathlib import Path

from tests.excel.packages import Parts, parts, put_together

ONE, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
TYPES, STRINGS, STYLES = "[Content_Types].xml", "xl/sharedStrings.xml", "xl/styles.xml"
LINKS = "xl/_rels/workbook.xml.rels"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
_MARK = "http://schemas.openxmlformats.org/markup-compatibility/2006"
Odd = Callable[[Parts], Parts]
ODD: dict[str, Odd] = {}


def odd_files(plain: Path, folder: Path) -> list[Path]:
    """All of them, in ``folder``."""
    base = parts(plain)
    return [put_together(folder / f"{name}.xlsx", odd(dict(base))) for name, odd in ODD.items()]


def odd(function: Odd) -> Odd:
    """Put a change of parts on the list, under its name."""
    ODD[function.__name__] = function
    return function


def swap(data: Parts, part: str, *edits: tuple[str, str]) -> Parts:
    """Replace texts, each of which must be there."""
    for old, new in edits:
        assert old.encode() in data[part], (part, old)
        data[part] = data[part].replace(old.encode(), new.encode())
    return data


def before(data: Parts, part: str, tag: str, xml: str) -> Parts:
    """Put something before a tag, which must be there once."""
    assert data[part].count(tag.encode()) == 1, (part, tag)
    return swap(data, part, (tag, xml + tag))


def add_part(data: Parts, part: str, xml: str, kind: str, link: str = "") -> str:
    """Add a part with its type, and with its link when the workbook shall have one; its id."""
    data[part] = xml.encode()
    before(data, TYPES, "</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/>')
    id = f"rId{90 + data[LINKS].count(b'<Relationship ')}"
    if link:
        relation = f'<Relationship Id="{id}" Type="{link}" Target="/{part}"/>'
        before(data, LINKS, "</Relationships>", relation)
    return id


def add_rows(data: Parts, rows: str, after: str = "") -> Parts:
    """Add rows to the first sheet, and what follows them."""
    return swap(data, ONE, ("</sheetData>", f"{rows}</sheetData>{after}"))


def add_sheet(data: Parts, kind: str, xml: str, *, first: bool) -> Parts:
    """Add a sheet of any kind, as the first or the last."""
    content = "application/vnd.ms-excel.macrosheet+xml"
    base = "http://schemas.microsoft.com/office/2006/relationships"
    if kind != "xlMacrosheet":
        content, base = SPREADSHEET.format(kind), OFFICE
    id = add_part(data, f"xl/{kind}s/sheet9.xml", xml, content, f"{base}/{kind}")
    sheet = f'<sheet name="另" sheetId="91" r:id="{id}"/>'
    if first:
        return swap(data, BOOK, ("<sheets>", "<sheets>" + sheet))
    return before(data, BOOK, "</sheets>", sheet)


@odd
def utf_16(data: Parts) -> Parts:
    """All XML in UTF-16 with a byte order mark."""
    for name in (ONE, BOOK, STRINGS, STYLES, LINKS):
        text = data[name].decode().replace("UTF-8", "UTF-16")
        data[name] = text.encode("utf-16")
    return data


@odd
def utf_16_big_endian(data: Parts) -> Parts:
    """UTF-16 with the high byte first, as Java writes it."""
    text = data[ONE].decode().replace("UTF-8", "UTF-16")
    data[ONE] = b"\xfe\xff" + text.encode("utf-16-be")
    return data


@odd
def gbk(data: Parts) -> Parts:
    """Texts in the old Chinese encoding, declared as such."""
    data[STRINGS] = data[STRINGS].decode().replace("UTF-8", "GBK").encode("gbk")
    data[BOOK] = data[BOOK].decode().replace("UTF-8", "gb2312").encode("gb2312")
    return data


@odd
def no_declaration(data: Parts) -> Parts:
    """Parts that begin with their root element, or with white space before it."""
    for name in (ONE, BOOK, STRINGS, STYLES):
        data[name] = re.sub(rb"<\?xml.*?\?>\s*", b"", data[name])
    data[BOOK] = b"\r\n" + data[BOOK]
    return data


@odd
def mark_everywhere(data: Parts) -> Parts:
    """Every XML part begins with a byte order mark."""
    return {name: b"\xef\xbb\xbf" + one for name, one in data.items()}


@odd
def written_by_hand(data: Parts) -> Parts:
    """Comments, CDATA, processing instructions, white space, single quotes, entities."""
    edits = [
        ("<sheetData>", "<?app go?><!-- <row r='9'/> -->\n<sheetData>\n  "),
        ("</sheetData>", "\n</sheetData>\n"),
        ('<row r="2"', "<row\n r='2'"),
        ("</row>", " </row>\t"),
        ('<c r="C2" t="s"><v>3</v></c>', '<c r="C2" t="inlineStr"><is><t><![CDATA[文<1>]]></t></is>'
         '</c><c r="E2" t="str"><f>"a&amp;b&#10;c"</f><v>a&amp;b&#xA;c</v></c>'),
    ]  # fmt: skip
    return swap(data, ONE, *[edit for edit in edits if edit[0].encode() in data[ONE]])


@odd
def pretty(data: Parts) -> Parts:
    """Every element on a line of its own."""
    data[ONE] = data[ONE].replace(b"><", b">\r\n    <")
    return data


@odd
def lower_case_addresses(data: Parts) -> Parts:
    """Addresses as ``b2``."""
    data[ONE] = re.sub(rb'r="([A-D])([0-9])"', lambda m: m[0].lower(), data[ONE])
    return data


@odd
def rows_out_of_order(data: Parts) -> Parts:
    """The last row stands first, and cells stand from right to left."""
    rows = re.findall(rb"<row.*?</row>", data[ONE])
    turned = [_turned(row) for row in reversed(rows)]
    data[ONE] = data[ONE].replace(b"".join(rows), b"".join(turned))
    return data


def _turned(row: bytes) -> bytes:
    cells = re.findall(rb"<c .*?</c>", row)
    return row.replace(b"".join(cells), b"".join(reversed(cells)))


@odd
def backslashes(data: Parts) -> Parts:
    """Part names and targets with the wrong slash."""
    data[LINKS] = data[LINKS].replace(b'Target="worksheets/', b'Target="worksheets\\')
    data["_rels/.rels"] = data["_rels/.rels"].replace(b'"xl/workbook', b'"xl\\workbook')
    return {name.replace("/", "\\"): one for name, one in data.items()}


@odd
def absolute_names(data: Parts) -> Parts:
    """Targets from the root, part names with a slash before them."""
    data[LINKS] = re.sub(rb'Target="(?!http)', b'Target="/xl/', data[LINKS])
    data["_rels/.rels"] = data["_rels/.rels"].replace(b'Target="', b'Target="/')
    return {"/" + name: one for name, one in data.items()}


@odd
def other_case(data: Parts) -> Parts:
    """Names in capitals and small letters as it came."""
    swap(data, TYPES, ("/xl/worksheets/sheet1.xml", "/XL/Worksheets/Sheet1.XML"))
    swap(data, LINKS, ("worksheets/sheet1.xml", "Worksheets/SHEET1.xml"))
    names = {TYPES: "[content_types].xml", STRINGS: "xl/SharedStrings.xml"}
    return {names.get(name, name): one for name, one in data.items()}


@odd
def other_folders(data: Parts) -> Parts:
    """A main part that is called otherwise, with its links, and a sheet in another folder."""
    swap(data, "_rels/.rels", ("xl/workbook.xml", "book/main.xml"))
    swap(data, TYPES, ("/xl/workbook.xml", "/book/main.xml"), ("/xl/worksheets/sheet1", "/表 1"))
    data[LINKS] = data[LINKS].replace(b'Target="', b'Target="../xl/')
    swap(data, LINKS, ("../xl/worksheets/sheet1.xml", "/%E8%A1%A8%201.xml"))
    names = {BOOK: "book/main.xml", LINKS: "book/_rels/main.xml.rels", ONE: "表 1.xml"}
    return {names.get(name, name): one for name, one in data.items()}


@odd
def types_by_ending(data: Parts) -> Parts:
    """The types of the sheets by their ending alone; the workbook's as the default of ``xml``."""
    main = SPREADSHEET.format("sheet.main")
    kept = re.sub(rb'<Override PartName="/xl/workbook.xml".*?/>', b"", data[TYPES])
    old = b'<Default Extension="xml" ContentType="application/xml"/>'
    assert old in kept
    data[TYPES] = kept.replace(old, f'<Default Extension="xml" ContentType="{main}"/>'.encode())
    return data


@odd
def other_prefixes(data: Parts) -> Parts:
    """The workbook part with prefixes of its own choosing."""
    text = data[BOOK].decode().replace("xmlns:r=", "xmlns:q7=").replace("r:id=", "q7:id=")
    text = re.sub(r"<(/?)(?=[a-z])", r"<\1x:", text).replace("xmlns=", "xmlns:x=")
    data[BOOK] = text.encode()
    return data


@odd
def alternate_content(data: Parts) -> Parts:
    """Choices and extensions that no reader knows, in the sheet and in the workbook."""
    extension = (
        f'<mc:AlternateContent xmlns:mc="{_MARK}"><mc:Choice Requires="zz" xmlns:zz="urn:zz">'
        "<zz:a/></mc:Choice><mc:Fallback/></mc:AlternateContent><extLst>"
        '<ext uri="{0-0}" xmlns:n="urn:n">'
        '<n:thing at="A1">B2</n:thing></ext></extLst>'
    )
    ignored = f'xmlns:mc="{_MARK}" mc:Ignorable="x14ac xr" xmlns:xr="urn:xr" xmlns:x14ac="urn:x14"'
    swap(data, ONE, ("<worksheet ", f"<worksheet {ignored} "))
    swap(data, ONE, ('<row r="3"', '<row r="3" x14ac:dyDescent="0.25"'))
    before(data, ONE, "</worksheet>", extension)
    return before(data, BOOK, "</workbook>", extension)


@odd
def no_shared_strings(data: Parts) -> Parts:
    """Every text stands in its cell."""
    texts = re.findall(r"<si><t[^>]*>(.*?)</t></si>", data.pop(STRINGS).decode())
    for number, text in enumerate(texts):
        old, new = f't="s"><v>{number}</v>', f't="inlineStr"><is><t>{text}</t></is>'
        data[ONE] = data[ONE].replace(old.encode(), new.encode())
    return _without_link(data, "sharedStrings")


@odd
def no_styles(data: Parts) -> Parts:
    """No styles and no theme, as small programs write it."""
    del data[STYLES], data["xl/theme/theme1.xml"]
    return _without_link(_without_link(data, "styles"), "theme")


def _without_link(data: Parts, kind: str) -> Parts:
    data[LINKS] = re.sub(rb'<Relationship [^>]*?/%s"[^>]*?/>' % kind.encode(), b"", data[LINKS])
    data[TYPES] = re.sub(
        rb'<Override [^>]*?/%s[0-9]*\.xml"[^>]*?/>' % kind.encode(), b"", data[TYPES]
    )
    return data


@odd
def bare_package(data: Parts) -> Parts:
    """As Google writes it: nothing but the book, its sheets, its texts and styles."""
    data = {name: one for name, one in data.items() if not name.startswith("docProps/")}
    data[TYPES] = re.sub(rb'<Override PartName="/docProps.*?/>', b"", data[TYPES])
    links = re.sub(rb"<Relationship [^>]*docProps.*?/>", b"", data["_rels/.rels"])
    data["_rels/.rels"] = links
    data[ONE] = re.sub(rb' spans="[0-9:]*"|<dimension.*?/>', b"", data[ONE])
    return data


@odd
def chart_sheet_first(data: Parts) -> Parts:
    """A chart sheet before the first worksheet."""
    views = '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    xml = f'<chartsheet xmlns="{MAIN}">{views}</chartsheet>'
    return add_sheet(data, "chartsheet", xml, first=True)


@odd
def dialog_sheet_first(data: Parts) -> Parts:
    """A dialog of Excel 5 before the first worksheet."""
    xml = f'<dialogsheet xmlns="{MAIN}"><sheetFormatPr defaultRowHeight="15"/></dialogsheet>'
    return add_sheet(data, "dialogsheet", xml, first=True)


@odd
def macro_sheet_last(data: Parts) -> Parts:
    """A sheet of Excel 4 macros."""
    space = "http://schemas.microsoft.com/office/excel/2006/main"
    row = '<sheetData><row r="1"><c r="A1"><f>ALERT("a")</f></c></row></sheetData>'
    xml = f'<xm:macrosheet xmlns="{MAIN}" xmlns:xm="{space}">{row}</xm:macrosheet>'
    return add_sheet(data, "xlMacrosheet", xml, first=False)


@odd
def first_sheet_hidden(data: Parts) -> Parts:
    """The first sheet is very hidden."""
    return swap(data, BOOK, ('sheetId="1"', 'sheetId="1" state="veryHidden"'))


@odd
def empty_rows_and_cells(data: Parts) -> Parts:
    """Rows without cells, cells without values, a sheet without rows."""
    cells = '<c r="B8" s="0"/><c r="C8" t="s"/><c r="D8"><v/></c>'
    add_rows(data, f'<row r="7" ht="30" customHeight="1"/><row r="8">{cells}</row>')
    xml = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    return add_sheet(data, "worksheet", xml, first=False)


@odd
def readings_and_blanks(data: Parts) -> Parts:
    """Phonetic marks, rich runs, and texts of white space alone."""
    more = (
        '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="0"/></si>'
        '<si><t xml:space="preserve">   </t></si><si><t/></si><si/><si><r><t>a</t></r><r><rPr><b/>'
        '</rPr><t xml:space="preserve"> b_x000D_</t></r></si>'
    )
    count = data[STRINGS].count(b"<si>")
    before(data, STRINGS, "</sst>", more)
    cells = "".join(
        f'<c r="{letter}9" t="s" ph="1"><v>{count + at}</v></c>'
        for at, letter in enumerate("ABCDE")
    )
    return add_rows(data, f'<row r="9">{cells}</row>')


@odd
def every_kind_of_cell(data: Parts) -> Parts:
    """ISO dates, truth values, errors, long and small numbers, texts of formulas."""
    cells = (
        '<c r="A9" t="d"><v>2026-10-31T00:00:00Z</v></c><c r="B9" t="b"><v>1</v></c>'
        '<c r="C9" t="e"><v>#N/A</v></c><c r="D9"><v>1E+300</v></c><c r="E9" t="n"><v>-0.1e-7</v>'
        '</c><c r="F9" t="str"><v> a </v></c><c r="G9"><v>0012.50</v></c><c r="H9" t="e"><f>1/0</f>'
        "<v>#DIV/0!</v></c>"
    )
    return add_rows(data, f'<row r="9">{cells}</row>')


@odd
def data_table(data: Parts) -> Parts:
    """A what-if table, ``{=TABLE(,B2)}``, and an array formula."""
    table = '<f t="dataTable" ref="F9:F10" dt2D="0" dtr="0" r1="B2"/>'
    array = '<f t="array" ref="G10:H10">B2:C2</f>'
    nine = f'<row r="9"><c r="F9">{table}<v>1</v></c></row>'
    ten = f'<c r="F10"><v>2</v></c><c r="G10">{array}<v>10</v></c><c r="H10" t="str"><v>文1</v></c>'
    return add_rows(data, f'{nine}<row r="10">{ten}</row>')


@odd
def odd_settings(data: Parts) -> Parts:
    """R1C1 references, dates from 1904, read-only recommended, a password for writing, locks."""
    sharing = '<fileSharing readOnlyRecommended="1" userName="财务" reservationPassword="CC1A"/>'
    guard = '<workbookProtection workbookPassword="CC1A" lockStructure="1"/>'
    edits = (
        ("<workbookPr", f'{sharing}<workbookPr date1904="1"'),
        ("<bookViews>", f"{guard}<bookViews>"),
        ("<calcPr", '<calcPr calcMode="manual" refMode="R1C1" iterate="1"'),
    )
    swap(data, BOOK, *edits)
    sheet = '<sheetProtection password="CC1A" sheet="1" objects="1" scenarios="1"/>'
    return add_rows(data, "", sheet)


@odd
def outside_links(data: Parts) -> Parts:
    """A formula that reads another workbook, with the values that were seen there."""
    seen = '<sheetData sheetId="0"><row r="1"><cell r="A1"><v>5</v></cell></row></sheetData>'
    xml = (
        f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1"><sheetNames>'
        f'<sheetName val="A"/></sheetNames><sheetDataSet>{seen}</sheetDataSet></externalBook>'
        "</externalLink>"
    )
    part = "xl/externalLinks/externalLink1.xml"
    id = add_part(data, part, xml, SPREADSHEET.format("externalLink"), f"{OFFICE}/externalLink")
    data["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" Target="file:///C:/%E8%A1%A8.xls'
        'x" TargetMode="External"/></Relationships>'
    ).encode()
    reference = f'<externalReferences><externalReference r:id="{id}"/></externalReferences>'
    swap(data, BOOK, ("</sheets>", "</sheets>" + reference))
    return add_rows(data, '<row r="9"><c r="A9"><f>[1]A!A1+B2</f><v>15</v></c></row>')


@odd
def strange_sheet_names(data: Parts) -> Parts:
    """Names that want quoting, and one that looks like an encrypted stream."""
    swap(data, BOOK, ('name="其他"', 'name="It&apos;s EncryptedPackage!  "'))
    data[ONE] = data[ONE].replace("其他!".encode(), b"'It''s EncryptedPackage!  '!")
    return data


@odd
def made_by_wps(data: Parts) -> Parts:
    """What WPS adds: a part of its own, and attributes of its own on cells."""
    space = "https://web.wps.cn/et/2018/main"
    kind = "application/vnd.wps-officedocument.spreadsheetml.woexpand+xml"
    link = "http://www.wps.cn/officeDocument/2018/relationships/woexpand"
    add_part(data, "xl/woexpand.xml", f'<woSheetsProps xmlns="{space}"/>', kind, link)
    own = 'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" etc:x="1"'
    return swap(data, ONE, ('<c r="B2"', f'<c {own} r="B2"'))

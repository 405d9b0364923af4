"""Workbooks with what neither xlsxwriter nor LibreOffice writes: parts put in by hand.

Each is made from one plain workbook, whose first sheet gets a header row.
"""

from collections.abc import Callable
from pathlib import Path

from tests.excel.oddities import BOOK, MAIN, OFFICE, ONE, SPREADSHEET, TYPES, before, swap
from tests.excel.packages import Parts, parts, put_together

ROOT, SHEET = "_rels/.rels", "xl/worksheets/_rels/sheet1.xml.rels"
LINKS = "xl/_rels/workbook.xml.rels"
MICROSOFT = "http://schemas.microsoft.com/office"
X14 = f"{MICROSOFT}/spreadsheetml/2009/9/main"
X15 = f"{MICROSOFT}/spreadsheetml/2010/11/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
MARK = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
Rich = Callable[[Parts], Parts]
RICH: dict[str, Rich] = {}


def rich_files(plain: Path, folder: Path) -> list[Path]:
    """All of them, in ``folder``."""
    base = parts(plain)
    return [put_together(folder / f"{name}.xlsx", one(dict(base))) for name, one in RICH.items()]


def rich(function: Rich) -> Rich:
    """Put a kind of part on the list, under its name."""
    RICH[function.__name__] = function
    return function


def attach(data: Parts, links: str, part: str, content: str | bytes, type_: str, kind: str) -> str:
    """Add a part with its type and a link to it; the link's id."""
    data[part] = content.encode() if isinstance(content, str) else content
    if type_:
        before(data, TYPES, "</Types>", f'<Override PartName="/{part}" ContentType="{type_}"/>')
    return link(data, links, f"/{part}", kind)


def link(data: Parts, links: str, target: str, kind: str) -> str:
    """Add a link to a part that is there; its id."""
    data.setdefault(links, f'<Relationships xmlns="{_RELATIONS}"></Relationships>'.encode())
    id = f"rId{60 + data[links].count(b'<Relationship ')}"
    address = kind if kind.startswith("http") else f"{OFFICE}/{kind}"
    relation = f'<Relationship Id="{id}" Type="{address}" Target="{target}"/>'
    before(data, links, "</Relationships>", relation)
    return id


def drawn(data: Parts, inner: str) -> str:
    """Give the first sheet a drawing; returns the part of the drawing's links."""
    anchor = (
        "<xdr:twoCellAnchor><xdr:from><xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>5"
        "</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>8</xdr:col><xdr:colOff>0"
        "</xdr:colOff><xdr:row>15</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
        f"{inner}<xdr:clientData/></xdr:twoCellAnchor>"
    )
    xml = (
        f'<xdr:wsDr xmlns:xdr="{DRAWING}/spreadsheetDrawing" xmlns:a="{DRAWING}/main" '
        f'xmlns:r="{OFFICE}" xmlns:mc="{MARK}">{anchor}</xdr:wsDr>'
    )
    kind = "application/vnd.openxmlformats-officedocument.drawing+xml"
    id = attach(data, SHEET, "xl/drawings/drawing1.xml", xml, kind, "drawing")
    before(data, ONE, "</worksheet>", f'<drawing r:id="{id}"/>')
    return "xl/drawings/_rels/drawing1.xml.rels"


def frame(uri: str, inner: str, id: int = 2) -> str:
    """A graphic frame that holds something by its address."""
    return (
        f'<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="{id}" name="图 {id}"/>'
        '<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{uri}">{inner}</a:graphicData></a:graphic></xdr:graphicFrame>'
    )


def extension(data: Parts, part: str, uri: str, spaces: str, inner: str) -> None:
    """Put an extension at the end of a sheet or of the workbook."""
    end = "</worksheet>" if part == ONE else "</workbook>"
    before(data, part, end, f'<extLst><ext uri="{uri}" {spaces}>{inner}</ext></extLst>')


def table(data: Parts) -> str:
    """Make A1:C4 of the first sheet a table; returns the element that the sheet must end with."""
    cells = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{name}</t></is></c>'
        for letter, name in zip("ABC", "店数文", strict=True)
    )
    swap(data, ONE, ("<sheetData>", f'<sheetData><row r="1">{cells}</row>'))
    columns = "".join(f'<tableColumn id="{at}" name="{n}"/>' for at, n in enumerate("店数文", 1))
    xml = (
        f'<table xmlns="{MAIN}" id="1" name="表1" displayName="表1" ref="A1:C4" totalsRowShown="0">'
        f'<autoFilter ref="A1:C4"/><tableColumns count="3">{columns}</tableColumns></table>'
    )
    id = attach(data, SHEET, "xl/tables/table1.xml", xml, SPREADSHEET.format("table"), "table")
    return f'<tableParts count="1"><tablePart r:id="{id}"/></tableParts>'


@rich
def slicer(data: Parts) -> Parts:
    """A slicer on a table: its shape, its cache, and two extensions that lead to them."""
    ending = table(data)
    shape = frame(
        f"{MICROSOFT}/drawing/2010/slicer",
        f'<sle:slicer xmlns:sle="{MICROSOFT}/drawing/2010/slicer" name="店"/>',
    )
    choice = f'<mc:Choice xmlns:sle15="{MICROSOFT}/drawing/2012/slicer" Requires="sle15">'
    fallback = (
        '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="0" name=""/><xdr:cNvSpPr/>'
        '</xdr:nvSpPr><xdr:spPr><a:prstGeom prst="rect"/></xdr:spPr></xdr:sp>'
    )
    drawn(
        data,
        f"<mc:AlternateContent>{choice}{shape}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>"
        "</mc:AlternateContent>",
    )
    before(data, ONE, "</worksheet>", ending)
    xml = (
        f'<slicers xmlns="{X14}"><slicer name="店" cache="切片器_店" rowHeight="241300"/></slicers>'
    )
    kind, cache_kind = (
        f"{MICROSOFT}/2007/relationships/{one}" for one in ("slicer", "slicerCache")
    )
    id = attach(
        data, SHEET, "xl/slicers/slicer1.xml", xml, "application/vnd.ms-excel.slicer+xml", kind
    )
    listed = f'<x14:slicerList xmlns:x14="{X14}"><x14:slicer r:id="{id}"/></x14:slicerList>'
    extension(data, ONE, "{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}", f'xmlns:x15="{X15}"', listed)
    cache = (
        f'<slicerCacheDefinition xmlns="{X14}" xmlns:x="{MAIN}" name="切片器_店" sourceName="店">'
        '<extLst><x:ext uri="{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}" '
        f'xmlns:x15="{X15}"><x15:tableSlicerCache tableId="1" column="1"/></x:ext></extLst>'
        "</slicerCacheDefinition>"
    )
    type_ = "application/vnd.ms-excel.slicerCache+xml"
    id = attach(data, LINKS, "xl/slicerCaches/slicerCache1.xml", cache, type_, cache_kind)
    caches = (
        f'<x15:slicerCaches xmlns:x14="{X14}"><x14:slicerCache r:id="{id}"/></x15:slicerCaches>'
    )
    extension(data, BOOK, "{46BE6895-7355-4a93-B00E-2C351335B9C9}", f'xmlns:x15="{X15}"', caches)
    return data


@rich
def smart_art(data: Parts) -> Parts:
    """A diagram with its five parts."""
    uri = f"{DRAWING}/diagram"
    names = ("data", "layout", "quickStyle", "colors")
    roots = ("dataModel", "layoutDef", "styleDef", "colorsDef")
    kinds = ("diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors")
    links = "xl/drawings/_rels/drawing1.xml.rels"
    type_ = "application/vnd.openxmlformats-officedocument.drawingml.{}+xml"
    points = (
        f'<dgm:ptLst><dgm:pt modelId="1" type="doc"><dgm:t><a:p xmlns:a="{DRAWING}/main"/></dgm:t>'
    )
    ids = []
    for name, root, kind in zip(names, roots, kinds, strict=True):
        inner = points + "</dgm:pt></dgm:ptLst><dgm:cxnLst/>" if name == "data" else ""
        xml = f'<dgm:{root} xmlns:dgm="{uri}">{inner}</dgm:{root}>'
        part = f"xl/diagrams/{name}1.xml"
        ids.append(attach(data, links, part, xml, type_.format(kind), kind))
    given = " ".join(f'r:{at}="{id}"' for at, id in zip(("dm", "lo", "qs", "cs"), ids, strict=True))
    drawn(data, frame(uri, f'<dgm:relIds xmlns:dgm="{uri}" {given}/>'))
    return data


@rich
def conversation(data: Parts) -> Parts:
    """A comment with an answer, the persons, and the old comment that stands for them."""
    space = f"{MICROSOFT}/spreadsheetml/2018/threadedcomments"
    first, second, who = (f"{{0000000{n}-0000-0000-0000-000000000000}}" for n in (1, 2, 3))
    said = "".join(
        f'<threadedComment ref="B2" dT="2026-10-31T10:00:00.00" personId="{who}" id="{id}"{more}>'
        f"<text>{text}</text></threadedComment>"
        for id, more, text in ((first, "", "请核对"), (second, f' parentId="{first}"', "已核"))
    )
    xml = f'<ThreadedComments xmlns="{space}">{said}</ThreadedComments>'
    kind = f"{MICROSOFT}/2017/10/relationships/"
    type_ = "application/vnd.ms-excel.threadedcomments+xml"
    part = "xl/threadedComments/threadedComment1.xml"
    attach(data, SHEET, part, xml, type_, kind + "threadedComment")
    person = f'<person displayName="财务" id="{who}" userId="a" providerId="None"/>'
    xml = f'<personList xmlns="{space}">{person}</personList>'
    type_ = "application/vnd.ms-excel.person+xml"
    attach(data, LINKS, "xl/persons/person.xml", xml, type_, kind + "person")
    old = '<comment ref="B2" authorId="0"><text><t>[Threaded comment] 请核对</t></text></comment>'
    xml = (
        f'<comments xmlns="{MAIN}"><authors><author>tc={first}</author></authors>'
        f"<commentList>{old}</commentList></comments>"
    )
    attach(data, SHEET, "xl/comments1.xml", xml, SPREADSHEET.format("comments"), "comments")
    return with_vml(data, "Note", "")


_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"


def with_vml(data: Parts, kind: str, more: str) -> Parts:
    """Give the first sheet an old drawing with one shape."""
    xml = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:'
        'excel"><v:shape id="_x0000_s1025" type="#_x0000_t202" style="position:absolute;'
        f'visibility:hidden"><x:ClientData ObjectType="{kind}"><x:Anchor>2, 15, 1, 2, 4, 15, 5, 4'
        f"</x:Anchor><x:Row>1</x:Row><x:Column>1</x:Column>{more}</x:ClientData></v:shape></xml>"
    )
    id = attach(data, SHEET, "xl/drawings/vmlDrawing1.vml", xml, _VML, "vmlDrawing")
    return before(data, ONE, "</worksheet>", f'<legacyDrawing r:id="{id}"/>')


@rich
def active_x(data: Parts) -> Parts:
    """A button of ActiveX: its description, its state, and its shape."""
    links = "xl/activeX/_rels/activeX1.xml.rels"
    kind = f"{MICROSOFT}/2006/relationships/activeXControlBinary"
    type_ = "application/vnd.ms-office.activeX"
    id = attach(data, links, "xl/activeX/activeX1.bin", bytes(range(256)) * 4, type_, kind)
    space = f"{MICROSOFT}/2006/activeX"
    class_ = "{D7053240-CE69-11CD-A777-00DD01143C57}"
    xml = (
        f'<ax:ocx xmlns:ax="{space}" xmlns:r="{OFFICE}" ax:classid="{class_}" '
        f'ax:persistence="persistStreamInit" r:id="{id}"/>'
    )
    control = attach(data, SHEET, "xl/activeX/activeX1.xml", xml, f"{type_}+xml", "control")
    with_vml(data, "Pict", "<x:FmlaLink>$B$9</x:FmlaLink>")
    element = f'<control shapeId="1025" r:id="{control}" name="CommandButton1"/>'
    return before(data, ONE, "</worksheet>", f"<controls>{element}</controls>")


@rich
def embedded(data: Parts) -> Parts:
    """An OLE object and a workbook within the workbook."""
    inner = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    nested = b"PK\x03\x04 no matter what stands here"
    other = attach(data, SHEET, "xl/embeddings/Tabelle.xlsx", nested, inner, "package")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    kind = "application/vnd.openxmlformats-officedocument.oleObject"
    one = attach(data, SHEET, "xl/embeddings/oleObject1.bin", ole, kind, "oleObject")
    with_vml(data, "Pict", "")
    objects = "".join(
        f'<oleObject progId="{name}" shapeId="1025" r:id="{id}"/>'
        for name, id in (("Packager", one), ("Excel.Sheet.12", other))
    )
    return before(data, ONE, "</worksheet>", f"<oleObjects>{objects}</oleObjects>")


@rich
def office_extras(data: Parts) -> Parts:
    """What a company's Excel leaves behind: printer, labels, custom XML, connections, ribbons."""
    printer = "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
    part = "xl/printerSettings/printerSettings1.bin"
    id = attach(data, SHEET, part, b"H\0P\0" * 99, printer, "printerSettings")
    before(
        data, ONE, "</worksheet>", f'<pageSetup paperSize="9" orientation="landscape" r:id="{id}"/>'
    )
    attach(data, ROOT, "customXml/item1.xml", "<b:Sources xmlns:b='urn:b'/>", "", "customXml")
    xml = '<ds:datastoreItem xmlns:ds="urn:ds" ds:itemID="{0}"/>'
    type_ = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    own = "customXml/_rels/item1.xml.rels"
    attach(data, own, "customXml/itemProps1.xml", xml, type_, "customXmlProps")
    connection = (
        '<connection id="1" name="查询" type="5" refreshedVersion="6"><dbPr connection="a"/>'
    )
    xml = f'<connections xmlns="{MAIN}">{connection}</connection></connections>'
    type_ = SPREADSHEET.format("connections")
    attach(data, LINKS, "xl/connections.xml", xml, type_, "connections")
    labels = f"{MICROSOFT}/2020/02/relationships/classificationlabels"
    attach(
        data, ROOT, "docMetadata/LabelInfo.xml", "<clbl:labelList xmlns:clbl='urn:c'/>", "", labels
    )
    ribbon = f"{MICROSOFT}/2006/relationships/ui/extensibility"
    attach(data, ROOT, "customUI/customUI.xml", "<customUI xmlns='urn:u'/>", "", ribbon)
    attach(data, ROOT, "docProps/thumbnail.wmf", b"\xd7\xcd\xc6\x9a", "image/x-wmf", "thumbnail")
    chain = '<calcChain xmlns="{0}"><c r="D2" i="1"/><c r="D3"/><c r="A1" i="2"/></calcChain>'
    type_ = SPREADSHEET.format("calcChain")
    attach(data, LINKS, "xl/calcChain.xml", chain.format(MAIN), type_, "calcChain")
    return data


@rich
def signed(data: Parts) -> Parts:
    """A package that somebody signed."""
    base = f"{_RELATIONS}/digital-signature"
    origin, links = "_xmlsignatures/origin.sigs", "_xmlsignatures/_rels/origin.sigs.rels"
    kind = "application/vnd.openxmlformats-package.digital-signature-{}"
    attach(data, ROOT, origin, b"", kind.format("origin"), f"{base}/origin")
    xml = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignatureValue/></Signature>'
    type_ = kind.format("xmlsignature+xml")
    attach(data, links, "_xmlsignatures/sig1.xml", xml, type_, f"{base}/signature")
    return data


@rich
def waterfall(data: Parts) -> Parts:
    """A chart of the newer kind, which has a vocabulary of its own."""
    space = f"{MICROSOFT}/drawing/2014/chartex"
    formula = "<cx:f>数据!$B$2:$B$4</cx:f>"
    points = "".join(f'<cx:pt idx="{at}">{value}</cx:pt>' for at, value in enumerate((10, 20, 30)))
    level = f'<cx:lvl ptCount="3" formatCode="General">{points}</cx:lvl>'
    xml = (
        f'<cx:chartSpace xmlns:cx="{space}"><cx:chartData><cx:data id="0"><cx:numDim type="val">'
        f"{formula}{level}</cx:numDim></cx:data></cx:chartData><cx:chart><cx:plotArea>"
        '<cx:plotAreaRegion><cx:series layoutId="waterfall"><cx:dataId val="0"/></cx:series>'
        "</cx:plotAreaRegion></cx:plotArea></cx:chart></cx:chartSpace>"
    )
    kind = f"{MICROSOFT}/2014/relationships/chartEx"
    type_ = "application/vnd.ms-office.chartex+xml"
    links = "xl/drawings/_rels/drawing1.xml.rels"
    id = attach(data, links, "xl/charts/chartEx1.xml", xml, type_, kind)
    shape = frame(space, f'<cx:chart xmlns:cx="{space}" r:id="{id}"/>')
    choice = f'<mc:Choice xmlns:cx1="{MICROSOFT}/drawing/2015/9/8/chartex" Requires="cx1">'
    drawn(data, f"<mc:AlternateContent>{choice}{shape}</mc:Choice></mc:AlternateContent>")
    return data

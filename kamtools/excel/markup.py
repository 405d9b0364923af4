"""Reading and writing the XML of a part: entities off, no network, no document types."""

from math import isfinite
from xml.parsers import expat

from lxml import etree

from kamtools.errors import KamError
from kamtools.language import Text

Element = etree._Element

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
CHART_2012 = "http://schemas.microsoft.com/office/drawing/2012/chart"
CHART_EX = "http://schemas.microsoft.com/office/drawing/2014/chartex"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
VML_EXCEL = "urn:schemas-microsoft-com:office:excel"
VML = "urn:schemas-microsoft-com:vml"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class BrokenPart(KamError):
    """A part inside the workbook is not the XML it should be."""

    what = Text(
        "工作簿内部的 {part} 已损坏：{why}", "the part {part} of the workbook is broken: {why}"
    )
    do = Text("请在 Excel 中打开并另存一份", "open it in Excel and save a copy")


def main(tag: str) -> str:
    """The name of a spreadsheet element with its namespace."""
    return f"{{{MAIN}}}{tag}"


def parse(data: bytes, part: str) -> Element:
    """Parse a part; raises ``BrokenPart`` for broken XML and for anything with a document type."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BrokenPart(part=part, why=str(error)) from error
    refuse_types(data, part, root.getroottree().docinfo.internalDTD is not None)
    return root


def refuse_types(data: bytes, part: str, found: bool = False) -> None:
    """Raise ``BrokenPart`` for a part with a document type."""
    if found or b"<!DOCTYPE" in data[:4096]:
        raise BrokenPart(part=part, why="DOCTYPE")


def check(data: bytes, part: str) -> None:
    """Raise ``BrokenPart`` unless a part is well-formed; holds no tree."""
    try:
        expat.ParserCreate().Parse(data, True)
    except expat.ExpatError as error:
        raise BrokenPart(part=part, why=str(error)) from error


def number_in(element: Element, name: str, default: float = 0) -> float:
    """The number in an attribute of layout; ``default`` where there is none or it isn't one."""
    return number(element.get(name), default)


def number(text: str | None, default: float = 0) -> float:
    """The number that a text is; ``default`` where it is none."""
    try:
        found = default if text is None else float(text)
    except ValueError:
        return default
    return found if isfinite(found) else default


def xml_escaped(text: str) -> str:
    """A text as it stands between tags, the way lxml writes it."""
    if "&" in text or "<" in text or ">" in text or "\r" in text:
        for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
            text = text.replace(sign, name)
    return text


def quoted(text: str) -> str:
    """A text as it stands in an attribute."""
    text = xml_escaped(text).replace('"', "&quot;")
    return text.replace("\n", "&#10;").replace("\t", "&#9;")


def child(element: Element, tag: str) -> Element | None:
    """The first child called ``tag``, in a third of the time of ``find``."""
    for one in element:
        if one.tag == tag:
            return one
    return None


def drop_attributes(element: Element, *names: str) -> None:
    """Remove the attributes that the element has."""
    for name in names:
        if element.get(name) is not None:
            del element.attrib[name]


def serialize(root: Element) -> bytes:
    """The bytes of a part, as Excel declares them."""
    return etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )

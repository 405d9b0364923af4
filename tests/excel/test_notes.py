"""Notes on cells: where their boxes are drawn, and what stays as it was."""

import io
import re
import struct
import zlib
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kamtools.excel.changes import Cell
from kamtools.excel.notes import write_notes
from tests.excel.packages import altered, parts

HEADER = "xl/drawings/vmlDrawing1.vml"
SHEET = "xl/worksheets/sheet1.xml"


def picture() -> io.BytesIO:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    size = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\x00\xff\x00\x00")
    whole = chunk(b"IHDR", size) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + whole)


@pytest.fixture
def with_a_logo(tmp_path: Path) -> Path:
    path = tmp_path / "logo.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        sheet.write("B2", 1)
        sheet.set_header("&L&G", {"image_left": "logo.png", "image_data_left": picture()})
    return path


def noted(path: Path) -> Path:
    out = path.with_name("noted.xlsx")
    write_notes(path, {Cell("表", 2, 2): "请核对"}, out, colour="FFC7CE")
    return out


def drawing_of_notes(path: Path) -> str:
    """The part that the sheet's ``legacyDrawing`` leads to."""
    held = {name: data.decode(errors="replace") for name, data in parts(path).items()}
    link = re.findall(r'<legacyDrawing [^>]*r:id="(\w+)"', held[SHEET])
    assert len(link) == 1
    links = held["xl/worksheets/_rels/sheet1.xml.rels"]
    target = next(one for one in re.findall("<Relationship [^>]+>", links) if f'"{link[0]}"' in one)
    return "xl/drawings/" + re.findall(r'Target="[^"]*/([^"/]+)"', target)[0]


def test_a_note_is_not_drawn_among_the_pictures_of_the_header(with_a_logo: Path) -> None:
    out = noted(with_a_logo)
    assert drawing_of_notes(out) != HEADER
    assert parts(out)[HEADER] == parts(with_a_logo)[HEADER]
    comment = openpyxl.load_workbook(out)["表"]["B2"].comment
    assert comment is not None
    assert comment.text == "请核对"


def test_a_second_note_is_drawn_beside_the_first(with_a_logo: Path, tmp_path: Path) -> None:
    out = tmp_path / "twice.xlsx"
    write_notes(noted(with_a_logo), {Cell("表", 5, 1): "再看"}, out, colour="FFC7CE")
    assert parts(out)[drawing_of_notes(out)].count(b"<v:shape ") == 2


def test_a_link_to_a_drawing_that_is_not_there_is_replaced(with_a_logo: Path) -> None:
    path = altered(
        with_a_logo, {SHEET: [("<legacyDrawingHF", '<legacyDrawing r:id="rId9"/><legacyDrawingHF')]}
    )
    out = noted(path)
    assert parts(out)[drawing_of_notes(out)].count(b"<v:shape ") == 1

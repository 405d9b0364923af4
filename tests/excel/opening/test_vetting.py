"""What may be opened as a workbook, and what a person is told of the rest."""

import zipfile
from pathlib import Path

import pytest

from kamtools.excel.opening.vetting import vet_for_reading, vetted
from kamtools.excel.opening.zip_limits import BOMB_SIZE, MAX_INFLATED
from kamtools.findings import Finding
from tests.workbooks import workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = {"Sheet1": "| a | b |\n| 1 | x |"}


def repacked(source: Path, target: Path, **parts: bytes) -> Path:
    """A copy of a workbook with some parts replaced or added (``__`` stands for ``/``)."""
    replaced = {name.replace("__", "/"): data for name, data in parts.items()}
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if name not in replaced:
                new.writestr(name, old.read(name))
        for name, data in replaced.items():
            new.writestr(name, data)
    return target


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return workbook(tmp_path / "good.xlsx", SHEET)


def vet(path: Path) -> Finding | None:
    finding, content = vetted(path)
    assert finding is None or not content
    return finding


def code(path: Path) -> str | None:
    finding = vet(path)
    return finding.code if finding else None


def test_an_ordinary_workbook_may_be_opened(good: Path) -> None:
    assert vet(good) is None


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert code(tmp_path / "missing.xlsx") == "no_such_file"


def test_excels_lock_file_is_no_mistake(tmp_path: Path) -> None:
    lock = tmp_path / "~$book.xlsx"
    lock.write_bytes(b"\x05clerk")
    assert code(lock) == "lock_file"


@pytest.mark.parametrize(
    ("content", "actual"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "图片"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
         "XML 电子表格 2003"),
        (b"\x09\x08\x08\x00\x00\x05", "1997"),
        (b"order,amount\n1,2\n", "文本"),
        (OLE + b"\x00" * 600, "Office"),
        (OLE + "WordDocument".encode("utf-16-le"), "Word"),
        (b"\x01\x02\x00\x03", "无法识别"),
    ],
)  # fmt: skip
def test_a_file_under_excels_name_is_called_what_it_is(
    tmp_path: Path, content: bytes, actual: str
) -> None:
    path = tmp_path / "export.xls"
    path.write_bytes(content)
    finding = vet(path)
    assert finding is not None
    assert finding.code == "not_a_workbook"
    assert actual in finding.what
    holds_no_cells = actual in ("PDF", "图片", "Word", "无法识别")
    assert ("抄到新的工作簿" if holds_no_cells else "另存为") in finding.do


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty.xlsx").touch()
    assert code(tmp_path / "empty.xlsx") == "empty_file"


def test_an_encrypted_workbook_is_told_from_a_broken_one(tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    path.write_bytes(OLE + b"\x00" * 504 + "EncryptedPackage".encode("utf-16-le"))
    assert code(path) == "encrypted"


def test_a_truncated_zip_is_broken(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.xlsx"
    path.write_bytes(good.read_bytes()[:2000])
    assert code(path) == "broken_workbook"


def test_a_zip_with_garbage_inside_is_broken(good: Path, tmp_path: Path) -> None:
    content = bytearray(good.read_bytes())
    content[60:200] = b"\xff" * 140
    path = tmp_path / "garbage.xlsx"
    path.write_bytes(content)
    assert code(path) == "broken_workbook"


def test_a_document_that_is_no_workbook_is_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<a/>")
    finding = vet(path)
    assert finding is not None
    assert "Word" in finding.what


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_encoding(
    good: Path, tmp_path: Path, encoding: str
) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>'
    path = repacked(good, tmp_path / "dtd.xlsx", xl__sharedStrings_xml=b"")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/comments1.xml", bomb.encode(encoding))
    assert code(path) == "has_dtd"


def test_a_document_type_behind_a_long_comment_is_found(good: Path, tmp_path: Path) -> None:
    for size in (5_000, 200_000):
        part = b"<!--" + b" " * size + b"--><!DOCTYPE x []><x/>"
        path = repacked(good, tmp_path / f"{size}.xlsx")
        with zipfile.ZipFile(path, "a") as package:
            package.writestr("xl/extra.xml", part)
        assert code(path) == "has_dtd"


def test_a_cell_that_speaks_of_doctype_is_no_document_type(tmp_path: Path) -> None:
    assert vet(workbook(tmp_path / "b.xlsx", {"S": "| <!DOCTYPE html> | b |"})) is None


def test_a_part_outside_the_package_is_refused(good: Path, tmp_path: Path) -> None:
    path = repacked(good, tmp_path / "slip.xlsx")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("../../evil.xml", "<a/>")
    assert code(path) == "path_traversal"


def test_a_bomb_is_refused_by_its_directory_alone(good: Path, tmp_path: Path) -> None:
    path = repacked(good, tmp_path / "bomb.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/huge.bin", b"\0" * 1024)
    content = path.read_bytes()
    size = (1024).to_bytes(4, "little")
    claimed = (MAX_INFLATED + 1).to_bytes(4, "little")
    at = content.rindex(size)
    path.write_bytes(content[:at] + claimed + content[at + 4 :])
    assert code(path) == "too_large"


def test_strict_open_xml_is_known_by_its_namespace_and_may_still_be_read(
    good: Path, tmp_path: Path
) -> None:
    book = b'<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'
    path = tmp_path / "strict.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, book if name == "xl/workbook.xml" else old.read(name))
    assert code(path) == "strict_ooxml"
    assert vet_for_reading(path) is None


def test_a_part_that_shrinks_as_no_sheet_does_is_a_bomb(good: Path, tmp_path: Path) -> None:
    path = repacked(good, tmp_path / "bomb.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        for number in range(5):
            package.writestr(f"xl/worksheets/more{number}.xml", b"<a>" + b" " * (BOMB_SIZE // 4))
    finding = vet(path)
    assert finding is not None
    assert (finding.code, "xl/worksheets/more0.xml" in finding.what) == ("too_large", True)


def test_a_picture_may_shrink_as_it_likes(good: Path, tmp_path: Path) -> None:
    path = repacked(good, tmp_path / "white.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/image1.bmp", b"\xff" * (BOMB_SIZE + 1))
    assert vet(path) is None


@pytest.mark.parametrize(
    ("parts", "actual"),
    [
        ({"xl/workbook.bin": b"\x83"}, ".xlsb"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"},
         ".ods"),
        (None, ".xls"),
    ],
)  # fmt: skip
def test_what_can_be_read_but_not_filled_is_called_by_its_name(
    parts: dict[str, bytes] | None, actual: str, tmp_path: Path
) -> None:
    path = tmp_path / "form.xlsx"
    if parts is None:
        path.write_bytes(OLE + b"\x00" * 504 + "Workbook".encode("utf-16-le"))
    else:
        with zipfile.ZipFile(path, "w") as package:
            for name, data in parts.items():
                package.writestr(name, data)
    finding = vet(path)
    assert finding is not None
    assert (finding.code, actual in finding.what) == ("other_format", True)
    assert "另存为" in finding.do
    assert vet_for_reading(path) is None


def test_a_workbook_that_holds_another_kind_is_a_workbook(good: Path, tmp_path: Path) -> None:
    path = repacked(good, tmp_path / "more.xlsx")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("content.xml", "<a/>")
        package.writestr("xl/embeddings/workbook.bin", b"\x83")
    assert vet(path) is None

"""A workbook with a password opens with it, as it was, and never without it."""

import io
import os
import shutil
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile

from kamtools.errors import KamError
from kamtools.excel.changes import Cell
from kamtools.excel.opening import encryption
from kamtools.excel.opening.encryption import (
    BadPassword,
    NotSealed,
    encrypt,
    is_encrypted,
    opened,
    sealed,
)
from kamtools.excel.opening.refusals import MayNotBeOpened
from kamtools.excel.returned import read_cells
from tests.returns.libreoffice import said

PASSWORD = "开门 Ü1"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("甲").write("A1", "一百")
    return path


@pytest.fixture
def closed(plain: Path) -> Path:
    out = plain.with_name("加密.xlsx")
    encrypt(plain, out, PASSWORD)
    return out


def test_it_opens_with_its_password_byte_for_byte(plain: Path, closed: Path) -> None:
    assert (is_encrypted(plain), is_encrypted(closed)) == (False, True)
    with opened(closed, ["错", PASSWORD]) as copy:
        assert copy.name == closed.name
        assert copy.read_bytes() == plain.read_bytes()
    assert not copy.exists()


def test_excel_s_own_kind_of_encryption_is_used(closed: Path) -> None:
    with closed.open("rb") as stream:
        info = OOXMLFile(stream).info
    assert info["passwordKeyBits"] == 256
    assert (info["passwordHashAlgorithm"], info["spinValue"]) == ("SHA512", 100_000)


@pytest.mark.parametrize(
    ("passwords", "code"), [((), "encrypted"), (("错", "开门Ü1"), "wrong_password")]
)  # fmt: skip
def test_without_it_the_refusal_says_what_to_do(
    closed: Path, passwords: tuple[str, ...], code: str
) -> None:
    with pytest.raises(MayNotBeOpened) as refused, opened(closed, passwords):
        pass
    assert refused.value.finding.code == code
    assert "密码" in refused.value.finding.do


def test_a_plain_file_is_read_where_it_lies(plain: Path) -> None:
    with opened(plain, [PASSWORD]) as path:
        assert path == plain


def test_what_is_written_appears_closed_and_at_once(tmp_path: Path, plain: Path) -> None:
    out = tmp_path / "新" / "a.xlsx"
    with sealed(out, PASSWORD) as made:
        shutil.copyfile(plain, made)
        assert made.name == out.name
        assert not out.exists()
    assert is_encrypted(out)
    assert not made.exists()
    assert list(out.parent.iterdir()) == [out]


def test_a_failure_on_the_way_leaves_what_was_there(tmp_path: Path, closed: Path) -> None:
    before = closed.read_bytes()
    with pytest.raises(RuntimeError), sealed(closed, PASSWORD):
        raise RuntimeError
    assert closed.read_bytes() == before


def test_what_does_not_open_again_is_not_written(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoilt(self: OOXMLFile, password: str, out: io.BytesIO) -> None:
        whole = io.BytesIO()
        encrypt_well(self, password, whole)
        data = bytearray(whole.getvalue())
        data[-3000] ^= 1
        out.write(data)

    encrypt_well = OOXMLFile.encrypt
    monkeypatch.setattr(OOXMLFile, "encrypt", spoilt)
    with pytest.raises(NotSealed):
        encrypt(plain, plain.with_name("b.xlsx"), PASSWORD)
    assert not plain.with_name("b.xlsx").exists()


@pytest.mark.parametrize("password", ["", "一" * 256, "a\nb"])
def test_a_password_that_excel_can_not_take_is_refused_first(plain: Path, password: str) -> None:
    with pytest.raises(BadPassword), sealed(plain.with_name("b.xlsx"), password):
        pytest.fail("it must be refused before anything is written")


@pytest.mark.parametrize("size", [0, 400, 3_600, 3_700, 100_000])
def test_short_files_too(tmp_path: Path, size: int) -> None:
    source, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    with zipfile.ZipFile(source, "w") as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr("xl/workbook.xml", os.urandom(size))
    encrypt(source, out, PASSWORD)
    with opened(out, [PASSWORD]) as copy, zipfile.ZipFile(copy) as package:
        assert package.testzip() is None
        assert len(package.read("xl/workbook.xml")) == size


def test_so_many_rounds_that_it_would_take_hours_are_refused(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encryption, "MOST_ROUNDS", 99_999)
    with pytest.raises(MayNotBeOpened) as refused, opened(closed, [PASSWORD]):
        pass
    assert refused.value.finding.code == "unknown_encryption"


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_damaged_container_is_refused_never_a_crash(closed: Path, data: st.DataObject) -> None:
    path, content = closed.with_name("a.xlsx"), bytearray(closed.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(8, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(512, len(content)))
    path.write_bytes(content[:cut])
    with suppress(KamError), opened(path, [PASSWORD]):
        pass


@pytest.mark.office
def test_libreoffice_opens_it_with_the_password_only(
    soffice: str, closed: Path, tmp_path: Path
) -> None:
    statements = f"""
    On Error Resume Next
    Dim p(1) As New com.sun.star.beans.PropertyValue
    p(0).Name = "Hidden" : p(0).Value = True
    p(1).Name = "Password"
    p(1).Value = "{PASSWORD}"
    d = StarDesktop.loadComponentFromURL("{closed.as_uri()}", "_blank", 0, p())
    Print #1, d.Sheets(0).getCellRangeByName("A1").String
    Dim s(1) As New com.sun.star.beans.PropertyValue
    s(0).Name = "FilterName" : s(0).Value = "Calc MS Excel 2007 XML"
    s(1).Name = "Password" : s(1).Value = "二"
    d.Sheets(0).getCellRangeByName("A1").String = "改"
    d.storeToURL("{(tmp_path / "office.xlsx").as_uri()}", s())
    d.close(True)
    Dim e As Object
    p(1).Value = "错"
    e = StarDesktop.loadComponentFromURL("{closed.as_uri()}", "_blank", 0, p())
    If IsNull(e) Then Print #1, "refused" Else Print #1, "opened"
    """
    assert said(soffice, statements, tmp_path) == ["一百", "refused"]
    with opened(tmp_path / "office.xlsx", ["二"]) as copy:
        assert read_cells(copy).at(Cell("甲", 1, 1)).value == "改"

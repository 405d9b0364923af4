"""Error values and formulas without values are found however a program wrote the file."""

from pathlib import Path

import pytest
import xlsxwriter

from kamtools.excel.markup import BrokenPart
from kamtools.excel.reading.blind_cells import UNCOMPUTED, blind_cells
from tests.excel.oddities import ODD, ONE, swap
from tests.excel.packages import Parts, parts, put_together
from tests.excel.zips import zipped_files

WRONG = {"A2": "#N/A", "C2": UNCOMPUTED}


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "plain.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("数据")
        book.add_worksheet("其他")
        sheet.write_row("A1", ["a", "b", "c"])
        sheet.write_formula("A2", "=NA()", None, "#N/A")
        sheet.write("B2", 1)
        sheet.write_formula("C2", "=B2+1", None, 7)
    swapped = swap(parts(path), ONE, ("<v>7</v>", ""))
    return put_together(path, swapped)


def found_in(path: Path) -> dict[str, str]:
    return dict(blind_cells(path)["数据"])


WRITINGS = ("utf_16", "backslashes", "absolute_names", "other_case", "other_folders",
            "lower_case_addresses", "pretty", "no_declaration", "other_prefixes")  # fmt: skip


@pytest.mark.parametrize("writing", WRITINGS)
def test_they_are_found_in_odd_writings(writing: str, plain: Path, tmp_path: Path) -> None:
    path = put_together(tmp_path / "odd.xlsx", ODD[writing](parts(plain)))
    assert found_in(path) == WRONG


def test_they_are_found_in_cells_without_addresses_and_with_prefixes(plain: Path) -> None:
    def bare(data: Parts) -> Parts:
        for letter in "ABC":
            swap(data, ONE, (f' r="{letter}2"', ""))
        tags = ("worksheet", "sheetData", "row", "dimension", "sheetViews", "sheetFormatPr")
        for tag in (*tags, "pageMargins", "c", "v", "f"):
            for mark in ("<", "</"):
                for end in (" ", ">", "/>"):
                    data[ONE] = data[ONE].replace(
                        f"{mark}{tag}{end}".encode(), f"{mark}x:{tag}{end}".encode()
                    )
        data[ONE] = data[ONE].replace(b"x:sheetViews>", b"sheetViews>")
        return swap(data, ONE, ("<x:worksheet xmlns=", "<x:worksheet xmlns:x="))

    assert found_in(put_together(plain, bare(parts(plain)))) == WRONG


def test_they_are_found_however_the_package_is_zipped(plain: Path, tmp_path: Path) -> None:
    for path in zipped_files(plain, tmp_path):
        assert found_in(path) == WRONG


def test_an_address_that_is_none_breaks_the_part(plain: Path) -> None:
    data = swap(parts(plain), ONE, ('<c r="B2"', '<c x="1" r="-2"'))
    with pytest.raises(BrokenPart):
        blind_cells(put_together(plain, data))

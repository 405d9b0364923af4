"""Many copies of a row are kept as texts: what comes out is what elements would have given."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as some
from lxml import etree

from kamtools.excel import grow_cells
from kamtools.excel.changes import Cell, Changes, Grow, Value
from kamtools.excel.repeated_rows import FEW, InStep, in_step
from kamtools.excel.returned import read_cells
from kamtools.excel.sheet import Sheet
from kamtools.excel.write import write
from kamtools.findings import Finding
from tests.excel.packages import altered, parts

SHEET, FIRST = "表", 4
FORMULAS = (
    "=A{0}*2", "=SUM(A{0}:B{0})", "=A{0}-A{1}", "=IF($A{0}>0,\"5%<是>&\",\"否10\")", "=ROW()",
    "=B{0}/$B$2", "=SUM(A$4:A{0})", "=LOG10(A{0})", "=RANK(A{0},$A$4:$A$4)", "=他!A{0}",
    "=SUBTOTAL(9,A{0}:B{0})", "=DATEDIF(A{0},B{0},\"d\")", "=A{0}&\"x\"", "=NOSUCH(A{0})",
    "=率*A{0}", "=INDEX($A$4:$A$4,1)", "=TODAY()-A{0}", "=A{2}+1", "=1000+A{0}",
    "=SUM(表!A{0},他!A$1)", "=SUBTOTAL(109,A{0}:B{0})",
)  # fmt: skip
TEXTS = some.text(
    some.sampled_from(" \t\n\r&<>\"'=_x000D_甲A1\u00a0\ud83d\ude00\x07"), max_size=8
) | some.sampled_from(["_x000D_", " a", "\r\n", "很长的文字要换行" * 9])
VALUES: some.SearchStrategy[Value] = (
    some.none() | some.booleans() | some.integers(-(10**18), 10**18)
    | some.floats(allow_infinity=True, allow_nan=True) | TEXTS
    | some.decimals(-10**6, 10**6, places=3) | some.dates(date(1890, 1, 1))
    | some.datetimes(datetime(1899, 1, 1), datetime(2100, 1, 1))
)  # fmt: skip


@some.composite
def forms(draw: some.DrawFn) -> tuple[int, int, list[list[object]], list[int]]:
    """Height, copies, the block's cells by row, the rows with a height (twice: hidden)."""
    height, copies = draw(some.integers(1, 2)), draw(some.integers(FEW + 1, FEW + 6))
    cell = some.sampled_from([None, "标签", "", True, *[7.5] * 8, *FORMULAS])
    lines = draw(
        some.lists(some.lists(cell, min_size=3, max_size=6), min_size=height, max_size=height)
    )
    return height, copies, lines, draw(some.lists(some.integers(0, 1)))


def template(folder: Path, lines: list[list[object]], high: list[int]) -> Path:
    path = folder / "form.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, other = book.add_worksheet(SHEET), book.add_worksheet("他")
        other.write("A1", 3)
        other.write_formula("B1", "=SUM(表!A4:A4)", None, 1)
        book.define_name("率", "=他!$A$1")
        wrapped = book.add_format({"text_wrap": True, "border": 1})
        sheet.write("B2", 4)
        for offset, line in enumerate(lines):
            row = FIRST + offset
            if offset in high:
                sheet.set_row(row - 1, 20.25, None, {"hidden": high.count(offset) > 1})
            for column, content in enumerate(line):
                style = wrapped if column % 2 else None
                if isinstance(content, str) and content.startswith("="):
                    text = content.format(row, row - len(lines), FIRST + len(lines))
                    sheet.write_formula(row - 1, column, text, style, 1)
                elif content == "":
                    sheet.write_blank(row - 1, column, None, wrapped)
                elif content is not None:
                    sheet.write(row - 1, column, content, style)
        sheet.write_formula(FIRST + len(lines) - 1, 0, f"=SUM(A4:A{FIRST + len(lines) - 1})")
    return path


def written(form: Path, changes: Changes, few: int) -> tuple[dict[str, bytes], list[Finding]]:
    out = form.with_name(f"out{few}.xlsx")
    with patch.object(grow_cells, "FEW", few):
        findings = write(form, changes, out)
    return {name: canonical(data) for name, data in parts(out).items()}, findings


def canonical(data: bytes) -> bytes:
    return etree.tostring(etree.fromstring(data), method="c14n")


@settings(max_examples=120, deadline=None)
@given(forms(), some.data())
def test_texts_and_elements_give_the_same_workbook(
    form: tuple[int, int, list[list[object]], list[int]], data: some.DataObject
) -> None:
    height, copies, lines, high = form
    last = FIRST + height * copies + 1
    places = some.tuples(some.integers(FIRST - 1, last), some.integers(1, 7))
    cells = data.draw(some.dictionaries(places, VALUES, max_size=30))
    if data.draw(some.booleans()):  # numbers for the formulas to reckon with
        kept = [(row, column) for row in range(FIRST, last - 1) for column in (1, 2)]
        offset = {place: lines[(place[0] - FIRST) % height][place[1] - 1] for place in kept}
        cells |= {place: place[0] * 1.5 for place in kept if offset[place] == 7.5}
    locked = data.draw(some.dictionaries(places, some.booleans(), max_size=2))
    changes = Changes(
        [Grow(SHEET, FIRST, height, copies)],
        {Cell(SHEET, *place): value for place, value in cells.items()},
        locked={Cell(SHEET, *place): shut for place, shut in locked.items()},
    )
    with TemporaryDirectory() as folder:
        path = template(Path(folder), lines, high)
        texts, findings = written(path, changes, FEW)
        elements, as_elements = written(path, changes, 10**9)
    assert texts == elements
    assert findings == as_elements


def test_a_grown_form_of_plain_rows_makes_no_elements_of_its_copies(tmp_path: Path) -> None:
    path = template(tmp_path, [[1, "=SUBTOTAL(109,A4:A4)", "备注"]], [])
    values: dict[Cell, Value] = {
        Cell(SHEET, FIRST + n, column): value
        for n in range(50)
        for column, value in ((1, Decimal(n)), (3, "长文字换行" * 20))
    }
    with patch.object(Sheet, "_unfold", wraps=None, autospec=True) as unfold:
        unfold.side_effect = lambda sheet: sheet.repeated and pytest.fail("made elements")
        changes = Changes([Grow(SHEET, FIRST, 1, 50)], values, locked=dict.fromkeys(values, False))
        write(path, changes, tmp_path / "out.xlsx")


@pytest.mark.parametrize("copies", [FEW + 5, 10 * FEW])
def test_totals_and_other_sheets_carry_what_the_copies_add_up_to(
    tmp_path: Path, copies: int
) -> None:
    form = template(tmp_path, [[7.5, "=A4*2", "备注"]], [])
    form = altered(form, {"xl/workbook.xml": [(' fullCalcOnLoad="1"', "")]})
    values: dict[Cell, Value] = {Cell(SHEET, FIRST + n, 1): n for n in range(1, copies)}
    out = tmp_path / "out.xlsx"
    write(form, Changes([Grow(SHEET, FIRST, 1, copies)], values), out)
    cells, total = read_cells(out), Decimal("7.5") + sum(range(copies))
    assert cells.at(Cell(SHEET, FIRST + copies, 1)).value == total
    assert cells.at(Cell("他", 1, 2)).value == total
    assert cells.at(Cell(SHEET, FIRST + copies - 1, 2)).value == 2 * (copies - 1)


@pytest.mark.parametrize(
    ("texts", "even"),
    [
        (lambda copy: f"A{copy + 5}*10%+SUM($B$3:B{copy + 5})", True),
        (lambda copy: f"A{copy * 3 + 98}", True),
        (lambda _: "A1", True),
        (lambda copy: f"A{copy * copy + 1}", False),
        (lambda copy: f"A{max(1, copy - 3)}", False),
        (lambda copy: "A1" if copy else "A1+B1", False),
        (lambda copy: f"A{copy}+00{copy}", False),
    ],
)
def test_formulas_are_told_from_three_where_their_numbers_grow_evenly(texts, even) -> None:  # type: ignore[no-untyped-def]
    found = in_step(40, texts)
    assert isinstance(found, InStep) is even
    assert [found(copy) for copy in range(40)] == [texts(copy) for copy in range(40)]

"""Where references lead after growth, against cells that know where they came from."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kamtools.excel.changes import Grow
from kamtools.excel.formulas import read_formula
from kamtools.excel.grow_formulas import moved_formula
from kamtools.excel.moves import Moves
from kamtools.excel.rows import RowMap

LAST = 30


@st.composite
def row_maps(draw: st.DrawFn) -> RowMap:
    grows, row = [], 1
    while (row := row + draw(st.integers(0, 6))) < LAST - 4:
        height = draw(st.integers(1, 3))
        grows.append(Grow("表", row, height, draw(st.integers(1, 4))))
        row += height
    return RowMap.of("表", grows)


def origins(rows: RowMap) -> dict[int, tuple[int, int]]:
    """For every new row, the template's row it came from and which copy it is: laid out plainly."""
    laid: list[tuple[int, int]] = []
    row = 1
    while row <= LAST:
        block = rows.block(row)
        if block is None:
            laid.append((row, 0))
            row += 1
        else:
            span = range(block.first, block.last + 1)
            laid += [(old, copy) for copy in range(block.copies) for old in span]
            row = block.last + 1
    return dict(enumerate(laid, 1))


@given(row_maps(), st.integers(1, LAST), st.integers(1, LAST))
def test_images_are_all_copies_of_the_rows_and_nothing_else(rows: RowMap, a: int, b: int) -> None:
    first, last = sorted((a, b))
    images = rows.images(first, last)
    named = {row for start, end in images for row in range(start, end + 1)}
    meant = {new for new, (old, _) in origins(rows).items() if first <= old <= last}
    assert named == meant
    assert all(one[1] + 1 < two[0] for one, two in pairwise(images))


@given(row_maps(), st.integers(1, LAST), st.integers(1, LAST))
def test_a_range_holds_every_copy_of_the_blocks_it_covers(rows: RowMap, a: int, b: int) -> None:
    first, last = sorted((a, b))
    cut = [x for x in rows.blocks if x.first < first <= x.last or x.first <= last < x.last]
    where = Moves({"表": rows}).outside("表")
    moved = moved_formula(f"SUM($B{first}:B${last})", where)
    new = next(read_formula(moved).references)
    found = {origins(rows)[row] for row in range(new.first.row, new.end.row + 1)}
    meant = {origin for origin in origins(rows).values() if first <= origin[0] <= last}
    assert found == meant if not cut else found >= {(first, 0), (last, 0)}


@given(row_maps(), st.data())
def test_a_record_means_its_own_copy(rows: RowMap, data: st.DataObject) -> None:
    if not rows.blocks:
        return
    block = data.draw(st.sampled_from(rows.blocks))
    row = data.draw(st.integers(block.first, block.last))
    copy = data.draw(st.integers(0, block.copies - 1))
    where = Moves({"表": rows}).inside("表", block, copy)
    moved = next(read_formula(moved_formula(f"B{row}*2", where)).references)
    assert origins(rows)[moved.first.row] == (row, copy)


def moved(formula: str, sheet: str = "表", *, record: int | None = None) -> str:
    """Rows 6 to 6 stand three times; ``record`` is the copy the formula stands in."""
    rows = RowMap.of("表", [Grow("表", 6, 1, 3)])
    moves = Moves({"表": rows})
    where = moves.outside(sheet) if record is None else moves.inside("表", rows.blocks[0], record)
    return moved_formula(formula, where)


def test_totals_grow_and_cells_below_move() -> None:
    assert moved("SUM(D6:D6)+D8-$D$9") == "SUM(D6:D8)+D10-$D$11"
    assert moved("SUM(D5:D7)/COUNT($D6:$D6)") == "SUM(D5:D9)/COUNT($D6:$D8)"
    assert moved("SUM(D:D)+SUM(6:6)+SUM(2:3)") == "SUM(D:D)+SUM(6:8)+SUM(2:3)"
    assert moved("D6") == "D6"


def test_a_record_reads_its_row_the_one_before_and_fixed_places() -> None:
    assert moved("B6/B$8*$C$2", record=2) == "B8/B$10*$C$2"
    assert moved("SUM(B$6:B6)", record=1) == "SUM(B$6:B7)"
    assert moved("B6/SUM($B$6:$B$6)", record=2) == "B8/SUM($B$6:$B$8)"
    assert moved("C5+B6", record=2) == "C7+B8"
    assert moved("B6*C2+C9", record=2) == "B8*C2+C11"


def test_sheet_names_are_understood_in_every_writing() -> None:
    assert moved("'表'!D8+表!D8+其他!D8", "其他") == "'表'!D10+表!D10+其他!D8"
    assert moved("[1]表!D8+'[a.xlsx]表'!D8+a:表!D8") == "[1]表!D8+'[a.xlsx]表'!D8+a:表!D8"


def test_records_of_two_lists_of_one_length_go_together() -> None:
    equal = RowMap.of("表", [Grow("表", 6, 1, 3), Grow("表", 10, 1, 3)])
    where = Moves({"表": equal}).inside("表", equal.blocks[1], 2)
    assert moved_formula("B6+$B$6+B10+其他!B6", where) == "B8+$B$6+B14+其他!B6"
    longer = RowMap.of("表", [Grow("表", 6, 1, 4), Grow("表", 10, 1, 3)])
    where = Moves({"表": longer}).inside("表", longer.blocks[1], 2)
    assert moved_formula("B6+B10", where) == "B6+B15"


def test_an_area_over_sheets_follows_where_all_of_them_grow_alike() -> None:
    grown = RowMap.of("", [Grow("", 6, 1, 3)])
    order = ("一月", "二月", "三月", "汇总")
    alike = Moves(dict.fromkeys(("一月", "二月", "三月"), grown), order)
    where = alike.outside("汇总")
    assert moved_formula("SUM(一月:三月!B8)+SUM('一月:三月'!$B$6:B6)", where) == (
        "SUM(一月:三月!B10)+SUM('一月:三月'!$B$6:B8)"
    )
    assert moved_formula("SUM(三月:一月!B8)", where) == "SUM(三月:一月!B10)"
    assert not alike.torn
    unlike = Moves({"一月": grown}, order)
    assert moved_formula("SUM(一月:三月!B8)", unlike.outside("汇总")) == "SUM(一月:三月!B8)"
    assert unlike.torn == {"一月:三月"}
    assert moved_formula("SUM(二月:三月!B8)+SUM(甲:乙!B8)", unlike.outside("汇总")) == (
        "SUM(二月:三月!B8)+SUM(甲:乙!B8)"
    )


@given(st.text("ABZ$1290:!'\"#@[](),.+*{};% 表_x", max_size=25))
def test_a_formula_that_leads_nowhere_else_stays_as_it_is_written(text: str) -> None:
    assert moved_formula(text, lambda reference: reference) == text


def test_what_only_looks_like_a_reference_stays() -> None:
    text = 'IF(A1="D8",LOG10(D8),Q8Z+D8.x)&"它说""D8"""&Table1[[#This Row],[D8]]'
    assert moved(text) == text.replace("LOG10(D8)", "LOG10(D10)")

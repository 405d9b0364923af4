"""What growing rows can't do as a person would expect: said before anything is moved."""

from collections.abc import Iterable, Iterator

from kamtools.excel.book import Book
from kamtools.excel.grow_drawings import anchored, can_be_repeated, record_of
from kamtools.excel.grow_formulas import can_be_moved
from kamtools.excel.markup import main, number_in
from kamtools.excel.moves import Moves
from kamtools.excel.references import address, read_reference
from kamtools.excel.rows import RowMap
from kamtools.excel.shared_formulas import formulas_of
from kamtools.excel.sheet import Sheet
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text

MOST_BREAKS = 1026
"""As many page breaks as Excel allows on a sheet ("Excel specifications and limits")."""

FORMULA_NOT_MOVED = FindingKind(
    "formula_not_moved",
    Severity.ERROR,
    what=Text(
        "看不懂公式“{formula}”，插入行后它的引用没有跟着移动",
        "formula {formula} can't be read; its references did not follow the rows put in",
    ),
    do=Text("请在模板里改写这个公式", "write the formula otherwise in the template"),
)
SHEETS_MOVED_APART = FindingKind(
    "sheets_moved_apart",
    Severity.ERROR,
    what=Text(
        "跨工作表引用“{run}”里各表增加的行数不同，引用没有移动，结果可能不对",
        "the sheets {run} grew by different rows; references over all of them did not follow",
    ),
    do=Text(
        "请让这些表的记录数一致，或逐表相加",
        "let these sheets have equally many records, or add them one by one",
    ),
)
STAYS_WITH_THE_FIRST = FindingKind(
    "stays_with_the_first_record",
    Severity.WARNING,
    what=Text(
        "重复行里的图表、控件或表格不会逐条复制，只留在第一条记录处",
        "a chart, control or table in a repeating row stands with the first record only",
    ),
    do=Text("请把它放到重复行之外", "put it outside the repeating rows"),
)
TOO_MANY_BREAKS = FindingKind(
    "too_many_page_breaks",
    Severity.ERROR,
    what=Text(
        "每条记录一个分页，共 {count} 个，超过 Excel 允许的 {most} 个",
        "a page break per record makes {count}; Excel allows {most}",
    ),
    do=Text("请去掉记录里的分页符，或拆分数据", "remove the record's break, or split the data"),
)


def doubts(book: Book, sheets: Iterable[Sheet], moves: Moves) -> Iterator[Finding]:
    """What in the template will not follow as a person expects; looked at before growth."""
    for sheet in sheets:
        for formula in formulas_of(sheet):
            if not can_be_moved(formula.text):
                cell = address(formula.row, formula.column)
                yield _at(FORMULA_NOT_MOVED, book, sheet, cell, formula=formula.text)
        rows = moves.of(sheet.name)
        if rows.grown:
            yield from _left_behind(book, sheet, rows)
            yield from _breaks(book, sheet, rows)


def apart(book: Book, moves: Moves) -> Iterator[Finding]:
    """References over several sheets that could not follow; looked at after growth."""
    for run in sorted(moves.torn):
        yield SHEETS_MOVED_APART.at(Place(book.path.name, run), run=run)


def _left_behind(book: Book, sheet: Sheet, rows: RowMap) -> Iterator[Finding]:
    for part in book.related(sheet.part, "drawing"):
        for anchor in anchored(book.tree(part)):
            inside = _repeats(rows, anchor.first) and record_of(anchor, rows)
            if inside and not can_be_repeated(anchor):
                yield _stays(book, sheet, anchor.first)
    for anchor in anchored(sheet.root):
        if _repeats(rows, anchor.first):
            yield _stays(book, sheet, anchor.first)
    for part in book.related(sheet.part, "table"):
        root = book.tree(part)
        whole = read_reference(root.get("ref", ""))
        if whole and root.get("headerRowCount") != "0" and _repeats(rows, whole.first.row):
            yield _stays(book, sheet, whole.first.row)


def _stays(book: Book, sheet: Sheet, row: int) -> Finding:
    return _at(STAYS_WITH_THE_FIRST, book, sheet, f"{row}:{row}")


def _repeats(rows: RowMap, row: int) -> bool:
    block = rows.block(row)
    return block is not None and block.copies > 1


def _breaks(book: Book, sheet: Sheet, rows: RowMap) -> Iterator[Finding]:
    count = 0
    for holder in sheet.root.iterfind(main("rowBreaks")):
        for element in holder:
            below = int(number_in(element, "id")) + 1
            block = rows.block(below)
            count += block.copies if block and below > block.first else 1
    if count > MOST_BREAKS:
        yield _at(TOO_MANY_BREAKS, book, sheet, None, count=count, most=MOST_BREAKS)


def _at(
    kind: FindingKind, book: Book, sheet: Sheet, cell: str | None, **details: object
) -> Finding:
    return kind.at(Place(book.path.name, sheet.name, cell), **details)

"""Where things stand on 目标分解表, shared by the scripts that draw its sheets."""

from collections.abc import Iterator

from xlsxwriter.utility import xl_rowcol_to_cell

SHEET, CHARTS, NOTES = "目标分解表", "图表", "说明"
ITEMS = ("去年实绩", "目标", "挑战目标", "同比增长")
QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
REGION, STORE, ITEM, FIRST, YEAR, SHARE, STORE_KEY, REGION_KEY = 0, 1, 2, 3, 19, 20, 22, 23
TITLE, NUMBER, INFO, FLAGS, HEAD, MONTHS, RECORD, REGIONS, TOTAL, GAPS, NOTE, SIGN = (
    0, 1, 2, 3, 4, 5, 6, 10, 14, 18, 20, 21,
)  # fmt: skip
"""0-based template rows: where each part begins."""
HEAD_HEIGHTS = {TITLE: 30, NUMBER: 15, INFO: 20.25, HEAD: 24, MONTHS: 24}
RECORD_HEIGHTS = (18, 16.5, 16.5, 13.5)
WIDTHS = {REGION: 38, STORE: 84, ITEM: 64, YEAR: 78, SHARE: 46}
MONTH_WIDTH, QUARTER_WIDTH = 64, 72
WAN = {"type": "formula", "criteria": '=$V$3="万元"'}
PAST_COLOUR, TOTAL_COLOUR = "#EDEDED", "#DCE6F1"


KNOWN_FROM = f"$W${INFO + 1}"
"""The hidden cell with the first month that last year is known for: 1 for all, 13 for none."""


def month_column(month: int) -> int:
    """The column of month 1 to 12; every third is followed by its quarter's."""
    return FIRST + (month - 1) + (month - 1) // 3


def quarter_column(quarter: int) -> int:
    """The column of quarter 1 to 4."""
    return FIRST + quarter * 4 - 1


MONTH_COLUMNS = [month_column(month) for month in range(1, 13)]
QUARTER_COLUMNS = [quarter_column(quarter) for quarter in range(1, 5)]


def amounts(row: int) -> Iterator[tuple[int, str]]:
    """The formulas of a row's quarters and year."""
    for column in QUARTER_COLUMNS:
        first, last = (xl_rowcol_to_cell(row, c) for c in (column - 3, column - 1))
        yield column, f"=SUM({first}:{last})"
    quarters = ",".join(xl_rowcol_to_cell(row, column) for column in QUARTER_COLUMNS)
    yield YEAR, f"=SUM({quarters})"


def spans() -> Iterator[tuple[int, int, int]]:
    """Every column of amounts, with the first and the last month that it stands for."""
    for month, column in enumerate(MONTH_COLUMNS, start=1):
        yield column, month, month
    for quarter, column in enumerate(QUARTER_COLUMNS, start=1):
        yield column, 3 * quarter - 2, 3 * quarter
    yield YEAR, 1, 12


def if_known(column: int, formula: str) -> str:
    """``formula`` of last year in ``column``; blank where nothing of it is known."""
    last = next(last for there, _, last in spans() if there == column)
    return f'=IF({KNOWN_FROM}>{last},"",{formula.removeprefix("=")})'


MONTH_TABLE = 13
"""0-based row of the header of the company's months on the sheet 说明."""

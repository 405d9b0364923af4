"""What people type is read as what it means, or reported; never as 0."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.ledger.imports.codes import read_code, read_phone, read_text
from kamtools.ledger.imports.coerce import Cells, read_cells
from kamtools.ledger.imports.dates import (
    AMBIGUOUS_DAY,
    day_order,
    periods_in,
    read_date,
    read_period,
)
from kamtools.ledger.imports.numbers import read_integer, read_number
from kamtools.ledger.imports.numerals import chinese_number
from kamtools.ledger.imports.reading import Context, Unreadable
from kamtools.ledger.tables import Kind
from kamtools.periods import Period

WIDE = str.maketrans("0123456789.,-()%¥", "０１２３４５６７８９．，－（）％￥")
AMOUNTS = st.decimals(-(10**11), 10**11, places=2).map(lambda d: d + 0)
DAYS = st.dates(date(2000, 1, 1), date(2063, 12, 31))
ANYTHING = st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), DAYS)

SPELLINGS: list[Any] = [
    str,
    "{:,}".format,
    "¥{:,}".format,
    "￥ {:,}".format,
    "{:,}元".format,
    "人民币{}".format,
    lambda d: str(d).translate(WIDE),
    lambda d: f"{d:,}".translate(WIDE),
    lambda d: f"({-d:,})" if d < 0 else f"+{d:,}",
    lambda d: f"（{-d}）" if d < 0 else f"　{d}　",
    lambda d: f"{d / 10_000}万",
    lambda d: f"{d / 10_000} 万元",
    lambda d: f"{d / 10**8:f}亿",
    lambda d: f"{d * 100:f}%",
    float,
    lambda d: f"{float(d)!r}",
]


@pytest.mark.parametrize("spell", SPELLINGS)
@given(amount=AMOUNTS)
def test_an_amount_in_any_spelling_is_the_same_amount(spell: Any, amount: Decimal) -> None:
    assert read_number(spell(amount)) == amount


@given(amount=AMOUNTS)
def test_the_header_s_unit_scales_what_has_no_unit_of_its_own(amount: Decimal) -> None:
    wan = Decimal(10_000)
    assert read_number(str(amount / 10_000), wan) == amount
    assert read_number(f"{amount / 10_000}万", wan) == amount
    assert read_number("5%", wan) == Decimal("0.05")


@pytest.mark.parametrize(
    "text",
    ["12,34", "1.2.3", "1,234,5", "约500", "500-600", "12a", "O", "1 2", "(5", "--5", "+-5",
     "三万五", "一百二", "百", "一万二万",
     "0x10", "inf", "1e400", "#N/A", "#DIV/0!", "十二三", "￥", "万", "%", "9" * 20],
)  # fmt: skip
def test_what_is_no_number_is_reported(text: str) -> None:
    assert isinstance(read_number(text), Unreadable)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("2元", 2), ("2.5 元", "2.5"), ("2元整", 2), ("3块", 3), ("三千元", 3000), ("三千元整", 3000),
     ("2万元", 20_000), ("三万元", 30_000), ("2", 20_000), ("三千", 30_000_000)],
)  # fmt: skip
def test_yuan_in_the_cell_come_before_the_unit_of_the_header(text: str, amount: Any) -> None:
    assert read_number(text, Decimal(10_000)) == Decimal(amount)


def test_a_share_is_no_amount_of_money_but_a_number() -> None:
    cells = Cells.of(["5%", "１２％"])
    for kind, unreadable in ((Kind.MONEY, True), (Kind.NUMBER, False)):
        column = read_cells(cells, kind, Decimal(1), Context())
        assert all(isinstance(column.row(i), Unreadable) is unreadable for i in range(2))


@pytest.mark.parametrize("text", ["", "-", "—", "/", "无", "N/A", "　"])
def test_what_people_type_for_none_is_blank_and_not_zero(text: str) -> None:
    assert read_number(text) is None


def test_a_float_is_the_number_that_a_person_sees() -> None:
    assert str(read_number(0.1 + 0.2)) == "0.3"
    assert str(read_number(129.69600000000003)) == "129.696"


def test_a_truth_value_is_no_number() -> None:
    assert isinstance(read_number(True), Unreadable)
    column = read_cells(Cells.of([1.0, True]), Kind.MONEY, Decimal(1), Context())
    assert column.row(0) == 1
    assert isinstance(column.row(1), Unreadable)


def test_a_broken_number_is_no_whole_number() -> None:
    assert read_integer("3") == 3
    assert isinstance(read_integer("3.5"), Unreadable)


UNITS = (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10))


def in_chinese(number: int) -> str:
    """The full, official way: 一万零五十."""
    if number < 10:
        return "零一二三四五六七八九"[number]
    name, worth = next((n, w) for n, w in UNITS if w <= number)
    high, low = divmod(number, worth)
    gap = "零" if 0 < low < worth // 10 else ""
    return in_chinese(high) + name + gap + (in_chinese(low) if low else "")


@given(st.integers(0, 10**9))
def test_chinese_numerals_are_read(number: int) -> None:
    assert chinese_number(in_chinese(number)) == number


DAY_SPELLINGS: list[Any] = [
    date.isoformat,
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year} 年 {d.month} 月 {d.day} 日",
    lambda d: f"{d.year}年{d.month:02}月{d.day:02}号 星期三",
    lambda d: f"{d:%Y%m%d}",
    lambda d: int(f"{d:%Y%m%d}"),
    lambda d: float(f"{d:%Y%m%d}"),
    lambda d: f"{d:%Y-%m-%d} 08:30:00",
    lambda d: f"{d:%Y-%m-%d}T08:30:00Z",
    lambda d: f"{d.year}/{d.month}/{d.day} 上午 8:30",
    lambda d: f"{d:%Y/%m/%d}".translate(WIDE),
    lambda d: f"{d.day}-{d:%b}-{d.year}",
    lambda d: f"{d:%B} {d.day}, {d.year}",
    lambda d: datetime(d.year, d.month, d.day, 23, 59),
    lambda d: d,
    lambda d: (d - date(1899, 12, 30)).days,
    lambda d: float((d - date(1899, 12, 30)).days) + 0.75,
    lambda d: str((d - date(1899, 12, 30)).days),
]


@pytest.mark.parametrize("spell", DAY_SPELLINGS)
@given(day=DAYS)
def test_a_day_in_any_spelling_is_the_same_day(spell: Any, day: date) -> None:
    assert read_date(spell(day)) == day


@given(day=st.dates(date(2013, 1, 1), date(2069, 12, 31)))
def test_a_year_of_two_digits_is_read_where_it_is_written_as_one(day: date) -> None:
    assert read_date(f"{day:%y}年{day.month}月{day.day}日") == day
    assert read_date(f"{day:%y}.{day.month}.{day.day}") == day
    assert read_date(f"{day:%y}-{day.month}-{day.day}") == day
    assert read_date(f"{day:%y%m%d}") == day


@pytest.mark.parametrize("text", ["13/05/26", "31/10/26", "26/5/11", "05/06/26"])
def test_a_day_between_slashes_whose_year_may_stand_last_is_not_guessed(text: str) -> None:
    column = [text, "05/06/26", "28/02/26", "30/09/26", "99/1/1"]
    assert read_date(text, day_order(column)) == AMBIGUOUS_DAY


@given(day=st.dates(date(2013, 1, 1), date(2069, 12, 31)))
def test_a_year_of_two_digits_between_slashes_is_read_where_the_column_allows_nothing_else(
    day: date,
) -> None:
    text = f"{day:%y}/{day.month}/{day.day}"
    assert read_date(text, day_order([text, "2026/10/31"])) == day
    assert read_date(text, day_order([text, "31/10/2026"])) != day


def test_a_single_digit_between_slashes_is_no_year() -> None:
    assert read_date("26/5/1") == date(2026, 5, 1)
    assert read_date("26/10/11", day_order(["26/10/11", "26/5/1"])) == date(2026, 10, 11)


@pytest.mark.parametrize(
    ("text", "day"),
    [("99/1/1", date(1999, 1, 1)), ("70.1.1", date(1970, 1, 1)), ("69-12-31", date(2069, 12, 31)),
     ("98年12月1日", date(1998, 12, 1)), ("05年1月26日", date(2005, 1, 26))],
)  # fmt: skip
def test_two_digits_from_70_on_are_a_year_of_the_last_century(text: str, day: date) -> None:
    assert read_date(text, day_order([text])) == day


@given(day=DAYS)
def test_the_order_of_day_and_month_is_taken_from_the_column(day: date) -> None:
    text = f"{day.day}/{day.month}/{day.year}"
    assert read_date(text, day_order([text, "31/12/2026"])) == day
    american = f"{day.month}/{day.day}/{day.year}"
    assert read_date(american, day_order([american, "12/31/2026"])) == day


def test_a_column_that_orders_days_both_ways_has_no_order() -> None:
    assert day_order(["31/12/2026", "12/31/2026"]) is None


@pytest.mark.parametrize(
    "text",
    ["01/05/2026", "5/1/26", "5月1日", "2026-13-01", "2026-02-30", "20261301", "明天", "5.1",
     "2026", "12", 12.0, 5.5, True, "#VALUE!", "2026-05-01 和 05-03"],
)  # fmt: skip
def test_a_day_that_is_none_or_may_be_another_is_reported(text: object) -> None:
    assert isinstance(read_date(text), Unreadable)


MONTH_SPELLINGS: list[Any] = [
    str,
    lambda p: p.chinese,
    lambda p: f"{p.year}年{p.month:02}月份",
    lambda p: f"{p.year} 年 {p.month} 月度",
    lambda p: f"{p.year}.{p.month}",
    lambda p: f"{p.year}/{p.month}",
    lambda p: f"{p.year}{p.month:02}",
    lambda p: float(f"{p.year}{p.month:02}"),
    lambda p: f"{p.year % 100}{p.month:02}",
    lambda p: f"{p.year % 100}{p.month:02}月",
    lambda p: p.first_day,
    lambda p: datetime(p.year, p.month, 15),
    lambda p: float((p.first_day - date(1899, 12, 30)).days),
    lambda p: f"{p.year}.{p.month}.1",
]
MONTHS = st.builds(Period, st.integers(2021, 2063), st.integers(1, 12))


@pytest.mark.parametrize("spell", MONTH_SPELLINGS)
@given(month=MONTHS)
def test_a_month_in_any_spelling_is_the_same_month(spell: Any, month: Period) -> None:
    assert read_period(spell(month), Context()) == month


@given(month=MONTHS)
def test_a_month_without_a_year_takes_the_year_of_the_title(month: Period) -> None:
    assert read_period(f"{month.month}月", Context(month.year)) == month
    assert isinstance(read_period(f"{month.month}月", Context()), Unreadable)


@given(month=MONTHS.filter(lambda p: p.month not in (1, 10)))
def test_a_month_typed_as_a_number_with_a_point_is_read(month: Period) -> None:
    assert read_period(float(f"{month.year}.{month.month}"), Context()) == month


@pytest.mark.parametrize("value", [2026.1, "2012", 2026.0, "Q1", "2026-13", 0.0, "一月", True])
def test_a_month_that_is_none_or_may_be_another_is_reported(value: object) -> None:
    assert isinstance(read_period(value, Context()), Unreadable)


@pytest.mark.parametrize(
    ("title", "months"),
    [
        ("2026年 5 月度绩效考核表", ["2026-05"]),
        ("考核周期：2026.5.1-2026.5.31", ["2026-05"]),
        ("星河超市2603月销售", ["2026-03"]),
        ("2026-10 销售明细", ["2026-10"]),
        ("2026年1月-12月目标", []),
        ("2026年1-10月累计", []),
        ("2026年度目标", []),
        ("（    年   月）", []),
    ],
)
def test_a_title_names_its_month(title: str, months: list[str]) -> None:
    assert sorted(map(str, periods_in(title))) == months


@pytest.mark.parametrize(
    ("cell", "code"),
    [(1001.0, "1001"), (1001, "1001"), ("1001.0", "1001"), ("００１", "001"), (" S01 ", "S01"),
     ("'007", "007"), ("85123A", "85123A"), (12.5, "12.5"), ("1.0", "1.0"), ("-", None)],
)  # fmt: skip
def test_a_code_is_text_however_it_is_stored(cell: object, code: str | None) -> None:
    assert read_code(cell) == code


@pytest.mark.parametrize("cell", ["1.38E+10", 9.1440300e17, "#REF!"])
def test_a_code_that_excel_has_cut_is_reported(cell: object) -> None:
    assert isinstance(read_code(cell), Unreadable)


@pytest.mark.parametrize(
    "cell",
    [13800138000.0, 13800138000, "13800138000.0", "138 0013 8000", "+86 138-0013-8000",
     "１３８００１３８０００", "86-13800138000"],
)  # fmt: skip
def test_a_mobile_number_is_its_eleven_digits(cell: object) -> None:
    assert read_phone(cell) == "13800138000"


def test_other_phone_numbers_stay_as_they_are_typed() -> None:
    assert read_phone("0755-8888 8888 转 8") == "0755-8888 8888 转 8"
    assert isinstance(read_phone("待补"), Unreadable)


def test_a_text_loses_the_spaces_at_its_ends_only() -> None:
    assert read_text("　 长 期 ") == "长 期"
    assert read_text("=1+1") == "=1+1"
    assert read_text(3.0) == "3"
    assert isinstance(read_text("#N/A"), Unreadable)


@given(cell=ANYTHING, kind=st.sampled_from(list(Kind)))
def test_no_cell_makes_a_reader_fail(cell: object, kind: Kind) -> None:
    found = read_cells(Cells.of([cell]), kind, Decimal(1), Context()).row(0)
    assert found is None or isinstance(found, (str, int, Decimal, date, Unreadable))


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("cell", [float("inf"), float("-inf"), float("nan"), 1e300, -0.0, 10**30])
def test_no_odd_number_makes_a_reader_fail(cell: float, kind: Kind) -> None:
    found = read_cells(Cells.of([cell]), kind, Decimal(1), Context()).row(0)
    assert found is None or isinstance(found, (str, int, Decimal, date, Unreadable))


@given(st.lists(ANYTHING, max_size=20))
def test_distinct_cells_give_back_every_cell(values: list[object]) -> None:
    cells = Cells.of(values)
    found = [cells.row(index) for index in range(len(values))]
    shown = [str(v).upper() if isinstance(v, bool) else "" if v is None else v for v in values]
    assert all(a == b or (a != a and b != b) for a, b in zip(found, shown, strict=True))


def test_days_count_from_excels_epoch() -> None:
    assert read_date(45866) == date(2025, 7, 28) == date(1899, 12, 30) + timedelta(45866)

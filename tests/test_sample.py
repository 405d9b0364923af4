"""The bundled sample department: complete, small, with its warts, and importable as it is."""

import csv
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pytest
from python_calamine import CalamineWorkbook

from kamtools import bundled
from kamtools.customers import codes
from kamtools.findings import Finding, Severity
from kamtools.ledger.imports import ImportReport, import_files
from kamtools.ledger.queries import people, sales
from kamtools.ledger.store import Ledger
from kamtools.periods import Period, months_of
from kamtools.settings import load_settings

FOLDER = bundled.sample()
WORKBOOKS = {
    "门店表", "员工表", "客户表", "联系人", "目标",
    "拜访记录", "投诉登记", "满意度", "回款", "考核评分",
}  # fmt: skip
OCTOBER = Period(2026, 10)
NO_SALES = Decimal(0)


@cache
def raw_sales() -> tuple[list[list[str]], list[list[str]]]:
    """The sales export's rows, read without kamtools: those above the data, and all others."""
    with (FOLDER / "销售明细.csv").open(encoding="gb18030", newline="") as file:
        lines = list(csv.reader(file))
    return lines[:3], lines[3:]


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


@cache
def rows_of(name: str) -> list[list[object]]:
    """The rows under the header of one workbook, as its cells hold them."""
    book = CalamineWorkbook.from_path(FOLDER / f"{name}.xlsx")
    return book.get_sheet_by_index(0).to_python()[3:]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, ImportReport]]:
    """A ledger with the whole sample in it, and what the import said."""
    with Ledger.open(tmp_path_factory.mktemp("sample") / "ledger.duckdb") as ledger:
        yield ledger, _import(ledger)


def _import(ledger: Ledger) -> ImportReport:
    files = sorted(f for f in FOLDER.iterdir() if f.suffix in (".xlsx", ".csv"))
    return import_files(ledger, files, settings=load_settings(FOLDER / "kam.toml"), who="测试")


@pytest.fixture
def ledger(imported: tuple[Ledger, ImportReport]) -> Ledger:
    return imported[0]


@pytest.fixture
def findings(imported: tuple[Ledger, ImportReport]) -> tuple[Finding, ...]:
    return imported[1].findings


def test_the_bundle_is_small_and_complete() -> None:
    files = {file.name: file.stat().st_size for file in FOLDER.iterdir() if file.is_file()}
    wanted = {f"{name}.xlsx" for name in WORKBOOKS} | {"销售明细.csv", "kam.toml", "SOURCES.md"}
    assert set(files) == wanted
    assert sum(files.values()) < 2_000_000


def test_the_source_is_named_where_the_data_are() -> None:
    title = "".join(cell for line in raw_sales()[0] for cell in line)
    for place in ((FOLDER / "SOURCES.md").read_text("utf-8"), title):
        assert "Chen" in place
        assert "CC BY 4.0" in place


def test_the_department_is_starry_river_key_accounts() -> None:
    department = load_settings(FOLDER / "kam.toml").department
    assert (department.company, department.name) == ("星河超市", "大客户部")


def test_everything_is_imported_and_nothing_refused(
    imported: tuple[Ledger, ImportReport],
) -> None:
    read = {result.table: result.read for result in imported[1].results}
    assert {result.refused for result in imported[1].results} == {0}
    assert read == {
        "stores": 12, "staff": 10, "customers": 151, "contacts": 208, "targets": 237,
        "sales": len(raw_sales()[1]) - 1, "receipts": 1015, "visits": 443, "complaints": 48,
        "survey_answers": 438, "scores": 704,
    }  # fmt: skip


def test_importing_it_again_changes_nothing(ledger: Ledger) -> None:
    again = _import(ledger)
    assert sum(result.inserted + result.changed for result in again.results) == 0
    assert sum(result.unchanged for result in again.results) > 13_000


def test_its_warts_are_reported_and_none_is_an_error(findings: tuple[Finding, ...]) -> None:
    assert {finding.severity for finding in findings} == {Severity.WARNING, Severity.INFO}
    (unknown,) = [finding for finding in findings if finding.code == "unknown_code"]
    assert "S99" in unknown.what
    assert unknown.place.file == "销售明细.csv"
    assert str(unknown.place.cell).startswith("C")


def test_sales_tie_with_the_file_by_month_and_by_store(ledger: Ledger) -> None:
    *rows, last = raw_sales()[1]
    by_month: dict[str, Decimal] = defaultdict(Decimal)
    by_store: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        year, month = row[1].replace(".", "-").split("-")[:2]
        by_month[f"{year}-{int(month):02}"] += amount(row[8])
        by_store[row[2]] += amount(row[8])
    frame = sales.sales_by_store_month(ledger, Period(2024, 10), OCTOBER)
    assert frame.groupby("period")["amount"].sum().to_dict() == dict(by_month)
    assert frame.groupby("store_id")["amount"].sum().to_dict() == dict(by_store)
    assert last[0] == "合计"
    assert amount(last[8]) == frame["amount"].sum()


def test_receipts_tie_with_the_files_own_total(ledger: Ledger) -> None:
    total = Decimal(str(rows_of("回款")[-1][3])).quantize(Decimal("0.01"))
    assert ledger.table("receipts").amount.sum().execute() == total


def test_there_are_25_months_of_sales_to_october_2026(ledger: Ledger) -> None:
    assert sales.sales_months(ledger) == OCTOBER.back(25)
    october = sales.orders(ledger, date(2026, 10, 31))["date"]
    days = {day for day in october if Period.of(day) == OCTOBER}
    assert max(days) >= date(2026, 10, 26)  # the source's last month ends on its 9th


def test_three_regions_twelve_stores_one_opened_and_one_closed(ledger: Ledger) -> None:
    stores = people.stores(ledger).set_index("store_id")
    assert list(stores.index) == [f"S{n:02}" for n in range(1, 13)]
    assert stores["region"].nunique() == 3
    opened, closed = stores["opened"]["S12"], stores["closed"]["S08"]
    assert opened.year == 2026
    frame = sales.sales_by_store_month(ledger, Period(2024, 10), OCTOBER)
    months = frame.groupby("store_id")["period"].agg(["min", "max"])
    assert months["min"]["S12"] >= str(Period.of(opened))
    assert months["max"]["S08"] <= str(Period.of(closed))


def test_ten_staff_in_four_posts(ledger: Ledger) -> None:
    staff = people.staff(ledger)
    assert list(staff["staff_id"]) == [f"E{n:02}" for n in range(1, 11)]
    assert Counter(staff["post"]) == {"总监": 1, "主管": 1, "大客户经理": 7, "内勤": 1}
    assert (staff["bonus_base"] > 0).all()


def test_every_customer_is_known_named_once_and_has_bought(ledger: Ledger) -> None:
    customers = people.customers(ledger)
    assert list(customers["customer_id"]) == [f"K{n:03}" for n in range(1, 152)]
    assert customers["name"].is_unique
    bought = set(sales.orders(ledger, date(2026, 10, 31))["customer_id"])
    assert bought == set(customers["customer_id"])
    assert set(customers["owner_id"]) <= set(people.staff(ledger)["staff_id"])


def test_credit_codes_have_valid_check_digits_in_a_region_that_does_not_exist(
    ledger: Ledger,
) -> None:
    given = people.customers(ledger)["credit_code"].dropna()
    assert len(given) >= 140
    assert all(codes.is_credit_code(code) and code[2:8] == "990100" for code in given)


def test_phones_are_well_formed_and_nobodys(ledger: Ledger) -> None:
    phones = people.contacts(ledger)["phone"].dropna()
    assert all(codes.is_mobile(phone) and phone.startswith("138000") for phone in phones)


def test_the_same_company_stands_under_two_numbers(ledger: Ledger) -> None:
    customers = people.customers(ledger).dropna(subset=["credit_code"])
    twins = customers[customers.duplicated("credit_code", keep=False)]
    assert len(twins) == 2
    assert twins["customer_id"].iloc[1] == "K151"
    orders = sales.orders(ledger, date(2026, 10, 31))
    assert orders[orders["customer_id"] == "K151"]["date"].min() >= date(2026, 7, 6)


def test_returns_are_negative_rows_that_name_their_order(ledger: Ledger) -> None:
    orders = sales.orders(ledger, date(2026, 10, 31))
    returns = orders[orders["order_no"].str.contains("-T")]
    assert len(returns) > 100
    assert (returns["amount"] < 0).all()
    numbers = set(orders["order_no"])
    assert {number.split("-")[0] for number in returns["order_no"]} <= numbers


def test_no_store_has_a_month_below_zero(ledger: Ledger) -> None:
    frame = sales.sales_by_store_month(ledger, Period(2024, 10), OCTOBER)
    assert (frame["amount"] > 0).all()


def test_some_sales_have_no_customer(ledger: Ledger) -> None:
    frame = sales.sales_by_customer_month(ledger, Period(2024, 10), OCTOBER)
    walk_in = frame[frame["customer_id"].isna()]["amount"].sum()
    assert NO_SALES < walk_in < frame["amount"].sum() / 10


def test_targets_of_stores_and_of_people_add_up_to_the_companys(ledger: Ledger) -> None:
    targets = ledger.table("targets").to_pyarrow().to_pandas()
    sums = targets.groupby(["period", "level"])[["target", "challenge"]].sum()
    for month in months_of(2026):
        company = sums.loc[str(month), "公司"]
        assert (sums.loc[str(month), "门店"] == company).all()
        assert (sums.loc[str(month), "员工"] == company).all()
        assert company["challenge"] == company["target"] * Decimal("1.1")


def test_october_met_its_challenge_with_some_stores_over_and_some_under(ledger: Ledger) -> None:
    targets = ledger.table("targets").to_pyarrow().to_pandas()
    october = targets[targets["period"] == "2026-10"].set_index("item_id")
    assert sales.month_total(ledger, OCTOBER) >= october["challenge"]["公司"]
    actual = sales.sales_by_store_month(ledger, OCTOBER, OCTOBER).set_index("store_id")["amount"]
    stores = october[october["level"] == "门店"]["target"]
    met = [actual[store] >= target for store, target in stores.items()]
    assert 3 <= sum(met) <= len(met) - 3


def test_some_complaints_are_open_and_some_of_these_overdue(ledger: Ledger) -> None:
    complaints = ledger.table("complaints").to_pyarrow().to_pandas()
    still = complaints[complaints["closed"].isna()]
    assert 3 <= len(still) <= 12
    assert sum(due < date(2026, 10, 31) for due in still["due"]) >= 1
    closed = complaints.dropna(subset=["closed"])
    assert (closed["closed"] >= closed["date"]).all()
    assert closed["result"].notna().all()


def test_most_but_not_all_money_is_collected(ledger: Ledger) -> None:
    sold = sales.sales_by_customer_month(ledger, Period(2024, 10), Period(2026, 7))
    billed = sold.dropna(subset=["customer_id"])["amount"].sum()
    paid = ledger.table("receipts").amount.sum().execute()
    assert Decimal("0.9") < paid / billed < Decimal("1.1")


def test_scores_are_within_their_items_and_two_are_missing(ledger: Ledger) -> None:
    scores = ledger.table("scores").to_pyarrow().to_pandas()
    assert scores["self_score"].isna().sum() == 1
    assert scores["manager_score"].isna().sum() == 1
    missing = scores[scores["manager_score"].isna()]
    assert "2026-10" not in set(missing["period"])
    most = scores.groupby("item")["manager_score"].max()
    assert most["知识技能"] <= 5
    assert most["工作量"] <= 20
    october = scores[scores["period"] == "2026-10"].groupby("staff_id").size()
    assert october.to_dict() == {f"E{n:02}": 8 for n in range(2, 11)}


def test_visits_have_plans_that_were_missed_and_plans_to_come(ledger: Ledger) -> None:
    visits = ledger.table("visits").to_pyarrow().to_pandas()
    assert visits["done"].max() <= date(2026, 10, 31)
    missed = visits[visits["done"].isna() & (visits["planned"] < date(2026, 10, 1))]
    assert len(missed) > 10
    assert visits["planned"].max() > date(2026, 10, 31)
    assert all(day.weekday() < 5 for day in visits["planned"])


def test_survey_scores_are_one_to_five(ledger: Ledger) -> None:
    answers = ledger.table("survey_answers").to_pyarrow().to_pandas()
    assert set(answers["score"]) <= {Decimal(n) for n in range(1, 6)}
    assert answers["batch"].nunique() == 2


@pytest.mark.parametrize(
    ("name", "column", "wart"),
    [
        ("联系人", 6, lambda cell: isinstance(cell, float)),  # a phone taken for a number
        ("联系人", 6, lambda cell: isinstance(cell, str) and cell.startswith("１３８")),
        ("联系人", 6, lambda cell: cell == ""),
        ("客户表", 4, lambda cell: str(cell).startswith(" ")),
        ("客户表", 10, lambda cell: isinstance(cell, str) and cell.count(".") == 2),
        ("客户表", 11, lambda cell: str(cell).endswith("万")),
        ("目标", 0, lambda cell: str(cell) == "2026年5月"),
        ("目标", 4, lambda cell: str(cell).endswith("万")),
        ("投诉登记", 3, lambda cell: str(cell).startswith(" ")),
        ("拜访记录", 2, lambda cell: isinstance(cell, str) and cell.count(".") == 2),
        ("回款", 3, lambda cell: isinstance(cell, str) and "," in cell),
    ],
)
def test_the_workbooks_keep_their_warts(name: str, column: int, wart: object) -> None:
    assert callable(wart)
    assert any(wart(row[column]) for row in rows_of(name))


def test_the_sales_export_keeps_its_warts() -> None:
    title, rows = raw_sales()
    assert "期间" in title[0][0]
    assert any("." in row[1] for row in rows)
    assert any("," in row[8] for row in rows)
    assert any(unicodedata.normalize("NFKC", row[7]) != row[7] for row in rows)


def test_every_workbook_has_its_title_over_the_columns() -> None:
    for name in WORKBOOKS:
        book = CalamineWorkbook.from_path(FOLDER / f"{name}.xlsx")
        title, _, header = book.get_sheet_by_index(0).to_python()[:3]
        assert [cell for cell in title if cell] == title[:1]
        assert all(header)


def test_some_customers_sleep_and_some_are_new(ledger: Ledger) -> None:
    orders = sales.orders(ledger, date(2026, 10, 31))
    days = orders[orders["amount"] > 0].groupby("customer_id")["date"].agg(["min", "max"])
    asleep = sum(last < date(2026, 10, 31) - timedelta(days=120) for last in days["max"])
    assert 30 < asleep < 90
    assert sum(first > date(2025, 10, 1) for first in days["min"]) > 20

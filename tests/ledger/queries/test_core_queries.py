"""Sales, people and history: small ledgers with known answers, and other databases' SQL."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamtools.ledger.queries import frames, history, people, sales
from kamtools.ledger.schema import columns_of
from kamtools.ledger.store import Ledger
from kamtools.ledger.tables import TABLES, Kind
from kamtools.periods import Period

OCTOBER = Period(2026, 10)
SALES = pd.DataFrame(
    [
        ("A1", "米", date(2026, 10, 1), "S01", "K001", None, "粮油", "100.00"),
        ("A1", "油", date(2026, 10, 2), "S01", "K001", None, "粮油", "50.50"),
        ("A1-T1", "油", date(2026, 10, 31), "S01", "K001", None, "粮油", "-50.50"),
        ("A2", "酒", date(2026, 10, 31), "S02", "K002", "E09", "酒水", "30.01"),
        ("A3", "酒", date(2026, 9, 30), "S02", None, "E02", "酒水", "7.00"),
        ("A4", "酒", date(2026, 11, 1), None, "K404", None, None, "9.00"),
    ],
    columns=[
        "order_no", "product", "date", "store_id", "customer_id", "staff_id", "line", "amount",
    ],
).assign(line_no=1)  # fmt: skip
SALES["amount"] = SALES["amount"].map(Decimal)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.duckdb") as opened:
        with opened.change(who="测试", reason="") as change:
            change.upsert(TABLES["sales"], SALES)
            owners = {"customer_id": ["K002", "K001"], "name": ["乙", "甲"], "owner_id": "E01"}
            change.upsert(TABLES["customers"], pd.DataFrame(owners))
            late = {"store_id": ["S01"], "name": ["东"], "opened": [date(2026, 3, 18)]}
            change.upsert(TABLES["stores"], pd.DataFrame(late))
        yield opened


def tuples(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    return [tuple(row) for row in frame.itertuples(index=False)]


def test_sales_by_store_and_month_keep_the_fen_and_take_returns_off(ledger: Ledger) -> None:
    frame = sales.sales_by_store_month(ledger, Period(2026, 9), OCTOBER)
    assert list(frame.columns) == ["store_id", "period", "amount"]
    assert tuples(frame) == [
        ("S01", "2026-10", Decimal("100.00")),
        ("S02", "2026-09", Decimal("7.00")),
        ("S02", "2026-10", Decimal("30.01")),
    ]


def test_sales_without_a_customer_stand_under_none(ledger: Ledger) -> None:
    frame = sales.sales_by_customer_month(ledger, Period(2026, 9), Period(2026, 9))
    assert tuples(frame) == [(None, "2026-09", Decimal("7.00"))]


def test_a_sale_counts_for_whom_it_names_and_else_for_the_customers_owner(ledger: Ledger) -> None:
    frame = sales.sales_by_staff_month(ledger, OCTOBER, Period(2026, 11))
    assert tuples(frame) == [
        ("E01", "2026-10", Decimal("100.00")),
        ("E09", "2026-10", Decimal("30.01")),
        (None, "2026-11", Decimal("9.00")),  # K404 is in no list
    ]


def test_sales_by_line(ledger: Ledger) -> None:
    frame = sales.sales_by_line_month(ledger, OCTOBER, OCTOBER)
    assert tuples(frame) == [
        ("粮油", "2026-10", Decimal("100.00")),
        ("酒水", "2026-10", Decimal("30.01")),
    ]


def test_an_order_is_its_lines_on_its_first_day_and_walk_in_sales_are_no_orders(
    ledger: Ledger,
) -> None:
    frame = sales.orders(ledger, date(2026, 10, 31))
    assert list(frame.columns) == ["customer_id", "order_no", "date", "amount"]
    assert tuples(frame) == [
        ("K001", "A1", date(2026, 10, 1), Decimal("150.50")),
        ("K001", "A1-T1", date(2026, 10, 31), Decimal("-50.50")),
        ("K002", "A2", date(2026, 10, 31), Decimal("30.01")),
    ]


def test_the_month_total_is_zero_in_a_month_without_sales(ledger: Ledger) -> None:
    assert sales.month_total(ledger, OCTOBER) == Decimal("130.01")
    assert sales.month_total(ledger, Period(2020, 1)) == Decimal("0.00")


def test_the_months_that_have_sales(ledger: Ledger) -> None:
    assert sales.sales_months(ledger) == OCTOBER.plus(1).back(3)


def test_master_data_come_whole_and_in_order_with_dates_as_dates(ledger: Ledger) -> None:
    assert list(people.customers(ledger)["customer_id"]) == ["K001", "K002"]
    (store,) = people.stores(ledger).to_dict("records")
    assert store["opened"] == date(2026, 3, 18)
    assert store["closed"] is None
    assert people.staff(ledger).empty
    assert list(people.contacts(ledger).columns)[:2] == ["customer_id", "name"]


def test_the_history_of_a_row_is_told_in_order(ledger: Ledger) -> None:
    for name in ("丙", "丁"):
        with ledger.change(who="王内勤", reason="更名") as change:
            renamed = {"customer_id": ["K001"], "name": [name], "source_file": "客户表.xlsx"}
            change.upsert(TABLES["customers"], pd.DataFrame(renamed))
    told = history.history_of(ledger, "customers", "K001")
    assert tuples(told[["old", "new", "who", "source"]]) == [
        ("甲", "丙", "王内勤", "客户表.xlsx"),
        ("丙", "丁", "王内勤", "客户表.xlsx"),
    ]
    assert len(history.changes_of(ledger, change.run)) == 1


def test_a_row_with_a_key_of_several_columns_has_its_history_too(ledger: Ledger) -> None:
    with ledger.change(who="王内勤", reason="") as change:
        row = {"order_no": ["A1"], "product": ["米"], "line_no": [1], "amount": [Decimal(99)]}
        change.upsert(TABLES["sales"], pd.DataFrame(row))
    (told,) = history.history_of(ledger, "sales", "A1", "米", "1").to_dict("records")
    assert (told["column_name"], told["old"], told["new"]) == ("amount", "100.00", "99.00")


_some = st.lists(
    st.tuples(
        st.sampled_from(["S01", "S02", None]),
        st.sampled_from(["K001", "K404", None]),
        st.sampled_from(["E01", None]),
        st.dates(date(2026, 9, 25), date(2026, 11, 5)),
        st.decimals(-10000, 10000, places=2),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(rows=_some)
def test_every_split_of_a_month_adds_up_to_its_total(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, ...]]
) -> None:
    frame = pd.DataFrame(rows, columns=["store_id", "customer_id", "staff_id", "date", "amount"])
    frame = frame.assign(order_no="A", product="米", line_no=range(len(frame)))
    with Ledger.open(tmp_path_factory.mktemp("ledger") / "l.duckdb") as ledger:
        with ledger.change(who="", reason="") as change:
            change.upsert(TABLES["sales"], frame)
        total = sales.month_total(ledger, OCTOBER)
        for split in (
            sales.sales_by_store_month,
            sales.sales_by_customer_month,
            sales.sales_by_staff_month,
            sales.sales_by_line_month,
        ):
            assert sum(split(ledger, OCTOBER, OCTOBER)["amount"], Decimal(0)) == total


_IBIS_TYPES = {
    Kind.INTEGER: "int64",
    Kind.NUMBER: "decimal(18, 4)",
    Kind.MONEY: "decimal(18, 2)",
    Kind.DATE: "date",
}


class Warehouse:
    """The ledger's tables as a warehouse would declare them, without any data."""

    def table(self, name: str) -> Any:
        if name == "audit":
            return ibis.table({"at": "timestamp"} | dict.fromkeys(_AUDIT, "string"), name=name)
        columns = columns_of(TABLES[name])
        return ibis.table({c.name: _IBIS_TYPES.get(c.kind, "string") for c in columns}, name=name)


_AUDIT = "run who action table_name key column_name old new source reason".split()  # noqa: SIM905

QUERIES: list[Callable[[Warehouse], object]] = [
    lambda w: sales.sales_by_store_month(w, OCTOBER, OCTOBER),
    lambda w: sales.sales_by_customer_month(w, OCTOBER, OCTOBER),
    lambda w: sales.sales_by_line_month(w, OCTOBER, OCTOBER),
    lambda w: sales.sales_by_staff_month(w, OCTOBER, OCTOBER),
    lambda w: sales.orders(w, date(2026, 10, 31)),
    lambda w: people.stores(w),
    lambda w: people.staff(w),
    lambda w: people.customers(w),
    lambda w: people.contacts(w),
    lambda w: history.history_of(w, "customers", "K001"),
    lambda w: history.changes_of(w, "run"),
]


@pytest.mark.parametrize("dialect", ["postgres", "clickhouse", "trino", "bigquery", "pyspark"])
def test_every_query_is_said_in_the_sql_of_a_warehouse(
    dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def say(expression: Any) -> pd.DataFrame:
        asked.append(str(ibis.to_sql(expression, dialect=dialect)))
        return pd.DataFrame()

    for module in (frames, sales, people, history):
        monkeypatch.setattr(module, "collect", say)
    for query in QUERIES:
        query(Warehouse())
    assert len(asked) == len(QUERIES)
    assert all("SELECT" in sql for sql in asked)

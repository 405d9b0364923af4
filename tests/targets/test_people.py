"""Stores' months divided over people and product lines: every store's month adds up."""

from datetime import date
from decimal import Decimal

import pandas as pd

from kamtools.periods import Period, months_of
from kamtools.targets.division import CompanyMonth, Division, Origin, divide
from kamtools.targets.people import STORE_ITSELF, below_stores, weights_by, weights_of_lines

MONTHS = months_of(2026)


def division(company: int = 10_000) -> Division:
    weights = {(s, m): Decimal(k) for k, s in ((1, "S01"), (3, "S02")) for m in MONTHS}
    months = {month: CompanyMonth(Decimal(company), Origin.GIVEN) for month in MONTHS}
    return divide(["S01", "S02"], weights, {}, months, Decimal(100))


def test_each_stores_month_adds_up_over_its_people() -> None:
    found = division(10_034)
    shares = {"S02": {"E1": Decimal(5), "E2": Decimal(7)}}
    table = below_stores(found, shares, Decimal(100))
    assert list(table.index) == [("S01", STORE_ITSELF), ("S02", "E1"), ("S02", "E2")]
    for month in MONTHS:
        sums = table[month].groupby(level="store_id").sum()
        assert {s: sums[s] for s in ("S01", "S02")} == {
            s: found.cells[s, month] for s in ("S01", "S02")
        }
    assert table.loc[("S02", "E2"), MONTHS[0]] > table.loc[("S02", "E1"), MONTHS[0]]


def test_without_stores_there_is_nobody() -> None:
    empty = divide(
        [], {}, {}, {m: CompanyMonth(Decimal(0), Origin.GIVEN) for m in MONTHS}, Decimal(1)
    )
    assert below_stores(empty, {}, Decimal(1)).empty


def test_only_those_who_are_still_here_carry_targets_and_a_manager_stands_in() -> None:
    sold = pd.DataFrame(
        [("S01", "E1", Decimal(5)), ("S01", "E2", Decimal(9)), ("S01", "E3", Decimal(-1)),
         ("S02", "E2", Decimal(9)), ("S03", "E9", Decimal(1))],
        columns=["store_id", "item", "amount"],
    )  # fmt: skip
    stores = pd.DataFrame(
        [("S01", "E3"), ("S02", "E3"), ("S03", None)], columns=["store_id", "manager_id"]
    )
    staff = pd.DataFrame(
        [("E1", None), ("E2", date(2026, 9, 30)), ("E3", None)], columns=["staff_id", "left_on"],
        dtype=object,
    )  # fmt: skip
    assert weights_by(sold, stores, staff, Period(2026, 10)) == {
        "S01": {"E1": Decimal(5)}, "S02": {"E3": Decimal(1)},
    }  # fmt: skip


def test_lines_weigh_what_they_sold_in_each_store() -> None:
    sold = pd.DataFrame(
        [("S01", "粮油", Decimal(5)), ("S01", "酒", Decimal(-2))],
        columns=["store_id", "item", "amount"],
    )
    assert weights_of_lines(sold) == {"S01": {"粮油": Decimal(5)}}

"""What ``kam.toml`` says of foreign exports is read like a cell, and told like a mistake in one."""

from decimal import Decimal
from typing import Any

import pytest

from kamtools.ledger.store import Ledger
from kamtools.settings import Settings
from tests.import_reports import Importer, numbers, rows, told

TEXT = "单号,商品,日期,金额,数量,单价\nA1,米,2026-10-01,1,2,3\n"


def mapped(**columns: Any) -> Settings:
    rules = {"order_no": "单号", "product": "商品", "date": "日期", "amount": "金额", **columns}
    return Settings.model_validate(
        {"mapping": [{"table": "sales", "files": "*", "columns": rules}]}
    )


@pytest.mark.parametrize(
    ("column", "constant"),
    [("date", "十月一日"), ("amount", "1,2"), ("line_no", "x"), ("margin", "5%")],
)
def test_a_constant_that_does_not_fit_its_column_is_told_of_the_settings(
    take: Importer, ledger: Ledger, column: str, constant: str
) -> None:
    report = take("a.csv", TEXT, settings=mapped(**{column: {"constant": constant}}))
    finding = told(report, "bad_constant")
    assert finding.place.file == "kam.toml"
    assert constant in finding.what
    assert not rows(ledger)


def test_a_constant_is_read_as_a_cell_of_its_column_is(take: Importer, ledger: Ledger) -> None:
    settings = mapped(date={"constant": "2026年5月1日"}, amount={"constant": "1,200元"})
    assert numbers(take("a.csv", TEXT, settings=settings))[1] == 1
    row = rows(ledger)[0]
    assert (str(row["date"])[:10], row["amount"]) == ("2026-05-01", Decimal(1200))


def test_a_product_for_a_column_of_days_is_told_of_the_settings(take: Importer) -> None:
    report = take("a.csv", TEXT, settings=mapped(date={"product": ["数量", "单价"]}))
    assert "date" in told(report, "bad_product").what


def test_a_product_too_large_for_the_ledger_is_refused_at_its_row_alone(take: Importer) -> None:
    text = TEXT + "A2,米,2026-10-01,1,90000000,90000000000\n"
    report = take("a.csv", text, settings=mapped(amount={"product": ["数量", "单价"]}))
    assert numbers(report) == (2, 1, 0, 0, 1)
    assert told(report, "refused_value").place.cell == "E3"

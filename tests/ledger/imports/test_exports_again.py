"""The same business exported once more, in another way: nothing is doubled, lost or overwritten."""

from decimal import Decimal

from kamtools.findings import Severity
from kamtools.ledger.store import Ledger
from tests.import_reports import Importer, codes, numbers, rows, told

HEAD = "单号,行号,商品,日期,金额\n"
PLAIN = "单号,商品,日期,金额\n"
ORDER = HEAD + "O1,1,P1,2026-10-01,10\nO1,2,P2,2026-10-01,20\nO1,3,P3,2026-10-01,30\n"


def total(ledger: Ledger) -> Decimal:
    return sum((row["amount"] for row in rows(ledger)), Decimal(0))


def test_an_order_is_not_doubled_when_an_export_numbers_its_lines_down_the_page(
    take: Importer, ledger: Ledger
) -> None:
    take("a.csv", ORDER)
    report = take("b.csv", ORDER + "O2,4,P1,2026-10-01,10\n")
    assert numbers(report) == (4, 1, 0, 3, 0)
    assert total(ledger) == 70


def test_an_order_is_not_doubled_when_a_line_number_is_blank_or_no_number(
    take: Importer, ledger: Ledger
) -> None:
    take("a.csv", ORDER)
    assert numbers(take("b.csv", ORDER.replace("O1,2,", "O1,,"))) == (3, 0, 0, 3, 0)
    assert numbers(take("c.csv", ORDER.replace("O1,2,", "O1,二号,")))[1] == 0
    assert total(ledger) == 60


def test_lines_of_one_product_keep_their_numbers_in_whatever_order_they_are_exported(
    take: Importer, ledger: Ledger
) -> None:
    lines = [f"O1,{n},P1,2026-10-01,{n}0\n" for n in (1, 2, 3)]
    take("a.csv", HEAD + "".join(lines))
    assert numbers(take("b.csv", HEAD + "".join(reversed(lines)))) == (3, 0, 0, 3, 0)
    assert [row["line_no"] for row in rows(ledger)] == [1, 2, 3]


def test_a_line_that_stands_twice_under_one_number_is_one_line(
    take: Importer, ledger: Ledger
) -> None:
    line = "O1,1,P1,2026-10-01,10\n"
    report = take("a.csv", HEAD + line + line)
    assert told(report, "repeated_row").place.cell == "A3"
    assert total(ledger) == 10


def test_an_unreadable_cell_does_not_erase_what_the_ledger_knows(
    take: Importer, ledger: Ledger
) -> None:
    head = "客户编号,客户全称,信用额度,地址\n"
    take("a.csv", head + "K1,甲,7000,一号\nK2,乙,8000,二号\n")
    report = take("b.csv", head + "K1,甲,abc,三号\nK2,乙,,二号\n")
    assert numbers(report) == (2, 0, 2, 0, 0)
    first, second = rows(ledger, "customers")
    assert (first["credit_limit"], first["address"]) == (7000, "三号")
    assert second["credit_limit"] is None or second["credit_limit"] != second["credit_limit"]
    assert "账本里原来的值不变" in told(report, "unread_value").what


def test_rows_that_an_export_no_longer_has_are_told(take: Importer, ledger: Ledger) -> None:
    lines = [f"O1,P1,2026-10-01,{amount}\n" for amount in (10, 20, 30)]
    take("a.csv", PLAIN + "".join(lines))
    report = take("a.csv", PLAIN + lines[0] + lines[2])
    finding = told(report, "no_longer_there")
    assert finding.severity is Severity.WARNING
    assert finding.values["count"] == 1
    assert "O1 P1 3" in finding.what
    assert "第 4 行" in finding.what
    assert total(ledger) == 70


def test_a_customer_that_an_export_no_longer_has_is_told(take: Importer) -> None:
    take("客户.csv", "客户编号,客户全称\nK1,甲\nK2,乙\n")
    report = take("客户.csv", "客户编号,客户全称\nK1,甲\n")
    assert "K2" in told(report, "no_longer_there").what


def test_the_next_month_under_the_same_file_name_misses_nothing(take: Importer) -> None:
    take("a.csv", PLAIN + "O1,P1,2026-10-01,10\nO2,P1,2026-10-09,10\n")
    report = take("a.csv", PLAIN + "O3,P1,2026-11-01,10\nO4,P1,2026-11-02,10\n")
    assert not codes(report)


def test_a_row_that_is_refused_is_still_there(take: Importer) -> None:
    take("a.csv", PLAIN + "O1,P1,2026-10-01,10\nO2,P1,2026-10-09,10\n")
    report = take("a.csv", PLAIN + "O1,P1,2026-10-01,10\nO2,P1,2026-10-09,十多\n")
    assert codes(report) == {"refused_value"}


def test_an_order_number_used_again_next_month_is_told_before_it_moves_the_money(
    take: Importer,
) -> None:
    take("十月.csv", PLAIN + "O1,P1,2026-10-05,10\nO2,P1,2026-10-06,1\n")
    report = take("十一月.csv", PLAIN + "O2,P1,2026-10-06,1\nO1,P1,2026-11-05,99\n")
    assert numbers(report) == (2, 0, 1, 1, 0)
    finding = told(report, "moved_month")
    assert finding.severity is Severity.WARNING
    assert str(finding.place) == "十一月.csv · C3"
    assert all(part in finding.what for part in ("O1 P1 1", "2026-10", "2026-11"))

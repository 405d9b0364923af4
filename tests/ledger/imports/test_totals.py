"""A file's own totals are compared with what was read."""

from kamtools.findings import Severity
from tests.import_reports import Importer, codes, numbers, told

HEAD = "单号,商品,日期,数量,金额\n"
ROWS = "A1,米,2026-10-01,1,100\nA2,油,2026-10-01,1,100\n"


def test_a_total_that_equals_the_rows_is_said_to_tie(take: Importer) -> None:
    report = take("a.csv", f"{HEAD}{ROWS}合计,,,2,200.00\n")
    assert codes(report) == {"total_ties"}
    assert told(report, "total_ties").severity is Severity.INFO


def test_a_total_that_differs_from_the_rows_is_told_at_its_cell_with_both_amounts(
    take: Importer,
) -> None:
    report = take("a.csv", f"{HEAD}{ROWS}合计,,,2,500\n")
    finding = told(report, "total_differs")
    assert (finding.place.cell, finding.severity) == ("E4", Severity.WARNING)
    assert "文件合计 500.00，读入 200.00，差 300.00" in finding.what
    assert numbers(report) == (2, 2, 0, 0, 0)


def test_a_refused_row_is_missed_by_the_total(take: Importer) -> None:
    report = take("a.csv", f"{HEAD}{ROWS}A3,面,2026-10-01,1,三十多\n合计,,,,230\n")
    assert "差 30.00" in told(report, "total_differs").what


def test_subtotals_are_compared_with_the_rows_since_the_one_before(take: Importer) -> None:
    report = take(
        "a.csv",
        f"{HEAD}{ROWS}小计,,,2,200\nA3,面,2026-10-01,1,30\n小计,,,1,30\n合计,,,3,230\n",
    )
    assert codes(report) == {"total_ties"}
    assert told(report, "total_ties").values["count"] == 3


def test_a_total_of_the_year_so_far_is_not_the_file_s(take: Importer) -> None:
    report = take("a.csv", f"{HEAD}{ROWS}累计,,,2,9000\n")
    assert codes(report) == {"total_row"}


def test_a_total_is_compared_in_the_unit_of_its_column(take: Importer) -> None:
    head = "单号,商品,日期,金额(万元)\n"
    report = take("a.csv", f"{head}A1,米,2026-10-01,1.234567\nA2,米,2026-10-01,1\n合计,,,2.23\n")
    assert "total_ties" in codes(report)


def test_a_total_of_stores_beside_the_company_s_target_ties(take: Importer) -> None:
    report = take(
        "目标.csv",
        "月份,层级,对象,目标\n2026-10,公司,公司,9\n2026-10,门店,S01,5\n2026-10,门店,S02,4\n"
        "合计,,,9\n",
    )
    assert codes(report) == {"total_ties"}

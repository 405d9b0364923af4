"""Lines that are equal in every column: loaded, and told."""

from kamtools.findings import Severity
from tests.import_reports import Importer, codes, numbers, told

HEAD = "单号,商品,日期,金额\n"


def test_lines_that_are_equal_are_loaded_and_told_once_with_their_count(take: Importer) -> None:
    report = take("a.csv", HEAD + "A1,米,2026-10-01,5\n" * 3 + "A2,米,2026-10-01,5\n")
    assert numbers(report) == (4, 4, 0, 0, 0)
    finding = told(report, "equal_lines")
    assert (finding.place.cell, finding.severity) == ("A3", Severity.WARNING)
    assert finding.values["count"] == 2


def test_lines_of_one_product_with_other_amounts_are_no_repeat(take: Importer) -> None:
    assert not codes(take("a.csv", HEAD + "A1,米,2026-10-01,5\nA1,米,2026-10-01,6\n"))


def test_lines_that_the_file_numbers_are_two_lines(take: Importer) -> None:
    head = "单号,行号,商品,日期,金额\n"
    assert not codes(take("a.csv", head + "A1,1,米,2026-10-01,5\nA1,2,米,2026-10-01,5\n"))

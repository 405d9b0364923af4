"""Days on which nothing can have happened."""

from kamtools.findings import Severity
from tests.import_reports import Importer, codes, numbers, told

HEAD = "单号,商品,日期,金额\n"


def test_a_mistyped_number_is_no_day_of_1955(take: Importer) -> None:
    report = take("a.csv", HEAD + "A1,米,20261,1\nA2,米,46296,1\n")
    assert numbers(report) == (2, 1, 0, 0, 1)
    assert told(report, "refused_value").place.cell == "C2"


def test_a_day_before_1990_or_years_ahead_is_told_at_its_cell(take: Importer) -> None:
    report = take("a.csv", HEAD + "A1,米,2026-10-01,1\nA2,米,1955-06-21,1\nA3,米,2206-10-01,1\n")
    told = [f for f in report.findings if f.code == "far_day"]
    assert [f.place.cell for f in told] == ["C3", "C4"]
    assert {f.severity for f in told} == {Severity.WARNING}


def test_a_person_may_have_been_hired_long_ago(take: Importer) -> None:
    report = take("员工.csv", "工号,姓名,岗位,入职日期\nE01,甲,内勤,1985-07-01\n")
    assert not codes(report)

"""Codes that lost their zeros or their case are known again."""

from kamtools.ledger.store import Ledger
from tests.import_reports import Importer, codes, numbers, rows, told


def test_a_person_whose_number_lost_its_zeros_is_no_second_person(
    take: Importer, ledger: Ledger
) -> None:
    take("a.csv", "工号,姓名,岗位\n001,甲,内勤\n")
    report = take("b.xlsx", {"S": "| 工号 | 姓名 | 岗位 |\n| 1 | 甲 | 主管 |"})
    assert numbers(report) == (1, 0, 1, 0, 0)
    assert [row["staff_id"] for row in rows(ledger, "staff")] == ["001"]
    assert told(report, "code_resolved").place.cell == "A2"


def test_a_code_in_lower_case_is_known_when_it_can_be_just_one(
    take: Importer, ledger: Ledger
) -> None:
    take("门店.csv", "门店编号,门店名称,区域\nS01,甲店,华南\n")
    report = take("a.csv", "单号,商品,日期,金额,门店编号\nA1,米,2026-10-01,1,s01\n")
    assert rows(ledger)[0]["store_id"] == "S01"
    assert codes(report) == {"code_resolved"}


def test_codes_that_differ_by_case_alone_stay_apart(take: Importer) -> None:
    take("门店.csv", "门店编号,门店名称,区域\nSa,甲店,华南\nSA,乙店,华南\n")
    report = take("a.csv", "单号,商品,日期,金额,门店编号\nA1,米,2026-10-01,1,sa\n")
    assert codes(report) == {"unknown_code"}

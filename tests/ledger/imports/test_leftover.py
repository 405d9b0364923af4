"""Columns that are not loaded: told wherever something would be lost."""

from kamtools.findings import Severity
from kamtools.ledger.store import Ledger
from tests.import_reports import Importer, codes, rows, told


def test_a_second_table_beside_the_first_is_a_mistake(take: Importer) -> None:
    report = take("a.xlsx", {"S": """
        | 单号 | 商品 | 日期       | 金额 |  | 单号 | 商品 | 日期       | 金额 |
        | A1   | 米   | 2026-10-01 | 1    |  | B1   | 油   | 2026-10-02 | 7    |
        | A2   | 米   | 2026-10-01 | 1    |  |      |      |            |      |
    """})  # fmt: skip
    finding = told(report, "table_beside")
    assert (finding.place.cell, finding.severity) == ("F1", Severity.ERROR)
    assert finding.values["count"] == 1


def test_another_table_behind_a_gap_is_a_mistake_too(take: Importer) -> None:
    report = take("a.xlsx", {"S": """
        | 门店编号 | 门店名称 | 区域 |  | 工号 | 姓名 | 岗位 |
        | S01      | 南山店   | 华南 |  | E01  | 甲   | 内勤 |
    """})  # fmt: skip
    assert "表（列：" in told(report, "table_beside").what


def test_the_name_and_post_of_a_sale_s_staff_are_no_list_of_staff(take: Importer) -> None:
    report = take("回款.csv", "回款单号,日期,金额,工号,姓名,岗位\nR1,2026-10-01,1,E1,甲,内勤\n")
    assert codes(report) == {"ignored_columns"}


def test_a_phone_is_taken_from_whichever_column_has_it_the_mobile_first(
    take: Importer, ledger: Ledger
) -> None:
    report = take(
        "联系人.csv",
        "客户编号,姓名,电话,手机号码\nK1,甲,,13800138000\nK1,乙,0755-1234567,\n"
        "K1,丙,0755-7654321,13900139000\n",
    )
    phones = [row["phone"] for row in rows(ledger, "contacts")]
    assert phones == ["13800138000", "0755-1234567", "13900139000"]
    finding = told(report, "same_meaning")
    assert (finding.place.cell, finding.values["count"]) == ("C4", 1)


def test_two_amounts_that_differ_are_told_with_the_one_that_was_taken(take: Importer) -> None:
    report = take("a.csv", "单号,商品,日期,金额,实销金额\nA1,米,2026-10-01,100,80\n")
    finding = told(report, "same_meaning")
    assert (finding.place.cell, finding.severity) == ("E2", Severity.WARNING)
    assert "“金额”和“实销金额”" in finding.what
    assert "用的是“金额”" in finding.what


def test_two_amounts_that_agree_are_nothing_to_worry_about(take: Importer) -> None:
    report = take("a.csv", "单号,商品,日期,金额,实销金额\nA1,米,2026-10-01,100,100.00\n")
    assert codes(report) == {"ignored_columns"}


def test_refunds_that_are_not_subtracted_are_told(take: Importer) -> None:
    head = "单号,商品,日期,金额,退货额\n"
    assert "refunds_ignored" not in codes(take("a.csv", head + "A1,米,2026-10-01,100,0\n"))
    report = take("b.csv", head + "A1,米,2026-10-01,100,20\n")
    assert told(report, "refunds_ignored").place.cell == "E2"

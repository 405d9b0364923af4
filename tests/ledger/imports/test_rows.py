"""Which rows are data: a complete one is, whatever its words look like."""

import pytest

from kamtools.findings import Severity
from kamtools.ledger.store import Ledger
from tests.import_reports import Importer, codes, numbers, rows, told

HEAD = "单号,商品,日期,金额\n"


@pytest.mark.parametrize(
    "product", ["周计划本", "月计划台历", "累计器", "月计划完成情况", "年计划", "小计算器", "金额"]
)
def test_a_product_that_begins_like_a_total_is_a_product(
    take: Importer, ledger: Ledger, product: str
) -> None:
    report = take("a.csv", f"{HEAD}A1,{product},2026-10-01,5\nA2,米,2026-10-01,1\n")
    assert numbers(report) == (2, 2, 0, 0, 0)
    assert rows(ledger)[0]["product"] == product


def test_a_row_of_such_a_product_without_its_amount_is_refused_and_no_total(
    take: Importer,
) -> None:
    report = take("a.csv", f"{HEAD}A1,周计划本,2026-10-01,\nA2,米,2026-10-01,1\n")
    assert told(report, "refused_blank").place.cell == "D2"


def test_an_item_of_a_plan_that_is_a_plan_is_loaded(take: Importer, ledger: Ledger) -> None:
    take("计划.csv", "月份,工号,工作事项,完成率\n2026-10,E01,月计划完成情况,0.5\n")
    assert [row["item"] for row in rows(ledger, "plans")] == ["月计划完成情况"]


@pytest.mark.parametrize(
    "word",
    ["合计", "小计：", "总计", "本月合计", "月计", "累计", "合计:1,234.50", "合 计", "华东区合计",
     "合计（元）", "合计金额", "合计人民币（大写）：", "Total", "grand total"],
)  # fmt: skip
def test_a_total_without_what_every_row_has_is_no_data(take: Importer, word: str) -> None:
    report = take("a.xlsx", {"S": f"""
        | 单号   | 商品 | 日期       | 金额 |
        | A1     | 米   | 2026-10-01 | 5    |
        | {word} |      |            | 5    |
    """})  # fmt: skip
    assert numbers(report) == (1, 1, 0, 0, 0)
    assert codes(report) <= {"total_row", "total_ties"}


def test_a_subtotal_under_a_merged_order_is_no_product(take: Importer) -> None:
    report = take("a.xlsx", {"S": """
        | 单号 | 商品 | 日期       | 金额 |
        | A1   | 米   | 2026-10-01 | 5    |
        | ^^   | 小计 | ^^         | 5    |
    """})  # fmt: skip
    assert numbers(report) == (1, 1, 0, 0, 0)


def test_a_target_for_a_sum_of_stores_is_no_store_s_target(take: Importer) -> None:
    report = take(
        "目标.csv", "月份,层级,对象,目标\n2026-10,门店,S01,5\n2026-10,门店,华东区合计,5\n"
    )
    assert numbers(report) == (1, 1, 0, 0, 0)


def test_a_level_that_no_target_can_have_is_told_at_its_cell_with_those_it_can(
    take: Importer,
) -> None:
    report = take("目标.csv", "月份,层级,对象,目标\n2026-10,公司,公司,9\n2026-10,集团,集团,9\n")
    finding = told(report, "unknown_choice")
    assert (finding.place.cell, finding.severity) == ("B3", Severity.WARNING)
    assert all(word in finding.what for word in ("集团", "公司", "门店", "员工", "团队"))
    assert numbers(report) == (2, 2, 0, 0, 0)


def test_a_title_between_the_rows_is_no_record(take: Importer) -> None:
    report = take("a.csv", f"{HEAD}A1,米,2026-10-01,5\n二、西区,,,\nA2,米,2026-10-01,5\n")
    assert numbers(report) == (2, 2, 0, 0, 0)
    assert told(report, "section_row").severity is Severity.INFO


def test_a_lonely_code_or_amount_is_a_record_that_lacks_the_rest(take: Importer) -> None:
    report = take("a.csv", f"{HEAD}A1,米,2026-10-01,5\nA2,,,\n")
    assert numbers(report) == (2, 1, 0, 0, 1)


@pytest.mark.parametrize("text", ["---", "无"])
def test_a_dash_in_a_required_amount_is_named_and_not_called_blank(
    take: Importer, text: str
) -> None:
    report = take("a.csv", f"{HEAD}A1,米,2026-10-01,{text}\n")
    assert f"“{text}”" in told(report, "refused_value").what
    assert "refused_blank" not in codes(report)


def test_a_number_that_is_no_day_is_shown_as_it_was_typed(take: Importer) -> None:
    report = take("a.xlsx", {"S": "| 单号 | 商品 | 日期 | 金额 |\n| A1 | 米 | 99999999 | 1 |"})
    assert "“99999999”" in told(report, "refused_value").what

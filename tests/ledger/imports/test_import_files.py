"""Every row of a file is loaded or listed, and a person is told what to do."""

import gzip
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kamtools.findings import Severity
from kamtools.ledger.store import Ledger
from kamtools.settings import Settings
from tests.import_reports import Importer, numbers, rows, told

SALES = """
| 单号 | 商品 | 日期       | 门店编号 | 客户编号 | 数量 | 金额   |
|------|------|------------|----------|----------|------|--------|
| A1   | 米   | 2026-10-01 | S01      | K001     | 2    | 100    |
| A2   | 油   | 2026-10-02 | S01      | K001     | 1    | 59.90  |
"""
STORES = "| 门店编号 | 门店名称 | 区域 |\n| S01 | 南山店 | 华南 |\n| '007 | 罗湖店 | 华南 |"
CSV = "单号,商品,日期,金额\nA1,米,2026-10-01,100\nA2,油,2026-10-02,59.9\n"


def test_a_plain_sheet_is_loaded_with_its_source(take: Importer, ledger: Ledger) -> None:
    assert numbers(take("销售.xlsx", {"明细": SALES})) == (2, 2, 0, 0, 0)
    first = rows(ledger)[0]
    assert first["order_no"] == "A1"
    assert first["amount"] == Decimal(100)
    assert (first["source_file"], first["source_sheet"], first["source_row"]) == (
        "销售.xlsx",
        "明细",
        2,
    )


def test_importing_twice_changes_nothing(take: Importer) -> None:
    take("销售.xlsx", {"明细": SALES})
    assert numbers(take("销售.xlsx", {"明细": SALES})) == (2, 0, 0, 2, 0)


def test_a_corrected_file_changes_only_what_was_corrected(take: Importer, ledger: Ledger) -> None:
    take("销售.xlsx", {"明细": SALES})
    assert numbers(take("销售.xlsx", {"明细": SALES.replace("59.90", "60")})) == (2, 0, 1, 1, 0)
    audit = ledger.table("audit").to_pandas()
    (change,) = audit[audit["action"] == "update"].to_dict("records")
    assert (change["column_name"], change["old"], change["new"]) == ("amount", "59.90", "60.00")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", CSV.encode()),
        ("a.csv", CSV.encode("utf-8-sig")),
        ("a.csv", CSV.encode("gb18030")),
        ("a.txt", CSV.replace(",", "\t").encode("utf-16")),
        ("a.csv", CSV.replace(",", ";").encode()),
        ("a.xls", CSV.replace(",", "\t").encode("gb18030")),
        ("a.csv", CSV.replace("\n", "\r\n").encode()),
        ("a.csv.gz", gzip.compress(CSV.encode(), mtime=0)),
    ],
)
def test_text_is_read_in_every_encoding_and_with_every_separator(
    take: Importer, ledger: Ledger, name: str, content: bytes
) -> None:
    assert numbers(take(name, content)) == (2, 2, 0, 0, 0)
    assert [row["product"] for row in rows(ledger)] == ["米", "油"]


def test_the_header_is_found_under_titles_and_info_rows(take: Importer, ledger: Ledger) -> None:
    report = take("a.xlsx", {"Sheet1": """
        |                    |    |            |        |
        | 2026年10月销售明细 | << | <<         | <<     |
        | 部门：大客户部     |    |            | 单位：元 |
        | * 单号：  | 商品\\n名称 | 销售 日期  | 金额（元） |
        | A1        | 米          | 2026.10.1  | １，２３４  |
    """})  # fmt: skip
    assert numbers(report) == (1, 1, 0, 0, 0)
    row = rows(ledger)[0]
    assert (row["date"].date() if hasattr(row["date"], "date") else row["date"]) == date(
        2026, 10, 1
    )
    assert row["amount"] == 1234
    assert row["source_row"] == 5


def test_a_header_of_two_levels_is_read(take: Importer, ledger: Ledger) -> None:
    report = take("目标.xlsx", {"Sheet1": """
        | 月份    | 层级 | 对象 | <<   | 业绩（万元） | <<       |
        | ^^      | ^^   | 编号 | 名称 | 目标         | 挑战目标 |
        | 2026-10 | 门店 | S01  | 南山 | 12.5         | 15       |
    """})  # fmt: skip
    assert numbers(report) == (1, 1, 0, 0, 0)
    row = rows(ledger, "targets")[0]
    assert (row["item_id"], row["target"], row["challenge"]) == ("S01", 125_000, 150_000)
    scaled = [f for f in report.findings if f.code == "scaled"]
    assert all("10000" in f.what for f in scaled)
    assert len(scaled) == 2


def test_the_unit_of_the_sheet_scales_its_amounts(take: Importer, ledger: Ledger) -> None:
    take("a.xlsx", {"S": """
        | 目标表  |      |      | 单位：万元 |
        | 月份    | 层级 | 对象 | 目标       |
        | 2026-10 | 公司 | 公司 | 3.2        |
    """})  # fmt: skip
    assert rows(ledger, "targets")[0]["target"] == 32_000


def test_a_cell_merged_down_counts_for_each_of_its_rows(take: Importer, ledger: Ledger) -> None:
    take("a.xlsx", {"S": """
        | 单号 | 商品 | 日期       | 金额 |
        | A1   | 米   | 2026-10-01 | 1    |
        | ^^   | 油   | ^^         | 2    |
    """})  # fmt: skip
    assert [(r["order_no"], r["product"]) for r in rows(ledger)] == [("A1", "米"), ("A1", "油")]


def test_rows_that_are_no_data_are_left_out_and_said(take: Importer) -> None:
    report = take("a.xlsx", {"明细": """
        | 序号 | 单号     | 商品 | 日期       | 金额 |
        | 1    | A1       | 米   | 2026-10-01 | 1    |
        | 2    | A2       | 油   | 2026-10-01 | 2    |
        |      | 小计     |      |            | 3    |
        | 序号 | 单号     | 商品 | 日期       | 金额 |
        | 3    | A3       | 面   | 2026-10-02 | 4    |
        | 4    |          |      |            |      |
        | 5    |          |      |            |      |
        | 合计 |          |      |            | 7    |
        | 备注：含税 |    |      |            |      |
        | 制表人：    |   | 审核人： |        | 批准人： |
    """})  # fmt: skip
    assert numbers(report) == (3, 3, 0, 0, 0)
    said = {f.code: f for f in report.findings}
    assert set(said) == {
        "total_ties",
        "repeated_header",
        "numbered_row",
        "note_row",
        "signature_row",
    }
    assert {f.severity for f in report.findings} == {Severity.INFO}
    assert said["numbered_row"].values["count"] == 2
    assert said["total_ties"].place.cell == "B4"


def test_a_customer_whose_name_ends_like_a_total_is_a_customer(take: Importer) -> None:
    report = take(
        "客户.csv", "客户编号,客户全称\nK1,立信会计\nK2,小计算机公司\nK3,百联合计划公司\n"
    )
    assert numbers(report) == (3, 3, 0, 0, 0)


def test_a_row_without_key_or_with_an_unreadable_amount_is_refused_at_its_cell(
    take: Importer,
) -> None:
    report = take("a.xlsx", {"明细": """
        | 单号 | 商品 | 日期       | 金额   |
        | A1   | 米   | 2026-10-01 | 12,34  |
        |      | 油   | 2026-10-01 | 2      |
        | A3   | 面   | 2026-10-01 | #N/A   |
        | A4   | 面   | 2026-10-01 | 4      |
    """})  # fmt: skip
    assert numbers(report) == (4, 1, 0, 0, 3)
    refused = [f for f in report.findings if f.code == "refused_value"]
    assert [(str(f.place), f.values["value"]) for f in refused] == [
        ("a.xlsx · 明细!D2", "12,34"), ("a.xlsx · 明细!D4", "#N/A")
    ]  # fmt: skip
    assert told(report, "refused_blank").place.cell == "A3"
    assert "重新导入" in refused[0].do


def test_an_unreadable_value_of_an_optional_column_is_told_and_the_row_loaded(
    take: Importer, ledger: Ledger
) -> None:
    report = take("a.csv", "单号,商品,日期,金额,数量\nA1,米,2026-10-01,1,很多\n")
    assert numbers(report) == (1, 1, 0, 0, 0)
    finding = told(report, "unread_value")
    assert (finding.place.cell, finding.severity) == ("E2", Severity.WARNING)
    assert rows(ledger)[0]["amount"] == 1


def test_an_unknown_store_is_told_once_with_its_first_cell_and_count(take: Importer) -> None:
    take("门店.xlsx", {"门店": STORES})
    lines = "".join(f"A{i},米,2026-10-01,1,{'S99' if i % 2 else 'S01'}\n" for i in range(74))
    report = take("销售.csv", "单号,商品,日期,金额,门店编号\n" + lines)
    finding = told(report, "unknown_code")
    assert finding.place.cell == "E3"
    assert finding.severity is Severity.WARNING
    assert "S99" in finding.what
    assert "37 行" in finding.what
    assert numbers(report)[:2] == (74, 74)


def test_many_unknown_codes_are_listed_and_then_summed_up(take: Importer) -> None:
    take("门店.xlsx", {"门店": STORES})
    lines = "".join(f"A{i},米,2026-10-01,1,X{i}\n" for i in range(50))
    report = take("销售.csv", "单号,商品,日期,金额,门店编号\n" + lines)
    assert sum(f.code == "unknown_code" for f in report.findings) == 20
    more = told(report, "more_warning")
    assert (more.values["kinds"], more.values["count"]) == (30, 30)


def test_a_store_given_by_name_or_without_its_zeros_becomes_its_code(
    take: Importer, ledger: Ledger
) -> None:
    take("门店.xlsx", {"门店": STORES})
    report = take("销售.xlsx", {"销售": """
        | 单号 | 商品 | 日期       | 金额 | 门店   |
        | A1   | 米   | 2026-10-01 | 1    | 南山店 |
        | A2   | 米   | 2026-10-01 | 1    | 7      |
    """})  # fmt: skip
    assert [row["store_id"] for row in rows(ledger)] == ["S01", "007"]
    assert {f.code for f in report.findings} == {"code_resolved"}


def test_lists_imported_together_know_each_other(take: Importer, ledger: Ledger) -> None:
    report = take("一起.xlsx", {"销售明细": SALES, "门店": STORES})
    assert not [f for f in report.findings if f.values.get("table") == "门店"]
    assert {r.table for r in report.results} == {"sales", "stores"}


def test_the_wrong_month_is_refused_whole(take: Importer, ledger: Ledger) -> None:
    report = take("九月.xlsx", {"明细": SALES}, month="2026-09")
    assert numbers(report) == (2, 0, 0, 0, 2)
    finding = told(report, "wrong_month")
    assert str(finding.place) == "九月.xlsx · 明细!C2"
    assert "2026-10" in finding.what
    assert not rows(ledger)


def test_history_of_many_months_is_no_wrong_month(take: Importer) -> None:
    history = SALES.replace("2026-10-02", "2026-08-02")
    assert not take("a.xlsx", {"明细": history}, month="2026-10").findings[2:]
    report = take("a.xlsx", {"明细": history}, month="2026-09")
    assert told(report, "month_absent").severity is Severity.WARNING
    assert numbers(report)[4] == 0


def test_a_stray_day_outside_the_title_s_month_is_told(take: Importer) -> None:
    days = ["2026-10-01", "2026-10-02", "2025-10-03"]
    lines = "\n".join(f"| A{i} | 米 | {day} | 1 |" for i, day in enumerate(days))
    report = take(
        "a.xlsx", {"S": f"| 2026年10月销售 | << |\n| 单号 | 商品 | 日期 | 金额 |\n{lines}"}
    )
    assert told(report, "outside_month").place.cell == "C5"


def test_a_title_of_another_month_is_told(take: Importer) -> None:
    report = take("a.xlsx", {"S": "| 大客户部 | 2026年9月销售 |" + SALES})
    finding = told(report, "title_month")
    assert finding.values["found"].month == 9
    assert finding.place.cell == "B1"


def test_the_title_gives_the_month_that_no_column_has(take: Importer, ledger: Ledger) -> None:
    sheet = "| 2026年10月考核评分 | << |\n| 工号 | 考核项目 | 自评 |\n| E01 | 纪律性 | 4.5 |"
    assert numbers(take("评分.xlsx", {"S": sheet})) == (1, 1, 0, 0, 0)
    assert rows(ledger, "scores")[0]["period"] == "2026-10"
    report = take("评分.xlsx", {"S": sheet}, month="2026-11")
    assert told(report, "wrong_month").values["month"].month == 11


def test_a_missing_column_is_named_with_those_that_are_there(take: Importer) -> None:
    report = take("销售明细.csv", "单号,日期,门店,金额\nA1,2026-10-01,S01,1\n")
    finding = told(report, "missing_column")
    assert finding.values["missing"] == "商品"
    assert "单号、日期、门店、金额" in finding.what
    assert "商品" in finding.do
    assert numbers(report) == (1, 0, 0, 0, 1)


def test_sales_without_a_product_are_not_taken_for_receipts(take: Importer) -> None:
    report = take("导出.csv", "单号,日期,门店编号,客户编号,数量,金额\nA1,2026-10-01,S01,K1,1,1\n")
    assert report.results[0].table is None


def test_the_wrong_sheet_is_answered_with_its_headers(take: Importer) -> None:
    report = take(
        "制度.xlsx", {"说明": "| 章节 | 内容要点 | 页码 |\n| 一 | 总则 | 1 |\n| 二 | 细则 | 2 |"}
    )
    finding = told(report, "no_table")
    assert "章节、内容要点、页码" in finding.what
    assert str(finding.place) == "制度.xlsx · 说明!A1"
    assert numbers(report) == (2, 0, 0, 0, 2)


def test_a_page_of_instructions_beside_data_is_a_warning(take: Importer) -> None:
    report = take("a.xlsx", {"说明": "| 填写说明 | 见下 |", "明细": SALES})
    assert told(report, "other_sheet").severity is Severity.WARNING


def test_a_hidden_sheet_is_not_loaded_and_said(take: Importer, ledger: Ledger) -> None:
    report = take("a.xlsx", {"看": SALES, "藏": SALES.replace("A1", "B1")}, hidden=("藏",))
    assert told(report, "hidden_sheet").place.sheet == "藏"
    assert len(rows(ledger)) == 2


def test_two_tables_on_a_sheet_are_both_loaded(take: Importer, ledger: Ledger) -> None:
    report = take("a.xlsx", {"S": """
        | 一、门店   | <<       | <<   |
        | 门店编号   | 门店名称 | 区域 |
        | S01        | 南山店   | 华南 |
        |            |          |      |
        | 二、员工   | <<       | <<   |
        | 工号       | 姓名     | 岗位 |
        | E01        | 甲       | 内勤 |
    """})  # fmt: skip
    assert [(r.table, r.read, r.inserted) for r in report.results] == [
        ("stores", 1, 1), ("staff", 1, 1)
    ]  # fmt: skip


def test_a_row_that_stands_twice_is_loaded_once(take: Importer) -> None:
    again = SALES + "| A2 | 油 | 2026-10-02 | S01 | K001 | 1 | 59.90 |\n"
    report = take("a.csv", "客户编号,客户全称\nK1,甲\nK1,甲\n")
    assert numbers(report) == (2, 1, 0, 1, 0)
    assert told(report, "repeated_row").place.cell == "A3"
    assert numbers(take("b.xlsx", {"明细": again})) == (3, 3, 0, 0, 0)  # lines of an order


def test_two_rows_that_contradict_each_other_are_not_overwritten_in_silence(
    take: Importer, ledger: Ledger
) -> None:
    report = take("a.csv", "客户编号,客户全称\nK1,甲\nK2,丙\nK1,乙\n")
    finding = told(report, "conflicting_row")
    assert finding.place.cell == "A4"
    assert "A2" in finding.what
    assert "客户全称" in finding.what
    assert numbers(report) == (3, 2, 0, 0, 1)
    assert rows(ledger, "customers")[0]["name"] == "甲"


def test_lines_of_an_order_are_numbered_and_a_running_number_is_not_their_number(
    take: Importer, ledger: Ledger
) -> None:
    take(
        "a.csv",
        "序号,单号,商品,日期,金额\n1,A1,米,2026-10-01,1\n2,A1,米,2026-10-01,2\n3,A2,米,2026-10-01,3\n",
    )
    assert [row["line_no"] for row in rows(ledger)] == [1, 2, 1]
    report = take("b.csv", "序号,单号,商品,日期,金额\n1,A2,米,2026-10-01,3\n")
    assert numbers(report) == (1, 0, 0, 1, 0)


def test_a_line_whose_quotes_were_lost_is_refused(take: Importer) -> None:
    report = take("a.csv", "单号,商品,日期,金额\nA1,米,2026-10-01,1\nA2,油, 大桶,2026-10-01,2\n")
    finding = told(report, "shifted_row")
    assert finding.place.cell == "E3"
    assert numbers(report) == (2, 1, 0, 0, 1)


def test_an_unclosed_quote_does_not_swallow_the_rest(take: Importer) -> None:
    report = take("a.csv", '单号,商品,日期,金额\nA1,"米,2026-10-01,1\nA2,油,2026-10-01,2\n')
    assert told(report, "broken_csv").severity is Severity.ERROR
    assert not report.results


def test_a_file_without_rows_is_never_all_fine(take: Importer) -> None:
    assert told(take("a.xlsx", {"S": ""}), "no_rows").severity is Severity.ERROR
    report = take("b.csv", "单号,商品,日期,金额\n")
    assert told(report, "header_only").severity is Severity.WARNING


def test_a_mapping_names_foreign_columns(take: Importer, ledger: Ledger) -> None:
    settings = Settings.model_validate({"mapping": [{
        "table": "sales", "files": "export*.csv",
        "columns": {"order_no": "InvoiceNo", "商品": "StockCode", "date": "InvoiceDate",
                    "amount": {"product": ["Quantity", "UnitPrice"]},
                    "store_id": {"constant": "S01"}},
    }]})  # fmt: skip
    text = (
        "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice\n"
        "536365,85123A,6,2010-12-01 08:26:00,2.55\n"
    )
    assert numbers(take("export1.csv", text, settings=settings)) == (1, 1, 0, 0, 0)
    row = rows(ledger)[0]
    assert (row["amount"], row["store_id"], row["line_no"]) == (Decimal("15.30"), "S01", 1)
    lacking = take("export2.csv", text.replace("UnitPrice", "Price"), settings=settings)
    assert "UnitPrice" in told(lacking, "missing_column").what


def test_a_mapping_of_a_column_that_no_table_has_is_told(take: Importer) -> None:
    settings = Settings.model_validate(
        {"mapping": [{"table": "sales", "files": "*", "columns": {"prize": "x"}}]}
    )
    finding = told(take("a.csv", CSV, settings=settings), "bad_mapping")
    assert "prize" in finding.what
    assert "amount" in finding.do


def test_findings_speak_english_when_asked(take: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_LANG", "en")
    report = take("a.csv", "单号,商品,日期,金额\nA1,米,2026-10-01,abc\n")
    assert "it is not a number" in told(report, "refused_value").what


def test_nothing_is_half_imported(
    take: Importer, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kamtools.ledger.imports import load

    real = load._upsert

    def fail_on_sales(change: Any, found: Any) -> Any:
        if found.layout.table.name == "sales":
            raise RuntimeError
        return real(change, found)

    monkeypatch.setattr(load, "_upsert", fail_on_sales)
    with pytest.raises(RuntimeError):
        take("一起.xlsx", {"明细": SALES, "门店": STORES})
    assert not rows(ledger, "stores")


def test_a_customer_given_by_name_becomes_its_code(take: Importer, ledger: Ledger) -> None:
    take("客户.csv", "客户编号,客户全称,客户简称\nK001,星河甲有限公司,甲公司\n")
    report = take("销售.csv", "单号,商品,日期,金额,客户名称\nA1,米,2026-10-01,1,甲公司\n")
    assert rows(ledger)[0]["customer_id"] == "K001"
    assert told(report, "code_resolved").place.cell == "E2"

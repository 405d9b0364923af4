from datetime import date
from typing import Any

import pandas as pd

from kamtools.customers import check_file
from kamtools.findings import Finding, Severity

AS_OF = date(2026, 10, 31)
GOOD = "91350100M000100Y43"


def frame(columns: str, rows: tuple[tuple[Any, ...], ...], file: str) -> pd.DataFrame:
    made = pd.DataFrame(list(rows), columns=columns.split(), dtype=object)
    made["source_file"], made["source_sheet"] = file, "Sheet1"
    made["source_row"] = range(3, 3 + len(made))
    return made


def check(*customers: tuple[Any, ...], contacts: tuple[tuple[Any, ...], ...]) -> list[Finding]:
    staff = pd.DataFrame(
        {"staff_id": ["E01", "E02"], "left_on": [pd.NaT, date(2026, 9, 30)]}, dtype=object
    )
    return check_file(
        frame("customer_id credit_code owner_id", customers, "客户表.xlsx"),
        frame("customer_id name phone", contacts, "联系人.xlsx"),
        staff,
        AS_OF,
    )


def one(findings: list[Finding]) -> Finding:
    (finding,) = findings
    assert finding.severity is Severity.WARNING
    return finding


def test_a_sound_file_has_no_findings() -> None:
    assert check(("K1", GOOD, "E01"), contacts=(("K1", "甲", "13812345678"),)) == []


def test_a_missing_credit_code_is_no_wrong_one() -> None:
    assert check(("K1", None, "E01"), contacts=(("K1", "甲", "13812345678"),)) == []


def test_a_wrong_credit_code_is_reported_at_its_row() -> None:
    finding = one(check(("K1", GOOD[:-1] + "5", "E01"), contacts=(("K1", "甲", "13812345678"),)))
    assert finding.code == "invalid_credit_code"
    assert str(finding.place) == "客户表.xlsx · Sheet1 · 第 3 行"


def test_two_customers_with_one_code_are_reported_with_both_ids_at_the_later_row() -> None:
    finding = one(
        check(
            ("K1", GOOD, "E01"), ("K2", GOOD, "E01"),
            contacts=(("K1", "甲", "13812345678"), ("K2", "乙", "13912345678")),
        )
    )  # fmt: skip
    assert finding.code == "duplicate_customer"
    assert (finding.place.file, finding.place.line) == ("客户表.xlsx", 4)
    assert "K1" in finding.what
    assert "K2" in finding.what


def test_two_customers_with_one_phone_are_reported() -> None:
    finding = one(
        check(
            ("K1", None, "E01"), ("K2", None, "E01"),
            contacts=(("K1", "甲", "13812345678"), ("K2", "乙", "138 1234 5678")),
        )
    )  # fmt: skip
    assert finding.code == "duplicate_customer"
    assert finding.values["by"] == "电话"


def test_contacts_without_a_phone_or_with_a_wrong_one_are_reported_at_their_rows() -> None:
    findings = check(("K1", None, "E01"), contacts=(("K1", "甲", None), ("K1", "乙", "1381234")))
    assert [(f.code, f.place.file, f.place.line) for f in findings] == [
        ("missing_phone", "联系人.xlsx", 3),
        ("invalid_phone", "联系人.xlsx", 4),
    ]


def test_a_customer_without_any_contact_is_reported() -> None:
    assert one(check(("K1", None, "E01"), contacts=())).code == "no_contact"


def test_customers_without_owner_or_whose_owner_left_are_reported() -> None:
    findings = check(
        ("K1", None, None), ("K2", None, "E02"), ("K3", None, "E99"),
        contacts=(("K1", "甲", "13812345678"), ("K2", "乙", "13912345678"),
                  ("K3", "丙", "13712345678")),
    )  # fmt: skip
    assert [(f.code, f.values["customer"]) for f in findings] == [
        ("no_owner", "K1"),
        ("owner_left", "K2"),
    ]

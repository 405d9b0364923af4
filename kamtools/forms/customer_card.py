"""大客户档案: one card per customer, one workbook each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd

from kamtools.errors import KamError
from kamtools.forms.customer_standing import standings
from kamtools.forms.file_names import file_names
from kamtools.forms.fill import Example, Filled, Tie, fill
from kamtools.forms.identity import Bindings, LedgerField, Letter, Sender
from kamtools.forms.last_year import LastYear
from kamtools.language import Text
from kamtools.ledger.queries import customers as queries
from kamtools.ledger.queries.people import contacts
from kamtools.ledger.queries.sales import sales_by_customer_month
from kamtools.ledger.store import Ledger
from kamtools.money import NOUGHT, total
from kamtools.periods import Period
from kamtools.rows import Row, rows_of
from kamtools.settings import Settings

FORM = "大客户档案"
VISITS = 5
CONTACT_ROWS = 3
"""A card has at least so many rows for contacts, and always one that is free."""

CUSTOMER_FIELDS = {
    "编号": "customer_id", "全称": "name", "简称": "short_name", "信用代码": "credit_code",
    "类型": "type", "行业": "industry", "区域": "region", "地址": "address", "建档日期": "filed",
    "信用额度": "credit_limit", "来源": "source", "需求": "need", "备注": "note",
}  # fmt: skip
"""Placeholders under 客户 that show a column of customers as it is."""
CONTACT_FIELDS = {
    "姓名": "name", "职务": "title", "部门": "unit", "决策角色": "role", "手机": "phone",
    "微信": "wechat", "生日": "birthday", "备注": "note",
}  # fmt: skip
"""Placeholders under 联系人, and their columns of contacts."""

Grouped = dict[str, list[Row]]


class UnknownCustomers(KamError):
    """Cards were asked for of customers that are not in the list."""

    what = Text("客户表里没有 {ids}", "the customer list has no {ids}")
    do = Text("检查 selection 里的客户编号", "check the customer ids in the selection")


@dataclass(frozen=True)
class _Knowledge:
    """All that the cards show, by customer, fetched once for everybody."""

    settings: Settings
    period: Period
    standings: list[Row]
    contacts: Grouped
    amounts: dict[tuple[str, str], Decimal]
    last_year: LastYear
    complaints: Grouped
    visits: Grouped
    contracts: Grouped
    receipts: Grouped


def write(
    ledger: Ledger,
    settings: Settings,
    period: Period,
    template: Path,
    folder: Path,
    *,
    selection: Sequence[str] = (),
    sender: Sender | None = None,
) -> list[Filled]:
    """Write the cards of ``selection`` (empty = everybody) to ``folder/大客户档案/``.

    A card shows the customer as of the last day of ``period``. Its totals 合计_近12个月 and
    合计_去年同期 are tied to the ledger. With a ``sender`` each goes to the customer's 负责人 and
    can be read back. Raises ``UnknownCustomers``.
    """
    known = _fetch(ledger, settings, period)
    chosen = _chosen(known.standings, selection)
    names = file_names({row["customer_id"]: _called(row) for row in known.standings})
    return [
        fill(FORM, template, _card(known, row), folder / FORM / names[row["customer_id"]],
             ties=_ties(known, row), letter=_letter(sender, known, row) if sender else None)
        for row in chosen
    ]  # fmt: skip


def example(ledger: Ledger, settings: Settings, period: Period) -> Example:
    """What the card of the customer with the largest sales shows."""
    known = _fetch(ledger, settings, period)
    first = known.standings[0]
    return Example(_card(known, first), _ties(known, first))


def _fetch(ledger: Ledger, settings: Settings, period: Period) -> _Knowledge:
    first, as_of = period.plus(-23), period.last_day
    sales = sales_by_customer_month(ledger, first, period)
    return _Knowledge(
        settings=settings,
        period=period,
        standings=rows_of(standings(ledger, settings, period)),
        contacts=_grouped(contacts(ledger)),
        amounts={(row["customer_id"], row["period"]): row["amount"] for row in rows_of(sales)},
        last_year=LastYear.of(ledger),
        complaints=_grouped(queries.open_complaints(ledger, as_of)),
        visits=_grouped(queries.recent_visits(ledger, as_of, VISITS)),
        contracts=_grouped(queries.contracts_in_force(ledger, as_of)),
        receipts=_grouped(queries.receipts_by_customer(ledger, period.plus(-11), period)),
    )


def _grouped(frame: pd.DataFrame) -> Grouped:
    groups: Grouped = {}
    for row in rows_of(frame):
        groups.setdefault(row["customer_id"], []).append(row)
    return groups


def _chosen(everybody: list[Row], selection: Sequence[str]) -> list[Row]:
    by_id = {row["customer_id"]: row for row in everybody}
    if unknown := [each for each in selection if each not in by_id]:
        raise UnknownCustomers(ids="、".join(unknown))
    return [by_id[each] for each in dict.fromkeys(selection or sorted(by_id))]


def _called(row: Row) -> str:
    return str(row["short_name"] or row["name"])


def _ties(known: _Knowledge, row: Row) -> tuple[Tie, ...]:
    """The 12 months, and as many of those before as the ledger knows, if any."""
    who = f"{row['customer_id']} {_called(row)}"
    ties = (Tie(f"{who} 近12个月销售", "合计_近12个月", row["amount"]),)
    before = [month for month in known.period.plus(-12).back(12) if known.last_year.is_known(month)]
    if not before:
        return ties
    bought = (known.amounts.get((row["customer_id"], str(month)), NOUGHT) for month in before)
    return (*ties, Tie(f"{who} 去年同期销售", "合计_去年同期", total(bought)))


def bindings(row: Row, contacts: Sequence[Row]) -> Bindings:
    """The ledger's fields behind one card; a free row is a contact whose name is not known yet."""
    customer = row["customer_id"]
    bound: dict[tuple[str, int | None], LedgerField] = {
        (f"客户.{shown}", None): LedgerField("customers", (customer,), name)
        for shown, name in CUSTOMER_FIELDS.items()
    }
    for item, contact in enumerate(_with_free_rows(contacts)):
        key = customer, str(contact["name"] or "")
        for shown, name in CONTACT_FIELDS.items():
            bound[f"联系人[].{shown}", item] = LedgerField("contacts", key, name)
    return bound


def _letter(sender: Sender, known: _Knowledge, row: Row) -> Letter:
    customer = row["customer_id"]
    return sender.to(
        " ".join(filter(None, (row["owner_id"], row["owner"]))),
        period=known.period,
        subject=customer,
        bindings=bindings(row, known.contacts.get(customer, [])),
    )


def _card(known: _Knowledge, row: Row) -> dict[str, object]:
    """Everything that one customer's card can show, by the names its placeholders use."""
    customer, as_of = row["customer_id"], known.period.last_day
    return {
        "公司": known.settings.department.company,
        "部门": known.settings.department.name,
        "客户": _facts(row, as_of),
        "联系人": _contacts(known.contacts.get(customer, [])),
        "评定": _standing(row, len(known.standings)),
        "月度": _months(known, customer),
        "去年": {"说明": _in_brackets(known.last_year.words(known.period.back(12)))},
        "投诉": _complaints(known.complaints.get(customer, []), as_of),
        "拜访": _visits(known.visits.get(customer, [])),
        "合同": _contracts(known.contracts.get(customer, [])),
        "回款": _receipts(known.receipts.get(customer, [])),
    }


def _facts(row: Row, as_of: date) -> dict[str, object]:
    return {
        **{shown: row[name] for shown, name in CUSTOMER_FIELDS.items()},
        "门店": row["store"],
        "负责人": row["owner"],
        "负责人电话": row["owner_phone"],
        "更新日期": as_of,
    }


def _contacts(rows: list[Row]) -> list[dict[str, object]]:
    """The contacts and the free rows below them."""
    people = _with_free_rows(rows)
    return [{shown: row[name] for shown, name in CONTACT_FIELDS.items()} for row in people]


def _with_free_rows(rows: Sequence[Row]) -> list[Row]:
    free = max(CONTACT_ROWS - len(rows), 1)
    return [*rows, *[dict.fromkeys(CONTACT_FIELDS.values())] * free]


def _standing(row: Row, everybody: int) -> dict[str, object]:
    return {
        "等级": row["grade"],
        "等级依据": row["grade_reason"],
        "状态": row["status"],
        "状态依据": row["status_reason"],
        "排名": f"{row['rank']} / {everybody}",
        "占比": round(row["share"], 6),
        "最近下单": row["last_order"],
        "天数": row["days"],
        "下单次数": row["orders"],
    }


def _months(known: _Knowledge, customer: str) -> list[dict[str, object]]:
    def amount(month: Period) -> Decimal | None:
        if not known.last_year.is_known(month):
            return None
        return known.amounts.get((customer, str(month)), Decimal("0.00"))

    return [
        {"月份": str(month), "金额": amount(month), "去年同期": amount(month.plus(-12))}
        for month in known.period.back(12)
    ]


def _in_brackets(words: str) -> str:
    return f"（{words}）" if words else ""


def _complaints(rows: list[Row], as_of: date) -> list[dict[str, object]]:
    """The open complaints; one row that says there are none."""
    nothing = dict.fromkeys(("编号", "日期", "处理人", "应办结", "超期天数"))
    return [
        {
            "编号": row["complaint_id"],
            "日期": row["date"],
            "内容": row["content"],
            "处理人": row["handler"],
            "应办结": row["due"],
            "超期天数": _overdue(row["due"], as_of),
        }
        for row in rows
    ] or [nothing | {"内容": "没有未结投诉"}]


def _overdue(due: date | None, as_of: date) -> int | str | None:
    if due is None:
        return None
    return (as_of - due).days if due < as_of else "未到期"


def _visits(rows: list[Row]) -> list[dict[str, object]]:
    """The last visits, latest first; one row that says there are none."""
    nothing = dict.fromkeys(("日期", "拜访人", "目的", "下一步"))
    return [
        {
            "日期": row["done"],
            "拜访人": row["visitor"],
            "目的": row["purpose"],
            "结果": row["result"],
            "下一步": row["next_step"],
        }
        for row in rows
    ] or [nothing | {"结果": "没有拜访记录"}]


def _contracts(rows: list[Row]) -> dict[str, object]:
    """How many contracts run, what they are worth together, and the one that ends first."""
    ending = min((row for row in rows if row["ends"]), key=lambda row: row["ends"], default=None)
    first = ending or (rows[0] if rows else {})
    return {
        "份数": len(rows),
        "金额": _sum(row["value"] for row in rows),
        "到期": first.get("ends"),
        "编号": first.get("contract_no"),
    }


def _receipts(rows: list[Row]) -> dict[str, object]:
    return {
        "金额": _sum(row["amount"] for row in rows),
        "笔数": sum(row["count"] for row in rows),
        "最近": max((row["latest"] for row in rows), default=None),
    }


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))

"""大客户月报: the department's month on one form, for its superiors (seed FB31, due D08).

Sales by store against target, by product line and for the biggest customers against last year, by
person with their visits, the complaints, and the pace of the month day by day.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd

from kamtools.forms.fill import Example, Filled, Tie, fill
from kamtools.forms.identity import Sender
from kamtools.forms.last_year import LastYear
from kamtools.forms.month_sums import (
    Goal,
    Record,
    Sold,
    biggest_first,
    blank_last,
    both_years,
    sums_of,
    total_if_any,
    year_so_far,
)
from kamtools.ledger.queries import month_report as facts
from kamtools.ledger.queries import people, sales
from kamtools.ledger.queries.frames import Source
from kamtools.ledger.queries.targets import targets_of
from kamtools.money import NOUGHT, to_fen, total
from kamtools.periods import Period
from kamtools.rows import rows_of
from kamtools.settings import Settings

FORM = "大客户月报"
TOP = 10
"""How many customers the form has rows for."""
_WEEKDAYS = "一二三四五六日"


def write(
    ledger: Source,
    settings: Settings,
    period: Period,
    template: Path,
    folder: Path,
    *,
    sender: Sender | None = None,
) -> Filled:
    """Fill 大客户月报 of ``period`` into ``folder``.

    Ties: the stores', the product lines' and the days' totals with the ledger's month, the
    stores' targets with the ledger's.
    """
    shown = example(ledger, settings, period)
    letter = sender.to(settings.department.name, period=period) if sender else None
    out = folder / f"{FORM}.xlsx"
    filled = fill(FORM, template, shown.data, out, ties=shown.ties, letter=letter)
    gaps = LastYear.of(ledger).findings(year_so_far(period))
    return replace(filled, findings=(*gaps, *filled.findings))


def example(ledger: Source, settings: Settings, period: Period) -> Example:
    """What the form shows of ``period``, and what it must tie with."""
    sold = sales.month_total(ledger, period)
    targets = sums_of(targets_of(ledger, period, period, "门店"), "item_id", [period], "target")
    ties = (
        Tie("各门店本月销售合计", "合计_销售", sold),
        Tie("各门店本月目标合计", "合计_目标", total(targets.values())),
        Tie("各产品线本月销售合计", "合计_产品线", sold),
        Tie("每日销售合计", "合计_每日", sold),
    )
    return Example(month_data(ledger, settings, period), ties)


def month_data(ledger: Source, settings: Settings, period: Period) -> dict[str, object]:
    """Everything that the form's placeholders name."""
    complaints = facts.complaints_at(ledger, period)
    return {
        "公司": settings.department.company,
        "部门": settings.department.name,
        "期间": period.chinese,
        "去年": {"说明": _note(LastYear.of(ledger), period)},
        "总体": _overall(ledger, period),
        "门店": store_rows(ledger, period),
        "产品线": line_rows(ledger, period),
        "客户": customer_rows(ledger, period),
        "人员": staff_rows(ledger, period),
        "投诉": _complaint_rows(complaints, period),
        "投诉合计": _complaint_counts(complaints, period),
        "日": day_rows(ledger, period),
    }


def store_rows(ledger: Source, period: Period) -> list[Record]:
    """A row for each store with sales this year or last, or with a target.

    A code that is not in the store list has a row of its own, and so have sales without a store,
    so that the rows add up to the month.
    """
    sold = Sold.of(both_years(sales.sales_by_store_month, ledger, period), "store_id", period,
                   LastYear.of(ledger))  # fmt: skip
    goal = Goal.of(ledger, "门店", period)
    known = {row["store_id"]: row for row in rows_of(people.stores(ledger))}
    rows: list[Record] = []
    for key in sorted({*sold.keys(), *goal.month, *goal.year}, key=blank_last):
        store = known.get(key, {})
        name = store.get("name") or ("门店表里没有" if key else "没有门店编号")
        about = {"编号": key, "名称": name, "区域": store.get("region")}
        rows.append({**about, **sold.record(key), **goal.record(key)})
    return rows


def line_rows(ledger: Source, period: Period) -> list[Record]:
    """A row for each product line, the biggest of the month first."""
    sold = Sold.of(
        both_years(sales.sales_by_line_month, ledger, period), "line", period, LastYear.of(ledger)
    )
    keys = biggest_first(sold)
    return [
        {"序号": number, "名称": key or "没有产品线", **sold.record(key)}
        for number, key in enumerate(keys, start=1)
    ]


def customer_rows(ledger: Source, period: Period) -> list[Record]:
    """The ``TOP`` customers of the month, by sales."""
    frame = both_years(sales.sales_by_customer_month, ledger, period)
    sold = Sold.of(frame, "customer_id", period, LastYear.of(ledger))
    names = _names(ledger)
    keys = [key for key in biggest_first(sold) if key and sold.month.get(key, NOUGHT) > 0][:TOP]
    return [
        {"排名": place, "名称": names.get(key, key), **sold.record(key)}
        for place, key in enumerate(keys, start=1)
    ]


def staff_rows(ledger: Source, period: Period) -> list[Record]:
    """A row for each person who sold, has a target or visits in the month, by number."""
    sold = sums_of(sales.sales_by_staff_month(ledger, period, period), "staff_id", [period])
    goal = Goal.of(ledger, "员工", period)
    visits = facts.visits_by_staff(ledger, period).set_index("staff_id").to_dict("index")
    known = {row["staff_id"]: row for row in rows_of(people.staff(ledger))}
    rows: list[Record] = []
    for key in sorted({*sold, *goal.month, *visits}, key=blank_last):
        person, visit = known.get(key, {}), visits.get(key, {})
        name = person.get("name") or ("员工表里没有" if key else "没有负责人")
        rows.append({
            "编号": key, "姓名": name, "岗位": person.get("post"),
            "销售": sold.get(key, NOUGHT), "目标": goal.month.get(key),
            "计划拜访": visit.get("planned"), "已完成": visit.get("kept"),
            "拜访次数": visit.get("done"), "拜访客户": visit.get("customers"),
        })  # fmt: skip
    return rows


def day_rows(ledger: Source, period: Period) -> list[Record]:
    """A row for each day of the month: sales, where an even pace would be, last year so far.

    On the 29th to 31st last year's sum stands still where that month was shorter; it is None when
    the ledger begins later.
    """
    now = _days(ledger, period)
    lacking = LastYear.of(ledger).lacking([period])
    before = _days(ledger, period.plus(-12))
    target = Goal.of(ledger, "公司", period).total()
    length = period.last_day.day
    return [
        {
            "日期": date(period.year, period.month, day),
            "星期": _WEEKDAYS[date(period.year, period.month, day).weekday()],
            "销售": now.get(day, NOUGHT),
            "目标进度": None if target is None else to_fen(target * day / length),
            "去年累计": None if lacking else _so_far(before, day),
        }
        for day in range(1, length + 1)
    ]


def _so_far(days: dict[int, Decimal], until: int) -> Decimal:
    return total(days.get(day, NOUGHT) for day in range(1, until + 1))


def _note(known: LastYear, period: Period) -> str:
    """What the head of the form says when last year is not known in full."""
    if not known.lacking(year_so_far(period)):
        return ""
    return f"销售从 {known.begins} 起才有，去年不全的留空　　" if known.begins else ""


def _overall(ledger: Source, period: Period) -> Record:
    """The department's own target, which stands at level 公司, and its sales."""
    frame = both_years(sales.sales_by_store_month, ledger, period)
    sold = Sold.of(frame.assign(all="全部"), "all", period, LastYear.of(ledger))
    goal = Goal.of(ledger, "公司", period)
    return {
        **sold.record("全部"),
        "目标": total_if_any(goal.month), "年目标": total_if_any(goal.year),
        "挑战目标": total_if_any(goal.challenge),
        "年挑战目标": total_if_any(goal.year_challenge),
    }  # fmt: skip


def _complaint_rows(complaints: pd.DataFrame, period: Period) -> list[Record]:
    """Those not closed first, then the month's closed ones."""
    rows = sorted(rows_of(complaints), key=lambda row: (row["closed"] is not None, row["date"]))
    return [
        {
            "编号": row["complaint_id"], "客户": row["customer"], "日期": row["date"],
            "内容": row["content"], "处理人": row["handler"], "期限": row["due"],
            "超期": "已办结" if row["closed"] else _late(row["due"], period),
        }
        for row in rows
    ]  # fmt: skip


def _complaint_counts(complaints: pd.DataFrame, period: Period) -> Record:
    rows = rows_of(complaints)
    new = [row for row in rows if row["date"] >= period.first_day]
    waiting = [row for row in rows if row["closed"] is None]
    return {
        "新增": len(new),
        "办结": sum(row["closed"] is not None for row in new),
        "未结": len(waiting),
        "超期": sum(_late(row["due"], period) is not None for row in waiting),
    }


def _late(due: date | None, period: Period) -> int | None:
    """Days past ``due`` at the end of the month, if any."""
    days = (period.last_day - due).days if due else 0
    return days if days > 0 else None


def _names(ledger: Source) -> dict[object, object]:
    frame = people.customers(ledger)
    return dict(zip(frame["customer_id"], frame["name"], strict=True))


def _days(ledger: Source, period: Period) -> dict[int, Decimal]:
    return {row["date"].day: row["amount"] for row in rows_of(facts.sales_by_day(ledger, period))}

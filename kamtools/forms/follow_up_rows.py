"""The rows of 团购业绩跟进表: a month's and a year's follow-up as its placeholders name them.

A row's attainment, gap, rank, pace and need a day are formulas of the form; they come from the
target and the actual that are given here, and are the same as ``targets.follow_up``'s.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pandas as pd

from kamtools.forms.follow_up_facts import Facts
from kamtools.forms.last_year import LastYear
from kamtools.ledger.queries import people
from kamtools.ledger.queries.follow_up import sold_by_day
from kamtools.money import NOUGHT, to_fen
from kamtools.periods import Period
from kamtools.rows import Row, rows_of
from kamtools.targets.follow_up import Ledgered, follow_month, follow_year

Record = dict[str, object]
TOP = 15
"""How many customers have a row of their own; the others together have one."""
OTHERS = "其余客户"
_WEEKDAYS = "一二三四五六日"
_DECIDED, _REFERENCE = "下达", "参考"
_SHOWN = {
    "target": "目标", "challenge": "挑战", "actual": "实绩", "expected": "应达", "ahead": "超欠",
    "gap": "欠数", "run_rate": "日均", "needed_a_day": "每日需", "forecast": "预测",
    "method": "方法", "standing": "状态", "attainment": "达成率",
    "forecast_attainment": "预测达成率",
}  # fmt: skip


def company_rows(facts: Facts) -> list[Record]:
    """The company's month and its year; its own target, which stands at level 公司."""
    ledgered = facts.ledgered()
    if not ledgered.keys:
        ledgered = Ledgered({((), facts.month): NOUGHT}, {})
    frames = (
        follow_month([], ledgered, facts.as_of, facts.profile),
        follow_year([], ledgered, facts.as_of, facts.profile),
    )
    names = ("本月", f"{facts.month.year}年")
    return [
        {"名称": name, "进度": rows_of(frame)[0]["expected_share"], **_record(rows_of(frame)[0])}
        for name, frame in zip(names, frames, strict=True)
    ]


def store_rows(facts: Facts) -> list[Record]:
    """The month, store by store; who has neither a target nor sales is left out."""
    found = follow_month(["store_id"], facts.ledgered("store_id"), facts.as_of, facts.profile)
    return [_of_store(row, facts) for row in _shown(found)]


def store_year_rows(facts: Facts) -> list[Record]:
    """The year, store by store."""
    found = follow_year(["store_id"], facts.ledgered("store_id"), facts.as_of, facts.profile)
    return [_of_store(row, facts) for row in _shown(found)]


def line_rows(facts: Facts) -> list[Record]:
    """The month by product line, the biggest target first."""
    return [
        {"序号": number, **row}
        for number, row in enumerate(
            _compared(facts, "line", facts.ledgered("line"), {"": "没有产品线"}), start=1
        )
    ]


def staff_rows(facts: Facts) -> list[Record]:
    """The month by person, by number; sales that name nobody stand last."""
    names = _names(people.staff(facts.ledger), "staff_id") | {"": "没有负责人"}
    rows = _compared(facts, "staff_id", facts.ledgered("staff_id"), names)
    return sorted(rows, key=lambda row: (not row["编号"], str(row["编号"])))


def customer_rows(facts: Facts) -> list[Record]:
    """The month by customer: the ``TOP`` by what they are to buy or bought, then the others."""
    ledgered = facts.ledgered("customer_id")
    size = {
        key: max(ledgered.target.get((key, facts.month), NOUGHT),
                 ledgered.actual.get((key, facts.month), NOUGHT))
        for key in ledgered.keys
        if key != ("",)
    }  # fmt: skip
    first = sorted(size, key=lambda key: (-size[key], key))[:TOP]
    kept = {key: key[0] for key in first if size[key] > 0}
    together = Ledgered(
        _gathered(ledgered.actual, kept), _gathered(ledgered.target, kept),
        _gathered(ledgered.challenge, kept), _gathered(ledgered.before, kept),
    )  # fmt: skip
    names = _names(people.customers(facts.ledger), "customer_id") | {OTHERS: OTHERS}
    rows = _compared(facts, "customer_id", together, names, kept)
    rows.sort(key=lambda row: row["编号"] == OTHERS)
    return [
        {**row, "序号": None if row["编号"] == OTHERS else place}
        for place, row in enumerate(rows, start=1)
    ]


def day_rows(facts: Facts) -> list[Record]:
    """A row for each day: sold, sold so far, what should be in by the profile, last year so far.

    After ``as_of`` nothing is sold yet; last year is blank where it is not known.
    """
    month = facts.month
    now = _by_day(facts, month, facts.as_of)
    then = month.plus(-12)
    before = {} if LastYear.of(facts.ledger).lacking([month]) else _by_day(
        facts, then, then.last_day
    )  # fmt: skip
    target = facts.company_target()
    sold, last = NOUGHT, NOUGHT
    rows: list[Record] = []
    for day, share in facts.profile.by_day(month).items():
        known = day <= facts.as_of
        sold += now.get(day.day, NOUGHT)
        last += before.get(day.day, NOUGHT)
        rows.append({
            "日期": day, "星期": _WEEKDAYS[day.weekday()],
            "工作日": "班" if facts.profile.calendar.is_working(day) else "休",
            "实绩": now.get(day.day, NOUGHT) if known else None,
            "累计": sold if known else None,
            "应达": None if target is None else to_fen(target * Decimal(repr(share))),
            "去年累计": last if before else None,
        })  # fmt: skip
    return rows


def _compared(
    facts: Facts,
    by: str,
    ledgered: Ledgered,
    names: Mapping[str, object],
    kept: Mapping[tuple[str, ...], str] | None = None,
) -> list[Record]:
    """The month by ``by`` beside last year until the same day, the biggest target first."""
    before = facts.last_year_so_far(by)
    if before is not None and kept is not None:
        together: dict[str, Decimal] = {}
        for key, amount in before.items():
            name = kept.get((key,), OTHERS)
            together[name] = together.get(name, NOUGHT) + amount
        before = together
    source = _REFERENCE if facts.is_reference(by) else _DECIDED
    frame = follow_month([by], ledgered, facts.as_of, facts.profile)
    rows = [
        {
            "编号": row[by], "名称": names.get(row[by], row[by]), **_record(row),
            "来源": None if row["target"] is None else source,
            "去年": None if before is None else before.get(row[by], NOUGHT),
        }
        for row in _shown(frame)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-_size(row), str(row["编号"])))


def _size(row: Record) -> Decimal:
    value = row["目标"] if row["目标"] is not None else row["实绩"]
    assert isinstance(value, Decimal)
    return value


def _shown(frame: pd.DataFrame) -> list[Row]:
    """The rows with a target or sales; those without an id last."""
    key = frame.columns[0]
    rows = [row for row in rows_of(frame) if row["target"] is not None or row["actual"]]
    return sorted(rows, key=lambda row: (not row[key], str(row[key])))


def _of_store(row: Row, facts: Facts) -> Record:
    store = facts.store(row["store_id"])
    name = store.get("name") or ("门店表里没有" if row["store_id"] else "没有门店编号")
    return {"编号": row["store_id"], "名称": name, **_record(row)}


def _record(row: Row) -> Record:
    return {zh: row[name] for name, zh in _SHOWN.items()}


def _gathered(
    amounts: Mapping[tuple[tuple[str, ...], Period], Decimal],
    kept: Mapping[tuple[str, ...], str],
) -> dict[tuple[tuple[str, ...], Period], Decimal]:
    """The amounts, with those of every key that is not ``kept`` added up under ``OTHERS``."""
    sums: dict[tuple[tuple[str, ...], Period], Decimal] = {}
    for (key, month), amount in amounts.items():
        place = (kept.get(key, OTHERS),), month
        sums[place] = sums.get(place, NOUGHT) + amount
    return sums


def _names(frame: pd.DataFrame, key: str) -> dict[str, object]:
    return {row[key]: row["name"] for row in rows_of(frame)}


def _by_day(facts: Facts, month: Period, until: date) -> dict[int, Decimal]:
    found = sold_by_day(facts.ledger, (), month, until)
    return {row["date"].day: row["amount"] for row in rows_of(found)}

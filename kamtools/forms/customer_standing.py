"""Every customer's grade and status at the end of a month: the rules applied to the ledger."""

from decimal import Decimal

import pandas as pd

from kamtools.customers import activity, grade
from kamtools.forms.last_year import LastYear
from kamtools.ledger.queries.people import customers, staff, stores
from kamtools.ledger.queries.sales import orders, sales_by_customer_month
from kamtools.ledger.store import Ledger
from kamtools.periods import Period
from kamtools.settings import Settings

SHOWN = {
    "customer_id": "客户编号", "short_name": "简称", "owner": "负责人", "amount": "近12个月销售",
    "last_year": "去年同期", "share": "占比", "grade": "等级", "status": "状态",
    "last_order": "最近下单", "days": "天数", "status_reason": "状态依据",
}  # fmt: skip


def standings(ledger: Ledger, settings: Settings, period: Period) -> pd.DataFrame:
    """One row for every customer of the list, graded on the 12 months that end with ``period``.

    Columns: those of ``queries.people.customers``; owner, owner_phone, store (names, or
    the ids where unknown); amount and last_year (元, the 12 months and those before; last_year is
    None where the ledger begins later), rank, share,
    cumulative, grade, grade_reason; last_order, days, status, status_reason, orders (in the 12
    months). Largest amount first. Sales of customers who are not in the list are left out: the
    import has reported them.
    """
    people = _named(customers(ledger), staff(ledger), stores(ledger))
    frame = people.merge(_graded(ledger, settings, period, people), on="customer_id")
    frame = frame.merge(_active(ledger, settings, period, people), on="customer_id")
    return frame.sort_values(["rank", "customer_id"], ignore_index=True)


def readable(frame: pd.DataFrame) -> pd.DataFrame:
    """``standings`` as a person reads them: Chinese headers, shares in percent."""
    columns = frame[list(SHOWN)].rename(columns=SHOWN)
    before = ["无数据" if amount is None else amount for amount in frame["last_year"]]
    return columns.assign(占比=[f"{share:.1%}" for share in frame["share"]], 去年同期=before)


def _named(people: pd.DataFrame, crew: pd.DataFrame, shops: pd.DataFrame) -> pd.DataFrame:
    """With the names of owner and store, which fall back on their ids."""
    names = dict(zip(crew["staff_id"], crew["name"], strict=True))
    phones = dict(zip(crew["staff_id"], crew["phone"], strict=True))
    places = dict(zip(shops["store_id"], shops["name"], strict=True))
    return people.assign(
        owner=_looked_up(people["owner_id"], names, keep=True),
        owner_phone=_looked_up(people["owner_id"], phones, keep=False),
        store=_looked_up(people["store_id"], places, keep=True),
    )


def _looked_up(ids: pd.Series, names: dict[str, str], *, keep: bool) -> pd.Series:
    """What ``names`` says of each id; of an unknown one the id itself if ``keep``, else None."""
    found = [names.get(each, each if keep else None) for each in ids]
    return pd.Series(found, index=ids.index, dtype=object)


def _graded(
    ledger: Ledger, settings: Settings, period: Period, people: pd.DataFrame
) -> pd.DataFrame:
    listed = list(people["customer_id"])
    now = _yearly(ledger, period, listed)
    before = _yearly(ledger, period.plus(-12), listed)
    rules = settings.customers
    graded = grade(now, cut_a=rules.grade_a, cut_b=rules.grade_b)
    if LastYear.of(ledger).lacking(period.back(12)):
        before["amount"] = pd.Series([None] * len(before), dtype=object)
    last_year = before.rename(columns={"amount": "last_year"})
    return graded.rename(columns={"reason": "grade_reason"}).merge(last_year, on="customer_id")


def _yearly(ledger: Ledger, last: Period, listed: list[str]) -> pd.DataFrame:
    """``[customer_id, amount]`` of the 12 months that end with ``last``, 0 for who bought none."""
    totals = dict.fromkeys(listed, Decimal("0.00"))
    sales = sales_by_customer_month(ledger, last.plus(-11), last)
    for customer, amount in zip(sales["customer_id"], sales["amount"], strict=True):
        if customer in totals:
            totals[customer] += amount
    return pd.DataFrame({"customer_id": totals.keys(), "amount": totals.values()}, dtype=object)


def _active(
    ledger: Ledger, settings: Settings, period: Period, people: pd.DataFrame
) -> pd.DataFrame:
    rules = settings.customers
    bought = orders(ledger, period.last_day)
    found = activity(
        bought,
        period.last_day,
        cooling_days=rules.cooling_days,
        dormant_days=rules.dormant_days,
        lost_days=rules.lost_days,
        customers=people["customer_id"],
    )
    recent = bought[(bought["amount"] > 0) & (bought["date"] >= period.plus(-11).first_day)]
    counts = recent["customer_id"].value_counts()
    return found.rename(columns={"reason": "status_reason"}).assign(
        orders=[int(counts.get(each, 0)) for each in found["customer_id"]]
    )

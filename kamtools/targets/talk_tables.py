"""The talk with the stores as tables to read in a notebook, and the versions it went through."""

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd

from kamtools.money import NOUGHT, total
from kamtools.periods import Period
from kamtools.targets.given import Kind
from kamtools.targets.negotiation import Negotiation, Shift
from kamtools.targets.tables import TOTAL, Names
from kamtools.targets.versions import Version, compare, find


def bid_table(negotiation: Negotiation, names: Names) -> pd.DataFrame:
    """A row for each bid: what was given and asked for, why, what was decided, what is now."""
    rows = [
        (
            names.get(bid.store_id, bid.store_id), str(bid.month), _money(negotiation.given(bid)),
            _money(bid.amount), _gap(bid.amount - negotiation.given(bid)), bid.reason,
            bid.decision or "待定", bid.reply,
            _money(negotiation.outcome.target.cells[bid.key]),
        )
        for bid in negotiation.bids
    ]  # fmt: skip
    heads = ("门店", "月份", "下达", "申报", "差额", "理由", "决定", "答复", "协商后")
    return pd.DataFrame(rows, columns=list(heads))


def gap_table(negotiation: Negotiation, names: Names) -> pd.DataFrame:
    """Top-down against bottom-up: each store's year, and the gap of the months that have bids."""
    base = negotiation.base
    asked = sorted({bid.month for bid in negotiation.bids})
    lines = {names.get(store, store): [store] for store in base.stores} | {TOTAL: base.stores}
    rows = [_line(negotiation, stores, asked) for stores in lines.values()]
    heads = ["自上而下", "自下而上", "差额", *(f"{month.month}月差额" for month in asked), "协商后"]
    return pd.DataFrame(rows, columns=heads, index=list(lines))


def _line(negotiation: Negotiation, stores: list[str], asked: list[Period]) -> list[str]:
    base, after = negotiation.base, negotiation.outcome.target.cells
    given, now = (
        total(cells.get((store, month), NOUGHT) for store in stores for month in base.months)
        for cells in (base.target.cells, after)
    )
    gap = negotiation.gap(stores, base.months)
    months = (_gap(negotiation.gap(stores, [month])) for month in asked)
    return [_money(given), _money(given + gap), _gap(gap), *months, _money(now)]


def shift_table(negotiation: Negotiation, names: Names) -> pd.DataFrame:
    """What honouring the accepted bids moves, store by store, and how each number came about."""
    target = negotiation.outcome.target
    table = moved_table(negotiation.shifts, names, ("原下达", "协商后"))
    table["怎样算出来"] = [target.explain(each.store_id, each.month) for each in negotiation.shifts]
    return table


def moved_table(
    moved: Sequence[Shift], names: Names, heads: tuple[str, str] = ("原来", "现在")
) -> pd.DataFrame:
    """A row for each store's month that differs: before, after, and by how much."""
    rows = [
        (
            str(each.month), names.get(each.store_id, each.store_id),
            "" if each.before is None else _money(each.before),
            "" if each.after is None else _money(each.after), _gap(each.by),
        )
        for each in moved
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["月份", "门店", *heads, "差额"])


def version_table(versions: Sequence[Version]) -> pd.DataFrame:
    """A row for each version: when, who, why, the year's sums, and how many cells it changed."""
    before = [None, *versions][: len(versions)]
    rows = [
        (
            each.number, each.round, each.at or "（本次）", each.who, each.why,
            _money(_sum(each, "target")), _money(_sum(each, "challenge")),
            "" if last is None else str(len(compare(last, each))),
        )
        for last, each in zip(before, versions, strict=True)
    ]  # fmt: skip
    heads = ("版", "轮", "编制时间", "编制人", "说明", "目标合计", "挑战目标合计", "改了几格")
    return pd.DataFrame(rows, columns=list(heads))


def compared_table(
    versions: Sequence[Version], numbers: Sequence[int], year: int, names: Names
) -> pd.DataFrame:
    """What differs between two versions, the last two unless ``numbers`` names two.

    Raises ``NoSuchVersion``. With fewer than two versions nothing differs.
    """
    two = [find(versions, number, year) for number in numbers[:2]] or list(versions[-2:])
    if len(two) < 2:
        return moved_table([], names)
    old, new = two
    return moved_table(compare(old, new), names, (f"第 {old.number} 版", f"第 {new.number} 版"))


def _sum(version: Version, kind: Kind) -> Decimal:
    return total(version.stores[kind].values())


def _money(amount: Decimal) -> str:
    return f"{amount:,.0f}"


def _gap(amount: Decimal) -> str:
    return f"{amount:+,.0f}" if amount else "0"

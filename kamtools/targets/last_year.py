"""Last year's sales, store by month, and what stands in for them.

- A month in which returns outweighed sales weighs 0.
- A closed store weighs 0 after its closing month; a store not yet open weighs 0. In the month it
  opens or closes it weighs the part of the month's days that it is open, first and last included.
- A store that was not open for the whole of the same month last year takes its peers' month
  profile (the stores of its region that were open all last year and still are; those of the whole
  company when the region has none), scaled by its own sales since opening over theirs in the same
  months. Has it sold nothing yet, it weighs what the smallest peer weighed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kamtools.language import Text
from kamtools.money import NOUGHT, to_fen, total
from kamtools.periods import Period, months_of
from kamtools.targets.cells import Cells
from kamtools.targets.shops import Note, Shop

RETURNS = Text(
    "去年{month}退货多于销售（{amount}），按 0 计",
    "returns outweighed sales in {month} last year ({amount}); counted as 0",
)
CLOSED = Text("{day} 关店，自{month}起为 0", "closed on {day}; 0 from {month} on")
CLOSED_WITHIN = Text(
    "{day} 关店，{part}，自{month}起为 0", "closed on {day}; {part}, 0 from {month} on"
)
CLOSED_LAST = Text("{day} 关店，{part}", "closed on {day}; {part}")
PART = Text(
    "{month}按营业 {open} 天（共 {days} 天）折算", "{month} by its {open} open days of {days}"
)
NEW = Text(
    "新店，{first}至{last}没有去年整月：{where} {peers} 家老店的去年同月 × {factor}"
    "（开业以来销售 {own} ÷ 老店同期 {theirs}）{opening}",
    "new, no whole month last year for {first} to {last}: same month of {peers} {where} stores"
    " × {factor} (sold {own} since opening, they {theirs}){opening}",
)
UNSOLD = Text(
    "新店，尚无整月销售：{first}至{last}{where}最小的老店 {peer} 的去年同月{opening}",
    "new, no whole month sold yet: {first} to {last} as the smallest {where} store {peer}{opening}",
)
NO_PEER = Text(
    "新店，没有可参照的老店，{first}至{last}权重为 0",
    "new, and no store to go by: weighs 0 for {first} to {last}",
)
IN_REGION = Text("取本区域", "regional")
IN_COMPANY = Text("本区域没有老店，取全公司", "company")
SMALLEST = Text("还没有整月销售，取最小的老店", "no whole month sold yet: the smallest of them")


@dataclass(frozen=True)
class StandIn:
    """Whose months stand in for those that a new store did not have."""

    store_id: str
    peers: tuple[str, ...]
    why: Text
    factor: Decimal
    """What the peers' months together are multiplied by."""


@dataclass(frozen=True)
class LastYear:
    """``weights`` in 元 of each store and month of the year, ≥ 0, and where they are not plain."""

    weights: Cells
    notes: tuple[Note, ...]
    stand_ins: tuple[StandIn, ...]


def last_year(sales: Cells, stores: Sequence[Shop], year: int, now: Period) -> LastYear:
    """What ``stores`` weigh in the months of ``year`` by the year before (see the module).

    ``sales`` in 元, at least from January of the year before until ``now``, the last month known.
    """
    weights: Cells = {}
    notes: list[Note] = []
    stand_ins: list[StandIn] = []
    for shop in stores:
        notes += _weigh_last_year(shop, sales, year, weights)
        more, stand_in = _weigh_new_months(shop, stores, sales, year, now, weights)
        notes += more
        stand_ins += stand_in
    return LastYear(weights, tuple(notes), tuple(stand_ins))


def _weigh_last_year(shop: Shop, sales: Cells, year: int, weights: Cells) -> list[Note]:
    """Add the months that the store is open in at last year's sales."""
    notes = []
    for month in filter(shop.open_in, months_of(year)):
        amount = sales.get((shop.store_id, month.plus(-12)), NOUGHT)
        weights[shop.store_id, month] = shop.part_of(month, max(NOUGHT, amount))
        if amount < 0 and not shop.is_new(month):
            values = {"month": _spoken(month), "amount": f"{amount:,}"}
            notes.append(Note(shop.store_id, RETURNS, values))
    return [*notes, *_closing(shop, year)]


def _closing(shop: Shop, year: int) -> list[Note]:
    """That the store closes, and how that counts."""
    after = [month for month in months_of(year) if shop.gone(month)]
    if shop.closed is None or shop.closed > Period(year, 12).last_day:
        return []
    part = _part(shop, Period.of(shop.closed)) if shop.closed.year == year else ""
    if not part and not after:
        return []
    values = {"day": f"{shop.closed}", "part": part, "month": _spoken(after[0]) if after else ""}
    what = (CLOSED_WITHIN if after else CLOSED_LAST) if part else CLOSED
    return [Note(shop.store_id, what, values)]


def _part(shop: Shop, month: Period) -> str:
    """That the month counts by its open days; empty where it is whole."""
    days, whole = shop.open_days(month), month.last_day.day
    return "" if days in (0, whole) else PART.show(month=_spoken(month), open=days, days=whole)


def _weigh_new_months(
    shop: Shop, stores: Sequence[Shop], sales: Cells, year: int, now: Period, weights: Cells
) -> tuple[list[Note], list[StandIn]]:
    """Replace what the months without a whole one last year weigh; say how."""
    new = [month for month in months_of(year) if shop.is_new(month)]
    if not new:
        return [], []
    said: dict[str, object] = {"first": _spoken(new[0]), "last": _spoken(new[-1])}
    peers, where = _peers(shop, stores, year, now)
    if not peers:
        weights |= {(shop.store_id, month): NOUGHT for month in new}
        return [Note(shop.store_id, NO_PEER, said)], []
    since = [month for month in _months(Period(year - 1, 1), now) if shop.whole(month)]
    own = total(sales.get((shop.store_id, month), NOUGHT) for month in since)
    theirs = total(sales.get((peer, month), NOUGHT) for peer in peers for month in since)
    opening = _part(shop, new[0])
    said["opening"] = Text("；", "; ").show() + opening if opening else ""
    said |= {"where": where.show(), "peers": len(peers), "own": f"{own:,}", "theirs": f"{theirs:,}"}
    if own > 0 and theirs > 0:
        factor, models, what, why = own / theirs, peers, NEW, where
        said["factor"] = f"{factor:.4f}"
    else:
        factor, models, what = NOUGHT + 1, [_smallest(peers, sales, year)], UNSOLD
        said["peer"], why = models[0], SMALLEST
    for month in new:
        before = (sales.get((peer, month.plus(-12)), NOUGHT) for peer in models)
        whole = to_fen(factor * total(max(NOUGHT, amount) for amount in before))
        weights[shop.store_id, month] = shop.part_of(month, whole)
    return [Note(shop.store_id, what, said)], [StandIn(shop.store_id, tuple(models), why, factor)]


def _peers(shop: Shop, stores: Sequence[Shop], year: int, now: Period) -> tuple[list[str], Text]:
    """The stores whose last year stands in for ``shop``'s, and what to call them."""
    old = [each for each in stores if each.whole(Period(year - 1, 1)) and each.whole(now)]
    near = [each.store_id for each in old if each.region == shop.region]
    return (near, IN_REGION) if near else ([each.store_id for each in old], IN_COMPANY)


def _smallest(peers: list[str], sales: Cells, year: int) -> str:
    """The peer that sold least last year; of equals, the smaller name."""

    def sold(peer: str) -> tuple[object, str]:
        return total(sales.get((peer, m), NOUGHT) for m in months_of(year - 1)), peer

    return min(peers, key=sold)


def _months(first: Period, last: Period) -> list[Period]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [first.plus(step) for step in range(max(0, count))]


def _spoken(month: Period) -> str:
    return Text("{month}月", "month {month}").show(month=month.month)

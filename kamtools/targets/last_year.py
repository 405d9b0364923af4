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
    old = _Old(stores, sales, year, now)
    for shop in stores:
        notes += _weigh_last_year(shop, sales, year, weights)
        more, stand_in = _weigh_new_months(shop, old, sales, year, now, weights)
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
    shop: Shop, old: "_Old", sales: Cells, year: int, now: Period, weights: Cells
) -> tuple[list[Note], list[StandIn]]:
    """Replace what the months without a whole one last year weigh; say how."""
    new = [month for month in months_of(year) if shop.is_new(month)]
    if not new:
        return [], []
    said: dict[str, object] = {"first": _spoken(new[0]), "last": _spoken(new[-1])}
    group, where = old.near(shop)
    if not group.peers:
        weights |= {(shop.store_id, month): NOUGHT for month in new}
        return [Note(shop.store_id, NO_PEER, said)], []
    since = [month for month in _months(Period(year - 1, 1), now) if shop.whole(month)]
    own = total(sales.get((shop.store_id, month), NOUGHT) for month in since)
    theirs = total(group.sold(month) for month in since)
    opening = _part(shop, new[0])
    said["opening"] = Text("；", "; ").show() + opening if opening else ""
    said |= {
        "where": where.show(),
        "peers": len(group.peers),
        "own": f"{own:,}",
        "theirs": f"{theirs:,}",
    }
    if own > 0 and theirs > 0:
        factor, models, what, why = own / theirs, group.peers, NEW, where
        said["factor"] = f"{factor:.4f}"
    else:
        group = _Group((group.smallest(year - 1),), sales)
        factor, models, what, why = NOUGHT + 1, group.peers, UNSOLD, SMALLEST
        said["peer"] = models[0]
    for month in new:
        whole = to_fen(factor * group.sold(month.plus(-12), returns=False))
        weights[shop.store_id, month] = shop.part_of(month, whole)
    return [Note(shop.store_id, what, said)], [StandIn(shop.store_id, models, why, factor)]


class _Group:
    """Stores whose last year may stand in for another's; their sums are made once."""

    def __init__(self, peers: tuple[str, ...], sales: Cells) -> None:
        self.peers, self._sales = peers, sales
        self._sums: dict[tuple[Period, bool], Decimal] = {}
        self._smallest: dict[int, str] = {}

    def sold(self, month: Period, *, returns: bool = True) -> Decimal:
        """What they sold together; without ``returns``, a store below 0 counts as 0."""
        if (month, returns) not in self._sums:
            amounts = (self._sales.get((peer, month), NOUGHT) for peer in self.peers)
            self._sums[month, returns] = total(
                amount if returns else max(NOUGHT, amount) for amount in amounts
            )
        return self._sums[month, returns]

    def smallest(self, year: int) -> str:
        """The peer that sold least in the year; of equals, the smaller name."""
        if year not in self._smallest:
            months = months_of(year)
            sums = (
                (total(self._sales.get((peer, month), NOUGHT) for month in months), peer)
                for peer in self.peers
            )
            self._smallest[year] = min(sums)[1]
        return self._smallest[year]


class _Old:
    """The stores that were open all last year and still are, by region and all together."""

    def __init__(self, stores: Sequence[Shop], sales: Cells, year: int, now: Period) -> None:
        old = [each for each in stores if each.whole(Period(year - 1, 1)) and each.whole(now)]
        by_region: dict[str, list[str]] = {}
        for each in old:
            by_region.setdefault(each.region, []).append(each.store_id)
        self._regions = {name: _Group(tuple(ids), sales) for name, ids in by_region.items()}
        self._all = _Group(tuple(each.store_id for each in old), sales)

    def near(self, shop: Shop) -> tuple[_Group, Text]:
        """The stores to go by for ``shop``, and what to call them."""
        near = self._regions.get(shop.region)
        return (near, IN_REGION) if near else (self._all, IN_COMPANY)


def _months(first: Period, last: Period) -> list[Period]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [first.plus(step) for step in range(max(0, count))]


def _spoken(month: Period) -> str:
    return Text("{month}月", "month {month}").show(month=month.month)

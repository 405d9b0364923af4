"""The breakdown as tables to read in a notebook: Chinese headers, totals, one look."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

import pandas as pd

from kamtools.money import NOUGHT, total
from kamtools.periods import Period
from kamtools.targets.cells import Cells
from kamtools.targets.division import Division, Origin
from kamtools.targets.given import KINDS, Kind
from kamtools.targets.proposal import Proposal
from kamtools.targets.proposal_findings import spoken_conflict

Names = Mapping[str, str]
"""Store names by id; a store that is missing shows its id."""
TOTAL = "合计"


def names_of(stores: pd.DataFrame) -> dict[str, str]:
    """Store names by id, from the ledger's frame."""
    return dict(zip(stores["store_id"], stores["name"], strict=True))


def row_names(proposal: Proposal, names: Names) -> list[str]:
    """The names of the proposal's rows, in order."""
    return [names.get(store, store) for store in proposal.stores]


def last_year_table(proposal: Proposal, names: Names) -> pd.DataFrame:
    """Last year's sales, store × month, with quarters, the year and the company's total."""
    return _table(proposal, proposal.last_year, names, proposal.unknown)


def target_table(proposal: Proposal, names: Names, kind: Kind = "target") -> pd.DataFrame:
    """The 目标 or 挑战目标, store × month, with quarters, the year and the company's total."""
    division = proposal.division(kind)
    return _table(proposal, division.cells, names, division.unknown)


def company_table(proposal: Proposal) -> pd.DataFrame:
    """The company's months: last year, 目标 and 挑战目标, where they come from, what is decided."""
    rows = [_company_month(proposal, month) for month in proposal.months]
    return pd.DataFrame(rows, index=[f"{month.month}月" for month in proposal.months])


def year_table(proposal: Proposal, names: Names) -> pd.DataFrame:
    """Each store's year: last year, 目标, growth, 挑战目标 and its share of the company's 目标."""
    sums = [
        [_year(proposal, cells, [store]) for cells in _three(proposal)] for store in proposal.stores
    ]
    sums.append([_year(proposal, cells, proposal.stores) for cells in _three(proposal)])
    whole, comparable = sums[-1][1], not (proposal.unknown or proposal.target.unknown)
    rows = [
        {
            "去年实绩": _money(before),
            "目标": _money(target),
            "同比增长": f"{target / before - 1:.1%}"
            if comparable and before > 0 and target > 0
            else "—",
            "挑战目标": _money(challenge),
            "占比": f"{target / whole:.1%}" if whole else "—",
        }
        for before, target, challenge in sums
    ]
    return pd.DataFrame(rows, index=[*row_names(proposal, names), TOTAL])


def note_table(proposal: Proposal, names: Names) -> pd.DataFrame:
    """The stores whose weights are not plainly last year's, and why."""
    rows = [(names.get(note.store_id, note.store_id), str(note)) for note in proposal.notes]
    return pd.DataFrame(rows, columns=["门店", "依据"])


def limit_table(proposal: Proposal, names: Names) -> pd.DataFrame:
    """The limits in force (目标限制), what each allows, what it holds now, and how it stands."""
    rows = [
        (
            each.limit.level, names.get(each.limit.item_id, each.limit.item_id), each.limit.span,
            each.allowed, _money(each.amount), str(each.state), each.limit.reason,
        )
        for each in proposal.standings()
    ]  # fmt: skip
    heads = ["层级", "对象", "期间", "允许", "现在", "状态", "理由"]
    return pd.DataFrame(rows, columns=heads)


def conflict_table(proposal: Proposal, names: Names) -> pd.DataFrame:
    """The limits that can't all be had: where, by how much, and the smallest way out."""
    found = [
        (kind.show(), spoken_conflict(each, names))
        for key, kind in KINDS.items()
        for each in proposal.division(key).conflicts
    ]
    rows = [(kind, str(each), f"{each.shortfall:,}", each.advice) for kind, each in found]
    return pd.DataFrame(rows, columns=["目标", "冲突", "差额", "最小的改动"])


def example_table(
    proposal: Proposal, fresh: Proposal, names: Names, cell: Sequence[str] = ()
) -> pd.DataFrame:
    """How one store's numbers of a month came about: as they stand, and divided anew.

    门店, 数, 怎样算出来; ``fresh`` is the year divided anew. ``cell`` is a store's id or name and
    a month (``2026-11``), without it December of the first store that is in both; the table has no
    rows where there is no such store or month.
    """
    month = Period.parse(cell[1]) if len(cell) > 1 and cell[1] else proposal.months[-1]
    asked = cell[0] if cell else ""
    stores = [store for store in proposal.stores if store in fresh.stores] or proposal.stores
    if asked:
        stores = [store for store in proposal.stores if asked in (store, names.get(store))]
    rows = [
        (names.get(store, store), said, how)
        for store in stores[:1]
        if month in proposal.months
        for said, how in _chain(proposal, fresh, store, month)
    ]
    return pd.DataFrame(rows, columns=["门店", "数", "怎样算出来"])


def _chain(
    proposal: Proposal, fresh: Proposal, store: str, month: Period
) -> Iterator[tuple[str, str]]:
    for said, each in (("表上的", proposal), ("重新分解的", fresh)):
        for kind, name in KINDS.items():
            if store in each.stores:
                yield f"{said}{name.show()}", each.division(kind).explain(store, month)
    if store in proposal.seeds.shares.index:
        yield "基数（权重）", proposal.seeds.explain(store, month)
    if moved := proposal.moved(month):
        yield "公司当月", moved


def _three(proposal: Proposal) -> tuple[Cells, Cells, Cells]:
    return proposal.last_year, proposal.target.cells, proposal.challenge.cells


def _year(proposal: Proposal, cells: Cells, stores: list[str]) -> Decimal:
    return total(cells.get((store, month), NOUGHT) for store in stores for month in proposal.months)


def _company_month(proposal: Proposal, month: Period) -> dict[str, str]:
    target, challenge = proposal.target, proposal.challenge
    before = total(proposal.last_year.get((s, month), NOUGHT) for s in proposal.stores)
    return {
        "去年实绩": "" if month in proposal.unknown else _money(before),
        "公司目标": _company_amount(target, month),
        "应分解": _company_amount(target, month, reserve=True),
        "来源": str(target.company[month].origin),
        "公司挑战目标": _company_amount(challenge, month),
        "挑战来源": str(challenge.company[month].origin),
        "门店目标": _said_by(target, month),
    }


def _company_amount(division: Division, month: Period, *, reserve: bool = False) -> str:
    said = division.company[month]
    if said.origin is Origin.NOBODY:
        return ""
    return _money(said.amount if reserve else said.asked)


def _said_by(target: Division, month: Period) -> str:
    if target.is_settled(month):
        return "账本已定"
    return "没有建议" if month in target.unknown else "本步骤建议"


def _table(
    proposal: Proposal, cells: Cells, names: Names, unknown: Collection[Period]
) -> pd.DataFrame:
    """Amounts of stores by month; blank in the ``unknown`` months where there is nothing."""
    heads = [
        *(f"{month}月" if month else f"{quarter}季度" for quarter in range(1, 5)
          for month in (3 * quarter - 2, 3 * quarter - 1, 3 * quarter, 0)),
        "全年",
    ]  # fmt: skip
    rows = [_line(proposal, cells, [store], unknown) for store in proposal.stores]
    rows.append(_line(proposal, cells, proposal.stores, unknown))
    return pd.DataFrame(rows, columns=heads, index=[*row_names(proposal, names), TOTAL])


def _line(
    proposal: Proposal, cells: Cells, stores: list[str], unknown: Collection[Period]
) -> list[str]:
    """The months of ``stores`` together, each quarter's sum after its months, and the year's."""
    months = [_sum(cells, stores, month, unknown) for month in proposal.months]
    quarters = [months[start : start + 3] for start in (0, 3, 6, 9)]
    amounts = [each for quarter in quarters for each in (*quarter, _together(quarter))]
    return ["" if each is None else _money(each) for each in (*amounts, _together(months))]


def _sum(
    cells: Cells, stores: list[str], month: Period, unknown: Collection[Period]
) -> Decimal | None:
    found = [cells[store, month] for store in stores if (store, month) in cells]
    return None if month in unknown and not found else total(found)


def _together(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return total(known) if known else None


def _money(amount: Decimal) -> str:
    return f"{amount:,.0f}"

"""The further sheets of 目标分解表: limits and conflicts, and the targets of people and lines."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from kamtools.money import NOUGHT, Unit
from kamtools.targets.division import Mark
from kamtools.targets.limit_standing import Standing
from kamtools.targets.people import STORE_ITSELF, Shares, below_stores
from kamtools.targets.proposal import Proposal, names_in
from kamtools.targets.proposal_findings import spoken_conflict

Name = Callable[[str], str]
Record = dict[str, object]


def mark_of(value: object) -> object:
    """A mark as the form prints it; anything else as it is."""
    return str(value) if isinstance(value, Mark) else value


@dataclass(frozen=True)
class Parts:
    """What the sheets rest on besides the proposal."""

    stores: pd.DataFrame
    staff: pd.DataFrame
    by_person: Shares
    by_line: Shares

    def limits(self, proposal: Proposal, unit: Unit, name: Name) -> list[Record]:
        """The limits that are in force, then the accepted bids."""
        target = proposal.target
        return [
            *(self._limit(each, unit, name) for each in proposal.standings()),
            *(
                {**dict.fromkeys(_COLUMNS), "层级": "门店", "对象": name(store),
                 "期间": str(month), "锁定": target.bounds.locked[store, month] / unit.value,
                 "理由": "门店申报已接受",
                 "现在": target.cells[store, month] / unit.value, "状态": "申报锁定"}
                for store, month in sorted(target.bounds.accepted)
            ),
        ]  # fmt: skip

    def _limit(self, found: Standing, unit: Unit, name: Name) -> Record:
        limit = found.limit

        def scaled(amount: Decimal | None) -> Decimal | None:
            return None if amount is None else amount / unit.value

        return {
            "层级": limit.level,
            "对象": name(limit.item_id) if limit.level == "门店" else limit.item_id,
            "期间": limit.span,
            "下限": scaled(limit.minimum),
            "上限": scaled(limit.maximum),
            "最高增长": limit.max_growth,
            "锁定": scaled(limit.locked),
            "理由": limit.reason or None,
            "现在": found.amount / unit.value,
            "状态": str(found.state),
        }

    def conflicts(self, proposal: Proposal) -> list[Record]:
        """What can't be had, and the smallest way out."""
        names = names_in(self.stores)
        found = [
            (kind, spoken_conflict(each, names))
            for kind, division in (("目标", proposal.target), ("挑战目标", proposal.challenge))
            for each in division.conflicts
        ]
        return [
            {"目标": kind, "事": str(each), "差额": f"{each.shortfall:,}", "办法": each.advice}
            for kind, each in found
        ]

    def verdict(self, proposal: Proposal) -> str:
        """Whether everything could be kept, in a sentence."""
        conflicts = [*proposal.target.conflicts, *proposal.challenge.conflicts]
        if conflicts:
            return "有冲突：下面的限制不能同时满足。本表已按最小的改动放宽，合计仍与公司目标相符。"
        return "没有冲突：限制和锁定都排得下，合计与公司目标相符。"

    def people(self, proposal: Proposal, unit: Unit, name: Name) -> list[Record]:
        """Every person's part of every store's months; what is nobody's is the store's own."""
        who = {row["staff_id"]: row["name"] for row in self.staff.to_dict("records")}
        amounts = below_stores(proposal.target, self.by_person, proposal.ambition.unit)
        return [
            {
                "门店": name(store),
                "工号": person or None,
                "姓名": who.get(person, person) if person != STORE_ITSELF else "（门店）",
                "目标": [None if each is None else each / unit.value for each in row],
            }
            for (store, person), row in zip(amounts.index, amounts.to_numpy(), strict=True)
        ]

    def lines(self, proposal: Proposal, unit: Unit) -> list[Record]:
        """The company's months by product line."""
        amounts = below_stores(proposal.target, self.by_line, proposal.ambition.unit)
        found: dict[str, list[Decimal | None]] = {}
        for (_, line), row in zip(amounts.index, amounts.to_numpy(), strict=True):
            before = found.get(line, [None] * len(row))
            found[line] = [
                b if a is None else (b or NOUGHT) + a for a, b in zip(row, before, strict=True)
            ]
        order = sorted(found, key=lambda line: (line == STORE_ITSELF, line))
        return [
            {
                "名称": line or "（未分产品线）",
                "目标": [None if each is None else each / unit.value for each in found[line]],
            }
            for line in order
        ]


_COLUMNS = (
    "层级", "对象", "期间", "下限", "上限", "最高增长", "锁定", "理由", "现在", "状态",
)  # fmt: skip

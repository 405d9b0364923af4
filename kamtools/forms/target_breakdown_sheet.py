"""What the placeholders of 目标分解表 stand for."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

import pandas as pd

from kamtools.forms.fill import Key
from kamtools.forms.target_breakdown_parts import Parts, mark_of
from kamtools.money import NOUGHT, Unit, total
from kamtools.periods import Period
from kamtools.rows import Row, rows_of
from kamtools.settings import Settings
from kamtools.targets.calculation import Calculation, calculation
from kamtools.targets.cells import Cells
from kamtools.targets.division import Division, Origin
from kamtools.targets.factors import COEFFICIENTS
from kamtools.targets.given import KINDS, UNLISTED, Kind
from kamtools.targets.proposal import Proposal


def form_unit(settings: Settings) -> Unit:
    """The unit the form is written in: 万元 where targets are whole 万元, else 元."""
    return Unit.WAN if settings.targets.unit == Unit.WAN.chinese else Unit.YUAN


def _said_by(target: Division, month: Period) -> str:
    """Where the stores' targets of the month come from."""
    if target.is_settled(month):
        return "账本已定"
    return "没有建议" if month in target.unknown else "本表建议"


class Sheet:
    """What the form's placeholders stand for."""

    def __init__(
        self,
        proposal: Proposal,
        settings: Settings,
        period: Period,
        stores: pd.DataFrame,
        staff: pd.DataFrame,
        parts: Parts,
    ) -> None:
        self.proposal, self.settings, self.period = proposal, settings, period
        self.unit = form_unit(settings)
        self.stores: dict[str, Row] = {row["store_id"]: row for row in rows_of(stores)}
        clerks = staff[staff["post"] == "内勤"] if len(staff) else staff
        self.clerk = next(iter(clerks["name"]), "") if len(clerks) else ""
        self.parts = parts
        unit, scale = proposal.ambition.unit, self.unit.value
        self.sums: dict[Kind, Calculation] = {
            "target": calculation(proposal.target, proposal.weights, unit, scale),
            "challenge": calculation(proposal.challenge, proposal.follow, unit, scale),
        }

    def data(self) -> dict[str, object]:
        """All of it."""
        targets = self.settings.targets
        ambition = self.proposal.ambition
        return {
            "公司": self.settings.department.company,
            "部门": self.settings.department.name,
            "年度": str(self.proposal.year),
            "去年": str(self.proposal.year - 1),
            "截至": self.period.chinese,
            "去年数据": {"始月": len(self.proposal.unknown) + 1, "说明": self._last_year_note()},
            "单位": self.unit.chinese,
            "取整": targets.unit,
            "增长率": f"{ambition.growth:.1%}",
            "挑战幅度": f"{ambition.challenge:.1%}",
            "预留": f"{ambition.reserve:.1%}",
            "保底": f"{ambition.floor:.0%}" if ambition.floor else "不设",
            "依据": str(self.proposal.seeds.mix),
            "位数": self.sums["target"].digits,
            "尾数": self._margins(),
            "编制日期": date.today(),
            "填表人": self.clerk,
            "月份": [self._month(month) for month in self.proposal.months],
            "门店": [self._store(store_id) for store_id in self.proposal.stores],
            "区域": [{"名称": region} for region in self._regions()],
            "限制": self.parts.limits(self.proposal, self.unit, self._name),
            "冲突": self.parts.conflicts(self.proposal),
            "冲突结论": self.parts.verdict(self.proposal),
            "人员": self.parts.people(self.proposal, self.unit, self._name),
            "产品线": self.parts.lines(self.proposal, self.unit),
            "说明": [line for store in self.proposal.stores for line in self._reasons(store)],
        }

    def _last_year_note(self) -> str:
        """From which month on last year is known; empty when all of it is."""
        known = [month.plus(-12) for month in self.proposal.months
                 if month not in self.proposal.unknown]  # fmt: skip
        if not known:
            return f"账本里没有{self.proposal.year - 1}年的销售。"
        return f"去年实绩从 {known[0]} 起才有，全年不算同比。" if self.proposal.unknown else ""

    def _scaled(self, amount: Decimal) -> Decimal:
        return amount / self.unit.value

    def _company(self, division: Division, month: Period) -> Decimal | None:
        said = division.company[month]
        return None if said.origin is Origin.NOBODY else self._scaled(said.asked)

    def decided_and_past(self) -> set[Key]:
        """The stores' cells of months that are over and were decided: nobody changes them."""
        return {
            (f"门店[].{shown}[{month.month}]", item)
            for month in self.proposal.months
            if not self._is_open(month)
            for shown in ("目标", "挑战")
            for item in range(len(self.proposal.stores))
        }

    def _is_open(self, month: Period) -> bool:
        """Whether a month may be changed: an undecided one even when it is past."""
        return month > self.period or not self.proposal.target.is_settled(month)

    def _month(self, month: Period) -> dict[str, object]:
        """One month of the company."""
        target, challenge = self.proposal.target, self.proposal.challenge
        return {
            "可改": int(self._is_open(month)),
            "公司目标": self._company(target, month),
            "目标来源": str(target.company[month].origin),
            "公司挑战": self._company(challenge, month),
            "挑战来源": str(challenge.company[month].origin),
            "状态": _said_by(target, month),
            "移动": Decimal(repr(self.proposal.seeds.retiming[month])),
            "应分解": self._assigned(target, month),
            "系数": self.sums["target"].months[month],
            "挑战系数": self.sums["challenge"].months[month],
        }

    def _assigned(self, division: Division, month: Period) -> Decimal | None:
        said = division.company[month]
        return None if said.origin is Origin.NOBODY else self._scaled(said.amount)

    def _margins(self) -> str:
        """Whether the stores' years are their shares."""
        if self.proposal.target.years_given:
            return "门店全年数是各月应得之和，按取整单位取整。"
        return "因限制，门店全年数由各月加总而来。"

    def _store(self, store_id: str) -> dict[str, object]:
        amounts = {kind: self._amounts(kind, store_id) for kind in KINDS}
        return {
            "编号": store_id,
            "店号": self._shown_id(store_id),
            "区域": self._region(store_id),
            "名称": self._name(store_id),
            "备注": self._remark(store_id),
            "去年": self._shown(self.proposal.last_year, store_id, self.proposal.unknown),
            "目标": amounts["target"],
            "挑战": amounts["challenge"],
            "系数": self.sums["target"].stores[store_id],
            "基数": self._calculated("target", store_id, "bases"),
            "定数": self._calculated("target", store_id, "fixed"),
            "原因": self._calculated("target", store_id, "marks"),
            "挑战系数": self.sums["challenge"].stores[store_id],
            "挑战基数": self._calculated("challenge", store_id, "bases"),
            "挑战定数": self._calculated("challenge", store_id, "fixed"),
            "挑战原因": self._calculated("challenge", store_id, "marks"),
        }

    def _calculated(self, kind: Kind, store_id: str, what: str) -> list[object]:
        """A row of the sheet 测算."""
        found = getattr(self.sums[kind], what)
        return [mark_of(found.get((store_id, month))) for month in self.proposal.months]

    def _reasons(self, store_id: str) -> list[dict[str, object]]:
        """What a store's weights rest on: a line for each note, the first with the weight."""
        weight = total(self._row(self.proposal.weights, store_id))
        notes = [str(note) for note in self.proposal.notes if note.store_id == store_id]
        first, *more = [self._factors(store_id), *notes]
        head: dict[str, object] = {"店号": self._shown_id(store_id), "名称": self._name(store_id)}
        return [
            {**head, "权重": self._scaled(weight), "依据": first},
            *({**head, "权重": None, "依据": note} for note in more),
        ]

    def _amounts(self, kind: Kind, store_id: str) -> list[Decimal | None]:
        division = self.proposal.division(kind)
        return self._shown(division.cells, store_id, division.unknown)

    def _shown(
        self, cells: Cells, store_id: str, unknown: Collection[Period]
    ) -> list[Decimal | None]:
        """A row of the form: nothing in the ``unknown`` months, unless there is an amount."""
        return [
            None if month in unknown and (store_id, month) not in cells else self._scaled(amount)
            for month, amount in zip(self.proposal.months, self._row(cells, store_id), strict=True)
        ]

    def _row(self, cells: Cells, store_id: str) -> list[Decimal]:
        return [cells.get((store_id, month), NOUGHT) for month in self.proposal.months]

    def _name(self, store_id: str) -> str:
        if store_id == UNLISTED:
            return "未登记门店"
        return str(self.stores[store_id]["name"] or store_id)

    def _shown_id(self, store_id: str) -> str | None:
        return None if store_id == UNLISTED else store_id

    def _region(self, store_id: str) -> str:
        return str(self.stores.get(store_id, {}).get("region") or UNLISTED)

    def _regions(self) -> list[str]:
        return list(dict.fromkeys(self._region(store) for store in self.proposal.stores))

    def _remark(self, store_id: str) -> str | None:
        """What the reader of the row must know of the store: opened or closed not long ago."""
        store = self.stores.get(store_id, {})
        opened, closed = store.get("opened"), store.get("closed")
        if isinstance(closed, date):
            return f"{Period.of(closed)} 关店"
        if isinstance(opened, date) and opened.year >= self.proposal.year - 1:
            return f"{Period.of(opened)} 开业"
        return None

    def _factors(self, store_id: str) -> str:
        """The weights behind the store, each basis with its share of the company's year."""
        if store_id == UNLISTED:
            return "账本里有销售，但门店表里没有这家店；不分配目标"
        seeds = self.proposal.seeds
        bases = [
            f"{factor} {seeds.tables[factor].loc[store_id].sum():.2%}（权重 {weight:g}）"
            for factor, weight in seeds.mix.bases.items()
            if factor in seeds.tables and seeds.tables[factor].loc[store_id].notna().all()
        ]
        share = seeds.shares.loc[store_id].sum()
        return f"占公司全年 {share:.2%}：{'、'.join(bases) or '按去年同月'}{self._coefficients()}"

    def _coefficients(self) -> str:
        """The coefficients that move what the bases say, by name."""
        used = [str(each) for each in COEFFICIENTS if self.proposal.seeds.mix.strength(each)]
        return f"；各月再按{'、'.join(used)}调整" if used else ""

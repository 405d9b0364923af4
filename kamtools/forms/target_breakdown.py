"""目标分解表: the year's targets of every store by month, beside what it sold last year."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd

from kamtools.forms.fill import Example, Filled, Key, Tie, fill
from kamtools.forms.identity import Bindings, LedgerField, Sender
from kamtools.forms.last_year import LastYear
from kamtools.ledger.queries import people, sales
from kamtools.ledger.queries.targets import targets_of
from kamtools.ledger.store import Ledger
from kamtools.money import NOUGHT, Unit, total
from kamtools.periods import Period, months_of
from kamtools.rows import Row, rows_of
from kamtools.settings import Settings
from kamtools.targets.cells import Cells, cells_of, frame_of
from kamtools.targets.division import Division, Origin
from kamtools.targets.factors import YEARS
from kamtools.targets.given import KINDS, UNLISTED, Kind
from kamtools.targets.mix import DEFAULT_MIX, Evidence, Mix
from kamtools.targets.proposal import Ambition, Proposal, propose

FORM = "目标分解表"


def make_proposal(
    ledger: Ledger,
    settings: Settings,
    period: Period,
    *,
    growth: Decimal | str | None = None,
    selection: Sequence[str] = (),
    propose_all: bool = False,
) -> Proposal:
    """The breakdown of the year that ``period`` lies in, from what the ledger knows until then.

    ``growth`` replaces the settings'. The months in ``selection`` (``YYYY-MM``), or with
    ``propose_all`` every month, are proposed anew even where stores' targets were decided.
    """
    year = period.year
    again = months_of(year) if propose_all else [Period.parse(text) for text in selection]
    return read_material(ledger, settings, period, growth=growth).proposal(again=again)


@dataclass(frozen=True)
class Material:
    """What the proposals of a year rest on, read from the ledger once: a mix is quickly changed."""

    year: int
    history: pd.DataFrame
    stores: pd.DataFrame
    targets: pd.DataFrame
    ambition: Ambition
    evidence: Evidence
    last_year: LastYear

    def proposal(self, *, again: Sequence[Period] = (), mix: Mix = DEFAULT_MIX) -> Proposal:
        """The year's proposal; the months ``again`` anew. Raises ``BadMix``."""
        proposal = propose(
            self.history, self.stores, self.targets,
            year=self.year, ambition=self.ambition, again=again, mix=mix, evidence=self.evidence,
        )  # fmt: skip
        gaps = self.last_year.findings(proposal.months) if proposal.stores else []
        return replace(proposal, findings=(*gaps, *proposal.findings))


def read_material(
    ledger: Ledger, settings: Settings, period: Period, *, growth: Decimal | str | None = None
) -> Material:
    """What the ledger knows until ``period`` for the breakdown of its year."""
    year = period.year
    return Material(
        year=year,
        history=_history(ledger, Period(year - YEARS, 1), period),
        stores=people.stores(ledger),
        targets=targets_of(ledger, Period(year, 1), Period(year, 12)),
        ambition=_ambition(settings, growth),
        evidence=Evidence(days=_days(ledger, Period(year - YEARS, 1), period)),
        last_year=LastYear.of(ledger),
    )


def write(
    ledger: Ledger,
    settings: Settings,
    period: Period,
    template: Path,
    folder: Path,
    proposal: Proposal | None = None,
    *,
    sender: Sender | None = None,
) -> Filled:
    """Fill the form for ``proposal`` (by default ``make_proposal``'s) into ``folder``.

    With a ``sender`` it goes to the 内勤 and can be read back.
    """
    proposal = proposal or make_proposal(ledger, settings, period)
    sheet = _Sheet(proposal, settings, period, people.stores(ledger), people.staff(ledger))
    letter = None
    if sender:
        bound = bindings(proposal, form_unit(settings))
        letter = sender.to(sheet.clerk, period=period, subject=f"{proposal.year}年", bindings=bound)
    out = folder / f"{FORM}_{period.year}年.xlsx"
    ties = _ties(ledger, proposal, settings)
    shut = sheet.decided_and_past()
    filled = fill(FORM, template, sheet.data(), out, ties=ties, letter=letter, shut=shut)
    return replace(filled, findings=(*proposal.findings, *filled.findings))


def example(ledger: Ledger, settings: Settings, period: Period) -> Example:
    """What the form shows of the year that ``period`` lies in."""
    proposal = make_proposal(ledger, settings, period)
    sheet = _Sheet(proposal, settings, period, people.stores(ledger), people.staff(ledger))
    return Example(sheet.data(), tuple(_ties(ledger, proposal, settings)))


def bindings(proposal: Proposal, unit: Unit) -> Bindings:
    """The ledger's targets behind the form's: of the company by month, of the stores by month."""
    columns = {"目标": "target", "挑战": "challenge"}
    bound: dict[tuple[str, int | None], LedgerField] = {}
    for number, month in enumerate(proposal.months, start=1):
        for shown, column in columns.items():
            key = str(month), "公司", "公司"
            whole = LedgerField("targets", key, column, unit.value)
            bound[f"月份[{number}].公司{shown}", None] = whole
            for item, store in enumerate(proposal.stores):
                if store != UNLISTED:
                    key = str(month), "门店", store
                    cell = LedgerField("targets", key, column, unit.value)
                    bound[f"门店[].{shown}[{number}]", item] = cell
    return bound


def sales_so_far(ledger: Ledger, proposal: Proposal, period: Period) -> pd.DataFrame:
    """This year's sales in 元 of the proposal's stores × the months up to ``period``."""
    sold: Cells = {}
    for (store, month), amount in cells_of(
        _history(ledger, Period(proposal.year, 1), period)
    ).items():
        row = store if store in proposal.stores else UNLISTED
        sold[row, month] = sold.get((row, month), NOUGHT) + amount
    return frame_of(sold, proposal.stores, proposal.months[: period.month])


def _ambition(settings: Settings, growth: Decimal | str | None) -> Ambition:
    unit = next(unit for unit in Unit if unit.chinese == settings.targets.unit)
    rise = settings.targets.growth if growth in (None, "") else Decimal(str(growth))
    return Ambition(unit.value, rise, settings.targets.challenge)


def _history(ledger: Ledger, first: Period, last: Period) -> pd.DataFrame:
    """Sales store × ``Period``; those without a store stand under an empty id.

    A column for every month from the ledger's first on: before it nothing is known.
    """
    cells: Cells = {
        (row["store_id"] or "", Period.parse(row["period"])): row["amount"]
        for row in rows_of(sales.sales_by_store_month(ledger, first, last))
    }
    span = last.back(12 * (last.year - first.year) + last.month - first.month + 1)
    known = LastYear.of(ledger)
    months = [month for month in span if known.is_known(month)]
    return frame_of(cells, sorted({store for store, _ in cells}), months)


def _days(ledger: Ledger, first: Period, last: Period) -> dict[date, float]:
    """The company's sales by day, from which the festivals are learnt."""
    found = sales.sales_by_date(ledger, first, last)
    return {row["date"]: float(row["amount"]) for row in rows_of(found)}


def _ties(ledger: Ledger, proposal: Proposal, settings: Settings) -> list[Tie]:
    before = [month.plus(-12) for month in proposal.months]
    sold = total(sales.month_total(ledger, month) for month in before)
    scale = form_unit(settings).value
    compared = len(proposal.unknown) < len(before)
    return [
        *([Tie("去年实绩合计", "合计_去年", sold / scale)] if compared else []),
        Tie("目标合计", "合计_目标", proposal.target.year_total / scale),
        Tie("挑战目标合计", "合计_挑战目标", proposal.challenge.year_total / scale),
    ]


def form_unit(settings: Settings) -> Unit:
    """The unit the form is written in: 万元 where targets are whole 万元, else 元."""
    return Unit.WAN if settings.targets.unit == Unit.WAN.chinese else Unit.YUAN


def _said_by(target: Division, month: Period) -> str:
    """Where the stores' targets of the month come from."""
    if target.is_settled(month):
        return "账本已定"
    return "没有建议" if month in target.unknown else "本表建议"


class _Sheet:
    """What the form's placeholders stand for."""

    def __init__(
        self,
        proposal: Proposal,
        settings: Settings,
        period: Period,
        stores: pd.DataFrame,
        staff: pd.DataFrame,
    ) -> None:
        self.proposal, self.settings, self.period = proposal, settings, period
        self.unit = form_unit(settings)
        self.stores: dict[str, Row] = {row["store_id"]: row for row in rows_of(stores)}
        clerks = staff[staff["post"] == "内勤"] if len(staff) else staff
        self.clerk = next(iter(clerks["name"]), "") if len(clerks) else ""

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
            "编制日期": date.today(),
            "填表人": self.clerk,
            "月份": [self._month(month) for month in self.proposal.months],
            "门店": [self._store(store_id) for store_id in self.proposal.stores],
            "区域": [{"名称": region} for region in self._regions()],
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
        return None if said.origin is Origin.NOBODY else self._scaled(said.amount)

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
        }

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
        }

    def _reasons(self, store_id: str) -> list[dict[str, object]]:
        """What a store's weights rest on: a line for each note, the first with the weight."""
        weight = total(self._row(self.proposal.weights, store_id))
        notes = [str(note) for note in self.proposal.notes if note.store_id == store_id]
        first, *more = notes or [self._plain(store_id)]
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

    def _plain(self, store_id: str) -> str:
        if store_id == UNLISTED:
            return "账本里有销售，但门店表里没有这家店；不分配目标"
        return f"按{self.proposal.seeds.mix}"

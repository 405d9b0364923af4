"""上级KPI分解表: the superior's indicators → the department's → each person's, with checks.

Seed P02: the department's KPIs of the month follow from the company's targets and the superior's
key indicators: learn them, divide them, put measures to work (关键措施); FA05 scores them. The
sales chain (company → department → people) is the ledger's targets; whatever else there is comes
from the ledger's KPIs, which people type into the yellow cells of this form, or import.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd

from kamtools.forms.fill import Example, Filled, Key, Tie, fill
from kamtools.forms.identity import Bindings, LedgerField, Sender
from kamtools.ledger.queries import people
from kamtools.ledger.queries.frames import Source
from kamtools.ledger.queries.kpis import kpis_of
from kamtools.ledger.queries.targets import targets_of
from kamtools.money import NOUGHT, total
from kamtools.periods import Period
from kamtools.rows import Row, rows_of
from kamtools.settings import Settings
from kamtools.targets.cascade import Cascade, Indicator, cascade
from kamtools.targets.rounding import apportion

FORM = "上级KPI分解表"
FREE = 8
"""Empty lines for indicators that are not known yet."""
COMPANY_SALES, OWN_SALES = "公司销售额", "本部门销售额"
"""The first two links of the sales chain; the third is each person's."""
_FIELDS = {"上级指标": "parent", "责任人": "owner", "分解方式": "how", "权重": "weight",
           "目标": "target", "单位": "unit", "措施": "measure"}  # fmt: skip
_OPEN_OF_SALES = ("权重", "措施")
"""What people decide of the sales chain here; its targets are decided by 目标分解."""
_ORIGIN = {"sales": "目标分解", True: "填报", False: "算出"}
Record = dict[str, object]


def write(
    ledger: Source,
    settings: Settings,
    period: Period,
    template: Path,
    folder: Path,
    *,
    sender: Sender | None = None,
) -> Filled:
    """Fill 上级KPI分解表 of ``period`` into ``folder``; what does not fit is among the findings."""
    sheet = _Sheet(ledger, settings, period)
    letter = None
    if sender:
        bound = sheet.bindings()
        letter = sender.to(settings.department.name, period=period, bindings=bound)
    shown = sheet.example()
    filled = fill(
        FORM, template, shown.data, folder / f"{FORM}.xlsx", ties=shown.ties, letter=letter,
        shut=sheet.shut(),
    )  # fmt: skip
    return replace(filled, findings=(*sheet.cascade.findings, *filled.findings))


def example(ledger: Source, settings: Settings, period: Period) -> Example:
    """What the form shows of ``period``, and what it must tie with."""
    return _Sheet(ledger, settings, period).example()


class _Sheet:
    """What the form's placeholders stand for."""

    def __init__(self, ledger: Source, settings: Settings, period: Period) -> None:
        self.settings, self.period = settings, period
        self.sales = _sales_chain(ledger, settings, period)
        typed = {str(row["name"]): row for row in rows_of(kpis_of(ledger, period))}
        overlaid = [_overlaid(row, typed.get(str(row["name"]), {})) for row in self.sales]
        self.names = {str(row["name"]) for row in self.sales}
        self.more: dict[str, Row] = {
            **{str(row["name"]): row for row in overlaid},
            **{name: row for name, row in typed.items() if name not in self.names},
        }
        rows = list(self.more.values())
        columns = ["name", "parent", "owner", "weight", "target", "how",
                   "source_file", "source_sheet", "source_row"]  # fmt: skip
        self.cascade: Cascade = cascade(pd.DataFrame(rows, columns=columns, dtype=object))
        self.shown = list(_in_order(self.cascade))

    def example(self) -> Example:
        """All of it, and the tie of the people's sales targets with the ledger."""
        people_ = total(row["target"] for row in self.sales[2:])
        return Example(self.data(), (Tie("各人销售目标合计", "合计_人员KPI", people_),))

    def data(self) -> dict[str, object]:
        """By the names that the placeholders use."""
        free = {"层级": None, "名称": None, "来源": None, **dict.fromkeys(_FIELDS)}
        return {
            "公司": self.settings.department.company,
            "部门": self.settings.department.name,
            "期间": self.period.chinese,
            "指标": [
                *(self._row(each, depth) for each, depth in self.shown),
                *(dict(free) for _ in range(FREE)),
            ],
        }

    def bindings(self) -> Bindings:
        """The ledger's KPIs behind the yellow cells; a free line's name is what is typed in."""
        bound: dict[tuple[str, int | None], LedgerField] = {}
        names = [*(each.name for each, _ in self.shown), *[""] * FREE]
        for at, name in enumerate(names):
            key = str(self.period), name
            for shown, column in _FIELDS.items():
                most = Decimal(1) if column == "weight" else None
                bound[f"指标[].{shown}", at] = LedgerField("kpis", key, column, most=most)
            if not name:
                bound["指标[].名称", at] = LedgerField("kpis", key, "name")
        return bound

    def shut(self) -> frozenset[Key]:
        """Known indicators' names, and of the sales chain all but weight and measure."""
        cells: set[Key] = set()
        for at, (each, _) in enumerate(self.shown):
            cells.add(("指标[].名称", at))
            if each.name in self.names:
                cells |= {(f"指标[].{f}", at) for f in _FIELDS if f not in _OPEN_OF_SALES}
        return frozenset(cells)

    def _row(self, each: Indicator, depth: int) -> Record:
        row = self.more[each.name]
        origin = "sales" if each.name in self.names else each.given
        return {
            "层级": depth, "名称": each.name, "上级指标": each.parent, "责任人": each.owner or None,
            "分解方式": row.get("how"), "权重": each.weight, "目标": each.target,
            "单位": row.get("unit"), "措施": row.get("measure"),
            "来源": None if each.target is None else _ORIGIN[origin],
        }  # fmt: skip


def _sales_chain(ledger: Source, settings: Settings, period: Period) -> list[Row]:
    """The company's sales target, the department's, and each person's with their share as weight.

    Empty where neither the company nor anybody has a target in the month.
    """
    whole = [row["target"] for row in rows_of(targets_of(ledger, period, period, "公司"))]
    own = rows_of(targets_of(ledger, period, period, "员工"))
    if not whole and not own:
        return []
    target = total(whole) if whole else total(row["target"] for row in own)
    names = {row["staff_id"]: row["name"] for row in rows_of(people.staff(ledger))}
    weights = _weights([row["target"] for row in own])
    chain = [
        _link(COMPANY_SALES, None, settings.department.company, None, target),
        _link(OWN_SALES, COMPANY_SALES, settings.department.name, Decimal(1), target),
    ]
    chain += [
        _link(f"销售额：{row['item_id']} {names.get(row['item_id']) or ''}".strip(), OWN_SALES,
              str(names.get(row["item_id"]) or row["item_id"]), weight, row["target"])
        for row, weight in zip(own, weights, strict=True)
    ]  # fmt: skip
    return chain


def _link(
    name: str, parent: str | None, owner: str, weight: Decimal | None, target: Decimal
) -> Row:
    return {"name": name, "parent": parent, "owner": owner, "weight": weight, "target": target,
            "how": "合计", "unit": "元"}  # fmt: skip


def _weights(targets: Sequence[Decimal]) -> list[Decimal]:
    """Each one's share of them all, in hundredths of a percent that add up to 100%."""
    if not any(target > 0 for target in targets):
        return [NOUGHT] * len(targets)
    parts = pd.Series([max(NOUGHT, target) for target in targets], dtype=object)
    unit = Decimal("0.0001")
    return [Decimal(share) for share in apportion(parts, Decimal(1), unit)]


def _overlaid(row: Row, typed: Row) -> Row:
    """A link of the sales chain with the weight and measure that people gave it."""
    given = {name: typed.get(name) for name in ("weight", "measure")}
    return {**row, **{name: value for name, value in given.items() if value is not None}}


def _in_order(whole: Cascade) -> Iterator[tuple[Indicator, int]]:
    """Every indicator after its parent with its depth from 1; those that hang in the air last."""
    seen: set[str] = set()
    names = {each.name for each in whole.indicators}

    def walk(each: Indicator, depth: int) -> Iterator[tuple[Indicator, int]]:
        if each.name not in seen:
            seen.add(each.name)
            yield each, depth
            for child in whole.below(each.name):
                yield from walk(child, depth + 1)

    for each in whole.indicators:
        if each.parent is None or each.parent not in names:
            yield from walk(each, 1)
    for each in whole.indicators:  # what goes round in a circle
        yield from walk(each, 1)

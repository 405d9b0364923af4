"""团购业绩跟进表: actuals against target by store, and by product line, person and customer.

The third of the supermarket's named forms (seed FA03: targets per store × month against actual
group-purchase sales; achievement, gap, run rate, ranking), monitored and adjusted as P03 asks.
The seed gives no fields (I09). Whoever answers for a store says why it is behind (原因) and what
will be done (措施) in the yellow cells; both live in the ledger's plans (计划总结).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.forms.fill import Example, Filled, Key, Tie, fill
from kamtools.forms.follow_up_facts import Facts, followed_until
from kamtools.forms.follow_up_rest import RestSheet
from kamtools.forms.follow_up_rows import (
    Record,
    company_rows,
    customer_rows,
    day_rows,
    line_rows,
    staff_rows,
    store_rows,
    store_year_rows,
)
from kamtools.forms.identity import Bindings, LedgerField, Sender
from kamtools.forms.last_year import LastYear
from kamtools.language import Text
from kamtools.ledger.queries import people
from kamtools.ledger.queries.follow_up import plans_of
from kamtools.ledger.queries.frames import Source
from kamtools.money import NOUGHT, total
from kamtools.periods import Period, months_of
from kamtools.rows import rows_of
from kamtools.settings import Settings

FORM = "团购业绩跟进表"
ITEM = "门店业绩跟进："
"""What the plans' item begins with that holds a store's 原因 and 措施; the store's id follows."""
NOBODY_ANSWERS = FindingKind(
    "nobody_answers_for_store",
    Severity.INFO,
    what=Text(
        "这些门店没有负责人，跟进表上的原因、措施填不了：{stores}",
        "nobody answers for these stores, so their reasons and measures can't be typed: {stores}",
    ),
    do=Text(
        "在门店表里填上负责人工号，重新导入，再运行这一步",
        "enter 负责人工号 in the list of stores, import it and run this step again",
    ),
)
_ANSWERS = {"原因": "reason", "措施": "next_step"}


def facts_of(ledger: Source, period: Period, as_of: date | str | None = None) -> Facts:
    """The month's facts until ``as_of`` (a day of it, ``YYYY-MM-DD``), by default all of it that
    is known (``followed_until``). Raises ``NotADayOf``."""
    return Facts.until(ledger, period, as_of or followed_until(ledger, period))


def write(
    facts: Facts,
    settings: Settings,
    template: Path,
    folder: Path,
    *,
    sender: Sender | None = None,
) -> Filled:
    """Fill 团购业绩跟进表 of the month into ``folder``.

    Ties: stores, lines, people, customers and days with the ledger's month, stores with its year.
    With a ``sender`` it goes to the department and can be read back.
    """
    sheet = _Sheet(facts, settings)
    letter = None
    if sender:
        letter = sender.to(settings.department.name, period=facts.month, bindings=sheet.bindings())
    shown = sheet.example()
    out = folder / f"{FORM}.xlsx"
    filled = fill(
        FORM, template, shown.data, out, ties=shown.ties, letter=letter, shut=sheet.shut()
    )
    gaps = LastYear.of(facts.ledger).findings(months_of(facts.month.year))
    return replace(filled, findings=(*gaps, *sheet.findings(), *filled.findings))


def example(ledger: Source, settings: Settings, period: Period) -> Example:
    """What the form shows of ``period``, and what it must tie with."""
    return _Sheet(facts_of(ledger, period), settings).example()


def brief(rows: Sequence[Record]) -> Sequence[Record]:
    """The rows as a notebook shows them: what counts, in a few columns."""
    columns = (
        "编号",
        "名称",
        "目标",
        "实绩",
        "欠数",
        "应达",
        "超欠",
        "每日需",
        "预测",
        "方法",
        "状态",
    )
    return [{name: row[name] for name in columns if name in row} for row in rows]


def store_names(facts: Facts, stores: Sequence[str]) -> list[str]:
    """The stores as a picture names them."""
    return [f"{store} {facts.store(store).get('name') or ''}".strip() for store in stores]


class _Sheet:
    """What the form's placeholders stand for."""

    def __init__(self, facts: Facts, settings: Settings) -> None:
        self.facts, self.settings = facts, settings
        self.stores = {row["store_id"]: row for row in rows_of(people.stores(facts.ledger))}
        self.names = {row["staff_id"]: row["name"] for row in rows_of(people.staff(facts.ledger))}
        self.plans = {row["item"]: row for row in rows_of(plans_of(facts.ledger, facts.month))}
        self.rest = RestSheet.of(facts, settings)
        self.month_rows = store_rows(facts)

    def example(self) -> Example:
        """All of it, with its ties."""
        return Example(self.data(), tuple(self.ties()))

    def data(self) -> dict[str, object]:
        """By the names that the placeholders use."""
        facts = self.facts
        worked, left = facts.working_days()
        return {
            "公司": self.settings.department.company,
            "部门": self.settings.department.name,
            "期间": facts.month.chinese,
            "年度": str(facts.month.year),
            "截至": facts.as_of,
            "说明": self._notes(),
            "工作日": {"已过": worked, "剩余": left},
            "节奏": {"应达": facts.share, "依据": str(facts.profile)},
            "总体": company_rows(facts),
            "门店": [self._store(row) for row in self.month_rows],
            "年": store_year_rows(facts),
            "其余": self._rest_rows(),
            "月份": [{"待完成": int(month in self.rest.left)} for month in self.rest.months],
            "政策": self.rest.words,
            "取整": self.settings.targets.unit,
            "产品线": line_rows(facts),
            "人员": staff_rows(facts),
            "客户": customer_rows(facts),
            "日": day_rows(facts),
        }

    def ties(self) -> list[Tie]:
        """The totals that must be the ledger's."""
        sold = self.facts.month_total()
        targets = self.facts.decided("store_id")
        mine = targets[targets["period"] == str(self.facts.month)]
        parts = ("门店", "产品线", "人员", "客户", "每日")
        return [
            *(Tie(f"{part}本月实绩合计", f"合计_{part}", sold) for part in parts),
            Tie("门店本月目标合计", "合计_目标", total(mine["target"])),
            Tie("门店全年实绩合计", "合计_全年实绩", self.facts.year_total()),
            Tie("门店全年目标合计", "合计_全年目标", total(targets["target"])),
            Tie("其余月份表已过月份实绩合计", "合计_已过实绩", self.rest.sold),
        ]

    def bindings(self) -> Bindings:
        """The plans behind the yellow cells: of the store's manager, or of whoever answered."""
        bound: dict[tuple[str, int | None], LedgerField] = {}
        for at, row in enumerate(self.month_rows):
            if who := self._answers_for(row["编号"]):
                key = str(self.facts.month), who, f"{ITEM}{row['编号']}"
                for shown, column in _ANSWERS.items():
                    bound[f"门店[].{shown}", at] = LedgerField("plans", key, column)
        return bound

    def shut(self) -> frozenset[Key]:
        """The yellow cells of rows that nobody answers for."""
        return frozenset(
            (f"门店[].{shown}", at)
            for at, row in enumerate(self.month_rows)
            if not self._answers_for(row["编号"])
            for shown in _ANSWERS
        )

    def findings(self) -> list[Finding]:
        """Stores that have a target, and nobody to say why it is missed."""
        silent = [
            f"{row['编号']} {row['名称']}"
            for row in self.month_rows
            if row["编号"] in self.stores and not self._answers_for(row["编号"])
        ]
        place = Place("门店表")
        return [NOBODY_ANSWERS.at(place, stores="、".join(silent))] if silent else []

    def _store(self, row: Record) -> Record:
        plan = self.plans.get(f"{ITEM}{row['编号']}", {})
        who = self._answers_for(row["编号"])
        said = {shown: plan.get(column) for shown, column in _ANSWERS.items()}
        return {**row, "负责人": self.names.get(who, who), **said}

    def _answers_for(self, store_id: object) -> str | None:
        """Whose plan it is: of who answered before, else of the store's manager."""
        plan = self.plans.get(f"{ITEM}{store_id}", {})
        who = plan.get("staff_id") or self.stores.get(store_id, {}).get("manager_id")
        return str(who) if who else None

    def _rest_rows(self) -> Sequence[Record]:
        rest = self.rest
        return [
            {
                "编号": store, "名称": self.stores.get(store, {}).get("name") or "门店表里没有",
                "年目标": each["target"], "实绩": each["actual"], "原目标": each["original_rest"],
                "已过目标": each["actual"] - each["ahead"], "抵减": each["relief"],
                "月": [rest.cells.get((store, month), NOUGHT) for month in rest.months],
            }
            for store, each in rest.chain.items()
        ]  # fmt: skip

    def _notes(self) -> str:
        """What the reader must know of the figures; empty when there is nothing."""
        words = LastYear.of(self.facts.ledger).words(months_of(self.facts.month.year))
        return f"{words}。" if words else ""

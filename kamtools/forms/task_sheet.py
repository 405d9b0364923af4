"""任务表: one person's quarter, month and weeks, a workbook each (每周、每月、季度任务, seed D12).

The tasks are the person's targets, divided to the weeks exactly (P01: year → quarter → month →
week); beside them what was sold, and what the person says of them: 完成率, 未完成原因, 下一步, and
other items of work. Those are the fields of 周、月工作计划和总结 (FA06), kept in the plans.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.forms.file_names import file_names
from kamtools.forms.fill import Example, Filled, Key, Tie, fill
from kamtools.forms.follow_up import ITEM
from kamtools.forms.follow_up_facts import Facts, followed_until
from kamtools.forms.identity import Bindings, LedgerField, Sender
from kamtools.language import Text
from kamtools.ledger.queries import people
from kamtools.ledger.queries.follow_up import plans_of, sold_by_day
from kamtools.ledger.queries.frames import Source
from kamtools.ledger.queries.targets import targets_of
from kamtools.money import NOUGHT, Unit, total
from kamtools.periods import Period
from kamtools.rows import Row, rows_of
from kamtools.settings import Settings
from kamtools.targets.cells import Cells
from kamtools.targets.tasks import WEEK_RULES, person_tasks

FORM = "任务表"
FREE = 5
"""Empty lines for other items of work, below those that are known."""
MOST_DONE = Decimal(2)
"""完成率 of 200%: whoever types 80 meant 80%, and is asked."""
MONTH_ITEM, WEEK_ITEM = "本月销售任务", "第{number}周销售任务"
"""The items of the plans that hold what is said of the month and of its weeks."""
NO_TASK = FindingKind(
    "no_task",
    Severity.WARNING,
    what=Text(
        "{month}没有员工目标，没有写任务表：{who}",
        "{month} has no targets for these people, so no task sheet was written: {who}",
    ),
    do=Text(
        "先把{month}的目标分到人（层级“员工”），导入后再运行这一步",
        "break the targets of {month} down to people (level 员工), import them, run this again",
    ),
)
_ANYBODY = Text("所有人", "everybody")
_SAID = {"完成率": "done", "原因": "reason", "下一步": "next_step"}
Record = dict[str, object]


def write(
    ledger: Source,
    settings: Settings,
    month: Period,
    templates: Path,
    folder: Path,
    selection: Collection[str] = (),
    *,
    as_of: date | None = None,
    sender: Sender | None = None,
) -> list[Filled]:
    """Write the sheet of everybody with a target in ``month``, or of the ids in ``selection``.

    Each lies at ``任务表/E03_姓名.xlsx`` under ``folder``; sales are counted until ``as_of``.
    """
    tasks = _Tasks.of(ledger, settings, month, as_of)
    names = file_names({who: str(row["name"]) for who, row in tasks.people.items()})
    return [
        tasks.fill(who, templates / f"{FORM}.xlsx", folder / FORM / names[who], sender)
        for who in tasks.whom(selection)
    ]


def without_task(ledger: Source, month: Period, selection: Collection[str] = ()) -> list[Finding]:
    """Those in ``selection`` who have no target in ``month``; without one, whether nobody has."""
    having = {row["item_id"] for row in rows_of(targets_of(ledger, month, month, "员工"))}
    lacking = [who for who in selection if who not in having]
    if not lacking and (selection or having):
        return []
    who = "、".join(lacking) or _ANYBODY.show()
    return [NO_TASK.at(Place("目标"), month=month.chinese, who=who)]


def example(ledger: Source, settings: Settings, period: Period) -> Example:
    """What the sheet of the first person with a task shows."""
    tasks = _Tasks.of(ledger, settings, period, None)
    who = next(iter(tasks.whom(())), "")
    return Example(tasks.data(who), tuple(tasks.ties(who)))


@dataclass(frozen=True)
class _Tasks:
    """Everybody's tasks of one month; 元."""

    settings: Settings
    month: Period
    as_of: date
    people: Mapping[str, Row]
    targets: Cells
    weeks: Mapping[str, Sequence[Row]]
    """By person, the rows of ``person_tasks`` that lie in the month."""
    sold: Mapping[str, Mapping[date, Decimal]]
    plans: Mapping[str, Sequence[Row]]

    @classmethod
    def of(cls, ledger: Source, settings: Settings, month: Period, as_of: date | None) -> "_Tasks":
        until = as_of or followed_until(ledger, month)
        quarter = _quarter(month)
        found = rows_of(targets_of(ledger, quarter[0], quarter[-1], "员工"))
        targets = {(str(r["item_id"]), Period.parse(r["period"])): r["target"] for r in found}
        known = {str(row["staff_id"]): row for row in rows_of(people.staff(ledger))}
        nobody = {"name": "员工表里没有", "post": None, "manager_id": None}
        tasks = person_tasks(
            targets, [month], unit=_unit(settings), rule=settings.targets.week_rule,
            profile=Facts(ledger, until).profile,
        )  # fmt: skip
        days = rows_of(sold_by_day(ledger, ["staff_id"], quarter[0].plus(-1), until))
        return cls(
            settings, month, until,
            {who: known.get(who, nobody) for who, _ in targets} | known, targets,
            _by_person(rows_of(tasks)),
            {who: {row["date"]: row["amount"] for row in mine}
             for who, mine in _by_person(days).items()},
            _by_person(rows_of(plans_of(ledger, month))),
        )  # fmt: skip

    def whom(self, selection: Collection[str]) -> list[str]:
        """Whose sheets there are: with a target in the month, in ``selection`` if there is one."""
        return [who for who in sorted(self.weeks) if not selection or who in selection]

    def fill(self, who: str, template: Path, out: Path, sender: Sender | None) -> Filled:
        """One person's sheet."""
        letter = None
        if sender:
            to = f"{who} {self.people[who]['name']}"
            bound = self.bindings(who)
            letter = sender.to(to, period=self.month, subject=who, bindings=bound)
        data, ties = self.data(who), self.ties(who)
        return fill(FORM, template, data, out, ties=ties, letter=letter, shut=self.shut(who))

    def data(self, who: str) -> dict[str, object]:
        """By the names that the placeholders use."""
        person = self.people.get(who, {})
        manager = self.people.get(str(person.get("manager_id")), {})
        weeks = self.weeks.get(who, [])
        return {
            "公司": self.settings.department.company,
            "部门": self.settings.department.name,
            "期间": self.month.chinese,
            "季度": f"第{self.month.quarter}季度",
            "截至": self.as_of,
            "周规则": WEEK_RULES[self.settings.targets.week_rule].show(),
            "人员": {"编号": who, "姓名": person.get("name"), "岗位": person.get("post"),
                   "上级": manager.get("name")},
            "季": [self._month(who, month) for month in _quarter(self.month)],
            "周": [self._week(who, row) for row in weeks],
            "本月": {**self._month(who, self.month), **self._said(who, MONTH_ITEM)},
            "事项": [
                {"内容": item, **self._said(who, item)}
                for item in [*(row["item"] for row in self._others(who)), *[None] * FREE]
            ],
        }  # fmt: skip

    def ties(self, who: str) -> list[Tie]:
        """The weeks add up to the month's target, the months to the quarter's."""
        name = self.people.get(who, {}).get("name", who)
        month = self.targets.get((who, self.month), NOUGHT)
        quarter = total(self.targets.get((who, each), NOUGHT) for each in _quarter(self.month))
        return [
            Tie(f"{name} 各周任务合计", "合计_周任务", month),
            Tie(f"{name} 季度任务合计", "合计_季任务", quarter),
        ]

    def bindings(self, who: str) -> Bindings:
        """The plans behind the yellow cells; a free line's item is what is typed into it."""
        bound: dict[tuple[str, int | None], LedgerField] = {}
        lines: list[tuple[str, int | None, str]] = [("本月", None, MONTH_ITEM)]
        lines += [
            ("周[]", at, WEEK_ITEM.format(number=row["week"]))
            for at, row in enumerate(self.weeks[who])
        ]
        others = [row["item"] for row in self._others(who)] + [""] * FREE
        lines += [("事项[]", at, item) for at, item in enumerate(others)]
        for name, at, item in lines:
            key = str(self.month), who, item
            for shown, column in _SAID.items():
                most = MOST_DONE if column == "done" else None
                bound[f"{name}.{shown}", at] = LedgerField("plans", key, column, most=most)
            if not item:
                bound[f"{name}.内容", at] = LedgerField("plans", key, "item")
        return bound

    def shut(self, who: str) -> frozenset[Key]:
        """Items that are known: their name tells them apart."""
        return frozenset(("事项[].内容", at) for at in range(len(self._others(who))))

    def _others(self, who: str) -> list[Row]:
        """What the person has planned besides: no sales task, and no store's follow-up."""
        tasks = {MONTH_ITEM, *(WEEK_ITEM.format(number=number) for number in range(1, 7))}
        return [
            row for row in self.plans.get(who, [])
            if row["item"] not in tasks and not str(row["item"]).startswith(ITEM)
        ]  # fmt: skip

    def _said(self, who: str, item: str | None) -> Record:
        found = next((row for row in self.plans.get(who, []) if row["item"] == item), {})
        return {shown: found.get(column) for shown, column in _SAID.items()}

    def _month(self, who: str, month: Period) -> Record:
        return {
            "月份": month.chinese,
            "任务": self.targets.get((who, month)),
            "实绩": self._sold(who, month.first_day, month.last_day),
        }

    def _week(self, who: str, row: Row) -> Record:
        first, last = row["first"], row["last"]
        return {
            "名称": f"第{row['week']}周", "起止": f"{first:%m.%d}—{last:%m.%d}",
            "工作日": row["working_days"], "任务": row["target"],
            "实绩": self._sold(who, first, last),
            **self._said(who, WEEK_ITEM.format(number=row["week"])),
        }  # fmt: skip

    def _sold(self, who: str, first: date, last: date) -> Decimal | None:
        """What was sold from ``first`` to ``last``; ``None`` before the first of these days."""
        if first > self.as_of:
            return None
        days = self.sold.get(who, {})
        return total(amount for day, amount in days.items() if first <= day <= last)


def _quarter(month: Period) -> list[Period]:
    return [Period(month.year, 3 * month.quarter - back) for back in (2, 1, 0)]


def _unit(settings: Settings) -> Decimal:
    return next(unit.value for unit in Unit if unit.chinese == settings.targets.unit)


def _by_person(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row["staff_id"] or ""), []).append(row)
    return found

"""月度绩效考核表, one workbook per person, and 绩效汇总表 for the department (FB37, FB38)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from kamtools.appraisal import (
    Deduction,
    MonthResult,
    Person,
    PersonResult,
    appraise,
    standard_scheme,
)
from kamtools.appraisal.results import DEDUCTION, OPINION, SIGNATURE, SIGNING, remark_item
from kamtools.appraisal.standard import SALES
from kamtools.appraisal.tables import OPEN
from kamtools.forms.file_names import file_names
from kamtools.forms.fill import Example, Filled, Key, Tie, fill
from kamtools.forms.identity import Bindings, LedgerField, Sender
from kamtools.ledger.queries.appraisal import appraisal_facts
from kamtools.ledger.store import Ledger
from kamtools.periods import Period
from kamtools.settings import Department, Settings

FORM, SUMMARY = "月度绩效考核表", "绩效汇总表"
SLOTS = 3
"""Lines of the form's 扣分项 block."""
_REASON, _POINTS = "扣分[{}].事由", "扣分[{}].分"
_MOST_OFF = Decimal(100)
"""No deduction is more than the whole."""
_UNSIGNED = "签字：\n　　　　　年　　月　　日"


def appraise_month(ledger: Ledger, settings: Settings, period: Period) -> MonthResult:
    """Everybody's score and pay in ``period`` by the standard scheme and ``kam.toml``."""
    options = settings.appraisal
    scheme = standard_scheme(options)
    return appraise(appraisal_facts(ledger, period), scheme, minimum_wage=options.minimum_wage)


def write(
    ledger: Ledger,
    settings: Settings,
    period: Period,
    templates: Path,
    folder: Path,
    selection: Collection[str] = (),
    *,
    sender: Sender | None = None,
) -> list[Filled]:
    """Write the form of everybody, or of the staff ids in ``selection``, under ``folder``.

    Each lies at ``月度绩效考核表/E01_姓名.xlsx``; ``templates`` is the folder of the forms. What is
    wrong with the month's scores are ``MonthResult.findings``, not the findings returned here.
    """
    month = appraise_month(ledger, settings, period)
    department = settings.department
    return write_forms(month, department, templates, folder, selection, sender=sender)


def write_forms(
    month: MonthResult,
    department: Department,
    templates: Path,
    folder: Path,
    selection: Collection[str] = (),
    *,
    sender: Sender | None = None,
) -> list[Filled]:
    """As ``write``, from results that are there already.

    With a ``sender`` each form goes to the person it is about and can be read back.
    """
    chosen = month.select(selection)
    names = file_names({each.person.staff_id: each.person.name for each in month.people})
    return [
        _write_one(
            each, month, department, templates, folder / FORM / names[each.person.staff_id], sender
        )
        for each in chosen
    ]


def bindings(result: PersonResult, period: Period) -> Bindings:
    """The ledger's scores behind one person's marks, deductions, opinions and signatures.

    A mark is no more than its item allows. A deduction is a score whose item begins with 扣分; its
    points are the manager's mark. A free line of the form is one whose reason is not known yet.
    """
    columns = {"自评": "self_score", "上级评分": "manager_score"}
    month, staff = str(period), result.person.staff_id
    marks: dict[tuple[str, int | None], LedgerField] = {
        (f"项目.{each.item.name}.{shown}", None): LedgerField(
            "scores", (month, staff, each.item.name), column, most=each.item.maximum
        )
        for each in result.appraisal.items
        for shown, column in columns.items()
    }
    remarks: dict[tuple[str, int | None], LedgerField] = {
        (f"{kind}.{who}", None): LedgerField(
            "scores", (month, staff, remark_item(kind, who)), "note"
        )
        for kind in (OPINION, SIGNATURE)
        for who in SIGNING
    }
    deductions = _deduction_bindings(result.appraisal.deductions, month, staff)
    return {**marks, **deductions, **remarks}


def _deduction_bindings(deductions: Sequence[Deduction], month: str, staff: str) -> Bindings:
    bound: dict[tuple[str, int | None], LedgerField] = {}
    for number in range(1, SLOTS + 1):
        item = _item_of(number, deductions)
        key = month, staff, item or ""
        if item is None:
            continue
        bound[_POINTS.format(number), None] = LedgerField(
            "scores", key, "manager_score", most=_MOST_OFF
        )
        if not item:
            field = LedgerField("scores", key, "item", prefix=f"{DEDUCTION}：")
            bound[_REASON.format(number), None] = field
    return bound


def _item_of(number: int, deductions: Sequence[Deduction]) -> str | None:
    """The score behind a line of the block: empty for a free one, None for one that sums up."""
    if number > len(deductions):
        return ""
    sums_up = number == SLOTS < len(deductions)
    return None if sums_up else deductions[number - 1].item or None


def shut(result: PersonResult) -> frozenset[Key]:
    """The cells of deductions that a form locks.

    The reason of one that is known tells it apart, and a line that sums up several can't be read
    back into them.
    """
    deductions = result.appraisal.deductions
    lines = range(1, min(len(deductions), SLOTS) + 1)
    unknown = [number for number in lines if _item_of(number, deductions) is None]
    return frozenset(
        [(_REASON.format(number), None) for number in lines]
        + [(_POINTS.format(number), None) for number in unknown]
    )


def _write_one(
    result: PersonResult,
    month: MonthResult,
    department: Department,
    templates: Path,
    out: Path,
    sender: Sender | None,
) -> Filled:
    person = result.person
    letter = None
    if sender:
        who, bound = f"{person.staff_id} {person.name}", bindings(result, month.period)
        letter = sender.to(who, period=month.period, subject=person.staff_id, bindings=bound)
    return fill(
        FORM,
        templates / template_of(result.appraisal.role.name),
        form_data(result, month, department),
        out,
        ties=_ties(result),
        letter=letter,
        shut=shut(result),
    )


def write_summary(
    month: MonthResult,
    department: Department,
    templates: Path,
    folder: Path,
    *,
    sender: Sender | None = None,
) -> Filled:
    """Write 绩效汇总表 of the whole department into ``folder``."""
    data = {**_heading(month, department), **_summary(month)}
    letter = sender.to(department.name, period=month.period) if sender else None
    template, out = templates / f"{SUMMARY}.xlsx", folder / f"{SUMMARY}.xlsx"
    return fill(SUMMARY, template, data, out, ties=[_summary_tie(month)], letter=letter)


def examples(ledger: Ledger, settings: Settings, period: Period) -> dict[str, Example]:
    """What each template of the appraisal shows, by its name: a person's of each role, the summary.

    Of a role, the first person whose pay is decided, else the first one.
    """
    month, department = appraise_month(ledger, settings, period), settings.department
    found: dict[str, Example] = {}
    for each in sorted(month.people, key=lambda each: each.payout is None):
        name = Path(template_of(each.appraisal.role.name)).stem
        shown = Example(form_data(each, month, department), tuple(_ties(each)))
        found.setdefault(name, shown)
    summary = {**_heading(month, department), **_summary(month)}
    return {**found, SUMMARY: Example(summary, (_summary_tie(month),))}


def _summary_tie(month: MonthResult) -> Tie:
    amounts = [each.payout.amount for each in month.people if each.payout]
    return Tie(SUMMARY, "合计_应发", sum(amounts, Decimal("0.00")))


def template_of(role: str) -> str:
    """The template's file name: 销售人员 have the plain one, other roles one of their own."""
    return f"{FORM}.xlsx" if role == SALES else f"{FORM}_{role}.xlsx"


def form_data(
    result: PersonResult, month: MonthResult, department: Department
) -> dict[str, object]:
    """What one person's form shows, by the names that its placeholders use."""
    person, sheet = result.person, result.appraisal
    return {
        **_heading(month, department),
        "方案": _scheme(month),
        "人员": {
            "编号": person.staff_id,
            "姓名": person.name,
            "岗位": person.post,
            "上级": person.manager,
            "绩效工资": person.bonus_base,
        },
        "业绩": {
            "目标": result.measure.target,
            "实绩": result.measure.actual,
            "口径": result.measure.scope,
        },
        "项目": {
            each.item.name: {"自评": each.mark.self_mark, "上级评分": each.mark.manager}
            for each in sheet.items
        },
        "扣分": list(_deductions(sheet.deductions)),
        OPINION: {who: result.remarks.get(remark_item(OPINION, who)) for who in SIGNING},
        SIGNATURE: {
            who: result.remarks.get(remark_item(SIGNATURE, who), _UNSIGNED) for who in SIGNING
        },
    }


def _heading(month: MonthResult, department: Department) -> dict[str, object]:
    team = month.team
    figures = {"实绩": team.actual, "目标": team.target, "挑战目标": team.challenge}
    shown = [
        f"{word} {'未定' if amount is None else f'{amount:,.2f}'}"
        for word, amount in figures.items()
    ]
    return {
        "公司": department.company,
        "期间": month.period.chinese,
        "部门": {"名称": department.name, "状态": team.words, "说明": "，".join(shown)},
    }


def _scheme(month: MonthResult) -> dict[str, object]:
    scheme = month.scheme
    return {
        "名称": scheme.name,
        "封顶": scheme.attainment_cap,
        "加减基数": scheme.team.base_words,
    }


def _deductions(deductions: tuple[Deduction, ...]) -> Iterator[Mapping[str, object]]:
    """At most ``SLOTS`` lines; when there are more, the last line sums up the rest."""
    kept, rest = deductions, deductions[SLOTS:]
    if rest:
        kept, rest = deductions[: SLOTS - 1], deductions[SLOTS - 1 :]
    for each in kept:
        yield {"事由": each.reason, "分": each.points}
    if rest:
        reasons = "、".join(each.reason for each in rest)
        yield {"事由": reasons, "分": sum((each.points for each in rest), Decimal(0))}


def _ties(result: PersonResult) -> Iterator[Tie]:
    """The payout once it is decided; and the sales of whoever is measured by them."""
    name = result.person.name
    if result.payout:
        yield Tie(f"{name} 应发合计", "应发合计", result.payout.amount)
    measured = any(each.item.measured for each in result.appraisal.items)
    if measured and result.measure.actual is not None:
        yield Tie(f"{name} 实绩", "实绩", result.measure.actual)


def _summary(month: MonthResult) -> dict[str, object]:
    people = [_line(number, each) for number, each in enumerate(month.people, start=1)]
    still = sum(each.payout is None for each in month.people)
    return {
        "人员": people,
        "合计": {"备注": _state(len(people), still)},
    }


def _state(people: int, still: int) -> str:
    """How far the month is, when ``still`` of so many people are open."""
    if not people:
        return "没有可以考核的人"
    return f"{still} 人待评，应发合计不含" if still else "全部评完"


def _partly(person: Person) -> str:
    return f"{person.part_of_month}，按整月算" if person.part_of_month else ""


def _line(number: int, result: PersonResult) -> dict[str, object]:
    person, sheet, paid = result.person, result.appraisal, result.payout
    steps = [step.amount for step in paid.steps] if paid else []
    return {
        "序号": number,
        "编号": person.staff_id,
        "姓名": person.name,
        "岗位": person.post,
        "得分": OPEN if sheet.score is None else sheet.score,
        "等级": paid.band.label if paid else OPEN,
        "基数": person.bonus_base,
        "比例": paid.band.factor(paid.score) if paid else OPEN,
        "发放": steps[0] if steps else OPEN,
        "增减": sum(steps[1:], Decimal(0)) if steps else OPEN,
        "应发": paid.amount if paid else OPEN,
        "备注": "；".join(filter(None, (result.open_because, _partly(person)))),
    }

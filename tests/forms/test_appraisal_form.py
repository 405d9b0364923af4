"""The score sheets: what they show; their own formulas give kamtools' payout to the fen."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from kamtools import bundled
from kamtools.appraisal import (
    Deduction,
    Inputs,
    Mark,
    Measure,
    MonthResult,
    Person,
    PersonResult,
    TeamFigures,
    payout,
    standard_scheme,
)
from kamtools.appraisal.results import NotAppraised
from kamtools.appraisal.standard import ATTAINMENT, CLERKS, SALES
from kamtools.excel.template import Template
from kamtools.excel.values import read_named_values
from kamtools.forms.appraisal_form import (
    appraise_month,
    bindings,
    shut,
    template_of,
    write,
    write_forms,
)
from kamtools.forms.appraisal_form import write_summary as summary_of
from kamtools.forms.fill import Filled
from kamtools.ledger.store import Ledger
from kamtools.periods import Period
from kamtools.settings import Appraisal as Options
from kamtools.settings import Department, Settings
from tests.ledgers import put
from tests.office import differences, formulas

OCTOBER = Period(2026, 10)
TEAMS = {
    "unmet": TeamFigures(Decimal("99.99"), Decimal(100), Decimal(110)),
    "met": TeamFigures(Decimal(100), Decimal(100), Decimal(110)),
    "challenge": TeamFigures(Decimal("1234567.89"), Decimal(100), Decimal(110)),
}
NAMES = ("考核得分", "发放金额", "应发合计", "计算说明", "实绩")


def clerk_inputs(score: str) -> Inputs:
    """Marks that add up to ``score``, item by item as full as can be."""
    left, marks = Decimal(score), {}
    for item in standard_scheme().role(CLERKS).items:
        mark = min(left, item.maximum)
        marks[item.name] = Mark(item.maximum, mark)
        left -= mark
    return Inputs(marks)


def sales_inputs(actual: str, target: str | None, mark: str = "4") -> Inputs:
    items = standard_scheme().role(SALES).items
    marks = {item.name: Mark(Decimal(5), Decimal(mark)) for item in items if not item.measured}
    return Inputs(marks, {ATTAINMENT: Measure(Decimal(actual), target and Decimal(target))})


def a_month(
    *people: tuple[str, Inputs, str], team: str = "met", options: Options | None = None
) -> MonthResult:
    """The results of (post, inputs, base) for E01, E02, …"""
    scheme, results = standard_scheme(options), []
    for number, (post, inputs, base) in enumerate(people, start=1):
        sheet = scheme.score(post, inputs)
        person = Person(f"E{number:02}", f"员工{number}", post, "张主管", Decimal(base), None)
        paid = None
        if sheet.score is not None:
            paid = payout(sheet.score, Decimal(base), team=TEAMS[team].state, scheme=scheme)
        measure = inputs.measures.get(ATTAINMENT, Measure())
        results.append(PersonResult(person, sheet, measure, paid))
    return MonthResult(OCTOBER, scheme, TEAMS[team], tuple(results), ())


def forms(month: MonthResult, folder: Path) -> list[Filled]:
    return write_forms(month, Department(company="星河超市"), bundled.templates(), folder)


def carried(filled: Sequence[Filled]) -> list[dict[str, object]]:
    return [read_named_values(form.path, NAMES) for form in filled]


CLERK_CASES = [
    ("内勤", clerk_inputs(score), base)
    for score, base in [
        ("0", "500"), ("59.99", "500"), ("60", "0.35"), ("65", "1000.50"), ("80", "500"),
        ("88", "3000"), ("89.99", "3333.33"), ("90", "3000"), ("94.5", "3000"), ("95", "3000"),
        ("100", "99999.99"), ("73.37", "0"),
    ]
]  # fmt: skip
SALES_CASES = [
    ("大客户经理", sales_inputs(actual, target, mark), "3000")
    for actual, target, mark in [
        ("10", "120000", "4"), ("8.99", "120000", "4"), ("88", "100", "4.4"),
        ("143512.40", "150000", "4.2"), ("-500", "100", "5"), ("999999999.99", "1", "5"),
        ("33333.33", "99999.99", "3.3333"), ("0", "100", "0"), ("59.995", "60", "5"),
    ]
]  # fmt: skip
MONTHS = [
    a_month(*CLERK_CASES, *SALES_CASES, team="challenge"),
    a_month(*CLERK_CASES[:6], team="met"),
    a_month(*CLERK_CASES, team="unmet"),
    a_month(*CLERK_CASES[:6], team="challenge", options=Options(modifier_base="base")),
    a_month(*CLERK_CASES[:6], team="unmet", options=Options(modifier_base="base")),
    a_month(*SALES_CASES, options=Options(attainment_cap=Decimal("1.5"))),
]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[PersonResult, Filled]]:
    """Every result of ``MONTHS`` with its form, all in one folder."""
    folder, pairs = tmp_path_factory.mktemp("forms"), []
    for month in MONTHS:
        for result, form in zip(month.people, forms(month, folder), strict=True):
            path = form.path.rename(folder / f"{len(pairs)}.xlsx")
            pairs.append((result, replace(form, path=path)))
    return pairs


def test_the_form_s_own_formulas_give_kamtools_payout_to_the_fen(written) -> None:
    for result, form in written:
        (shown,) = carried([form])
        assert form.findings == ()
        assert shown["考核得分"] == result.appraisal.score
        assert shown["发放金额"] == result.payout.steps[0].amount
        assert shown["应发合计"] == result.payout.amount
        assert shown["计算说明"] == result.payout.explanation


@pytest.mark.office
def test_libreoffice_calculates_what_the_forms_carry(written, soffice, tmp_path) -> None:
    paths = [form.path for _, form in written]
    assert all(formulas(path) for path in paths)
    assert differences(soffice, paths, tmp_path) == []


def test_example_r04_stands_on_the_form(tmp_path: Path) -> None:
    (form,) = forms(a_month(("内勤", clerk_inputs("88"), "3000"), team="challenge"), tmp_path)
    assert read_named_values(form.path, ["应发合计"]) == {"应发合计": Decimal(2772)}
    assert [(tie.name, tie.ledger) for tie in form.ties] == [("应发合计", Decimal("2772.00"))]


def test_sales_are_a_tie_of_whoever_is_measured_by_them(tmp_path: Path) -> None:
    (form,) = forms(a_month(SALES_CASES[3]), tmp_path)
    assert {tie.name: tie.ledger for tie in form.ties} == {
        "应发合计": form.ties[0].ledger,
        "实绩": Decimal("143512.40"),
    }
    assert read_named_values(form.path, ["实绩"])["实绩"] == Decimal("143512.4")


def without_a_mark() -> Inputs:
    inputs = clerk_inputs("90")
    return replace(inputs, marks={**inputs.marks, "创新能力": Mark(Decimal(12), None)})


def out_of_range() -> Inputs:
    inputs = clerk_inputs("90")
    return replace(inputs, marks={**inputs.marks, "创新能力": Mark(None, Decimal(13))})


@pytest.mark.parametrize(
    ("post", "inputs"),
    [
        ("内勤", without_a_mark()),
        ("内勤", out_of_range()),
        ("主管", sales_inputs("100", None)),
        ("主管", sales_inputs("100", "0")),
    ],
)
def test_what_is_missing_makes_the_form_say_open_and_never_0(post, inputs, tmp_path) -> None:
    (form,) = forms(a_month((post, inputs, "3000")), tmp_path)
    (shown,) = carried([form])
    assert (shown["考核得分"], shown["应发合计"]) == ("待评", "待评")
    assert str(shown["计算说明"]).startswith("待评：")
    assert "应发合计" not in {tie.name for tie in form.ties}


def test_a_department_without_a_target_leaves_the_payout_open(tmp_path: Path) -> None:
    month = a_month(CLERK_CASES[5])
    open_ = replace(month, team=TeamFigures(Decimal(1), None, None))
    people = (replace(month.people[0], payout=None),)
    (form,) = forms(replace(open_, people=people), tmp_path)
    (shown,) = carried([form])
    assert (shown["考核得分"], shown["应发合计"]) == (88, "待评")


def test_deductions_stand_with_their_reasons_and_the_fourth_is_added_to_the_third(tmp_path) -> None:
    taken = tuple(Deduction(f"事由{n}", Decimal("1.5")) for n in range(1, 5))
    inputs = replace(clerk_inputs("90"), deductions=taken)
    (form,) = forms(a_month(("内勤", inputs, "3000")), tmp_path)
    (shown,) = carried([form])
    assert (form.findings, shown["考核得分"], shown["应发合计"]) == ((), 84, 2520)
    texts = {cell.text for cell in Template.open(form.path).texts()}
    assert {"事由1", "事由2", "事由3、事由4"} <= texts


@pytest.mark.parametrize("role", standard_scheme().roles, ids=lambda role: role.name)
def test_the_template_shows_every_item_of_the_scheme_with_its_points(role) -> None:
    sheet = openpyxl.load_workbook(bundled.templates() / template_of(role.name)).active
    shown = {row[1].value: row[2].value for row in sheet.iter_rows(min_row=6)}
    assert all(shown[item.name] == item.maximum for item in role.items)
    assert {row[0].value for row in sheet.iter_rows()} >= {c.name for c in role.categories}


@pytest.mark.parametrize("role", standard_scheme().roles, ids=lambda role: role.name)
def test_people_can_only_type_marks_deductions_and_opinions(role) -> None:
    sheet = openpyxl.load_workbook(bundled.templates() / template_of(role.name)).active
    assert sheet.protection.sheet
    unlocked = [c for row in sheet.iter_rows() for c in row if not c.protection.locked]
    typed = [cell for cell in unlocked if cell.value and "项目." in str(cell.value)]
    assert len(typed) == 2 * sum(not item.measured for item in role.items)
    assert all(cell.data_type != "f" for cell in unlocked)
    limits = {
        str(rule.sqref): (float(rule.formula1), float(rule.formula2))
        for rule in sheet.data_validations.dataValidation
        if rule.type == "decimal"
    }
    for cell in typed:
        assert limits[cell.coordinate] == (0, sheet.cell(cell.row, 3).value)


@pytest.mark.parametrize("name", ["月度绩效考核表", "月度绩效考核表_内勤", "绩效汇总表"])
def test_the_forms_print_on_one_a4_page_with_numbers(name: str) -> None:
    sheet = openpyxl.load_workbook(bundled.templates() / f"{name}.xlsx").active
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is what is meant when nothing is said
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "&P" in sheet.oddFooter.center.text


def test_the_summary_has_everybody_and_adds_up(tmp_path: Path) -> None:
    month = a_month(*CLERK_CASES, ("内勤", without_a_mark(), "500"), team="unmet")
    filled = summary_of(month, Department(), bundled.templates(), tmp_path)
    assert filled.findings == ()
    (tie,) = filled.ties
    assert read_named_values(filled.path, [tie.name])[tie.name] == tie.ledger
    assert tie.ledger == sum(p.payout.amount for p in month.people if p.payout)
    sheet = openpyxl.load_workbook(filled.path, data_only=True).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [row[1] for row in rows[:13]] == [f"E{n:02}" for n in range(1, 14)]
    assert rows[12][4:] == ["待评", "待评", 500, *["待评"] * 4, "待评：创新能力"]
    assert rows[13][-1] == "1 人待评，应发合计不含"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A head and a clerk in a month with sales and targets; a name no path can hold."""
    ledger = Ledger.open(tmp_path / "ledger.duckdb")
    staff = {"phone": None, "bonus_base": Decimal(3000), "wage_base": Decimal(2000)}
    with ledger.change(who="test", reason="test") as change:
        put(
            change, "staff",
            {"staff_id": "E01", "name": "赵/总", "post": "总监", **staff},
            {"staff_id": "E02", "name": "钱敏", "post": "内勤", "manager_id": "E01", **staff},
        )  # fmt: skip
        put(change, "sales", {"order_no": "D1", "product": "米", "line_no": 1,
                              "date": OCTOBER.last_day, "amount": Decimal("110.10")})  # fmt: skip
        put(change, "targets", {"period": "2026-10", "level": "公司", "item_id": "公司",
                                "target": Decimal(100), "challenge": Decimal(110)})  # fmt: skip
        put(change, "scores", *(
            {"period": "2026-10", "staff_id": staff_id, "item": item.name,
             "self_score": item.maximum, "manager_score": item.maximum}
            for staff_id, role in (("E01", SALES), ("E02", CLERKS))
            for item in standard_scheme().role(role).items
            if not item.measured and item.name != "创新能力"
        ))  # fmt: skip
    yield ledger
    ledger.close()


def test_a_month_goes_from_the_ledger_to_the_forms(ledger: Ledger, tmp_path: Path) -> None:
    month = appraise_month(ledger, Settings(), OCTOBER)
    assert [finding.what for finding in month.findings] == ["钱敏的“创新能力”没有上级评分"]
    filled = write(ledger, Settings(), OCTOBER, bundled.templates(), tmp_path)
    assert [form.path.relative_to(tmp_path).as_posix() for form in filled] == [
        "月度绩效考核表/E01_赵_总.xlsx",
        "月度绩效考核表/E02_钱敏.xlsx",
    ]
    head, clerk = carried(filled)
    assert (head["实绩"], head["应发合计"]) == (Decimal("110.1"), Decimal("3307.5"))
    assert clerk["应发合计"] == "待评"


def test_a_mark_points_at_the_row_it_came_from(ledger: Ledger) -> None:
    with ledger.change(who="test", reason="test") as change:
        put(change, "scores", {"period": "2026-10", "staff_id": "E02", "item": "创新能力"})
    (finding,) = appraise_month(ledger, Settings(), OCTOBER).findings
    assert str(finding.place) == "scores.xlsx · Sheet1 · 第 2 行"


def test_two_people_who_would_share_a_file_do_not(ledger: Ledger, tmp_path: Path) -> None:
    with ledger.change(who="test", reason="test") as change:
        put(change, "staff", *(
            {"staff_id": staff_id, "name": name, "post": "内勤", "manager_id": "E01"}
            for staff_id, name in (("X/1", "甲"), ("X:1", "甲"), ("e02", "钱敏"))
        ))  # fmt: skip
    templates = bundled.templates()
    filled = write(ledger, Settings(), OCTOBER, templates, tmp_path)
    names = [form.path.name.casefold() for form in filled]
    assert len(set(names)) == len(names) == 5
    (alone,) = write(ledger, Settings(), OCTOBER, templates, tmp_path, selection=["X:1"])
    assert alone.path.name == "X_1_甲(2).xlsx"


def test_only_the_selection_is_written(ledger: Ledger, tmp_path: Path) -> None:
    templates = bundled.templates()
    filled = write(ledger, Settings(), OCTOBER, templates, tmp_path, selection=["E02"])
    assert [form.path.name for form in filled] == ["E02_钱敏.xlsx"]
    with pytest.raises(NotAppraised, match="E77"):
        write(ledger, Settings(), OCTOBER, templates, tmp_path, selection=["E77"])


def test_the_minimum_wage_of_the_settings_is_checked(ledger: Ledger) -> None:
    options = Settings(appraisal=Options(minimum_wage=Decimal(6000)))
    found = [finding.code for finding in appraise_month(ledger, options, OCTOBER).findings]
    assert "appraisal_below_minimum_wage" in found


def test_the_sheet_of_a_target_of_0_says_that_the_target_must_change(tmp_path: Path) -> None:
    (form,) = forms(a_month(("大客户经理", sales_inputs("80", "0"), "3000")), tmp_path)
    said = read_named_values(form.path, ["计算说明"])["计算说明"]
    assert said == "待评：本月的销售目标不大于 0，达成率算不出来，要先改目标"


def test_the_summary_notes_who_was_not_there_all_month(tmp_path: Path) -> None:
    month = a_month(("内勤", clerk_inputs("80"), "500"))
    (one,) = month.people
    came = replace(one, person=replace(one.person, part_of_month="2026-10-16 入职"))
    summary = summary_of(
        replace(month, people=(came,)), Department(), bundled.templates(), tmp_path
    )
    texts = [cell.text for cell in Template.open(summary.path).texts()]
    assert "2026-10-16 入职，按整月算" in texts


@pytest.mark.parametrize(
    ("count", "locked"), [(0, ""), (1, "1事"), (3, "1事2事3事"), (5, "1事2事3事3分")]
)
def test_deductions_are_bound_to_their_scores_and_free_lines_to_new_ones(
    count: int, locked: str
) -> None:
    taken = tuple(Deduction(f"事{n}", Decimal(n), f"扣分：事{n}") for n in range(1, count + 1))
    inputs = replace(clerk_inputs("80"), deductions=taken)
    (person,) = a_month((CLERKS, inputs, "3000")).people
    found = {path: f for (path, _), f in bindings(person, OCTOBER).items() if "扣分[" in path}
    for number in range(1, 4):
        reason, points = found.get(f"扣分[{number}].事由"), found.get(f"扣分[{number}].分")
        if number > count:
            assert reason
            assert points
            assert (reason.key, reason.prefix) == (("2026-10", "E01", ""), "扣分：")
            assert points.key == reason.key
        else:
            assert reason is None
            sums_up = number == 3 < count
            assert (points is None) == sums_up
            assert points is None or points.key[-1] == f"扣分：事{number}"
    shown = sorted(path for path, _ in shut(person))
    assert "".join(path[3] + path[6] for path in shown) == "".join(sorted_pairs(locked))


def sorted_pairs(text: str) -> list[str]:
    return sorted(text[at : at + 2] for at in range(0, len(text), 2))

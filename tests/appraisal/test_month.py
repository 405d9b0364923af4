"""A small department's month, from frames to pay."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from kamtools.appraisal import Facts, TeamFigures, appraise, standard_scheme
from kamtools.appraisal.results import MonthResult, NotAppraised
from kamtools.appraisal.tables import (
    attainment_table,
    band_limits,
    bridge,
    choice_table,
    example,
    example_title,
    gap_table,
    score_frame,
    score_table,
    step_table,
    team_table,
)
from kamtools.periods import Period
from kamtools.pictures.tables import shown

SCHEME = standard_scheme()
OCTOBER = Period(2026, 10)
STAFF_COLUMNS = [
    "staff_id", "name", "post", "manager_id", "hired", "left_on", "bonus_base", "wage_base"
]  # fmt: skip


def person(staff_id: str, post: str, manager: str | None = None, **more: Any) -> dict[str, Any]:
    row = dict.fromkeys(STAFF_COLUMNS) | {"staff_id": staff_id, "name": f"员工{staff_id}"}
    row |= {"post": post, "manager_id": manager, "bonus_base": Decimal(3000)}
    return row | more


def marks(staff_id: str, role: str, share: str = "0.8", **given: Any) -> list[dict[str, Any]]:
    """Every item marked with ``share`` of its maximum, but for those in ``given``."""
    items = [item for item in SCHEME.role(role).items if not item.measured]
    values = {item.name: item.maximum * Decimal(share) for item in items} | given
    return [
        {"staff_id": staff_id, "item": item, "self_score": None, "manager_score": value,
         "note": None, "source_file": "考核评分.xlsx", "source_sheet": "评分", "source_row": row}
        for row, (item, value) in enumerate(values.items(), start=5)
    ]  # fmt: skip


@pytest.fixture
def facts() -> Facts:
    """Head, leader, two sellers, a clerk; the department is between 目标 and 挑战目标."""
    staff = [
        person("E01", "总监"), person("E02", "主管", "E01"), person("E03", "大客户经理", "E02"),
        person("E04", "大客户经理", "E02"), person("E05", "内勤", "E01", bonus_base=Decimal(500)),
    ]  # fmt: skip
    given = [*marks("E05", "内勤")]
    for each in staff[:4]:
        given += marks(each["staff_id"], "主管")
    return Facts(
        OCTOBER,
        staff=pd.DataFrame(staff),
        marks=pd.DataFrame(given),
        sold=frame("staff_id amount", ("E02", 10), ("E03", 80), ("E04", 120), (None, 5)),
        targets=frame(
            "level staff_id target", ("员工", "E02", 20), ("员工", "E03", 100), ("员工", "E04", 90)
        ),
        team=TeamFigures(Decimal(215), Decimal(210), Decimal(231)),
    )


def frame(columns: str, *rows: tuple[Any, ...]) -> pd.DataFrame:
    exact = [[Decimal(v) if isinstance(v, int) else v for v in row] for row in rows]
    return pd.DataFrame(exact, columns=columns.split(), dtype=object)


def with_staff(facts: Facts, staff_id: str, **changes: Any) -> Facts:
    staff = facts.staff.copy()
    for column, value in changes.items():
        staff.loc[staff["staff_id"] == staff_id, column] = value
    return replace(facts, staff=staff)


def with_mark(facts: Facts, staff_id: str, item: str, value: Any) -> Facts:
    changed = facts.marks.copy()
    changed.loc[(changed["staff_id"] == staff_id) & (changed["item"] == item), "manager_score"] = (
        value
    )
    return replace(facts, marks=changed)


def codes(month: MonthResult) -> list[str]:
    return [finding.code for finding in month.findings]


def amounts(month: MonthResult) -> dict[str, Decimal | None]:
    return {p.person.staff_id: p.payout.amount if p.payout else None for p in month.people}


def test_everybody_is_scored_and_paid(facts: Facts) -> None:
    month = appraise(facts, SCHEME)
    assert codes(month) == []
    assert {p.person.staff_id: p.appraisal.score for p in month.people} == {
        "E01": Decimal("92.00"),  # 215/210, held at 60, and 32
        "E02": Decimal("92.00"),  # 210/210
        "E03": Decimal("80.00"),  # 80/100
        "E04": Decimal("92.00"),  # 120/90, held at 60
        "E05": Decimal("80.00"),
    }
    assert amounts(month) == {"E01": 3000, "E02": 3000, "E03": 2400, "E04": 3000, "E05": 400}


def test_a_leader_answers_for_the_team_and_the_head_for_the_department(facts: Facts) -> None:
    people = appraise(facts, SCHEME).people
    shown = [(p.measure.scope, p.measure.actual, p.measure.target) for p in people[:3]]
    assert shown == [("全部门", 215, 210), ("本人及下属共 3 人", 210, 210), ("本人", 80, 100)]


def test_a_target_of_the_team_wins_over_the_members_sum(facts: Facts) -> None:
    team = frame("level staff_id target", ("团队", "E02", 420))
    more = replace(facts, targets=pd.concat([facts.targets, team]))
    assert appraise(more, SCHEME).people[1].measure.target == 420


def test_what_a_leaver_sold_stays_with_the_team(facts: Facts) -> None:
    month = appraise(with_staff(facts, "E03", left_on=date(2026, 9, 30)), SCHEME)
    assert [p.person.staff_id for p in month.people] == ["E01", "E02", "E04", "E05"]
    assert month.people[1].measure.actual == 210


@pytest.mark.parametrize(
    ("changes", "there"),
    [
        ({"left_on": date(2026, 10, 1)}, True),
        ({"left_on": date(2026, 9, 30)}, False),
        ({"hired": date(2026, 10, 31)}, True),
        ({"hired": date(2026, 11, 1)}, False),
    ],
)
def test_who_was_there_on_any_day_of_the_month_is_appraised(facts, changes, there) -> None:
    people = appraise(with_staff(facts, "E03", **changes), SCHEME).people
    assert ("E03" in {p.person.staff_id for p in people}) is there


def test_a_leader_whose_manager_is_not_in_the_list_is_reported_and_is_not_the_head(
    facts: Facts,
) -> None:
    month = appraise(with_staff(facts, "E02", manager_id="E91"), SCHEME)
    (finding,) = month.findings
    assert finding.what == "员工E02的上级工号“E91”不在员工表里，没有算进任何上级的团队"
    assert month.people[1].measure.scope == "本人及下属共 3 人"
    assert month.people[1].measure.actual == 210


def test_an_unknown_manager_is_reported_at_the_row_of_the_staff_list(facts: Facts) -> None:
    staff = with_staff(facts, "E05", manager_id="E91").staff
    staff = staff.assign(source_file="员工表.xlsx", source_sheet="在职", source_row=range(2, 7))
    (finding,) = appraise(replace(facts, staff=staff), SCHEME).findings
    assert str(finding.place) == "员工表.xlsx · 在职 · 第 6 行"


def test_who_was_not_there_in_the_month_is_not_asked_for_a_manager(facts: Facts) -> None:
    gone = with_staff(facts, "E03", manager_id="E91", left_on=date(2026, 9, 30))
    assert "appraisal_unknown_manager" not in codes(appraise(gone, SCHEME))


def test_managers_in_a_circle_do_not_hang(facts: Facts) -> None:
    round_ = with_staff(with_staff(facts, "E01", manager_id="E02"), "E05", manager_id="E05")
    assert len(appraise(round_, SCHEME).people) == 5


def test_a_missing_mark_is_reported_at_its_row_and_leaves_the_payout_open(facts: Facts) -> None:
    month = appraise(with_mark(facts, "E05", "创新能力", None), SCHEME)
    (finding,) = month.findings
    assert str(finding) == (
        "考核评分.xlsx · 评分 · 第 10 行: 员工E05的“创新能力”没有上级评分"
        " → 请直属上级员工E01补评；补上之前得分和应发显示“待评”"
    )
    assert amounts(month)["E05"] is None


def test_a_mark_that_was_never_sent_in_is_reported_too(facts: Facts) -> None:
    without = facts.marks[facts.marks["item"] != "责任感"]
    month = appraise(replace(facts, marks=without), SCHEME)
    assert codes(month) == ["appraisal_not_marked"] * 4
    assert month.findings[0].place.file == "考核评分"


def test_who_has_no_mark_at_all_is_reported_once(facts: Facts) -> None:
    without = facts.marks[facts.marks["staff_id"] != "E01"]
    (finding,) = appraise(replace(facts, marks=without), SCHEME).findings
    assert finding.what.startswith("员工E01的 8 项上级评分一项也没有（知识技能、")


def test_marks_of_0_are_marks(facts: Facts) -> None:
    zeros = pd.concat([facts.marks, pd.DataFrame(marks("E06", "内勤", "0", 创新能力=None))])
    more = pd.concat([facts.staff, pd.DataFrame([person("E06", "内勤", "E01")])])
    assert codes(appraise(replace(facts, marks=zeros, staff=more), SCHEME)) == [
        "appraisal_not_marked"
    ]


def extra_mark(item: str, value: Any) -> Callable[[Facts], Facts]:
    def change(facts: Facts) -> Facts:
        row = marks("E05", "内勤")[0] | {"item": item, "manager_score": value}
        return replace(facts, marks=pd.concat([facts.marks, pd.DataFrame([row])]))

    return change


def test_a_mark_on_what_is_measured_is_reported_because_it_changes_nothing(facts: Facts) -> None:
    row = marks("E03", "主管")[0] | {"item": "销售业绩达成率", "manager_score": Decimal(55)}
    month = appraise(replace(facts, marks=pd.concat([facts.marks, pd.DataFrame([row])])), SCHEME)
    (finding,) = month.findings
    assert finding.what == "员工E03的“销售业绩达成率”按销售算分，上级评的 55 分没有用上"
    assert amounts(month)["E03"] == 2400


def test_a_self_mark_on_what_is_measured_is_nothing_to_report(facts: Facts) -> None:
    row = marks("E03", "主管")[0] | {"item": "销售业绩达成率", "manager_score": None}
    row["self_score"] = Decimal(60)
    month = appraise(replace(facts, marks=pd.concat([facts.marks, pd.DataFrame([row])])), SCHEME)
    assert codes(month) == []


def test_marks_of_somebody_who_is_not_appraised_are_reported_once_at_their_first_row(
    facts: Facts,
) -> None:
    stray = pd.DataFrame(marks("E77", "内勤"))
    month = appraise(replace(facts, marks=pd.concat([facts.marks, stray])), SCHEME)
    assert [str(finding) for finding in month.findings] == [
        "考核评分.xlsx · 评分 · 第 5 行: 2026-10 的考核里没有 E77，这个人的 8 项评分没有用上"
        " → 核对评分里的工号，以及员工表里的岗位和在职日期"
    ]


@pytest.mark.parametrize(
    ("change", "code", "paid"),
    [
        (lambda f: with_mark(f, "E05", "创新能力", Decimal(13)), "appraisal_out_of_range", None),
        (lambda f: with_staff(f, "E05", bonus_base=None), "appraisal_no_base", None),
        (lambda f: with_staff(f, "E05", post="司机"), "appraisal_unknown_post", "absent"),
        (extra_mark("颜值", Decimal(5)), "appraisal_unknown_item", 400),
        (extra_mark("扣分：迟到", None), "appraisal_open_deduction", 400),
        (lambda f: replace(f, team=TeamFigures(f.team.actual, None, None)),
         "appraisal_no_team_target", None),
        (lambda f: replace(f, team=replace(f.team, challenge=None)), "appraisal_no_challenge", 400),
    ],
)  # fmt: skip
def test_what_is_wrong_is_reported_and_decides_nothing_silently(facts, change, code, paid) -> None:
    month = appraise(change(facts), SCHEME)
    assert code in codes(month)
    assert amounts(month).get("E05", "absent") == paid


def test_a_person_without_a_target_is_reported_and_open(facts: Facts) -> None:
    month = appraise(replace(facts, targets=facts.targets.iloc[:2]), SCHEME)
    assert [f.what for f in month.findings] == ["员工E04在 2026-10 没有销售目标，业绩分算不出来"]
    assert amounts(month)["E04"] is None


def test_a_month_without_sales_is_not_a_month_of_zero_sales(facts: Facts) -> None:
    nothing = replace(facts, sold=facts.sold.iloc[:0], team=replace(facts.team, actual=None))
    month = appraise(nothing, SCHEME)
    assert codes(month) == ["appraisal_no_sales"]
    assert set(amounts(month).values()) == {None}


def test_who_sold_nothing_in_a_month_with_sales_has_0_points(facts: Facts) -> None:
    month = appraise(replace(facts, sold=facts.sold.iloc[2:]), SCHEME)
    assert month.people[2].appraisal.items[0].points == 0


def test_deductions_come_with_their_reason(facts: Facts) -> None:
    month = appraise(extra_mark("扣分：迟到两次", Decimal("2.5"))(facts), SCHEME)
    sheet = month.people[4].appraisal
    assert (sheet.score, sheet.deductions[0].reason) == (Decimal("77.50"), "迟到两次")


@pytest.mark.parametrize(("minimum", "warned"), [("0", 0), ("2900", 0), ("2900.01", 1)])
def test_pay_below_the_minimum_wage_is_warned_of_i13(facts, minimum, warned) -> None:
    poor = with_staff(facts, "E05", wage_base=Decimal(2500))
    rich = poor.staff["staff_id"] != "E05"
    poor.staff.loc[rich, "wage_base"] = Decimal(9000)
    month = appraise(poor, SCHEME, minimum_wage=Decimal(minimum))
    assert codes(month) == ["appraisal_below_minimum_wage"] * warned
    assert all("合计" not in f.what and "2,900.00" in f.what for f in month.findings)


def test_a_selection_must_name_people_of_the_month(facts: Facts) -> None:
    month = appraise(facts, SCHEME)
    assert [p.person.staff_id for p in month.select(["E03"])] == ["E03"]
    assert len(month.select([])) == 5
    with pytest.raises(NotAppraised, match="E99"):
        month.select(["E03", "E99"])


def test_the_tables_say_what_is_open(facts: Facts) -> None:
    month = appraise(with_mark(facts, "E05", "创新能力", None), SCHEME)
    assert list(attainment_table(month.people)["达成率"]) == [
        "102.38%", "100.00%", "80.00%", "133.33%"
    ]  # fmt: skip
    last = score_table(month.people).iloc[-1]
    assert (last["总分"], last["应发"]) == ("待评", "待评")
    assert gap_table(month.people).values.tolist() == [
        ["员工E05", "创新能力", "没有上级评分", "员工E01"]
    ]
    assert team_table(month.team).iloc[0].tolist() == ["215.00", "210.00", "231.00", "完成"]
    assert len(choice_table()) == 8


def test_the_steps_and_the_bridge_end_at_the_payout(facts: Facts) -> None:
    seller = appraise(facts, SCHEME).people[2]
    assert step_table(seller)["金额"].tolist() == ["2,400.00", "0.00", "2,400.00"]
    assert bridge(seller)["amount"].tolist() == [3000, -600, 0]


def test_a_table_is_shown_with_its_long_texts_whole() -> None:
    html = shown(choice_table()).to_html()
    assert all(text in html for text in choice_table()["这里怎么算"])


def test_an_open_payout_says_why(facts: Facts) -> None:
    clerk = appraise(with_mark(facts, "E05", "创新能力", None), SCHEME).people[4]
    assert step_table(clerk).values.tolist() == [["待评：创新能力", "待评"]]
    assert bridge(clerk).empty
    baseless = appraise(with_staff(facts, "E05", bonus_base=None), SCHEME).people[4]
    assert baseless.open_because == "待评：缺绩效工资基数"
    stateless = appraise(replace(facts, team=TeamFigures(Decimal(1), None, None)), SCHEME)
    assert stateless.people[4].open_because == "待评：缺部门目标状态"


def test_the_example_is_the_first_whose_payout_is_decided(facts: Facts) -> None:
    people = appraise(with_mark(facts, "E01", "责任感", None), SCHEME).people
    names = [example_title(example(some)) for some in (people, people[:1])]
    assert names == ["员工E02的绩效工资", "员工E01的绩效工资"]


def test_the_picture_s_frame_has_everybody_and_the_limits_of_the_bands(facts: Facts) -> None:
    people = appraise(with_mark(facts, "E05", "创新能力", None), SCHEME).people
    assert score_frame(people)["score"].tolist() == [92, 92, 80, 92, None]
    assert band_limits(SCHEME) == [60, 90, 95]


def test_a_month_without_staff_says_what_to_do(facts: Facts) -> None:
    nobody = replace(facts, staff=facts.staff.iloc[:0], marks=facts.marks.iloc[:0])
    month = appraise(nobody, SCHEME)
    (finding,) = month.findings
    assert str(finding) == "员工表: 2026-10 没有可以考核的人 → 导入员工表，核对岗位和在职日期"
    assert month.select([]) == ()
    one = example(month.people)
    assert step_table(one).values.tolist() == [["没有可以考核的人", "待评"]]
    assert bridge(one).empty
    assert example_title(one) == "绩效工资"


def test_a_target_of_0_is_said_to_be_0_and_not_to_be_missing(facts: Facts) -> None:
    targets = facts.targets.copy()
    targets.loc[targets["staff_id"] == "E03", "target"] = Decimal(0)
    month = appraise(replace(facts, targets=targets), SCHEME)
    (finding,) = month.findings
    assert finding.what.startswith("员工E03在 2026-10 的销售目标是 0，达成率算不出来")
    assert month.people[2].open_because == "待评：销售业绩达成率（目标是 0）"
    assert gap_table(month.people)["原因"].tolist() == ["目标是 0，算不出达成率"]


def test_a_department_target_of_0_is_said_to_be_0(facts: Facts) -> None:
    nought = replace(facts, team=TeamFigures(Decimal(215), Decimal(0), None))
    assert "appraisal_team_target_not_above_0" in codes(appraise(nought, SCHEME))


def test_a_head_without_a_manager_is_not_told_to_ask_the_manager(facts: Facts) -> None:
    without = facts.marks[facts.marks["staff_id"] != "E01"]
    (finding,) = appraise(replace(facts, marks=without), SCHEME).findings
    assert "直属上级" not in finding.do
    assert finding.do.startswith("请公司领导（员工表里没有员工E01的上级，先定下由谁评")


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({"hired": date(2026, 10, 16)}, "2026-10-16 入职"),
        ({"left_on": date(2026, 10, 10)}, "2026-10-10 离职"),
        ({"hired": date(2026, 10, 1), "left_on": date(2026, 10, 31)}, None),
    ],
)
def test_who_was_there_for_a_part_of_the_month_is_reported_and_paid_for_the_whole(
    facts: Facts, changes: dict[str, date], days: str | None
) -> None:
    month = appraise(with_staff(facts, "E03", **changes), SCHEME)
    said = [each.what for each in month.findings]
    assert said == ([f"员工E03 {days}，不满整月；绩效工资按整月的基数算"] if days else [])
    assert amounts(month)["E03"] == 2400


def test_marks_are_told_as_people_write_them(facts: Facts) -> None:
    """The ledger's column adds zeros: 13.0000."""
    month = appraise(with_mark(facts, "E05", "创新能力", Decimal("13.5000")), SCHEME)
    (finding,) = (each for each in month.findings if each.code == "appraisal_out_of_range")
    assert "13.5 分" in finding.what
    assert "0 到 12 之间" in finding.what

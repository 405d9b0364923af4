"""R01, R02, I07: what a sheet adds up to, and that a missing mark is never a 0."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.appraisal import Deduction, Inputs, Mark, Measure, standard_scheme
from kamtools.appraisal.scheme import UnknownRole
from kamtools.appraisal.scoring import Gap
from kamtools.appraisal.standard import ATTAINMENT, CLERKS, SALES
from kamtools.settings import Appraisal as Options

SCHEME = standard_scheme()
MARKED = [item for item in SCHEME.role(SALES).items if not item.measured]


def inputs(actual: str = "80", target: str = "100", mark: str = "4", **more) -> Inputs:
    marks = {item.name: Mark(Decimal(5), Decimal(mark)) for item in MARKED}
    measures = {ATTAINMENT: Measure(Decimal(actual), Decimal(target))}
    return Inputs(marks | more.pop("marks", {}), measures | more.pop("measures", {}), **more)


def test_sales_people_have_60_20_20_r01() -> None:
    maxima = {category.name: category.maximum for category in SCHEME.role("主管").categories}
    assert maxima == {"业绩": 60, "能力": 20, "态度": 20}


def test_clerks_have_20_30_40_10_r02() -> None:
    maxima = [category.maximum for category in SCHEME.role(CLERKS).categories]
    assert maxima == [20, 30, 40, 10]


def test_attainment_earns_its_share_of_60_and_marks_are_added() -> None:
    sheet = SCHEME.score("大客户经理", inputs())
    assert [sheet.subtotal(name) for name in ("业绩", "能力", "态度")] == [48, 16, 16]
    assert sheet.score == Decimal("80.00")


def test_the_self_mark_does_not_count() -> None:
    assert SCHEME.score(SALES, inputs(mark="0")).score == Decimal("48.00")


@pytest.mark.parametrize(
    ("cap", "actual", "earned"),
    [("1", "150", "60.00"), ("1.2", "150", "72.00"), ("1.2", "110", "66.00"), ("1", "-9", "0.00")],
)
def test_attainment_is_linear_up_to_the_cap_and_never_below_0_i07(cap, actual, earned) -> None:
    scheme = standard_scheme(Options(attainment_cap=Decimal(cap)))
    assert scheme.score(SALES, inputs(actual)).items[0].points == Decimal(earned)


def test_points_are_rounded_half_up_to_a_hundredth() -> None:
    assert SCHEME.score(SALES, inputs("10", "120000")).items[0].points == Decimal("0.01")
    assert SCHEME.score(SALES, inputs("8.99", "120000")).items[0].points == Decimal("0.00")


def test_a_total_above_100_counts_as_100() -> None:
    scheme = standard_scheme(Options(attainment_cap=Decimal(2)))
    assert scheme.score(SALES, inputs("200", mark="5")).score == Decimal("100.00")


def test_deductions_are_taken_off_the_total_but_not_below_0() -> None:
    late = Deduction("迟到", Decimal("2.5"))
    assert SCHEME.score(SALES, inputs(deductions=(late,))).score == Decimal("77.50")
    awful = Deduction("泄密", Decimal(100))
    assert SCHEME.score(SALES, inputs(deductions=(awful,))).score == 0


def test_a_missing_mark_leaves_the_score_open_and_is_named() -> None:
    sheet = SCHEME.score(SALES, inputs(marks={"责任感": Mark(Decimal(5), None)}))
    assert sheet.score is None
    assert [(gap.item.name, gap.gap) for gap in sheet.gaps] == [("责任感", Gap.NOT_MARKED)]
    assert sheet.subtotal("态度") is None
    assert sheet.subtotal("能力") == 16
    assert sheet.points_so_far == Decimal("76.00")


@pytest.mark.parametrize("mark", ["5.01", "-0.01", "50"])
def test_a_mark_outside_its_range_is_not_cut_to_size(mark: str) -> None:
    sheet = SCHEME.score(SALES, inputs(marks={"责任感": Mark(None, Decimal(mark))}))
    assert (sheet.score, sheet.gaps[0].gap) == (None, Gap.OUT_OF_RANGE)


@pytest.mark.parametrize(("actual", "target"), [(None, "1"), ("1", None), ("1", "0"), ("1", "-1")])
def test_attainment_without_a_target_or_sales_is_open(actual, target) -> None:
    measure = Measure(actual and Decimal(actual), target and Decimal(target))
    sheet = SCHEME.score(SALES, inputs(measures={ATTAINMENT: measure}))
    assert (sheet.score, sheet.gaps[0].gap) == (None, Gap.NOT_MEASURED)


def test_no_inputs_at_all_leave_every_item_open() -> None:
    assert len(SCHEME.score(CLERKS, Inputs()).gaps) == 8


def test_a_role_that_the_scheme_lacks_is_refused_with_those_it_has() -> None:
    with pytest.raises(UnknownRole, match="大客户经理"):
        SCHEME.score("司机", Inputs())


@given(st.lists(st.decimals(0, 5, places=4), min_size=8, max_size=8))
def test_the_score_is_the_sum_of_the_points_that_the_form_shows(marks) -> None:
    given_marks = {item.name: Mark(None, mark) for item, mark in zip(MARKED, marks, strict=True)}
    sheet = SCHEME.score(SALES, inputs(marks=given_marks))
    assert sheet.score == sum(item.points for item in sheet.items if item.points is not None)

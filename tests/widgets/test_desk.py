from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamtools.targets.factors import Factor
from kamtools.targets.given import KINDS
from kamtools.widgets.balance import balance
from kamtools.widgets.desk import Desk
from kamtools.widgets.knobs import Limit
from tests.widgets.cases import STORES, made_case, made_desk, month, one_of_a_few, sums, year_of

MARCH = month(3)
ASKED = [Decimal(1_200_000)] * 12


def amounts(desk: Desk, at: int) -> list[Decimal]:
    return [desk.balance.target.cells[store, month(at)] for store in STORES]


def test_while_nothing_is_turned_the_desk_is_the_notebooks_proposal() -> None:
    desk = made_desk()
    assert desk.balance.changed() == set()
    assert desk.proposal is desk.case.base


def test_a_locked_cell_stands_and_the_others_of_its_month_share_what_is_left() -> None:
    desk = made_desk()
    desk.lock([("S03", MARCH)], "30万")
    assert amounts(desk, 3) == [600_000, 300_000, 300_000]
    assert amounts(desk, 4) == [720_000, 360_000, 120_000]
    assert sums(desk) == ASKED


def test_a_cell_can_be_locked_at_what_it_is_and_let_go() -> None:
    desk = made_desk()
    desk.lock([("S03", MARCH)])
    desk.lock([("S01", MARCH)], 820_000)
    assert amounts(desk, 3) == [820_000, 260_000, 120_000]
    desk.unlock([("S03", MARCH)])
    assert amounts(desk, 3) == [820_000, 285_000, 95_000]


@pytest.mark.parametrize("typed", ["30万", "３０万", "300,000", "300000元", "¥300,000.00"])
def test_amounts_are_read_as_people_type_them(typed: str) -> None:
    desk = made_desk()
    desk.lock([("S03", MARCH)], typed)
    assert amounts(desk, 3)[2] == 300_000


@pytest.mark.parametrize("typed", ["三十几", "-5", "12%", "1.2.3"])
def test_what_is_no_amount_is_told_and_changes_nothing(typed: str) -> None:
    desk = made_desk()
    before = desk.knobs
    desk.lock([("S03", MARCH)], typed)
    desk.limit([("S03", MARCH)], typed, "")
    desk.say(("S03", MARCH), "", "", typed)
    assert desk.knobs == before
    assert typed in desk.message


def test_what_is_typed_in_a_department_of_whole_wan_is_wan() -> None:
    desk = made_desk(unit=10_000)
    desk.lock([("S03", MARCH)], "30")
    assert amounts(desk, 3)[2] == 300_000


def test_limits_are_kept_and_the_others_carry_the_rest() -> None:
    desk = made_desk()
    desk.limit([("S01", MARCH)], None, "60万")
    desk.limit([("S03", MARCH)], "20万", None)
    assert amounts(desk, 3) == [600_000, 400_000, 200_000]


def test_a_conflict_is_named_and_the_numbers_stay_the_last_that_add_up() -> None:
    desk = made_desk()
    desk.lock([("S03", MARCH)], "30万")
    before = desk.balance
    desk.lock([("S01", MARCH)], "100万")
    assert desk.conflict is not None
    assert "东门店" in desk.conflict.what
    assert "3月" in desk.conflict.what
    assert "100,000" in desk.conflict.what
    assert desk.conflict.cells == {("S01", MARCH), ("S03", MARCH)}
    assert desk.balance is before
    assert sums(desk) == ASKED


def test_the_smallest_change_out_of_a_conflict_is_taken_by_one_press() -> None:
    desk = made_desk()
    desk.lock([("S03", MARCH)], "30万")
    desk.lock([("S01", MARCH)], "100万")
    desk.relax()
    assert desk.conflict is None
    said = [desk.knobs.limit((store, MARCH)).locked for store in ("S01", "S03")]
    assert sorted([1_000_000 - said[0], 300_000 - said[1]]) == [0, 100_000]
    assert sums(desk) == ASKED


def test_a_minimum_above_its_maximum_is_a_conflict_of_one_cell() -> None:
    desk = made_desk()
    desk.limit([("S02", MARCH)], "50万", "40万")
    assert desk.conflict is not None
    assert desk.conflict.cells == {("S02", MARCH)}
    desk.relax()
    assert desk.conflict is None


def test_with_stores_years_held_both_margins_stay() -> None:
    desk = made_desk()
    years = {store: year_of(desk, store) for store in STORES}
    desk.hold_stores(True)
    desk.lock([("S03", MARCH)], "30万")
    assert desk.conflict is None
    assert sums(desk) == ASKED
    assert {store: year_of(desk, store) for store in STORES} == years
    assert amounts(desk, 3)[2] == 300_000
    assert amounts(desk, 4)[2] < 120_000


def test_a_decided_month_opens_when_one_of_its_cells_is_locked_and_goes_by_what_was_decided() -> (
    None
):
    decided = {("S01", 5): 400_000, ("S02", 5): 400_000, ("S03", 5): 400_000}
    desk = made_desk(decided=decided, now=4)
    assert amounts(desk, 5) == [400_000] * 3
    desk.lock([("S01", month(5))], 600_000)
    assert amounts(desk, 5) == [600_000, 300_000, 300_000]
    desk.go_by(proposed=False)
    assert amounts(desk, 5) == [600_000, 450_000, 150_000]
    desk.shut([month(5)])
    assert amounts(desk, 5) == [400_000] * 3


def test_turning_a_weight_lets_opened_months_go_by_the_weights() -> None:
    decided = {("S01", 5): 400_000, ("S02", 5): 400_000, ("S03", 5): 400_000}
    desk = made_desk(decided=decided, now=4)
    desk.open_all()
    assert amounts(desk, 5) == [400_000] * 3
    desk.weigh({Factor.LAST_YEAR: 1.0})
    assert amounts(desk, 5) == [720_000, 360_000, 120_000]
    assert sums(desk) == ASKED


def test_no_basis_at_all_is_told_like_a_conflict() -> None:
    desk = made_desk()
    desk.weigh({Factor.COMPANY_MONTHS: 0.0})
    assert desk.conflict is not None
    assert desk.conflict.way_out is None
    desk.relax()
    assert sums(desk) == ASKED
    desk.weigh({Factor.LAST_YEAR: 2.0})
    assert desk.conflict is None


def test_months_that_are_over_and_decided_stay() -> None:
    decided = {(store, 4): 400_000 for store in STORES}
    desk = made_desk(decided=decided, now=4)
    desk.open([month(4)])
    assert desk.knobs.opened == frozenset()
    desk.lock([("S01", month(4))], 1)
    assert "4月" in desk.message
    assert amounts(desk, 4) == [400_000] * 3


def test_a_store_that_is_closed_in_a_month_cannot_be_given_anything() -> None:
    desk = made_desk(closed={"S03": date(2026, 6, 30)})
    desk.lock([("S03", month(9))], 5)
    assert "新城店" in desk.message
    assert desk.knobs == desk.start
    assert ("S03", month(6)) in desk.cells_of("S03", None)
    assert ("S03", month(7)) not in desk.cells_of("S03", None)


def test_every_step_can_be_undone_and_all_of_them_at_once() -> None:
    desk = made_desk()
    desk.lock([("S03", MARCH)], 300_000)
    desk.hold_stores(True)
    desk.undo()
    assert not desk.knobs.hold_stores
    assert amounts(desk, 3)[2] == 300_000
    desk.reset()
    assert amounts(desk, 3)[2] == 120_000
    desk.undo()
    assert amounts(desk, 3)[2] == 300_000
    desk.undo()
    desk.undo()
    assert desk.knobs == desk.start
    assert not desk.can_undo


def test_what_the_ledger_has_of_limits_is_there_from_the_start() -> None:
    desk = Desk(made_case(), {("S03", MARCH): Limit(locked=Decimal(300_000))})
    assert amounts(desk, 3)[2] == 300_000
    assert not desk.can_undo


def test_limits_of_the_ledger_that_cannot_be_had_leave_the_proposal_and_say_so() -> None:
    desk = Desk(made_case(), {("S03", MARCH): Limit(locked=Decimal(3_000_000))})
    assert desk.conflict is not None
    assert desk.balance.changed() == set()


def test_the_chosen_cell_is_explained_from_total_to_number() -> None:
    desk = made_desk()
    assert desk.explanation == []
    desk.lock([("S03", MARCH)], 300_000)
    desk.chosen = ("S01", MARCH)
    said = "\n".join(desk.explanation)
    assert "1,200,000" in said
    assert "600,000" in said
    assert "去年全年×公司淡旺季" in said
    desk.chosen = ("S03", MARCH)
    assert "已锁定为 300,000" in desk.explanation[0]


def test_who_watches_is_told_once_a_change_and_after_everything_changed() -> None:
    desk, seen = made_desk(), []
    desk.observe(lambda _: seen.append((desk.balance.knobs == desk.knobs, desk.conflict)), "turned")
    desk.lock([("S03", MARCH)], 300_000)
    assert seen == [(True, None)]


def test_the_form_gets_a_challenge_that_follows_the_targets_of_changed_months() -> None:
    desk = made_desk()
    desk.lock([("S03", MARCH)], 300_000)
    proposal = desk.proposal
    for kind in KINDS:
        division = proposal.division(kind)
        assert division.total(MARCH) == division.company[MARCH].amount
    before, now = desk.case.base.challenge.cells, proposal.challenge.cells
    assert now["S03", MARCH] > before["S03", MARCH]
    assert now["S03", month(4)] == before["S03", month(4)]
    assert proposal.explain("S03", MARCH)


cells = st.tuples(st.sampled_from(sorted(STORES)), st.integers(1, 4).map(month))
money = st.integers(0, 1_500_000).map(Decimal)
turns = st.one_of(
    st.tuples(st.just("lock"), st.lists(cells, max_size=3), money),
    st.tuples(st.just("unlock"), st.lists(cells, max_size=3)),
    st.tuples(st.just("limit"), st.lists(cells, max_size=2), st.none() | money, st.none() | money),
    st.tuples(st.just("hold_stores"), st.booleans()),
    st.tuples(
        st.just("weigh"), st.dictionaries(st.sampled_from(list(Factor)[:4]), st.floats(0, 3))
    ),
    st.tuples(st.sampled_from(["relax", "undo", "reset", "open_all"])),
)


@settings(max_examples=60)
@given(
    st.lists(turns, max_size=8),
    st.sampled_from(["1200000", "1000000.37", "99", "0"]),
    st.sampled_from(
        [(), tuple((s, m, 70_000) for s in STORES for m in (1, 2, 3)), (("S02", 2, 33_333),)]
    ),
    st.sampled_from([1, 100, 10_000]),
)
def test_whatever_is_turned_every_month_adds_up_and_no_limit_is_broken(
    done: list[tuple[object, ...]],
    company: str,
    decided: tuple[tuple[str, int, int], ...],
    unit: int,
) -> None:
    desk = Desk(one_of_a_few(company, decided, unit))
    before = sums(desk)
    for name, *rest in done:
        getattr(desk, str(name))(*rest)
        base, target = desk.case.base.target, desk.balance.target
        for at, m in enumerate(desk.case.months):
            asked = base.company[m].amount
            assert target.total(m) in (before[at], asked)
            if m in desk.balance.knobs.opened:
                assert target.total(m) == asked
        for cell, said in desk.balance.knobs.limits.items():
            if cell in target.settled:
                continue
            amount = target.cells[cell]
            if said.locked is not None:
                assert amount == said.locked
                continue
            assert amount > (said.minimum or 0) - unit or said.minimum is None
            assert said.minimum is None or amount >= said.minimum
            assert said.maximum is None or amount <= said.maximum
        if desk.conflict is None:
            assert desk.balance.knobs is desk.knobs


def test_the_answer_does_not_depend_on_the_order_of_the_turns() -> None:
    case = made_case()
    one = case.plain.limited({("S01", MARCH): Limit(Decimal(500_000))})
    both = one.limited({("S02", MARCH): Limit(None, Decimal(600_000))})
    desk = Desk(case)
    desk.limit([("S02", MARCH)], 600_000, None)
    desk.lock([("S01", MARCH)], 500_000)
    assert desk.balance.target.cells == balance(case, both).target.cells

"""What stores ask for is laid beside what they were given; what is accepted holds, to the fen."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamtools.money import total
from kamtools.periods import Period, months_of
from kamtools.targets.cells import frame_of
from kamtools.targets.division import Mark
from kamtools.targets.negotiation import ACCEPTED, REFUSED, Negotiation, negotiate
from kamtools.targets.proposal import Ambition, Proposal, propose
from kamtools.targets.rebalancing import Limits
from kamtools.targets.versions import compare, rows_of_version, version_of, versions_of

NOVEMBER, DECEMBER, OCTOBER = Period(2026, 11), Period(2026, 12), Period(2026, 10)
STORES = ("S01", "S02", "S03", "S04")


def stores_frame(*closed: tuple[str, date]) -> pd.DataFrame:
    when = dict(closed)
    rows = [
        {"store_id": s, "name": f"{s}店", "region": "东", "opened": None, "closed": when.get(s)}
        for s in STORES
    ]
    return pd.DataFrame(rows, dtype=object)


def targets_frame(*rows: tuple[str, str, str, int | None, int | None]) -> pd.DataFrame:
    names = ["period", "level", "item_id", "target", "challenge"]
    made = [
        (*row[:3], *(None if each is None else Decimal(each) for each in row[3:])) for row in rows
    ]
    return pd.DataFrame(made, columns=names, dtype=object)


def proposal(
    unit: str = "100",
    targets: pd.DataFrame | None = None,
    limited: pd.DataFrame | None = None,
) -> Proposal:
    cells = {
        (store, month): Decimal(1000 * (place + 1) + 37 * month.month)
        for place, store in enumerate(STORES)
        for month in months_of(2025)
    }
    return propose(
        frame_of(cells, list(STORES), months_of(2025)),
        stores_frame(),
        targets_frame() if targets is None else targets,
        year=2026,
        ambition=Ambition(Decimal(unit), Decimal("0.1"), Decimal("0.1")),
        limits=limited,
    )


def bids(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """(store, month, amount, decision) and, where it matters, reason and outdated."""
    made = [
        {
            "period": str(row[1]), "store_id": row[0], "bid": Decimal(row[2]),
            "reason": row[4] if len(row) > 4 else "有团购合同", "decision": row[3] or None,
            "reply": None, "round": None, "outdated": len(row) > 5 and row[5],
        }
        for row in rows
    ]  # fmt: skip
    names = ["period", "store_id", "bid", "reason", "decision", "reply", "round", "outdated"]
    return pd.DataFrame(made, columns=names, dtype=object)


def talk(base: Proposal, *rows: tuple[Any, ...], **how: Any) -> Negotiation:
    stores = how.pop("stores", stores_frame())
    return negotiate(base, bids(*rows), stores, OCTOBER, **how)


def column(each: Proposal, month: Period, kind: Any = "target") -> dict[str, Decimal]:
    cells = each.division(kind).cells
    return {store: cells[store, month] for store in STORES}


def codes(found: Negotiation) -> list[str]:
    return [finding.code for finding in found.findings]


def test_without_bids_nothing_moves() -> None:
    base = proposal()
    found = talk(base)
    assert (found.bids, found.shifts, found.findings) == ((), [], ())
    assert found.outcome.target.cells == base.target.cells
    assert found.gap(STORES, base.months) == 0


def test_a_bid_that_nobody_accepted_moves_nothing_but_is_a_gap() -> None:
    base = proposal()
    before = base.target.cells["S01", NOVEMBER]
    found = talk(base, ("S01", NOVEMBER, before - 300, ""), ("S02", DECEMBER, 1, REFUSED))
    assert found.outcome.target.cells == base.target.cells
    assert found.gap(["S01"], [NOVEMBER]) == -300
    assert found.gap(["S01"], [DECEMBER]) == 0
    assert found.gap(STORES, base.months) == -300 + 1 - base.target.cells["S02", DECEMBER]
    assert [bid.store_id for bid in found.undecided] == ["S01"]


def test_an_accepted_bid_is_held_and_the_others_carry_the_difference_in_proportion() -> None:
    base = proposal()
    before = column(base, NOVEMBER)
    found = talk(base, ("S01", NOVEMBER, before["S01"] + 900, ACCEPTED))
    after = column(found.outcome, NOVEMBER)
    assert after["S01"] == before["S01"] + 900
    assert total(after.values()) == total(before.values()) == base.target.company[NOVEMBER].amount
    rest = total(before[store] for store in STORES[1:])
    for store in STORES[1:]:
        assert abs(after[store] - before[store] * (rest - 900) / rest) < 100
        assert after[store] % 100 == 0
    assert {shift.month for shift in found.shifts} == {NOVEMBER}
    assert found.honoured == found.bids


def test_the_challenge_follows_and_its_company_total_stays() -> None:
    base = proposal()
    found = talk(base, ("S04", NOVEMBER, 100, ACCEPTED))
    challenge, target = (column(found.outcome, NOVEMBER, kind) for kind in ("challenge", "target"))
    assert total(challenge.values()) == base.challenge.company[NOVEMBER].amount
    assert all(challenge[store] >= target[store] for store in STORES)
    assert challenge["S04"] < column(base, NOVEMBER, "challenge")["S04"]


def test_a_bid_that_is_no_multiple_of_the_unit_is_held_to_the_fen() -> None:
    base = proposal("10000")
    found = talk(base, ("S02", DECEMBER, Decimal("1234.56"), ACCEPTED))
    after = column(found.outcome, DECEMBER)
    assert after["S02"] == Decimal("1234.56")
    assert total(after.values()) == base.target.company[DECEMBER].amount
    off = [store for store in STORES if store != "S02" and after[store] % 10000]
    assert len(off) <= 1


def test_a_decided_month_is_negotiated_too_and_the_companys_amount_holds() -> None:
    decided = targets_frame(
        ("2026-11", "公司", "公司", 10000, 11000),
        *(("2026-11", "门店", s, 2500, 2750) for s in STORES),
    )
    base = proposal(targets=decided)
    found = talk(base, ("S01", NOVEMBER, 4000, ACCEPTED))
    assert column(found.outcome, NOVEMBER) == {"S01": 4000, "S02": 2000, "S03": 2000, "S04": 2000}
    challenge = column(found.outcome, NOVEMBER, "challenge")
    assert challenge == {"S01": 4400, "S02": 2200, "S03": 2200, "S04": 2200}
    said = found.outcome.explain("S02", NOVEMBER)
    assert all(part in said for part in ("2,500", "10,000", "4,000", "2,000"))
    assert "已接受" in found.outcome.explain("S01", NOVEMBER)
    marks = [found.outcome.target.mark(store, NOVEMBER) for store in ("S01", "S02")]
    assert marks == [Mark.ACCEPTED, Mark.MOVED]


def test_more_than_the_month_holds_is_told_with_shortfall_and_way_out_and_moves_nothing() -> None:
    base = proposal()
    whole = base.target.company[NOVEMBER].amount
    found = talk(
        base,
        ("S01", NOVEMBER, whole, ACCEPTED), ("S02", NOVEMBER, 500, ACCEPTED),
        ("S03", DECEMBER, 100, ACCEPTED),
    )  # fmt: skip
    assert column(found.outcome, NOVEMBER) == column(base, NOVEMBER)
    assert found.outcome.target.cells["S03", DECEMBER] == 100
    assert [bid.store_id for bid in found.honoured] == ["S03"]
    error = found.conflicts[NOVEMBER]
    assert error.shortfall == 500
    assert NOVEMBER in error.columns
    assert {"S01", "S02"} <= set(error.rows)
    assert sum(abs(Decimal(change.by)) for change in error.relaxation) == 500
    (told,) = [each for each in found.findings if each.code == "bids_in_conflict"]
    assert "500" in told.what
    assert "S02 2026-11" in told.do


def test_less_than_the_month_needs_is_a_conflict_as_well() -> None:
    base = proposal()
    found = talk(base, *((store, NOVEMBER, 100, ACCEPTED) for store in STORES))
    assert found.conflicts[NOVEMBER].shortfall == base.target.company[NOVEMBER].amount - 400
    assert found.outcome.target.cells == base.target.cells


def test_a_month_in_conflict_stays_at_the_last_numbers_that_were_issued() -> None:
    base = proposal()
    first = talk(base, ("S01", NOVEMBER, 300, ACCEPTED))
    issued: Any = {"target": first.outcome.target.cells}
    accepted = [("S01", NOVEMBER, 300, ACCEPTED), ("S02", NOVEMBER, 10**7, ACCEPTED)]
    second = talk(base, *accepted, issued=issued)
    assert column(second.outcome, NOVEMBER) == column(first.outcome, NOVEMBER)
    stale: Any = {"target": {**first.outcome.target.cells, ("S04", NOVEMBER): Decimal(1)}}
    assert column(talk(base, *accepted, issued=stale).outcome, NOVEMBER) == column(base, NOVEMBER)


def test_limits_of_the_others_are_kept_and_named_when_they_stand_in_the_way() -> None:
    base = proposal()
    least = {(store, NOVEMBER): base.target.cells[store, NOVEMBER] for store in STORES[1:]}
    before = base.target.cells["S01", NOVEMBER]
    found = talk(base, ("S01", NOVEMBER, before + 700, ACCEPTED), limits=Limits(least))
    assert found.conflicts[NOVEMBER].shortfall == 700
    loose = {key: amount - 300 for key, amount in least.items()}
    found = talk(base, ("S01", NOVEMBER, before + 700, ACCEPTED), limits=Limits(loose))
    assert all(found.outcome.target.cells[key] >= amount for key, amount in loose.items())


def limited(span: str, item: str, **amounts: int) -> pd.DataFrame:
    row = dict.fromkeys(("minimum", "maximum", "max_growth", "locked"))
    said = {name: Decimal(amount) for name, amount in amounts.items()}
    known = {"span": span, "level": "门店", "item_id": item, "reason": "合同"}
    return pd.DataFrame([{**known, **row, **said}], dtype=object)


def test_what_is_limited_in_the_ledger_is_kept_for_those_who_carry_the_difference() -> None:
    locked = proposal(limited=limited("2026-11", "S02", locked=2000))
    more = locked.target.cells["S01", NOVEMBER] + 900
    found = talk(locked, ("S01", NOVEMBER, more, ACCEPTED))
    assert found.outcome.target.cells["S02", NOVEMBER] == 2000
    least = proposal(limited=limited("2026-11", "S04", minimum=4500))
    found = talk(least, ("S01", NOVEMBER, more, ACCEPTED))
    assert found.outcome.target.cells["S04", NOVEMBER] >= 4500
    assert found.findings == ()


def test_a_years_limit_that_honouring_breaks_is_told() -> None:
    free = proposal()
    most = int(free.target.year_of("S04")) + 100
    base = proposal(limited=limited("2026", "S04", maximum=most))
    found = talk(base, ("S01", NOVEMBER, 100, ACCEPTED))
    assert codes(found) == ["limit_not_kept"]
    assert total(column(found.outcome, NOVEMBER).values()) == base.target.company[NOVEMBER].amount


@pytest.mark.parametrize(
    "row",
    [
        ("S01", OCTOBER, 5, ACCEPTED),
        ("S03", DECEMBER, 5, ACCEPTED),
        ("S99", DECEMBER, 5, ACCEPTED),
    ],
    ids=["the month is over", "the store has closed", "nobody knows the store"],
)
def test_a_bid_for_what_is_not_open_is_told_and_not_used(row: tuple[Any, ...]) -> None:
    over = targets_frame(*(("2026-10", "门店", s, 2500, 2750) for s in STORES))
    base = proposal(targets=over)
    found = talk(base, row, stores=stores_frame(("S03", date(2026, 11, 30))))
    assert codes(found) == ["bid_not_open"]
    assert (found.bids, found.shifts) == ((), [])


def test_a_bid_without_a_reason_is_asked_for_it_until_somebody_decides() -> None:
    base = proposal()
    assert codes(talk(base, ("S01", NOVEMBER, 5, "", " "))) == ["bid_without_reason"]
    assert codes(talk(base, ("S01", NOVEMBER, 5, REFUSED, ""))) == []


def test_a_decision_does_not_hold_for_a_bid_that_was_changed_since() -> None:
    base = proposal()
    found = talk(base, ("S01", NOVEMBER, 5, ACCEPTED, "新合同", True))
    assert codes(found) == ["bid_decision_outdated"]
    assert found.undecided
    assert found.shifts == []


amounts = st.integers(0, 60_000)
rows = st.lists(
    st.tuples(
        st.sampled_from(STORES), st.sampled_from([NOVEMBER, DECEMBER]), amounts,
        st.sampled_from([ACCEPTED, REFUSED, ""]),
    ),
    unique_by=lambda row: row[:2], max_size=8,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(rows, st.sampled_from(["1", "100", "10000"]), st.randoms(use_true_random=False))
def test_whatever_is_accepted_totals_hold_and_order_does_not_matter(
    asked: list[Any], unit: str, random: Any
) -> None:
    base = BASES(unit)
    found = talk(base, *asked)
    for kind in ("target", "challenge"):
        for month in base.months:
            company = base.division(kind).company[month].amount
            assert total(column(found.outcome, month, kind).values()) == company
    for bid in found.honoured:
        assert found.outcome.target.cells[bid.key] == bid.amount
    assert all(amount >= 0 for amount in found.outcome.target.cells.values())
    for month, error in found.conflicts.items():
        locks = [row[2] for row in asked if row[1] == month and row[3] == ACCEPTED]
        whole = base.target.company[month].amount
        assert sum(locks) > whole or (len(locks) == len(STORES) and sum(locks) != whole)
        assert error.relaxation or error.conflict.totals
    shuffled = list(asked)
    random.shuffle(shuffled)
    assert talk(base, *shuffled).outcome.target.cells == found.outcome.target.cells


def _bases() -> Callable[[str], Proposal]:
    made: dict[str, Proposal] = {}
    return lambda unit: made.setdefault(unit, made.get(unit) or proposal(unit))


BASES = _bases()


def test_any_two_versions_can_be_compared_and_come_back_from_the_ledger_as_they_were() -> None:
    base = proposal()
    found = talk(base, ("S01", NOVEMBER, base.target.cells["S01", NOVEMBER] + 900, ACCEPTED))
    old, new = (
        version_of(base, 1),
        version_of(found.outcome, 2, at="t", who="王", why="一", round=2),
    )
    assert compare(old, new) == found.shifts
    assert total(shift.by for shift in compare(old, new)) == 0
    assert compare(new, new) == []
    heads = pd.DataFrame(
        [
            {"year": "2026", "version": str(v.number), "at": v.at, "who": v.who, "why": v.why,
             "round": v.round}
            for v in (new, old)
        ],
        dtype=object,
    )  # fmt: skip
    cells = pd.concat([rows_of_version(each, 2026) for each in (new, old)])
    assert versions_of(heads, cells) == [old, new]
    assert not old.same_numbers(new)

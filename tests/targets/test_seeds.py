"""What every store's month weighs: the factors, seen one by one, and their mix."""

from datetime import date, timedelta
from decimal import Decimal
from math import isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.periods import Period, months_of
from kamtools.targets.calendars import WorkCalendar
from kamtools.targets.cells import Cells
from kamtools.targets.factors import Factor
from kamtools.targets.mix import DEFAULT_MIX, BadMix, Evidence, Mix
from kamtools.targets.seeds import Seeds, seed
from kamtools.targets.shops import Shop

NOW = Period(2025, 12)
MONTHS = months_of(2026)
WEEKDAYS = Evidence(calendar=WorkCalendar(country="weekdays"))


def shop(store_id: str, opened: date | None = date(2015, 1, 1), **more) -> Shop:
    return Shop(store_id, "东区", opened, more.get("closed"))


def sold(**by_store: list[int]) -> Cells:
    """Twelve amounts a year for each store, the years ending with 2025."""
    cells: Cells = {}
    for store, amounts in by_store.items():
        first = 2026 - len(amounts) // 12
        for step, amount in enumerate(amounts):
            cells[store, Period(first, 1).plus(step)] = Decimal(amount)
    return cells


def mixed(sales: Cells, *shops: Shop, evidence: Evidence = WEEKDAYS, **weights: float) -> Seeds:
    mix = Mix({Factor[name]: weight for name, weight in weights.items()})
    return seed(sales, shops, 2026, NOW, mix=mix, evidence=evidence)


def test_by_last_year_a_month_is_last_years_share() -> None:
    seeds = mixed(sold(A=[1] * 11 + [89], B=[100] * 12), shop("A"), shop("B"), LAST_YEAR=1)
    assert seeds.shares.at["A", MONTHS[0]] == pytest.approx(1 / 1300)
    assert seeds.weights["A", MONTHS[11]] == 89
    assert seeds.findings == ()


def test_by_the_companys_season_each_store_keeps_its_year_and_shares_the_months() -> None:
    seeds = mixed(sold(A=[120] + [0] * 11, B=[0] * 6 + [40] * 6), shop("A"), shop("B"),
                  COMPANY_MONTHS=1)  # fmt: skip
    assert seeds.weights["A", MONTHS[0]] == Decimal("40.00")  # a third of its 120
    assert seeds.weights["B", MONTHS[0]] == Decimal("80.00")  # a third of its 240
    assert sum(seeds.weights.values()) == 360


def test_three_years_are_the_mean_of_the_years_shares() -> None:
    seeds = mixed(sold(A=[10] * 12 + [30] * 24, B=[10] * 36), shop("A"), shop("B"), THREE_YEARS=1)
    assert seeds.shares.loc["A"].sum() == pytest.approx((0.5 + 0.75 + 0.75) / 3)


def test_growth_is_each_stores_own_and_no_more_than_double() -> None:
    seeds = mixed(
        sold(A=[10] * 12 + [15] * 12, B=[1] * 12 + [10] * 12), shop("A"), shop("B"), GROWTH=1
    )
    assert seeds.shares.at["A", MONTHS[0]] / seeds.shares.at["B", MONTHS[0]] == pytest.approx(
        15 * 1.5 / (10 * 2)
    )


def test_capacity_and_trade_area_divide_the_stores_and_the_season_divides_the_months() -> None:
    evidence = Evidence(capacity={"A": 300.0, "B": 100.0}, calendar=WEEKDAYS.calendar)
    seeds = mixed(sold(A=[10] * 12, B=[10] * 12), shop("A"), shop("B"), evidence=evidence,
                  CAPACITY=1)  # fmt: skip
    assert seeds.shares.loc["A"].tolist() == pytest.approx([0.75 / 12] * 12)
    both = mixed(sold(A=[10] * 12, B=[10] * 12), shop("A"), shop("B"), evidence=evidence,
                 CAPACITY=1, LAST_YEAR=1)  # fmt: skip
    assert both.shares.loc["A"].sum() == pytest.approx((0.75 + 0.5) / 2)


def test_a_factor_that_says_nothing_of_a_store_is_named_and_costs_it_nothing() -> None:
    evidence = Evidence(potential={"A": 300.0, "B": nan}, calendar=WEEKDAYS.calendar)
    seeds = mixed(sold(A=[20] * 12, B=[10] * 12, C=[10] * 12), shop("A"), shop("B"), shop("C"),
                  evidence=evidence, TRADE_AREA=1, LAST_YEAR=1)  # fmt: skip
    assert [seeds.shares.loc[store].sum() for store in "ABC"] == pytest.approx([0.5, 0.25, 0.25])
    assert [finding.what for finding in seeds.findings] == [
        "商圈潜力：B、C没有数据，没有用上",
        "商圈潜力：B 的值“nan”不是正数，没有用上",
    ]
    assert seeds.tables[Factor.TRADE_AREA].loc["C"].isna().all()


def test_a_factor_that_nobody_has_is_named_and_last_year_stands_in() -> None:
    seeds = mixed(sold(A=[30] * 12, B=[10] * 12), shop("A"), shop("B"), CAPACITY=1)
    assert seeds.shares.loc["A"].sum() == pytest.approx(0.75)
    assert [finding.what for finding in seeds.findings] == ["承载能力：全部门店没有数据，没有用上"]


def test_working_days_move_the_months_at_their_strength() -> None:
    sales = sold(A=[100] * 12)
    full = mixed(sales, shop("A"), LAST_YEAR=1, WORKING_DAYS=1)
    half = mixed(sales, shop("A"), LAST_YEAR=1, WORKING_DAYS=0.5)
    # January has 23 weekdays in 2025 and 22 in 2026
    assert full.tables[Factor.WORKING_DAYS].at["A", MONTHS[0]] == pytest.approx(22 / 23)
    assert full.retiming[MONTHS[0]] == pytest.approx(22 / 23)
    assert half.retiming[MONTHS[0]] == pytest.approx(1 - 0.5 / 23)


def test_manual_coefficients_count_by_store_and_by_month() -> None:
    manual: dict[str | tuple[str, Period], float] = {"A": 2.0, ("A", MONTHS[0]): 0.5}
    evidence = Evidence(manual=manual, calendar=WEEKDAYS.calendar)
    seeds = mixed(sold(A=[10] * 12, B=[10] * 12), shop("A"), shop("B"), evidence=evidence,
                  LAST_YEAR=1)  # fmt: skip
    ratio = seeds.shares.loc["A"] / seeds.shares.loc["B"]
    assert ratio.tolist() == pytest.approx([1.0] + [2.0] * 11)


def test_every_factor_of_every_cell_can_be_seen() -> None:
    seeds = mixed(sold(A=[10] * 12, B=[10] * 12), shop("A"), shop("B"), LAST_YEAR=3,
                  COMPANY_MONTHS=1, WORKING_DAYS=1)  # fmt: skip
    factors = seeds.factors
    assert list(factors.columns) == ["store_id", "period", "factor", "value", "weight"]
    assert len(factors) == 2 * 12 * 3
    cell = factors[(factors["store_id"] == "A") & (factors["period"] == MONTHS[2])]
    value = dict(zip(cell["factor"], cell["value"], strict=True))
    seen = (3 * value["last_year"] + value["company_months"]) / 4 * value["working_days"]
    whole = sum((1 / 12) * days for days in seeds.tables[Factor.WORKING_DAYS].loc["A"])
    assert seeds.shares.at["A", MONTHS[2]] == pytest.approx(seen / whole)


def test_a_cell_explains_itself_factor_by_factor() -> None:
    seeds = mixed(sold(A=[10] * 12), shop("A"), LAST_YEAR=1, WORKING_DAYS=0.5)
    assert seeds.explain("A", MONTHS[0]) == (
        "去年同月 8.3333%（权重 1） × 工作日 0.9565（力度 0.5） → 8.1478%（全年合计归一）"
    )


def test_a_new_store_says_whose_months_stand_in_for_it() -> None:
    new = shop("N", opened=date(2025, 10, 1))
    seeds = mixed(sold(A=[100] * 12, N=[0] * 9 + [50] * 3), shop("A"), new, COMPANY_MONTHS=1)
    peers = seeds.peers
    assert peers[["store_id", "peer"]].to_numpy().tolist() == [["N", "A"]]
    assert peers["why"].tolist() == ["取本区域"]
    assert seeds.shares.loc["N"].sum() == pytest.approx(1 / 3)


def test_the_months_before_a_store_opens_and_after_it_closes_weigh_nothing() -> None:
    closing = shop("A", closed=date(2026, 6, 15))
    seeds = seed(sold(A=[100] * 12, B=[100] * 12), [closing, shop("B")], 2026, NOW)
    assert (seeds.shares.loc["A"].iloc[6:] == 0).all()
    assert 0.3 < seeds.shares.at["A", MONTHS[5]] / seeds.shares.at["B", MONTHS[5]] < 0.6
    assert not any(month > Period(2026, 6) for store, month in seeds.weights if store == "A")


def test_half_a_year_of_sales_is_no_season_and_goes_by_last_year() -> None:
    half = {key: amount for key, amount in sold(A=[10] * 12).items() if key[1].month > 6}
    seeds = seed(half, [shop("A")], 2026, NOW)
    assert "公司淡旺季：全部门店没有数据" in seeds.findings[0].what
    assert [float(seeds.weights["A", month]) for month in MONTHS] == [0] * 6 + [10] * 6


def test_next_year_is_retimed_before_this_one_is_over() -> None:
    so_far = {key: amount for key, amount in sold(A=[10] * 36).items()
              if key[1] <= Period(2025, 10)}  # fmt: skip
    seeds = seed(so_far, [shop("A")], 2026, Period(2025, 10), evidence=WEEKDAYS)
    assert seeds.retiming[MONTHS[0]] == pytest.approx(22 / 23)
    assert seeds.shares.at["A", MONTHS[11]] > 0  # by the season of the years before


def test_a_festival_that_the_days_do_not_reach_is_named() -> None:
    first = date(2025, 7, 1)
    days = {first + timedelta(step): 100.0 for step in range(184)}
    evidence = Evidence(days=days)
    seeds = seed(sold(A=[10] * 12), [shop("A")], 2026, NOW, evidence=evidence)
    assert [finding.what for finding in seeds.findings] == [
        "节日移动：春节、端午没有数据，没有用上"
    ]


def test_sales_by_month_alone_are_told_when_they_move_anything() -> None:
    season = [10, 40, 10, 10, 10, 10, 10, 10, 30, 10, 10, 10]
    seeds = seed(sold(A=season * 2), [shop("A")], 2026, NOW)
    assert [finding.code for finding in seeds.findings] == ["festivals_from_months"]


def test_a_year_whose_calendar_is_not_out_warns() -> None:
    sales = {("A", Period(2089, month)): Decimal(5) for month in range(1, 13)}
    seeds = seed(sales, [shop("A")], 2090, Period(2089, 12))
    assert [finding.values["year"] for finding in seeds.findings
            if finding.code == "calendar_not_published"] == [2089, 2090]  # fmt: skip


@pytest.mark.parametrize(
    "weights",
    [{}, {Factor.FESTIVALS: 1}, {Factor.LAST_YEAR: -1}, {Factor.LAST_YEAR: 0},
     {Factor.LAST_YEAR: nan}, {Factor.LAST_YEAR: 1, Factor.WORKING_DAYS: 1.5},
     {Factor.LAST_YEAR: float("inf")}],
)  # fmt: skip
def test_a_mix_that_cannot_work_is_refused(weights: dict[Factor, float]) -> None:
    with pytest.raises(BadMix):
        Mix(weights)


def test_no_stores_and_no_sales_are_no_trouble() -> None:
    assert seed({}, [], 2026, NOW).weights == {}
    assert not any(seed({}, [shop("A")], 2026, NOW).weights.values())


names = st.sampled_from(["A", "B", "C", "D"])
dates = st.none() | st.dates(date(2022, 1, 1), date(2026, 12, 31))


@st.composite
def departments(draw: st.DrawFn) -> tuple[Cells, list[Shop], Mix, Evidence]:
    shops = []
    for name in draw(st.lists(names, unique=True, min_size=1)):
        opened, closed = draw(dates), draw(dates)
        if opened and closed and closed < opened:
            opened, closed = closed, opened
        shops.append(Shop(name, draw(st.sampled_from(["东区", "西区"])), opened, closed))
    first = Period(draw(st.integers(2022, 2025)), draw(st.integers(1, 12)))
    months = [m for m in (first.plus(step) for step in range(48)) if m <= NOW]
    amounts = st.integers(-1_000, 100_000)
    sales = {(s.store_id, m): Decimal(draw(amounts)) for s in shops for m in months}
    weights = {f: draw(st.floats(0, 1)) for f in Factor if f is not Factor.MANUAL}
    sizes = st.dictionaries(names, st.floats(-1, 1e6) | st.just(nan))
    evidence = Evidence(
        capacity=draw(sizes), potential=draw(sizes),
        manual=draw(st.dictionaries(names, st.floats(0, 10))),
    )  # fmt: skip
    return sales, shops, Mix(weights | {Factor.LAST_YEAR: 1.0}), evidence


@given(departments(), st.randoms())
def test_what_always_holds(department, random) -> None:
    sales, shops, mix, evidence = department
    seeds = seed(sales, shops, 2026, NOW, mix=mix, evidence=evidence)
    shares = seeds.shares
    assert (shares.to_numpy() >= 0).all()
    whole = shares.to_numpy().sum()
    assert whole == pytest.approx(1) or whole == 0
    for each in shops:
        for month in MONTHS:
            assert each.open_in(month) or shares.at[each.store_id, month] == 0
    # neither the order of the stores nor that of the sales matters
    shuffled, mixed_up = list(shops), list(sales.items())
    random.shuffle(shuffled)
    random.shuffle(mixed_up)
    again = seed(dict(mixed_up), shuffled, 2026, NOW, mix=mix, evidence=evidence)
    assert again.shares.equals(shares)
    assert again.weights == seeds.weights
    assert (
        again.findings == seeds.findings
        or any(isnan(v) for v in evidence.capacity.values())
        or any(isnan(v) for v in evidence.potential.values())
    )


def test_the_default_is_named_as_a_form_writes_it() -> None:
    assert str(DEFAULT_MIX) == "去年全年×公司淡旺季、节日移动、工作日"
    assert str(Mix({Factor.LAST_YEAR: 3, Factor.CAPACITY: 0.5})) == "去年同月 3、承载能力 0.5"

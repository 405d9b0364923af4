"""Last year as the weights of this year, and what stands in for it."""

from datetime import date
from decimal import Decimal

from kamtools.periods import Period, months_of
from kamtools.targets.cells import Cells
from kamtools.targets.last_year import LastYear, last_year
from kamtools.targets.shops import Shop

NOW = Period(2026, 10)
OLD = date(2015, 5, 1)


def shop(store_id: str, region: str = "东区", opened: date | None = OLD, **more) -> Shop:
    return Shop(store_id, region, opened, more.get("closed"))


def sold(store_id: str, amount: int, first: Period, last: Period = NOW) -> Cells:
    months = [first]
    while months[-1] < last:
        months.append(months[-1].plus(1))
    return {(store_id, month): Decimal(amount) for month in months}


def weights(seeds: LastYear, store_id: str) -> list[Decimal]:
    return [seeds.weights.get((store_id, month), Decimal(0)) for month in months_of(2026)]


def test_last_years_month_is_this_years_weight() -> None:
    sales = {("S01", Period(2025, month)): Decimal(month) for month in range(1, 13)}
    assert weights(last_year(sales, [shop("S01")], 2026, NOW), "S01") == list(range(1, 13))


def test_a_month_of_returns_weighs_nothing_and_is_told() -> None:
    sales = sold("S01", 100, Period(2025, 1)) | {("S01", Period(2025, 3)): Decimal("-50.5")}
    seeds = last_year(sales, [shop("S01")], 2026, NOW)
    assert weights(seeds, "S01") == [100, 100, 0, *[100] * 9]
    assert [str(note) for note in seeds.notes] == ["去年3月退货多于销售（-50.5），按 0 计"]


def test_a_store_closed_on_the_last_day_of_a_month_is_open_all_of_it() -> None:
    closed = shop("S01", closed=date(2026, 3, 31))
    seeds = last_year(sold("S01", 100, Period(2025, 1), Period(2026, 3)), [closed], 2026, NOW)
    assert weights(seeds, "S01") == [100, 100, 100, *[0] * 9]
    assert [str(note) for note in seeds.notes] == ["2026-03-31 关店，自4月起为 0"]


def test_a_store_that_closes_at_the_end_of_the_year_is_like_any_other() -> None:
    closed = shop("S01", closed=date(2026, 12, 31))
    seeds = last_year(sold("S01", 100, Period(2025, 1)), [closed], 2026, NOW)
    assert weights(seeds, "S01") == [100] * 12
    assert seeds.notes == ()


def test_a_closed_store_weighs_its_open_days_of_the_closing_month_and_nothing_later() -> None:
    closed = shop("S01", closed=date(2026, 3, 20))
    seeds = last_year(sold("S01", 100, Period(2025, 1), Period(2026, 3)), [closed], 2026, NOW)
    assert weights(seeds, "S01") == [100, 100, Decimal("64.52"), *[0] * 9]
    assert [str(note) for note in seeds.notes] == [
        "2026-03-20 关店，3月按营业 20 天（共 31 天）折算，自4月起为 0"
    ]


def test_a_new_store_takes_its_regions_profile_scaled_by_what_it_sold_so_far() -> None:
    new = shop("S03", opened=date(2026, 8, 15))
    stores = [shop("S01"), shop("S02"), shop("S09", "西区"), new]
    sales = sold("S01", 300, Period(2025, 1)) | sold("S02", 100, Period(2025, 1))
    sales |= sold("S09", 9_999, Period(2025, 1)) | sold("S03", 100, Period(2026, 8))
    sales[("S01", Period(2025, 12))] = Decimal(700)
    seeds = last_year(sales, stores, 2026, NOW)
    # whole months: 9 and 10; 200 against 800 of its two peers, so a quarter of their last year
    # open on 17 of the 31 days of August
    assert weights(seeds, "S03") == [*[0] * 7, Decimal("54.84"), 100, 100, 100, 200]
    (stand_in,) = seeds.stand_ins
    assert (stand_in.peers, stand_in.factor) == (("S01", "S02"), Decimal("0.25"))
    assert str(seeds.notes[0]) == (
        "新店，8月至12月没有去年整月：取本区域 2 家老店的去年同月 × 0.2500"
        "（开业以来销售 200 ÷ 老店同期 800）；8月按营业 17 天（共 31 天）折算"
    )


def test_a_store_opened_during_last_year_is_new_only_for_the_months_before() -> None:
    new = shop("S02", opened=date(2025, 4, 10))
    sales = sold("S01", 100, Period(2025, 1)) | sold("S02", 50, Period(2025, 4))
    seeds = last_year(sales, [shop("S01"), new], 2026, NOW)
    assert weights(seeds, "S02") == [50] * 12
    assert "1月至4月" in str(seeds.notes[0])


def test_a_new_store_that_sold_nothing_yet_weighs_what_the_smallest_peer_did() -> None:
    new = shop("S03", opened=date(2026, 11, 20))
    sales = sold("S01", 300, Period(2025, 1)) | sold("S02", 100, Period(2025, 1))
    seeds = last_year(sales, [shop("S01"), shop("S02"), new], 2026, NOW)
    assert weights(seeds, "S03") == [*[0] * 10, Decimal("36.67"), 100]
    assert "取本区域最小的老店 S02" in str(seeds.notes[0])
    (stand_in,) = seeds.stand_ins
    assert (stand_in.store_id, stand_in.peers, stand_in.factor) == ("S03", ("S02",), 1)


def test_a_region_without_an_old_store_looks_at_the_whole_company() -> None:
    new = shop("S03", "西区", opened=date(2026, 9, 1))
    sales = sold("S01", 400, Period(2025, 1)) | sold("S03", 100, Period(2026, 9))
    seeds = last_year(sales, [shop("S01"), new], 2026, NOW)
    assert weights(seeds, "S03") == [*[0] * 8, 100, 100, 100, 100]
    assert "本区域没有老店，取全公司 1 家老店的去年同月" in str(seeds.notes[0])


def test_a_new_store_without_any_store_to_go_by_weighs_nothing_and_is_told() -> None:
    new = shop("S01", opened=date(2026, 9, 1))
    seeds = last_year(sold("S01", 100, Period(2026, 9)), [new], 2026, NOW)
    assert not any(weights(seeds, "S01"))
    assert "没有可参照的老店" in str(seeds.notes[0])

"""On real sales the default forecast of a month beats each of its parts."""

from decimal import Decimal

import pytest

from benchmarks.forecasts import CALENDAR, month_errors, year_errors
from benchmarks.real_sales import IOWA, iowa, together
from kamtools.targets.forecast import PRIOR_COUNTS
from kamtools.targets.profiles import learn_profile

pytestmark = pytest.mark.skipif(not IOWA.exists(), reason="no real sales at hand")


def test_the_default_beats_run_rate_pace_and_last_year_on_every_day_of_the_month() -> None:
    stores = iowa()
    company = together(stores)
    profile = learn_profile({d: a for d, a in company.items() if d.year < 2020}, CALENDAR)
    errors = month_errors(stores, 2020, 12, profile)
    default = errors[f"blend {PRIOR_COUNTS}"]
    for other in ("run rate", "working days", "pace", "last year", "season"):
        assert all(ours < theirs for ours, theirs in zip(default, errors[other], strict=True))
    assert default == pytest.approx([31.7, 25.5, 21.4, 17.9, 12.5], abs=0.1)


def test_the_companys_year_is_forecast_closer_than_by_twelfths() -> None:
    errors = year_errors({"": together(iowa())}, 2020)
    assert all(
        ours < theirs
        for ours, theirs in zip(
            errors["season at this year's level"], errors["months so far × 12"], strict=True
        )
    )
    assert Decimal(str(round(errors["season at this year's level"][0], 1))) == Decimal("5.8")

"""Frames as rows, and where each row stood."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kamtools.findings import Place
from kamtools.rows import place_of, rows_of

SOMEWHERE = Place("员工表")


@pytest.mark.parametrize("nothing", [None, np.nan, pd.NaT, pd.NA])
def test_every_kind_of_nothing_is_none(nothing: object) -> None:
    frame = pd.DataFrame({"day": [date(2026, 10, 1), nothing]}, dtype=object)
    assert rows_of(frame) == [{"day": date(2026, 10, 1)}, {"day": None}]


def test_a_row_knows_the_file_sheet_and_line_it_stood_in() -> None:
    frame = pd.DataFrame({"source_file": ["a.xlsx"], "source_sheet": [None], "source_row": [3.0]})
    assert place_of(rows_of(frame)[0], SOMEWHERE) == Place("a.xlsx", None, line=3)


@pytest.mark.parametrize("row", [{}, {"source_file": None, "source_row": 3}])
def test_a_row_without_a_file_is_looked_for_where_the_rule_says(row: dict[str, object]) -> None:
    assert place_of(row, SOMEWHERE) == SOMEWHERE

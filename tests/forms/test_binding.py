"""What a placeholder in a template's cell stands for."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.forms.binding import Placeholder, Unresolved, filled_text, placeholders, records

CARD = {
    "公司": "星河超市",
    "客户": {"全称": "东湖第一小学", "额度": Decimal("120000.50"), "建档": date(2025, 3, 1)},
    "月度": [{"金额": 10}, {"金额": 20}],
    "明细": [{"门店": "S01"}, {"门店": "S02"}],
    "备注": None,
}


def test_a_cell_that_is_one_placeholder_gets_the_typed_value():
    assert filled_text("{{客户.额度}}", CARD) == Decimal("120000.50")
    assert filled_text(" {{ 客户.建档 }} ", CARD) == date(2025, 3, 1)


def test_a_placeholder_inside_text_is_written_into_the_text():
    shown = filled_text("单位：{{客户.全称}}　建档：{{客户.建档}}", CARD)
    assert shown == "单位：东湖第一小学　建档：2025-03-01"
    assert filled_text("额度 {{客户.额度}} 元", CARD) == "额度 120,000.50 元"


def test_truths_moments_and_a_negative_nought_are_shown_in_text_as_excel_shows_them():
    data = {"是": True, "否": False, "时": datetime(2026, 10, 31, 8, 30), "零": -0.0}
    data["秒"] = datetime(2026, 10, 31, 8, 30, 5)
    shown = filled_text("{{是}} {{否}}，{{时}}，{{秒}}，{{零}}", data)
    assert shown == "TRUE FALSE，2026-10-31 08:30，2026-10-31 08:30:05，0.0"


def test_nothing_is_a_blank_cell_and_an_empty_word_in_text():
    assert filled_text("{{备注}}", CARD) is None
    assert filled_text("备注：{{备注}}", CARD) == "备注："


def test_a_repeating_placeholder_shows_the_record_it_is_asked_for():
    mark = Placeholder("明细[].门店")
    assert mark.repeats == "明细"
    assert [mark.resolve(CARD, item) for item in (0, 1, 2)] == ["S01", "S02", None]


def test_a_numbered_slot_counts_from_one_and_is_blank_beyond_the_list():
    assert Placeholder("月度[2].金额").resolve(CARD) == 20
    assert Placeholder("月度[3].金额").resolve(CARD) is None
    assert Placeholder("月度[3].金额").repeats is None


@pytest.mark.parametrize(
    "path", ["客户.电话", "客户", "明细[]", "公司[1]", "月度", "客户..全称", ""]
)
def test_a_path_that_leads_to_no_value_is_unresolved(path):
    with pytest.raises(Unresolved):
        Placeholder(path).resolve(CARD)


def test_records_of_something_that_is_no_list_are_unresolved():
    assert records(CARD, "明细") == CARD["明细"]
    with pytest.raises(Unresolved):
        records(CARD, "公司")


def test_all_placeholders_of_a_cell_are_found_in_order():
    found = placeholders("{{a}}、{{ b.c }}{d}{{e[].f}}")
    assert [mark.path for mark in found] == ["a", "b.c", "e[].f"]


@given(st.text())
def test_text_without_braces_stays_as_it_is(text):
    plain = text.replace("{", "")
    assert filled_text(plain, CARD) == plain

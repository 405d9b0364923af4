"""How a notebook shows a table."""

from decimal import Decimal

import pandas as pd

from kamtools.pictures.tables import shown


def test_row_numbers_are_not_shown_but_row_names_are():
    rows = pd.DataFrame({"门店": ["东湖店"], "目标": ["1,200"]})
    assert "<th" not in shown(rows).to_html().split("<tbody>")[1]
    assert "东湖店" in shown(rows.set_index("门店")).to_html()


def test_figures_stand_to_the_right_and_texts_to_the_left():
    rows = pd.DataFrame({"店": ["东湖店", "S01"], "额": ["1,200", "-3.5"], "率": ["12.0%", "—"]})
    style = shown(rows).to_html().split("</style>")[0]
    # As strong a rule as a column's class is needed: a cell's own id loses against "table td".
    assert [f".col{n} {{\n  text-align: right" in style for n in range(3)] == [False, True, True]


def test_amounts_get_commas_and_fen():
    assert ">1,234.50</td>" in shown(pd.DataFrame({"额": [Decimal("1234.5"), None]})).to_html()


def test_an_empty_table_is_shown_with_its_head():
    assert "门店" in shown(pd.DataFrame({"门店": []})).to_html()


def test_a_name_with_angle_brackets_is_shown_as_it_is_and_never_as_markup():
    name = "<img src=x onerror=alert(1)> & 店"
    rows = pd.DataFrame({name: [name]}, index=[name])
    html = shown(rows).to_html()
    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt; &amp; 店") == 3

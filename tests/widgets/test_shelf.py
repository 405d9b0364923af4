from decimal import Decimal
from pathlib import Path

import pytest

from kamtools.targets.factors import Factor
from kamtools.targets.tables import TOTAL
from kamtools.widgets import scenarios
from kamtools.widgets.desk import Desk
from kamtools.widgets.page import comparison
from kamtools.widgets.shelf import Shelf
from kamtools.widgets.words import ConflictStands
from tests.widgets.cases import made_case, made_desk, month

MARCH = month(3)


def test_scenarios_stand_side_by_side_with_the_first_and_the_present() -> None:
    desk = made_desk()
    shelf = Shelf(desk)
    desk.lock([("S03", MARCH)], 300_000)
    assert shelf.save("新城店加码") == "新城店加码"
    desk.lock([("S03", MARCH)], 200_000)
    table = shelf.compare(MARCH)
    assert list(table.columns) == ["原方案", "新城店加码", "现在"]
    assert list(table.loc["新城店"]) == [120_000, 300_000, 200_000]
    assert list(table.loc[TOTAL]) == [1_200_000] * 3
    assert list(shelf.compare().loc[TOTAL]) == [14_400_000] * 3


def test_a_scenario_is_taken_up_again_and_that_can_be_undone() -> None:
    desk = made_desk()
    shelf = Shelf(desk)
    desk.lock([("S03", MARCH)], 300_000)
    name = shelf.save("")
    desk.reset()
    shelf.restore(name)
    assert desk.balance.target.cells["S03", MARCH] == 300_000
    desk.undo()
    assert desk.balance.changed() == set()


@pytest.mark.parametrize("typed", ["", "  ", "原方案", "现在"])
def test_a_scenario_without_a_name_of_its_own_gets_the_next_number(typed: str) -> None:
    shelf = Shelf(made_desk())
    assert [shelf.save(typed), shelf.save(typed)] == ["方案1", "方案2"]
    shelf.drop("方案1")
    assert shelf.names == ["方案2"]
    assert shelf.save(typed) == "方案1"


def test_what_cannot_be_had_is_not_kept() -> None:
    desk = made_desk()
    desk.lock([("S03", MARCH)], 3_000_000)
    with pytest.raises(ConflictStands):
        Shelf(desk).save("做梦")


def test_scenarios_outlive_the_notebook(tmp_path: Path) -> None:
    file = tmp_path / "memory" / "scenarios.json"
    desk = made_desk()
    desk.lock([("S03", MARCH)], "300000.50")
    desk.limit([("S01", MARCH)], 1, "70万")
    desk.weigh({Factor.LAST_YEAR: 0.3})
    desk.hold_stores(False)
    Shelf(desk, file).save("甲")
    again = Desk(made_case())
    shelf = Shelf(again, file)
    assert shelf.names == ["甲"]
    shelf.restore("甲")
    assert again.knobs == desk.knobs
    assert again.balance.target.cells == desk.balance.target.cells
    assert again.knobs.limit(("S03", MARCH)).locked == Decimal("300000.50")


def test_a_damaged_file_is_no_scenario(tmp_path: Path) -> None:
    file = tmp_path / "scenarios.json"
    file.write_text('{"甲": {"weights": 1}}', encoding="utf-8")
    assert scenarios.load(file) == {}


def test_a_scenario_of_a_store_that_is_gone_is_still_there_without_it(tmp_path: Path) -> None:
    file = tmp_path / "scenarios.json"
    desk = made_desk()
    desk.lock([("S03", MARCH)], 300_000)
    Shelf(desk, file).save("甲")
    fewer = Desk(made_case(names={"S01": "东门店", "S02": "西门店"}))
    shelf = Shelf(fewer, file)
    shelf.restore("甲")
    assert fewer.conflict is None
    assert shelf.compare(MARCH).loc[TOTAL, "甲"] == 1_200_000


def test_one_that_cannot_be_had_any_more_says_so_beside_the_others(tmp_path: Path) -> None:
    file = tmp_path / "scenarios.json"
    desk = made_desk()
    desk.lock([("S03", MARCH)], 300_000)
    Shelf(desk, file).save("甲")
    poorer = Desk(made_case(company=200_000))
    page = comparison(Shelf(poorer, file), poorer, str(MARCH))
    assert "现在做不到" in page
    assert "&lt;西门&gt;店" in page
    assert "<西门>" not in page

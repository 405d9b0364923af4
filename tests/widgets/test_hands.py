import json
from decimal import Decimal

from kamtools.targets.given import UNLISTED
from kamtools.widgets.grid_state import grid_state
from kamtools.widgets.hands import hear
from tests.widgets.cases import STORES, made_case, made_desk, month, sums

MARCH = month(3)
AT = {"store": "S03", "month": "2026-03"}


def test_what_is_typed_is_locked_and_a_press_lets_it_go() -> None:
    desk = made_desk()
    hear(desk, {"act": "lock", **AT, "text": "30万"})
    assert desk.balance.target.cells["S03", MARCH] == 300_000
    hear(desk, {"act": "toggle", **AT})
    assert not desk.knobs.limit(("S03", MARCH))
    hear(desk, {"act": "toggle", **AT})
    assert desk.knobs.limit(("S03", MARCH)).locked == 120_000
    hear(desk, {"act": "unlock", **AT})
    assert not desk.knobs.limits


def test_a_row_is_locked_and_let_go_as_one() -> None:
    desk = made_desk()
    hear(desk, {"act": "row", "store": "S03"})
    assert len(desk.knobs.limits) == 12
    hear(desk, {"act": "row", "store": "S03"})
    assert not desk.knobs.limits


def test_a_decided_month_is_opened_and_shut() -> None:
    desk = made_desk(decided={(store, 5): 400_000 for store in STORES}, now=4)
    hear(desk, {"act": "month", "month": "2026-05"})
    assert desk.knobs.opened == {month(5)}
    hear(desk, {"act": "month", "month": "2026-05"})
    assert not desk.knobs.opened


def test_a_click_chooses_and_what_is_not_known_does_nothing() -> None:
    desk = made_desk()
    hear(desk, {"act": "choose", **AT})
    assert desk.chosen == ("S03", MARCH)
    before = desk.turned
    hear(desk, {"act": "explode"})
    hear(desk, {})
    assert desk.turned == before


def test_the_state_is_plain_json_and_says_what_the_table_says() -> None:
    desk = made_desk(decided={(store, 2): 400_000 for store in STORES}, now=2)
    desk.lock([("S03", MARCH)], 300_000)
    desk.limit([("S01", month(4))], 1, 700_000)
    desk.chosen = ("S03", MARCH)
    state = json.loads(json.dumps(grid_state(desk), ensure_ascii=False))
    assert [each["state"] for each in state["months"]] == ["free", "over", *["free"] * 10]
    rows = {row["id"]: row for row in state["stores"]}
    march = {store: row["cells"][2] for store, row in rows.items()}
    assert march["S03"]["text"] == "300,000"
    assert march["S03"]["kind"] == "locked"
    assert [march[store]["way"] for store in STORES] == [-1, -1, 1]
    assert rows["S01"]["cells"][1]["kind"] == "shut"
    assert rows["S01"]["cells"][3]["limits"] == "≥≤"
    assert rows["S02"]["name"] == "<西门>店"
    assert state["chosen"] == ["S03", "2026-03"]
    assert [line["cells"][2] for line in state["foot"]] == ["1,200,000", "1,200,000"]
    assert all(all(line["ties"]) for line in state["foot"])


def test_cells_in_conflict_are_marked() -> None:
    desk = made_desk()
    desk.lock([("S03", MARCH)], 3_000_000)
    cells = {row["id"]: row["cells"] for row in grid_state(desk)["stores"]}
    assert cells["S03"][2]["clash"]
    assert not cells["S01"][2]["clash"]


def test_amounts_stand_in_wan_where_targets_are_whole_wan() -> None:
    state = grid_state(made_desk(unit=10_000))
    assert state["stores"][0]["cells"][0]["text"] == "72"
    assert "万元" in state["corner"]


def test_a_store_that_is_not_in_the_list_is_shown_and_left_alone() -> None:
    case = made_case(decided={("S99", 5): 400_000})
    assert UNLISTED in case.stores
    assert not case.can_change((UNLISTED, month(5)))


def test_a_decided_table_that_misses_the_company_is_marked() -> None:
    desk = made_desk(decided={(store, 5): 300_000 for store in STORES}, now=6)
    assert grid_state(desk)["foot"][0]["ties"][4] is False
    assert sums(desk)[4] == Decimal(900_000)

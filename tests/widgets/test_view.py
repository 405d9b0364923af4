"""The controls without a browser: what they show, and what turning them does."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("anywidget")
pytest.importorskip("ipywidgets")

from kamtools.targets.factors import Factor
from kamtools.widgets.desk import Desk
from kamtools.widgets.knobs import Limit
from kamtools.widgets.shelf import Shelf
from kamtools.widgets.view import View
from kamtools.widgets.words import ConflictStands
from tests.widgets.cases import STORES, made_case, made_desk, month

MARCH = month(3)
CELL = ("S03", MARCH)


class Pretended:
    """Keeps nothing, and says what it was asked for."""

    def __init__(self) -> None:
        self.fails: Exception | None = None

    def keep_limits(self) -> str:
        return "存好了 <b>"

    def write_forms(self, why: str = "") -> str:
        if self.fails:
            raise self.fails
        return f"写好了\n{why}"


def view_of(desk: Desk) -> View:
    keeping: Any = Pretended()
    return View(desk, Shelf(desk), keeping)


def press(view: View, text: str) -> None:
    """Click the button that says ``text``."""
    found: list[Any] = []
    waiting: list[Any] = [view.whole]
    while waiting:
        widget = waiting.pop()
        waiting += getattr(widget, "children", ())
        if getattr(widget, "description", "") == text and hasattr(widget, "click"):
            found.append(widget)
    (button,) = found
    button.click()


def test_a_slider_weighs_and_shows_what_a_step_back_brings() -> None:
    desk = made_desk()
    view = view_of(desk)
    view.sliders[Factor.LAST_YEAR].value = 0.5
    assert desk.knobs.weights[Factor.LAST_YEAR] == 0.5
    assert view.basis.value is False
    press(view, "撤销一步")
    assert view.sliders[Factor.LAST_YEAR].value == 0
    assert view.basis.value is True
    assert not desk.can_undo


def test_only_factors_that_have_something_to_say_have_a_slider() -> None:
    view = view_of(made_desk())
    assert Factor.CAPACITY not in view.sliders
    assert Factor.WORKING_DAYS in view.sliders


def test_a_weight_beyond_the_usual_is_shown_and_not_cut_off() -> None:
    case = made_case()
    desk = Desk(case)
    desk.weigh({Factor.LAST_YEAR: 7.5})
    view = view_of(desk)
    view.sliders[Factor.GROWTH].value = 1.0
    assert desk.knobs.weights[Factor.LAST_YEAR] == 7.5


def test_the_chosen_cells_limits_are_typed_and_taken_in_one_step() -> None:
    desk = made_desk()
    view = view_of(desk)
    desk.chosen = CELL
    locked, low, high = view.fields.values()
    low.value, high.value = "20万", "25万"
    press(view, "就这样定")
    assert desk.knobs.limit(CELL) == Limit(None, Decimal(200_000), Decimal(250_000))
    assert (low.value, high.value, locked.value) == ("200,000", "250,000", "")
    assert "200,000" in view.story.value


def test_cells_that_cannot_be_changed_have_their_fields_shut() -> None:
    desk = made_desk(decided={(store, 2): 400_000 for store in STORES}, now=2)
    view = view_of(desk)
    assert all(field.disabled for field in view.fields.values())
    desk.chosen = ("S03", month(2))
    assert all(field.disabled for field in view.fields.values())
    desk.chosen = CELL
    assert not any(field.disabled for field in view.fields.values())


def test_a_conflict_is_shown_and_its_way_out_is_a_button() -> None:
    desk = made_desk()
    view = view_of(desk)
    assert "一分不差" in view.verdict.value
    desk.lock([CELL], "300万")
    assert "新城店" in view.verdict.value
    assert view.relax.layout.display != "none"
    press(view, "按最小的改动放宽")
    assert desk.conflict is None
    assert view.relax.layout.display == "none"
    assert "一分不差" in view.verdict.value


def test_the_grid_is_drawn_anew_with_every_change() -> None:
    desk = made_desk()
    view = view_of(desk)
    desk.lock([CELL], "30万")
    row = next(row for row in view.grid.state["stores"] if row["id"] == "S03")
    assert row["cells"][2]["text"] == "300,000"


def test_the_heat_map_follows_and_waits_while_nobody_looks() -> None:
    desk = made_desk()
    view = view_of(desk)
    first = bytes(view.picture.value)
    assert first.startswith(b"\x89PNG")
    desk.lock([CELL], "90万")
    second = bytes(view.picture.value)
    assert second != first
    view.tabs.selected_index = 1
    desk.lock([CELL], "10万")
    assert bytes(view.picture.value) == second
    view.month.value = str(MARCH)
    assert ">100,000<" in view.comparison.value
    assert ">−20,000<" in view.comparison.value


def test_scenarios_are_saved_restored_and_dropped_by_buttons() -> None:
    desk = made_desk()
    view = view_of(desk)
    desk.lock([CELL], "30万")
    view.name.value = "<甲>"
    press(view, "保存方案")
    assert "&lt;甲&gt;" in view.outcome.value
    assert view.saved.options == ("<甲>",)
    press(view, "全部还原")
    view.saved.value = "<甲>"
    press(view, "换到这个方案")
    assert desk.balance.target.cells[CELL] == 300_000
    press(view, "删除")
    assert view.saved.options == ()


def test_what_was_kept_or_refused_is_said_as_plain_text() -> None:
    desk = made_desk()
    view = view_of(desk)
    press(view, "锁定和上下限存进账本")
    assert "存好了 &lt;b&gt;" in view.outcome.value
    view.name.value = "为旺季"
    press(view, "按现在的数写表")
    assert "为旺季" in view.outcome.value
    keeping: Any = view.keeping
    keeping.fails = ConflictStands()
    press(view, "按现在的数写表")
    assert "冲突" in view.outcome.value
    keeping.fails = PermissionError(13, "no", str(Path("表.xlsx")))
    press(view, "按现在的数写表")
    assert "没有权限" in view.outcome.value


def test_names_from_files_are_never_read_as_html() -> None:
    desk = made_desk()
    view = view_of(desk)
    desk.chosen = ("S02", MARCH)
    desk.lock([("S02", MARCH)], "999万")
    assert "<西门>" not in view.story.value + view.verdict.value
    assert "&lt;西门&gt;店" in view.story.value

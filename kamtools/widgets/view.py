"""The desk in the browser: sliders, the grid, conflicts, the chosen cell, pictures, scenarios."""

import asyncio
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

import ipywidgets as w
import pandas as pd
from matplotlib.figure import Figure

from kamtools.errors import KamError, refusal
from kamtools.pictures.target_heat_map import weight_map
from kamtools.targets.factors import Factor
from kamtools.widgets import grid_state, page, words
from kamtools.widgets.desk import Desk
from kamtools.widgets.grid import Grid
from kamtools.widgets.keeping import Keeping
from kamtools.widgets.later import Later
from kamtools.widgets.shelf import Shelf

_SOON, _AFTERWARDS = 0.12, 0.4
"""Seconds that a slider, and the picture, wait for more."""
_MOST_WEIGHT = 3.0


class View:
    """Every control of one desk; ``whole`` is what a notebook shows."""

    def __init__(self, desk: Desk, shelf: Shelf, keeping: Keeping, others: int = 0) -> None:
        self.desk, self.shelf, self.keeping = desk, shelf, keeping
        self.grid = Grid(desk)
        self.verdict, self.message, self.story = w.HTML(), w.HTML(), w.HTML()
        self.outcome = w.HTML()
        self.relax = _button(words.RELAX.show(), desk.relax, "wrench", "warning")
        self.undo = _button(words.UNDO.show(), desk.undo, "undo")
        self._quiet, self._painted = False, 0
        self._weighing = Later(_SOON, self._weigh)
        self.fields = {name: _field(name.show()) for name in _LIMITS}
        self.sliders = {factor: self._slider(factor) for factor in _factors(desk)}
        self.hold = w.Checkbox(description=words.HOLD.show(), indent=False)
        self.basis = _choice([(words.AS_PROPOSED.show(), True), (words.BY_WEIGHTS.show(), False)])
        self.picture = w.Image(format="png", layout=w.Layout(max_width="100%"))
        self.month = w.Dropdown(
            options=[(words.WHOLE_YEAR.show(), ""), *_months(desk)], layout=_width("8em")
        )
        self.comparison = w.HTML()
        self.name = w.Text(placeholder=words.NAME.show(), layout=_width("12em"))
        self.saved = w.Dropdown(options=list(shelf.names), layout=_width("12em"))
        self._others = page.note(words.OTHERS.show(count=others)) if others else ""
        self.whole = self._laid_out()
        self._wire()
        self._redraw()

    # Layout.

    def _laid_out(self) -> w.VBox:
        tabs = w.Tab(
            [self.picture, w.VBox([self.month, self.comparison])],
            titles=[words.HEAT.show(), words.SIDE_BY_SIDE.show()],
        )
        self.tabs = tabs
        return w.VBox([
            self._knobs(),
            w.HBox([self.verdict, self.relax], layout=_wrap()),
            self.message,
            self.grid,
            w.HTML(page.note(words.LEGEND.show(), faint=True) + self._others),
            self._cell(),
            tabs,
            self._scenarios(),
            self.outcome,
        ], layout=w.Layout(width="100%"))  # fmt: skip

    def _knobs(self) -> w.HBox:
        bases = [slider for factor, slider in self.sliders.items() if factor.is_basis]
        others = [slider for factor, slider in self.sliders.items() if not factor.is_basis]
        right = [
            self.hold,
            w.HBox([w.Label(words.BASIS.show()), self.basis], layout=_wrap()),
            w.HBox([
                _button(words.OPEN_ALL.show(), self.desk.open_all, "unlock"), self.undo,
                _button(words.RESET.show(), self.desk.reset, "refresh"),
            ], layout=_wrap()),
        ]  # fmt: skip
        return w.HBox([
            w.VBox([_heading(words.WEIGHTS.show()), *bases]),
            w.VBox([_heading(words.STRENGTHS.show()), *others, *right]),
        ], layout=w.Layout(flex_flow="row wrap", grid_gap="4px 40px"))  # fmt: skip

    def _cell(self) -> w.VBox:
        buttons = [
            _button(words.APPLY.show(), self._apply, "check", "primary"),
            _button(words.FREE.show(), self._free, "unlock"),
        ]
        return w.VBox([self.story, w.HBox([*self.fields.values(), *buttons], layout=_wrap())])

    def _scenarios(self) -> w.HBox:
        return w.HBox([
            self.name, _button(words.SAVE.show(), self._save, "bookmark"),
            self.saved, _button(words.RESTORE.show(), self._restore, "folder-open"),
            _button(words.DROP.show(), self._drop, "trash"),
            _button(words.KEEP_LIMITS.show(), self._keep, "database"),
            _button(words.WRITE_FORM.show(), self._write, "file-excel-o", "success"),
        ], layout=_wrap())  # fmt: skip

    def _slider(self, factor: Factor) -> w.FloatSlider:
        most = max(_MOST_WEIGHT, self.desk.knobs.weights.get(factor, 0)) if factor.is_basis else 1
        slider = w.FloatSlider(
            min=0, max=most, step=0.1, description=str(factor), readout_format=".1f",
            style={"description_width": "11em"}, layout=_width("26em"),
        )  # fmt: skip
        slider.observe(lambda _: None if self._quiet else self._weighing.ask(), "value")
        return slider

    def _weigh(self) -> None:
        """All sliders at once: two may have been moved within a moment."""
        self.desk.weigh({factor: float(slider.value) for factor, slider in self.sliders.items()})

    # What happens.

    def _wire(self) -> None:
        desk = self.desk
        drawing = Later(_AFTERWARDS, self._draw)
        desk.observe(lambda _: self._redraw(), ["turned"])
        desk.observe(lambda _: drawing.ask(), ["turned"])
        desk.observe(lambda _: self._retell(), ["chosen"])
        desk.observe(lambda _: setattr(self.message, "value", page.message(desk)), ["message"])
        self.shelf.observe(lambda _: self._reshelve(), ["names"])
        self.tabs.observe(lambda _: self._draw(), ["selected_index"])
        self.month.observe(lambda _: self._draw(), ["value"])
        self.hold.observe(self._heard(lambda value: desk.hold_stores(value)), "value")
        self.basis.observe(self._heard(lambda value: desk.go_by(proposed=value)), "value")
        self._draw()

    def _heard(self, act: Callable[[Any], None]) -> Callable[[Any], None]:
        def heard(change: Any) -> None:
            if not self._quiet:
                act(change["new"])

        return heard

    def _redraw(self) -> None:
        """Show the desk as it is; what is set here is not a person's doing."""
        desk = self.desk
        self._quiet = True
        try:
            for factor, slider in self.sliders.items():
                slider.value = desk.knobs.weights.get(factor, 0.0)
            self.hold.value, self.basis.value = desk.knobs.hold_stores, desk.knobs.as_proposed
        finally:
            self._quiet = False
        self.verdict.value = page.verdict(desk)
        self.relax.layout.display = "" if desk.conflict and desk.conflict.way_out else "none"
        self.undo.disabled = not desk.can_undo
        self._retell()

    def _retell(self) -> None:
        """Show the chosen cell."""
        desk = self.desk
        self.story.value = page.story(desk)
        able = desk.chosen is not None and desk.case.can_change(desk.chosen)
        said = desk.knobs.limit(desk.chosen) if desk.chosen else None
        for name, field in self.fields.items():
            amount = getattr(said, _LIMITS[name], None)
            field.value = "" if amount is None else grid_state.shown(desk, amount)
            field.disabled = not able

    def _draw(self) -> None:
        """Draw what the open tab shows."""
        if self.tabs.selected_index:
            self.comparison.value = page.comparison(self.shelf, self.desk, self.month.value)
            return
        rows = [self.desk.case.name(store) for store in self.desk.case.stores]
        title = words.HEAT_TITLE.show(year=self.desk.case.base.year)
        self._painted += 1
        self._paint(self._painted, partial(_png, self.desk.balance.amounts, rows, title))

    def _paint(self, number: int, paint: Callable[[], bytes]) -> None:
        """Beside everything else, where there is an event loop: fifty stores take two seconds."""

        def hang(done: "asyncio.Future[bytes]") -> None:
            if number == self._painted:
                self.picture.value = done.result()

        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.picture.value = paint()
        else:
            loop.run_in_executor(None, paint).add_done_callback(hang)

    def _reshelve(self) -> None:
        self.saved.options = names = list(self.shelf.names)
        self.saved.value = names[-1] if names else None
        self._draw()

    # What the buttons do.

    def _apply(self) -> None:
        if (cell := self.desk.chosen) is None:
            return
        locked, low, high = (field.value for field in self.fields.values())
        self.desk.say(cell, locked, low, high)

    def _free(self) -> None:
        if self.desk.chosen is not None:
            self.desk.unlock([self.desk.chosen])

    def _save(self) -> None:
        self._told(lambda: words.SAVED.show(name=self.shelf.save(self.name.value)))

    def _restore(self) -> None:
        if self.saved.value:
            self.shelf.restore(self.saved.value)

    def _drop(self) -> None:
        if self.saved.value:
            self.shelf.drop(self.saved.value)

    def _keep(self) -> None:
        self._told(self.keeping.keep_limits)

    def _write(self) -> None:
        self._told(lambda: str(self.keeping.write_forms(self.name.value.strip())))

    def _told(self, act: Callable[[], str]) -> None:
        """Do it and show what it says, or why it could not be done."""
        try:
            said = act()
        except KamError as error:
            said = str(error)
        except OSError as error:
            told = refusal(error)
            if told is None:
                raise
            said = str(told)
        self.outcome.value = "".join(page.note(line) for line in said.splitlines())


_LIMITS = {words.LOCKED: "locked", words.MINIMUM: "minimum", words.MAXIMUM: "maximum"}


def _png(amounts: pd.DataFrame, rows: list[str], title: str) -> bytes:
    buffer = BytesIO()
    figure: Figure = weight_map(amounts, rows, title)
    figure.savefig(buffer, format="png", dpi=110)
    return buffer.getvalue()


def _factors(desk: Desk) -> list[Factor]:
    """The factors that have something to say of these stores."""
    evidence = desk.case.evidence
    without = {
        Factor.MANUAL,
        *([] if evidence.capacity else [Factor.CAPACITY]),
        *([] if evidence.potential else [Factor.TRADE_AREA]),
    }
    return [factor for factor in Factor if factor not in without]


def _months(desk: Desk) -> list[tuple[str, str]]:
    return [(words.MONTH.show(month=month.month), str(month)) for month in desk.case.months]


def _button(text: str, act: Callable[[], None], icon: str, style: str = "") -> w.Button:
    button = w.Button(
        description=text, icon=icon, button_style=style, layout=w.Layout(width="auto")
    )
    button.on_click(lambda _: act())
    return button


def _field(text: str) -> w.Text:
    return w.Text(description=text, style={"description_width": "3em"}, layout=_width("12em"))


def _choice(options: list[tuple[str, bool]]) -> w.ToggleButtons:
    return w.ToggleButtons(options=options, style={"button_width": "auto"})


def _heading(text: str) -> w.HTML:
    return w.HTML(f"<b>{text}</b>")


def _width(width: str) -> w.Layout:
    return w.Layout(width=width)


def _wrap() -> w.Layout:
    return w.Layout(flex_flow="row wrap", align_items="center", grid_gap="4px 12px")

"""The table of stores × months in the browser: one widget that draws itself, fast for 50 × 12."""

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from kamtools.widgets.desk import Desk
from kamtools.widgets.grid_state import grid_state
from kamtools.widgets.hands import hear

_HERE = Path(__file__).parent


class Grid(anywidget.AnyWidget):
    """Draws ``state`` and turns what a hand does into calls of the desk."""

    _esm = _HERE / "grid.js"
    _css = _HERE / "grid.css"
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        super().__init__(state=grid_state(desk))
        self.on_msg(self._heard)
        desk.observe(self._redraw, names=["turned", "chosen"])

    def _redraw(self, _: Any) -> None:
        self.state = grid_state(self._desk)

    def _heard(self, _: Any, content: Any, _buffers: Any) -> None:
        hear(self._desk, content)

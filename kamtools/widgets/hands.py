"""What a hand does on the grid, as calls of the desk."""

from collections.abc import Callable

from kamtools.periods import Period
from kamtools.widgets.desk import Desk
from kamtools.widgets.knobs import Cell

Said = dict[str, str]
"""What the browser tells: ``act``, and the store, the month and the text that it was done to."""


def hear(desk: Desk, said: Said) -> None:
    """Do what the browser says a hand did; what it does not know is nothing."""
    acts: dict[str, Callable[[Desk, Said], None]] = {
        "choose": _choose,
        "lock": lambda desk, said: desk.lock([_cell(said)], said["text"]),
        "toggle": lambda desk, said: _toggle(desk, [_cell(said)]),
        "unlock": lambda desk, said: desk.unlock([_cell(said)]),
        "row": lambda desk, said: _toggle(desk, desk.cells_of(said["store"], None)),
        "month": _month,
    }
    if act := acts.get(said.get("act", "")):
        act(desk, said)


def _choose(desk: Desk, said: Said) -> None:
    desk.chosen = _cell(said)


def _toggle(desk: Desk, cells: list[Cell]) -> None:
    """Lock them all, or let them go where all are locked."""
    if cells and all(desk.knobs.limit(cell).locked is not None for cell in cells):
        desk.unlock(cells)
    else:
        desk.lock(cells)


def _month(desk: Desk, said: Said) -> None:
    month = Period.parse(said["month"])
    if month in desk.knobs.opened:
        desk.shut([month])
    else:
        desk.open([month])


def _cell(said: Said) -> Cell:
    return said["store"], Period.parse(said["month"])

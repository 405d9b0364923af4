"""The desk's table as the grid in the browser draws it: plain texts, marks and shades."""

from decimal import Decimal
from typing import Any

from kamtools.money import NOUGHT, total
from kamtools.periods import Period
from kamtools.targets.given import UNLISTED
from kamtools.targets.tables import TOTAL
from kamtools.widgets import words
from kamtools.widgets.desk import Desk
from kamtools.widgets.knobs import Cell

State = dict[str, Any]
"""What JSON can carry."""


def grid_state(desk: Desk) -> State:
    """All that is drawn; nothing in it is HTML."""
    most = max(desk.balance.target.cells.values(), default=NOUGHT)
    return {
        "corner": words.CORNER.show(unit=words.UNITS[desk.case.shown_unit].show()),
        "months": [_month(desk, month) for month in desk.case.months],
        "stores": [_store(desk, store, most) for store in desk.case.stores],
        "foot": _foot(desk),
        "chosen": _named(desk.chosen),
        "words": {name: each.show() for name, each in words.GRID.items()},
    }


def shown(desk: Desk, amount: Decimal) -> str:
    """An amount in the desk's unit, with thousands commas and no empty decimals."""
    value = amount / desk.case.shown_unit.value
    text = f"{value:,.4f}" if value % 1 else f"{value:,.0f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _named(cell: Cell | None) -> list[str] | None:
    return [cell[0], str(cell[1])] if cell else None


def _month(desk: Desk, month: Period) -> State:
    target = desk.balance.target
    state = "free"
    if month in target.unknown:
        state = "unknown"
    elif target.is_settled(month):
        state = "decided" if desk.case.can_open(month) else "over"
    elif month in desk.knobs.opened:
        state = "opened"
    return {
        "id": str(month),
        "name": words.MONTH.show(month=month.month),
        "state": state,
        "said": words.MONTH_STATES[state].show(),
    }


def _store(desk: Desk, store: str, most: Decimal) -> State:
    before, now = (
        total(each.cells.get((store, month), NOUGHT) for month in desk.case.months)
        for each in (desk.case.base.target, desk.balance.target)
    )
    return {
        "id": store,
        "name": desk.case.name(store),
        "hint": store,
        "cells": [_cell(desk, (store, month), most) for month in desk.case.months],
        "total": shown(desk, now),
        "moved": _moved(desk, now - before),
        "open": bool(desk.cells_of(store, None)) and store != UNLISTED,
    }


def _cell(desk: Desk, cell: Cell, most: Decimal) -> State:
    target, said = desk.balance.target, desk.knobs.limit(cell)
    if cell not in target.cells:
        return {"text": "", "kind": "none", "shade": 0, "way": 0, "limits": "", "hint": ""}
    amount = target.cells[cell]
    before = desk.case.base.target.cells.get(cell, NOUGHT)
    return {
        "text": shown(desk, amount),
        "kind": _kind(desk, cell),
        "shade": round(float(max(NOUGHT, amount) / most), 3) if most > 0 else 0,
        "way": (amount > before) - (amount < before),
        "limits": "".join(
            mark
            for mark, each in (("≥", said.minimum), ("≤", said.maximum))
            if each is not None and said.locked is None
        ),
        "hint": _hint(desk, cell, amount - before),
        "clash": bool(desk.conflict and cell in desk.conflict.cells),
    }


def _kind(desk: Desk, cell: Cell) -> str:
    if desk.knobs.limit(cell).locked is not None and cell not in desk.balance.target.settled:
        return "locked"
    if not desk.case.can_change(cell):
        return "shut"
    return "decided" if cell in desk.balance.target.settled else "free"


def _hint(desk: Desk, cell: Cell, by: Decimal) -> str:
    said = desk.knobs.limit(cell)
    parts = [f"{desk.case.name(cell[0])} {cell[1].chinese}"]
    for name, amount in (
        (words.LOCKED, said.locked),
        (words.MINIMUM, said.minimum),
        (words.MAXIMUM, said.maximum),
    ):
        if amount is not None:
            parts.append(f"{name.show()} {shown(desk, amount)}")
    if by:
        parts.append(words.BY.show(by=_moved(desk, by)))
    return "\n".join(parts)


def _moved(desk: Desk, by: Decimal) -> str:
    if not by:
        return ""
    return f"{'+' if by > 0 else '−'}{shown(desk, abs(by))}"


def _foot(desk: Desk) -> list[State]:
    """The sum of every month, and what the company asks for; the first ties with the second."""
    target = desk.balance.target
    sums = {month: target.total(month) for month in desk.case.months}
    aims = {month: target.company[month].amount for month in desk.case.months}
    unknown = target.unknown
    return [
        {
            "name": TOTAL,
            "cells": ["" if m in unknown and not a else shown(desk, a) for m, a in sums.items()],
            "ties": [sums[m] == aims[m] or m in unknown for m in desk.case.months],
            "total": shown(desk, total(sums.values())),
        },
        {
            "name": words.COMPANY_ASKS.show(),
            "cells": ["" if m in unknown else shown(desk, a) for m, a in aims.items()],
            "ties": [True] * len(aims),
            "total": shown(desk, total(a for m, a in aims.items() if m not in unknown)),
        },
    ]

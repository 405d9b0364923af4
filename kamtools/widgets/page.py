"""Pieces of HTML that the view shows; every text in them is escaped."""

from decimal import Decimal
from html import escape

import pandas as pd

from kamtools.pictures.tables import shown
from kamtools.widgets import grid_state, words
from kamtools.widgets.desk import Desk
from kamtools.widgets.shelf import Shelf

_LINE = '<div style="line-height:1.6;{style}">{text}</div>'
_BOX = "padding:6px 10px;border-left:4px solid {edge};background:{back};color:#2b3a4a;"


def verdict(desk: Desk) -> str:
    """Whether the table adds up, or what stands in its way and what would help."""
    if desk.conflict is None:
        gaps = [month for month in desk.case.months if desk.balance.target.gap(month)]
        said = words.TIES if not gaps else words.GAPS
        names = words.AND.show().join(words.MONTH.show(month=m.month) for m in gaps)
        return _box(_line(said.show(months=names)), good=not gaps)
    lines = [
        _line(words.CONFLICT.show(), "font-weight:bold;"),
        _line(desk.conflict.what),
        *([_line(desk.conflict.do)] if desk.conflict.do else []),
        _line(words.STANDS.show(), "color:#5b6b7b;"),
    ]
    return _box("".join(lines), good=False)


def message(desk: Desk) -> str:
    """What else there is to say."""
    return _line(desk.message, "color:#9a5b00;") if desk.message else ""


def story(desk: Desk) -> str:
    """How the chosen cell's number came about."""
    if desk.chosen is None:
        return _line(words.CHOOSE.show(), "color:#5b6b7b;")
    store, month = desk.chosen
    cells = desk.balance.target.cells
    amount = grid_state.shown(desk, cells[desk.chosen]) if desk.chosen in cells else "—"
    head = f"{desk.case.name(store)} {month.chinese}: {amount}"
    steps = [_line(step) for step in desk.explanation]
    return _line(head, "font-weight:bold;") + "".join(steps)


def comparison(shelf: Shelf, desk: Desk, month: str) -> str:
    """The scenarios side by side, each with what it moves against the first."""
    chosen = next((each for each in desk.case.months if str(each) == month), None)
    table = shelf.compare(chosen)
    first = table.iloc[:, 0]
    columns = {str(table.columns[0]): [grid_state.shown(desk, amount) for amount in first]}
    for name in table.columns[1:]:
        pairs = [_against(desk, a, b) for a, b in zip(table[name], first, strict=True)]
        columns[str(name)] = [amount for amount, _ in pairs]
        columns[words.AGAINST.show(name=name)] = [by for _, by in pairs]
    return str(shown(pd.DataFrame(columns, index=table.index)).to_html())


def _against(desk: Desk, amount: object, first: Decimal) -> tuple[str, str]:
    """An amount, and by how much it differs from the first."""
    if not isinstance(amount, Decimal):
        return words.NOT_POSSIBLE.show(), ""
    by = amount - first
    sign = "+" if by > 0 else "−"
    return grid_state.shown(desk, amount), f"{sign}{grid_state.shown(desk, abs(by))}" if by else ""


def note(text: str, *, faint: bool = False) -> str:
    """A plain line, or a small grey one."""
    return _line(text, "color:#5b6b7b;font-size:12px;" if faint else "")


def _line(text: str, style: str = "") -> str:
    return _LINE.format(style=style, text=escape(text))


def _box(inside: str, *, good: bool) -> str:
    edge, back = ("#1b7f4b", "#eaf6ef") if good else ("#c0392b", "#fdeceA")
    return f'<div style="{_BOX.format(edge=edge, back=back.lower())}">{inside}</div>'

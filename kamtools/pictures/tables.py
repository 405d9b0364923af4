"""The look of every table in the notebooks."""

import re
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
from pandas.io.formats.style import Styler

if TYPE_CHECKING:
    from pandas.io.formats.style_render import CSSDict

_FIGURE = re.compile(r"[-+−]?[\d,]*\.?\d+\s*%?|—|")
_TEXT = "text-align: left; vertical-align: top"
_NOWRAP = "white-space: nowrap"
_NUMBER = f"text-align: right; {_NOWRAP}"


def shown(table: pd.DataFrame) -> Styler:
    """``table`` for reading: figures to the right on one line, texts to the left, no row numbers.

    An index that names its rows stays; ``Decimal`` amounts get thousands commas and fen. Every
    text is shown as it is, never read as HTML: names come from other people's files.
    """
    figures = [at for at, name in enumerate(table.columns) if table[name].map(_is_figure).all()]
    look: list[CSSDict] = [
        {"selector": "th, td", "props": _TEXT},
        {"selector": "th", "props": _NOWRAP},
    ]
    look += [{"selector": f".col{at}", "props": _NUMBER} for at in figures]
    style = table.style.set_table_styles(look).format(_escaped)
    style.format_index(_escaped, axis="index").format_index(_escaped, axis="columns")
    return style.hide(axis="index") if isinstance(table.index, pd.RangeIndex) else style


def _escaped(value: object) -> str:
    return escape(_written(value))


def _is_figure(value: object) -> bool:
    return bool(_FIGURE.fullmatch(_written(value)))


def _written(value: object) -> str:
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    return f"{value:,.2f}" if isinstance(value, Decimal) else str(value)

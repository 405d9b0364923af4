"""What to change in a template: which rows stand how often, and which values go where."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

Value = str | int | float | Decimal | bool | date | datetime | None


class Cell(NamedTuple):  # a form has thousands, which are made and looked up all the time
    """One cell; row and column count from 1."""

    sheet: str
    row: int
    column: int


@dataclass(frozen=True)
class Grow:
    """The ``height`` template rows from ``first_row`` stand ``copies`` (at least 1) times.

    Everything below moves down. ``first_row`` is the template's row, before any growth.
    """

    sheet: str
    first_row: int
    height: int
    copies: int


@dataclass
class Changes:
    """All that is done to a template in one go; all cells are those after growth.

    ``names`` are hidden names of workbook scope, each for one cell, that move with it when people
    insert rows. ``hidden_sheet`` is the name of a very hidden sheet, put last, and its texts in A1,
    A2 … ``locked`` says of cells whether they may be edited on a protected sheet.
    """

    grows: list[Grow] = field(default_factory=list)
    values: dict[Cell, Value] = field(default_factory=dict)
    names: dict[str, Cell] = field(default_factory=dict)
    hidden_sheet: tuple[str, list[str]] | None = None
    locked: dict[Cell, bool] = field(default_factory=dict)

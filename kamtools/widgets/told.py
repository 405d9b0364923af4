"""What can't be had, as a person is told it: where, by how much, and the smallest way out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from kamtools.errors import KamError
from kamtools.language import Text
from kamtools.periods import Period
from kamtools.targets.infeasible import Change, Conflict, Infeasible
from kamtools.widgets.case import Case
from kamtools.widgets.knobs import Cell, Knobs, Limit


@dataclass(frozen=True)
class Told:
    """Why the numbers stayed as they were."""

    what: str
    do: str
    cells: frozenset[Cell] = frozenset()
    """The block in conflict."""
    way_out: Knobs | None = None
    """The knobs with the smallest change that makes it possible; ``None`` where none is known."""


def told(error: KamError, case: Case, knobs: Knobs) -> Told:
    """What ``error`` says of ``knobs``."""
    if not isinstance(error, Infeasible):
        return Told(str(error).partition("\n")[0], "")
    conflict = _in_words(error.conflict, case)
    rows, columns = error.conflict.named or (error.rows, error.columns)
    cells = frozenset((row, column) for row in rows for column in columns)
    return Told(str(conflict), conflict.advice, cells, _way_out(error, case, knobs))


def _way_out(error: Infeasible, case: Case, knobs: Knobs) -> Knobs | None:
    """``knobs`` with every limit that has to give way where the conflict says it should."""
    if not error.relaxation or any(c.kind == "unweighted" for c in error.relaxation):
        return None
    changes: dict[Cell, Limit] = {}
    for change in error.relaxation:
        cell = change.row, change.column
        said = changes.get(cell, knobs.limit(cell))
        after = Decimal(change.after)
        # Whoever has a maximum may also have to carry what is less than a unit.
        room = case.unit if case.base.target.company[change.column].amount % case.unit else 0
        changes[cell] = {
            "locked": Limit(after, said.minimum, said.maximum),
            "lower": Limit(said.locked, after, said.maximum),
            "upper": Limit(said.locked, said.minimum, after + room),
        }[change.kind]
    return knobs.limited(changes)


def _in_words(conflict: Conflict, case: Case) -> Conflict:
    """The conflict in names that people know: stores' names, and months as ``11月``."""

    def names(each: Iterable[Any]) -> list[Any]:
        return [_called(name, case) for name in each]

    return replace(
        conflict,
        rows=names(conflict.rows),
        columns=names(conflict.columns),
        named=conflict.named and (names(conflict.named[0]), names(conflict.named[1])),
        relaxation=tuple(_renamed(conflict.relaxation, case)),
        totals=tuple(_renamed(conflict.totals, case)),
    )


def _renamed(changes: Iterable[Change], case: Case) -> list[Change]:
    return [
        replace(each, row=_called(each.row, case), column=_called(each.column, case))
        for each in changes
    ]


def _called(name: Any, case: Case) -> Any:
    if isinstance(name, Period):
        return Text("{month}月", "{period}").show(month=name.month, period=name)
    return case.name(name) if isinstance(name, str) else name

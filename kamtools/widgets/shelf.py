"""Scenarios: named ways to divide the year, laid side by side, taken up again."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import traitlets

from kamtools.errors import KamError
from kamtools.money import total
from kamtools.periods import Period
from kamtools.targets.cells import Cells
from kamtools.targets.tables import TOTAL
from kamtools.widgets import scenarios, words
from kamtools.widgets.balance import Balance, balance
from kamtools.widgets.desk import Desk
from kamtools.widgets.knobs import Knobs


class Shelf(traitlets.HasTraits):
    """The scenarios of one desk, kept in ``file``; the desk as it is now is always one of them."""

    names = traitlets.List(traitlets.Unicode())
    """In the order in which they were first saved."""

    def __init__(self, desk: Desk, file: Path | None = None) -> None:
        self._desk, self._file = desk, file
        self._knobs: dict[str, Knobs] = scenarios.load(file) if file else {}
        super().__init__(names=list(self._knobs))

    def save(self, name: str) -> str:
        """Keep the desk as it is under ``name``, or the next free one; returns it.

        A name that is taken is taken over. Nothing that can't be had is kept: raises
        ``ConflictStands``.
        """
        if self._desk.conflict:
            raise words.ConflictStands()
        name = name.strip()
        if name in ("", words.AT_FIRST.show(), words.NOW.show()):
            name = self._free_name()
        self._keep({**self._knobs, name: self._desk.knobs})
        return name

    def restore(self, name: str) -> None:
        """Put the desk as the scenario has it; one step that can be undone."""
        self._desk.take(self._knobs[name])

    def drop(self, name: str) -> None:
        """Forget a scenario."""
        self._keep({each: knobs for each, knobs in self._knobs.items() if each != name})

    def compare(self, month: Period | None = None) -> pd.DataFrame:
        """The stores' 目标 of the year, or of one month, in 元, by scenario.

        First the notebook's, last the desk as it is now, then the company's total below. A
        scenario that can't be had any more, because the ledger changed, has no amounts.
        """
        case = self._desk.case
        columns = {words.AT_FIRST.show(): self._column(case.base.target.cells, month)}
        for name, knobs in self._knobs.items():
            found = self._balanced(knobs)
            columns[name] = self._column(found.target.cells, month) if found else {}
        columns[words.NOW.show()] = self._column(self._desk.balance.target.cells, month)
        table = pd.DataFrame(columns, index=[*case.stores, TOTAL], dtype=object)
        return table.rename(index={store: case.name(store) for store in case.stores})

    def _balanced(self, knobs: Knobs) -> Balance | None:
        try:
            return balance(self._desk.case, knobs)
        except KamError:
            return None

    def _column(self, cells: Cells, month: Period | None) -> dict[str, Decimal]:
        months = [month] if month else self._desk.case.months
        found = {
            store: total(cells[store, m] for m in months if (store, m) in cells)
            for store in self._desk.case.stores
        }
        return {**found, TOTAL: total(found.values())}

    def _free_name(self) -> str:
        numbers = range(1, len(self._knobs) + 2)
        names = (words.SCENARIO.show(number=number) for number in numbers)
        return next(name for name in names if name not in self._knobs)

    def _keep(self, knobs: dict[str, Knobs]) -> None:
        self._knobs = knobs
        if self._file:
            scenarios.save(self._file, knobs)
        self.names = list(knobs)

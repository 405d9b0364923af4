"""The desk at which a year's targets are balanced: what was turned, and what the table says now.

No browser is needed: a view, or a test, calls its methods and watches its traits. Whatever can't be
had leaves the numbers at the last ones that could be, and is told in ``conflict``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import traitlets

from kamtools.errors import KamError
from kamtools.ledger.imports.numbers import read_money
from kamtools.ledger.imports.reading import Unreadable
from kamtools.periods import Period
from kamtools.targets.factors import Factor
from kamtools.targets.given import UNLISTED
from kamtools.targets.proposal import Proposal
from kamtools.widgets import words
from kamtools.widgets.balance import Balance, balance
from kamtools.widgets.case import Case
from kamtools.widgets.knobs import Cell, Knobs, Limit
from kamtools.widgets.told import Told, told

Amount = Decimal | str | int | None
"""元; a text is what somebody typed, in the unit that the desk shows, and may end in 万."""


class Desk(traitlets.HasTraits):
    """One year's targets under somebody's hands.

    Every method that changes something balances again at once: ``balance`` is the table as it is
    now, ``conflict`` why it could not follow, ``message`` what else there is to say.
    """

    knobs = traitlets.Instance(Knobs)
    balance = traitlets.Instance(Balance)
    conflict = traitlets.Instance(Told, allow_none=True)
    chosen: Any = traitlets.Any(None, allow_none=True)
    """The cell that is being looked at."""
    message = traitlets.Unicode("")
    turned = traitlets.Int(0)
    """How often something was changed; it changes last."""

    def __init__(self, case: Case, limits: Mapping[Cell, Limit] | None = None) -> None:
        """``limits``: what the ledger has."""
        plain = case.plain
        super().__init__(knobs=plain, balance=balance(case, plain), conflict=None)
        self.case = case
        self.start = plain.limited(limits or {})
        self._done: list[Knobs] = []
        self._turn(self.start)

    # What a person does.

    def lock(self, cells: Iterable[Cell], amount: Amount = None) -> None:
        """Hold ``cells``, at ``amount`` or at what they are now; decided months are opened."""
        value = self._read(amount)
        if isinstance(value, Unreadable):
            return
        now = self.balance.target.cells

        def locked(cell: Cell) -> Limit:
            said = self.knobs.limit(cell)
            return Limit(now[cell] if value is None else value, said.minimum, said.maximum)

        self._limit(cells, locked)

    def unlock(self, cells: Iterable[Cell]) -> None:
        """Let ``cells`` go; what else was said of them stays."""

        def free(cell: Cell) -> Limit:
            said = self.knobs.limit(cell)
            return Limit(None, said.minimum, said.maximum)

        self._limit(cells, free)

    def limit(self, cells: Iterable[Cell], minimum: Amount, maximum: Amount) -> None:
        """Keep ``cells`` between two amounts; ``None`` or an empty text is no limit."""
        low, high = self._read(minimum), self._read(maximum)
        if isinstance(low, Unreadable) or isinstance(high, Unreadable):
            return

        def kept(cell: Cell) -> Limit:
            return Limit(self.knobs.limit(cell).locked, low, high)

        self._limit(cells, kept)

    def say(self, cell: Cell, locked: Amount, minimum: Amount, maximum: Amount) -> None:
        """All three of one cell in one step; ``None`` or an empty text is none."""
        found = [self._read(each) for each in (locked, minimum, maximum)]
        if not any(isinstance(each, Unreadable) for each in found):
            amounts = [each for each in found if not isinstance(each, Unreadable)]
            self._limit([cell], lambda _: Limit(*amounts))

    def open(self, months: Iterable[Period]) -> None:
        """Divide ``months`` anew although they are decided; those that are over stay."""
        able = [month for month in months if self.case.can_open(month)]
        self._change(self.knobs.opening(able))

    def shut(self, months: Iterable[Period]) -> None:
        """Take ``months`` as they were decided."""
        self._change(self.knobs.shutting(months))

    def open_all(self) -> None:
        """Divide every decided month anew that is not over."""
        self.open(self.case.months)

    def weigh(self, weights: Mapping[Factor, float]) -> None:
        """Give factors of the seeds other weights."""
        known = self.knobs.weights
        if any(known.get(factor, 0.0) != weight for factor, weight in weights.items()):
            self._change(self.knobs.weighing(weights))

    def go_by(self, *, proposed: bool) -> None:
        """Divide by the amounts of the proposal, or by the weights."""
        self._change(replace(self.knobs, as_proposed=proposed))

    def hold_stores(self, hold: bool) -> None:
        """Keep every store's year as the notebook has it, or not."""
        self._change(replace(self.knobs, hold_stores=hold))

    def relax(self) -> None:
        """Change the limits in conflict as little as makes it possible."""
        if self.conflict and self.conflict.way_out:
            self._change(self.conflict.way_out)

    def undo(self) -> None:
        """One step back."""
        if self._done:
            self._turn(self._done.pop())

    def reset(self) -> None:
        """Everything as it was at first."""
        self._change(self.start)

    def take(self, knobs: Knobs) -> None:
        """Turn every knob as in another way to divide the year."""
        self._change(knobs)

    # What it shows.

    @property
    def proposal(self) -> Proposal:
        """The year as it is now, for the form; the notebook's own while nothing was changed."""
        return self.balance.proposal if self.balance.changed() else self.case.base

    @property
    def can_undo(self) -> bool:
        """Whether anything was changed yet."""
        return bool(self._done)

    @property
    def explanation(self) -> list[str]:
        """How the chosen cell's number came about."""
        return self.balance.explain(self.chosen) if self.chosen else []

    def cells_of(self, store: str | None, month: Period | None) -> list[Cell]:
        """The cells that can be changed: of a row, of a column, of both, or all."""
        return [
            (s, m)
            for s in ([store] if store else self.case.stores)
            for m in ([month] if month else self.case.months)
            if self.case.can_change((s, m))
        ]

    # How it works.

    def _limit(self, cells: Iterable[Cell], said: Callable[[Cell], Limit]) -> None:
        wanted = list(cells)
        able = [cell for cell in wanted if self.case.can_change(cell)]
        if wanted and not able:
            self.message = self._why_not(wanted[0])
            return
        shut = {
            month for store, month in able if (store, month) in self.case.base.target.settled
        } - self.knobs.opened
        # The opened months' amounts stand where they were decided, so they are read before.
        self._change(self.knobs.limited({cell: said(cell) for cell in able}).opening(shut))

    def _why_not(self, cell: Cell) -> str:
        store, month = cell
        if store == UNLISTED:
            return words.NOT_LISTED.show()
        if cell in self.case.base.target.settled and not self.case.can_open(month):
            return words.OVER.show(month=month.chinese)
        return words.CLOSED.show(store=self.case.name(store), month=month.chinese)

    def _read(self, amount: Amount) -> Decimal | Unreadable | None:
        scale = self.case.shown_unit.value
        value = read_money(amount, scale) if isinstance(amount, str) else amount
        if isinstance(value, Decimal | int) and value < 0:
            value = words.NEGATIVE
        if isinstance(value, Unreadable):
            self.message = words.UNREAD.show(typed=amount, why=value.reason.show())
            return value
        return None if value is None else Decimal(value)

    def _change(self, knobs: Knobs) -> None:
        if knobs != self.knobs:
            self._done.append(self.knobs)
        self._turn(knobs)

    def _turn(self, knobs: Knobs) -> None:
        """Balance again; the traits change together."""
        with self.hold_trait_notifications():
            self.message, self.knobs = "", knobs
            try:
                self.balance = balance(self.case, knobs)
                self.conflict = None
            except KamError as error:
                self.conflict = told(error, self.case, knobs)
        self.turned += 1

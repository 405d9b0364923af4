"""``target_desk``: what notebook 02 shows for trying things out."""

import os
from importlib.util import find_spec
from typing import Any

from kamtools.batch.step import RUN, Step
from kamtools.forms import target_breakdown
from kamtools.forms.target_talk import Talk
from kamtools.pictures.tables import shown
from kamtools.targets.cells import cells_of
from kamtools.targets.proposal import Proposal
from kamtools.targets.shops import shops
from kamtools.targets.tables import names_of, target_table
from kamtools.widgets import limit_book, page, scenarios, words
from kamtools.widgets.case import Case
from kamtools.widgets.desk import Desk
from kamtools.widgets.keeping import Keeping
from kamtools.widgets.knobs import Limit
from kamtools.widgets.shelf import Shelf

_NEEDED = ("ipywidgets", "anywidget")
"""What the view is made of; the extra ``lab`` brings it."""


class TargetDesk:
    """The year under a person's hands; in a notebook it shows itself.

    Where nobody can turn anything (a run without a person, or no controls installed), it shows the
    table as it is, and says how to get more.
    """

    def __init__(self, desk: Desk, shelf: Shelf, keeping: Keeping, others: int) -> None:
        self.desk, self.shelf, self.keeping = desk, shelf, keeping
        self._others = others

    @property
    def proposal(self) -> Proposal:
        """The year as it is on the desk now; the notebook's own while nothing was changed."""
        return self.desk.proposal

    def apply(self, talk: Talk) -> Talk:
        """The talk with the stores about the numbers as they are on the desk now."""
        return self.keeping.talk() if self.desk.balance.changed() else talk

    def _repr_mimebundle_(self, **_: Any) -> Any:
        # The table goes along with the controls: whoever opens the notebook later has no kernel.
        plain = {"text/html": self.plain(), "text/plain": repr(self)}
        if self._can_be_turned():
            from kamtools.widgets.view import View

            view = View(self.desk, self.shelf, self.keeping, self._others)
            return {**plain, **view.whole._repr_mimebundle_()}
        return plain

    def plain(self) -> str:
        """The table without controls, as HTML."""
        case = self.desk.case
        table = shown(target_table(self.desk.proposal, case.names)).to_html()
        missing = any(find_spec(name) is None for name in _NEEDED)
        return f"{page.note((words.NO_WIDGETS if missing else words.NO_FRONT).show())}{table}"

    @staticmethod
    def _can_be_turned() -> bool:
        alone = bool(os.environ.get(RUN)) or _nobody_listens()
        return not alone and all(find_spec(name) for name in _NEEDED)


def _nobody_listens() -> bool:
    """Whether this is no kernel that a browser may be talking to."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return True
    shell = get_ipython()
    return getattr(shell, "kernel", None) is None


def target_desk(step: Step, proposal: Proposal) -> TargetDesk:
    """The desk for the year of ``proposal``, with the ledger's limits and the saved scenarios.

    Bids that were accepted are locked.
    """
    ledger, year = step.ledger, proposal.year
    material = target_breakdown.read_material(
        ledger, step.settings, step.period, growth=proposal.ambition.growth
    )
    book = limit_book.read(ledger, year)
    case = Case(
        base=proposal,
        now=step.period,
        names=names_of(material.stores),
        sales=cells_of(material.history),
        shops=shops(material.stores),
        evidence=material.evidence,
    )
    bids = getattr(proposal.target, "locks", {})
    desk = Desk(case, {**book.cells, **{cell: Limit(amount) for cell, amount in bids.items()}})
    shelf = Shelf(desk, scenarios.file_of(step.space, year))
    return TargetDesk(desk, shelf, Keeping(step, desk), book.others)

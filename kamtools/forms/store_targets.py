"""门店目标表: one store's year, what it was given and what it asks for; one workbook each.

Nothing of another store stands in it. A store's bid is bound to the ledger's bids, not to its
targets: a store asks, it does not decide.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from kamtools.forms.file_names import file_names
from kamtools.forms.fill import Example, Filled, Key, Tie, fill
from kamtools.forms.identity import Bindings, LedgerField, Sender
from kamtools.forms.target_breakdown import form_unit, make_proposal
from kamtools.forms.target_talk import Talk, talk_over
from kamtools.language import Text
from kamtools.ledger.queries import people
from kamtools.ledger.store import Ledger
from kamtools.money import NOUGHT, total
from kamtools.periods import Period
from kamtools.rows import Row, rows_of
from kamtools.settings import Settings
from kamtools.targets.cells import Cells

FORM = "门店目标表"
OPEN = "可申报"
"""The state of a month that a store may bid for; the template's formulas compare with it."""
_SHUT = {
    "over": Text("已结束", "over"),
    "closed": Text("不营业", "closed"),
    "unset": Text("没有下达", "not given"),
}
FIELDS = {"申报": "bid", "理由": "reason"}
"""The yellow cells of a month, and their columns of the bids."""


def write(
    ledger: Ledger,
    settings: Settings,
    talk: Talk,
    template: Path,
    folder: Path,
    *,
    selection: Sequence[str] = (),
    sender: Sender | None = None,
) -> list[Filled]:
    """Write the workbooks of the stores that may still bid to ``folder/门店目标表/``.

    Of ``selection`` (store ids) only, if it is given. Their sums 合计_目标 and 合计_挑战目标 are
    tied to the numbers handed out. With a ``sender`` each goes to the store's 负责人.
    """
    book = _Book(ledger, settings, talk)
    names = file_names({store: book.name(store) for store in book.stores})
    return [
        fill(FORM, template, book.data(store), folder / FORM / f"{FORM}_{names[store]}",
             ties=book.ties(store), shut=book.shut(store),
             letter=sender.to(book.recipient(store), period=talk.period, subject=store,
                              bindings=book.bindings(store)) if sender else None)
        for store in talk.open_stores
        if not selection or store in selection
    ]  # fmt: skip


def example(ledger: Ledger, settings: Settings, period: Period) -> Example:
    """What the form of the first store shows of the year that ``period`` lies in."""
    talk = talk_over(ledger, period, make_proposal(ledger, settings, period))
    book, store = _Book(ledger, settings, talk), talk.open_stores[0]
    return Example(book.data(store), tuple(book.ties(store)))


class _Book:
    """What the workbooks show, store by store."""

    def __init__(self, ledger: Ledger, settings: Settings, talk: Talk) -> None:
        self.settings, self.talk = settings, talk
        self.proposal = talk.outcome
        self.unit = form_unit(settings)
        self.stores: dict[str, Row] = {row["store_id"]: row for row in rows_of(talk.stores)}
        self.staff: dict[str, Row] = {row["staff_id"]: row for row in rows_of(people.staff(ledger))}

    def name(self, store: str) -> str:
        return str(self.stores[store]["name"] or store)

    def recipient(self, store: str) -> str:
        """Who answers for the store: 工号 and name; the store itself where nobody does."""
        manager = self.stores[store]["manager_id"]
        name = self.staff.get(manager, {}).get("name") if manager else self.name(store)
        return " ".join(filter(None, (manager or store, name)))

    def data(self, store: str) -> dict[str, object]:
        """Everything that one store's workbook shows."""
        version = self.talk.version
        return {
            "公司": self.settings.department.company,
            "部门": self.settings.department.name,
            "年度": str(self.proposal.year),
            "单位": self.unit.chinese,
            "截至": self.talk.period.chinese,
            "编制日期": date.today(),
            "版本": f"第 {version.number} 版（第 {version.round} 轮）",
            "门店": {
                "编号": store, "名称": self.name(store), "区域": self.stores[store]["region"],
                "负责人": self.recipient(store),
            },
            "月份": [self._month(store, month) for month in self.proposal.months],
        }  # fmt: skip

    def ties(self, store: str) -> list[Tie]:
        """The year's sums as they are handed out."""
        kinds = {"目标": self.proposal.target, "挑战目标": self.proposal.challenge}
        return [
            Tie(f"{store} {self.name(store)} 全年{said}", f"合计_{said}",
                total(division.cells.get((store, month), NOUGHT) for month in division.months)
                / self.unit.value)
            for said, division in kinds.items()
        ]  # fmt: skip

    def bindings(self, store: str) -> Bindings:
        """The ledger's bids behind the yellow cells of the months that are open."""
        return {
            (f"月份[{month.month}].{shown}", None): LedgerField(
                "target_bids", (str(month), store), column,
                self.unit.value if column == "bid" else Decimal(1),
            )
            for month in self.talk.open_months(store)
            for shown, column in FIELDS.items()
        }  # fmt: skip

    def shut(self, store: str) -> set[Key]:
        """The yellow cells of the months that are not open."""
        open_ = self.talk.open_months(store)
        return {
            (f"月份[{month.month}].{shown}", None)
            for month in self.proposal.months
            if month not in open_
            for shown in FIELDS
        }

    def _month(self, store: str, month: Period) -> dict[str, object]:
        bid = self.talk.negotiation.by_cell.get((store, month))
        return {
            "去年": self._last_year(store, month),
            "目标": self._scaled(self.proposal.target.cells, store, month),
            "挑战": self._scaled(self.proposal.challenge.cells, store, month),
            "申报": bid and bid.amount / self.unit.value,
            "理由": (bid and bid.reason) or None,
            "决定": bid and (bid.decision or "待定"),
            "答复": (bid and bid.reply) or None,
            "状态": self._state(store, month),
        }

    def _last_year(self, store: str, month: Period) -> Decimal | None:
        if month in self.proposal.unknown:
            return None
        return self.proposal.last_year.get((store, month), NOUGHT) / self.unit.value

    def _scaled(self, cells: Cells, store: str, month: Period) -> Decimal | None:
        amount = cells.get((store, month))
        return None if amount is None else amount / self.unit.value

    def _state(self, store: str, month: Period) -> str:
        talk = self.talk
        if month in talk.open_months(store):
            return OPEN
        if not talk.shops[store].open_in(month):
            return _SHUT["closed"].show()
        return _SHUT["over" if month <= talk.period else "unset"].show()

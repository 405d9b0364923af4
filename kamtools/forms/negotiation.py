"""目标协商表: what the stores ask for beside what they were given, for the manager to decide.

A sheet to decide on, one of the gap by store and month, and one of what honouring the accepted bids
moves. Decision and answer are bound to the ledger's bids.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

from kamtools.forms.fill import Example, Filled, Tie, fill
from kamtools.forms.identity import Bindings, LedgerField, Sender
from kamtools.forms.target_breakdown import form_unit, make_proposal
from kamtools.forms.target_talk import Talk, talk_over
from kamtools.ledger.queries import people
from kamtools.ledger.store import Ledger
from kamtools.money import NOUGHT, total
from kamtools.periods import Period
from kamtools.rows import Row, rows_of
from kamtools.settings import Settings
from kamtools.targets.given import UNLISTED
from kamtools.targets.negotiation import Bid, Shift

FORM = "目标协商表"
FIELDS = {"决定": "decision", "答复": "reply"}
"""The yellow cells of a bid, and their columns of the bids."""
MANAGERS = ("总监", "经理", "主管")
"""Who decides, by what the post is called: the first of these that the department has."""


def write(
    ledger: Ledger,
    settings: Settings,
    talk: Talk,
    template: Path,
    folder: Path,
    *,
    sender: Sender | None = None,
) -> list[Filled]:
    """Fill the form for ``talk`` into ``folder``; nothing where no store asks for anything.

    Its sums 合计_下达 and 合计_申报 are tied to the numbers handed out and to the ledger's bids.
    With a ``sender`` it goes to the manager and can be read back.
    """
    if not talk.negotiation.bids:
        return []
    sheet = _Sheet(ledger, settings, talk)
    letter = None
    if sender:
        subject = f"{talk.outcome.year}年"
        bound = sheet.bindings()
        letter = sender.to(sheet.manager, period=talk.period, subject=subject, bindings=bound)
    out = folder / f"{FORM}_{talk.outcome.year}年.xlsx"
    return [fill(FORM, template, sheet.data(), out, ties=sheet.ties(), letter=letter)]


def example(ledger: Ledger, settings: Settings, period: Period) -> Example:
    """What the form shows of the year that ``period`` lies in."""
    talk = talk_over(ledger, period, make_proposal(ledger, settings, period))
    sheet = _Sheet(ledger, settings, talk)
    return Example(sheet.data(), tuple(sheet.ties()))


class _Sheet:
    """What the form's placeholders stand for."""

    def __init__(self, ledger: Ledger, settings: Settings, talk: Talk) -> None:
        self.settings, self.talk, self.negotiation = settings, talk, talk.negotiation
        self.unit = form_unit(settings)
        self.names = {row["store_id"]: str(row["name"]) for row in rows_of(talk.stores)}
        self.manager = _manager(rows_of(people.staff(ledger)))

    def data(self) -> dict[str, object]:
        """All of it."""
        version, outcome = self.talk.version, self.talk.outcome
        return {
            "公司": self.settings.department.company,
            "部门": self.settings.department.name,
            "年度": str(outcome.year),
            "单位": self.unit.chinese,
            "截至": self.talk.period.chinese,
            "编制日期": date.today(),
            "决定人": self.manager,
            "版本": f"第 {version.number} 版（第 {version.round} 轮）",
            "申报": [self._bid(bid) for bid in self.negotiation.bids],
            "冲突": [{"说明": said} for said in self._conflicts()],
            "门店": [self._store(store) for store in self.talk.outcome.stores],
            "变动": [self._shift(shift) for shift in self.negotiation.shifts]
            or [dict.fromkeys(("月份", "店号", "原下达", "协商后")) | _NOTHING_MOVED],
        }

    def ties(self) -> list[Tie]:
        """What was given and what is asked for, over the bids."""
        sums = {
            "下达": total(self.negotiation.given(bid) for bid in self.negotiation.bids),
            "申报": total(bid.amount for bid in self.negotiation.bids),
            "公司下达": self.negotiation.base.target.year_total,
            "协商后": self.talk.outcome.target.year_total,
        }
        return [Tie(f"{FORM} {said}", f"合计_{said}", amount / self.unit.value)
                for said, amount in sums.items()]  # fmt: skip

    def bindings(self) -> Bindings:
        """The ledger's bids behind the yellow cells."""
        return {
            (f"申报[].{shown}", item): LedgerField(
                "target_bids", (str(bid.month), bid.store_id), column
            )
            for item, bid in enumerate(self.negotiation.bids)
            for shown, column in FIELDS.items()
        }

    def _bid(self, bid: Bid) -> dict[str, object]:
        before = self.negotiation.base.last_year.get(bid.key)
        known = bid.month not in self.negotiation.base.unknown
        return {
            "店号": bid.store_id,
            "门店": self._called(bid.store_id),
            "月份": str(bid.month),
            "去年": self._scaled(before or NOUGHT) if known else None,
            "下达": self._scaled(self.negotiation.given(bid)),
            "申报": self._scaled(bid.amount),
            "理由": bid.reason or "（没有写理由）",
            "决定": bid.decision or None,
            "答复": bid.reply or None,
            "协商后": self._scaled(self.talk.outcome.target.cells[bid.key]),
        }

    def _conflicts(self) -> list[str]:
        """What can't be had, and the smallest way out; one line that says there is nothing."""
        found = sorted(self.negotiation.conflicts.items())
        return [
            f"{month.chinese}：{error.conflict}。{error.conflict.advice}。本月的数没有动。"
            for month, error in found
        ] or ["没有冲突：已接受的申报都已列入“协商后”，各月、全年合计与公司目标一致。"]

    def _store(self, store: str) -> dict[str, object]:
        """One store's year: given, asked for, as it is now, and the gap of each month."""
        base = self.negotiation.base
        whole = (self.negotiation.gap([store], [month]) for month in base.months)
        return {
            "店号": None if store == UNLISTED else store,
            "名称": self._called(store),
            "下达": self._scaled(_year(base.target.cells, store, base.months)),
            "协商后": self._scaled(_year(self.talk.outcome.target.cells, store, base.months)),
            "差额": [self._scaled(gap) for gap in whole],
        }

    def _shift(self, shift: Shift) -> dict[str, object]:
        return {
            "月份": str(shift.month),
            "店号": shift.store_id,
            "门店": self._called(shift.store_id),
            "原下达": self._scaled(shift.before or NOUGHT),
            "协商后": self._scaled(shift.after or NOUGHT),
            "说明": self.talk.outcome.target.explain(shift.store_id, shift.month),
        }

    def _called(self, store: str) -> str:
        return "未登记门店" if store == UNLISTED else self.names.get(store, store)

    def _scaled(self, amount: Decimal) -> Decimal:
        return amount / self.unit.value


_NOTHING_MOVED = {"门店": "没有变动", "说明": "还没有接受的申报，或接受的申报与下达的数相同。"}


def _year(cells: dict[tuple[str, Period], Decimal], store: str, months: list[Period]) -> Decimal:
    return total(cells.get((store, month), NOUGHT) for month in months)


def _manager(staff: list[Row]) -> str:
    """工号 and name of who decides; empty where nobody's post says so."""
    there = [row for row in staff if row["left_on"] is None]
    for post in MANAGERS:
        for row in there:
            if post in (row["post"] or ""):
                return f"{row['staff_id']} {row['name']}"
    return ""

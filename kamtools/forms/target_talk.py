"""Where a year's targets stand with the stores: read from the ledger, and left in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pandas as pd

from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text
from kamtools.ledger.edits import Edit, LedgerValue, Spot
from kamtools.ledger.queries import people, targets
from kamtools.ledger.store import Ledger
from kamtools.ledger.tables import TARGET_VERSION_CELLS, TARGET_VERSIONS
from kamtools.money import to_fen
from kamtools.periods import Period
from kamtools.targets.division import Origin
from kamtools.targets.given import COMPANY, KINDS, STORE, UNLISTED
from kamtools.targets.negotiation import Negotiation, is_open, negotiate
from kamtools.targets.proposal import Proposal
from kamtools.targets.shops import Shop, shops
from kamtools.targets.versions import Version, rows_of_version, version_of, versions_of

LEDGER = Place("ledger.duckdb")
VERSION_KEPT = FindingKind(
    "target_version_kept", Severity.INFO,
    Text("{year}年的目标记为第 {version} 版（第 {round} 轮）",
         "the targets of {year} are kept as version {version}, round {round}"),
    Text("各版可以在 02 笔记本里比较", "compare versions in notebook 02"),
)  # fmt: skip
SAME_AS_BEFORE = FindingKind(
    "target_version_same", Severity.INFO,
    Text("{year}年的目标与第 {version} 版相同", "the targets of {year} are those of {version}"),
    Text("没有另记一版", "no new version was kept"),
)  # fmt: skip
DECIDED = FindingKind(
    "targets_decided", Severity.INFO,
    Text("{year}年的目标已按第 {version} 版定稿：账本里写入 {count} 处，编号 {run}",
         "version {version} of {year} is final: {count} fields written, run {run}"),
    Text("要撤销：kam undo {run}", "to take it back: kam undo {run}"),
)  # fmt: skip
NOTHING_TO_DECIDE = FindingKind(
    "targets_decided_before", Severity.INFO,
    Text("账本里的目标已经是第 {version} 版，没有要写的",
         "the ledger has version {version} already"),
    Text("没有改动账本", "nothing was written"),
)  # fmt: skip
NOT_DECIDED = FindingKind(
    "targets_not_decided", Severity.ERROR,
    Text("{months}已接受的申报有冲突，没有定稿", "accepted bids of {months} conflict: not final"),
    Text("先在《目标协商表》里改决定，收回、合并，再定稿",
         "change decisions on 目标协商表, collect and merge it, then decide"),
)  # fmt: skip
BIDS_LEFT = FindingKind(
    "bids_left_undecided", Severity.WARNING,
    Text("定稿时还有 {count} 条申报没有决定，按下达的数定", "{count} bids were left undecided"),
    Text("在《目标协商表》里写明决定和答复，让门店知道", "decide and answer them on 目标协商表"),
)  # fmt: skip


@dataclass(frozen=True)
class Talk:
    """The negotiation, and the versions issued before; ``version`` is what is issued now."""

    negotiation: Negotiation
    stores: pd.DataFrame
    period: Period
    versions: tuple[Version, ...]
    version: Version

    @property
    def outcome(self) -> Proposal:
        """The year's numbers as they are now."""
        return self.negotiation.outcome

    @property
    def is_new(self) -> bool:
        """Whether ``version`` was not issued before."""
        return self.version not in self.versions

    @property
    def history(self) -> list[Version]:
        """All versions, this one last."""
        return [*self.versions, *([self.version] if self.is_new else [])]

    @property
    def shops(self) -> dict[str, Shop]:
        """The stores of the list, by id."""
        return {shop.store_id: shop for shop in shops(self.stores)}

    def open_months(self, store_id: str) -> list[Period]:
        """The months for which a store may still bid."""
        base, shop = self.negotiation.base, self.shops[store_id]
        return [month for month in base.months if is_open(base, self.period, shop, month)]

    @property
    def open_stores(self) -> list[str]:
        """The stores that have such a month, as the proposal lists them."""
        listed = (store for store in self.outcome.stores if store != UNLISTED)
        return [store for store in listed if self.open_months(store)]


def talk_over(ledger: Ledger, period: Period, proposal: Proposal) -> Talk:
    """Lay what the stores ask for beside ``proposal``, and say which version that makes."""
    year = proposal.year
    known = versions_of(targets.versions(ledger, year), targets.version_cells(ledger, year))
    stores, asked = people.stores(ledger), targets.bids(ledger, year)
    issued = known[-1].stores if known else None
    negotiation = negotiate(proposal, asked, stores, period, issued=issued)
    version = _version(negotiation, known)
    return Talk(negotiation, stores, period, tuple(known), version)


def _version(negotiation: Negotiation, known: Sequence[Version]) -> Version:
    """The last one, where its numbers are the same; else the next."""
    last = known[-1] if known else None
    round_ = _round(negotiation, last)
    now = version_of(negotiation.outcome, last.number + 1 if last else 1, round=round_)
    return last if last and last.same_numbers(now) else now


def _round(negotiation: Negotiation, last: Version | None) -> int:
    """A round ends when bids are answered: then the next numbers begin another one."""
    if last is None:
        return 1
    answered = any(bid.decision and bid.round is None for bid in negotiation.bids)
    return last.round + 1 if answered else last.round


@dataclass(frozen=True)
class Issue:
    """What issuing a talk's numbers leaves in the ledger: for ``Step.leave``.

    A version, unless it is there; in which round each bid was answered; and with ``decide`` the
    numbers themselves as targets (定稿), in a transaction that ``kam undo`` takes back.
    """

    talk: Talk
    why: str = ""
    decide: bool = False

    def __call__(self, ledger: Ledger, who: str) -> list[Finding]:
        """Write it; tells what was written."""
        return [*self._keep(ledger, who), *(self._decide(ledger, who) if self.decide else [])]

    def _keep(self, ledger: Ledger, who: str) -> Iterator[Finding]:
        talk, year = self.talk, self.talk.outcome.year
        told = {"year": year, "version": talk.version.number, "round": talk.version.round}
        at = datetime.now(UTC).isoformat(timespec="seconds")
        version = replace(talk.version, at=at, who=who, why=self.why)
        if version.is_empty:
            return
        answered = _changed(ledger, dict(_answered(talk, version.round)))
        if not talk.is_new and not answered:
            yield SAME_AS_BEFORE.at(LEDGER, **told)
            return
        with ledger.change(who=who, reason=f"目标第 {version.number} 版") as change:
            if talk.is_new:
                change.upsert(TARGET_VERSIONS, _head(version, year))
                change.upsert(TARGET_VERSION_CELLS, rows_of_version(version, year))
            change.edit(answered)
        yield (VERSION_KEPT if talk.is_new else SAME_AS_BEFORE).at(LEDGER, **told)

    def _decide(self, ledger: Ledger, who: str) -> Iterator[Finding]:
        talk, number = self.talk, self.talk.version.number
        if conflicts := talk.negotiation.conflicts:
            months = "、".join(month.chinese for month in sorted(conflicts))
            yield NOT_DECIDED.at(LEDGER, months=months)
            return
        edits = _changed(ledger, dict(_decided(talk)))
        if left := talk.negotiation.undecided:
            yield BIDS_LEFT.at(LEDGER, count=len(left))
        if not edits:
            yield NOTHING_TO_DECIDE.at(LEDGER, version=number)
            return
        with ledger.change(who=who, reason=f"目标定稿 第 {number} 版") as change:
            applied = change.edit(edits)
        year = talk.outcome.year
        yield DECIDED.at(LEDGER, year=year, version=number, count=len(edits), run=applied.run)


def _head(version: Version, year: int) -> pd.DataFrame:
    row = {
        "year": str(year), "version": str(version.number), "at": version.at, "who": version.who,
        "why": version.why, "round": version.round,
    }  # fmt: skip
    return pd.DataFrame([row], dtype=object)


def _answered(talk: Talk, number: int) -> Iterator[tuple[Spot, LedgerValue]]:
    """Each bid that was decided since the last version belongs to this one's round."""
    for bid in talk.negotiation.bids:
        if bid.decision and bid.round is None:
            yield Spot("target_bids", (str(bid.month), bid.store_id), "round"), number


def _decided(talk: Talk) -> Iterator[tuple[Spot, LedgerValue]]:
    """What the targets should be of the months that are not over or that nobody had set: the
    stores', and the company's where nobody had said. A store that is closed in a month and has no
    target gets no row."""
    outcome, shops, base = talk.outcome, talk.shops, talk.negotiation.base.target
    open_ = {month for month in base.months if month > talk.period or not base.is_settled(month)}
    for kind in KINDS:
        division = outcome.division(kind)
        for (store, month), amount in division.cells.items():
            if month in open_ and store != UNLISTED and (amount or shops[store].open_in(month)):
                yield Spot("targets", (str(month), STORE, store), kind), to_fen(amount)
        for month, said in division.company.items():
            if month in open_ and said.origin not in (Origin.GIVEN, Origin.NOBODY):
                yield Spot("targets", (str(month), COMPANY, COMPANY), kind), to_fen(said.asked)


def _changed(ledger: Ledger, wanted: dict[Spot, LedgerValue]) -> list[Edit]:
    """The edits that the ledger does not say already."""
    now = ledger.values_at(wanted)
    return [Edit(spot, now[spot], new) for spot, new in sorted(wanted.items()) if now[spot] != new]

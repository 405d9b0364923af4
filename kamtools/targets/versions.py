"""Versions of a year's targets: what was issued when, and what differs between any two of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from kamtools.errors import KamError
from kamtools.language import Text
from kamtools.money import NOUGHT
from kamtools.periods import Period
from kamtools.rows import rows_of
from kamtools.targets.cells import Cells
from kamtools.targets.division import Division, Origin
from kamtools.targets.given import COMPANY, KINDS, STORE, UNLISTED, Kind
from kamtools.targets.negotiation import Shift, shifts
from kamtools.targets.proposal import Proposal


class NoSuchVersion(KamError):
    """A version is asked for that was never issued."""

    what = Text("{year}年的目标没有第 {version} 版", "there is no version {version} of {year}")
    do = Text("现有：{known}", "there are: {known}")


@dataclass(frozen=True)
class Version:
    """One issue of a year's numbers, in 元; ``at`` is the moment in UTC, ISO 8601."""

    number: int
    at: str
    who: str
    why: str
    round: int
    stores: dict[Kind, Cells]
    company: dict[Kind, dict[Period, Decimal]]

    @property
    def is_empty(self) -> bool:
        """Whether there is no number in it."""
        return not any((*self.stores.values(), *self.company.values()))

    def same_numbers(self, other: "Version") -> bool:
        """Whether nothing would have to be handed out anew."""
        return (self.stores, self.company) == (other.stores, other.company)


def versions_of(heads: pd.DataFrame, cells: pd.DataFrame) -> list[Version]:
    """A year's versions of the ledger's ``TARGET_VERSIONS`` and their cells, oldest first."""
    made = {
        row["version"]: Version(
            int(row["version"]), row["at"] or "", row["who"] or "", row["why"] or "",
            int(row["round"] or 1), {kind: {} for kind in KINDS}, {kind: {} for kind in KINDS},
        )
        for row in rows_of(heads)
    }  # fmt: skip
    for row in rows_of(cells):
        month, version = Period.parse(row["period"]), made[row["version"]]
        for kind in (kind for kind in KINDS if row[kind] is not None):
            if row["level"] == COMPANY:
                version.company[kind][month] = row[kind]
            elif row["level"] == STORE:
                version.stores[kind][row["item_id"], month] = row[kind]
    return sorted(made.values(), key=lambda version: version.number)


def version_of(
    proposal: Proposal, number: int, *, at: str = "", who: str = "", why: str = "", round: int = 1
) -> Version:
    """The numbers of ``proposal`` as a version, without the row of stores that are not listed."""
    kinds = {kind: proposal.division(kind) for kind in KINDS}
    return Version(
        number, at, who, why, round,
        {kind: _listed(each.cells) for kind, each in kinds.items()},
        {kind: _company(each) for kind, each in kinds.items()},
    )  # fmt: skip


def _listed(cells: Cells) -> Cells:
    return {key: amount for key, amount in cells.items() if key[0] != UNLISTED}


def _company(division: Division) -> dict[Period, Decimal]:
    return {
        month: said.asked
        for month, said in division.company.items()
        if said.origin is not Origin.NOBODY
    }


def find(versions: Sequence[Version], number: int, year: int) -> Version:
    """The version with that number; raises ``NoSuchVersion``."""
    for version in versions:
        if version.number == number:
            return version
    known = "、".join(str(version.number) for version in versions) or "—"
    raise NoSuchVersion(year=year, version=number, known=known)


def compare(old: Version, new: Version, kind: Kind = "target") -> list[Shift]:
    """The stores' months that differ, by month and store."""
    return shifts(old.stores[kind], new.stores[kind])


def rows_of_version(version: Version, year: int) -> pd.DataFrame:
    """Its cells as rows of ``tables.TARGET_VERSION_CELLS``."""
    keys = {
        *((STORE, *key) for cells in version.stores.values() for key in cells),
        *((COMPANY, COMPANY, month) for cells in version.company.values() for month in cells),
    }
    rows = [
        {
            "year": str(year), "version": str(version.number), "period": str(month),
            "level": level, "item_id": item,
            **{kind: _at(version, kind, level, item, month) for kind in KINDS},
        }
        for level, item, month in sorted(keys)
    ]  # fmt: skip
    return pd.DataFrame(rows, dtype=object)


def _at(version: Version, kind: Kind, level: str, item: str, month: Period) -> Decimal | None:
    if level == COMPANY:
        return version.company[kind].get(month)
    return version.stores[kind].get((item, month))


def by_month(moved: Iterable[Shift]) -> dict[Period, Decimal]:
    """By how much each month's sum differs; 0 where stores only changed places."""
    found: dict[Period, Decimal] = {}
    for each in moved:
        found[each.month] = found.get(each.month, NOUGHT) + each.by
    return found

"""What the ledger can say of last year: before its first sale it knows nothing, which is not 0."""

from collections.abc import Sequence
from dataclasses import dataclass

from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text
from kamtools.ledger.queries.frames import Source
from kamtools.ledger.queries.sales import first_month
from kamtools.periods import Period

NO_LAST_YEAR = FindingKind(
    "no_last_year",
    Severity.WARNING,
    what=Text(
        "账本里的销售从 {begins} 开始，去年同期没有数据的月份：{months}；这些月份留空，不算同比",
        "the ledger's sales begin in {begins}; last year is not known for {months}: left blank",
    ),
    do=Text(
        "有更早的销售明细，就放进 data，运行 01_import，再运行这一步",
        "if there are older sales, put them into data, run 01_import and this step again",
    ),
)


@dataclass(frozen=True)
class LastYear:
    """Which months can be compared; ``begins`` is the first month with sales, if there is any."""

    begins: Period | None

    @classmethod
    def of(cls, ledger: Source) -> "LastYear":
        """As the ledger stands."""
        return cls(first_month(ledger))

    def is_known(self, month: Period) -> bool:
        """Whether the ledger tells what was sold in ``month``, be it nothing."""
        return self.begins is not None and self.begins <= month

    def lacking(self, months: Sequence[Period]) -> list[Period]:
        """Those of ``months`` whose same month a year before is not known."""
        return [month for month in months if not self.is_known(month.plus(-12))]

    def findings(self, months: Sequence[Period]) -> list[Finding]:
        """One that says what can't be compared; none for a ledger without any sales."""
        lacking = self.lacking(months)
        if not lacking or self.begins is None:
            return []
        said = span([month.plus(-12) for month in lacking])
        return [NO_LAST_YEAR.at(Place("销售明细"), begins=self.begins, months=said)]

    def words(self, months: Sequence[Period]) -> str:
        """The same as a form says it beside its figures; empty when all can be compared."""
        lacking = self.lacking(months)
        if not lacking or self.begins is None:
            return ""
        if len(lacking) == len(months):
            return f"账本里的销售从 {self.begins} 开始，没有去年同期"
        said = span([month.plus(-12) for month in lacking])
        return f"账本里的销售从 {self.begins} 开始，去年没有 {said}，合计不全，不算同比"


def span(months: Sequence[Period]) -> str:
    """Months that follow each other, by the first and the last."""
    return str(months[0]) if len(months) == 1 else f"{months[0]} 至 {months[-1]}"

"""What collecting leaves behind: the review of the month, and annotated copies beside returns."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kamtools.errors import KamError
from kamtools.findings import Finding
from kamtools.language import Text
from kamtools.returns.annotate import annotate_returns
from kamtools.returns.arrivals import REVIEW
from kamtools.returns.collect import Collected
from kamtools.returns.review import write_review
from kamtools.returns.review_reading import read_review
from kamtools.returns.review_rows import ACCEPT, REJECT, rows_of
from kamtools.workspace import Workspace

_TITLE = Text("{department} {month} 收表核对", "{department} {month}: review of returns")


@dataclass(frozen=True)
class Written:
    """The files written; ``findings`` of what could not be annotated."""

    review: Path
    annotated: list[Path]
    findings: list[Finding]


def write_outcome(space: Workspace, collected: Collected, passwords: Sequence[str] = ()) -> Written:
    """Write ``out/MONTH/review.xlsx`` and the annotated copies.

    Decisions in a review that is there already stay, where their row is still the same.
    """
    out = space.month(collected.period) / f"{REVIEW}.xlsx"
    rows = rows_of(((each.arrival, each.all) for each in collected.returns), space.root.resolve())
    title = _TITLE.show(department=space.settings.department.name, month=collected.period)
    key = space.key()
    decided = _decided(out, key, passwords)
    write_review(out, rows, collected.board, title=title, key=key, decided=decided)
    annotated, findings = annotate_returns(collected, passwords)
    return Written(out, annotated, findings)


def _decided(out: Path, key: bytes, passwords: Sequence[str]) -> dict[tuple[object, ...], str]:
    """The decisions of the last review; none where it is unreadable or not there."""
    if not out.is_file():
        return {}
    try:
        review = read_review(out, key, passwords)
    except KamError:
        return {}
    words = {True: ACCEPT.show(), False: REJECT.show()}
    return {
        each.row.same_as: words[each.accepted]
        for each in review.decided
        if each.accepted is not None
    }

"""``kam merge``: what was accepted in a review goes into the ledger, all in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kamtools.files import digest
from kamtools.findings import Finding, FindingKind, Severity
from kamtools.language import Text
from kamtools.ledger.edits import ABSENT, Absent, Edit, LedgerValue, Spot
from kamtools.ledger.store import Ledger
from kamtools.ledger.tables import TABLES
from kamtools.returns.review_reading import Decided, read_review
from kamtools.returns.typed import shown
from kamtools.workspace import Workspace

MOVED = FindingKind(
    "merge_moved", Severity.ERROR,
    Text("核对以后账本里的“{label}”又变了：当时 {old}，现在 {now}；没有写入",
         "{label} has moved in the ledger since the review: {old} then, {now} now; not written"),
    Text("再运行一次 kam collect，重新核对", "collect again and decide anew"),
)  # fmt: skip
RETURN_CHANGED = FindingKind(
    "merge_return_changed", Severity.ERROR,
    Text("核对以后“{file}”又变了，它的“{label}”没有写入",
         "{file} was changed since the review; its {label} is not written"),
    Text("再运行一次 kam collect，重新核对", "collect again and decide anew"),
)  # fmt: skip
BOTH_ACCEPTED = FindingKind(
    "merge_both_accepted", Severity.ERROR,
    Text("“{label}”接受了不止一个值：{values}；都没有写入",
         "{label}: more than one value was accepted: {values}; none is written"),
    Text("只接受其中一个", "accept one of them"),
)  # fmt: skip
NAME_REJECTED = FindingKind(
    "merge_name_rejected", Severity.ERROR,
    Text("新的一行里“{key}”没有接受，“{label}”也就没有写入",
         "{key} of a new record was not accepted, so {label} is not written"),
    Text("要加这一条，请把“{key}”也接受", "accept {key} too"),
)  # fmt: skip


@dataclass(frozen=True)
class Merged:
    """What a merge did. ``run`` is empty when nothing was written."""

    run: str = ""
    written: int = 0
    standing: int = 0
    """Accepted, and the ledger says so already."""
    rejected: int = 0
    undecided: int = 0
    refused: int = 0
    findings: list[Finding] = field(default_factory=list)


def merge_review(
    space: Workspace, path: Path, *, who: str, passwords: Sequence[str] = ()
) -> Merged:
    """Apply the accepted rows of the review at ``path``; merging it twice changes nothing.

    A row whose value in the ledger, or whose returned file, has moved since the review is refused,
    the others are written. Raises ``NotAReview`` or the ledger's errors.
    """
    review = read_review(path, space.key(), passwords)
    findings = list(review.findings)
    accepted = [each for each in review.decided if each.accepted]
    fit = _fit(space.root, accepted, review.decided, findings)
    with Ledger.open(space.ledger_file) as ledger:
        edits = _still_to_write(ledger, fit)
        run, moved = _write(ledger, edits, f"kam merge {path.name}", who)
    by_edit = {each.row.edit: each for each in fit}
    findings += [_moved(by_edit[edit], now) for edit, now in moved]
    written = len(edits) - len(moved)
    return Merged(
        run if written else "", written, len({each.row.edit for each in fit}) - len(edits),
        sum(each.accepted is False for each in review.decided),
        sum(each.accepted is None and each.row.acceptable for each in review.decided),
        len(accepted) - len(fit) + len(moved), findings,
    )  # fmt: skip


def _still_to_write(ledger: Ledger, fit: Iterable[Decided]) -> list[Edit]:
    """The edits, each field once, that the ledger does not say already."""
    edits = {each.row.edit.spot: each.row.edit for each in fit}
    now = ledger.values_at(edits)
    return [edit for spot, edit in edits.items() if now[spot] is ABSENT or now[spot] != edit.new]


def _write(
    ledger: Ledger, edits: Sequence[Edit], reason: str, who: str
) -> tuple[str, list[tuple[Edit, LedgerValue | Absent]]]:
    if not edits:
        return "", []
    with ledger.change(who=who, reason=reason) as change:
        applied = change.edit(edits)
    return applied.run, applied.moved


def _fit(
    root: Path,
    accepted: Sequence[Decided],
    everything: Sequence[Decided],
    findings: list[Finding],
) -> list[Decided]:
    """The accepted rows that may be written; the others become findings."""
    wanted: dict[Spot, set[LedgerValue]] = defaultdict(set)
    for each in accepted:
        wanted[each.row.edit.spot].add(each.row.new)
    unnamed = _unnamed(accepted, everything)
    content = {path: _digest(root / path) for path in {each.row.path for each in accepted}}
    fit = []
    for each in accepted:
        finding = _unfit(each, wanted[each.row.edit.spot], unnamed, content)
        if finding:
            findings.append(finding)
        else:
            fit.append(each)
    return fit


def _unfit(
    each: Decided, values: set[LedgerValue], unnamed: set[Spot], content: Mapping[str, str]
) -> Finding | None:
    row = each.row
    if content[row.path] not in ("", row.digest):
        return RETURN_CHANGED.at(each.place, file=row.file, label=row.label)
    if len(values) > 1:
        texts = "、".join(sorted(shown(value) for value in values))
        return BOTH_ACCEPTED.at(each.place, label=row.label, values=texts)
    if row.spot in unnamed:
        table = TABLES[row.edit.spot.table]
        return NAME_REJECTED.at(each.place, key=table.column(table.key[-1]).zh, label=row.label)
    return None


def _unnamed(accepted: Iterable[Decided], everything: Iterable[Decided]) -> set[Spot]:
    """Fields of new rows whose key a person typed, and the reviewer did not accept."""
    refused = {
        (each.row.spot.table, each.row.spot.key)
        for each in everything
        if each.row.spot and each.row.old is ABSENT and not each.accepted
        and each.row.spot.column in TABLES[each.row.spot.table].key
    }  # fmt: skip
    spots = (each.row.edit.spot for each in accepted if each.row.old is ABSENT)
    return {spot for spot in spots if (spot.table, spot.key) in refused}


def _digest(file: Path) -> str:
    """The content of a returned file now; empty when it is not there any more."""
    return digest(file) if file.is_file() else ""


def _moved(each: Decided, now: LedgerValue | Absent) -> Finding:
    old = each.row.old
    gone = Text("（没有这一条）", "(no such row)").show()
    return MOVED.at(
        each.place, label=each.row.label,
        old=gone if old is ABSENT else shown(old), now=gone if now is ABSENT else shown(now),
    )  # fmt: skip

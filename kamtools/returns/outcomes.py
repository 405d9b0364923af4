"""What can become of a cell that came back."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kamtools.findings import Finding
from kamtools.forms.identity import LedgerField
from kamtools.ledger.edits import Absent, LedgerValue
from kamtools.returns.read import Returned


class Outcome(StrEnum):
    """What becomes of one bound cell."""

    UNCHANGED = "unchanged"
    """As it was sent, or the ledger says the same already."""
    APPLIED = "applied"
    """Changed by the recipient, and the ledger still says what was sent: to be applied."""
    CONFLICT = "conflict"
    """Changed by the recipient, and the ledger has moved to something else meanwhile."""
    INVALID = "invalid"
    """What was typed can't be read, or can't be stored."""
    NOT_ALLOWED = "not-allowed"
    """A locked cell was changed, or one that has no place in the ledger."""
    MISSING = "missing"
    """The cell was deleted."""
    ELSEWHERE = "elsewhere"
    """No bound cell: what somebody wrote where the form has no field."""


@dataclass(frozen=True)
class CellOutcome:
    """What becomes of one cell. ``value`` is what was typed as the ledger would hold it.

    ``field`` has the whole key, also in a row of the form that was free. ``current`` is the
    ledger's value where it was asked for.
    """

    returned: Returned
    outcome: Outcome
    value: LedgerValue = None
    current: LedgerValue | Absent = None
    field: LedgerField | None = None
    finding: Finding | None = None


def counts(outcomes: Iterable[CellOutcome]) -> dict[Outcome, int]:
    """How many cells came to each outcome, all outcomes named."""
    found = Counter(each.outcome for each in outcomes)
    return {outcome: found[outcome] for outcome in Outcome}

"""Who has sent a form back, who has not, and what is odd about what came. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from kamtools.findings import Finding, Place
from kamtools.forms.identity import Identity
from kamtools.forms.sent_values import same
from kamtools.periods import Period
from kamtools.returns import board_findings as say
from kamtools.returns.read import ReadBack

Form = tuple[str, str]
"""A form of one month: its name, and what it is about (``K001``)."""


class Status(StrEnum):
    """What can be said of one form on the board; a file may have several."""

    RETURNED = "returned"
    LATE = "late"
    DUPLICATE = "duplicate"
    COPY = "copy"
    OLD_VERSION = "old-version"
    WRONG_MONTH = "wrong-month"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"
    MISSING = "missing"


UNUSABLE = frozenset((Status.COPY, Status.WRONG_MONTH, Status.UNKNOWN, Status.UNREADABLE))
"""Files with one of these have nothing that could be merged."""


@dataclass(frozen=True)
class Expected:
    """A form that was sent, the latest of its kind."""

    form: str
    subject: str
    recipient: str
    template_version: str
    file: str

    @property
    def about(self) -> Form:
        """By what it is known again."""
        return self.form, self.subject


@dataclass(frozen=True)
class Arrival:
    """One file that came back: what it is, when it was received, what was noticed."""

    path: Path
    digest: str
    received: date
    read: ReadBack
    findings: tuple[Finding, ...] = ()
    trusted: bool = True
    """Whether its record is signed by us, or known to the ledger."""

    @property
    def identity(self) -> Identity | None:
        """What the file says it is, if it may be believed."""
        return self.read.identity if self.trusted else None

    @property
    def about(self) -> Form | None:
        """The form it is."""
        return (self.identity.form, self.identity.subject) if self.identity else None


@dataclass(frozen=True)
class Line:
    """One line of the board: a file, or a form that has not come back."""

    statuses: tuple[Status, ...]
    form: str = ""
    subject: str = ""
    recipient: str = ""
    arrival: Arrival | None = None
    findings: tuple[Finding, ...] = ()
    file: str = ""

    @property
    def usable(self) -> bool:
        """Whether what it says may be merged."""
        return self.arrival is not None and not UNUSABLE & set(self.statuses)


def make_board(
    expected: Sequence[Expected],
    arrivals: Sequence[Arrival],
    period: Period,
    *,
    due: date | None = None,
) -> list[Line]:
    """A line for each file, in the order given, then one for each form that is missing."""
    latest = {each.about: each for each in expected}
    twins = _twins(arrivals, period)
    lines = [_line(each, latest, twins, period, due) for each in arrivals]
    back = {each.arrival.about for each in lines if each.arrival and each.usable}
    waited = [each for each in latest.values() if each.about not in back]
    return lines + [_missing(each, due) for each in waited]


def _line(
    arrival: Arrival,
    latest: Mapping[Form, Expected],
    twins: Mapping[Form, list[Arrival]],
    period: Period,
    due: date | None,
) -> Line:
    identity, place = arrival.identity, Place(arrival.path.name)
    if identity is None:
        return _stranger(arrival)
    line = Line((), identity.form, identity.subject, identity.recipient, arrival)
    if identity.period != str(period):
        found = say.WRONG_MONTH.at(place, month=period, found=identity.period)
        return replace(line, statuses=(Status.WRONG_MONTH,), findings=(found,))
    odd = [
        *_repeated(arrival, twins[identity.form, identity.subject]),
        *_outdated(identity, latest.get((identity.form, identity.subject)), place),
        *_belated(arrival, due, place),
    ]
    statuses = (*(status for status, _ in odd),) or (Status.RETURNED,)
    return replace(line, statuses=statuses, findings=tuple(finding for _, finding in odd))


def _stranger(arrival: Arrival) -> Line:
    stranger = any(each.code in say.STRANGERS for each in arrival.findings)
    status = Status.UNKNOWN if stranger or not arrival.trusted else Status.UNREADABLE
    return Line((status,), arrival=arrival)


def _missing(each: Expected, due: date | None) -> Line:
    kind = say.OVERDUE if due and date.today() > due else say.NOT_BACK
    about = {"form": each.form, "recipient": each.recipient or "—", "due": due}
    finding = kind.at(Place(each.file), **about)
    return Line(
        (Status.MISSING,), each.form, each.subject, each.recipient, None, (finding,), each.file
    )


def _twins(arrivals: Iterable[Arrival], period: Period) -> dict[Form, list[Arrival]]:
    """The files of the month by the form that they are."""
    found: dict[Form, list[Arrival]] = defaultdict(list)
    for each in arrivals:
        if each.about and each.identity and each.identity.period == str(period):
            found[each.about].append(each)
    return found


def _repeated(arrival: Arrival, twins: Sequence[Arrival]) -> list[tuple[Status, Finding]]:
    """Whether the same form came back more than once; of equal files the first one counts."""
    place = Place(arrival.path.name)
    earlier = twins[: twins.index(arrival)]
    for each in earlier:
        if says_the_same(each, arrival):
            return [(Status.COPY, say.COPY.at(place, other=each.path.name))]
    others = [each.path.name for each in twins if not says_the_same(each, arrival)]
    if not others:
        return []
    return [(Status.DUPLICATE, say.DUPLICATE.at(place, others="、".join(others)))]


def says_the_same(one: Arrival, other: Arrival) -> bool:
    """Whether two returns of a form agree in every cell."""
    if one.digest == other.digest:
        return True
    cells, others = one.read.cells, other.read.cells
    if len(cells) != len(others) or _added(one) != _added(other):
        return False
    return all(
        (a.cell, a.state) == (b.cell, b.state) and same(a.value, b.value)
        for a, b in zip(cells, others, strict=True)
    )


def _added(arrival: Arrival) -> list[tuple[str, dict[str, object]]]:
    return [(row.name, dict(row.values)) for row in arrival.read.extra_rows]


def _outdated(
    identity: Identity, latest: Expected | None, place: Place
) -> list[tuple[Status, Finding]]:
    if latest is None or latest.template_version == identity.template_version:
        return []
    values = {"version": identity.template_version, "now": latest.template_version}
    return [(Status.OLD_VERSION, say.OLD_VERSION.at(place, **values))]


def _belated(arrival: Arrival, due: date | None, place: Place) -> list[tuple[Status, Finding]]:
    if due is None or arrival.received <= due:
        return []
    return [(Status.LATE, say.LATE.at(place, due=due, received=arrival.received))]

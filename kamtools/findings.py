"""A mistake in somebody's file, as data: where, what is wrong, what to do.

A module that looks at people's files declares its kinds of finding as constants and returns
findings beside its result::

    UNKNOWN_STORE = FindingKind(
        "unknown_store", Severity.WARNING,
        what=Text("门店“{store}”不在门店表里", "store {store} is not in the store list"),
        do=Text("在门店表里补上它", "add it to the store list"),
    )
    findings.append(UNKNOWN_STORE.at(Place("sales.xlsx", "明细", "C7"), store="S99"))
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kamtools.language import Text, speaks_english


class Severity(StrEnum):
    """How much a finding weighs: an ERROR makes ``kam`` end with 1, the others do not."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, order=True)
class Place:
    """Where in somebody's file: ``cell`` is an A1 reference or range, ``line`` a 1-based line."""

    file: str
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None

    @property
    def within(self) -> str:
        """Where inside the file: sheet and cell, and the line, as far as they are known."""
        inside = "!".join(part for part in (self.sheet, self.cell) if part)
        line = f"line {self.line}" if speaks_english() else f"第 {self.line} 行"
        return " · ".join(part for part in (inside, line if self.line is not None else "") if part)

    def __str__(self) -> str:
        return " · ".join(part for part in (self.file, self.within) if part)


@dataclass(frozen=True)
class FindingKind:
    """A kind of mistake: its stable ``code``, its weight, and its two sentences."""

    code: str
    severity: Severity
    what: Text
    do: Text

    def at(self, place: Place, **values: object) -> "Finding":
        """Make a finding of this kind at ``place``, with the sentences' slots in ``values``."""
        return Finding(self, place, values)


@dataclass(frozen=True)
class Finding:
    """One mistake at one place. ``values`` fill the slots of the kind's sentences."""

    kind: FindingKind
    place: Place
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The stable code of its kind."""
        return self.kind.code

    @property
    def severity(self) -> Severity:
        """The weight of its kind."""
        return self.kind.severity

    @property
    def what(self) -> str:
        """What is wrong, in the language of now."""
        return self.kind.what.show(**self.values)

    @property
    def do(self) -> str:
        """What to do about it, in the language of now."""
        return self.kind.do.show(**self.values)

    def __str__(self) -> str:
        return f"{self.place}: {self.what} → {self.do}"


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding is severe enough to end a command with 1."""
    return any(finding.severity is Severity.ERROR for finding in findings)

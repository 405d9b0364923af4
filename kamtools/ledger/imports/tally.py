"""Equal findings of one sheet as one: its first cell, and how many rows it is about."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kamtools.excel.references import address
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text

SHOWN = 20
"""Different values of one column that are each listed; the others are one finding together."""


def _more(severity: Severity) -> FindingKind:
    return FindingKind(
        f"more_{severity}", severity,
        Text("“{column}”列还有 {kinds} 种同类问题，共 {count} 行（{values} …）",
             "column {column}: {kinds} more of the same kind, {count} rows ({values} …)"),
        Text("先改正上面列出的，再重新导入看其余的", "correct those listed, then import again"),
    )  # fmt: skip


_MORE = {severity: _more(severity) for severity in Severity}
MORE_WARNINGS = _MORE[Severity.WARNING]


@dataclass
class Tally:
    """Collects what happened at the cells of one sheet; ``findings`` tells it, grouped."""

    file: str
    sheet: str
    _groups: dict[tuple[FindingKind, str, str], tuple[int, int, int, dict[str, object]]] = field(
        default_factory=dict
    )

    def place(self, row: int | None = None, column: int | None = None) -> Place:
        """The place of a 0-based cell; of the whole sheet when ``row`` is ``None``."""
        cell = None if row is None else address(row + 1, (column or 0) + 1)
        return Place(self.file, self.sheet or None, cell)

    def add(
        self, kind: FindingKind, row: int, column: int, count: int = 1, /, **values: object
    ) -> None:
        """``count`` rows, the first of them 0-based ``row``; told apart by column and value."""
        key = (kind, str(values.get("column", "")), str(values.get("value", "")))
        first, at, before, kept = self._groups.get(key, (row, column, 0, values))
        if row < first:
            first, at = row, column
        self._groups[key] = (first, at, before + count, kept)

    def findings(self) -> list[Finding]:
        """In the order of the sheet's rows; beyond ``SHOWN`` of a kind and column, summed up."""
        told: list[Finding] = []
        seen: Counter[tuple[FindingKind, str]] = Counter()
        rest: dict[tuple[FindingKind, str], list[tuple[int, int, int, str]]] = {}
        for (kind, column, value), (row, at, count, values) in self._in_order():
            seen[kind, column] += 1
            if seen[kind, column] <= SHOWN:
                told.append(kind.at(self.place(row, at), **{**values, "count": count}))
            else:
                rest.setdefault((kind, column), []).append((row, at, count, value))
        return told + [self._summed(*key, group) for key, group in rest.items()]

    def _in_order(
        self,
    ) -> Iterable[tuple[tuple[FindingKind, str, str], tuple[int, int, int, dict[str, object]]]]:
        return sorted(self._groups.items(), key=lambda item: (item[1][0], item[1][1]))

    def _summed(
        self, kind: FindingKind, column: str, group: list[tuple[int, int, int, str]]
    ) -> Finding:
        row, at, _, _ = group[0]
        values = "、".join(value for _, _, _, value in group[:5])
        count = sum(count for _, _, count, _ in group)
        more = _MORE[kind.severity]
        return more.at(
            self.place(row, at), column=column, kinds=len(group), count=count, values=values
        )

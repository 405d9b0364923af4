"""What a person sees when a step is done: what was written, where, and what to look at."""

from html import escape
from pathlib import Path

from kamtools.batch.records import Record
from kamtools.findings import Severity
from kamtools.language import Text
from kamtools.periods import Period


class Confirmation:
    """What a step wrote and where; a notebook shows it, ``str()`` is the same in plain text."""

    _DONE = Text("已完成 {notebook}（{month}）", "done: {notebook} ({month})")
    _TO_DEAL_WITH = Text("，有错误要处理", ", with errors to deal with")
    _FILES = Text("写出 {count} 个文件，在 {folder}", "{count} files written to {folder}")
    _NO_FILES = Text("没有写出文件", "no files written")
    _TIES = Text("总额核对：{good} 项相符，{bad} 项不符", "totals: {good} tie, {bad} do not")
    _NOTES = Text("需要处理：错误 {errors} 条，提醒 {warnings} 条",
                  "to look at: {errors} errors, {warnings} warnings")  # fmt: skip
    _SHOWN = 12

    def __init__(self, record: Record, period: Period, folder: Path) -> None:
        self.record = record
        self.period = period
        self.folder = folder

    @property
    def lines(self) -> list[str]:
        """One sentence each: the step, its files, what it wrote, the checks, the findings."""
        files, checks = self.record.products, self.record.checks
        good = sum(check.ties for check in checks)
        made = self._FILES.show(count=len(files), folder=self.folder)
        return [
            self._first(),
            *([made, *self._names()] if files else [self._NO_FILES.show()]),
            *self.record.written,
            *([self._TIES.show(good=good, bad=len(checks) - good)] if checks else []),
            *([self._NOTES.show(**self._weights())] if self.record.notes else []),
        ]

    def _first(self) -> str:
        done = self._DONE.show(notebook=self.record.notebook, month=self.period.chinese)
        return done + self._TO_DEAL_WITH.show() if self.record.has_errors() else done

    def _names(self) -> list[str]:
        names = [f"　{product.path}" for product in self.record.products]
        more = [f"　… +{len(names) - self._SHOWN}"] if len(names) > self._SHOWN else []
        return names[: self._SHOWN] + more

    def _weights(self) -> dict[str, int]:
        weights = [note.severity for note in self.record.notes]
        return {
            "errors": weights.count(Severity.ERROR),
            "warnings": weights.count(Severity.WARNING),
        }

    def __str__(self) -> str:
        return "\n".join(self.lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        first, *rest = (escape(line) for line in self.lines)
        bad = self.record.has_errors()
        colour, mark = ("#b3261e", "!") if bad else ("#1e7d4f", "✓")  # the report's
        style = f"border-left:4px solid {colour};padding:.4em 1em;line-height:1.7"
        return f'<div style="{style}"><b>{mark} {first}</b><br>{"<br>".join(rest)}</div>'

"""The ``[[mapping]]`` of ``kam.toml``, checked against the tables before any file is read."""

from collections.abc import Iterable

from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text
from kamtools.ledger.imports.coerce import Cells, read_cells
from kamtools.ledger.imports.match import column_called
from kamtools.ledger.imports.numbers import ONE
from kamtools.ledger.imports.reading import Context, Unreadable
from kamtools.ledger.tables import TABLES, Column, Kind
from kamtools.settings import Constant, Mapping, Product, Settings

BAD_MAPPING = FindingKind(
    "bad_mapping", Severity.ERROR,
    Text("[[mapping]] 里的“{name}”不存在", "[[mapping]] names {name}, which does not exist"),
    Text("可用的是：{known}", "choose one of: {known}"),
)  # fmt: skip
BAD_CONSTANT = FindingKind(
    "bad_constant", Severity.ERROR,
    Text("[[mapping]] 里“{name}”的固定值“{value}”{reason}",
         "[[mapping]] {name}, constant {value!r}: {reason}"),
    Text("改正这个固定值后重新导入", "correct the constant and import again"),
)  # fmt: skip
BAD_PRODUCT = FindingKind(
    "bad_product", Severity.ERROR,
    Text("[[mapping]] 里的“{name}”不是金额或数量，不能由两列相乘得到",
         "[[mapping]] {name} is no amount or number, so no product of two columns"),
    Text("给它写一列的列名，或一个固定值", "name one column for it, or a constant"),
)  # fmt: skip

_PLACE = Place("kam.toml")


def check_mappings(settings: Settings) -> list[Finding]:
    """What the mappings name that does not exist, or give that its column can't hold."""
    return [finding for mapping in settings.mapping for finding in _check(mapping)]


def _check(mapping: Mapping) -> Iterable[Finding]:
    table = TABLES.get(mapping.table)
    if table is None:
        yield BAD_MAPPING.at(_PLACE, name=mapping.table, known=", ".join(TABLES))
        return
    for name, rule in mapping.columns.items():
        column = column_called(table, name)
        if column is None:
            known = ", ".join(column.name for column in table.columns)
            yield BAD_MAPPING.at(_PLACE, name=name, known=known)
        elif isinstance(rule, Constant):
            yield from _check_constant(name, column, rule.constant)
        elif isinstance(rule, Product) and column.kind not in (Kind.MONEY, Kind.NUMBER):
            yield BAD_PRODUCT.at(_PLACE, name=name)


def _check_constant(name: str, column: Column, constant: str) -> Iterable[Finding]:
    value = read_cells(Cells.of([constant]), column.kind, ONE, Context()).row(0)
    if isinstance(value, Unreadable):
        yield BAD_CONSTANT.at(_PLACE, name=name, value=constant, reason=value.reason.show())

"""What is wrong with a year's proposal: nothing to divide, nobody to carry it, sums that miss."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text
from kamtools.money import total
from kamtools.periods import Period
from kamtools.targets.cells import Cells
from kamtools.targets.division import Division
from kamtools.targets.given import KINDS, LEDGER, Given, Kind
from kamtools.targets.infeasible import Change, Conflict

_TARGETS = Place("目标")
TARGETS_DIFFER = FindingKind(
    "store_targets_differ_from_company",
    Severity.WARNING,
    what=Text(
        "{month}门店{kind}合计 {stores}，与公司{kind} {company} 相差 {gap}",
        "the stores' {kind} of {month} is {stores}, the company's {company}: {gap} apart",
    ),
    do=Text(
        "核对目标文件；要把这个月重新分解，写进 02 笔记本的 selection",
        "check the targets file; to divide the month again, name it in notebook 02's selection",
    ),
)
NOTHING_TO_GO_BY = FindingKind(
    "no_sales_to_go_by",
    Severity.ERROR,
    what=Text(
        "{months}公司{kind}合计 {company} 分不下去：没有一家门店有可参照的销售",
        "the company's {kind} of {months}, {company} together, can't be divided: no store has "
        "sales to go by",
    ),
    do=Text("导入去年的销售，或给出门店目标", "import last year's sales, or give store targets"),
)
NOT_PROPOSED = FindingKind(
    "no_target_proposed",
    Severity.WARNING,
    what=Text(
        "{months}没有下达目标，也没有去年同月的销售：没有建议，表上空着",
        "nobody set {months}, and last year's sales are not known: nothing is proposed",
    ),
    do=Text(
        "导入去年的销售，或公司目标，或门店目标",
        "import last year's sales, the company's targets or the stores'",
    ),
)
NO_STORES = FindingKind(
    "no_stores_to_divide_over",
    Severity.WARNING,
    what=Text(
        "{year}年没有一家可以分目标的门店，《目标分解表》是空的",
        "there is no store to divide the targets of {year} over; the form is empty",
    ),
    do=Text("把门店表放进 data，再导入", "put the store list into data and import it"),
)
NO_TARGETS = FindingKind(
    "no_targets_to_divide",
    Severity.WARNING,
    what=Text(
        "没有{before}年的销售，也没有{year}年的目标：没有目标可以分解",
        "there are no sales of {before} and no targets of {year}: nothing to divide",
    ),
    do=Text(
        "导入去年的销售，或公司目标，或门店目标",
        "import last year's sales, the company's targets or the stores'",
    ),
)


LIMITS_IN_CONFLICT = FindingKind(
    "targets_limits_conflict",
    Severity.ERROR,
    what=Text(
        "{kind}的限制有冲突：{conflict}。表上已按最小的改动放宽，合计不变",
        "limits of the {kind} conflict: {conflict}. They are relaxed by the least; totals stand",
    ),
    do=Text("{advice}", "{advice}"),
)


def conflicts(kind: Kind, division: Division, names: Mapping[str, str]) -> Iterator[Finding]:
    """The limits that could not be had, with the smallest way out."""
    for found in division.conflicts:
        said = spoken_conflict(found, names)
        yield LIMITS_IN_CONFLICT.at(
            Place("目标限制"), kind=KINDS[kind].show(), conflict=said, advice=said.advice
        )


def spoken_conflict(conflict: Conflict, names: Mapping[str, str]) -> Conflict:
    """The conflict with stores by name and months as people say them."""

    def change(each: Change) -> Change:
        row = each.row if each.row is None else names.get(each.row, each.row)
        return replace(each, row=row, column=_month(each.column))

    named = conflict.named
    return replace(
        conflict,
        rows=[names.get(row, row) for row in conflict.rows],
        columns=[_month(column) for column in conflict.columns],
        relaxation=tuple(map(change, conflict.relaxation)),
        totals=tuple(map(change, conflict.totals)),
        named=named
        and ([names.get(row, row) for row in named[0]], [_month(column) for column in named[1]]),
    )


def _month(column: object) -> object:
    return column.chinese if isinstance(column, Period) else column


def emptiness(target: Division, challenge: Division) -> list[Finding]:
    """That there is nothing to divide or to divide it over; then the months need not say so."""
    year = target.months[0].year
    if not target.stores:
        return [NO_STORES.at(Place("门店表"), year=year)]
    aims = [each.company[month].amount for each in (target, challenge) for month in each.months]
    if any(aims) or target.year_total or challenge.year_total:
        return []
    return [NO_TARGETS.at(_TARGETS, year=year, before=year - 1)]


def unproposed(target: Division) -> Iterator[Finding]:
    """The months that have no proposal, all at once."""
    if target.unknown:
        yield NOT_PROPOSED.at(_TARGETS, months=spoken(sorted(target.unknown)))


def misfits(kind: Kind, division: Division, weights: Cells, given: Given) -> Iterator[Finding]:
    """The months whose stores don't add up to what the company says."""
    helpless = []
    for month in division.company:
        if not (gap := division.gap(month)):
            continue
        weightless = not any(weights.get((store, month)) for store in division.stores)
        if weightless and not division.is_settled(month):
            helpless.append(month)
        else:
            yield _misfit(kind, division, month, gap, given)
    if helpless:
        company = total(division.company[month].amount for month in helpless)
        yield NOTHING_TO_GO_BY.at(
            given.places.get(helpless[0], LEDGER), months=spoken(helpless),
            kind=KINDS[kind].show(), company=f"{company:,}",
        )  # fmt: skip


def _misfit(kind: Kind, division: Division, month: Period, gap: Decimal, given: Given) -> Finding:
    return TARGETS_DIFFER.at(
        given.places.get(month, LEDGER),
        month=month.chinese,
        kind=KINDS[kind].show(),
        stores=f"{division.total(month):,}",
        company=f"{division.company[month].amount:,}",
        gap=f"{gap:+,}",
    )


def spoken(months: Sequence[Period]) -> str:
    """Months of one year in order, as a sentence names them: ``2026年1月至3月、5月``."""
    runs: list[list[Period]] = []
    for month in months:
        if runs and runs[-1][-1].plus(1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    names = [
        f"{run[0].month}月" if len(run) == 1 else f"{run[0].month}月至{run[-1].month}月"
        for run in runs
    ]
    return f"{months[0].year}年{'、'.join(names)}"

"""Whether the totals that workbooks carry are the ledger's."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from kamtools.batch.records import Check
from kamtools.excel.values import read_named_values
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.forms.fill import Tie
from kamtools.language import Text
from kamtools.money import to_fen

DOES_NOT_TIE = FindingKind(
    "does_not_tie", Severity.ERROR,
    what=Text("“{label}”对不上：表里是 {workbook}，账本里是 {ledger}",
              "{label} does not tie: the workbook has {workbook}, the ledger {ledger}"),
    do=Text("这张表先不要发出去；看看模板里名称所指的格子，公式有没有被改动",
            "do not hand it out; see whether the template's formula at that name was changed"),
)  # fmt: skip
NAME_GONE = FindingKind(
    "name_gone", Severity.ERROR,
    what=Text("“{label}”没法核对：模板里的名称“{name}”没有了，或者不再指着一个格子",
              "{label} is not checked: the template's name {name} is gone, or is no single cell"),
    do=Text("在 templates 里打开这张表的模板，用“公式 → 名称管理器”把“{name}”重新指到合计的格子，"
            "再运行一次",
            "open its template in templates, let {name} (Formulas → Name Manager) refer to that "
            "total's cell again, and run again"),
)  # fmt: skip
_GONE = Text("名称没有了", "name gone")


def check(workbook: Path, shown_as: str, ties: Iterable[Tie]) -> tuple[list[Check], list[Finding]]:
    """Read the value carried at each tie's defined name and lay it beside the ledger's amount.

    Amounts tie when they are the same to the fen. A tie that does not hold is an error finding.
    """
    wanted = list(ties)
    carried = read_named_values(workbook, [tie.name for tie in wanted]) if wanted else {}
    checks = [_check(tie, carried.get(tie.name, _GONE.show()), shown_as) for tie in wanted]
    broken = [check for check in checks if not check.ties]
    return checks, [_finding(each, gone=each.name not in carried) for each in broken]


def _check(tie: Tie, carried: object, shown_as: str) -> Check:
    amount = _amount(carried)
    same = amount == to_fen(tie.ledger)
    shown = f"{amount:,.2f}" if amount is not None else "—" if carried is None else str(carried)
    return Check(
        label=tie.label, file=shown_as, name=tie.name, ledger=tie.ledger, workbook=shown, ties=same
    )


def _amount(carried: object) -> Decimal | None:
    if isinstance(carried, bool) or not isinstance(carried, int | float | Decimal):
        return None
    return to_fen(Decimal(str(carried)))


def _finding(check: Check, *, gone: bool) -> Finding:
    place = Place(check.file, cell=check.name)
    if gone:
        return NAME_GONE.at(place, label=check.label, name=check.name)
    return DOES_NOT_TIE.at(
        place,
        label=check.label, workbook=check.workbook, ledger=f"{check.ledger:,.2f}",
    )  # fmt: skip

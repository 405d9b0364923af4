"""What is wrong with the stores' bids, or with honouring those that were accepted."""

from kamtools.findings import FindingKind, Place, Severity
from kamtools.language import Text

BIDS_LEDGER = Place("ledger.duckdb", "target_bids")
BID_WITHOUT_REASON = FindingKind(
    "bid_without_reason",
    Severity.WARNING,
    what=Text(
        "{store} {month}申报 {amount}，没有写理由",
        "{store} asks for {amount} in {month} without a reason",
    ),
    do=Text(
        "请门店在《门店目标表》的“理由”里补上；写清之前可以先不决定",
        "ask the store to give its reason on 门店目标表; leave it undecided until then",
    ),
)
BID_NOT_OPEN = FindingKind(
    "bid_not_open",
    Severity.WARNING,
    what=Text(
        "{store} {month}的申报 {amount} 不能采用：这个月已经结束，或这家店这个月不营业，"
        "或没有下达目标",
        "{store}'s bid of {amount} for {month} can't be used: the month is over, the store is "
        "not open in it, or no target was given",
    ),
    do=Text(
        "核对门店编号和月份；要改已经结束的月份，请直接改目标文件",
        "check store and month; a month that is over is changed in the targets file",
    ),
)
DECISION_OUTDATED = FindingKind(
    "bid_decision_outdated",
    Severity.WARNING,
    what=Text(
        "{store} {month}的申报在决定“{decision}”之后又改了，现在是 {amount}；原来的决定不再算数",
        "{store} has changed its bid for {month} since {decision} was decided; it is {amount} now",
    ),
    do=Text("在《目标协商表》里重新决定", "decide again on 目标协商表"),
)
BIDS_IN_CONFLICT = FindingKind(
    "bids_in_conflict",
    Severity.ERROR,
    what=Text(
        "{month}已接受的申报不能同时满足：{conflict}；这个月的数没有动",
        "the bids accepted for {month} can't all be had: {conflict}; its numbers were not moved",
    ),
    do=Text(
        "{advice}；在《目标协商表》里改决定，或请公司改当月目标",
        "{advice}; change a decision on 目标协商表, or the company's month",
    ),
)

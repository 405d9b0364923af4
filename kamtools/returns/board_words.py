"""What people call the states of the board."""

from kamtools.language import Text
from kamtools.returns.board import Line, Status

STATUSES = {
    Status.RETURNED: Text("已收", "returned"),
    Status.LATE: Text("迟交", "late"),
    Status.DUPLICATE: Text("重复", "duplicate"),
    Status.COPY: Text("相同副本", "same copy"),
    Status.OLD_VERSION: Text("旧版表格", "old version"),
    Status.WRONG_MONTH: Text("月份不对", "wrong month"),
    Status.UNKNOWN: Text("认不出", "unknown"),
    Status.UNREADABLE: Text("打不开", "unreadable"),
    Status.MISSING: Text("未交", "missing"),
}


def to_do(line: Line) -> str:
    """What is odd about a line and what to do, in one text; empty when all is well."""
    of_file = line.arrival.findings if line.arrival else ()
    return "\n".join(
        f"{each.place.within + '：' if each.place.within else ''}{each.what} → {each.do}"
        for each in (*line.findings, *of_file)
    )

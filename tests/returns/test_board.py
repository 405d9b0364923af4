"""The board: every file has a line, every form that is not back has one too."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from kamtools.findings import Place
from kamtools.forms.identity import BoundCell, Identity
from kamtools.periods import Period
from kamtools.returns import read_findings
from kamtools.returns.board import Arrival, Expected, Status, make_board
from kamtools.returns.read import ReadBack, Returned

OCTOBER = Period(2026, 10)
DUE = date(2026, 11, 5)
K001 = Expected("卡", "K001", "E01 林一", "1.0", "卡/K001.xlsx")
K002 = Expected("卡", "K002", "E02 高二", "1.0", "卡/K002.xlsx")


def arrival(
    name: str, *, subject: str = "K001", period: str = "2026-10", version: str = "1.0",
    value: str = "甲", received: date = DUE, digest: str = "",
) -> Arrival:  # fmt: skip
    cell = BoundCell("_kam.1", "客户.地址", None, "卡", "B9", "甲", True)
    identity = Identity("卡", version, period, "E01 林一", "r", f"f{subject}", (cell,), subject)
    returned = Returned(cell, value, Place(name, "卡", "B9"), "read")
    read = ReadBack(identity, (returned,), signature="good")
    return Arrival(Path(name), digest or name, received, read)


def stranger(name: str, code: str = "not_our_form") -> Arrival:
    kind = read_findings.NOT_OURS if code == "not_our_form" else read_findings.UNREADABLE
    finding = kind.at(Place(name), reason="坏", remedy="重发")
    return Arrival(Path(name), name, DUE, ReadBack(None), (finding,))


def statuses(*arrivals: Arrival, due: date | None = DUE) -> list[tuple[Status, ...]]:
    board = make_board([K001], arrivals, OCTOBER, due=due)
    return [line.statuses for line in board]


def test_what_is_back_on_time_is_returned_and_nothing_is_missing() -> None:
    assert statuses(arrival("a.xlsx")) == [(Status.RETURNED,)]


def test_what_is_not_back_is_missing_with_whom_to_ask() -> None:
    board = make_board([K001, K002], [arrival("a.xlsx")], OCTOBER)
    assert [(line.statuses, line.subject) for line in board[1:]] == [((Status.MISSING,), "K002")]
    assert "E02 高二" in board[1].findings[0].what


def test_a_missing_form_after_the_due_day_is_overdue() -> None:
    def code(due: date) -> str:
        return make_board([K001], [], OCTOBER, due=due)[0].findings[0].code

    assert code(date.today() - timedelta(1)) == "return_overdue"
    assert code(date.today() + timedelta(1)) == "return_missing"


@pytest.mark.parametrize(("day", "status"), [(5, Status.RETURNED), (6, Status.LATE)])
def test_late_is_the_day_after_the_due_day(day: int, status: Status) -> None:
    assert statuses(arrival("a.xlsx", received=date(2026, 11, day))) == [(status,)]


def test_a_file_of_another_month_does_not_count_as_back() -> None:
    found = statuses(arrival("a.xlsx", period="2025-10"))
    assert found == [(Status.WRONG_MONTH,), (Status.MISSING,)]


def test_two_files_of_one_form_are_duplicates_unless_they_say_the_same() -> None:
    one, other, copy = (arrival(name, value=v) for name, v in zip("abc", "甲乙甲", strict=True))
    assert statuses(one, other, copy) == [
        (Status.DUPLICATE,), (Status.DUPLICATE,), (Status.COPY,),
    ]  # fmt: skip
    assert statuses(one, copy) == [(Status.RETURNED,), (Status.COPY,)]


def test_an_old_version_and_lateness_can_be_said_of_one_file() -> None:
    found = statuses(arrival("a.xlsx", version="0.9", received=DUE + timedelta(3)))
    assert found == [(Status.OLD_VERSION, Status.LATE)]


def test_strangers_and_unreadable_files_have_their_lines() -> None:
    found = statuses(stranger("x.xlsx"), stranger("y.xlsx", "unreadable"), arrival("a.xlsx"))
    assert found == [(Status.UNKNOWN,), (Status.UNREADABLE,), (Status.RETURNED,)]


def test_a_record_that_is_not_ours_is_not_believed() -> None:
    forged = arrival("a.xlsx")
    forged = Arrival(forged.path, "x", DUE, forged.read, (), trusted=False)
    assert statuses(forged) == [(Status.UNKNOWN,), (Status.MISSING,)]


def test_every_finding_of_the_board_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = [arrival("a", period="2026-09"), arrival("b", value="乙"), arrival("c", version="2")]
    for language in ("zh", "en"):
        monkeypatch.setenv("KAM_LANG", language)
        for line in make_board([K001, K002], odd, OCTOBER, due=DUE):
            assert all(finding.what and finding.do for finding in line.findings)

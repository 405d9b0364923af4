"""run.html says what was made, what to look at, and whether the totals tie."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from kamtools.batch.outcome import Outcome, Ran, State
from kamtools.batch.plan import Planned
from kamtools.batch.records import Check, Note, Product, Record
from kamtools.batch.report import mood, render, weights
from kamtools.findings import Severity
from kamtools.periods import Period
from kamtools.workspace import Workspace

NOW = datetime(2026, 11, 1, 9, 30)


def _note(severity: Severity = Severity.WARNING, **more: str) -> Note:
    plain = {"code": "c", "file": "甲.xlsx", "where": "明细!C7", "what": "不对", "do": "改正它"}
    return Note(severity=severity, **(plain | more))


def _record(*notes: Note, checks: Sequence[Check] = (), run: str = "now") -> Record:
    made = (Product(path="卡片/K001 甲&乙.xlsx"),)
    return Record(
        notebook="02_b", run=run, at=NOW, products=made, notes=notes, checks=tuple(checks)
    )


def _outcome(space: Workspace, *records: Record, state: State = State.DONE) -> Outcome:
    planned = Planned("02_b", Path("02_b.ipynb"), "02 目标分解", (), 3, {})
    failed = state is State.FAILED
    ran = Ran(planned, state, 1.25, "<b>坏了</b>" if failed else "", "1 / 0" if failed else "")
    return Outcome(space, Period(2026, 10), "now", NOW, 12.5, (ran,), records)


def _check(ties: bool) -> Check:
    return Check(
        label="总额", file="a.xlsx", name="合计", ledger=Decimal("1234.5"), workbook="1,234.50",
        ties=ties,
    )  # fmt: skip


def test_every_product_is_linked_whatever_its_name(space: Workspace) -> None:
    page = render(_outcome(space, _record()))
    assert 'href="%E5%8D%A1%E7%89%87/K001%20%E7%94%B2%26%E4%B9%99.xlsx"' in page
    assert "K001 甲&amp;乙.xlsx" in page


def test_what_people_wrote_is_text_on_the_page(space: Workspace) -> None:
    page = render(_outcome(space, _record(_note(what="<script>x</script>")), state=State.FAILED))
    assert "<script>x" not in page
    assert "&lt;b&gt;坏了" in page


def test_the_page_needs_nothing_from_elsewhere(space: Workspace) -> None:
    page = render(_outcome(space, _record(_note())))
    assert "http://" not in page
    assert "https://" not in page
    assert "src=" not in page


def test_findings_stand_by_weight_file_and_kind() -> None:
    notes = [
        _note(), _note(Severity.ERROR, file="乙.xlsx"), _note(code="d", do="另一件"),
        _note(where="明细!C9"), _note(Severity.INFO),
    ]  # fmt: skip
    worst, middle, least = weights(notes)
    assert [each.severity for each in (worst, middle, least)] == ["error", "warning", "info"]
    (part,) = middle.files
    assert [(kind.do, len(kind.notes)) for kind in part.kinds] == [("改正它", 2), ("另一件", 1)]
    assert part.count == 3


@pytest.mark.parametrize(
    ("record", "state", "expected"),
    [
        (_record(), State.DONE, "good"),
        (_record(_note(Severity.INFO)), State.DONE, "good"),
        (_record(_note()), State.DONE, "notes"),
        (_record(_note(Severity.ERROR)), State.DONE, "bad"),
        (_record(checks=[_check(False)]), State.DONE, "bad"),
        (_record(), State.FAILED, "failed"),
    ],
)
def test_the_headline_and_the_exit_code_agree(
    space: Workspace, record: Record, state: State, expected: str
) -> None:
    outcome = _outcome(space, record, state=state)
    assert mood(outcome, record.notes, record.checks) == expected
    assert outcome.exit_code == (1 if expected in ("bad", "failed") else 0)


def test_the_headline_counts_the_steps_that_did_not_finish(space: Workspace) -> None:
    page = render(_outcome(space, state=State.FAILED))
    assert '<div class="headline failed">1 步没有完成</div>' in page


def test_errors_of_an_earlier_run_do_not_fail_this_one(space: Workspace) -> None:
    earlier = _record(_note(Severity.ERROR), run="earlier")
    assert _outcome(space, earlier).exit_code == 0
    assert "本次没有更新" in render(_outcome(space, earlier))


def test_totals_that_do_not_tie_stand_first(space: Workspace) -> None:
    page = render(_outcome(space, _record(checks=[_check(True), _check(False)])))
    assert page.index("✗") < page.index("✓")


def test_what_must_be_looked_at_stands_above_the_files(space: Workspace) -> None:
    told = _note(what="这里不对"), _note(Severity.INFO, what="只是说明")
    record = _record(*told, checks=[_check(True), _check(False)])
    page = render(_outcome(space, record, state=State.FAILED))
    files = page.index("做成的文件")
    assert max(map(page.index, ("&lt;b&gt;坏了", "这里不对", "✗"))) < files
    assert files < min(map(page.index, ("只是说明", "✓")))


def test_a_step_that_failed_and_made_nothing_is_not_among_the_files(space: Workspace) -> None:
    page = render(_outcome(space, state=State.FAILED))
    assert page.count("02 目标分解") == 1


def test_a_good_month_begins_with_its_files(space: Workspace) -> None:
    page = render(_outcome(space, _record(checks=[_check(True)])))
    assert "需要处理" not in page
    assert page.index("做成的文件") < page.index("✓")


def test_a_finding_that_two_records_hold_is_told_once(space: Workspace) -> None:
    page = render(_outcome(space, _record(_note(what="这里不对")), _record(_note(what="这里不对"))))
    assert page.count("这里不对") == 1


def test_english_is_spoken_when_asked_for(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAM_LANG", "en")
    page = render(_outcome(space, _record(checks=[_check(True)])))
    assert "Totals: workbooks against the ledger" in page
    assert '<html lang="en">' in page

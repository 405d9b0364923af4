"""A step, as its notebook sees it: files wait until it finishes, totals are checked."""

import os
import time
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from kamtools.batch import records
from kamtools.batch.publishing import STAGING
from kamtools.batch.records import Record
from kamtools.batch.step import NothingImported, NotInStepFolder, Step
from kamtools.findings import FindingKind, Place, Severity
from kamtools.forms.fill import Filled, Tie
from kamtools.language import Text
from kamtools.ledger.store import Ledger
from kamtools.periods import NotAPeriod, Period
from kamtools.workspace import Workspace

OCTOBER = Period(2026, 10)
SMALL = FindingKind("small", Severity.WARNING, Text("有点小", "small"), Text("看看", "look"))


def _open(space: Workspace, **options: object) -> Step:
    return Step.open("02_b", month="2026-10", workspace=str(space.root), **options)  # type: ignore


def _workbook(path: Path, total: float | str) -> Path:
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("表").write(0, 0, total)
    book.define_name("合计", "=表!$A$1")
    book.close()
    return path


def _record(space: Workspace) -> Record:
    (record,) = records.load([records.record_file(space, OCTOBER, "02_b")])
    return record


def test_nothing_is_in_the_months_folder_before_it_finishes(bare: Workspace) -> None:
    step = _open(bare)
    (step.folder / "a.txt").write_text("1")
    assert not bare.month(OCTOBER).exists()
    said = str(step.finish())
    assert (bare.month(OCTOBER) / "a.txt").exists()
    assert not step.folder.exists()
    assert str(bare.month(OCTOBER)) in said
    assert "a.txt" in said


def test_a_total_that_ties_is_kept_as_such(bare: Workspace) -> None:
    step = _open(bare)
    path = _workbook(step.folder / "a.xlsx", 1234.5)
    step.publish(Filled("甲", path, ties=(Tie("总额", "合计", Decimal("1234.50")),)))
    assert "1 项相符，0 项不符" in str(step.finish())
    assert _record(bare).checks[0].ties
    assert not _record(bare).has_errors()


@pytest.mark.parametrize("carried", [1234.51, "1234.50", ""])
def test_a_total_that_does_not_tie_is_an_error_that_names_both(
    bare: Workspace, carried: float | str
) -> None:
    step = _open(bare)
    path = _workbook(step.folder / "a.xlsx", carried)
    step.publish([Filled("甲", path, ties=(Tie("总额", "合计", Decimal("1234.50")),))])
    step.finish()
    (note,) = _record(bare).notes
    assert note.code == "does_not_tie"
    assert "1,234.50" in note.what
    assert _record(bare).has_errors()


def test_findings_of_the_step_and_of_its_forms_are_kept(bare: Workspace) -> None:
    step = _open(bare)
    step.note([SMALL.at(Place("x.csv", line=3))])
    path = _workbook(step.folder / "a.xlsx", 1)
    step.publish(Filled("甲", path, findings=(SMALL.at(Place("a.xlsx", "表", "A1")),)))
    assert "错误 0 条，提醒 2 条" in str(step.finish())
    assert [note.where for note in _record(bare).notes] == ["第 3 行", "表!A1"]


def test_a_form_written_elsewhere_is_refused(bare: Workspace, tmp_path: Path) -> None:
    step = _open(bare)
    step.publish(Filled("甲", _workbook(tmp_path / "a.xlsx", 1)))
    with pytest.raises(NotInStepFolder, match=r"step\.folder"):
        step.finish()


def test_with_a_selection_the_other_forms_stay(bare: Workspace) -> None:
    for selection, names in (([], "ab"), (["a"], "a")):
        step = _open(bare, selection=selection)
        for name in names:
            (step.folder / f"{name}.txt").write_text(str(selection))
        step.finish()
    assert (bare.month(OCTOBER) / "a.txt").read_text() == "['a']"
    assert (bare.month(OCTOBER) / "b.txt").read_text() == "[]"


def test_running_the_cells_again_lets_go_of_the_first_step(bare: Workspace) -> None:
    first = _open(bare, writes_ledger=True)
    second = _open(bare, writes_ledger=True)
    assert not first.folder.exists()
    second.close()
    Ledger.open(bare.ledger_file).close()


def test_a_reader_needs_a_ledger(space: Workspace) -> None:
    with pytest.raises(NothingImported, match="01_import"):
        _open(space)


def test_a_wrong_month_is_refused(bare: Workspace) -> None:
    with pytest.raises(NotAPeriod):
        Step.open("02_b", month="十月", workspace=str(bare.root))


def test_the_workspace_is_that_of_the_current_folder(
    bare: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bare.notebooks)
    step = Step.open("02_b", month="2026-10")
    assert step.space == bare
    step.close()


def test_what_a_killed_notebook_left_is_cleared_after_a_day(bare: Workspace) -> None:
    old, new = bare.out / STAGING / "old", bare.out / STAGING / "new"
    for folder in (old, new):
        folder.mkdir(parents=True)
    os.utime(old, times=(time.time() - 2 * 86400,) * 2)
    _open(bare).close()
    assert not old.exists()
    assert new.exists()

"""A step, as its notebook sees it: files wait until it finishes, totals are checked."""

import os
import shutil
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from kamtools.batch import records
from kamtools.batch.records import Record
from kamtools.batch.staging import STAGING
from kamtools.batch.step import FilesGone, NothingImported, NotInStepFolder, Step
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.forms.fill import Filled, Tie
from kamtools.language import Text
from kamtools.ledger.edits import Edit, Spot
from kamtools.ledger.store import Ledger, LedgerLocked
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
    (record,), _ = records.load([records.record_file(space, OCTOBER, "02_b")])
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


TOLD = FindingKind("told", Severity.INFO, Text("记下了", "kept"), Text("不用管", "leave it"))


def _close_a_store(ledger: Ledger, who: str) -> list[Finding]:
    with ledger.change(who=who, reason="test") as change:
        change.edit([Edit(Spot("stores", ("S01",), "region"), None, "东区")])
    return [TOLD.at(Place("账本"))]


def _region(space: Workspace) -> object:
    spot = Spot("stores", ("S01",), "region")
    with Ledger.open(space.ledger_file, read_only=True) as ledger:
        return ledger.values_at([spot])[spot]


def test_what_a_step_leaves_for_the_ledger_is_written_when_its_files_are_there(
    bare: Workspace,
) -> None:
    step = _open(bare)
    (step.folder / "a.txt").write_text("1")
    step.leave(_close_a_store)
    assert _region(bare) is None
    assert "记下了。不用管" in str(step.finish())
    assert _region(bare) == "东区"
    assert "记下了" in str(step.finish())


def test_what_a_step_leaves_is_not_written_where_its_totals_do_not_tie(bare: Workspace) -> None:
    step = _open(bare)
    path = _workbook(step.folder / "a.xlsx", 1)
    step.publish(Filled("甲", path, ties=(Tie("总额", "合计", Decimal(2)),)))
    step.leave(_close_a_store)
    assert "没有把结果记进账本" in str(step.finish())
    assert _region(bare) is None
    assert "step_not_written_untied" in [note.code for note in _record(bare).notes]


def test_what_a_step_leaves_waits_for_no_lock_but_is_told(
    bare: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = _open(bare)
    (step.folder / "a.txt").write_text("1")
    step.leave(_close_a_store)
    monkeypatch.setattr(Ledger, "open", _locked)
    assert "账本正被别的程序使用" in str(step.finish())
    assert (bare.month(OCTOBER) / "a.txt").exists()


def _locked(*_: object, **__: object) -> Ledger:
    raise LedgerLocked(file="ledger.duckdb", process=1)


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


def test_a_total_whose_name_was_deleted_is_told_with_how_to_restore_it(bare: Workspace) -> None:
    step = _open(bare)
    path = _workbook(step.folder / "a.xlsx", 1)
    step.publish(Filled("甲", path, ties=(Tie("总额", "合计_目标", Decimal(1)),)))
    step.finish()
    (note,) = _record(bare).notes
    assert (note.code, note.severity) == ("name_gone", "error")
    assert "“合计_目标”没有了" in note.what
    assert "名称管理器" in note.do
    assert _record(bare).checks[0].workbook == "名称没有了"


def test_findings_of_the_step_and_of_its_forms_are_kept(bare: Workspace) -> None:
    step = _open(bare)
    step.note([SMALL.at(Place("x.csv", line=3))])
    path = _workbook(step.folder / "a.xlsx", 1)
    step.publish(Filled("甲", path, findings=(SMALL.at(Place("a.xlsx", "表", "A1")),)))
    assert "错误 0 条，提醒 2 条" in str(step.finish())
    assert [note.where for note in _record(bare).notes] == ["第 3 行", "表!A1"]


def test_a_step_done_with_errors_says_so_and_is_not_marked_as_failed(bare: Workspace) -> None:
    step = _open(bare)
    path = _workbook(step.folder / "a.xlsx", 1)
    step.publish(Filled("甲", path, ties=(Tie("总额", "合计", Decimal(2)),)))
    done = step.finish()
    assert str(done).startswith("已完成 02_b（2026年10月），有错误要处理\n")
    assert "✗" not in done._repr_html_()


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


def _finish_with(space: Workspace, *names: str) -> Step:
    step = _open(space)
    for name in names:
        (step.folder / name).write_text("1")
    step.finish()
    return step


def test_running_the_last_cell_twice_leaves_the_months_files_and_says_the_same(
    bare: Workspace,
) -> None:
    step = _open(bare)
    (step.folder / "a.txt").write_text("1")
    assert step.finish() is step.finish()
    assert (bare.month(OCTOBER) / "a.txt").exists()


def test_a_step_whose_unfinished_files_were_cleared_away_leaves_the_months_files(
    bare: Workspace,
) -> None:
    _finish_with(bare, "a.txt")
    step = _open(bare)
    shutil.rmtree(step.folder)
    with pytest.raises(FilesGone, match="第一格"):
        step.finish()
    assert (bare.month(OCTOBER) / "a.txt").exists()


def test_a_published_form_that_is_not_there_any_more_leaves_the_months_files(
    bare: Workspace,
) -> None:
    _finish_with(bare, "a.txt")
    step = _open(bare)
    path = _workbook(step.folder / "a.xlsx", 1)
    step.publish(Filled("甲", path))
    path.unlink()
    with pytest.raises(FilesGone, match=r"a\.xlsx"):
        step.finish()
    assert (bare.month(OCTOBER) / "a.txt").exists()


def test_a_step_whose_writing_cell_was_skipped_leaves_the_months_files_and_says_so(
    bare: Workspace,
) -> None:
    _finish_with(bare, "a.txt", "b.txt")
    _finish_with(bare)
    assert (bare.month(OCTOBER) / "a.txt").exists()
    assert [(note.code, note.severity) for note in _record(bare).notes] == [
        ("nothing_made", "warning")
    ]
    assert "2" in _record(bare).notes[0].what
    _finish_with(bare, "a.txt")  # still known: one of them is made no more
    assert not (bare.month(OCTOBER) / "b.txt").exists()


def test_a_file_that_is_made_no_more_is_told(bare: Workspace) -> None:
    _finish_with(bare, "a.txt", "b.txt")
    _finish_with(bare, "a.txt")
    (note,) = _record(bare).notes
    assert (note.code, note.file, note.severity) == ("made_no_more", "b.txt", "warning")


def test_a_file_name_that_two_steps_share_is_told_and_not_taken_for_a_persons_change(
    bare: Workspace,
) -> None:
    other = Step.open("03_c", month="2026-10", workspace=str(bare.root))
    (other.folder / "a.txt").write_text("of 03")
    other.finish()
    _finish_with(bare, "a.txt")
    (note,) = _record(bare).notes
    assert (note.code, note.file) == ("name_shared", "a.txt")
    assert "03_c" in note.what
    names = [file.name for file in bare.month(OCTOBER).iterdir()]
    assert names == ["a.txt"]


def test_the_user_who_is_at_work_is_the_steps(
    bare: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAM_USER", "王内勤")
    step = _open(bare)
    assert step.who == "王内勤"
    step.close()


def test_a_reader_needs_a_ledger(space: Workspace) -> None:
    with pytest.raises(NothingImported, match="01_import"):
        _open(space)


def test_a_reader_needs_something_in_the_ledger(space: Workspace) -> None:
    Ledger.open(space.ledger_file).close()
    with pytest.raises(NothingImported, match="01_import"):
        _open(space)
    _open(space, writes_ledger=True).close()


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


def test_what_a_notebook_that_still_runs_has_made_is_not_cleared(bare: Workspace) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    lives, dead = (
        bare.out / STAGING / f"02_b.{process}.abcdef" for process in (os.getpid(), ended.pid)
    )
    for folder in (lives, dead):
        folder.mkdir(parents=True)
        os.utime(folder, times=(time.time() - 2 * 86400,) * 2)
    _open(bare).close()
    assert lives.exists()
    assert not dead.exists()

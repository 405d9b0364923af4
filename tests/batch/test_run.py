"""A month is run through papermill: files whole, failures told, people's work kept."""

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from kamtools.batch import lock
from kamtools.batch.lock import AlreadyRunning, NoLocks, only_one
from kamtools.batch.outcome import Outcome, State
from kamtools.batch.records import record_file
from kamtools.batch.run import SelectionNeedsOnly, Watcher, run_month
from kamtools.periods import Period
from kamtools.workspace import Workspace

# Papermill, nbclient and zmq leave event loops and sockets to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore")

NotebookWriter = Callable[..., Path]
Writing = Callable[[str, str, str], str]
OCTOBER = Period(2026, 10)


@pytest.fixture
def run(bare: Workspace, quiet: Watcher) -> Callable[..., Outcome]:
    return lambda **options: run_month(bare, OCTOBER, watcher=quiet, **options)


def test_a_month_leaves_its_files_its_notebooks_and_its_report(
    bare: Workspace, notebook: NotebookWriter, writing: Writing, run: Callable[..., Outcome]
) -> None:
    notebook("01_a", writing("01_a", "甲.txt", '"1"'))
    outcome = run()
    assert outcome.exit_code == 0
    folder = bare.month(OCTOBER)
    made = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    assert made == ["notebooks/01_a.ipynb", "run.html", "甲.txt"]
    executed = nbformat.read(folder / "notebooks" / "01_a.ipynb", as_version=4)
    assert "已完成 01_a" in str(executed.cells)
    assert list((bare.out / ".staging").iterdir()) == []


def test_the_kernel_is_this_python_whatever_kernels_are_installed(
    bare: Workspace,
    notebook: NotebookWriter,
    writing: Writing,
    run: Callable[..., Outcome],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    foreign = tmp_path / "jupyter" / "kernels" / "python3"
    foreign.mkdir(parents=True)
    (foreign / "kernel.json").write_text(
        '{"argv": ["/nowhere", "{connection_file}"], "display_name": "x", "language": "python"}'
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    notebook("01_a", writing("01_a", "p.txt", "__import__('sys').executable"))
    assert run().exit_code == 0
    assert (bare.month(OCTOBER) / "p.txt").read_text() == sys.executable


def test_a_notebook_that_fails_stops_only_those_that_need_it(
    bare: Workspace, notebook: NotebookWriter, writing: Writing, run: Callable[..., Outcome]
) -> None:
    notebook("01_a", writing("01_a", "a.txt", '"1"'))
    notebook("02_b", "1 / 0")
    notebook("03_c", "1", needs=["02_b"])
    notebook("04_d", writing("04_d", "d.txt", '"1"'), needs=["01_a"])
    outcome = run()
    assert [each.state for each in outcome.ran] == [
        State.DONE, State.FAILED, State.SKIPPED, State.DONE,
    ]  # fmt: skip
    assert outcome.exit_code == 1
    page = outcome.report.read_text()
    assert "ZeroDivisionError: division by zero" in page
    assert "它要用的 02_b 没有完成" in page
    assert (bare.month(OCTOBER) / "d.txt").exists()
    assert (bare.month(OCTOBER) / "notebooks" / "02_b.ipynb").exists()


def test_our_own_errors_are_told_without_the_programs_innards(
    bare: Workspace, notebook: NotebookWriter, writing: Writing, run: Callable[..., Outcome]
) -> None:
    notebook("01_a", writing("01_a", "a.txt", '"1"'))
    bare.ledger_file.unlink()
    (ran,) = run().ran
    assert ran.why.startswith("这个工作区还没有导入过数据。")


def test_a_disk_that_fills_up_in_a_step_is_told_in_the_persons_words(
    notebook: NotebookWriter, run: Callable[..., Outcome]
) -> None:
    begin = "import kamtools.batch.step as s\ns.Step.open('{}', month=month, workspace=workspace)"
    notebook("01_a", begin.format("01_a"), 'raise OSError(28, "No space left on device")')
    notebook("02_b", begin.format("02_b"), 'open("nowhere.txt")', needs=[])
    full, wrong = run().ran
    assert full.why == "磁盘满了，写不下。腾出空间，再运行一次"
    assert wrong.why.startswith("FileNotFoundError: ")


def test_a_kernel_that_dies_is_a_notebook_that_failed(
    bare: Workspace, notebook: NotebookWriter, run: Callable[..., Outcome]
) -> None:
    notebook("01_a", "import os\nos._exit(9)")
    notebook("02_b", "1", needs=[])
    died, next_one = run().ran
    assert (died.state, next_one.state) == (State.FAILED, State.DONE)
    assert "DeadKernel" in died.why


def test_a_step_that_fails_leaves_the_files_of_its_last_good_run(
    bare: Workspace, notebook: NotebookWriter, writing: Writing, run: Callable[..., Outcome]
) -> None:
    notebook("01_a", writing("01_a", "a.txt", '"good"'))
    run()
    notebook("01_a", writing("01_a", "a.txt", '"half"').replace("step.finish()", "1 / 0"))
    outcome = run()
    assert (bare.month(OCTOBER) / "a.txt").read_text() == "good"
    assert "本次没有更新" in outcome.report.read_text()


def test_what_a_failed_step_had_noted_is_told(
    bare: Workspace, notebook: NotebookWriter, run: Callable[..., Outcome]
) -> None:
    noted = (
        "from kamtools.batch.step import Step\n"
        "from kamtools.batch.publishing import EDITED_KEPT\n"
        "from kamtools.findings import Place\n"
        'step = Step.open("01_a", month=month, workspace=workspace)\n'
        'step.note([EDITED_KEPT.at(Place("甲.csv"), backup="乙.csv")])'
    )
    notebook("01_a", noted, "1 / 0")
    assert "乙.csv" in run().report.read_text()
    notebook("01_a", noted, "step.finish()")
    notes = [note.file for record in run().records for note in record.notes]
    assert notes == ["甲.csv"]


def test_a_damaged_record_of_an_earlier_run_is_told_and_the_report_is_written(
    bare: Workspace, notebook: NotebookWriter, writing: Writing, run: Callable[..., Outcome]
) -> None:
    notebook("01_a", writing("01_a", "a.txt", '"1"'))
    notebook("02_b", writing("02_b", "b.txt", '"1"'))
    run()
    record_file(bare, OCTOBER, "01_a").write_bytes(b"\0\0")
    outcome = run(only=["02"])
    assert outcome.exit_code == 0
    page = outcome.report.read_text()
    assert "01_a.json" in page
    assert "b.txt" in page
    run()
    assert "01_a.json" not in outcome.report.read_text()


def test_a_disk_that_has_no_locks_is_not_called_another_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(handle: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock, "_lock", refuses)
    with pytest.raises(NoLocks, match="No locks available"), only_one(tmp_path / "run.lock"):
        pass


def test_a_workbook_somebody_edited_is_kept_and_told(
    bare: Workspace, notebook: NotebookWriter, writing: Writing, run: Callable[..., Outcome]
) -> None:
    notebook("01_a", writing("01_a", "a.txt", '"1"'))
    run()
    (bare.month(OCTOBER) / "a.txt").write_text("mine")
    outcome = run()
    assert (bare.month(OCTOBER) / "a(改动备份).txt").read_text() == "mine"
    assert "a(改动备份).txt" in outcome.report.read_text()
    assert outcome.exit_code == 0


def test_only_some_steps_leave_the_others_files_and_notebooks(
    bare: Workspace, notebook: NotebookWriter, writing: Writing, run: Callable[..., Outcome]
) -> None:
    notebook("01_a", writing("01_a", "a.txt", '"1"'))
    notebook("02_b", writing("02_b", "b.txt", "str(selection)"))
    run()
    outcome = run(only=["02"], selection=["K001"])
    folder = bare.month(OCTOBER)
    assert (folder / "a.txt").exists()
    assert (folder / "notebooks" / "01_a.ipynb").exists()
    assert (folder / "b.txt").read_text() == "['K001']"
    assert [each.notebook.name for each in outcome.ran] == ["02_b"]
    assert "a.txt" in outcome.report.read_text()


def test_a_selection_needs_one_step(run: Callable[..., Outcome]) -> None:
    with pytest.raises(SelectionNeedsOnly):
        run(selection=["K001"])


def test_a_second_run_in_the_same_workspace_is_refused(
    bare: Workspace, notebook: NotebookWriter, run: Callable[..., Outcome]
) -> None:
    notebook("01_a", "1")
    with only_one(bare.memory / "run.lock"), pytest.raises(AlreadyRunning):
        run()


@pytest.mark.skipif(os.name == "nt", reason="kills by signal")
def test_a_run_killed_halfway_leaves_whole_files_and_can_be_run_again(
    bare: Workspace, notebook: NotebookWriter, writing: Writing, run: Callable[..., Outcome]
) -> None:
    notebook("01_a", writing("01_a", "a.txt", '"old"'))
    run()
    halfway = bare.root / "halfway"
    notebook(
        "01_a",
        writing("01_a", "a.txt", '"new"').replace(
            "step.finish()",
            f"import time, pathlib\npathlib.Path({str(halfway)!r}).touch()\ntime.sleep(60)",
        ),
    )
    running = subprocess.Popen(
        [sys.executable, "-m", "kamtools.cli", "run", "2026-10", "--workspace", str(bare.root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not halfway.exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    running.kill()
    running.wait()
    assert (bare.month(OCTOBER) / "a.txt").read_text() == "old"
    notebook("01_a", writing("01_a", "a.txt", '"new"'))
    assert run().exit_code == 0
    assert (bare.month(OCTOBER) / "a.txt").read_text() == "new"

"""The ``kam`` command: parse, call, print.

Ends with 0 when done, 1 when done with findings that are errors, 2 when it could not run.
"""

import errno
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from kamtools import cli_forms, cli_round_trip
from kamtools.errors import DiskFull, KamError, refusal
from kamtools.findings import has_errors
from kamtools.language import Text
from kamtools.workspace import SETTINGS_FILE, Workspace, user

SAMPLE_FOLDER = Path("sample-workspace")
SAMPLE_MONTH = "2026-10"
COULD_NOT_RUN = 2
_Command = TypeVar("_Command", bound=Callable[..., Any])


class MonthMissing(KamError):
    """``kam run`` without a month."""

    what = Text("没有说是哪个月", "which month?")
    do = Text("例如 kam run 2026-10", "for example kam run 2026-10")


class NothingToRun(KamError):
    """``kam run`` in a workspace that has nothing yet."""

    what = Text(
        "还没有数据：“{folder}”里没有导出的文件，账本也是空的",
        "there are no data yet: no exports in {folder}, and the ledger is empty",
    )
    do = Text(
        "把各系统导出的文件放进去，再运行 kam run {month}；想先看示例：kam run --sample",
        "put the exports there, then kam run {month}; for a sample: kam run --sample",
    )


class NotTheSample(KamError):
    """The fictional department would have been put into a real one's workspace."""

    what = Text("“{folder}”不是示例工作区", "{folder} is not a sample workspace")
    do = Text("示例用另一个文件夹：kam run --sample --workspace 新文件夹",
              "let the sample have a folder of its own")  # fmt: skip


class Trouble(KamError):
    """The system refused something other than what ``refusal`` knows."""

    what = Text("系统不允许：{reason}", "the system refused: {reason}")
    do = Text("检查这个文件和它所在的磁盘", "see to that file and the disk it is on")


class Bug(KamError):
    """The program itself is wrong."""

    what = Text("程序内部出错：{reason}", "an error inside the program: {reason}")
    do = Text("详情在 {file}，请交给维护的人", "details are in {file}; give it to a maintainer")


_HELP = {
    "kam": Text("大客户部的一个月：导入数据，填好公司的表。", "Exports in, filled forms out."),
    "init": Text("建一个部门的工作区 FOLDER。", "Make a department's workspace in FOLDER."),
    "init_sample": Text("放入示例部门的数据", "put the sample department's exports in"),
    "import": Text("把 FILES（.xlsx .xls .csv）导入账本。", "Import FILES into the ledger."),
    "import_month": Text("文件是哪个月的，例如 2026-10", "the month the files are of"),
    "run": Text("运行 MONTH（例如 2026-10）的各个步骤。", "Run the steps of MONTH (2026-10)."),
    "only": Text("只运行这几步，例如 --only 03", "only these steps, as --only 03"),
    "select": Text("只做这几个门店、人或客户", "only these stores, people or customers"),
    "run_sample": Text("用 ./sample-workspace 里的示例部门", "the sample in ./sample-workspace"),
    "workspace": Text("工作区；不写就是当前文件夹所在的", "else the current folder's"),
}
_MADE = Text(
    "工作区已建好：{folder}\n把导出的文件放进 data 文件夹，在这里运行 kam run 2026-10",
    "workspace made: {folder}\nput the exports into its data folder; in it: kam run 2026-10",
)
_FILE = click.Path(path_type=Path)


def _option(name: str, text: str, **more: Any) -> Callable[[_Command], _Command]:
    return click.option(name, help=_HELP[text].show(), **more)


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, help=_HELP["kam"].show())
@click.version_option(package_name="kamtools")
def cli() -> None:
    """Hold the commands."""


@cli.command("init", help=_HELP["init"].show())
@click.argument("folder", type=_FILE)
@_option("--sample", "init_sample", is_flag=True)
def init(folder: Path, sample: bool) -> int:
    """Make a workspace."""
    space = _create(folder, with_sample=sample)
    _console().print(_MADE.show(folder=space.root), soft_wrap=True, markup=False)
    return 0


@cli.command("import", help=_HELP["import"].show())
@click.argument("files", nargs=-1, type=_FILE)
@_option("--month", "import_month")
@_option("--workspace", "workspace", type=_FILE)
def import_(files: Sequence[Path], month: str | None, workspace: Path | None) -> int:
    """Import, then show what became of each sheet and what was noticed."""
    from kamtools.batch.screen import show_findings, show_import
    from kamtools.ledger.imports import import_files
    from kamtools.ledger.imports.asked import asked_files, asked_month
    from kamtools.ledger.store import Ledger

    files = asked_files(files)
    space = Workspace.locate(workspace or "")
    period = asked_month(month) if month else None
    settings = space.settings
    with Ledger.open(space.ledger_file) as ledger:
        report = import_files(ledger, files, settings=settings, month=period, who=user())
    show_import(_console(), report.results)
    show_findings(_console(), report.findings)
    return 1 if has_errors(report.findings) else 0


@cli.command("run", help=_HELP["run"].show())
@click.argument("month", required=False)
@_option("--only", "only", multiple=True, metavar="NAME")
@_option("--select", "select", multiple=True, metavar="CODE")
@_option("--sample", "run_sample", is_flag=True)
@_option("--workspace", "workspace", type=_FILE)
def run(
    month: str | None,
    only: Sequence[str],
    select: Sequence[str],
    sample: bool,
    workspace: Path | None,
) -> int:
    """Run a month's notebooks."""
    if month is None and not sample:
        raise MonthMissing
    from kamtools.ledger.imports.asked import asked_month

    period = asked_month(month or SAMPLE_MONTH)
    space = _sample(workspace or SAMPLE_FOLDER) if sample else Workspace.locate(workspace or "")
    if not (only or select or space.exports()) and _nothing_imported(space):
        raise NothingToRun(folder=space.data, month=period)
    from kamtools.batch.run import run_month
    from kamtools.batch.screen import Screen, show_outcome

    with Screen(_console()) as screen:
        outcome = run_month(space, period, only=only, selection=select, watcher=screen)
    show_outcome(_console(), outcome)
    return outcome.exit_code


for _command in (*cli_forms.COMMANDS, *cli_round_trip.COMMANDS):
    cli.add_command(_command)


def _create(folder: Path, *, with_sample: bool) -> Workspace:
    """A new workspace, its ledger with empty tables included."""
    from kamtools.ledger.store import Ledger

    space = Workspace.create(folder, with_sample=with_sample)
    Ledger.open(space.ledger_file).close()
    return space


def _sample(root: Path) -> Workspace:
    """The sample workspace: made, or brought up to this version of the package."""
    if not (root / SETTINGS_FILE).is_file():
        return _create(root, with_sample=True)
    space = Workspace.find(root)
    if not space.is_sample:
        raise NotTheSample(folder=space.root)
    space.refresh()
    return space


def _nothing_imported(space: Workspace) -> bool:
    """Whether the ledger was never written to: every change leaves a row in its audit."""
    from kamtools.ledger.store import Ledger

    _ = space.settings
    if not space.ledger_file.exists():
        return True
    with Ledger.open(space.ledger_file, read_only=True) as ledger:
        return int(ledger.table("audit").count().execute()) == 0


def _console() -> Console:
    return Console(highlight=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point of ``kam``; exits with the number that the command ends with."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console that can't write Chinese shows ? instead
            stream.reconfigure(errors="replace")
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _tell_once
    sys.exit(_outcome(arguments))


def _outcome(arguments: Sequence[str] | None) -> int:
    try:
        return int(cli.main(arguments, prog_name="kam", standalone_mode=False) or 0)
    except KamError as error:
        return _refuse(error)
    except click.ClickException as error:
        error.show()
        return COULD_NOT_RUN
    except (KeyboardInterrupt, click.Abort):
        click.echo(Text("已中断", "interrupted").show(), err=True)
        return 130
    except Exception as error:
        if refused := _refusal_within(error):
            return _refuse(refused)
        if isinstance(error, OSError):
            return _refuse(Trouble(reason=error))
        return _refuse(Bug(reason=f"{type(error).__name__}: {error}", file=_kept(error)))


def _refusal_within(error: BaseException | None) -> KamError | None:
    """What the system refused, if that is what an error comes from, or holds, or tells of.

    XlsxWriter hands the system's error on as an argument, DuckDB only its words.
    """
    while error is not None:
        for each in (error, *error.args):
            if isinstance(each, OSError) and (found := refusal(each)):
                return found
            if os.strerror(errno.ENOSPC) in str(each):
                return DiskFull()
        error = error.__cause__ or error.__context__
    return None


def _tell_once(unraisable: "sys.UnraisableHookArgs") -> None:
    """Leave out that a file, given up after the system refused it, could not be closed either."""
    error = unraisable.exc_value
    if not (isinstance(error, OSError) and refusal(error)):
        sys.__unraisablehook__(unraisable)


def _refuse(error: KamError) -> int:
    click.echo(f"kam: {error}", err=True)
    return COULD_NOT_RUN


def _kept(error: Exception) -> str:
    """Where the details of an unexpected error were written."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="kam-error-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.writelines(traceback.format_exception(error))
    return file.name


if __name__ == "__main__":
    main()

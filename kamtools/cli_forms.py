"""``kam fill``, ``kam read`` and ``kam template``: one workbook at a time."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from kamtools.errors import KamError
from kamtools.findings import Finding, has_errors
from kamtools.language import Text
from kamtools.workspace import NoWorkspace, Workspace

if TYPE_CHECKING:
    from kamtools.excel.changes import Cell, Value
    from kamtools.forms.identity import Identity
    from kamtools.returns.read import Sent

_FILE = click.Path(path_type=Path)
_HELP = {
    "fill": Text(
        "填好 TEMPLATE（任何 .xlsx/.xlsm），写到 OUT；没填的部分原样不动。",
        "Fill TEMPLATE (any .xlsx or .xlsm) into OUT; whatever isn't filled stays as it is.",
    ),
    "data": Text("占位符的数据，JSON 文件", "the data of the placeholders, a JSON file"),
    "set": Text(
        "填一个单元格：数字、2026-10-31、TRUE/FALSE，其余按文字；前面加 ' 强制按文字",
        "fill one cell: a number, 2026-10-31, TRUE/FALSE, else text; a leading ' forces text",
    ),
    "out": Text("写到哪个文件", "the file to write"),
    "form": Text(
        "表单名称（记在文件里；不写就是模板的文件名）", "the form's name, else the file's"
    ),
    "period": Text("月份，例如 2026-10（记在文件里）", "the month, kept in the file"),
    "recipient": Text("发给谁（记在文件里）", "who gets it, kept in the file"),
    "read": Text(
        "读出 FILE 里填的内容，输出 JSON。数字不损失任何一位，日期写成 2026-10-31。",
        "Print as JSON what stands in FILE: numbers to the last digit, days as 2026-10-31.",
    ),
    "template": Text("做模板的人用的命令。", "Commands for those who make templates."),
    "check": Text(
        "检查模板 FILE：每个占位符、重复行、填不上的和缺少的名称；用示例数据填一份。",
        "Check FILE: placeholders, repeating rows, what has no data; fill it with sample data.",
    ),
    "check_form": Text(
        "是哪种表单；不写就按文件名和内容认", "which form it is, else it is guessed"
    ),
    "check_data": Text("不用示例部门，用这个 JSON 文件的数据", "use this JSON file's data instead"),
    "check_out": Text("把填好的示例写到这里", "where to write it filled with sample data"),
    "workspace": Text("工作区；不写就是当前文件夹所在的", "else the current folder's"),
    "fill_password": Text(
        "给写出的文件加打开密码：这个文本文件的第一行（也可以放在环境变量 KAM_PASSWORD 里）",
        "encrypt what is written with the first line of this file (or with KAM_PASSWORD)",
    ),
    "ask": Text("给写出的文件加打开密码，在这里输入", "encrypt it with a password typed here"),
    "password_file": Text(
        "文件有打开密码时：写着密码的文本文件，一行一个（也可以用 KAM_PASSWORD 或 kam.toml）",
        "the passwords of encrypted files, one a line (or KAM_PASSWORD, or kam.toml)",
    ),
}
_WRITTEN = Text("已写出 {file}", "written: {file}")
_SEALED = Text("已加打开密码写出 {file}", "written, encrypted: {file}")
_TYPE_IT = Text("打开密码", "password")
_AGAIN = Text("再输一次", "once more")


class NoSuchFile(KamError):
    """A file named on the command line is not there."""

    what = Text("没有文件 {file}", "there is no file {file}")
    do = Text("检查路径和文件名", "check its path and name")


class OutIsInput(KamError):
    """What is to be written is what it is made of."""

    what = Text("{out} 就是{what}，没有写出", "{out} is {what}; nothing was written")
    do = Text("换一个文件名：-o 新文件.xlsx", "give another name: -o NEW.xlsx")


_THE_TEMPLATE = Text("模板自己", "the template itself")
_THE_DATA = Text("数据文件", "the data file")
_THE_PASSWORDS = Text("密码文件", "the password file")


@click.command("fill", help=_HELP["fill"].show())
@click.argument("template", type=_FILE)
@click.option("--data", type=_FILE, help=_HELP["data"].show())
@click.option("--set", "settings", multiple=True, metavar="CELL=VALUE", help=_HELP["set"].show())
@click.option("-o", "--out", type=_FILE, required=True, help=_HELP["out"].show())
@click.option("--form", default="", help=_HELP["form"].show())
@click.option("--period", default="", help=_HELP["period"].show())
@click.option("--recipient", default="", help=_HELP["recipient"].show())
@click.option("--password-file", type=_FILE, help=_HELP["fill_password"].show())
@click.option("--password", "ask", is_flag=True, help=_HELP["ask"].show())
@click.option("--workspace", type=_FILE, help=_HELP["workspace"].show())
def fill(
    template: Path,
    data: Path | None,
    settings: Sequence[str],
    out: Path,
    form: str,
    period: str,
    recipient: str,
    password_file: Path | None,
    ask: bool,
    workspace: Path | None,
) -> int:
    """Fill placeholders from ``data``, then set single cells."""
    from kamtools.excel.opening.encryption import opened, sealed
    from kamtools.returns.passwords import passwords_of

    _must_exist(template)
    _must_differ(out, (template, _THE_TEMPLATE), (data, _THE_DATA), (password_file, _THE_PASSWORDS))
    passwords = (_typed_password(),) if ask else passwords_of(password_file)
    with opened(template, passwords) as plain, sealed(out, next(iter(passwords), None)) as made:
        if data is None:
            findings = _set_only(plain, settings, made)
        else:
            space = _workspace(workspace)
            about = (form or template.stem, recipient, period)
            findings = _filled(plain, data, settings, made, about, space)
    click.echo((_SEALED if passwords else _WRITTEN).show(file=out))
    _show(findings)
    return 1 if has_errors(findings) else 0


@click.command("read", help=_HELP["read"].show())
@click.argument("file", type=_FILE)
@click.option("--password-file", type=_FILE, help=_HELP["password_file"].show())
@click.option("--workspace", type=_FILE, help=_HELP["workspace"].show())
def read(file: Path, password_file: Path | None, workspace: Path | None) -> int:
    """Print what a filled workbook says."""
    from kamtools.returns.answers import answers
    from kamtools.returns.passwords import passwords_of
    from kamtools.returns.read import read_back

    _must_exist(file)
    space = _workspace(workspace, file.parent)
    known = _known(space) if space else None
    passwords = passwords_of(password_file, space)
    key = space.key() if space else None
    back, findings = read_back(file, key=key, sent=known, passwords=passwords)
    click.echo(json.dumps(answers(back, findings), ensure_ascii=False, indent=1))
    return 1 if has_errors(findings) else 0


@click.group("template", help=_HELP["template"].show())
def template_group() -> None:
    """Hold the commands for templates."""


@template_group.command("check", help=_HELP["check"].show())
@click.argument("file", type=_FILE)
@click.option("--form", default="", help=_HELP["check_form"].show())
@click.option("--data", type=_FILE, help=_HELP["check_data"].show())
@click.option("-o", "--out", type=_FILE, help=_HELP["check_out"].show())
def check(file: Path, form: str, data: Path | None, out: Path | None) -> int:
    """Tell a template's author what is in it, and fill it with sample data."""
    _must_exist(file)
    _must_differ(out, (file, _THE_TEMPLATE), (data, _THE_DATA))
    _must_open(file)
    from kamtools.batch.screen import show_findings
    from kamtools.batch.template_screen import show_template
    from kamtools.forms.catalogue import sample_examples
    from kamtools.forms.given import load_data
    from kamtools.forms.template_check import check_template

    notes: list[Finding] = []
    given = load_data(data, notes) if data else None
    examples = sample_examples() if given is None else {}
    checked = check_template(file, examples, form=form, data=given, out=out)
    console = Console(highlight=False)
    show_template(console, checked, given=data.name if data else "")
    show_findings(console, [*notes, *checked.findings])
    if out:
        click.echo(_WRITTEN.show(file=out))
    return 1 if has_errors(checked.findings) else 0


COMMANDS: tuple[click.Command, ...] = (fill, read, template_group)


def _set_only(template: Path, settings: Sequence[str], out: Path) -> list[Finding]:
    from kamtools.excel.changes import Changes
    from kamtools.excel.write import write
    from kamtools.forms.given import doubtful

    cells = _settings(template, settings)
    out.parent.mkdir(parents=True, exist_ok=True)
    return [*doubtful(cells), *write(template, Changes(values=cells), out)]


def _filled(
    template: Path,
    data: Path,
    settings: Sequence[str],
    out: Path,
    about: tuple[str, str, str],
    space: Workspace | None,
) -> list[Finding]:
    """Fill it with data; ``about``: the form's name, who gets it, the month."""
    from kamtools.forms.fill import fill as fill_form
    from kamtools.forms.given import doubtful, load_data
    from kamtools.forms.identity import Sender

    form, recipient, period = about
    cells = _settings(template, settings)
    letter = Sender(space.key() if space else None, "").to(recipient, period=period)
    notes: list[Finding] = []
    filled = fill_form(form, template, load_data(data, notes), out, letter=letter, also=cells)
    return [*notes, *doubtful(cells), *filled.findings]


def _settings(template: Path, settings: Sequence[str]) -> dict["Cell", "Value"]:
    from kamtools.excel.template import Template
    from kamtools.forms.given import read_settings

    return read_settings(settings, Template.open(template).sheets)


def _typed_password() -> str:
    return str(
        click.prompt(_TYPE_IT.show(), hide_input=True, confirmation_prompt=_AGAIN.show(), err=True)
    )


def _must_exist(file: Path) -> None:
    if not file.is_file():
        raise NoSuchFile(file=file)


def _must_differ(out: Path | None, *inputs: tuple[Path | None, Text]) -> None:
    """Raise ``OutIsInput`` where the file to write is one of the inputs, however it is spelled."""
    for given, what in inputs:
        if out and given and out.exists() and given.exists() and out.samefile(given):
            raise OutIsInput(out=out, what=what.show())


def _must_open(file: Path) -> None:
    """Raise at once what keeps a workbook from being opened."""
    from kamtools.excel.template import Template

    Template.open(file)


def _workspace(named: Path | None, *places: Path) -> Workspace | None:
    """The workspace that is named, else the current folder's, else that of the places; or none."""
    if named:
        return Workspace.locate(named)
    here: Sequence[str | Path] = ("", *places)
    for place in here:
        try:
            return Workspace.locate(place)
        except NoWorkspace:
            continue
    return None


def _known(space: Workspace) -> "Sent":
    """What the workspace knows of a file; its ledger is opened only when it is asked."""

    def find(file_id: str) -> "Identity | None":
        from kamtools.forms.sent import known_forms

        return known_forms(space)(file_id)

    return find


def _show(findings: Iterable[Finding]) -> None:
    noticed = list(findings)
    if noticed:
        from kamtools.batch.screen import show_findings

        show_findings(Console(highlight=False), noticed)

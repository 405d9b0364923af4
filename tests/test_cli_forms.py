"""``kam fill``, ``kam read``, ``kam template check``: with or without a workspace."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook

from kamtools import bundled, cli
from kamtools.excel.opening.encryption import encrypt, is_encrypted, opened
from kamtools.workspace import Workspace
from tests.forms.filled import template

Kam = Callable[..., tuple[int, str, str]]
DATA = {
    "公司": "星河", "期间": "2026年10月", "日期": "2026-10-31", "说明": "好",
    "门店": [
        {"编号": "S01", "目标": 100.10, "备注": "=1+1"}, {"编号": "S02", "目标": 2, "备注": None},
    ],
    "人": [], "附": {"金额": 1, "备注": "x"},
}  # fmt: skip


@pytest.fixture
def kam(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Kam:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(each) for each in arguments])
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, said.out, said.err

    return run


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "任意.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        first, second = made.add_worksheet("My Sheet"), made.add_worksheet("O'Brien")
        first.write("A1", 1)
        first.write("A2", "x")
        first.write_formula("A3", "=A1*2", None, 2)
        second.write("B2", "{{不动}}")
        chart = made.add_chart({"type": "line"})
        chart.add_series({"values": "='My Sheet'!$A$1:$A$1"})
        second.insert_chart("D4", chart)
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "数据.json"
    path.write_text(json.dumps(DATA, ensure_ascii=False), encoding="utf-8")
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_cells_set_change_and_nothing_else(kam: Kam, book: Path, tmp_path: Path) -> None:
    out = tmp_path / "新" / "out.xlsx"
    code, said, err = kam(
        "fill", book, "--set", "My Sheet!A1=12.5", "--set", "'O''Brien'!B3='00123", "-o", out,
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert str(out) in said
    old, new = parts(book), parts(out)
    changed = {name for name in old if old[name] != new.get(name)}
    assert changed <= {
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/charts/chart1.xml",
    }
    assert set(new) == set(old)
    shown = load_workbook(out, data_only=True)
    assert [cell.value for (cell,) in shown["My Sheet"].iter_rows()] == [12.5, "x", 25]
    assert (shown["O'Brien"]["B2"].value, shown["O'Brien"]["B3"].value) == ("{{不动}}", "00123")


def test_data_fills_and_is_read_back(kam: Kam, data: Path, tmp_path: Path) -> None:
    form = template(tmp_path)
    code, _, _ = kam(
        "fill", form, "--data", data, "--set", "表!B4=7", "-o", "out.xlsx",
        "--period", "2026-10", "--recipient", "E01",
    )  # fmt: skip
    assert code == 0
    code, said, _ = kam("read", "out.xlsx")
    assert code == 0
    back = json.loads(said)
    about = ("form", "period", "recipient", "signature")
    assert [back[name] for name in about] == ["周报", "2026-10", "E01", "absent"]
    assert len(back["template_version"]) == 12
    assert (back["fields"]["日期"], back["fields"]["附.备注"]) == ("2026-10-31", "x")
    assert back["rows"]["门店"] == [
        {"编号": "S01", "目标": 7, "备注": "=1+1"}, {"编号": "S02", "目标": 2, "备注": None},
    ]  # fmt: skip
    assert back["findings"] == []


def test_in_a_workspace_the_record_is_signed(
    kam: Kam, space: Workspace, data: Path, tmp_path: Path
) -> None:
    form = template(tmp_path)
    kam("fill", form, "--data", data, "-o", "out.xlsx", "--workspace", space.root)
    _, said, _ = kam("read", "out.xlsx", "--workspace", space.root)
    assert json.loads(said)["signature"] == "good"
    _, said, _ = kam("read", "out.xlsx")
    assert json.loads(said)["signature"] == "unchecked"


def test_what_has_no_data_ends_with_1(kam: Kam, data: Path, tmp_path: Path) -> None:
    data.write_text('{"公司": "星河"}', encoding="utf-8")
    code, said, _ = kam("fill", template(tmp_path), "--data", data, "-o", "out.xlsx")
    assert code == 1
    assert "没有“期间”这项数据" in said
    assert (tmp_path / "out.xlsx").exists()


def test_a_workbook_that_is_not_ours_is_read_as_such(kam: Kam, book: Path) -> None:
    code, said, _ = kam("read", book)
    back = json.loads(said)
    assert code == 1
    assert (back["form"], back["fields"], back["rows"]) == (None, {}, {})
    assert [each["code"] for each in back["findings"]] == ["not_our_form"]


@pytest.mark.parametrize(("arguments", "said"), [
    (("fill", "没有.xlsx", "-o", "o.xlsx"), "没有文件"),
    (("read", "没有.xlsx"), "没有文件"),
    (("template", "check", "没有.xlsx"), "没有文件"),
    (("fill", "任意.xlsx", "--set", "没有!A1=1", "-o", "o.xlsx"), "O'Brien"),
    (("fill", "任意.xlsx", "--set", "A1", "-o", "o.xlsx"), "工作表!单元格=值"),
    (("fill", "任意.xlsx", "--data", "坏.json", "-o", "o.xlsx"), "JSON"),
    (("template", "check", "任意.xlsx", "--form", "日报"), "大客户档案"),
])  # fmt: skip
def test_what_can_not_be_done_ends_with_2_and_one_line(
    kam: Kam, book: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "坏.json").write_text("{", encoding="utf-8")
    code, _, err = kam(*arguments)
    assert code == 2
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert not (tmp_path / "o.xlsx").exists()


@pytest.mark.parametrize("way", ["same", "other spelling", "symlink", "hard link", "data", "check"])
def test_what_is_filled_never_takes_the_place_of_what_it_is_made_of(
    kam: Kam, data: Path, tmp_path: Path, way: str
) -> None:
    form = template(tmp_path)
    before = form.read_bytes(), data.read_bytes()
    (tmp_path / "sub").mkdir()
    other = tmp_path / "link.xlsx"
    if way == "symlink":
        other.symlink_to(form)
    elif way == "hard link":
        other.hardlink_to(form)
    out = {"other spelling": f"sub/../{form.name}", "data": data.name}.get(way, form.name)
    out = other.name if other.exists() else out
    words = ("template", "check") if way == "check" else ("fill",)
    code, said, err = kam(*words, form, "--data", data, "-o", out)
    assert (code, said) == (2, "")
    assert ("数据文件" if way == "data" else "模板自己") in err
    assert (form.read_bytes(), data.read_bytes()) == before


def test_a_cell_set_twice_and_a_name_that_excel_does_not_open_are_refused(
    kam: Kam, book: Path, tmp_path: Path
) -> None:
    code, _, err = kam("fill", book, "--set", "A1=2", "--set", "My Sheet!A1=3", "-o", "o.xlsx")
    assert (code, "写了两次" in err) == (2, True)
    for name in ("o.csv", "o"):
        code, _, err = kam("fill", book, "--set", "A1=2", "-o", name)
        assert (code, ".xlsx" in err) == (2, True)
        assert not (tmp_path / name).exists()


def test_data_that_are_not_utf8_are_read_and_told(kam: Kam, data: Path, tmp_path: Path) -> None:
    data.write_text(json.dumps(DATA, ensure_ascii=False), encoding="gb18030")
    code, said, _ = kam("fill", template(tmp_path), "--data", data, "-o", "out.xlsx")
    assert code == 0
    assert "按 GB18030 读的" in said
    assert "星河" in str(load_workbook(tmp_path / "out.xlsx")["表"]["A1"].value)


def test_a_file_that_may_not_be_opened_is_refused_before_the_sample_is_read(
    kam: Kam, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kamtools.forms.catalogue.sample_examples", lambda: pytest.fail("read"))
    (tmp_path / "x.xlsx").write_bytes(b"no workbook")
    code, _, err = kam("template", "check", "x.xlsx")
    assert (code, "不是 Excel 工作簿" in err) == (2, True)


def test_a_template_is_checked_and_shown_filled(kam: Kam, tmp_path: Path) -> None:
    code, said, _ = kam(
        "template", "check", bundled.templates() / "大客户档案.xlsx", "-o", "示例.xlsx"
    )
    assert code == 0
    assert "按表单“大客户档案”检查" in said
    assert "联系人[].手机" in said
    assert "重复行 大客户档案!13:13" in said
    assert "大客户档案" in load_workbook(tmp_path / "示例.xlsx").active["A1"].value


def test_a_template_with_faults_ends_with_1(kam: Kam, data: Path, tmp_path: Path) -> None:
    data.write_text('{"公司": "星河"}', encoding="utf-8")
    code, said, _ = kam("template", "check", template(tmp_path), "--data", data)
    assert code == 1
    assert "没有数据" in said


def test_a_password_closes_what_is_written_and_opens_it_again(
    kam: Kam, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, secret = tmp_path / "out.xlsx", tmp_path / "密码.txt"
    secret.write_text("\ufeff开门1\n", encoding="utf-8")
    form = template(tmp_path)
    code, said, _ = kam("fill", form, "--data", data, "-o", out, "--password-file", secret)
    assert code == 0
    assert "密码" in said
    assert is_encrypted(out)

    code, said, _ = kam("read", out)
    (finding,) = json.loads(said)["findings"]
    assert (code, finding["code"]) == (1, "encrypted")
    assert "--password-file" in finding["do"]
    code, said, _ = kam("read", out, "--password-file", secret)
    assert (code, json.loads(said)["form"]) == (0, "周报")
    monkeypatch.setenv("KAM_PASSWORD", "错")
    code, said, _ = kam("read", out)
    assert json.loads(said)["findings"][0]["code"] == "wrong_password"


def test_a_password_may_be_typed_and_is_asked_twice(
    kam: Kam, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def typed(text: str, **how: object) -> str:
        asked.append(bool(how["hide_input"] and how["confirmation_prompt"]))
        return "开门1"

    monkeypatch.setattr("click.prompt", typed)
    out = tmp_path / "out.xlsx"
    assert kam("fill", book, "--set", "A1=5", "-o", out, "--password")[0] == 0
    assert asked == [True]
    with opened(out, ["开门1"]) as plain:
        assert load_workbook(plain)["My Sheet"]["A1"].value == 5


def test_a_template_with_a_password_is_filled_with_it(
    kam: Kam, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encrypt(book, book, "开门1")
    out = tmp_path / "out.xlsx"
    assert kam("fill", book, "--set", "A1=5", "-o", out)[0] == 2
    assert not out.exists()
    monkeypatch.setenv("KAM_PASSWORD", "开门1")
    assert kam("fill", book, "--set", "A1=5", "-o", out)[0] == 0
    assert is_encrypted(out)


@pytest.mark.parametrize("content", [None, b"", b"\n \n", b"\xff\xfea"])
def test_a_password_file_without_a_password_is_told(
    kam: Kam, book: Path, tmp_path: Path, content: bytes | None
) -> None:
    secret = tmp_path / "密码.txt"
    if content is not None:
        secret.write_bytes(content)
    out = tmp_path / "out.xlsx"
    code, _, err = kam("fill", book, "--set", "A1=5", "-o", out, "--password-file", secret)
    assert (code, out.exists()) == (2, False)
    assert "密码文件" in err

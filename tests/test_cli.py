"""kam ends with 0, 1 or 2, and when it could not run, with one line that says why."""

import errno
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from xlsxwriter.exceptions import FileCreateError

from kamtools import cli
from kamtools.ledger.store import Ledger
from kamtools.workspace import Workspace

Kam = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kam(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kam:
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main(arguments)
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, said.out, said.err

    return run


def _is_one_line(text: str) -> bool:
    return len(text.strip().splitlines()) == 1 and "Traceback" not in text


def test_init_makes_a_workspace_once(kam: Kam, tmp_path: Path) -> None:
    code, out, _ = kam("init", str(tmp_path / "w"))
    assert code == 0
    assert str(tmp_path / "w") in out
    code, _, err = kam("init", str(tmp_path / "w"))
    assert code == 2
    assert _is_one_line(err)


def test_init_makes_the_ledger_with_its_tables(kam: Kam, tmp_path: Path) -> None:
    kam("init", str(tmp_path / "w"))
    with Ledger.open(tmp_path / "w" / "ledger.duckdb", read_only=True) as ledger:
        assert ledger.keys("stores") == set()


def test_the_audit_says_who_imported(
    kam: Kam, inside: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAM_USER", "王内勤")
    file = inside.data / "门店表.csv"
    file.write_text("门店编号,门店名称,区域\nS01,人民路店,东区\n", "utf-8")
    kam("import", str(file))
    with Ledger.open(inside.ledger_file, read_only=True) as ledger:
        assert set(ledger.table("audit").to_pyarrow().to_pandas()["who"]) == {"王内勤"}


def test_the_sample_is_not_put_into_a_departments_own_workspace(kam: Kam, space: Workspace) -> None:
    code, _, err = kam("run", "--sample", "--workspace", str(space.root))
    assert code == 2
    assert _is_one_line(err)
    assert str(space.root) in err
    assert space.exports() == []


def test_import_ends_with_a_table(kam: Kam, inside: Workspace) -> None:
    file = inside.data / "门店表.csv"
    file.write_text("门店编号,门店名称,区域\nS01,人民路店,东区\nS02,解放路店,西区\n", "utf-8")
    code, out, err = kam("import", str(file))
    assert (code, err) == (0, "")
    assert "门店表.csv" in out
    assert "2" in out


def test_import_of_a_row_that_is_refused_ends_with_1(kam: Kam, inside: Workspace) -> None:
    file = inside.data / "门店表.csv"
    file.write_text("门店编号,门店名称,区域\n,人民路店,东区\nS02,解放路店,西区\n", "utf-8")
    code, out, _ = kam("import", str(file))
    assert code == 1
    assert "错误" in out
    assert "→" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run",), "哪个月"),
        (("run", "十月"), "不是月份"),
        (("run", "2026-13"), "不是月份"),
        (("run", "2026-10", "--only", "09"), "01_import"),
        (("run", "2026-10", "--select", "K001"), "--only"),
        (("import", "x.csv", "--month", "x"), "不是月份"),
    ],
)
def test_what_can_not_run_ends_with_2_and_one_line(
    kam: Kam, inside: Workspace, arguments: tuple[str, ...], said: str
) -> None:
    code, _, err = kam(*arguments)
    assert code == 2
    assert _is_one_line(err)
    assert said in err


def test_outside_a_workspace_nothing_runs(
    kam: Kam, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = kam("run", "2026-10")
    assert code == 2
    assert "kam init" in err


@pytest.mark.parametrize("arguments", [("run", "2026-10"), ("import", "x.csv")])
def test_a_wrong_setting_is_told_with_its_line(
    kam: Kam, inside: Workspace, arguments: tuple[str, ...]
) -> None:
    (inside.root / "kam.toml").write_text("[department]\nnmae = '甲'\n", "utf-8")
    code, _, err = kam(*arguments)
    assert code == 2
    assert _is_one_line(err)
    assert "第 2 行" in err


def test_a_wrong_option_ends_with_2(kam: Kam) -> None:
    code, _, err = kam("run", "--nonsense")
    assert code == 2
    assert "--nonsense" in err


def test_english_is_spoken_when_asked_for(kam: Kam, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_LANG", "en")
    _, _, err = kam("run")
    assert err == "kam: which month?; for example kam run 2026-10\n"


def test_a_mistake_of_the_program_leaves_its_details_in_a_file(
    kam: Kam, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by design")

    monkeypatch.setattr(cli.Workspace, "create", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code, _, err = kam("init", "x")
    assert code == 2
    assert _is_one_line(err)
    (details,) = tmp_path.glob("kam-error-*.txt")
    assert "Traceback" in details.read_text(encoding="utf-8")


def test_an_out_folder_that_is_read_only_is_told_once_and_nothing_runs(
    kam: Kam, inside: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = Path.mkdir
    (inside.data / "门店表.csv").write_text("门店编号,门店名称\nS01,人民路店\n", "utf-8")

    def read_only(folder: Path, *more: Any, **options: Any) -> None:
        if inside.out in folder.parents:
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        make(folder, *more, **options)

    monkeypatch.setattr(Path, "mkdir", read_only)
    code, out, err = kam("run", "2026-10")
    assert (code, out.strip()) == (2, "")
    assert _is_one_line(err)
    assert err.startswith(f"kam: 没有权限读写“{inside.out}”。")
    assert ".staging" not in err


def test_a_full_disk_is_told_in_one_line(kam: Kam, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cli.Workspace, "create", full)
    code, _, err = kam("init", "x")
    assert code == 2
    assert _is_one_line(err)
    assert err.startswith("kam: 磁盘满了")


@pytest.mark.parametrize("error", [
    FileCreateError(OSError(errno.ENOSPC, "No space left on device")),
    RuntimeError('could not write to file "ledger.duckdb.wal": No space left on device'),
    OSError(errno.EDQUOT, "Disk quota exceeded"),
])  # fmt: skip
def test_a_full_disk_is_known_whatever_library_met_it(
    kam: Kam, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def full(*_: object, **__: object) -> None:
        try:
            raise error
        except Exception as cause:
            raise ValueError("while writing") from cause

    monkeypatch.setattr(cli.Workspace, "create", full)
    code, _, err = kam("init", "x")
    assert (code, _is_one_line(err), err.startswith("kam: 磁盘满了")) == (2, True, True)


def test_a_file_that_a_full_disk_kept_from_being_closed_is_not_told_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[Any] = []
    monkeypatch.setattr("sys.__unraisablehook__", told.append)
    other = SimpleNamespace(exc_value=ValueError("by design"))
    for each in (SimpleNamespace(exc_value=OSError(errno.ENOSPC, "No space left")), other):
        cli._tell_once(each)
    assert told == [other]


def test_a_workspace_without_any_data_is_told_once_and_at_once(
    kam: Kam, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kam("init", str(tmp_path / "w"))
    monkeypatch.chdir(tmp_path / "w")
    code, out, err = kam("run", "2026-10")
    assert (code, out) == (2, "")
    assert _is_one_line(err)
    assert "kam run 2026-10" in err
    assert str(tmp_path / "w" / "data") in err
    assert list((tmp_path / "w" / "out").iterdir()) == []

"""What somebody types after ``kam import``."""

from pathlib import Path

import pytest

from kamtools.ledger.imports.asked import NoFiles, asked_files, asked_month
from kamtools.periods import NotAPeriod


def test_a_pattern_that_the_shell_left_alone_is_read(tmp_path: Path) -> None:
    for name in ("b.xlsx", "a.xlsx", "c.csv"):
        (tmp_path / name).touch()
    assert [f.name for f in asked_files([tmp_path / "*.xlsx"])] == ["a.xlsx", "b.xlsx"]


def test_a_folder_stands_for_its_exports(tmp_path: Path) -> None:
    for name in ("a.xlsx", "~$a.xlsx", "读我.md"):
        (tmp_path / name).touch()
    assert [f.name for f in asked_files([tmp_path])] == ["a.xlsx"]


def test_a_file_that_is_not_there_is_left_for_the_import_to_tell(tmp_path: Path) -> None:
    assert asked_files([tmp_path / "无.xlsx"]) == [tmp_path / "无.xlsx"]


def test_no_file_at_all_is_refused_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(NoFiles, match="哪些文件"):
        asked_files([])
    with pytest.raises(NoFiles):
        asked_files([tmp_path])


@pytest.mark.parametrize("text", ["2026-10", "2026年10月", "202610", "2026.10", "2026/10"])
def test_a_month_is_read_in_the_spellings_that_files_have(text: str) -> None:
    assert str(asked_month(text)) == "2026-10"


@pytest.mark.parametrize("text", ["", "十月", "2026", "2026-13"])
def test_what_names_no_month_is_refused(text: str) -> None:
    with pytest.raises(NotAPeriod):
        asked_month(text)

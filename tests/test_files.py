"""Files are written whole, down to the disk, and what could not be written leaves nothing."""

import os
from pathlib import Path

import pytest

from kamtools.files import DiskFull, NoPermission, copy_whole, refusal, write_whole


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_text_that_could_not_be_written_leaves_the_old_one_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.json"
    write_whole(file, "old")
    monkeypatch.setattr(os, "fsync", _full)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, "new")
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]
    assert file.read_text() == "old"


def test_a_copy_that_could_not_be_made_leaves_the_old_one_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, file = tmp_path / "b.xlsx", tmp_path / "a.xlsx"
    source.write_text("new")
    file.write_text("old")
    monkeypatch.setattr(os, "fsync", _full)
    with pytest.raises(OSError, match="No space"):
        copy_whole(source, file)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]
    assert file.read_text() == "old"


def test_what_is_written_is_on_the_disk_before_it_takes_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    sync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda number: done.append("sync") or sync(number))
    monkeypatch.setattr(
        Path, "replace", lambda self, target: done.append("replace") or replace(self, target)
    )
    write_whole(tmp_path / "a.txt", "1")
    copy_whole(tmp_path / "a.txt", tmp_path / "b.txt")
    assert done == ["sync", "replace"] * 2
    assert (tmp_path / "b.txt").read_text() == "1"


def test_a_refusal_names_the_folder_that_people_know(tmp_path: Path) -> None:
    unfinished = tmp_path / "out" / ".staging" / "2026-10.17.abc"
    unfinished.parent.mkdir(parents=True)
    told = refusal(PermissionError(13, "Permission denied", str(unfinished)))
    assert isinstance(told, NoPermission)
    assert str(told).startswith(f"没有权限读写“{tmp_path / 'out'}”。")


def test_a_full_disk_is_told_whatever_was_being_written() -> None:
    assert isinstance(refusal(OSError(28, "No space left on device")), DiskFull)


def test_a_file_that_is_not_there_is_no_refusal() -> None:
    assert refusal(FileNotFoundError(2, "No such file or directory", "x")) is None

"""Files are written whole, down to the disk, and what could not be written leaves nothing."""

import os
from pathlib import Path

import pytest

from kamtools.files import copy_whole, write_whole


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

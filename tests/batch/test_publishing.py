"""Files are put into people's folder whole, and never over somebody's work."""

import json
from pathlib import Path

import pytest

from kamtools.batch.publishing import FileInUse, files_in, swap_in
from kamtools.batch.staging import staging

Folders = tuple[Path, Path, Path]


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    staged, out = tmp_path / "staged", tmp_path / "out"
    staged.mkdir()
    out.mkdir()
    return staged, out, tmp_path / "manifest.json"


def _make(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)


def test_files_are_moved_and_remembered(folders: Folders) -> None:
    staged, out, manifest = folders
    (staged / "卡片").mkdir()
    _make(staged / "卡片", a="1")
    assert swap_in(staged, out, manifest).placed == ("卡片/a.txt",)
    assert (out / "卡片" / "a.txt").read_text() == "1"
    assert files_in(staged) == []
    assert list(json.loads(manifest.read_text())) == ["卡片/a.txt"]


def test_a_file_nobody_touched_is_replaced(folders: Folders) -> None:
    staged, out, manifest = folders
    for text in ("1", "2"):
        _make(staged, a=text)
        swap = swap_in(staged, out, manifest)
    assert files_in(out) == ["a.txt"]
    assert (out / "a.txt").read_text() == "2"
    assert swap.kept_aside == ()


def test_a_file_somebody_changed_is_kept_aside(folders: Folders) -> None:
    staged, out, manifest = folders
    _make(staged, a="1")
    swap_in(staged, out, manifest)
    _make(out, a="mine")
    _make(staged, a="2")
    assert swap_in(staged, out, manifest).kept_aside == (("a.txt", "a(改动备份).txt"),)
    assert (out / "a(改动备份).txt").read_text() == "mine"
    assert (out / "a.txt").read_text() == "2"


def test_a_second_change_gets_a_second_backup(folders: Folders) -> None:
    staged, out, manifest = folders
    for edit in ("mine", "mine again"):
        _make(staged, a="1")
        swap_in(staged, out, manifest)
        _make(out, a=edit)
    _make(staged, a="1")
    swap_in(staged, out, manifest)
    assert files_in(out) == ["a(改动备份).txt", "a(改动备份2).txt", "a.txt"]


def test_somebodys_own_file_of_the_same_name_is_kept_aside(folders: Folders) -> None:
    staged, out, manifest = folders
    _make(out, a="theirs")
    _make(staged, a="1")
    swap_in(staged, out, manifest)
    assert (out / "a(改动备份).txt").read_text() == "theirs"


def test_a_file_that_is_no_longer_made_is_removed(folders: Folders) -> None:
    staged, out, manifest = folders
    _make(staged, a="1", b="1")
    swap_in(staged, out, manifest)
    _make(out, theirs="x")
    _make(staged, a="2")
    swap_in(staged, out, manifest)
    assert files_in(out) == ["a.txt", "theirs.txt"]


def test_a_file_that_is_no_longer_made_but_was_changed_is_kept_aside(folders: Folders) -> None:
    staged, out, manifest = folders
    _make(staged, a="1", b="1")
    swap_in(staged, out, manifest)
    _make(out, b="mine")
    _make(staged, a="2")
    assert swap_in(staged, out, manifest).kept_aside == (("b.txt", "b(改动备份).txt"),)
    assert files_in(out) == ["a.txt", "b(改动备份).txt"]


def test_a_damaged_manifest_takes_no_file_for_the_programs_own(folders: Folders) -> None:
    staged, out, manifest = folders
    _make(staged, a="1")
    swap_in(staged, out, manifest)
    manifest.write_bytes(b"\0" * 20)
    _make(staged, a="2")
    assert swap_in(staged, out, manifest).kept_aside == (("a.txt", "a(改动备份).txt"),)
    assert list(json.loads(manifest.read_text())) == ["a.txt"]


def test_of_a_name_that_two_owners_share_only_the_last_one_is_the_owner(folders: Folders) -> None:
    staged, out, manifest = folders
    other = manifest.with_name("other.json")
    _make(staged, a="1", b="1")
    swap_in(staged, out, other)
    _make(staged, a="2")
    swap = swap_in(staged, out, manifest)
    assert (swap.shared, swap.kept_aside) == ((("a.txt", "other"),), ())
    _make(staged, b="2")
    assert swap_in(staged, out, other).removed == ()
    assert (out / "a.txt").read_text() == "2"


def test_making_a_part_anew_leaves_the_others(folders: Folders) -> None:
    staged, out, manifest = folders
    _make(staged, a="1", b="1")
    swap_in(staged, out, manifest)
    _make(staged, a="2")
    swap_in(staged, out, manifest, keep_others=True)
    assert files_in(out) == ["a.txt", "b.txt"]
    assert set(json.loads(manifest.read_text())) == {"a.txt", "b.txt"}


def test_after_a_kill_halfway_new_files_are_not_taken_for_changed_ones(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged, out, manifest = folders
    _make(staged, a="1", b="1")
    swap_in(staged, out, manifest)
    _make(staged, a="2", b="2")
    moved: list[Path] = []
    replace = Path.replace

    def kill_after_one(self: Path, target: Path) -> Path:
        if self.parent == staged and moved:
            raise KeyboardInterrupt
        if self.parent == staged:
            moved.append(self)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", kill_after_one)
    with pytest.raises(KeyboardInterrupt):
        swap_in(staged, out, manifest)
    monkeypatch.undo()
    assert ((out / "a.txt").read_text(), (out / "b.txt").read_text()) == ("2", "1")
    _make(staged, a="3", b="3")
    assert swap_in(staged, out, manifest).kept_aside == ()
    assert files_in(out) == ["a.txt", "b.txt"]


def test_an_open_workbook_is_told_before_anything_moves(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged, out, manifest = folders
    _make(staged, a="1", b="1")
    swap_in(staged, out, manifest)
    _make(staged, a="2", b="2")

    def as_excel_holds_it(self: Path, mode: str = "r", **_: object) -> None:
        if self.name == "b.txt" and "+" in mode:
            raise PermissionError

        return original(self, mode)  # type: ignore[return-value]

    original = Path.open
    monkeypatch.setattr(Path, "open", as_excel_holds_it)
    with pytest.raises(FileInUse, match=r"b\.txt"):
        swap_in(staged, out, manifest)
    monkeypatch.undo()
    assert (out / "a.txt").read_text() == "1"


def test_unfinished_files_are_on_the_disk_of_the_result(tmp_path: Path) -> None:
    with staging(tmp_path, "x") as folder:
        assert folder.is_relative_to(tmp_path)
    assert not folder.exists()

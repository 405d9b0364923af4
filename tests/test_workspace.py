"""A department's folder is made whole, found from inside, and kept."""

from pathlib import Path

import pytest

from kamtools import bundled
from kamtools.workspace import AlreadyAWorkspace, NoWorkspace, Workspace, user


def test_a_new_workspace_has_every_folder_the_forms_and_the_notebooks(space: Workspace) -> None:
    for folder in (space.data, space.templates, space.notebooks, space.out, space.returned):
        assert folder.is_dir()
    assert {file.name for file in space.templates.iterdir()} == {
        file.name for file in bundled.templates().glob("*.xlsx")
    }
    assert space.settings.department.name == "大客户部"
    assert space.exports() == []


def test_the_samples_exports_are_to_be_imported_and_its_settings_are_not(
    sample_space: Workspace,
) -> None:
    names = [file.name for file in sample_space.exports()]
    assert "门店表.xlsx" in names
    assert {Path(name).suffix for name in names} <= {".xlsx", ".csv", ".xls"}
    assert sample_space.settings.department.company == "星河超市"


def test_notes_hidden_files_and_excels_lock_files_are_no_exports(space: Workspace) -> None:
    for name in ("a.xlsx", "说明.md", "~$a.xlsx", ".DS_Store", "2026-10/b.CSV", ".old/c.csv"):
        (space.data / name).parent.mkdir(exist_ok=True)
        (space.data / name).touch()
    assert [file.name for file in space.exports()] == ["b.CSV", "a.xlsx"]


def test_it_is_found_from_any_folder_inside(space: Workspace) -> None:
    deep = space.out / "2026-10" / "卡片"
    deep.mkdir(parents=True)
    assert Workspace.find(deep) == space


def test_outside_any_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(NoWorkspace, match="kam init"):
        Workspace.find(tmp_path)


def test_named_comes_before_the_environment_and_that_before_the_current_folder(
    inside: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, third = Workspace.create(tmp_path / "2"), Workspace.create(tmp_path / "3")
    assert Workspace.locate() == inside
    monkeypatch.setenv("KAM_WORKSPACE", str(other.root))
    assert Workspace.locate() == other
    assert Workspace.locate(third.data) == third


def test_a_workspace_is_not_made_twice(space: Workspace) -> None:
    with pytest.raises(AlreadyAWorkspace):
        Workspace.create(space.root)


def test_a_form_that_was_there_before_stays(tmp_path: Path) -> None:
    mine = tmp_path / "w" / "templates" / next(bundled.templates().glob("*.xlsx")).name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    Workspace.create(tmp_path / "w")
    assert mine.read_text() == "mine"


def test_refreshing_replaces_what_nobody_changed(
    space: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    templates = tmp_path / "newer"
    templates.mkdir()
    first, second, *_ = sorted(file.name for file in space.templates.iterdir())
    for name in (first, second):
        (templates / name).write_text("newer")
    (space.templates / second).write_text("changed by a clerk")
    monkeypatch.setattr(bundled, "templates", lambda: templates)
    for _ in range(2):
        space.refresh()
    assert (space.templates / first).read_text() == "newer"
    assert (space.templates / second).read_text() == "changed by a clerk"


def test_only_what_was_made_as_the_sample_is_the_sample(
    space: Workspace, sample_space: Workspace
) -> None:
    assert sample_space.is_sample
    assert not space.is_sample
    space.refresh()
    assert space.exports() == []


def test_a_damaged_memory_of_the_bundled_files_takes_them_for_changed_ones(
    space: Workspace,
) -> None:
    mine = min(space.templates.iterdir())
    mine.write_text("mine")
    (space.memory / "bundled.json").write_bytes(b"\0\0")
    space.refresh()
    assert mine.read_text() == "mine"


def test_the_user_is_whom_the_environment_names_else_who_is_logged_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KAM_USER", "王内勤")
    assert user() == "王内勤"
    monkeypatch.delenv("KAM_USER")
    monkeypatch.setattr("getpass.getuser", lambda: "wang")
    assert user() == "wang"


def test_a_user_without_a_name_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 1001")

    monkeypatch.delenv("KAM_USER", raising=False)
    monkeypatch.setattr("getpass.getuser", nameless)
    assert user() == "?"

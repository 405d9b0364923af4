"""What a run would do is settled, and refused, before anything runs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kamtools.batch.plan import (
    NoNotebooks,
    UnknownNotebook,
    UnknownParameter,
    UnreadableNotebook,
    make_plan,
)
from kamtools.workspace import Workspace

NotebookWriter = Callable[..., Path]
ALL = {"month": "2026-10", "workspace": "", "selection": []}


@pytest.fixture
def folder(bare: Workspace, notebook: NotebookWriter) -> Path:
    notebook("02_b", "1", "2")
    notebook("01_a")
    notebook("03_c", needs=["02_b"])
    return bare.notebooks


def test_notebooks_run_in_the_order_of_their_names(folder: Path) -> None:
    plan = make_plan(folder, ALL)
    assert [each.name for each in plan] == ["01_a", "02_b", "03_c"]
    assert plan[0].title == "01_a 的标题"
    assert [each.needs for each in plan] == [(), ("01_a",), ("02_b",)]


@pytest.mark.parametrize("name", ["02_b", "02", "02_b.ipynb"])
def test_only_takes_a_name_or_its_number(folder: Path, name: str) -> None:
    assert [each.name for each in make_plan(folder, ALL, only=[name])] == ["02_b"]


def test_an_unknown_name_is_answered_with_the_choices(folder: Path) -> None:
    with pytest.raises(UnknownNotebook, match="01_a 02_b 03_c"):
        make_plan(folder, ALL, only=["9"])


def test_a_parameter_that_a_notebook_does_not_have_is_refused(
    folder: Path, notebook: NotebookWriter
) -> None:
    notebook("04_d", parameters='month = ""\nworkspace: str = ""')
    with pytest.raises(UnknownParameter, match=r"04_d.*selection"):
        make_plan(folder, ALL)


def test_a_file_that_is_no_notebook_is_refused(folder: Path) -> None:
    (folder / "05_e.ipynb").write_text("not json")
    with pytest.raises(UnreadableNotebook, match="05_e"):
        make_plan(folder, ALL)


def test_a_parameters_cell_with_a_typo_is_refused(folder: Path, notebook: NotebookWriter) -> None:
    notebook("05_e", parameters='month = "')
    with pytest.raises(UnreadableNotebook, match="05_e"):
        make_plan(folder, ALL)


def test_a_folder_without_notebooks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoNotebooks):
        make_plan(tmp_path, ALL)

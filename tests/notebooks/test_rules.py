"""What every notebook of the month keeps to, so that a clerk can read it as a page."""

import ast
from pathlib import Path

import nbformat
import pytest

from kamtools import bundled

NOTEBOOKS = sorted(bundled.notebooks().glob("*.ipynb"))
LONGEST_CELL = 10
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def _cells(path: Path, kind: str) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def _is_import(cell: nbformat.NotebookNode) -> bool:
    return all(
        isinstance(line, ast.Import | ast.ImportFrom) for line in ast.parse(cell.source).body
    )


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@each_notebook
def test_it_is_valid_and_its_first_line_is_its_title(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    number = path.stem.partition("_")[0]
    assert notebook.cells[0].source.startswith(f"# {number} ")


@each_notebook
def test_parameters_come_first_with_the_three_that_a_run_passes(path: Path) -> None:
    first, *others = _cells(path, "code")
    assert first.metadata.get("tags") == ["parameters"]
    assert not any("parameters" in cell.metadata.get("tags", []) for cell in others)
    lines = ast.parse(first.source).body
    values = {line.targets[0].id: ast.literal_eval(line.value) for line in lines}
    assert {"month": "2026-10", "workspace": "", "selection": []}.items() <= values.items()


@each_notebook
def test_imports_come_next_and_nowhere_else(path: Path) -> None:
    _, imports, *rest = _cells(path, "code")
    assert _is_import(imports)
    nodes = [node for cell in rest for node in ast.walk(ast.parse(cell.source))]
    assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in nodes)


@each_notebook
def test_cells_are_short_and_define_nothing(path: Path) -> None:
    for cell in _cells(path, "code"):
        assert len(cell.source.splitlines()) <= LONGEST_CELL, cell.source
        defines = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
        assert not any(isinstance(node, defines) for node in ast.walk(ast.parse(cell.source)))


@each_notebook
def test_outputs_are_cleared(path: Path) -> None:
    for cell in _cells(path, "code"):
        assert cell.outputs == []
        assert cell.execution_count is None


@each_notebook
def test_every_code_cell_is_told_in_words(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    steps = [cell for cell in cells if cell.cell_type == "markdown" and "## " in cell.source]
    assert len(steps) >= 3


@each_notebook
def test_its_step_has_its_name_and_the_last_code_finishes_it(path: Path) -> None:
    cells = _cells(path, "code")
    assert any(f'Step.open("{path.stem}"' in cell.source for cell in cells)
    assert "step.finish()" in cells[-1].source
    assert nbformat.read(path, as_version=4).cells[-1].cell_type == "markdown"


@each_notebook
def test_what_it_needs_is_there(path: Path) -> None:
    needs = nbformat.read(path, as_version=4).metadata.get("kamtools", {}).get("needs", [])
    assert set(needs) <= {other.stem for other in NOTEBOOKS if other.stem < path.stem}


@each_notebook
def test_what_changes_the_ledger_says_who_did_it(path: Path) -> None:
    source = "\n".join(cell.source for cell in _cells(path, "code"))
    assert ("writes_ledger=True" in source) == ("who=step.who" in source)

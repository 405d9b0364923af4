"""Small months to run: workspaces whose notebooks are written in the test."""

from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from kamtools.batch.outcome import Ran
from kamtools.batch.plan import Planned
from kamtools.ledger.store import Ledger
from kamtools.workspace import Workspace
from tests.ledgers import put

PARAMETERS = 'month = "2026-10"\nworkspace = ""\nselection = []'
NotebookWriter = Callable[..., Path]


class Quiet:
    """A watcher that only remembers."""

    def __init__(self) -> None:
        self.cells: list[str] = []

    def planned(self, notebooks: Sequence[Planned]) -> None:
        pass

    def begins(self, notebook: Planned) -> None:
        pass

    def cell_done(self, notebook: Planned) -> None:
        self.cells.append(notebook.name)

    def ended(self, ran: Ran) -> None:
        pass


@pytest.fixture
def quiet() -> Quiet:
    return Quiet()


@pytest.fixture
def bare(space: Workspace) -> Workspace:
    """A workspace with one store in its ledger and no notebook."""
    for file in space.notebooks.glob("*"):
        file.unlink()
    with (
        Ledger.open(space.ledger_file) as ledger,
        ledger.change(who="test", reason="test") as change,
    ):
        put(change, "stores", {"store_id": "S01", "name": "东门店"})
    return space


@pytest.fixture
def notebook(bare: Workspace) -> NotebookWriter:
    """Write a notebook of code cells into ``bare``; its first cell holds the parameters."""

    def write(
        name: str, *cells: str, needs: list[str] | None = None, parameters: str = PARAMETERS
    ) -> Path:
        declared = new_code_cell(parameters, metadata={"tags": ["parameters"]})
        body = [new_markdown_cell(f"# {name} 的标题"), declared, *map(new_code_cell, cells)]
        metadata = {} if needs is None else {"kamtools": {"needs": needs}}
        path = bare.notebooks / f"{name}.ipynb"
        nbformat.write(new_notebook(cells=body, metadata=metadata), path)
        return path

    return write


def writes(name: str, file: str, text: str) -> str:
    """A cell that opens the step ``name``, writes one text file in it and finishes."""
    return (
        "from kamtools.batch.step import Step\n"
        f'step = Step.open("{name}", month=month, workspace=workspace, selection=selection)\n'
        f'(step.folder / "{file}").write_text({text})\n'
        "step.finish()"
    )


@pytest.fixture
def writing() -> Callable[[str, str, str], str]:
    return writes

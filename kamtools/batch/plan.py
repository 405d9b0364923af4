"""Which notebooks a run executes, in which order, and whether it can be begun at all."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat

from kamtools.errors import KamError
from kamtools.language import Text


class NoNotebooks(KamError):
    """The workspace has no notebook to run."""

    what = Text("“{folder}”里没有 .ipynb", "there is no .ipynb in {folder}")
    do = Text("用 kam init 另建一个工作区，把 notebooks 文件夹复制过来",
              "make a workspace with kam init and copy its notebooks folder here")  # fmt: skip


class UnknownNotebook(KamError):
    """``--only`` names a notebook that is not there."""

    what = Text("没有叫“{name}”的步骤", "there is no notebook called {name}")
    do = Text("可以选：{choices}", "choose from {choices}")


class UnreadableNotebook(KamError):
    """A file called .ipynb is none, or its parameters can't be read."""

    what = Text("“{file}”读不出来：{reason}", "{file} can't be read: {reason}")
    do = Text("在 JupyterLab 里改好它，或者移走", "mend it in JupyterLab, or move it away")


class UnknownParameter(KamError):
    """A run would pass a parameter that the notebook does not declare."""

    what = Text("“{file}”的参数格里没有 {name}", "{file} has no parameter {name}")
    do = Text("在带 parameters 标签的格子里写上 {name} = …",
              "write {name} = … into its cell tagged parameters")  # fmt: skip


@dataclass(frozen=True)
class Planned:
    """One notebook of a run: ``needs`` names those it can't do without, ``cells`` counts code."""

    name: str
    path: Path
    title: str
    needs: tuple[str, ...]
    cells: int
    parameters: Mapping[str, object]


def make_plan(
    folder: Path, parameters: Mapping[str, object], *, only: Sequence[str] = ()
) -> list[Planned]:
    """The notebooks of ``folder`` in the order of their names, or just those that ``only`` names.

    A notebook says in its metadata what it needs, ``{"kamtools": {"needs": ["01_import"]}}``; one
    that says nothing needs the first. Everything is checked before anything runs: raises
    ``NoNotebooks``, ``UnknownNotebook``, ``UnreadableNotebook``, ``UnknownParameter``.
    """
    files = sorted(folder.glob("*.ipynb"))
    if not files:
        raise NoNotebooks(folder=folder)
    chosen = _choose(files, only)
    return [_planned(file, parameters, first=files[0].stem) for file in chosen]


def _choose(files: list[Path], only: Sequence[str]) -> list[Path]:
    """The files that are meant: by name, or by the number in front of it."""
    if not only:
        return files
    for name in only:
        if not any(_is_meant(file, name) for file in files):
            raise UnknownNotebook(name=name, choices=" ".join(file.stem for file in files))
    return [file for file in files if any(_is_meant(file, name) for name in only)]


def _is_meant(file: Path, name: str) -> bool:
    return name.removesuffix(".ipynb") in (file.stem, file.stem.partition("_")[0])


def _planned(file: Path, parameters: Mapping[str, object], *, first: str) -> Planned:
    try:
        notebook: nbformat.NotebookNode = nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]
        declared = _declared(notebook)
    except (ValueError, SyntaxError, AttributeError, nbformat.ValidationError) as error:
        raise UnreadableNotebook(file=file.name, reason=str(error).partition("\n")[0]) from error
    for name in parameters:
        if name not in declared:
            raise UnknownParameter(file=file.name, name=name)
    usual = [first] if file.stem != first else []
    needs = tuple(notebook.metadata.get("kamtools", {}).get("needs", usual))
    cells = sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in notebook.cells)
    return Planned(file.stem, file, _title(notebook) or file.stem, needs, cells + 1, parameters)


def _declared(notebook: nbformat.NotebookNode) -> set[str]:
    """The names that the notebook's parameters cell assigns."""
    sources = (
        cell.source for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])
    )
    statements = ast.parse(next(sources, "")).body
    targets = [
        target
        for statement in statements
        for target in getattr(statement, "targets", [getattr(statement, "target", None)])
    ]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _title(notebook: nbformat.NotebookNode) -> str:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if line.startswith("# "):
                    return str(line[2:].strip())
    return ""

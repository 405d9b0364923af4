"""A small department that has sent its forms, and hands that fill them in."""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

from kamtools.forms import appraisal_form, customer_card, sent
from kamtools.forms.identity import Sender
from kamtools.ledger.imports import import_files
from kamtools.ledger.store import Ledger
from kamtools.periods import Period
from kamtools.workspace import Workspace

OCTOBER = Period(2026, 10)
CARD = "大客户档案"


RUN = "20261101-080000-1"


def send_cards(space: Workspace, *customers: str, run: str = RUN) -> list[Path]:
    """Write the cards of ``customers`` as ``kam run`` does; returns the files."""
    folder, settings = space.month(OCTOBER), space.settings
    with Ledger.open(space.ledger_file, read_only=True) as ledger:
        filled = customer_card.write(
            ledger, settings, OCTOBER, space.templates / f"{CARD}.xlsx", folder,
            selection=customers, sender=Sender(space.key(), run),
        )  # fmt: skip
    _post(space, filled)
    return [each.path for each in filled]


def send_appraisal(space: Workspace, *people: str) -> list[Path]:
    """Write the appraisal forms of ``people``; returns the files."""
    with Ledger.open(space.ledger_file, read_only=True) as ledger:
        filled = appraisal_form.write(
            ledger, space.settings, OCTOBER, space.templates, space.month(OCTOBER), people,
            sender=Sender(space.key(), RUN),
        )  # fmt: skip
    _post(space, filled)
    return [each.path for each in filled]


def _post(space: Workspace, filled: Any) -> None:
    forms = [sent.SentForm(each.identity, each.path.name) for each in filled if each.identity]
    sent.post(space, "test", forms)
    sent.take_in(space)


def import_sample(space: Workspace) -> None:
    """Bring the sample department's exports into the ledger, as every run does."""
    with Ledger.open(space.ledger_file) as ledger:
        import_files(ledger, space.exports(), settings=space.settings)


def give_back(space: Workspace, file: Path, cells: Mapping[str, object], name: str = "") -> Path:
    """Put a copy of ``file`` into ``returned``, with ``cells`` of its first sheet filled in."""
    out = space.returned / (name or file.name)
    if not cells:
        return Path(shutil.copyfile(file, out))
    return change_cells(file, out, cells)


def change_cells(file: Path, out: Path, cells: Mapping[str, object]) -> Path:
    """``file`` as ``out``, with ``cells`` of its first sheet set."""
    book = openpyxl.load_workbook(file)
    for place, value in cells.items():
        book.worksheets[0][place] = value
    book.save(out)
    book.close()
    return out


def through_libreoffice(soffice: str, file: Path, folder: Path) -> Path:
    """``file`` opened and saved by LibreOffice, in its place."""
    subprocess.run(
        [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(file)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return Path(shutil.move(folder / file.name, file))


def decide(review: Path, answer: Callable[[dict[str, str]], str | None]) -> None:
    """Fill in 采用？ of every row of ``review``; None leaves it as it is."""
    book = openpyxl.load_workbook(review)
    sheet = book["核对"]
    heads = [cell.value for cell in sheet[4]]
    for row in sheet.iter_rows(min_row=5):
        said = {str(head): str(cell.value or "") for head, cell in zip(heads, row, strict=True)}
        if (decision := answer(said)) is not None:
            row[-1].value = decision
    book.save(review)
    book.close()


def tables(space: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """What the ledger holds of people's data, row by row."""
    names = ("customers", "contacts", "scores", "targets")
    with Ledger.open(space.ledger_file, read_only=True) as ledger:
        ask = ledger._connection.execute
        return {name: ask(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in names}

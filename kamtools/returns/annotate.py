"""The sender's own file with its wrong cells marked, to be sent back and put right.

The copy is the sender's package with notes added (``excel.notes``): everything else in it stays,
its hidden record included, so that the copy itself can be corrected and collected.
"""

from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path

from kamtools.errors import KamError
from kamtools.excel.changes import Cell
from kamtools.excel.notes import write_notes
from kamtools.excel.opening.encryption import opened_with, sealed
from kamtools.excel.references import read_reference
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text
from kamtools.returns.arrivals import annotated_name
from kamtools.returns.collect import Collected
from kamtools.returns.outcomes import CellOutcome

COLOUR = "FFC7CE"
NOT_ANNOTATED = FindingKind(
    "return_not_annotated", Severity.WARNING,
    Text("没能写出批注副本：{reason}", "no annotated copy could be written: {reason}"),
    Text("请按核对表里的说明告诉对方", "tell the sender by what the review says"),
)  # fmt: skip


def annotate_returns(
    collected: Collected, passwords: Sequence[str] = ()
) -> tuple[list[Path], list[Finding]]:
    """Beside each file with wrong cells, a copy ``…(批注).xlsx``; copies from before go.

    A copy that came back corrected is a return now and is never written over. The copy of an
    encrypted file has the same password. Returns the copies, and findings on files that could not
    be annotated.
    """
    for copy in collected.copies:
        copy.unlink(missing_ok=True)
    written: list[Path] = []
    findings: list[Finding] = []
    for judged in collected.returns:
        notes, path = notes_of(judged.wrong), judged.arrival.path
        if not notes:
            continue
        out = _free(path)
        try:
            with opened_with(path, passwords) as (plain, password), sealed(out, password) as copy:
                write_notes(plain, notes, copy, colour=COLOUR)
            written.append(out)
        except (KamError, OSError) as error:
            findings.append(NOT_ANNOTATED.at(Place(path.name), reason=error))
    return written, findings


def _free(path: Path) -> Path:
    """The first name for the copy that no other file has."""
    return next(out for number in count(1) if not (out := annotated_name(path, number)).exists())


def notes_of(wrong: Iterable[CellOutcome]) -> dict[Cell, str]:
    """What to say at each wrong cell."""
    notes: dict[Cell, str] = {}
    for each in wrong:
        place, finding = each.returned.place, each.finding
        where = read_reference((place.cell or "").partition(":")[0])
        if finding is None or where is None or place.sheet is None or not where.first.row:
            continue
        cell = Cell(place.sheet, where.first.row, where.first.column or 1)
        text = f"{finding.what}。\n→ {finding.do}"
        notes[cell] = f"{notes[cell]}\n{text}" if cell in notes else text
    return notes

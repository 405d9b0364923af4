"""What an import ends with: a line per sheet, and everything that somebody should look at."""

from dataclasses import dataclass

from kamtools.findings import Finding


@dataclass(frozen=True)
class FileResult:
    """What became of the rows of one table on one sheet.

    ``read`` = ``inserted`` + ``changed`` + ``unchanged`` + ``refused``. ``table`` is ``None`` for
    a sheet that matches no table; then all its rows are refused. ``sheet`` is ``""`` for text.
    """

    file: str
    sheet: str
    table: str | None
    read: int
    inserted: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0


@dataclass(frozen=True)
class ImportReport:
    """The outcome of one ``import_files``: nothing that was read is left out of it."""

    results: tuple[FileResult, ...]
    findings: tuple[Finding, ...]

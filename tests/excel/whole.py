"""Whether filling a few cells leaves a workbook whole: judged without the engine's own eyes.

``python -m tests.excel.whole FOLDER… --out FOLDER`` judges every workbook below the folders, each
in a process of its own, and prints which are not whole, slow or refused.
"""

import argparse
import multiprocessing
import posixpath
import re
import resource
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

import openpyxl
import python_calamine
from lxml import etree

from kamtools.errors import KamError
from kamtools.excel.changes import Cell, Changes, Value
from kamtools.excel.markup import main
from kamtools.excel.write import write

TEXT, NUMBER = "=1+甲", 46326
WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm")
V, F, C, ROW = main("v"), main("f"), main("c"), main("row")
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")
_CACHES = ("{*}numCache", "{*}strCache", "{*}multiLvlStrCache", "{*}lvl")
DENSE = 50_000_000
"""Cells of a sheet from which on calamine, which holds the empty ones too, is not asked."""
SLOW, HEAVY, LIMIT = 2.0, 200, 300
"""Seconds and megabytes from which on a file is told of, and seconds after which it is given up."""


@dataclass(frozen=True)
class First:
    """The first sheet of a package: its name, its part, and cells to fill."""

    sheet: str
    part: str
    number: Cell | None
    text: Cell | None
    blank: Cell | None
    beyond: Cell

    @property
    def size(self) -> int:
        """How many cells the sheet has, empty ones between too."""
        return self.beyond.row * self.beyond.column

    def edits(self) -> list[dict[Cell, Value]]:
        """The bar's two cells as they are; then a blank cell and one beyond all others."""
        used: dict[Cell, Value] = {}
        used[self.number or Cell(self.sheet, self.beyond.row + 1, self.beyond.column)] = NUMBER
        used[self.text or Cell(self.sheet, self.beyond.row + 2, self.beyond.column)] = TEXT
        return [
            used,
            {self.blank or Cell(self.sheet, 1, self.beyond.column + 1): TEXT, self.beyond: NUMBER},
        ]


@dataclass
class Verdict:
    """What became of one workbook: ``whole``, ``refused``, ``not whole`` or ``crashed``."""

    path: Path
    outcome: str = "whole"
    why: list[str] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    seconds: float = 0
    megabytes: int = 0


def parts(path: Path) -> dict[str, bytes]:
    """All parts of a package; of two with one name the later."""
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def first_sheet(package: dict[str, bytes]) -> First | None:
    """The first worksheet by the order of the workbook; None where the package is no workbook."""
    book = _main_part(package)
    if book is None:
        return None
    links = {link.get("Id"): link for link in _links(package, book)}
    for sheet in _tree(package[book]).iter(main("sheet")):
        link = links.get(sheet.get(_LINK))
        if link is not None and link.get("Type", "").endswith("/worksheet"):
            part = _part(package, book, link.get("Target", ""))
            if part is not None:
                return _cells_to_fill(sheet.get("name", ""), part, _tree(package[part]))
    return None


def _main_part(package: dict[str, bytes]) -> str | None:
    for link in _links(package, ""):
        if link.get("Type", "").endswith("/officeDocument"):
            return _part(package, "", link.get("Target", ""))
    return None


def _links(package: dict[str, bytes], part: str) -> list[etree._Element]:
    folder, name = posixpath.split(part.replace("\\", "/"))
    held = _part(package, "", posixpath.join(folder, "_rels", name + ".rels"))
    return [] if held is None else list(_tree(package[held]))


def _part(package: dict[str, bytes], base: str, target: str) -> str | None:
    folder = posixpath.dirname(base.replace("\\", "/"))
    joined = posixpath.join("/", folder, target.replace("\\", "/"))
    wanted = posixpath.normpath(joined).lstrip("/").casefold()
    return next((n for n in package if n.replace("\\", "/").lstrip("/").casefold() == wanted), None)


def _tree(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))


def _cells_to_fill(sheet: str, part: str, root: etree._Element) -> First:
    found: dict[str, Cell] = {}
    arrays = _arrays(root)
    last_row, last_column = 0, 0
    for row, column, element in cells_of(root):
        last_row, last_column = max(last_row, row), max(last_column, column)
        kind = _kind(element)
        if kind not in found and not any(_inside(ref, row, column) for ref in arrays):
            found[kind] = Cell(sheet, row, column)
    beyond = Cell(sheet, min(last_row + 3, 1_048_570), min(last_column + 2, 16_000))
    return First(sheet, part, found.get("number"), found.get("text"), found.get("blank"), beyond)


def _kind(cell: etree._Element) -> str:
    value = cell.find(V)
    if cell.find(F) is not None:
        return "formula"
    if cell.get("t") in ("s", "inlineStr", "str"):
        return "text"
    if value is None:
        return "blank"
    return "number" if cell.get("t", "n") == "n" else "other"


def cells_of(root: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    """Row, column and element of every cell; those without an address follow the one before."""
    number = 0
    for row in root.iter(ROW):
        number = int(row.get("r") or number + 1)
        column = 0
        for cell in row.iter(C):
            column = _column(cell.get("r", "")) or column + 1
            yield number, column, cell


def _column(name: str) -> int:
    found = _ADDRESS.fullmatch(name.upper())
    return int(openpyxl.utils.column_index_from_string(found[1])) if found else 0


def _arrays(root: etree._Element) -> list[str]:
    """The ranges that array formulas and data tables fill."""
    kinds = ("array", "dataTable")
    return [one.get("ref", "") for one in root.iter(F) if one.get("t") in kinds]


def _inside(ref: str, row: int, column: int) -> bool:
    left, top, right, bottom = openpyxl.utils.range_boundaries(ref)
    return bool(left <= column <= right and top <= row <= bottom)


def differences(
    old: dict[str, bytes], new: dict[str, bytes], part: str, cells: Sequence[Cell]
) -> list[str]:
    """What is not as it was, but for ``cells`` of the sheet ``part`` and for carried values.

    Formulas and charts may carry new values, the workbook may wish to be calculated.
    """
    wrong = [f"lost {name}" for name in old.keys() - new.keys()]
    wrong += [f"new {name}" for name in new.keys() - old.keys()]
    for name in sorted(old.keys() & new.keys()):
        if _workbook_type(name, old[name]) != new[name]:
            filled = [(cell.row, cell.column) for cell in cells] if name == part else []
            was = _workbook_type(name, old[name])
            if _bare(was, filled) != _bare(new[name], filled):
                wrong.append(f"changed {name}")
    return wrong


def _workbook_type(name: str, data: bytes) -> bytes:
    """The list of types as a template's becomes when a workbook is made of it."""
    if name.casefold() != "[content_types].xml":
        return data
    plain, macros = b"spreadsheetml.%s.main+xml", b"ms-excel.%s.macroEnabled.main+xml"
    for kind in (plain, macros):
        data = data.replace(kind % b"template", kind % b"sheet")
    return data


def _bare(data: bytes, filled: Sequence[tuple[int, int]]) -> bytes:
    """A part but for the values that formulas and charts carry, and but for ``filled`` cells."""
    return _bare_of_none(data) if not filled else _without_carried(data, filled)


@cache
def _bare_of_none(data: bytes) -> bytes:
    return _without_carried(data, [])


def _without_carried(data: bytes, filled: Sequence[tuple[int, int]]) -> bytes:
    root = _tree(data)
    _drop_wish(root)
    for cached in list(root.iter(*_CACHES)):
        cached.getparent().remove(cached)  # type: ignore[union-attr]
    arrays = _arrays(root)
    for row, column, cell in list(cells_of(root)):
        cell.set("r", f"{row} {column}")
        if (row, column) in filled:
            line = cell.getparent()
            assert line is not None
            line.remove(cell)
        elif cell.find(F) is not None or any(_inside(ref, row, column) for ref in arrays):
            cell.attrib.pop("t", None)
            for value in cell.findall(V):
                cell.remove(value)
    _level_rows(root, {row for row, _ in filled})
    if filled:
        for element in root.iter(main("dimension")):
            element.set("ref", "")
    return etree.tostring(root, method="c14n")


def _drop_wish(root: etree._Element) -> None:
    """Leave out the workbook's wish to be calculated."""
    for element in list(root.iter(main("calcPr"))):
        element.attrib.pop("fullCalcOnLoad", None)
        if not element.attrib:
            element.getparent().remove(element)  # type: ignore[union-attr]


def _level_rows(root: etree._Element, filled: set[int]) -> None:
    """Number all rows, and leave out those made for filled cells.

    A row with a filled cell may be higher than it was: long texts grow their rows.
    """
    number = 0
    for row in list(root.iter(ROW)):
        number = int(row.get("r") or number + 1)
        row.set("r", str(number))
        row.attrib.pop("spans", None)
        if number in filled:
            row.attrib.pop("ht", None)
            row.attrib.pop("customHeight", None)
        if len(row) == 0 and number in filled and set(row.attrib) == {"r"}:
            row.getparent().remove(row)  # type: ignore[union-attr]


def by_openpyxl(path: Path, sheet: str) -> dict[tuple[int, int], object]:
    """Values of a sheet that openpyxl reads; formulas left out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
        found = book[sheet]._cells  # type: ignore[attr-defined]  # no row is made by looking
    return {at: cell.value for at, cell in found.items() if cell.data_type != "f"}


def by_calamine(path: Path, sheet: str) -> dict[tuple[int, int], object]:
    """Values of a sheet that calamine reads."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return {(r, c): v for r, row in enumerate(rows, 1) for c, v in enumerate(row, 1)}


def unread(before: Path, after: Path, values: dict[Cell, Value], size: int) -> list[str]:
    """By which readers the filled cells are not found; one that can't read ``before`` is no judge.

    ``size``: how many cells the sheet has.
    """
    wrong = []
    sheet = next(iter(values)).sheet
    for read in (by_openpyxl, by_calamine) if size < DENSE else (by_openpyxl,):
        try:
            found = read(after, sheet)
        except Exception as error:
            if _reads(read, before, sheet):
                wrong.append(f"{read.__name__} fails: {error}")
            continue
        for cell, value in values.items():
            got = found.get((cell.row, cell.column))
            if got != value and not (value == NUMBER and (got == str(NUMBER) or _day(got))):
                wrong.append(f"{read.__name__} reads {got!r} at {cell}")
    return wrong


def _day(value: object) -> bool:
    return isinstance(value, date) or hasattr(value, "microseconds")


def _reads(read: object, path: Path, sheet: str) -> bool:
    try:
        read(path, sheet)  # type: ignore[operator]
    except Exception:
        return False
    return True


def judge(before: Path, folder: Path) -> Verdict:
    """Fill ``before`` twice, into ``folder``, and look at all that came of it."""
    verdict = Verdict(before)
    old, first = _looked_at(before)
    edits = first.edits() if first else [{Cell("Sheet1", 1, 1): NUMBER}]
    for number, values in enumerate(edits):
        suffix = before.suffix.lower().replace("xlt", "xls")
        out = folder / f"{number}{suffix}"
        start, at_rest = time.process_time(), _peak()
        try:
            findings = write(before, Changes(values=values), out)
        except KamError as error:
            verdict.outcome = "refused"
            verdict.why.append(f"{type(error).__name__}: {error}")
            return verdict
        finally:
            verdict.seconds = max(verdict.seconds, time.process_time() - start)
            verdict.megabytes = max(verdict.megabytes, _peak() - at_rest)
        verdict.codes |= {finding.code for finding in findings}
        if first is not None:
            skip = {"part_of_an_array", "hidden_by_a_merge"} & verdict.codes
            verdict.why += differences(old, parts(out), first.part, list(values))
            verdict.why += [] if skip else unread(before, out, values, first.size)
    if verdict.why:
        verdict.outcome = "not whole"
    elif first is None:
        verdict.outcome, verdict.why = "unknown", ["the judge finds no worksheet"]
    return verdict


def _looked_at(path: Path) -> tuple[dict[str, bytes], First | None]:
    try:
        old = parts(path)
        return old, first_sheet(old)
    except Exception:
        return {}, None


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def judge_apart(before: Path, folder: Path, limit: float = LIMIT) -> Verdict:
    """``judge`` in a process of its own, which is ended after ``limit`` seconds."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(
        target=_judge_and_send, args=(before, folder, theirs)
    )
    child.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(limit) else Verdict(before, "crashed", ["too long"])  # type: ignore[no-any-return]
    except EOFError:
        return Verdict(before, "crashed", ["the process died"])
    finally:
        child.kill()
        child.join()


def _judge_and_send(before: Path, folder: Path, there: Connection) -> None:
    try:
        verdict = judge(before, folder)
    except Exception:
        verdict = Verdict(before, "crashed", traceback.format_exc().splitlines()[-3:])
    there.send(verdict)


def workbooks(*places: Path) -> list[Path]:
    """The workbooks among ``places`` and below them."""
    found = [
        path for place in places for path in ([place] if place.is_file() else place.rglob("*"))
    ]
    return sorted(path for path in found if path.suffix.lower() in WORKBOOKS)


def _main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("places", nargs="+", type=Path)
    options.add_argument("--out", type=Path, required=True, help="a folder for the filled copies")
    chosen = options.parse_args()
    counts: Counter[str] = Counter()
    for number, path in enumerate(workbooks(*chosen.places)):
        folder = chosen.out / f"{number:04}"
        folder.mkdir(parents=True, exist_ok=True)
        verdict = judge_apart(path, folder)
        counts[verdict.outcome] += 1
        slow = verdict.seconds > SLOW or verdict.megabytes > HEAVY
        counts["slow or heavy"] += slow
        if slow or verdict.outcome != "whole":
            print(f"{verdict.outcome}\t{path}\t{verdict.seconds:.2f} s\t{verdict.megabytes} MB")
            print(*(f"\t{line}" for line in verdict.why), sep="\n", flush=True)
    print(dict(counts))


if __name__ == "__main__":
    _main()

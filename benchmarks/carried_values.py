"""Our evaluator against the values that Excel itself left in workbooks: right, empty, wrong.

Run: python benchmarks/carried_values.py FOLDER… [--whole] [--show N]. Every .xlsx and .xlsm below
that Excel saved last is a blind referee. Each formula cell is computed from the values that the
file's other cells carry, and compared with the value it carries itself; with ``--whole`` the whole
workbook is computed from its constants alone. Copies of one formula say little, so at most 20 of
them count. Files that another program wrote are passed over: what they carry is no judge.
"""

import argparse
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kamtools.errors import KamError
from kamtools.excel.book import Book
from kamtools.excel.calculation.engine import Engine, Place
from kamtools.excel.calculation.values import CellValue, ErrorValue
from kamtools.excel.collected import Collected, collect
from kamtools.excel.markup import main
from kamtools.excel.references import address
from kamtools.excel.shared_formulas import formulas_of
from kamtools.excel.sheet import Sheet

MOST_COPIES = 20
_EXCEL = re.compile(rb"<Application>Microsoft (Macintosh )?Excel( Online)?</Application>")
_VERSION = re.compile(rb"<AppVersion>1[2-9]\.0[0-9]{3}</AppVersion>")
_TOLD = "docProps/app.xml"
NO_JUDGE = {
    "PhpSpreadsheet__issue.2301.xlsx": "a cell it needs was emptied after it was calculated",
    "61495-test.xlsm": "calculated in Polish, where a comma parts decimals",
    "optimize03.xlsx": "a library's 0, put there on purpose",
}
"""Files that Excel saved or seems to have, and whose values are not those of their cells."""


@dataclass
class Score:
    """What came of the formulas of some workbooks."""

    files: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    empty: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        empty = sum(self.empty.values())
        return f"{self.files} files: {self.right} right, {empty} empty, {len(self.wrong)} wrong"


def why_not_excels(book: Book) -> str:
    """Why a workbook's values are not Excel's own; empty when they are."""
    if why := NO_JUDGE.get(book.path.name):
        return why
    properties = book.package.read(_TOLD) if _TOLD in book.package else b""
    if not _EXCEL.search(properties):
        return "saved by another program"
    if not _VERSION.search(properties):
        return "saved by a library"
    calculation = book.root.find(main("calcPr"))
    if calculation is None:
        return "no calculation properties"
    if calculation.get("fullCalcOnLoad") in ("1", "true"):
        return "asks to be calculated"
    if calculation.get("calcMode") == "manual":
        return "calculated by hand"
    if calculation.get("iterate") in ("1", "true"):
        return "calculated in circles"
    return ""


def same(carried: CellValue, computed: CellValue) -> bool:
    """Equal to 13 digits, as a later version of Excel may itself differ in the last."""
    if isinstance(carried, bool) or isinstance(computed, bool):
        return carried is computed
    if isinstance(carried, float) and isinstance(computed, float):
        return abs(carried - computed) <= 1e-13 * max(abs(carried), abs(computed))
    if isinstance(carried, str) and isinstance(computed, str):
        return carried.replace("\r", "\n") == computed.replace("\r", "\n")  # as on a Mac
    return carried == computed


def sampled(cells: Collected) -> Iterator[Place]:
    """The formula cells that carry a value, of the copies of one formula the first few."""
    copies: Counter[int] = Counter()
    for place, words in cells.formulas.items():
        copies[id(words)] += 1
        if place in cells.carried and (copies[id(words)] <= MOST_COPIES or place in cells.others):
            yield place


def judge(path: Path, score: Score, whole: bool) -> None:
    """Compute a workbook's formulas and count how they compare."""
    try:
        book = Book(path)
        if why := why_not_excels(book):
            score.passed_over[why] += 1
            return
        sheets = [Sheet(name, part, book.tree(part)) for name, part in book.sheets.items()]
        cells = collect(book, sheets)
    except (KamError, OSError, ValueError, KeyError, IndexError) as error:
        score.passed_over[type(error).__name__] += 1
        return
    texts = {
        (number, one.row, one.column): one.text
        for number, sheet in enumerate(sheets)
        for one in formulas_of(sheet)
    }
    score.files += bool(cells.carried)
    engine = _engine(cells, {} if whole else dict(cells.carried), book.from_1904)
    if whole:
        engine.compute(sorted(cells.formulas))
    for place in sampled(cells):
        carried = cells.carried[place]
        if not whole:
            del engine.known[place]
            engine.compute([place])
        computed = engine.known.get(place)
        where = f"{path.name} {sheets[place[0]].name}!{address(*place[1:])}"
        where += f" ={texts.get(place)}"
        _count(score, carried, computed, engine.doubts.get(place, ""), where)
        if not whole:
            engine.known[place] = carried
            engine.doubts.clear()


def _engine(cells: Collected, known: dict[Place, CellValue], from_1904: bool) -> Engine:
    return Engine(cells.sheets, cells.names, known, cells.formulas, from_1904, cells=cells.plain)


def _count(score: Score, carried: CellValue, computed: CellValue, doubt: str, where: str) -> None:
    if computed is None:
        score.empty[doubt or "not read"] += 1
    elif same(carried, computed):
        score.right += 1
    else:
        score.wrong.append(f"{where}: {_shown(carried)}, not {_shown(computed)}")


def _shown(value: CellValue) -> str:
    return value.code if isinstance(value, ErrorValue) else repr(value)


def workbooks(folder: Path) -> list[Path]:
    """The workbooks below a folder, or the one that it is."""
    if folder.is_file():
        return [folder]
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".xlsx", ".xlsm"))


def report(folder: Path, score: Score, shown: int, seconds: float) -> None:
    """Print a folder's score, the commonest reasons for leaving a cell empty, and what is wrong."""
    print(f"{folder}: {score}, {seconds:.1f} s")
    passed = ", ".join(f"{count} {why}" for why, count in score.passed_over.most_common())
    print(f"  passed over: {passed or 'none'}")
    for why, count in score.empty.most_common(shown):
        print(f"  empty {count}: {why}")
    for line in score.wrong[:shown]:
        print(f"  WRONG {line}")


def run() -> None:
    """Judge each folder."""
    os.environ["KAM_LANG"] = "en"  # for the reasons
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--whole", action="store_true", help="compute from constants alone")
    parser.add_argument("--show", type=int, default=30, help="lines of each list")
    told = parser.parse_args()
    for folder in told.folders:
        score, start = Score(), time.perf_counter()
        for path in workbooks(folder):
            judge(path, score, told.whole)
        report(folder, score, told.show, time.perf_counter() - start)


if __name__ == "__main__":
    run()

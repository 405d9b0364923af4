"""LibreOffice as the judge of what a workbook carries: everything calculated anew."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import openpyxl

_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode">
<value>0</value></prop></item></oor:items>
"""
"""The setting "recalculate on load: always"; by default LibreOffice believes the file."""

Values = dict[tuple[str, str], object]


def recalculated(soffice: str, paths: Sequence[Path], folder: Path) -> list[Values]:
    """Each workbook's values by (sheet, cell) after LibreOffice has calculated all formulas."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")
    subprocess.run(
        [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "anew"), *map(str, paths)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return [values(folder / "anew" / path.name) for path in paths]


def values(path: Path) -> Values:
    """The values that a workbook carries, by (sheet, cell)."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def formulas(path: Path) -> set[tuple[str, str]]:
    """The (sheet, cell) of every formula."""
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def differences(soffice: str, paths: Sequence[Path], folder: Path) -> list[str]:
    """Every formula whose carried value is not what LibreOffice calculates."""
    found = []
    for path, anew in zip(paths, recalculated(soffice, paths, folder), strict=True):
        carried = values(path)
        for place in sorted(formulas(path)):
            if not same(carried.get(place), anew.get(place)):
                found.append(f"{path.name} {place}: {carried.get(place)!r} ≠ {anew.get(place)!r}")
    return found


def same(carried: object, anew: object) -> bool:
    """Equal, numbers to twelve digits."""
    if isinstance(carried, int | float) and isinstance(anew, int | float):
        return abs(carried - anew) <= 1e-12 * max(1.0, abs(carried), abs(anew))
    return carried == anew

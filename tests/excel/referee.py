"""LibreOffice as a referee: many files converted by one start of it."""

import subprocess
from collections.abc import Sequence
from pathlib import Path


def by_libreoffice(paths: Sequence[Path], folder: Path, kind: str = "xlsx") -> list[Path]:
    """What LibreOffice makes of ``paths`` when it saves them; their names must differ."""
    out = folder / "saved"
    filters = {"xlsx": "xlsx:Calc MS Excel 2007 XML"}
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
         filters.get(kind, kind), "--outdir", str(out), *map(str, paths)],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return [out / path.with_suffix(f".{kind}").name for path in paths]


_PREFIX = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {kind} PUBLIC "-//OpenOffice.org//DTD '
_PREFIX += 'OfficeDocument 1.0//EN" "{file}.dtd">\n'
_LIBRARY = (
    '<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" '
    'library:readonly="false" library:passwordprotected="false">'
    '<library:element library:name="Module1"/></library:library>'
)
_MODULE = (
    '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" '
    'script:language="StarBasic">{}</script:module>'
)
_INSERT = """
Sub Main
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL("file://{source}", "_blank", 0, hidden())
{steps}
  Dim how(0) As New com.sun.star.beans.PropertyValue
  how(0).Name = "FilterName"
  how(0).Value = "Calc MS Excel 2007 XML"
  book.storeToURL("file://{target}", how())
  book.close(True)
  StarDesktop.terminate()
End Sub
"""


def with_rows_inserted(path: Path, folder: Path, inserts: Sequence[tuple[int, int, int]]) -> Path:
    """``path`` as LibreOffice saves it after inserting rows: (sheet's index, before row, count)."""
    by_libreoffice([path], folder)  # makes the profile, which would overwrite the macro
    steps = ""
    for sheet, row, count in inserts:
        steps += f'  book.Sheets.getByIndex({sheet}).unprotect("")\n'
        steps += f"  book.Sheets.getByIndex({sheet}).Rows.insertByIndex({row - 1}, {count})\n"
    target = folder / f"inserted_{path.name}"
    macro = _INSERT.format(source=path, target=target, steps=steps).replace('"', "&quot;")
    basic = folder / "profile" / "user" / "basic" / "Standard"
    basic.mkdir(parents=True, exist_ok=True)
    head = _PREFIX.format(kind="script:module", file="module")
    (basic / "Module1.xba").write_text(head + _MODULE.format(macro))
    head = _PREFIX.format(kind="library:library", file="library")
    (basic / "script.xlb").write_text(head + _LIBRARY)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore",
         "macro:///Standard.Module1.Main()"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return target

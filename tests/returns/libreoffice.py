"""A person at LibreOffice, headless: edits made through its own API, by a macro."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Hands" \
script:language="StarBasic">{code}</script:module>"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" \
library:readonly="false" library:passwordprotected="false">{elements}</library:library>"""
_OPEN = """
Sub Main
Dim no(0) As New com.sun.star.beans.PropertyValue
no(0).Name = "Hidden" : no(0).Value = True
Dim asXlsx(0) As New com.sun.star.beans.PropertyValue
asXlsx(0).Name = "FilterName" : asXlsx(0).Value = "Calc MS Excel 2007 XML"
"""
_EACH = """
d = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, no())
For i = 0 To d.Sheets.Count - 1
d.Sheets(i).unprotect("")
Next
{edits}
d.storeToURL("{target}", asXlsx())
d.close(True)
"""


def edited(soffice: str, jobs: Sequence[tuple[Path, str, Path]], folder: Path) -> None:
    """Open each (source, Basic statements on the document ``d``, target), edit it, save it."""
    start = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    _run([*start, "--terminate_after_init"])  # makes the profile, and would overwrite ours
    each = [
        _EACH.format(source=source.as_uri(), edits=edits, target=target.as_uri())
        for source, edits, target in jobs
    ]
    _macro(start, _OPEN + "".join(each) + "End Sub\n", folder)


def said(soffice: str, statements: str, folder: Path) -> list[str]:
    """What Basic ``statements`` write with ``Print #1``, line by line."""
    start = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    _run([*start, "--terminate_after_init"])
    out = folder / "said.txt"
    code = f'{_OPEN}Open "{out}" For Output As #1\n{statements}\nClose #1\nEnd Sub\n'
    _macro(start, code, folder)
    return out.read_text(encoding="utf-8").splitlines()


def _macro(start: Sequence[str], code: str, folder: Path) -> None:
    basic = folder / "profile" / "user" / "basic" / "Standard"
    (basic / "Hands.xba").write_text(_MODULE.format(code=escape(code)), encoding="utf-8")
    element = '<library:element library:name="Hands"/>'
    (basic / "script.xlb").write_text(_LIBRARY.format(elements=element), encoding="utf-8")
    _run([*start, "--norestore", "macro:///Standard.Hands.Main"])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=180)

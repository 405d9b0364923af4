"""Which evaluator computes the formulas in use as LibreOffice does: right, empty, wrong, seconds.

Run: python benchmarks/formulas.py [FOLDER…]. Needs LibreOffice, xlsxwriter and openpyxl;
formualizer and ironcalc are measured where they are installed. The evaluator was written with this
table in sight: a second table judges it by the workbooks below each FOLDER, by what Excel itself
left in them (``carried_values.py``).
"""

import re
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import xlsxwriter
from carried_values import Score, judge, workbooks

from kamtools.excel.book import Book
from kamtools.excel.calculation.engine import Engine
from kamtools.excel.calculation.values import ErrorValue
from kamtools.excel.collected import collect
from kamtools.excel.sheet import Sheet

# A: numbers, B: texts and blanks, C: numbers as text, D: dates, E: names, F: scores, G: 0/1.
ROWS = [
    [10, "甲", "12", 45931, "星河一店", 94.5, True],
    [20.5, "乙", "3.5", 45962, "星河二店", 88, False],
    [-3, None, "abc", 45992, "星河三店", 101, True],
    [None, "甲", "", 46023, "白云店", 59.999, None],
    [0, "丙*", "１２", 46054, "星河一店", 60, False],
    [2.5, "a?c", " 7 ", 46082, "东湖店", 79.95, True],
    [1.005, "ABC", "1,234", 46113, "Star", 0, None],
    [1e15, "abc", "50%", 46143, "star", -1.5, True],
]

FORMULAS = """
SUM(A1:A8)|SUM(A1:C8)|SUM(B1:B8)|SUM("3",4)|SUM(A1,A2:A3,5)|SUM(G1:G8)|SUM()&""|SUM(A4)
ROUND(2.5,0)|ROUND(-2.5,0)|ROUND(1.005,2)|ROUND(2.675,2)|ROUND(1234.5,-2)|ROUND(0.285,2)
ROUND(A4,2)|ROUND(-0.5,0)
ROUND(4.35*100,0)|ROUND(1.15,1)|ROUND(1.45,1)|ROUND(3000*0.88*1.05,2)|ROUND(50.345,2)
ROUND(A1/3,4)|ROUNDUP(2.001,2)|ROUNDDOWN(-2.999,1)
IF(A1>5,"大","小")|IF(A4="","空","有")|IF(A4=0,"零","非零")|IF(B1="甲",1,2)|IF(A1,1,2)
IF(A5,1,2)|IF(C1=12,1,2)|IF(A1>5,"x")|IF(A1<5,"x")
IFERROR(1/0,"-")|IFERROR(A1/A2,0)|IFERROR(VLOOKUP("无",E1:F8,2,0),"未找到")|IFERROR(C3*1,0)
IFERROR(A4/A5,"")
SUMPRODUCT(A1:A3,F1:F3)|SUMPRODUCT((B1:B8="甲")*F1:F8)
SUMPRODUCT((E1:E8="星河一店")*(F1:F8>60)*F1:F8)|SUMPRODUCT(--(F1:F8>=60))
SUMPRODUCT(A1:A8,B1:B8)|SUMPRODUCT(--(E1:E8="STAR"))|SUMPRODUCT(A1:A8)
INDEX(E1:E8,3)|INDEX(A1:F8,2,5)|INDEX(A1:A8,4)|INDEX(A1:A8,9)|INDEX(E1:E8,MATCH(88,F1:F8,0))
INDEX(B1:B8,3)&"|"|SUM(INDEX(A1:F8,0,1))
MATCH("星河二店",E1:E8,0)|MATCH("star",E1:E8,0)|MATCH("白*",E1:E8,0)|MATCH("没有",E1:E8,0)
MATCH(45970,D1:D8,1)|MATCH(45000,D1:D8,1)|MATCH(20.5,A1:A8,0)|MATCH("12",C1:C8,0)
MATCH(12,C1:C8,0)
VLOOKUP("白云店",E1:F8,2,FALSE)|VLOOKUP("STAR",E1:F8,2,0)|VLOOKUP("星河*",E1:F8,2,0)
VLOOKUP(46000,D1:E8,2,TRUE)|VLOOKUP("x",E1:F8,2,0)|VLOOKUP("白云店",E1:F8,3,0)
HLOOKUP(10,A1:F2,2,0)
MIN(A1:A8)|MAX(A1:A8)|MIN(B1:B8)|MAX(F1:F8,200)|MIN(A4,5)|MAX(G1:G8)|MAX("7",2)|MIN(0,F8)
MAX(0,SUM(F1:F3)-300)
AND(A1>1,A2>1)|AND(A1>1,A3>1)|OR(A1>100,A3<0)|NOT(A1>1)|AND(G1:G8)|OR(FALSE,A5)
AND(TRUE,1,"TRUE")
ABS(A3)|ABS(A4)|ABS("-3")|INT(-2.5)|INT(2.999)|MOD(-3,2)|MOD(7,2.5)|MOD(5,0)|SQRT(16)|SQRT(-1)
POWER(2,10)|CEILING(2.1,1)|FLOOR(2.9,1)|TRUNC(-2.7)|SIGN(A3)
TEXT(1234.567,"0.00")|TEXT(1234.567,"#,##0")|TEXT(1234.5,"#,##0.00")|TEXT(0.1234,"0.0%")
TEXT(0.125,"0%")|TEXT(D1,"yyyy-mm-dd")|TEXT(D1,"yyyy年m月")|TEXT(D1,"yyyy/m/d")|TEXT(5,"00")
TEXT(-1234.5,"#,##0.0")|TEXT(2.5,"0")|TEXT(D3,"mm")|TEXT(0,"#,##0")|TEXT("文","@")
TEXT(D1,"yyyy年mm月dd日")|TEXT(1.005,"0.00")|TEXT(A4,"0")
COUNTIF(B1:B8,"甲")|COUNTIF(A1:A8,">0")|COUNTIF(A1:A8,"<>0")|COUNTIF(B1:B8,"丙~*")
COUNTIF(B1:B8,"a*")|COUNTIF(B1:B8,"a?c")|COUNTIF(C1:C8,"12")|COUNTIF(C1:C8,12)|COUNTIF(B1:B8,"")
COUNTIF(A1:A8,A4)|COUNTIF(E1:E8,"星河*")|COUNTIF(A1:A8,20.5)|COUNTIF(F1:F8,">="&F2)
COUNTIF(B1:B8,"<>")
SUMIF(E1:E8,"星河一店",F1:F8)|SUMIF(F1:F8,">60")|SUMIF(E1:E8,"星河*",F1:F8)
SUMIF(B1:B8,"甲",A1:A8)|SUMIF(E1:E8,E4,F1:F8)|SUMIF(A1:A8,"<0",F1:F8)
SUMIFS(F1:F8,E1:E8,"星河一店",F1:F8,">60")|COUNTIFS(E1:E8,"星河*",F1:F8,">=88")
AVERAGEIF(F1:F8,">60")|SUMIF(B1:B8,"",F1:F8)
RANK(F1,F1:F8)|RANK(F1,F1:F8,1)|RANK(60,F1:F8,0)|RANK(999,F1:F8)|COUNTA(B1:B8)|COUNTA(C1:C8)
COUNT(A1:A8)|COUNT(C1:C8)|COUNTBLANK(B1:B8)|COUNTBLANK(C1:C8)|AVERAGE(A1:A3)|AVERAGE(B1:B8)
AVERAGE(A1:A8)|LARGE(F1:F8,2)|SMALL(F1:F8,2)|MEDIAN(F1:F8)
A1&B1|A4&"x"|A2&""|A8&""|0.1+0.2&""|"合计"&TEXT(A1,"0")|D1&""|TRUE&""|A7&"元"|1/3&""|1E+21&""
-0.5&""
A1=10|A4=0|A4=""|B1="甲"|E7=E8|C1=12|C1="12"|A1<>A2|B2>B1|A1>"a"|G1=1|TRUE>99|"a"<"B"|B3=""
G4=FALSE|0.1+0.2=0.3|1.1*3=3.3
A1/0|A1/A4|C3*1|C1*2|C6+1|C5+1|C7*1|C8*1|B3+1|-A1^2|2^-1|50%|A1%|--C1|A1*G1|2^3^2|10-5-2|A4*5
A1+C4|1/3|0.1+0.2-0.3|1-0.9-0.1
A4|B3|E1|SUM(A1:A3)/COUNT(A1:A3)|LEN(E1)|LEN(A4)|LEFT(E1,2)|RIGHT(E1,1)|MID(E1,2,2)
TRIM("  a  b ")|UPPER("abc")|CONCATENATE("a",1,"甲")|SUBSTITUTE(E1,"店","")|FIND("一",E1)
FIND("无",E1)|SEARCH("S",E8)|VALUE("12.5")|VALUE("x")|REPT("★",3)|EXACT("a","A")|ISNUMBER(C1)
ISBLANK(A4)|ISERROR(1/0)|ISTEXT(B1)|N(B1)|T(A1)
DATE(2026,10,31)|YEAR(D1)|MONTH(D1)|DAY(D1)|DATE(2026,13,1)|EOMONTH(D1,0)|EDATE(D1,1)
DATE(2026,2,30)|WEEKDAY(D1)|WEEKDAY(D1,2)|D2-D1|DATEDIF(D1,D8,"m")|DAY(EOMONTH(D1,1))
ROW()|COLUMN(C1)|ROW(A5)|ROWS(A1:A8)|COLUMNS(A1:F1)|CHOOSE(2,"a","b")
IF(AND(F1>=90,F1<95),"A",IF(F1>=80,"B","C"))|LOOKUP(79.95,{0,60,80,90},{"D","C","B","A"})
IF(ISERROR(MATCH("x",E1:E8,0)),"无","有")|MAX(IF(A1>0,A1,0),0)
参数!B1*2|SUM(参数!B1:B3)|'参 数'!A1&"x"|VLOOKUP("二",参数!A1:B3,2,0)|合计率*100|SUM(区域)
IF(参数!B9="","空",1)|参数!A9|SUM(参数!B:B)|COUNTIF(参数!A:A,"二")
"""

EMPTY = object()
# What Excel says where LibreOffice says something else (Microsoft's function reference).
EXCEL = {
    'SUM("3",4)': 7, "SUM(G1:G8)": 0, "INDEX(A1:A8,9)": "#REF!", "MAX(G1:G8)": 0,
    'VLOOKUP("白云店",E1:F8,3,0)': "#REF!", 'MAX("7",2)': 7, "SQRT(-1)": "#NUM!",
    'AND(TRUE,1,"TRUE")': True, "COUNTIF(C1:C8,12)": 1, "RANK(999,F1:F8)": "#N/A",
    'TRUE&""': "TRUE", '1E+21&""': "1E+21", "G1=1": False, "TRUE>99": True, "COUNTA(C1:C8)": 8,
    "A1+C4": "#VALUE!",
}  # fmt: skip

EXTRA = {"参数": [["一", 0.6], ["二", 0.2], ["三", 0.2]], "参 数": [["值"]]}
NAMES = {"合计率": "参数!$B$1", "区域": "表!$A$1:$A$3"}


def formulas() -> list[str]:
    return [text for line in FORMULAS.strip().splitlines() for text in _split(line)]


def _split(line: str) -> list[str]:
    """``|`` parts formulas, but not inside a quoted text."""
    parts, quoted = [""], False
    for letter in line:
        quoted ^= letter == '"'
        if letter == "|" and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def write(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        for number, row in enumerate(ROWS):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)
        for name, rows in EXTRA.items():
            other = book.add_worksheet(name)
            for number, row in enumerate(rows):
                other.write_row(number, 0, row)
        for name, target in NAMES.items():
            book.define_name(name, "=" + target)
        for number, text in enumerate(formulas()):
            sheet.write_formula(number, 25, "=" + text)


def without_values(path: Path) -> Path:
    """A copy whose formulas carry no values, so that LibreOffice must compute them."""
    out = path.with_name("empty_" + path.name)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, re.sub(rb"</f><v>[^<]*</v>", b"</f>", source.read(name)))
    return out


def by_libreoffice(path: Path) -> list[object]:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["soffice", "-env:UserInstallation=file:///tmp/lo_excel", "--headless", "--convert-to",
             "xlsx:Calc MS Excel 2007 XML", "--outdir", folder, str(path)],
            check=True, capture_output=True,
        )  # fmt: skip
        return _carried(Path(folder) / path.name)


def _carried(path: Path) -> list[object]:
    sheet = openpyxl.load_workbook(path, data_only=True)["表"]
    return [sheet.cell(row, 26).value for row in range(1, len(formulas()) + 1)]


def by_kamtools(path: Path) -> list[object]:
    book = Book(path)
    sheets = [Sheet(name, part, book.tree(part)) for name, part in book.sheets.items()]
    cells = collect(book, sheets)
    engine = Engine(cells.sheets, cells.names, {}, cells.formulas, cells=cells.plain)
    engine.compute(cells.formulas)
    found = [engine.known.get((0, row, 26), EMPTY) for row in range(1, len(formulas()) + 1)]
    return [value.code if isinstance(value, ErrorValue) else value for value in found]


def by_formualizer(path: Path) -> list[object]:
    import formualizer

    book = formualizer.load_workbook(str(path))
    book.evaluate_all()
    return [book.get_value("表", row, 26) for row in range(1, len(formulas()) + 1)]


def by_ironcalc(path: Path) -> list[object]:
    import ironcalc

    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    return [model.get_cell_value(0, row, 26) for row in range(1, len(formulas()) + 1)]


ERRORS = {"Ref": "#REF!", "Na": "#N/A", "Div": "#DIV/0!", "Value": "#VALUE!", "Num": "#NUM!"}


def _differ(right: object, value: object) -> bool:
    if isinstance(value, dict):
        value = ERRORS.get(value.get("kind"), value)
    if isinstance(right, datetime):
        right = (right - datetime(1899, 12, 30)).days
    if isinstance(value, date):
        value = (value - date(1899, 12, 30)).days
    if isinstance(right, bool) or isinstance(value, bool):
        return right is not value
    if isinstance(right, int | float) and isinstance(value, int | float):
        return abs(right - value) > 1e-12 * max(1, abs(right))
    return right != value and not (right in (None, "") and value in (None, ""))


def main() -> None:
    """Print where each differs from LibreOffice; ``EXCEL`` are cases where Excel does too."""
    path = Path(tempfile.mkdtemp()) / "formulas.xlsx"
    write(path)
    path = without_values(path)
    truth = [
        EXCEL.get(text, value) for text, value in zip(formulas(), by_libreoffice(path), strict=True)
    ]
    for engine in (by_kamtools, by_formualizer, by_ironcalc):
        start = time.perf_counter()
        try:
            values = engine(path)
        except ImportError:
            print(engine.__name__, "is not installed")
            continue
        seconds = time.perf_counter() - start
        empty = sum(value is EMPTY for value in values)
        wrong = 0
        for text, right, value in zip(formulas(), truth, values, strict=True):
            if value is not EMPTY and _differ(right, value):
                wrong += 1
                print(f"  {text}: {right!r}, not {value!r}")
        right_ones = len(values) - wrong - empty
        print(
            f"{engine.__name__}: {right_ones} right, {empty} empty, {wrong} wrong, {seconds:.3f} s"
        )
    for folder in map(Path, sys.argv[1:]):
        score = Score()
        for workbook in workbooks(folder):
            judge(workbook, score, whole=False)
        print(f"{folder}: {score}")


if __name__ == "__main__":
    main()

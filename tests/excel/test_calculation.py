"""Formulas computed as Excel does, or not at all."""

import pytest

from kamtools.excel.calculation.engine import Engine, Place
from kamtools.excel.calculation.values import CellValue, ErrorValue, Unknown
from kamtools.excel.calculation.words import NOT_KNOWN, Words, relative

# A: numbers, B: texts, C: numbers as text, D: dates
CELLS: dict[str, list[CellValue]] = {
    "A": [10.0, 20.5, -3.0, None, 0.0, 0.1, 0.2],
    "B": ["甲", "乙", None, "甲", "丙*", "星河一店", "ABC"],
    "C": ["12", "3.5", "abc", "", "１２", "1,234", "50%"],
    "D": [45931.0, 45962.0, 46082.0, None, True, False, ErrorValue("#N/A")],
}


def computed(*formulas: str) -> list[object]:
    known: dict[Place, CellValue] = {
        (0, row, column): value
        for column, name in enumerate("ABCD", 1)
        for row, value in enumerate(CELLS[name], 1)
        if value is not None
    }
    stored = {(0, row, 9): _words(text, row) for row, text in enumerate(formulas, 1)}
    engine = Engine({"表": 0}, {("率", None): "$A$6"}, known, stored)
    engine.compute(stored)
    found = [engine.known.get(place, "?") for place in stored]
    return [value.code if isinstance(value, ErrorValue) else value for value in found]


def _words(text: str, row: int) -> Words:
    try:
        return relative(text, row, 9)
    except Unknown:
        return NOT_KNOWN


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("SUM(A1:A5)", 27.5),
        ("SUM(A:A)", 27.8),
        ("ROUND(2.675,2)", 2.68),
        ("ROUND(-2.5,0)", -3.0),
        ("ROUND(1234.5,-2)", 1200.0),
        ("3000*0.88*1.05", 2772.0),
        ("0.1+0.2=0.3", True),
        ("A6+A7=0.3", True),
        ('A6+A7&""', "0.3"),
        ("-A1^2", 100.0),
        ("2^3^2", 64.0),
        ("50%*A1", 5.0),
        ("A1/A4", "#DIV/0!"),
        ('IFERROR(A1/A4,"-")', "-"),
        ("A4", 0.0),
        ('A4=""', True),
        ('A4&"x"', "x"),
        ("C1*2", 24.0),
        ("C3*1", "#VALUE!"),
        ("C1=12", False),
        ("SUM(C1:C2)", 0.0),
        ('B1="甲"', True),
        ('IF(AND(A1>=10,A1<20),"优","良")', "优"),
        ("OR(A5,A3<0)", True),
        ("D5*1", 1.0),
        ('SUMPRODUCT((B1:B4="甲")*A1:A4)', 10.0),
        ("SUMPRODUCT(A1:A3,A1:A3)", 529.25),
        ('INDEX(A1:A3,MATCH("乙",B1:B3,0))', 20.5),
        ("VLOOKUP(10,A1:B3,2,FALSE)", "甲"),
        ("VLOOKUP(99,A1:B3,2,FALSE)", "#N/A"),
        ("VLOOKUP(10,A1:B3,3,0)", "#REF!"),
        ('COUNTIF(B1:B7,"甲")', 2.0),
        ('COUNTIF(B1:B7,"丙~*")', 1.0),
        ('COUNTIF(A1:A5,">0")', 2.0),
        ('COUNTIF(B1:B5,"")', 1.0),
        ('SUMIF(B1:B4,"甲",A1:A4)', 10.0),
        ('SUMIFS(A1:A4,B1:B4,"甲")', 10.0),
        ("RANK(A1,A1:A5)", 2.0),
        ("RANK(A1,A1:A5,1)", 3.0),
        ("MAX(A1:A5,30)", 30.0),
        ("AVERAGE(B1:B2)", "#DIV/0!"),
        ("COUNTA(B1:B7)", 6.0),
        ("COUNT(A1:C7)", 6.0),
        ('TEXT(D1,"yyyy年m月")', "2025年10月"),
        ('TEXT(1234.565,"#,##0.00")', "1,234.57"),
        ('TEXT(0.125,"0%")', "13%"),
        ("LEFT(B6,2)", "星河"),
        ("EOMONTH(D1,1)", 45991.0),
        ("MONTH(D1)", 10.0),
        ("表!A1+'表'!A2", 30.5),
        ("率*10", 1.0),
        ("D7", "#N/A"),
        ("SUM(D1:D7)", "#N/A"),
        ("ISERROR(D7)", True),
        ("IFERROR(D7,0)", 0.0),
        ("ROW()", 1.0),
        ('IF(A1>5,"x")', "x"),
        ('IF(A1<5,"x")', False),
        ("INT(-2.5)", -3.0),
        ("MOD(-3,2)", 1.0),
        ('LOOKUP(85,{0,60,80,90},{"D","C","B","A"})', "B"),
        ('TRUE&""', "TRUE"),
        ("A1:A3", 10.0),
        ("A1:A3+1", 11.0),
        ("C9:D9", "#VALUE!"),
        ("SUM((A1,A2:A3))", 27.5),
        ("SUM(A1:INDEX(A:A,3))", 27.5),
        ("SUM(OFFSET(A1,1,0,2))", 17.5),
        ('INDIRECT("A"&ROW()+1)', 20.5),
    ],
)
def test_formulas_have_excels_value(formula: str, value: object) -> None:
    assert computed(formula) == [pytest.approx(value) if isinstance(value, float) else value]


@pytest.mark.parametrize(
    "formula",
    [
        "IFERROR(C5*1,0)",
        "IFERROR(C6+1,0)",
        "C7*1",
        "TODAY()",
        "IFERROR(FOO(1),0)",
        "B2>B1",
        "INT((0.1+0.7)*10)",
        'INDIRECT("率")',
        'INDIRECT("R1C1",FALSE)',
        "Table1[x]",
        "[1]表!A1",
        "不存在",
        'SUM("3",4)',
        "COUNTIF(C1:C7,12)",
        "A1,A2",
        "A1 A2",
        'TEXT(A1,"[红色]0")',
        "0.1+0.2-0.3=0",
        'TEXT(-0.001,"0.00")',
    ],
)
def test_a_doubt_leaves_the_cell_empty_and_no_iferror_hides_it(formula: str) -> None:
    assert computed(formula) == ["?"]


def test_a_doubt_spreads_to_whoever_needs_it_and_to_nobody_else() -> None:
    assert computed("FOO(1)", "I1+1", "IFERROR(I2,0)", "IF(A1>5,1,I1)") == ["?", "?", "?", 1.0]


def test_a_circle_is_a_doubt() -> None:
    assert computed("I2+1", "I1+1", "I3", "I1*0+1", "5") == ["?", "?", "?", "?", 5.0]


def test_long_chains_are_computed() -> None:
    chain = [f"I{row + 1}+1" for row in range(1, 3000)]
    assert computed(*chain, "1")[0] == 3000.0

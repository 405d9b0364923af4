"""Formulas computed as Excel does, or not at all."""

import pytest

from kamtools.excel.calculation.engine import Engine, Place
from kamtools.excel.calculation.values import CellValue, ErrorValue, Unknown
from kamtools.excel.calculation.words import Words, not_known, relative

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
        return not_known("")


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
        ('SUM("3",4)', 7.0),
        ('SUM("三店",4)', "#VALUE!"),
        ("MOD(7,2.5)", 2.0),
        ("MOD(-0.25,1)", 0.75),
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
    ("formula", "value"),
    [
        ("CEILING.MATH(5.5,A4)", 0.0),
        ("CEILING.MATH(-5.5,,1)", -6.0),
        ("FLOOR.MATH(-3.5,A4)", 0.0),
        ("ISO.CEILING(5.5,A4)", 0.0),
        ('CEILING.MATH(5.5,1,"abc")', "#VALUE!"),
        ('FIXED(12,A4)&"x"', "12x"),
        ("TRUNC(3.7,A4)", 3.0),
        ("DEC2HEX(10,A4)", "?"),
        ('SUBSTITUTE("abc","x","y",A4)', "#VALUE!"),
        ("GCD(C3,6)", "#VALUE!"),
        ("GCD(C1,6)", "?"),
        ("GCD(12,A4,18)", 6.0),
        ('XLOOKUP(NA(),B1:B4,A1:A4,"无")', "#N/A"),
        ('XLOOKUP(D7,B1:B4,A1:A4,"无")', "#N/A"),
        ('XLOOKUP("甲",A1:B4,A1:A4,"无")', "#VALUE!"),
        ('XLOOKUP("x",B1:B4,A1:A4,"无")', "无"),
    ],
)
def test_a_blank_cell_or_an_error_given_is_none_left_out(formula: str, value: object) -> None:
    assert computed(formula) == [value]


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ('TEXT(1234.5,".00")', "1234.50"),
        ('TEXT(0.5,".00")', ".50"),
        ('TEXT(0.5,".0%")', "50.0%"),
        ('TEXT(-12.5,"￥.00")', "-￥12.50"),
        ('TEXT(1234567,".0,")', "1234.6"),
        ('TEXT(D1,"yyyy""年""m""月""")', "2025年10月"),
        ('TEXT(D1,"yyyy年mm月dd日 aaaa")', "2025年10月01日 星期三"),
        ('TEXT(D1,"[$-804]aaa")', "三"),
        ('TEXT(D1,"mmm d, yyyy")', "Oct 1, 2025"),
        ('TEXT(D1,"[DBNum2]m月d日")', "壹拾月壹日"),
        ('TEXT(123456,"[DBNum2]")', "壹拾贰万叁仟肆佰伍拾陆"),
        ('TEXT(0.123,"0.0%")', "12.3%"),
        ('TEXT(1234567,"#,##0,")', "1,235"),
        ('TEXT(12345678,"0.0,,")', "12.3"),
        ('TEXT(-5,"0;(0);零")', "(5)"),
        ('TEXT(0,"0;(0);零")', "零"),
        ('TEXT("甲","0;0;0;[@]""x""")', None),
        ('TEXT("甲",";;;@元")', "甲元"),
        ('TEXT(75,"[>=60]""及格"";""不及格""")', "及格"),
        ('TEXT(13800138000,"000-0000-0000")', "138-0013-8000"),
        ('TEXT(1.5,"# ?/?")', None),
        ('TEXT(0.5,"hh:mm")', "12:00"),
        ('TEXT(1.25,"[h]:mm")', "30:00"),
        ('TEXT(12.5,"0.00E+00")', "1.25E+01"),
        ('TEXT(1.2345678912,"General")', "1.234567891"),
        ('TEXT(5,"[DBNum2]0角")', "伍角"),
        ('TEXT(10,"[DBNum1]")', "一十"),
        ('TEXT(2025,"[DBNum1]0")', None),
        ('TEXT(45,"￥0.00")', "￥45.00"),
        ('SEARCH("A?C","xxABC")&""', "3"),
        ('SUBSTITUTE("a-b-c","-","+",2)', "a-b+c"),
        ('PROPER("aB c")', "Ab C"),
        ('REPLACE("abcdef",2,3,"x")', "axef"),
        ('TEXTJOIN("、",TRUE,B1:B4)', "甲、乙、甲"),
        ("FIXED(1234.567,1)", "1,234.6"),
        ("ADDRESS(2,28)", "$AB$2"),
        ('CHOOSE(2,"a","b")', "b"),
        ('SWITCH(A1,10,"十","其他")', "十"),
        ('IFNA(MATCH("x",B1:B7,0),"无")', "无"),
        ('XLOOKUP("乙",B1:B4,A1:A4)&""', "20.5"),
        ('XLOOKUP("x",B1:B4,A1:A4,"无")', "无"),
        ('LOOKUP(1,0/(B1:B4="甲"),A1:A4)&"x"', "x"),
        ("DEC2HEX(255,4)", "00FF"),
        ("TEXT(A1,B1)", "甲"),
    ],
)
def test_texts_are_written_out_as_excel_does_or_not_at_all(formula: str, text: object) -> None:
    assert computed(formula) == ["?" if text is None else text]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ('DATEDIF(D1,D3,"m")', 5.0),
        ("NETWORKDAYS(D1,D2)", 23.0),
        ("WORKDAY(D1,10)", 45945.0),
        ('NETWORKDAYS.INTL(D1,D2,"0000011",D1)', 22.0),
        ("WEEKNUM(D1,2)", 40.0),
        ("ISOWEEKNUM(D1)", 40.0),
        ("YEARFRAC(D1,D2)", 30 / 360),
        ("RANK.AVG(A1,A1:A3)", 2.0),
        ("PERCENTILE(A1:A3,0.5)", 10.0),
        ("STDEV(A1:A3)", 11.772_142_257_606_868),
        ('SUMIFS(A1:A4,B1:B4,"<>乙")', 7.0),
        ('MAXIFS(A1:A4,B1:B4,"甲")', 10.0),
        ('SUM(COUNTIF(B1:B7,{"甲","乙"}))', 3.0),
        ("OR(A1={1,10})", True),
        ("SUM(LARGE(A1:A3,{1,2}))", 30.5),
        ("SUMPRODUCT(LEN(B1:B2))", 2.0),
        ('MATCH(1,INDEX((A1:A3=20.5)*(B1:B3="乙"),0),0)', 2.0),
        ("SUM(0.1,0.2,-0.3)", 2.0**-54),
        ("0.1+0.2-0.3", 0.0),
        ("COUNTIF(C1:C2,12)", 1.0),
        ("COUNTIF(D5:D6,TRUE)", 1.0),
        ("PMT(0.01,12,-1000)", 88.848_788_678_341),
        ("IRR(A1:A3)", None),
        ('COUNTIF(A:A,"<>x")', 1_048_576.0),
        ("DATE(1900,2,29)", None),
        ("SUM(A1:XFD1048576)", None),
        ("SUMPRODUCT((A:A>0)*1)", None),
        ("IF(SUM(0.1,0.2,-0.3)=0,1,2)", None),
        ("IF(1=1,FOO(1),2)", None),
        ("SUMPRODUCT(A1:A2,A1:A3)", "#VALUE!"),
    ],
)
def test_values_are_excels_or_none(formula: str, value: object) -> None:
    (found,) = computed(formula)
    if isinstance(value, float):
        assert found == pytest.approx(value, rel=1e-12, abs=1e-17)
    else:
        assert found == ("?" if value is None else value)


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


@pytest.mark.parametrize(
    ("formula", "zh", "en"),
    [
        ("FOO(1)", "FOO", "FOO"),
        ("I1+1", "循环引用", "circle"),
        ("C6+1", "像数字的文本", "a text that may be a number"),
        ("SUMPRODUCT((A:A>0)*1)", "计算量太大", "too many cells"),
        (
            "B2>B1",
            "次序、字母因电脑而异的文字",
            "the order of Chinese texts depends on the computer",
        ),
    ],
)
def test_why_a_cell_is_left_empty_is_told_in_both_languages(
    formula: str, zh: str, en: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for language, reason in (("zh", zh), ("en", en)):
        monkeypatch.setenv("KAM_LANG", language)
        engine = Engine({"表": 0}, {}, {(0, 6, 3): "1,234", (0, 1, 2): "甲", (0, 2, 2): "乙"},
                        {(0, 1, 9): _words(formula, 1)})  # fmt: skip
        engine.compute(engine.formulas)
        assert engine.doubts == {(0, 1, 9): reason}

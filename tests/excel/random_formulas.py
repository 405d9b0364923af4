"""Random small formulas over a few cells of every kind, for LibreOffice to judge."""

import random
import re

Cell = float | str | bool | None
COLUMNS: dict[str, list[Cell]] = {
    "A": [10.0, 20.5, -3.0, None, 0.0, 2.5, 1.005, 250.0],
    "B": ["甲", "乙", None, "甲", "丙店", "abc", "ABC", "星河一店"],
    "C": [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0],
    "D": [45931.0, 45962.0, 46082.0, 46113.0, 45999.5, 46326.0, 46022.0, 46054.0],
    "E": [0.125, 0.5, 0.75, 1.0, 0.333, 0.05, 0.9, 0.6],
    "F": [True, False, True, True, False, False, True, False],
}

# {n} a number, {t} a text, {c} a condition; {a} an area of numbers, {b} of texts, {d} a day,
# {w} a small whole number, {k} a short text, {x} a comparison.
NUMBERS = """
{n}+{n} ({n}-{n}) {n}*{n} ({n}/{n}) ({n}^2) -{n} {n}% SUM({a}) AVERAGE({a},{n}) MIN({a})
MAX({a},{n}) COUNT({a}) PRODUCT({a}) MEDIAN({a}) SUMSQ({a}) STDEV({a}) VARP({a}) AVEDEV({a})
DEVSQ({a}) ROUND({n},{w}) ROUNDUP({n},{w}) ROUNDDOWN({n},{w}) TRUNC({n},{w}) INT({n}) ABS({n})
SIGN({n}) SQRT({n}) EXP({w}) EVEN({n}) ODD({n}) MOD({n},{n}) POWER({n},3) CEILING({n},{n})
FLOOR({n},{n}) IF({c},{n},{n}) IFERROR({n},{n}) LARGE({a},{w}) SMALL({a},{w})
PERCENTILE({a},0.25) QUARTILE({a},{w}) RANK(C3,C1:C8,{w}) COUNTIF({a},"{x}{w}")
COUNTIF(B1:B8,{k}) SUMIF(B1:B8,{k},C1:C8) SUMIF(A1:A8,"{x}{w}",C1)
SUMIFS(C1:C8,A1:A8,">{w}",B1:B8,{k}) SUMPRODUCT((A1:A8>{n})*C1:C8) SUMPRODUCT((B1:B8={t})*1)
SUBTOTAL(9,{a}) SUBTOTAL(101,{a}) MATCH({n},C1:C8,0) MATCH({t},B1:B8,0) INDEX(A1:E8,{w},{w})
VLOOKUP({t},B1:E8,{w},0) LOOKUP(1,0/(C1:C8={n}),A1:A8) CHOOSE({w},{n},{n}) YEAR({d}) MONTH({d})
DAY({d}) WEEKDAY({d}) ISOWEEKNUM({d}) HOUR({d}) EDATE({d},{w}) EOMONTH({d},{w})
DATEDIF({d},{d},"m") DATEDIF({d},{d},"ym") DAYS({d},{d}) NETWORKDAYS({d},{d}) DAYS360({d},{d})
YEARFRAC({d},{d}) WORKDAY({d},{w}) DATE(2026,{w},{w}) LEN({t}) FIND("一",{t}) SEARCH("B?",{t})
SUM(OFFSET(A1,{w},{w},2,1)) INDIRECT("C"&{w}) COLUMNS({a}) ROWS({a}) PMT(0.01,12,{n})
NPV(0.1,{a}) CORREL(A1:A8,C1:C8) VALUE({t}) SLOPE(A1:A8,C1:C8) COUNTA({b}) COUNTBLANK({b})
SUM(IF({c},{n},{n}),{a}) SUM(A1:INDEX(A1:A8,{w}))
"""
TEXTS = '''
{t}&{n} {t}&{t} LEFT({t},{w}) RIGHT({t},{w}) MID({t},2,{w}) UPPER({t}) LOWER({t}) TRIM({t})
T({t}) SUBSTITUTE({t},{k},{k}) REPLACE({t},2,{w},{k}) REPT({k},{w}) IF({c},{t},{t})
IFERROR({t},{t}) INDEX(B1:B8,{w}) TEXTJOIN("、",TRUE,{b}) CONCATENATE({t},{n}) FIXED({n},2)
ADDRESS({w},{w}) TEXT({n},"0") TEXT({n},"0.00") TEXT({n},"#,##0.00") TEXT({n},"0.0%")
TEXT({n},"00") TEXT({n},"0元") TEXT({n},"+0;-0;零") TEXT({n},"0.00E+00") TEXT({d},"yyyy-mm-dd")
TEXT({d},"yyyy年m月d日") TEXT({d},"yyyy""年""m""月""") TEXT({d},"yy/m/d") TEXT({d},"yyyy.mm.dd")
TEXT({d},"hh:mm")
'''
CONDITIONS = """
{n}{x}{n} {t}={t} AND({n}>0,{n}<5) OR({n}>3,F2) NOT(F1) ISNUMBER({n}) ISTEXT({t}) ISERROR({n})
ISNA({n}) EXACT({t},{t}) F3 ISLOGICAL({c})
"""
_SLOT = re.compile(r"\{([ntcabdwkx])\}")


class Formulas:
    """Draws formulas from a seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def draw(self) -> str:
        """A formula of any kind."""
        return self._one(self._chance.choice("nnntc"), self._chance.randint(2, 3))

    def _one(self, kind: str, deep: int) -> str:
        if deep <= 0 or kind not in "ntc":
            return self._end(kind)
        templates = {"n": NUMBERS, "t": TEXTS, "c": CONDITIONS}[kind].split()
        template = self._chance.choice(templates)
        return _SLOT.sub(lambda slot: self._one(slot[1], deep - 1), template)

    def _end(self, kind: str) -> str:
        if kind in "ab":
            top, bottom = sorted(self._chance.sample(range(1, 9), 2))
            column = self._chance.choice("ACE" if kind == "a" else "AB")
            return f"{column}{top}:{column}{bottom}"
        cells = {"n": "ACE", "t": "B", "c": "F", "d": "D"}
        if kind in cells and (kind in "cd" or self._chance.random() < 0.6):
            return f"{self._chance.choice(cells[kind])}{self._chance.randint(1, 8)}"
        return self._chance.choice(_CONSTANTS["k" if kind == "t" else kind])


_CONSTANTS = {
    "n": ["0", "1", "2", "7", "0.5", "2.5", "10", "-0.125"], "w": ["0", "1", "2", "3", "-1"],
    "k": ['"甲"', '"店"', '"a"', '"BC"', '"*店"', '"星?一店"'],
    "x": ["=", "<>", "<", ">", "<=", ">="],
}  # fmt: skip

"""Why a formula was left to Excel, in words for whoever reads the finding."""

import re

from kamtools.language import Text

_KINDS = (
    (r"circle", "循环引用"),
    (r"too many|so many|too deep", "计算量太大"),
    (r"may be a? ?(?:number|the number|truth|date)|no text|given as|as a condition",
     "像数字的文本"),
    (r"15th digit|may be 0|almost whole|at the step|two steps|15 digits|large sums|rest of"
     r"|exponent",
     "尾数：第15位以后或极小的差额"),
    (r"\bdays?\b|month|year|1904|second|hours|holiday|DATEDIF", "各软件算法不同的日期"),
    (r"order of|approximate|ascend|letter|PROPER|quoted", "次序、字母因电脑而异的文字"),
    (r"fills more or fewer|several", "一个单元格里的多个值"),
    (r"filter|subtotal", "隐藏或筛选掉的行"),
    (r"precision", "“以显示精度为准”"),
    (r"data table", "模拟运算表"),
    (r"format|Chinese|shown as|fraction|section", "TEXT 的格式"),
    (r"no such table", "没有这个表格"),
    (r"its table", "表格里没有的部分"),
    (r"^\[|^'?\[", "其他工作簿"),
)  # fmt: skip


def told(why: str) -> str:
    """The reason in the language of now; names of functions and cells stay as they are."""
    kind = next((zh for pattern, zh in _KINDS if re.search(pattern, why)), None)
    if kind is None:
        kind = "少见的写法" if " " in why else why
    return Text(kind, why).show()

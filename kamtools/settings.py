"""The department's settings, ``kam.toml``: typed, with the line of every mistake."""

import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from kamtools.errors import KamError
from kamtools.language import Text

Share = Annotated[Decimal, Field(ge=0, le=1)]


class SettingsError(KamError):
    """``kam.toml`` can't be used as it stands."""

    what = Text("设置文件 {file} 第 {line} 行：{reason}", "settings {file}, line {line}: {reason}")
    do = Text("改正后再运行", "correct it and run again")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Department(_Section):
    """Who the workbooks are for."""

    company: str = "示例公司"
    name: str = "大客户部"


def _out_of_order(first: str, zh: str, en: str, second: str) -> PydanticCustomError:
    """Two keys that contradict each other; reported where the later of them is written."""
    sentence = Text(f"{first} {zh} {second}", f"{first} {en} {second}").show()
    return PydanticCustomError("out_of_order", "{sentence}", {
        "sentence": sentence, "keys": (first, second),
    })  # fmt: skip


_Weight = Annotated[Decimal, Field(ge=0, le=1000)]


class Weights(_Section):
    """How the seeds of a breakdown are mixed: bases weigh 0 to 1000, the last two 0 to 1.

    The default won ``benchmarks/seeds.py`` (``targets.mix.DEFAULT_MIX``).
    """

    company_months: _Weight = Decimal(1)
    """The store's year × the company's season."""
    last_year: _Weight = Decimal(0)
    three_years: _Weight = Decimal(0)
    growth: _Weight = Decimal(0)
    capacity: _Weight = Decimal(0)
    trade_area: _Weight = Decimal(0)
    festivals: Share = Decimal(1)
    working_days: Share = Decimal(1)

    @model_validator(mode="after")
    def _something(self) -> Self:
        names = ("company_months", "last_year", "three_years", "growth", "capacity", "trade_area")
        if not any(getattr(self, name) for name in names):
            raise PydanticCustomError("out_of_order", "{sentence}", {
                "sentence": _NO_BASIS.show(), "keys": names,
            })  # fmt: skip
        return self


_NO_BASIS = Text(
    "targets.weights 里六个依据不能都是 0", "one basis of targets.weights must be above 0"
)


class Targets(_Section):
    """How next year's targets are proposed when nobody has typed them in."""

    unit: Literal["元", "百元", "万元"] = "百元"
    growth: Decimal = Field(Decimal("0.10"), ge=-1, le=1)
    """目标 over last year's sales. At most 1, so that 10 for 10% is not taken for tenfold."""
    challenge: Decimal = Field(Decimal("0.10"), ge=0, le=1)
    """挑战目标 over 目标."""
    over_target: Literal["keep", "reduce", "redistribute"] = "keep"
    """What becomes of the surplus of those over target (``targets.rest_of_year``)."""
    reserve: Share = Decimal(0)
    """预留: what stores are given beyond what the company asks for, as a part of it."""
    floor: Share = Decimal(0)
    """保底: the part of last year's month that no store's 目标 lies below; 0 = none."""
    days_off: list[date] = []
    """Typed from the State Council's notice, where the year's calendar isn't known yet."""
    days_worked: list[date] = []
    """The make-up days (调休上班) of the same notice."""
    weights: Weights = Weights()
    manual: dict[str, _Weight] = {}
    """Coefficients by store: 1.1 gives it 10 % more weight."""
    week_rule: Literal["cut", "iso"] = "cut"
    """Where a week that spans two months belongs (``targets.tasks``)."""


class Customers(_Section):
    """How customers are graded and when they count as asleep."""

    grade_a: Share = Decimal("0.70")
    """Cumulative share of 12 months' sales up to which a customer is A."""
    grade_b: Share = Decimal("0.90")
    cooling_days: int = Field(60, gt=0)
    """Days without an order after which a customer is 降温; the seeds state none (I10)."""
    dormant_days: int = Field(120, gt=0)
    lost_days: int = Field(240, gt=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.grade_a > self.grade_b:
            raise _out_of_order("grade_a", "不能大于", "must not be above", "grade_b")
        if self.cooling_days >= self.dormant_days:
            raise _out_of_order("cooling_days", "要小于", "must be below", "dormant_days")
        if self.dormant_days >= self.lost_days:
            raise _out_of_order("dormant_days", "要小于", "must be below", "lost_days")
        return self


class Appraisal(_Section):
    """The choices that the source texts leave open (seed inventory, section I)."""

    modifier_base: Literal["paid", "base"] = "paid"
    """What the team's ±5% is taken of: the amount paid (example R04) or the wage (text R07)."""
    attainment_cap: Decimal = Field(Decimal(1), gt=0, le=2)
    """Attainment above this earns no further 业绩 points (I07: linear, no floor)."""
    minimum_wage: Decimal = Field(Decimal(0), ge=0)
    """元 a month; a payout below it is warned of (I13). 0 = not checked."""


class Returns(_Section):
    """How returned workbooks are read."""

    password_file: str = ""
    """A text file in the workspace with the passwords that people close theirs with, one a line."""


class Product(_Section):
    """A column that is the product of two of the file's columns."""

    product: tuple[str, str]


class Constant(_Section):
    """A column that is the same in every row."""

    constant: str


class Mapping(_Section):
    """How one foreign export's headers become a table's columns."""

    table: str
    files: str
    """Glob on the file's name."""
    columns: dict[str, str | Product | Constant]


class Settings(_Section):
    """The whole of ``kam.toml``; every key has a default."""

    department: Department = Department()
    targets: Targets = Targets()
    customers: Customers = Customers()
    appraisal: Appraisal = Appraisal()
    returns: Returns = Returns()
    mapping: tuple[Mapping, ...] = ()


_NOT_TOML = Text(
    "这一行不是合法的 TOML（看看等号、引号和方括号）", "this line is not valid TOML: {error}"
)
_TWICE = Text("这一项写了两次", "this is written twice: {error}")
_A_NUMBER = Text("{key} 要写数字，例如 0.10", "{key} must be a number, such as 0.10")
_A_WHOLE_NUMBER = Text("{key} 要写整数", "{key} must be a whole number")
_A_SECTION = Text("{key} 要写成一段，以 [{key}] 开头", "{key} must be a section, [{key}]")
_MISTAKES = {
    "extra_forbidden": Text("没有“{key}”这个设置", "there is no setting {key}"),
    "missing": Text("少了 {key}", "{key} is missing"),
    "decimal_parsing": _A_NUMBER,
    "decimal_type": _A_NUMBER,
    "finite_number": _A_NUMBER,
    "int_from_float": _A_WHOLE_NUMBER,
    "int_parsing": _A_WHOLE_NUMBER,
    "int_type": _A_WHOLE_NUMBER,
    "greater_than": Text("{key} 要大于 {gt}", "{key} must be above {gt}"),
    "greater_than_equal": Text("{key} 不能小于 {ge}", "{key} must not be below {ge}"),
    # Only shares and rises have an upper bound.
    "less_than_equal": Text("{key} 不能大于 {le}（0.1 就是 10%）",
                            "{key} must not be above {le} (0.1 is 10%)"),
    "literal_error": Text("{key} 只能写 {choices}", "{key} must be {expected}"),
    "string_type": Text("{key} 要写文字，放在引号里", "{key} must be text, in quotes"),
    "model_type": _A_SECTION,
    "dict_type": _A_SECTION,
    "tuple_type": Text("{key} 要写成 [[{key}]]", "{key} must be written as [[{key}]]"),
    "out_of_order": Text("{sentence}", "{sentence}"),
}  # fmt: skip
"""What pydantic's kinds of error say; their slots are the key and the error's own values."""
_A_COLUMN = Text(
    '{key} 要写成列名、{{ product = ["列", "列"] }} 或 {{ constant = "值" }}',
    '{key} must be a header, {{ product = ["A", "B"] }} or {{ constant = "value" }}',
)
_WRONG = Text("{key} 写得不对", "{key} is not right")


def load_settings(path: Path) -> Settings:
    """Read ``path``; raises ``SettingsError`` with the line of the first mistake in the file."""
    text = _text_of(path)
    try:
        return Settings.model_validate(tomllib.loads(text, parse_float=Decimal))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        twice = str(error).startswith("Cannot")
        reason = (_TWICE if twice else _NOT_TOML).show(error=error)
        raise SettingsError(file=path.name, line=line, reason=reason) from error
    except ValidationError as error:
        mistakes = [(_line_of_mistake(text, e), _reason(e)) for e in error.errors()]
        line, reason = min(mistakes)
        raise SettingsError(file=path.name, line=line, reason=reason) from error


def _text_of(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        reason = Text("要用 UTF-8 编码保存", "it must be saved as UTF-8").show()
        raise SettingsError(file=path.name, line=line, reason=reason) from error


def _reason(error: Any) -> str:
    names = [part for part in error["loc"] if isinstance(part, str)]
    if names[:2] == ["mapping", "columns"] and len(names) > 2:  # none of the three was right
        return _A_COLUMN.show(key=".".join(names[:3]))
    values = error.get("ctx", {})
    choices = str(values.get("expected", "")).replace(", ", "、").replace(" or ", "、")
    sentence = _MISTAKES.get(error["type"], _WRONG)
    return sentence.show(**{**values, "choices": choices, "key": ".".join(names)})


def _line_of_mistake(text: str, error: Any) -> int:
    keys = error.get("ctx", {}).get("keys", ())
    return max(_line_of(text, (*error["loc"], *key)) for key in ((), *((key,) for key in keys)))


def _line_of(text: str, location: tuple[int | str, ...]) -> int:
    """The 1-based line where the key at ``location`` is written, or its nearest parent's."""
    lines = _lines_of_keys(text)
    while location and location not in lines:
        location = location[:-1]
    return lines.get(location, 1)


def _lines_of_keys(text: str) -> dict[tuple[int | str, ...], int]:
    """Where each section and key is written; the n-th ``[[name]]`` is ``(name, n)``."""
    lines: dict[tuple[int | str, ...], int] = {}
    items: dict[str, int] = {}
    section: tuple[int | str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if head := re.match(r"\s*(\[{1,2})\s*([^\]]+?)\s*\]", line):
            name, *inner = head[2].split(".")
            if head[1] == "[[":
                items[name] = items.get(name, -1) + 1
            section = (name, *([items[name]] if name in items else []), *inner)
            lines.setdefault(section, number)
        elif key := re.match(r"\s*[\"']?([^\s=\"'#]+)[\"']?\s*=", line):
            lines.setdefault((*section, key[1]), number)
    return lines

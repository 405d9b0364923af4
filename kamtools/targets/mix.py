"""How the seeds are mixed: weights and strengths of factors, and what they may rest on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kamtools.errors import KamError
from kamtools.language import Text
from kamtools.periods import Period
from kamtools.targets.calendars import WorkCalendar
from kamtools.targets.factors import Factor

MOST = 1000.0
"""Of a weight or a manual coefficient: beyond, somebody's finger slipped."""


class BadMix(KamError):
    """Weights or strengths that cannot be worked with."""

    what = Text("权重“{factor}”是 {weight}", "the weight of {factor} is {weight}")
    do = Text(
        "权重和手工系数在 0 到 1000 之间，至少一个依据大于 0；节日、工作日的力度在 0 到 1 之间",
        "weights and manual coefficients lie between 0 and 1000, one basis above 0; strengths "
        "between 0 and 1",
    )


@dataclass(frozen=True)
class Mix:
    """How much each basis weighs, and with what strength (0 to 1) a coefficient works."""

    weights: Mapping[Factor, float]

    def __post_init__(self) -> None:
        for factor, weight in self.weights.items():
            if not 0 <= weight <= (MOST if factor.is_basis else 1.0):
                raise BadMix(factor=factor, weight=weight)
        if not self.bases:
            raise BadMix(factor="、".join(map(str, self.weights)), weight=0)

    @property
    def bases(self) -> dict[Factor, float]:
        """Those that say how the year divides and weigh anything."""
        return {f: float(self.weights[f]) for f in Factor if f.is_basis and self.weights.get(f)}

    def __str__(self) -> str:
        """As a form names it: ``去年全年×公司淡旺季、节日移动、工作日``."""
        used = [factor for factor in Factor if self.weights.get(factor)]
        shown = [f"{f} {self.weights[f]:g}" if len(self.bases) > 1 and f.is_basis else str(f)
                 for f in used]  # fmt: skip
        return Text("、", ", ").show().join(shown)

    def strength(self, factor: Factor) -> float:
        """With what strength a coefficient works."""
        return float(self.weights.get(factor, 0.0))


DEFAULT_MIX = Mix({Factor.COMPANY_MONTHS: 1.0, Factor.FESTIVALS: 1.0, Factor.WORKING_DAYS: 1.0})
"""The winner of ``benchmarks/seeds.py`` on Iowa's stores in 2020 and UCI's customers in 2011: a
store's month shares missed by 2.09 and 6.45 points, against 3.44 and 7.74 by its own months of last
year. On Iowa in 2019 it lost by 0.007 to itself without working days. Festivals aside: there are no
Chinese sales by day to judge them on. Manual coefficients always count in full."""


@dataclass(frozen=True)
class Evidence:
    """What seeds may rest on besides monthly sales; all of it may be missing."""

    days: Mapping[date, float] = field(default_factory=dict)
    """The company's sales in 元 by day, for the festivals; the more years, the better."""
    capacity: Mapping[str, float] = field(default_factory=dict)
    """By store: floor area, people, or whatever limits what it can carry."""
    potential: Mapping[str, float] = field(default_factory=dict)
    """By store: what the trade area could buy, e.g. its 企事业单位数."""
    manual: Mapping[str | tuple[str, Period], float] = field(default_factory=dict)
    """Coefficients by store, or by store and month, 0 to 1000; both may be given and multiply."""
    calendar: WorkCalendar = field(default_factory=WorkCalendar)

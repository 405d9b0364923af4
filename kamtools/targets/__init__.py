"""Target breakdown (目标分解): seeds, and totals divided exactly, within limits, explained."""

from kamtools.targets.breakdown import Breakdown, Factors, break_down
from kamtools.targets.explanation import Explanation
from kamtools.targets.hierarchy import Hierarchy, break_down_hierarchy
from kamtools.targets.infeasible import Change, Conflict, Infeasible
from kamtools.targets.rounding import apportion

__all__ = [
    "Breakdown",
    "Change",
    "Conflict",
    "Explanation",
    "Factors",
    "Hierarchy",
    "Infeasible",
    "apportion",
    "break_down",
    "break_down_hierarchy",
]

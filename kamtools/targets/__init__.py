"""Target breakdown (目标分解): seeds, exact rounding."""

from kamtools.targets.breakdown import Breakdown, Explanation, Infeasible, break_down
from kamtools.targets.rounding import apportion

__all__ = ["Breakdown", "Explanation", "Infeasible", "apportion", "break_down"]

"""Reference targets (参考目标) for rows that nobody was given a target for: lines, customers.

A product line or a customer seldom has a target of its own, yet whether it keeps pace is asked of
it every month. Its reference is its share of what was sold in some past span times the company's
target: so the references of all rows add up to the company's, and none is anybody's decision.
"""

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd

from kamtools.money import NOUGHT
from kamtools.targets.rounding import apportion


def reference_targets(target: Decimal, past: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """``target`` in 元 over the rows of ``past`` in proportion, in whole 元.

    What is less than a 元 goes to the row that weighs most. Empty where nothing was sold then,
    or the target is below 0: then nothing can be said of anybody. A row of returns has 0.
    """
    weights = {row: max(NOUGHT, amount) for row, amount in sorted(past.items())}
    if target < 0 or not any(weights.values()):
        return {}
    tail = target % 1
    shares = apportion(pd.Series(weights, dtype=object), target - tail, 1)
    given = {row: Decimal(share) for row, share in zip(weights, shares, strict=True)}
    given[max(weights, key=lambda row: weights[row])] += tail
    return given

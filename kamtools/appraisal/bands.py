"""Bands: what share of the bonus base a score is paid (R03), with no hole between them (I02).

The source writes integer bands (95–100, 90–94, 60–89, under 60) that leave 94.5, 89.5, 59.5 and
101 without an answer. Here a score is first rounded half up to 0.01 and held between 0 and 100;
then exactly one band ``[low, high)`` holds it, the top one including 100.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kamtools.errors import KamError
from kamtools.language import Text

BOTTOM, TOP = Decimal(0), Decimal(100)
_HUNDREDTH = Decimal("0.01")


class NotAScore(KamError):
    """A score is not a number."""

    what = Text("“{score}”不是分数", "{score} is not a score")
    do = Text("请给 0 到 100 之间的数", "give a number from 0 to 100")


class NoBand(KamError):
    """A scheme that was not checked has a hole where this score lies."""

    what = Text("{score} 分不在任何一档里", "no band holds a score of {score}")
    do = Text("检查考核方案的分数档", "check the scheme's bands")


@dataclass(frozen=True)
class Band:
    """Scores from ``low`` up to, not including, ``high``; the one that ends at 100 includes it.

    ``share`` of the base is paid, or the score itself as a percentage when it is ``None``.
    """

    low: Decimal
    high: Decimal
    share: Decimal | None
    label: str

    def holds(self, score: Decimal) -> bool:
        """Whether the (rounded) ``score`` lies in it."""
        return self.low <= score < self.high or score == self.high == TOP

    def factor(self, score: Decimal) -> Decimal:
        """The share of the base that ``score`` is paid: 0.88 for 88 in the proportional band."""
        return score / 100 if self.share is None else self.share

    @property
    def words(self) -> str:
        """As the form prints it: ``95–100 分发 105%``."""
        if self.low <= BOTTOM:
            span = f"不足 {self.high:f} 分"
        else:
            span = f"{self.low:f}–{self.high:f} 分{'' if self.high == TOP else '（不含）'}"
        if self.share == 0:
            return f"{span}不发"
        return f"{span}按得分比例发" if self.share is None else f"{span}发 {self.share * 100:.0f}%"


def points(value: Decimal) -> Decimal:
    """Points of one item, rounded half up to 0.01; raises ``NotAScore`` for NaN and infinity."""
    if not value.is_finite():
        raise NotAScore(score=value)
    return value.quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)


def whole_score(value: Decimal) -> Decimal:
    """A total as bands see it: rounded half up to 0.01, below 0 counts as 0, above 100 as 100."""
    return min(max(points(value), Decimal("0.00")), Decimal("100.00"))


def band_of(score: Decimal, bands: Sequence[Band]) -> Band:
    """The first band that holds ``score`` once it is rounded; raises ``NoBand`` in a hole."""
    rounded = whole_score(score)
    for band in bands:
        if band.holds(rounded):
            return band
    raise NoBand(score=rounded)

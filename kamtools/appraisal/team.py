"""What the department's result does to everybody's bonus (R07, R08, I04, I05)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

TeamState = Literal["unmet", "met", "challenge"]

STATE_WORDS: dict[TeamState, str] = {"unmet": "未完成", "met": "完成", "challenge": "超额完成"}
"""As the form writes them; 超额完成 means 挑战目标 reached (R07)."""


@dataclass(frozen=True)
class TeamRule:
    """``rate`` of the amount ``paid``, or of the ``base``, more or less by the team's state.

    The rule's text takes the 5% of 绩效工资 (``base``); its own example takes it of the 2640 that
    are paid (``paid``, our default). The setting ``appraisal.modifier_base`` decides (I04).
    """

    rate: Decimal = Decimal("0.05")
    of: Literal["paid", "base"] = "paid"

    def change(self, state: TeamState) -> Decimal:
        """The rate with its sign: +0.05, 0 or −0.05."""
        return {"challenge": self.rate, "met": Decimal(0), "unmet": -self.rate}[state]

    @property
    def base_words(self) -> str:
        """What the rate is taken of, as the form writes it."""
        return "发放金额" if self.of == "paid" else "绩效工资基数"


@dataclass(frozen=True)
class TeamFigures:
    """The department's month in 元; ``None`` where the ledger knows nothing."""

    actual: Decimal | None
    target: Decimal | None
    challenge: Decimal | None

    @property
    def state(self) -> TeamState | None:
        """Which of the three states it is in; ``None`` without sales or a target above 0.

        Reaching 目标 but not 挑战目标 is ``met``, nothing added (I05); without a 挑战目标 the
        state can't be ``challenge``.
        """
        if self.actual is None or self.target is None or self.target <= 0:
            return None
        if self.actual < self.target:
            return "unmet"
        reached = self.challenge is not None and self.actual >= self.challenge
        return "challenge" if reached else "met"

    @property
    def words(self) -> str:
        """The state as the form writes it; ``待定`` while it is not known."""
        return STATE_WORDS[self.state] if self.state else "待定"

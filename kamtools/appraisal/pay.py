"""From a score to money, to the fen, with the chain that explains it (R03–R07)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kamtools.appraisal.bands import Band, whole_score
from kamtools.appraisal.scheme import Scheme
from kamtools.appraisal.team import STATE_WORDS, TeamState
from kamtools.errors import KamError
from kamtools.language import Text
from kamtools.money import to_fen


class NotABase(KamError):
    """A bonus base that is negative or no number."""

    what = Text("绩效工资基数“{base}”不能用", "{base} can't be a bonus base")
    do = Text("请给不小于 0 的金额", "give an amount that is not below 0")


class UnknownTeamState(KamError):
    """A team state that is none of the three."""

    what = Text("部门目标状态“{state}”不认识", "unknown team state {state}")
    do = Text("可用的有 unmet、met、challenge", "use unmet, met or challenge")


@dataclass(frozen=True)
class Step:
    """One link of the explanation: what is added (or taken away), and how much in 元."""

    text: str
    amount: Decimal


@dataclass(frozen=True)
class Payout:
    """What one person is paid for one month; the steps' amounts add up to ``amount``."""

    score: Decimal
    base: Decimal
    team: TeamState
    band: Band
    steps: tuple[Step, ...]

    @property
    def amount(self) -> Decimal:
        """元, in whole fen."""
        return sum((step.amount for step in self.steps), Decimal("0.00"))

    @property
    def explanation(self) -> str:
        """The chain as one sentence."""
        return f"{'；'.join(step.text for step in self.steps)}；应发 {self.amount:,.2f} 元"


def payout(score: Decimal, base: Decimal, *, team: TeamState, scheme: Scheme) -> Payout:
    """What ``score`` is worth on a bonus ``base`` of so many 元.

    The score is rounded half up to 0.01 and held in 0…100 before its band is looked up; the amount
    paid and the team's share are each rounded half up to the fen (R04: 88 on 3000 with
    挑战目标 = 2640 + 132 = 2772.00). A payout is never below 0.
    """
    if not base.is_finite() or base < 0:
        raise NotABase(base=base)
    if team not in STATE_WORDS:
        raise UnknownTeamState(state=team)
    rounded = whole_score(score)
    band = scheme.band(rounded)
    return Payout(rounded, base, team, band, tuple(_steps(rounded, base, team, scheme)))


def _steps(score: Decimal, base: Decimal, team: TeamState, scheme: Scheme) -> Iterator[Step]:
    factor = scheme.band(score).factor(score)
    paid = to_fen(base * factor)
    yield Step(f"{score} 分，{base:,.2f} × {factor * 100:.2f}% = {paid:,.2f}", paid)
    extra = to_fen((paid if scheme.team.of == "paid" else base) * scheme.team.change(team))
    yield Step(_team_text(team, paid, base, extra, scheme), extra)
    if paid + extra < 0:
        yield Step(f"应发不低于 0，补 {-(paid + extra):,.2f}", -(paid + extra))


def _team_text(
    team: TeamState, paid: Decimal, base: Decimal, extra: Decimal, scheme: Scheme
) -> str:
    state = f"部门目标{STATE_WORDS[team]}"
    if team == "met":
        return f"{state}，不加不减"
    of = paid if scheme.team.of == "paid" else base
    verb = "加" if team == "challenge" else "减"
    return f"{state}，{verb} {of:,.2f} × {scheme.team.rate * 100:.0f}% = {abs(extra):,.2f}"

"""The month as tables that a notebook shows: Chinese headers, one row per person or per gap."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import pandas as pd

from kamtools.appraisal.results import PersonResult
from kamtools.appraisal.scheme import Scheme
from kamtools.appraisal.scoring import Gap, ScoredItem
from kamtools.appraisal.standard import CHOICES
from kamtools.appraisal.team import TeamFigures

OPEN = "待评"
_WHY = {
    Gap.NOT_MARKED: "没有上级评分",
    Gap.OUT_OF_RANGE: "评分超出范围",
    Gap.NOT_MEASURED: "没有目标或销售数据",
}


def _why(gap: ScoredItem) -> str:
    target = gap.measure.target
    if gap.gap is Gap.NOT_MEASURED and target is not None and target <= 0:
        return f"目标是 {target:,f}，算不出达成率"
    return _WHY[gap.gap] if gap.gap else ""


def team_table(team: TeamFigures) -> pd.DataFrame:
    """One row: the department's 实绩, 目标, 挑战目标 and state."""
    figures = {"实绩": team.actual, "目标": team.target, "挑战目标": team.challenge}
    shown = {name: OPEN if each is None else f"{each:,.2f}" for name, each in figures.items()}
    return pd.DataFrame([{**shown, "状态": team.words}])


def attainment_table(people: Iterable[PersonResult]) -> pd.DataFrame:
    """姓名, 岗位, 口径, 目标, 实绩, 达成率, 业绩得分 of whoever is measured by sales."""
    return pd.DataFrame(
        {
            "姓名": each.person.name,
            "岗位": each.person.post,
            "口径": each.measure.scope,
            "目标": _yuan(each.measure.target),
            "实绩": _yuan(each.measure.actual),
            "达成率": _percent(each.measure.attainment),
            item.category + "得分": _open(item.points),
        }
        for each in people
        for item in each.appraisal.items
        if item.item.measured
    )


def score_table(people: Iterable[PersonResult]) -> pd.DataFrame:
    """姓名, 岗位, the categories with their points, 扣分, 总分, 等级, 应发."""
    return pd.DataFrame([_scores(each) for each in people])


def gap_table(people: Iterable[PersonResult]) -> pd.DataFrame:
    """What is still missing: 姓名, 考核项目, 原因, 找谁."""
    missing = [
        (
            each.person.name,
            gap.item.name,
            _why(gap),
            each.person.manager or "没有上级，先定由谁评分",
        )
        for each in people
        for gap in each.appraisal.gaps
        if gap.gap
    ]
    return pd.DataFrame(missing, columns=["姓名", "考核项目", "原因", "找谁"])


def example(people: Sequence[PersonResult]) -> PersonResult | None:
    """The first whose payout is decided, else the first of all; ``None`` of nobody."""
    return next((each for each in people if each.payout), next(iter(people), None))


def example_title(result: PersonResult | None) -> str:
    """What a picture of ``example``'s payout is called."""
    return f"{result.person.name}的绩效工资" if result else "绩效工资"


def step_table(result: PersonResult | None) -> pd.DataFrame:
    """步骤 and 金额, and the sum they come to; one open line while the payout is not decided."""
    if not result or not result.payout:
        open_because = result.open_because if result else "没有可以考核的人"
        return pd.DataFrame([(open_because, OPEN)], columns=["步骤", "金额"])
    shown = [(step.text, _yuan(step.amount)) for step in result.payout.steps]
    total = ("应发合计", _yuan(result.payout.amount))
    return pd.DataFrame([*shown, total], columns=["步骤", "金额"])


def bridge(result: PersonResult | None) -> pd.DataFrame:
    """``[label, amount]``: the base, then what the score, the team and the floor change on it.

    Empty while the payout is not decided.
    """
    changes: list[tuple[str, Decimal]] = []
    if result and (paid := result.payout):
        score, *others = paid.steps
        names = ["部门目标", "不低于 0"]
        changes = [("绩效工资基数", paid.base), ("得分档位", score.amount - paid.base)]
        changes += [(name, step.amount) for name, step in zip(names, others, strict=False)]
    return pd.DataFrame(changes, columns=["label", "amount"])


def score_frame(people: Iterable[PersonResult]) -> pd.DataFrame:
    """``[name, score]`` for a picture; score is ``None`` while it is open."""
    rows = [(each.person.name, each.appraisal.score) for each in people]
    return pd.DataFrame(rows, columns=["name", "score"], dtype=object)


def band_limits(scheme: Scheme) -> list[Decimal]:
    """Where bands begin, but for the lowest."""
    return sorted(band.low for band in scheme.bands if band.low > 0)


def choice_table() -> pd.DataFrame:
    """Where the sources are silent or contradict themselves, and what is done here."""
    rows = [(each.source, each.ours, each.setting) for each in CHOICES]
    return pd.DataFrame(rows, columns=["原文", "这里怎么算", "设置项"])


def _scores(result: PersonResult) -> dict[str, str]:
    sheet, paid = result.appraisal, result.payout
    categories = {each.name: _open(sheet.subtotal(each.name)) for each in sheet.role.categories}
    return {
        "姓名": result.person.name,
        "岗位": result.person.post,
        "各类得分": "　".join(f"{name} {points}" for name, points in categories.items()),
        "扣分": f"{sheet.deducted:.2f}",
        "总分": _open(sheet.score),
        "等级": paid.band.label if paid else OPEN,
        "应发": _yuan(paid.amount) if paid else OPEN,
    }


def _open(points: Decimal | None) -> str:
    return OPEN if points is None else f"{points:.2f}"


def _yuan(amount: Decimal | None) -> str:
    return OPEN if amount is None else f"{amount:,.2f}"


def _percent(share: Decimal | None) -> str:
    return OPEN if share is None else f"{share * 100:.2f}%"

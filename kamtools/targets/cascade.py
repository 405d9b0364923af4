"""The KPI cascade (上级KPI分解): a superior's indicators divided over those below, and checked.

An indicator names its parent, and how the children's targets make up the parent's:

- ``sum`` (合计): they add up to it (sales, customers won);
- ``same`` (同口径): each has the parent's (a rate that everybody is held to);
- ``mean`` (加权平均): their mean by weight is the parent's (attainment, satisfaction).

The children's weights add up to 1 (100%) wherever any of them has one. A target that is not given
is worked out from the parent's; what does not fit is a finding at the row of the file it came from.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import pandas as pd

from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text
from kamtools.money import NOUGHT, total
from kamtools.rows import place_of, rows_of
from kamtools.targets.rounding import apportion

How = Literal["sum", "same", "mean"]
HOWS: Mapping[str, How] = {
    "合计": "sum", "同口径": "same", "加权平均": "mean",
    "sum": "sum", "same": "same", "mean": "mean",
}  # fmt: skip
"""What the column 分解方式 may say."""
_KPI = Place("上级KPI")
_SLACK = Decimal("0.0001")
"""By how much weights and means may miss for having been typed with so many places."""


def _kind(code: str, what: Text, do: Text, severity: Severity = Severity.ERROR) -> FindingKind:
    return FindingKind(code, severity, what, do)


NO_NAME = _kind(
    "kpi_name_missing",
    Text("这一行没有指标", "this row names no indicator"),
    Text("填上指标，或删去这一行", "name the indicator, or delete the row"),
)
TWICE = _kind(
    "kpi_named_twice",
    Text("指标“{name}”出现了不止一次", "the indicator {name} stands there more than once"),
    Text("每个指标起一个不同的编号", "give every indicator an id of its own"),
)
NO_PARENT = _kind(
    "kpi_parent_missing",
    Text("指标“{name}”的上级“{parent}”不在表里", "{parent}, the parent of {name}, is not listed"),
    Text("补上上级指标，或改正编号", "list the parent, or correct its id"),
)
CIRCLE = _kind(
    "kpi_circle",
    Text("这些指标互为上级：{names}", "these indicators are each other's parents: {names}"),
    Text("改正其中一个的上级", "correct the parent of one of them"),
)
NOT_KNOWN_HOW = _kind(
    "kpi_how_unknown",
    Text("指标“{name}”的分解方式“{how}”不认识", "how {name} divides, {how}, is not known"),
    Text("写合计、同口径或加权平均", "write 合计, 同口径 or 加权平均"),
)
BAD_WEIGHT = _kind(
    "kpi_weight_negative",
    Text("指标“{name}”的权重是 {weight}", "the weight of {name} is {weight}"),
    Text("权重写 0 到 1 之间的数", "write a weight between 0 and 1"),
)
WEIGHTS_MISS = _kind(
    "kpi_weights_do_not_add_up",
    Text("“{name}”下级的权重合计 {weights}，不是 100%", "the weights below {name} are {weights}"),
    Text("改到合计 100%", "make them add up to 100%"),
)
TARGETS_MISS = _kind(
    "kpi_targets_do_not_add_up",
    Text(
        "“{name}”的目标 {target}，下级{how} {below}，相差 {gap}",
        "{name} is to reach {target}, those below {how} {below}: {gap} apart",
    ),
    Text("改下级的目标，或请上级确认", "correct the targets below, or ask the superior"),
)
NO_TARGET = _kind(
    "kpi_target_missing",
    Text("指标“{name}”没有目标，也算不出来", "{name} has no target, and none can be worked out"),
    Text("填上目标，或上级目标与权重", "fill in its target, or its parent's and the weights"),
    Severity.WARNING,
)
_HOW_SHOWN: Mapping[How, Text] = {
    "sum": Text("合计", "sum to"),
    "same": Text("是", "have"),
    "mean": Text("加权平均", "average"),
}


@dataclass(frozen=True)
class Indicator:
    """One indicator: ``how`` says what its children's targets make of its own."""

    name: str
    parent: str | None
    owner: str = ""
    weight: Decimal | None = None
    target: Decimal | None = None
    how: How = "sum"
    place: Place = _KPI
    given: bool = True
    """Whether the target was given; else it was worked out."""


@dataclass(frozen=True)
class Cascade:
    """The indicators, targets worked out where that is possible, and what does not fit."""

    indicators: tuple[Indicator, ...]
    findings: tuple[Finding, ...]

    def below(self, name: str | None) -> list[Indicator]:
        """The children of an indicator; of ``None``, the top ones."""
        return [each for each in self.indicators if each.parent == name]

    @property
    def table(self) -> pd.DataFrame:
        """``[name, parent, owner, weight, target, how, given]``, as they came."""
        rows = [
            (each.name, each.parent, each.owner, each.weight, each.target, each.how, each.given)
            for each in self.indicators
        ]
        columns = ["name", "parent", "owner", "weight", "target", "how", "given"]
        return pd.DataFrame(rows, columns=columns, dtype=object)


def cascade(frame: pd.DataFrame, unit: Decimal = Decimal("0.01")) -> Cascade:
    """The cascade of ``[name, parent, owner, weight, target, how]``, with source columns if any.

    ``weight`` as a part of 1 and ``target`` as ``Decimal`` or blank; ``how`` one of ``HOWS``, blank
    means 合计. A ``sum`` indicator's children without a target share what the others leave of it by
    weight, in whole ``unit``.
    """
    given, findings = _read(frame)
    parents = {each.name: each.parent for each in given.values()}
    circles = list(_circles(parents))
    if circles:
        findings += [CIRCLE.at(_KPI, names=" → ".join(names)) for names in circles]
        return Cascade(tuple(given.values()), tuple(findings))
    worked_out = dict(given)
    for name in _top_down(parents):
        _fill_below(worked_out[name], worked_out, unit)
    whole = Cascade(tuple(worked_out.values()), ())
    found = [*findings, *(each for name in worked_out for each in _check(worked_out[name], whole))]
    return replace(whole, findings=tuple(found))


def _read(frame: pd.DataFrame) -> tuple[dict[str, Indicator], list[Finding]]:
    """The indicators by name, and what is wrong with single rows; of two of a name, the first."""
    found: dict[str, Indicator] = {}
    findings: list[Finding] = []
    names = {str(row["name"] or "").strip() for row in rows_of(frame)}
    for row in rows_of(frame):
        name, place = str(row["name"] or "").strip(), place_of(row, _KPI)
        parent = str(row.get("parent") or "").strip() or None
        how = str(row.get("how") or "合计")
        weight = row.get("weight")
        if not name:
            findings.append(NO_NAME.at(place))
            continue
        if name in found:
            findings.append(TWICE.at(place, name=name))
            continue
        if parent is not None and parent not in names:
            findings.append(NO_PARENT.at(place, name=name, parent=parent))
        if how not in HOWS:
            findings.append(NOT_KNOWN_HOW.at(place, name=name, how=how))
        if weight is not None and weight < 0:
            findings.append(BAD_WEIGHT.at(place, name=name, weight=weight))
        found[name] = Indicator(
            name, parent, str(row.get("owner") or ""), weight, row.get("target"),
            HOWS.get(how, "sum"), place, given=row.get("target") is not None,
        )  # fmt: skip
    return found, findings


def _circles(parents: Mapping[str, str | None]) -> Iterator[list[str]]:
    """Every circle of parents once, from its first name."""
    seen: set[str] = set()
    for start in sorted(parents):
        path: list[str] = []
        name: str | None = start
        while name is not None and name in parents and name not in seen:
            seen.add(name)
            path.append(name)
            name = parents[name]
        if name in path:
            circle = path[path.index(name) :]
            yield [*circle, circle[0]]


def _top_down(parents: Mapping[str, str | None]) -> list[str]:
    """The names, each after its parent."""

    def depth(name: str) -> int:
        parent = parents.get(name)
        return 0 if parent is None or parent not in parents else 1 + depth(parent)

    return sorted(parents, key=depth)


def _fill_below(parent: Indicator, all_: dict[str, Indicator], unit: Decimal) -> None:
    """Give the children of ``parent`` that have no target what follows from its own."""
    children = [each for each in all_.values() if each.parent == parent.name]
    missing = [each for each in children if each.target is None]
    if parent.target is None or not missing:
        return
    if parent.how in ("same", "mean"):
        # Nothing else is known of a mean than that everybody at the parent's target makes it.
        if parent.how == "same" or len(missing) == len(children):
            for each in missing:
                all_[each.name] = replace(each, target=parent.target)
        return
    left = parent.target - total(each.target or NOUGHT for each in children)
    weights = [max(NOUGHT, each.weight or NOUGHT) for each in missing]
    if left < 0 or not any(weights):
        return
    tail = left % unit
    names = [each.name for each in missing]
    shares = apportion(pd.Series(weights, index=names, dtype=object), left - tail, unit)
    heaviest = max(range(len(names)), key=lambda at: (weights[at], -at))
    for at, (each, share) in enumerate(zip(missing, shares, strict=True)):
        more = tail if at == heaviest else NOUGHT
        all_[each.name] = replace(each, target=Decimal(share) + more)


def _check(indicator: Indicator, whole: Cascade) -> Iterator[Finding]:
    """What does not fit between an indicator and those below it."""
    name, place = indicator.name, indicator.place
    if indicator.target is None:
        yield NO_TARGET.at(place, name=name)
    below = whole.below(name)
    weights = [each.weight for each in below if each.weight is not None]
    if weights and abs(total(weights) - 1) > _SLACK:
        yield WEIGHTS_MISS.at(place, name=name, weights=f"{total(weights):.2%}")
    targets = [each.target for each in below if each.target is not None]
    if indicator.target is None or not below:
        return
    if len(targets) < len(below) and (indicator.how != "sum" or total(targets) <= indicator.target):
        return  # what is missing may still make it fit
    if indicator.how == "same":
        odd = [each for each in targets if each != indicator.target]
        made = odd[0] if odd else indicator.target
        slack = NOUGHT
    elif indicator.how == "mean":
        parts = [each.weight or NOUGHT for each in below]
        if not any(parts):
            return
        made = total(p * t for p, t in zip(parts, targets, strict=True)) / total(parts)
        slack = _SLACK * max(Decimal(1), abs(indicator.target))
    else:
        made, slack = total(targets), NOUGHT
    if abs(made - indicator.target) > slack:
        how = _HOW_SHOWN[indicator.how].show()
        yield TARGETS_MISS.at(place, name=name, target=f"{indicator.target:,}", how=how,
                              below=f"{made:,}", gap=f"{made - indicator.target:+,}")  # fmt: skip

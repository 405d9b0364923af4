"""A scheme checks itself: weights add to 100, and bands hold every score exactly once."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from kamtools.appraisal.bands import BOTTOM, TOP
from kamtools.appraisal.scheme import Scheme
from kamtools.appraisal.structure import Role
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text

WEIGHTS = FindingKind(
    "scheme_weights", Severity.ERROR,
    Text("“{role}”各项分值合计 {total}，不是 100", "the items of {role} add to {total}, not 100"),
    Text("调整分值，使合计等于 100", "change the weights so that they add to 100"),
)  # fmt: skip
ITEM_TWICE = FindingKind(
    "scheme_item_twice", Severity.ERROR,
    Text("“{role}”里“{item}”出现 {times} 次", "{role} has the item {item} {times} times"),
    Text("改名或删去重复的项目", "rename or remove the repeated item"),
)  # fmt: skip
NO_POINTS = FindingKind(
    "scheme_item_without_points", Severity.ERROR,
    Text("“{role}”的“{item}”分值 {maximum}，应大于 0", "{item} of {role} is worth {maximum}"),
    Text("给它一个大于 0 的分值", "give it more than 0 points"),
)  # fmt: skip
POST_TWICE = FindingKind(
    "scheme_post_twice", Severity.ERROR,
    Text("岗位“{post}”属于多个考核表：{roles}", "post {post} belongs to several roles: {roles}"),
    Text("每个岗位只放在一个考核表里", "put each post under one role"),
)  # fmt: skip
HOLE = FindingKind(
    "scheme_band_hole", Severity.ERROR,
    Text("{low} 到 {high} 分没有任何一档", "no band holds scores from {low} to {high}"),
    Text("补上这一档，或让相邻的档接上", "add a band, or let its neighbours meet"),
)  # fmt: skip
OVERLAP = FindingKind(
    "scheme_band_overlap", Severity.ERROR,
    Text("{low} 到 {high} 分落在两档里", "two bands hold scores from {low} to {high}"),
    Text("让档与档首尾相接、互不重叠", "let bands meet without overlapping"),
)  # fmt: skip
OUTSIDE = FindingKind(
    "scheme_band_outside", Severity.ERROR,
    Text("{low} 到 {high} 分在 0 到 100 之外", "{low} to {high} lies outside 0 to 100"),
    Text("分数档只写 0 到 100", "keep the bands inside 0 to 100"),
)  # fmt: skip
FALLS = FindingKind(
    "scheme_pays_less_for_more", Severity.WARNING,
    Text("{score} 分起反而发得更少", "from {score} on, a higher score is paid less"),
    Text("确认是有意这样定的", "make sure that this is meant"),
)  # fmt: skip


def check(scheme: Scheme) -> list[Finding]:
    """Everything that is wrong with ``scheme``; empty when it may be used."""
    place = Place(scheme.name)
    roles = [finding for role in scheme.roles for finding in _role(role, place)]
    return [*roles, *_posts(scheme, place), *_bands(scheme, place)]


def _role(role: Role, place: Place) -> Iterator[Finding]:
    if role.maximum != TOP:
        yield WEIGHTS.at(place, role=role.name, total=role.maximum)
    for name, times in Counter(item.name for item in role.items).items():
        if times > 1:
            yield ITEM_TWICE.at(place, role=role.name, item=name, times=times)
    for item in role.items:
        if not item.maximum > 0:
            yield NO_POINTS.at(place, role=role.name, item=item.name, maximum=item.maximum)


def _posts(scheme: Scheme, place: Place) -> Iterator[Finding]:
    for post in {post: None for role in scheme.roles for post in role.posts}:
        roles = [role.name for role in scheme.roles if post in role.posts]
        if len(roles) > 1:
            yield POST_TWICE.at(place, post=post, roles="、".join(roles))


def _bands(scheme: Scheme, place: Place) -> Iterator[Finding]:
    """Walk the bands upward from 0 and say where they leave or share a stretch."""
    reached, paid = BOTTOM, Decimal(0)
    for band in sorted(scheme.bands, key=lambda band: (band.low, band.high)):
        if band.low < BOTTOM:
            yield OUTSIDE.at(place, low=band.low, high=min(BOTTOM, band.high))
        elif band.low > reached:
            yield HOLE.at(place, low=reached, high=band.low)
        elif band.low < reached:
            yield OVERLAP.at(place, low=band.low, high=min(reached, band.high))
        if band.factor(band.low) < paid:
            yield FALLS.at(place, score=band.low)
        reached = max(reached, band.high)
        paid = max(paid, band.factor(band.high))
    if reached < TOP:
        yield HOLE.at(place, low=reached, high=TOP)
    elif reached > TOP:
        yield OUTSIDE.at(place, low=TOP, high=reached)

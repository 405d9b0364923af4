"""Ways to divide the year that somebody gave a name: kept beside the workspace's memory."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from kamtools.files import remembered, write_whole
from kamtools.periods import Period
from kamtools.targets.factors import Factor
from kamtools.widgets.knobs import Knobs, Limit
from kamtools.workspace import Workspace


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _KeptLimit(_Kept):
    store: str
    month: str
    locked: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None


class _KeptKnobs(_Kept):
    weights: dict[str, float]
    limits: list[_KeptLimit]
    opened: list[str]
    as_proposed: bool
    hold_stores: bool


_ALL = TypeAdapter(dict[str, _KeptKnobs])


def file_of(space: Workspace, year: int) -> Path:
    """Where the year's scenarios lie."""
    return space.memory / f"scenarios_{year}.json"


def load(file: Path) -> dict[str, Knobs]:
    """The scenarios of ``file`` by name; none where it is damaged or not there."""
    kept = remembered(file, _ALL) or {}
    return {name: _knobs(each) for name, each in kept.items()}


def save(file: Path, scenarios: Mapping[str, Knobs]) -> None:
    """Write them all."""
    kept = {name: _kept(knobs) for name, knobs in scenarios.items()}
    write_whole(file, _ALL.dump_json(kept, indent=1).decode())


def _kept(knobs: Knobs) -> _KeptKnobs:
    return _KeptKnobs(
        weights={factor.name: weight for factor, weight in knobs.weights.items()},
        limits=[
            _KeptLimit(
                store=store, month=str(month), locked=limit.locked,
                minimum=limit.minimum, maximum=limit.maximum,
            )
            for (store, month), limit in sorted(knobs.limits.items())
        ],
        opened=[str(month) for month in sorted(knobs.opened)],
        as_proposed=knobs.as_proposed,
        hold_stores=knobs.hold_stores,
    )  # fmt: skip


def _knobs(kept: _KeptKnobs) -> Knobs:
    known = {factor.name: factor for factor in Factor}
    return Knobs(
        weights={known[name]: weight for name, weight in kept.weights.items() if name in known},
        limits={
            (each.store, Period.parse(each.month)): Limit(each.locked, each.minimum, each.maximum)
            for each in kept.limits
        },
        opened=frozenset(map(Period.parse, kept.opened)),
        as_proposed=kept.as_proposed,
        hold_stores=kept.hold_stores,
    )

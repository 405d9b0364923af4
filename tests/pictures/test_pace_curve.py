"""The pace of a month, drawn."""

from datetime import date
from decimal import Decimal

from kamtools.pictures.pace_curve import pace_curve


def day(number: int, sold: int | None, due: int | None, before: int | None) -> dict[str, object]:
    def amount(value: int | None) -> Decimal | None:
        return None if value is None else Decimal(value) * 10_000

    return {
        "日期": date(2026, 10, number), "累计": amount(sold), "应达": amount(due),
        "去年累计": amount(before),
    }  # fmt: skip


def labels(*days: dict[str, object]) -> list[str]:
    (axes,) = pace_curve(days, "进度").axes
    return axes.get_legend_handles_labels()[1]


def test_what_is_ahead_and_what_is_behind_are_told_apart() -> None:
    days = [day(1, 1, 2, 1), day(2, 5, 4, 2), day(3, None, 6, 3)]
    assert labels(*days) == ["累计实绩", "应达到", "超进度", "欠进度", "去年同期累计"]
    (axes,) = pace_curve(days, "进度").axes
    sold, due, before = axes.lines
    assert [list(line.get_ydata()) for line in (sold, due, before)] == [  # type: ignore[arg-type]
        [1, 5], [2, 4, 6], [1, 2, 3],
    ]  # fmt: skip


def test_without_target_last_year_or_days_it_draws_what_there_is() -> None:
    assert labels(day(1, 1, None, None)) == ["累计实绩"]
    assert labels(day(1, None, 2, None)) == ["应达到"]
    assert labels() == []

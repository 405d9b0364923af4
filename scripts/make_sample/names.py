"""Made-up names, from ``names.toml``, and how organisations are called in short."""

import tomllib
from pathlib import Path
from typing import Any

CITY = "青澜市"
REGIONS = ("城东", "城西", "滨江")

_LISTS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
STAFF_NAMES: list[str] = _LISTS["staff"]
SURNAMES: list[str] = _LISTS["surnames"]
GIVEN: list[str] = _LISTS["given"]
ROADS: list[str] = _LISTS["roads"]

LARGEST = [(one["name"], one["kind"], one["industry"]) for one in _LISTS["largest"]]
"""Name, kind and trade of the largest customers."""

_PATTERNS = (
    "青澜{0}{1}有限公司",
    "{0}（青澜）{1}有限公司",
    "青澜市{0}{1}有限责任公司",
    "{0}{1}集团股份有限公司青澜分公司",
)
_LEFT_OUT = (
    "股份有限公司", "有限责任公司", "有限公司", "集团", "（青澜）", "青澜市", "青澜", "管理",
)  # fmt: skip


def organisations() -> list[tuple[str, str, str]]:
    """Name, kind and trade of every organisation but the largest, in a fixed order."""
    public = [
        (name, "民企" if name.endswith("医院有限公司") else group["kind"], group["industry"])
        for group in _LISTS["public"]
        for name in group["names"]
    ]
    return public + _companies()


def _companies() -> list[tuple[str, str, str]]:
    brands: list[str] = _LISTS["companies"]["brands"]
    trades: list[tuple[str, str]] = list(_LISTS["companies"]["trades"].items())
    companies = []
    for number, brand in enumerate(brands + brands[:30]):
        trade, industry = trades[(number * 7 + number // len(brands)) % len(trades)]
        name = _PATTERNS[number % 4].format(brand, trade)
        companies.append((name, "民企" if number % 9 else "外企", industry))
    return companies


def short(name: str) -> str:
    """What people call it."""
    for part in _LEFT_OUT:
        if len(name) - len(part) >= 3:
            name = name.replace(part, "")
    return name

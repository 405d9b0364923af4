"""Data for a template of a form that nobody knows: every placeholder shows its own name."""

from collections.abc import Iterable

from kamtools.excel.template import TextCell
from kamtools.forms.binding import Placeholder, placeholders

_RECORDS = 3
"""How many records an invented list has."""


def invented(cells: Iterable[TextCell]) -> dict[str, object]:
    """Data that has every placeholder of a form nobody knows: its own name as a text."""
    data: dict[str, object] = {}
    for cell in cells:
        for each in placeholders(cell.text):
            _invent(data, each)
    return data


def _invent(data: dict[str, object], mark: Placeholder) -> None:
    *way, last = [step.strip() for step in mark.path.split(".")]
    here: list[dict[str, object]] = [data]
    for step in way:
        here = [inner for outer in here for inner in _inside(outer, step)]
    name, _, index = last.partition("[")
    for number, each in enumerate(here, start=1):
        shown = f"{name}{number}" if len(here) > 1 else name
        if not index:
            each.setdefault(name, shown)
        else:
            slots = each.setdefault(name, [])
            wanted = int(index.rstrip("]") or _RECORDS)
            if isinstance(slots, list):
                slots += [f"{name}{n + 1}" for n in range(len(slots), wanted)]


def _inside(outer: dict[str, object], step: str) -> list[dict[str, object]]:
    name, _, index = step.partition("[")
    inner = outer.setdefault(name, [] if index else {})
    if isinstance(inner, list):
        wanted = int(index.rstrip("]") or _RECORDS) if index else 0
        inner += [{} for _ in range(len(inner), wanted)]
        return [each for each in inner if isinstance(each, dict)]
    return [inner] if isinstance(inner, dict) else []

"""The values that charts carry: rewritten from the sheets, or dropped, never stale."""

from collections.abc import Callable, Iterator

from lxml import etree

from kamtools.excel.book import Book
from kamtools.excel.calculation.engine import Place
from kamtools.excel.calculation.values import CellValue, ErrorValue, Unknown, to_text
from kamtools.excel.carry import Carried, number_in_file
from kamtools.excel.display import GENERAL
from kamtools.excel.markup import CHART, CHART_2012, CHART_EX, Element
from kamtools.excel.references import read_reference, unquoted
from kamtools.excel.sheet import Sheet
from kamtools.excel.styles import Styles


def _c(tag: str) -> str:
    return f"{{{CHART}}}{tag}"


_THIS_BOOK = "[0]!"
"""Stands before a name of the workbook itself."""
_LABELS = {
    f"{{{CHART_2012}}}{holder}": f"{{{CHART_2012}}}{cache}"
    for holder, cache in (
        ("datalabelsRange", "dlblRangeCache"),
        ("dlblFTEntry", "dlblFieldTableCache"),
    )
}
"""Labels taken from cells, and what carries their texts."""


def refresh_charts(book: Book, sheets: list[Sheet], carried: Carried, moved: bool) -> None:
    """Rewrite what the charts of the workbook carry of cells that changed."""
    styles = Styles(book)

    def shown_as(place: Place) -> str:
        """The code by which a cell of the workbook shows its number."""
        return styles.number_format(sheets[place[0]].style(place[1], place[2]))

    for part in book.package.parts:
        if not (part.startswith("xl/charts/") and part.endswith(".xml") and "/_rels/" not in part):
            continue
        root = book.tree(part)
        kinds = (_c("numRef"), _c("strRef"), _c("multiLvlStrRef"), *_LABELS)
        for holder in list(root.iter(*kinds)):
            if _refresh(holder, carried, moved, shown_as):
                book.touch(part)
        for formula in list(root.iter(f"{{{CHART_EX}}}f")):
            if _drop_levels(formula, carried, moved):
                book.touch(part)


def _places(formula: str, carried: Carried) -> list[Place] | None:
    """The cells a series names, in order; None when it is no single area of this workbook."""
    found = read_reference(formula)
    number = carried.cells.sheets.get((found.sheet or "").casefold()) if found else None
    if found is None or number is None or not found.first.row or not found.first.column:
        return None
    top, left, bottom, right = found.box()
    return [
        (number, row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
    ]


def _same(formula: str, carried: Carried, moved: bool) -> bool:
    """Whether what is no single area is as it was: a name, several areas, another workbook's."""
    text, sheets = formula.removeprefix(_THIS_BOOK), carried.cells.sheets
    sheet, _, name = text.rpartition("!")
    own = sheets.get(unquoted(sheet).casefold()) if read_reference(text) is None else None
    needed = carried.cells.needs.of(text if own is None else name, own or 0)
    if not needed or moved:
        return needed == []
    areas = [(sheets.get((one[0] or "").casefold()), *one[1:]) for one in needed]
    return not any(
        number in (place[0], None) and top <= place[1] <= bottom and left <= place[2] <= right
        for place in carried.changed
        for number, top, left, bottom, right in areas
    )


def _refresh(
    holder: Element, carried: Carried, moved: bool, shown_as: Callable[[Place], str]
) -> bool:
    formula = holder.findtext("{*}f") or ""
    places = _places(formula, carried)
    if places is not None and not moved and not any(place in carried.changed for place in places):
        return False
    if places is None and _same(formula, carried, moved):
        return False
    caches = [child for child in holder if str(child.tag).endswith("Cache")]
    if places is None or holder.tag == _c("multiLvlStrRef") or _doubtful(places, carried):
        for cache in caches:
            holder.remove(cache)
        return bool(caches)
    values = [carried.engine.shown(place) for place in places]
    _as_texts(holder, values)
    numbers = _as_numbers(holder, values)
    _write_cache(holder, caches, values, shown_as(places[0]) if numbers else GENERAL)
    return True


def _doubtful(places: list[Place], carried: Carried) -> bool:
    engine = carried.engine
    return any(place in engine.formulas and place not in engine.known for place in places)


def _as_texts(holder: Element, values: list[CellValue]) -> None:
    """Categories that turn out to be texts are said to be texts."""
    parent = holder.getparent()
    texts = any(isinstance(value, str) for value in values)
    if texts and holder.tag == _c("numRef") and parent is not None and parent.tag == _c("cat"):
        holder.tag = _c("strRef")


def _as_numbers(holder: Element, values: list[CellValue]) -> bool:
    """Categories that turn out to be numbers or days, where a placeholder stood, are such."""
    parent = holder.getparent()
    category = parent is not None and parent.tag == _c("cat") and holder.tag == _c("strRef")
    given = [value for value in values if value is not None]
    numbers = category and bool(given) and all(type(value) is float for value in given)
    if numbers:
        holder.tag = _c("numRef")
    return numbers


def _write_cache(
    holder: Element, old: list[Element], values: list[CellValue], otherwise: str
) -> None:
    numbers = holder.tag == _c("numRef")
    cache = etree.Element(_LABELS.get(str(holder.tag)) or _c("numCache" if numbers else "strCache"))
    if numbers:
        code = next((text for one in old if (text := one.findtext(_c("formatCode")))), otherwise)
        etree.SubElement(cache, _c("formatCode")).text = code
    etree.SubElement(cache, _c("ptCount")).set("val", str(len(values)))
    for index, text in _points(values, numbers):
        point = etree.SubElement(cache, _c("pt"))
        point.set("idx", str(index))
        etree.SubElement(point, _c("v")).text = text
    for one in old:
        holder.remove(one)
    formula = holder.find("{*}f")
    if formula is not None:
        formula.addnext(cache)


def _points(values: list[CellValue], numbers: bool) -> Iterator[tuple[int, str]]:
    for index, value in enumerate(values):
        if value is None:
            continue
        if numbers:
            if isinstance(value, float):
                yield index, number_in_file(value)
            elif isinstance(value, ErrorValue):
                yield index, value.code
        else:
            yield index, _text(value)


def _text(value: CellValue) -> str:
    if isinstance(value, ErrorValue):
        return value.code
    try:
        return to_text(value)
    except Unknown:
        return str(value)


def _drop_levels(formula: Element, carried: Carried, moved: bool) -> bool:
    """The newer chart kinds (waterfall, treemap …) read their cells anew without these."""
    places = _places(formula.text or "", carried)
    if places is not None and not moved and not any(place in carried.changed for place in places):
        return False
    if places is None and _same(formula.text or "", carried, moved):
        return False
    parent = formula.getparent()
    levels = [] if parent is None else list(parent.iterchildren(f"{{{CHART_EX}}}lvl"))
    for level in levels:
        level.getparent().remove(level)  # type: ignore[union-attr]
    return bool(levels)

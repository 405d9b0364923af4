"""What a worksheet says about its ranges, after rows have moved: merges, rules, breaks, links.

Called for every sheet of a workbook in which a sheet grows, since formulas of rules may lead there.
"""

from collections.abc import Callable
from copy import deepcopy

from kamtools.excel.formulas import read_formula
from kamtools.excel.grow_cells import any_changed, follow_text
from kamtools.excel.grow_ranges import first_row, followed, placed, spread
from kamtools.excel.markup import DRAWING, X14, XM, Element, main
from kamtools.excel.moves import Moves
from kamtools.excel.references import Mapping, read_reference
from kamtools.excel.rows import RowMap
from kamtools.excel.sheet import Sheet

F, SQREF = f"{{{XM}}}f", f"{{{XM}}}sqref"


def grow_rules(sheet: Sheet, moves: Moves) -> bool:
    """Let everything but the rows themselves follow; whether anything changed."""
    steps: tuple[Callable[[Sheet, Moves], bool], ...] = (
        _repeated_ranges,
        _ranges,
        _rules,
        _extended_rules,
        _sparklines,
        _breaks,
        _controls,
        _links,
    )
    return any_changed(step(sheet, moves) for step in steps)


def _set(element: Element, name: str, value: str) -> bool:
    changed = element.get(name) != value
    if changed:
        element.set(name, value)
    return changed


def _repeated_ranges(sheet: Sheet, moves: Moves) -> bool:
    """Merges and hyperlinks stand once per record."""
    rows = moves.of(sheet.name)
    if not rows.grown:
        return False
    for holder_tag, tag in (("mergeCells", "mergeCell"), ("hyperlinks", "hyperlink")):
        holder = sheet.root.find(main(holder_tag))
        if holder is not None:
            _repeat(holder, main(tag), rows)
            if "count" in holder.attrib:
                holder.set("count", str(len(holder)))
    return True


def _repeat(holder: Element, tag: str, rows: RowMap) -> None:
    for element in list(holder.iterchildren(tag)):
        at = element
        for number, (ref, _, _) in enumerate(list(placed(element.get("ref", ""), rows))):
            if number:
                copy = deepcopy(element)
                at.addnext(copy)
                at = copy
            at.set("ref", ref)


def _ranges(sheet: Sheet, moves: Moves) -> bool:
    """Attributes that name ranges of this sheet."""
    rows = moves.of(sheet.name)
    if not rows.grown:
        return False
    for tag in ("protectedRange", "ignoredError"):
        for element in sheet.root.iter(main(tag)):
            _set(element, "sqref", spread(element.get("sqref", ""), rows))
    once = (("autoFilter", "ref"), ("sortState", "ref"), ("sortCondition", "ref"))
    for tag, name in (*once, ("inputCells", "r"), ("cellWatch", "r")):
        for element in sheet.root.iter(main(tag)):
            _set(element, name, followed(element.get(name, ""), moves, sheet.name))
    return True


def _rules(sheet: Sheet, moves: Moves) -> bool:
    """Conditional formats and validations."""
    changed = False
    for tag in ("conditionalFormatting", "dataValidation"):
        for element in sheet.root.iter(main(tag)):
            sqref = element.get("sqref", "")
            where = moves.rule(sheet.name, first_row(sqref))
            for formula in element.iter(main("formula"), main("formula1"), main("formula2")):
                changed |= follow_text(formula, where)
            changed |= _thresholds(element, main("cfvo"), where)
            changed |= _set(element, "sqref", spread(sqref, moves.of(sheet.name)))
    return changed


def _thresholds(element: Element, tag: str, where: Mapping) -> bool:
    """Colour scales, data bars and icons may take their thresholds from cells."""
    changed = False
    for threshold in element.iter(tag):
        if value := threshold.get("val"):
            changed |= _set(threshold, "val", read_formula(value).mapped(where))
    return changed


def _extended_rules(sheet: Sheet, moves: Moves) -> bool:
    """Excel 2010's rules, whose ranges and formulas are texts of elements."""
    changed = False
    for tag in ("conditionalFormatting", "dataValidation"):
        for element in sheet.root.iter(f"{{{X14}}}{tag}"):
            target = element.find(SQREF)
            sqref = (target.text or "") if target is not None else ""
            where = moves.rule(sheet.name, first_row(sqref))
            changed |= any_changed(follow_text(formula, where) for formula in element.iter(F))
            new = spread(sqref, moves.of(sheet.name))
            if target is not None and new != sqref:
                target.text, changed = new, True
    return changed


def _sparklines(sheet: Sheet, moves: Moves) -> bool:
    changed = False
    for axis in sheet.root.iterfind(f".//{{{X14}}}sparklineGroup/{F}"):
        changed |= follow_text(axis, moves.outside(sheet.name))
    for holder in sheet.root.iter(f"{{{X14}}}sparklines"):
        for sparkline in list(holder):
            changed |= _sparkline(sparkline, sheet.name, moves)
    return changed


def _sparkline(sparkline: Element, sheet: str, moves: Moves) -> bool:
    target = sparkline.find(SQREF)
    places = list(placed((target.text or "") if target is not None else "", moves.of(sheet)))
    copies = [sparkline, *(deepcopy(sparkline) for _ in places[1:])]
    changed = len(copies) > 1
    for element, (ref, block, copy), before in zip(copies, places, [None, *copies], strict=False):
        if before is not None:
            before.addnext(element)
        where = moves.inside(sheet, block, copy) if block else moves.outside(sheet)
        changed |= any_changed(follow_text(formula, where) for formula in element.iterfind(F))
        holder = element.find(SQREF)
        if holder is not None and holder.text != ref:
            holder.text, changed = ref, True
    return changed


def _breaks(sheet: Sheet, moves: Moves) -> bool:
    """A page break lies above the row that follows it, and moves with that row."""
    rows = moves.of(sheet.name)
    holder = sheet.root.find(main("rowBreaks"))
    if holder is None or not rows.grown:
        return False
    for element in list(holder):
        below = int(element.get("id", "0")) + 1
        block = rows.block(below)
        inside = block is not None and below > block.first
        copies = block.copies if block and inside else 1
        at = element
        for copy in range(copies):
            if copy:
                at.addnext(deepcopy(element))
                at = at.getnext()  # type: ignore[assignment]
            row = block.row(below, copy) if block else rows.top(below)
            at.set("id", str(row - 1))
    for name in ("count", "manualBreakCount"):
        if name in holder.attrib:
            holder.set(name, str(len(holder)))
    return True


def _controls(sheet: Sheet, moves: Moves) -> bool:
    """Form controls and embedded objects that stand on this sheet or are linked to cells."""
    changed = move_anchors(sheet.root, moves.of(sheet.name))
    for element in sheet.root.iter(main("controlPr"), main("objectPr")):
        for name in ("linkedCell", "listFillRange"):
            if text := element.get(name):
                where = moves.outside(sheet.name)
                changed |= _set(element, name, read_formula(text).mapped(where))
    return changed


def move_anchors(root: Element, rows: RowMap) -> bool:
    """Let the corners of shapes (``from`` and ``to``, rows counted from 0) follow."""
    if not rows.grown:
        return False
    anchors = {corner.getparent() for corner in root.iter(f"{{{DRAWING}}}row")}
    parents = {corner.getparent() for corner in anchors if corner is not None}
    for anchor in parents:
        if anchor is not None:
            _move_anchor(anchor, rows)
    return bool(parents)


def _move_anchor(anchor: Element, rows: RowMap) -> None:
    """Shapes stretch with their cells, keep their size, or stay, as their author chose."""
    how = anchor.get("editAs", "twoCell")
    ends = [
        row
        for end in anchor
        if isinstance(end.tag, str) and end.tag.endswith(("}from", "}to"))
        for row in end.iterchildren(f"{{{DRAWING}}}row")
    ]
    if how == "absolute" or not ends:
        return
    old = [int(end.text or 0) + 1 for end in ends]
    new = list(rows.span(old[0], old[-1])) if how == "twoCell" else []
    shift = rows.top(old[0]) - old[0]
    for end, row, moved in zip(ends, old, new or [row + shift for row in old], strict=False):
        end.text = str((moved if new else row + shift) - 1)


def _links(sheet: Sheet, moves: Moves) -> bool:
    """Links that lead to cells of this workbook."""
    changed = False
    for element in sheet.root.iter(main("hyperlink")):
        location = element.get("location", "")
        if read_reference(location) is not None:
            changed |= _set(element, "location", followed(location, moves, sheet.name))
    return changed

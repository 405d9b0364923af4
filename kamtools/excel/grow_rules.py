"""What a worksheet says about its ranges, after rows have moved: merges, rules, breaks, links.

Called for every sheet of a workbook in which a sheet grows, since formulas of rules may lead there.
"""

from collections.abc import Callable

from kamtools.excel.grow_cells import any_changed, follow_text
from kamtools.excel.grow_drawings import move_anchors
from kamtools.excel.grow_formulas import moved_formula
from kamtools.excel.grow_ranges import first_row, followed, repeated, spread
from kamtools.excel.markup import RELATIONS, X14, XM, Element, main, number_in
from kamtools.excel.moves import Moves
from kamtools.excel.references import LAST_ROW, Mapping, read_reference
from kamtools.excel.rows import Block
from kamtools.excel.sheet import Sheet

F, SQREF = f"{{{XM}}}f", f"{{{XM}}}sqref"


def grow_rules(sheet: Sheet, moves: Moves) -> bool:
    """Let everything but the rows themselves follow; whether anything changed."""
    steps: tuple[Callable[[Sheet, Moves], bool], ...] = (
        _merges,
        _hyperlinks,
        _ranges,
        _consolidated,
        _rules,
        _extended_rules,
        _other_extensions,
        _sparklines,
        _breaks,
        _column_breaks,
        _controls,
    )
    return any_changed(step(sheet, moves) for step in steps)


def _set(element: Element, name: str, value: str) -> bool:
    changed = element.get(name) != value
    if changed:
        element.set(name, value)
    return changed


def _merges(sheet: Sheet, moves: Moves) -> bool:
    """Merges stand once per record."""
    rows = moves.of(sheet.name)
    holder = sheet.root.find(main("mergeCells"))
    if holder is None or not rows.grown:
        return False
    for element in list(holder.iterchildren(main("mergeCell"))):
        for copy, ref, _, _ in repeated(element, element.get("ref", ""), rows):
            copy.set("ref", ref)
    if "count" in holder.attrib:
        holder.set("count", str(len(holder)))
    return True


def _hyperlinks(sheet: Sheet, moves: Moves) -> bool:
    """Links stand once per record; those that lead to cells of this workbook lead on.

    With an ``r:id`` the location lies in another file.
    """
    changed = False
    for element in list(sheet.root.iter(main("hyperlink"))):
        ref, location = element.get("ref", ""), element.get("location", "")
        inner = element.get(f"{{{RELATIONS}}}id") is None and read_reference(location)
        for link, place, block, copy in repeated(element, ref, moves.of(sheet.name)):
            changed |= _set(link, "ref", place)
            if inner:
                where = _where(sheet.name, moves, block, copy)
                changed |= _set(link, "location", moved_formula(location, where))
    return changed


def _where(sheet: str, moves: Moves, block: Block | None, copy: int) -> Mapping:
    return moves.inside(sheet, block, copy) if block else moves.outside(sheet)


def _ranges(sheet: Sheet, moves: Moves) -> bool:
    """Attributes that name ranges of this sheet."""
    rows = moves.of(sheet.name)
    if not rows.grown:
        return False
    for tag in ("protectedRange", "ignoredError"):
        for element in sheet.root.iter(main(tag)):
            _set(element, "sqref", spread(element.get("sqref", ""), rows))
    for tag, name in _ONCE:
        for element in sheet.root.iter(main(tag)):
            _set(element, name, followed(element.get(name, ""), moves, sheet.name))
    return True


_ONCE = (
    ("autoFilter", "ref"), ("sortState", "ref"), ("sortCondition", "ref"), ("inputCells", "r"),
    ("cellWatch", "r"), ("cellSmartTags", "r"),
)  # fmt: skip


def _consolidated(sheet: Sheet, moves: Moves) -> bool:
    """The areas that a consolidation on this sheet was made from; those of other files stay."""
    changed = False
    for element in sheet.root.iter(main("dataRef")):
        if element.get(f"{{{RELATIONS}}}id") is None and (ref := element.get("ref")):
            source = element.get("sheet", sheet.name)
            changed |= _set(element, "ref", followed(ref, moves, source))
    return changed


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
            changed |= _set(threshold, "val", moved_formula(value, where))
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


def _other_extensions(sheet: Sheet, moves: Moves) -> bool:
    """What else newer versions of Excel say of ranges: ignored errors, web extensions …"""
    known = {f"{{{X14}}}{tag}" for tag in ("conditionalFormatting", "dataValidation")}
    known.add(f"{{{X14}}}sparklineGroup")
    changed = False
    for element in sheet.root.iter(SQREF, F):
        if any(ancestor.tag in known for ancestor in element.iterancestors()):
            continue
        if element.tag == F:
            changed |= follow_text(element, moves.outside(sheet.name))
        elif (new := spread(element.text or "", moves.of(sheet.name))) != element.text:
            element.text, changed = new, True
    return changed


def _sparklines(sheet: Sheet, moves: Moves) -> bool:
    changed = False
    for axis in sheet.root.iterfind(f".//{{{X14}}}sparklineGroup/{F}"):
        changed |= follow_text(axis, moves.outside(sheet.name))
    for sparkline in list(sheet.root.iter(f"{{{X14}}}sparkline")):
        changed |= _sparkline(sparkline, sheet.name, moves)
    return changed


def _sparkline(sparkline: Element, sheet: str, moves: Moves) -> bool:
    ref = sparkline.findtext(SQREF) or ""
    standing = repeated(sparkline, ref, moves.of(sheet))
    changed = len(standing) > 1
    for element, place, block, copy in standing:
        where = _where(sheet, moves, block, copy)
        changed |= any_changed(follow_text(formula, where) for formula in element.iterfind(F))
        holder = element.find(SQREF)
        if holder is not None and holder.text != place:
            holder.text, changed = place, True
    return changed


def _breaks(sheet: Sheet, moves: Moves) -> bool:
    """A page break lies above the row that follows it, and moves with that row."""
    rows = moves.of(sheet.name)
    if not rows.grown:
        return False
    for holder in sheet.root.iter(main("rowBreaks")):
        for element in list(holder):
            below = int(number_in(element, "id")) + 1
            block = rows.block(below)
            inside = f"A{below}" if block and below > block.first else ""
            for copy, ref, _, _ in repeated(element, inside, rows):
                row = int(ref[1:]) if ref else rows.top(below)
                copy.set("id", str(row - 1))
        holder[:] = sorted(holder, key=lambda one: number_in(one, "id"))
        for name in ("count", "manualBreakCount"):
            if name in holder.attrib:
                holder.set(name, str(len(holder)))
    return True


def _column_breaks(sheet: Sheet, moves: Moves) -> bool:
    """A break between columns may run over some rows only (``min`` and ``max`` count from 0)."""
    rows = moves.of(sheet.name)
    changed = False
    for element in sheet.root.iterfind(f".//{main('colBreaks')}/{main('brk')}"):
        first, last = (int(number_in(element, name)) + 1 for name in ("min", "max"))
        if rows.grown and first <= last < LAST_ROW:
            new = rows.span(first, last)
            changed |= _set(element, "max", str(new[1] - 1))
            if "min" in element.attrib:
                changed |= _set(element, "min", str(new[0] - 1))
    return changed


def _controls(sheet: Sheet, moves: Moves) -> bool:
    """Form controls and embedded objects that stand on this sheet or are linked to cells."""
    changed = move_anchors(sheet.root, moves.of(sheet.name))
    for element in sheet.root.iter(main("controlPr"), main("objectPr")):
        for name in ("linkedCell", "listFillRange"):
            if text := element.get(name):
                where = moves.outside(sheet.name)
                changed |= _set(element, name, moved_formula(text, where))
    return changed

"""What the styles part says about cells: which are unlocked, which wrap, how large they write."""

from collections.abc import Callable
from copy import deepcopy
from functools import cached_property

from lxml import etree

from kamtools.excel.book import Book, NotAWorkbook
from kamtools.excel.display import BUILT_IN, GENERAL
from kamtools.excel.markup import Element, main, number_in

_DEFAULT_SIZE = 11.0
_DAY, _MOMENT = "14", "22"
"""Excel's own formats, shown as the computer's language writes dates."""


class Styles:
    """The cell formats (``cellXfs``) of a workbook, by the number that cells carry in ``s``."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._part = book.first_related("styles")
        self._root = book.tree(self._part) if self._part else None
        self._variants: dict[tuple[str | None, str], str] = {}
        self._fills: dict[str, str] = {}

    @cached_property
    def _formats(self) -> list[Element]:
        if self._root is None:
            return []
        return list(self._root.iterfind(f"{main('cellXfs')}/{main('xf')}"))

    @cached_property
    def _font_sizes(self) -> list[float]:
        if self._root is None:
            return []
        sizes = (
            font.find(main("sz")) for font in self._root.iterfind(f"{main('fonts')}/{main('font')}")
        )
        return [_DEFAULT_SIZE if size is None else _size(size) for size in sizes]

    @cached_property
    def digit_width(self) -> int:
        """The pixels that one unit of a column's width stands for.

        It is a digit's width in the first font: 8 in 宋体 and its like at 11 points, 7 in Calibri.
        """
        name = None if self._root is None else self._root.find(f".//{main('font')}/{main('name')}")
        return 7 if name is None or name.get("val", "").isascii() else 8

    def wraps(self, style: str | None) -> bool:
        """Whether text in a cell of that style goes on in a next line."""
        form = self._alignment(style)
        return form is not None and form.get("wrapText") in ("1", "true")

    def indent(self, style: str | None) -> int:
        """By how many steps a cell of that style is indented."""
        form = self._alignment(style)
        return 0 if form is None else int(number_in(form, "indent"))

    def font_size(self, style: str | None) -> float:
        """The size of a cell's font in points."""
        form = self._format(style)
        number = int(number_in(form, "fontId")) if form is not None else 0
        held = 0 <= number < len(self._font_sizes)
        return self._font_sizes[number] if held else _DEFAULT_SIZE

    def _alignment(self, style: str | None) -> Element | None:
        form = self._format(style)
        return None if form is None else form.find(main("alignment"))

    def _format(self, style: str | None) -> Element | None:
        number = int(style) if style and style.isdecimal() else 0
        return self._formats[number] if number < len(self._formats) else None

    def unlocked(self, style: str | None) -> bool:
        """Whether a cell of that style may be edited on a protected sheet."""
        form = self._format(style)
        protection = form.find(main("protection")) if form is not None else None
        return protection is not None and protection.get("locked", "1") in ("0", "false")

    def dated(self, style: str | None, with_time: bool) -> str | None:
        """The style to show a date in: the cell's own, unless that is General.

        A General cell would show 46326; its style is copied with Excel's own date format, which
        adds to the styles part.
        """
        form = self._format(style)
        if form is None or form.get("numFmtId", "0") != "0":
            return style

        def change(copy: Element) -> None:
            """Show days as Excel does by itself."""
            copy.set("numFmtId", _MOMENT if with_time else _DAY)
            copy.set("applyNumberFormat", "1")

        return self._variant(style, "moment" if with_time else "day", change)

    def locked(self, style: str | None, locked: bool) -> str | None:
        """The style that is the same but for the lock; raises ``NotAWorkbook`` without styles."""
        if self._format(style) is None:
            raise NotAWorkbook(file=self._book.path.name)
        if self.unlocked(style) is not locked:
            return style

        def change(copy: Element) -> None:
            """Lock, or unlock."""
            protection = copy.find(main("protection"))
            if protection is None:
                protection = etree.Element(main("protection"))
                alignment = copy.find(main("alignment"))
                copy.insert(0 if alignment is None else 1, protection)
            protection.set("locked", "1" if locked else "0")
            copy.set("applyProtection", "1")

        return self._variant(style, "locked" if locked else "unlocked", change)

    def filled(self, style: str | None, colour: str) -> str | None:
        """The style that is the same but for a background in ``colour`` (``FFC7CE``).

        A workbook without styles keeps the style it has.
        """
        if self._root is None or self._format(style) is None:
            return style
        fill = self._fill(colour)

        def change(copy: Element) -> None:
            """Have the background."""
            copy.set("fillId", fill)
            copy.set("applyFill", "1")

        return self._variant(style, f"filled {colour}", change)

    def _fill(self, colour: str) -> str:
        """The number of a solid fill in that colour, made on first need."""
        assert self._root is not None
        fills = self._root.find(main("fills"))
        if fills is None:
            return "0"
        if colour not in self._fills:
            fill = etree.SubElement(fills, main("fill"))
            pattern = etree.SubElement(fill, main("patternFill"), patternType="solid")
            etree.SubElement(pattern, main("fgColor"), rgb=f"FF{colour}")
            etree.SubElement(pattern, main("bgColor"), indexed="64")
            self._fills[colour] = str(len(fills) - 1)
            fills.set("count", str(len(fills)))
        return self._fills[colour]

    def _variant(self, style: str | None, how: str, change: Callable[[Element], None]) -> str:
        """A style like another but for one change, which adds to the styles part."""
        form = self._format(style)
        assert form is not None
        if (style, how) not in self._variants:
            copy = deepcopy(form)
            change(copy)
            self._variants[style, how] = self._append(copy)
        return self._variants[style, how]

    def number_format(self, style: str | None) -> str:
        """The code by which a cell of that style shows its number, such as ``0.00`` or General."""
        form = self._format(style)
        number = int(number_in(form, "numFmtId")) if form is not None else 0
        return self._codes.get(number) or BUILT_IN.get(number, GENERAL)

    @cached_property
    def _codes(self) -> dict[int, str]:
        if self._root is None:
            return {}
        found = self._root.iterfind(f"{main('numFmts')}/{main('numFmt')}")
        return {int(number_in(one, "numFmtId")): one.get("formatCode", "") for one in found}

    def _append(self, form: Element) -> str:
        holder = self._formats[0].getparent()
        assert holder is not None
        holder.append(form)
        self._formats.append(form)
        holder.set("count", str(len(self._formats)))
        self._book.touch(self._part or "")
        return str(len(self._formats) - 1)


def _size(element: Element) -> float:
    """A font's size in points; none is nothing or less."""
    size = number_in(element, "val")
    return size if size > 0 else _DEFAULT_SIZE

"""What the styles part says about cells: which ones are unlocked, which ones show dates."""

from functools import cached_property

from kamtools.excel.book import Book
from kamtools.excel.markup import Element, main


class Styles:
    """The cell formats (``cellXfs``) of a workbook, by the number that cells carry in ``s``."""

    def __init__(self, book: Book) -> None:
        part = book.first_related("styles")
        self._root = book.tree(part) if part else None

    @cached_property
    def _formats(self) -> list[Element]:
        if self._root is None:
            return []
        return list(self._root.iterfind(f"{main('cellXfs')}/{main('xf')}"))

    def unlocked(self, style: str | None) -> bool:
        """Whether a cell of that style may be edited on a protected sheet."""
        number = int(style or 0)
        if number >= len(self._formats):
            return False
        protection = self._formats[number].find(main("protection"))
        return protection is not None and protection.get("locked", "1") in ("0", "false")

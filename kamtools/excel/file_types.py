"""Workbook or template, with macros or without: what the main part's content type says."""

from pathlib import Path

from kamtools.errors import KamError
from kamtools.excel.book import Book
from kamtools.excel.markup import CONTENT_TYPES, Element
from kamtools.excel.package import key
from kamtools.language import Text

_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}.main+xml"
_MACROS = "application/vnd.ms-excel.{}.macroEnabled.main+xml"
_BECOMES = {form.format("template"): form.format("sheet") for form in (_PLAIN, _MACROS)}
_EXTENSIONS = {_PLAIN.format("sheet"): ".xlsx", _MACROS.format("sheet"): ".xlsm"}


class WrongExtension(KamError):
    """Excel refuses to open a file whose name ends otherwise than its content says."""

    what = Text(
        "由 {file} 生成的文件名应以 {right} 结尾，不能是 {wrong}",
        "what is made of {file} must be called {right}, not {wrong}",
    )
    do = Text("请改输出文件的扩展名", "change the extension of the output file")


def as_workbook(book: Book, out: Path) -> None:
    """Make a template a workbook; raises ``WrongExtension`` if ``out`` can't be called so."""
    element = _declaration(book)
    if element is None:
        return
    kind = element.get("ContentType", "")
    if kind in _BECOMES:
        element.set("ContentType", _BECOMES[kind])
        book.touch(book.types)
    _check(book, out, _EXTENSIONS.get(_BECOMES.get(kind, kind), ""))


def _declaration(book: Book) -> Element | None:
    """What gives the main part its type: an entry of its own, or that of all parts that end so."""
    types = book.tree(book.types)
    for element in types.iterchildren(f"{{{CONTENT_TYPES}}}Override"):
        if key(element.get("PartName", "")) == key(book.part):
            return element
    ending = book.part.rpartition(".")[2].casefold()
    for element in types.iterchildren(f"{{{CONTENT_TYPES}}}Default"):
        if element.get("Extension", "").casefold() == ending:
            return element
    return None


def _check(book: Book, out: Path, right: str) -> None:
    wrong = out.suffix.lower()
    if right and wrong != right:
        raise WrongExtension(file=book.path.name, right=right, wrong=wrong or out.name)

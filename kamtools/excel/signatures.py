"""Digital signatures of a workbook: they sign its very bytes, so whatever is filled breaks them."""

from kamtools.excel.book import Book
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text

SIGNATURE_BROKEN = FindingKind(
    "signature_broken",
    Severity.WARNING,
    what=Text(
        "模板带数字签名；填写后签名失效，Excel 打开时会提示“签名无效”",
        "the template is signed; what was filled breaks the signature, and Excel will say so",
    ),
    do=Text(
        "请在填好的文件上重新签名，或用未签名的模板",
        "sign the filled file again, or take a template without signature",
    ),
)


def broken_signature(book: Book) -> list[Finding]:
    """A finding when the package is signed; macros' own signature stays valid and is no matter.

    The relationship is that of ECMA-376 part 2, 13.2.4.
    """
    links = book.relations("")
    if not any(link.kind == "origin" and link.target in book.package for link in links):
        return []
    return [SIGNATURE_BROKEN.at(Place(book.path.name))]

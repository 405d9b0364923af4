"""From files people export or type to rows of the ledger: every row is loaded, or listed.

``sources`` files → grids · ``header`` where the header is · ``match`` which table, which columns ·
``coerce`` what people type → values · ``rows`` data rows, and the others by name (``fates``) ·
``lines`` of an order · ``months``, ``registers``, ``repeats`` what one cell can't tell ·
``totals``, ``leftover``, ``days`` what would go wrong in silence · ``asked`` what somebody typed ·
``earlier`` what the ledger has from the same files · ``strangers`` sheets of no table ·
``unlisted`` codes of earlier imports that are in no list ·
``mappings`` what ``kam.toml`` says of foreign exports ·
``load`` all of it in one transaction, ``report`` its outcome.
"""

from kamtools.ledger.imports.load import import_files
from kamtools.ledger.imports.report import FileResult, ImportReport

__all__ = ["FileResult", "ImportReport", "import_files"]

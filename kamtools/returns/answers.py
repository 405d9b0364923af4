"""What a returned workbook says, by placeholder path: plain data for ``kam read``.

Numbers are JSON numbers with every digit the file holds (a text where a float would lose one), days
are ISO texts.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from kamtools.excel.changes import Value
from kamtools.findings import Finding
from kamtools.forms.binding import paths_in, texts_back
from kamtools.forms.identity import list_of
from kamtools.returns.read import ReadBack, Returned

Plain = str | int | float | bool | None


def answers(read: ReadBack, findings: Iterable[Finding]) -> dict[str, object]:
    """``form, template_version, period, recipient, subject, run, file_id, signature, fields, rows,
    findings``: ``fields`` by path, ``rows`` by list, each record by the rest of its paths.
    """
    identity = read.identity
    about = ("form", "template_version", "period", "recipient", "subject", "run", "file_id")
    return {
        **{name: getattr(identity, name, None) for name in about},
        "signature": read.signature,
        "fields": fields(read),
        "rows": rows(read),
        "findings": [_finding(each) for each in findings],
    }


def fields(read: ReadBack) -> dict[str, Plain]:
    """The paths that stand once. Of several cells with one path, a changed one counts."""
    single = [each for each in read.cells if each.cell.item is None and each.state == "read"]
    return _by_path(single)


def rows(read: ReadBack) -> dict[str, list[dict[str, Plain]]]:
    """The records of each list as they were sent, without the deleted ones; then the added ones."""
    records: dict[str, dict[int, list[Returned]]] = {}
    for each in read.cells:
        if each.cell.item is not None:
            of_list = records.setdefault(list_of(each.cell), {})
            of_list.setdefault(each.cell.item, []).append(each)
    deleted = {(row.name, row.item) for row in read.deleted_rows}
    found = {
        name: [
            _record(_by_path(each for each in cells if each.state == "read"))
            for item, cells in sorted(items.items())
            if (name, item) not in deleted
        ]
        for name, items in records.items()
    }
    for row in read.extra_rows:
        added = [_parts(path, value) for path, value in row.values.items()]
        found[row.name].append(_record({p: v for part in added for p, v in part.items()}))
    return found


def _record(values: Mapping[str, Plain]) -> dict[str, Plain]:
    """``联系人[].手机`` is 手机 in its record."""
    return {path.partition("[].")[2] or path: value for path, value in values.items()}


def _by_path(cells: Iterable[Returned]) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    changed: set[str] = set()
    for each in cells:
        for path, value in _parts(each.cell.path, each.value).items():
            if path not in changed:
                found[path] = value
                changed |= {path} if each.changed else set()
    return found


def _parts(path: str, value: Value) -> dict[str, Plain]:
    """What a cell says by path; of words around placeholders, what stands for each of them.

    Where the words are gone, all of it is what stands for the only placeholder there is.
    """
    if "{{" not in path:
        return {path: plain(value)}
    found = texts_back(path, "" if value is None else str(value))
    paths = paths_in(path)
    return {**(found or {paths[0] if len(paths) == 1 else path: plain(value)})}


def plain(value: Value) -> Plain:
    """A value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _number(value)
    return value


def _number(number: Decimal) -> Plain:
    if number == number.to_integral_value() and abs(number) < 10**15:
        return int(number)
    return float(number) if Decimal(repr(float(number))) == number else str(number)


def _finding(finding: Finding) -> dict[str, object]:
    place = finding.place
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "sheet": place.sheet,
        "cell": place.cell,
        "what": finding.what,
        "do": finding.do,
    }

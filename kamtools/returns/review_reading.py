"""Reading a review that a person decided on, whichever program saved it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kamtools.errors import KamError
from kamtools.excel.changes import Cell
from kamtools.excel.opening.encryption import opened
from kamtools.excel.references import address
from kamtools.excel.returned import Cells, ReadCell, read_cells
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.forms import record
from kamtools.language import Text
from kamtools.returns import review_rows
from kamtools.returns.review import DECISION, HEADS, NUMBER, OUTCOME, TITLE
from kamtools.returns.review_rows import OUTCOMES, ReviewRow

_YES = frozenset(("接受", "√", "✓", "是", "y", "yes", "ok", "1", "采用", "同意", "对", "true",
                  "accept", "accepted"))  # fmt: skip
_NO = frozenset(("拒绝", "×", "✗", "x", "否", "n", "no", "0", "不采用", "不同意", "不", "false",
                 "reject", "rejected"))  # fmt: skip
_NEITHER = frozenset(("", "—", "-"))

NOT_A_DECISION = FindingKind(
    "review_not_a_decision", Severity.ERROR,
    Text("“采用？”里写的是“{text}”，看不懂", "the decision says {text}, which is not understood"),
    Text("请写 接受 或 拒绝，再运行一次 kam merge", "write 接受 or 拒绝, then run kam merge again"),
)  # fmt: skip
ROW_EDITED = FindingKind(
    "review_row_edited", Severity.ERROR,
    Text("“{head}”一栏由“{was}”改成了“{now}”；只有“采用？”可以填，这一行没有写入",
         "{head} was changed from {was} to {now}; only the decision counts, the row is not taken"),
    Text("要写入别的值，请改收回的表再 kam collect；否则恢复原样",
         "for another value change the returned form and collect again; else put it back"),
)  # fmt: skip
ROW_TWICE = FindingKind(
    "review_row_twice", Severity.ERROR,
    Text("第 {number} 号出现了不止一次，决定不同，没有写入",
         "number {number} stands here more than once, decided otherwise; not taken"),
    Text("只留一行", "keep one of them"),
)  # fmt: skip
UNKNOWN_ROW = FindingKind(
    "review_unknown_row", Severity.WARNING,
    Text("核对表里没有第 {number} 号，这一行没有用",
         "the review has no number {number}; the row means nothing"),
    Text("新的改动请写在收回的表里，再运行 kam collect",
         "write changes into the returned form and collect again"),
)  # fmt: skip
ROW_GONE = FindingKind(
    "review_row_gone", Severity.WARNING,
    Text("第 {number} 号（{label}）的行被删掉了，按没有决定处理",
         "the row of number {number} ({label}) was deleted; it counts as undecided"),
    Text("要写入请再运行 kam collect", "to have it, collect again"),
)  # fmt: skip
NOT_ACCEPTABLE = FindingKind(
    "review_not_acceptable", Severity.ERROR,
    Text("第 {number} 号（{label}）不能接受：{note}", "{number} ({label}) can't be taken: {note}"),
    Text("请让对方改好后再交", "have the sender put it right"),
)  # fmt: skip


class NotAReview(KamError):
    """The file is no review of this workspace."""

    what = Text("“{file}”不是本工作区的核对表", "{file} is no review of this workspace")
    do = Text(
        "用 kam collect 写出的 out/月份/review.xlsx；隐藏页被改过的，请再收一次",
        "take out/MONTH/review.xlsx as kam collect wrote it; collect again if it was tampered with",
    )


class AFolder(KamError):
    """A folder was named where a review is wanted."""

    what = Text("“{file}”是文件夹，不是核对表", "{file} is a folder, no review")
    do = Text(
        "写核对表的文件名，例如 out/2026-10/review.xlsx；要收表，用 kam collect",
        "name the review, as out/2026-10/review.xlsx; to collect returns: kam collect",
    )


@dataclass(frozen=True)
class Decided:
    """A row of the review and what was decided: True, False, or None for nothing yet."""

    row: ReviewRow
    accepted: bool | None
    place: Place


@dataclass
class ReadReview:
    """All rows of a review with their decisions, and what was noticed."""

    decided: list[Decided] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class _Line:
    """One row of the sheet as it stands."""

    number: str
    texts: tuple[str, ...]
    decision: str
    place: Place


def read_review(path: Path, key: bytes, passwords: Sequence[str] = ()) -> ReadReview:
    """Read the decisions in ``path``; a row that was edited beyond its decision is not taken.

    Raises ``NotAReview``, ``AFolder``, or what ``opened`` and ``read_cells`` raise.
    """
    if path.is_dir():
        raise AFolder(file=path)
    with opened(path, passwords) as plain:
        now = read_cells(plain)
    rows = {str(row.number): row for row in _hidden(path.name, now, key)}
    found = ReadReview()
    lines: dict[str, list[_Line]] = {}
    for line in _lines(path.name, now):
        lines.setdefault(line.number, []).append(line)
    for number, same in lines.items():
        if number in rows:
            found.decided.append(_decide(rows[number], same, found.findings))
        elif number:
            found.findings.append(UNKNOWN_ROW.at(same[0].place, number=number))
    for number, row in rows.items():
        if number not in lines:
            finding = ROW_GONE.at(Place(path.name), number=number, label=row.label)
            found.findings.append(finding)
            found.decided.append(Decided(row, None, finding.place))
    return found


def _hidden(file: str, now: Cells, key: bytes) -> list[ReviewRow]:
    """What the very hidden sheet says, if its signature is ours."""
    for sheet in now.states:
        if now.at(Cell(sheet, 1, 1)).value != TITLE:
            continue
        count = sum(cell.sheet == sheet for cell in now.cells)
        column = (now.at(Cell(sheet, row, 1)).value for row in range(1, count + 1))
        _, signature, *pieces = record.texts_below(column)
        text = "".join(pieces)
        if record.check(text, signature, key) != "good":
            break
        return review_rows.decode(text)
    raise NotAReview(file=file)


def _lines(file: str, now: Cells) -> Iterator[_Line]:
    """The rows below the header, wherever people moved its columns."""
    sheet, head, columns = _header(file, now)
    last = max((cell.row for cell in now.cells if cell.sheet == sheet), default=head)
    for row in range(head + 1, last + 1):
        texts = [_text(now.at(Cell(sheet, row, columns[head]))) for head in HEADS]
        place = Place(file, sheet, address(row, columns[DECISION]))
        yield _Line(texts[0], tuple(texts[:-1]), texts[-1], place)


def _header(file: str, now: Cells) -> tuple[str, int, dict[Text, int]]:
    """Sheet, row and columns of the heads, in whichever language it was written."""
    known = {word: head for head in HEADS for word in (head.zh, head.en)}
    heads: dict[tuple[str, int], dict[Text, int]] = {}
    for cell, read in now.cells.items():
        if isinstance(read.value, str) and read.value in known:
            heads.setdefault((cell.sheet, cell.row), {})[known[read.value]] = cell.column
    for (sheet, row), columns in heads.items():
        if len(columns) == len(HEADS) and NUMBER in columns:
            return sheet, row, columns
    raise NotAReview(file=file)


def _text(cell: ReadCell) -> str:
    return "" if cell.value is None else _clean(str(cell.value))


def _clean(text: str) -> str:
    """A text as it is the same whichever program has saved it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _decide(row: ReviewRow, lines: list[_Line], findings: list[Finding]) -> Decided:
    """What the line (or equal copies of it) decides of ``row``."""
    first = lines[0]
    undecided = Decided(row, None, first.place)
    if len({_meaning(line.decision) for line in lines}) > 1:
        findings.append(ROW_TWICE.at(first.place, number=row.number))
        return undecided
    meaning = _meaning(first.decision)
    if meaning == "?":
        findings.append(NOT_A_DECISION.at(first.place, text=first.decision))
        return undecided
    accepted = {"yes": True, "no": False}.get(meaning)
    if accepted and not row.acceptable:
        values = {"number": row.number, "label": row.label, "note": row.note}
        findings.append(NOT_ACCEPTABLE.at(first.place, **values))
        return undecided
    edited = [_edited(row, line) for line in lines]
    findings += [finding for finding in edited if finding]
    return undecided if any(edited) else Decided(row, accepted, first.place)


def _meaning(decision: str) -> str:
    word = decision.casefold()
    if word in _NEITHER:
        return ""
    return "yes" if word in _YES else "no" if word in _NO else "?"


def _edited(row: ReviewRow, line: _Line) -> Finding | None:
    """What was changed in a row beside its decision."""
    for head, was, now in zip(HEADS, row.shown, line.texts, strict=False):
        words = OUTCOMES[row.outcome]
        meant = (words.zh, words.en) if head is OUTCOME else (_clean(was),)
        if now not in meant:
            return ROW_EDITED.at(line.place, head=head.show(), was=was, now=now)
    return None

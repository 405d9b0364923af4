"""What comes back is collected, reviewed, merged and taken back, as a clerk does it."""

import os
import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from kamtools import cli
from kamtools.excel.changes import Cell
from kamtools.excel.opening.encryption import encrypt, opened_with
from kamtools.forms.appraisal_form import appraise_month
from kamtools.ledger.edits import Spot
from kamtools.ledger.store import Ledger
from kamtools.periods import Period
from kamtools.returns.apply_review import merge_review
from kamtools.returns.arrivals import NoSuchReturns
from kamtools.returns.board import Line, Status
from kamtools.returns.collect import Collected, NothingSent, collect
from kamtools.returns.merge import Outcome
from kamtools.returns.passwords import passwords_of
from kamtools.returns.read import read_back
from kamtools.returns.reviewing import write_outcome
from kamtools.workspace import Workspace
from tests.returns.hands import Hands
from tests.returns.sample_returns import (
    CARD,
    OCTOBER,
    change_cells,
    decide,
    give_back,
    import_sample,
    send_appraisal,
    send_cards,
    tables,
    through_libreoffice,
)

ADDRESS = Spot("customers", ("K001",), "address")


def card(space: Workspace, customer: str) -> Path:
    (file,) = (space.month(OCTOBER) / CARD).glob(f"{customer}_*.xlsx")
    return file


def appraisal(space: Workspace) -> Path:
    (file,) = (space.month(OCTOBER) / "月度绩效考核表").glob("E06_*.xlsx")
    return file


def of(found: Collected, name: str) -> Line:
    (line,) = (each for each in found.board if each.arrival and each.arrival.path.name == name)
    return line


def reviewed(space: Workspace, found: Collected) -> Path:
    return write_outcome(space, found).review


def at(space: Workspace, spot: Spot) -> object:
    with Ledger.open(space.ledger_file, read_only=True) as ledger:
        return ledger.values_at([spot])[spot]


def test_forms_sent_back_untouched_change_nothing(sent_space: Workspace) -> None:
    for customer in ("K001", "K002", "K003"):
        give_back(sent_space, card(sent_space, customer), {})
    found = collect(sent_space)
    assert {outcome for outcome, count in found.counts.items() if count} == {Outcome.UNCHANGED}
    done = merge_review(sent_space, reviewed(sent_space, found), who="王内勤")
    assert (done.run, done.written, done.findings) == ("", 0, [])


def test_the_board_tells_who_is_back_who_is_missing_and_what_is_odd(
    sent_space: Workspace, tmp_path: Path
) -> None:
    back = sent_space.returned
    give_back(sent_space, card(sent_space, "K001"), {}, "改了名字.xlsx")
    give_back(sent_space, card(sent_space, "K002"), {"B9": "甲路"})
    give_back(sent_space, card(sent_space, "K002"), {"B9": "乙路"}, "K002 又一份.xlsx")
    give_back(sent_space, card(sent_space, "K002"), {"B9": "乙路"}, "K002 副本.xlsx")
    openpyxl.Workbook().save(back / "别的.xlsx")
    (back / "坏的.xlsx").write_bytes(b"PK\x03\x04 nothing")
    (back / "说明.docx").write_bytes(b"words")
    (back / "~$K001.xlsx").write_bytes(b"lock")
    found = collect(sent_space)
    assert of(found, "改了名字.xlsx").subject == "K001"
    assert of(found, "改了名字.xlsx").statuses == (Status.RETURNED,)
    twice = {of(found, f"K002 {name}.xlsx").statuses for name in ("又一份", "副本")}
    assert twice == {(Status.DUPLICATE,), (Status.COPY,)}
    assert of(found, "别的.xlsx").statuses == (Status.UNKNOWN,)
    assert of(found, "坏的.xlsx").statuses == (Status.UNREADABLE,)
    assert of(found, "说明.docx").statuses == (Status.UNKNOWN,)
    missing = [line.subject for line in found.board if line.statuses == (Status.MISSING,)]
    assert sorted(missing) == ["E06", "K003"]
    assert all(finding.what and finding.do for finding in found.findings)
    assert len(found.board) == 7 + 2


def test_a_form_sent_twice_with_other_contents_is_a_conflict_not_the_newest(
    sent_space: Workspace,
) -> None:
    give_back(sent_space, card(sent_space, "K001"), {"B9": "甲路", "B10": "大米"})
    give_back(sent_space, card(sent_space, "K001"), {"B9": "乙路", "B10": "大米"}, "后来.xlsx")
    found = collect(sent_space)
    assert found.counts[Outcome.CONFLICT] == 2
    assert found.counts[Outcome.APPLIED] == 2
    before = at(sent_space, ADDRESS)
    done = merge_review(sent_space, reviewed(sent_space, found), who="")
    assert (done.written, done.undecided) == (1, 2)
    assert at(sent_space, ADDRESS) == before


def test_accepting_both_of_two_values_writes_neither(sent_space: Workspace) -> None:
    give_back(sent_space, card(sent_space, "K001"), {"B9": "甲路"})
    give_back(sent_space, card(sent_space, "K001"), {"B9": "乙路"}, "后来.xlsx")
    review, before = reviewed(sent_space, collect(sent_space)), tables(sent_space)
    decide(review, lambda _: "接受")
    done = merge_review(sent_space, review, who="")
    assert [finding.code for finding in done.findings] == ["merge_both_accepted"] * 2
    assert tables(sent_space) == before
    decide(review, lambda row: "接受" if row["收回"] == "乙路" else "拒绝")
    assert merge_review(sent_space, review, who="").written == 1
    assert at(sent_space, ADDRESS) == "乙路"


def test_a_wrong_month_is_not_merged_but_told(sent_space: Workspace) -> None:
    give_back(sent_space, card(sent_space, "K001"), {"B9": "甲路"})
    found = collect(sent_space, month=Period(2026, 9))
    assert of(found, card(sent_space, "K001").name).statuses == (Status.WRONG_MONTH,)
    assert sum(found.counts.values()) == 0
    assert "2026-10" in found.findings[0].what


def test_a_late_return_is_told_and_read(sent_space: Workspace) -> None:
    file = give_back(sent_space, card(sent_space, "K001"), {"B9": "甲路"})
    saved = datetime(2026, 11, 9, 12).timestamp()
    os.utime(file, (saved, saved))
    found = collect(sent_space, due=date(2026, 11, 5))
    assert of(found, file.name).statuses == (Status.LATE,)
    assert found.counts[Outcome.APPLIED] == 1
    assert found.findings[0].code == "return_late"


def test_an_older_version_of_the_form_is_told_and_read(sent_space: Workspace) -> None:
    old = give_back(sent_space, card(sent_space, "K001"), {"B9": "甲路"})
    template = sent_space.templates / f"{CARD}.xlsx"
    sheet = openpyxl.load_workbook(template).worksheets[0]
    (printed,) = (c for row in sheet for c in row if "版本：1.0" in str(c.value))
    text = str(printed.value).replace("1.0", "1.1")
    change_cells(template, template, {printed.coordinate: text})
    send_cards(sent_space, "K001", run="20261103-080000-1")
    found = collect(sent_space)
    assert of(found, old.name).statuses == (Status.OLD_VERSION,)
    assert found.counts[Outcome.APPLIED] == 1


def test_a_form_of_another_workspace_is_not_believed(sent_space: Workspace, tmp_path: Path) -> None:
    other = Workspace(Path(shutil.copytree(sent_space.root, tmp_path / "other")))
    (other.root / ".kam_key").unlink()
    shutil.rmtree(other.month(OCTOBER))
    change_address(other, "别处")
    send_cards(other, "K001")
    give_back(sent_space, card(other, "K001"), {"B9": "甲路"})
    found = collect(sent_space)
    assert found.board[0].statuses == (Status.UNKNOWN,)
    assert sum(found.counts.values()) == 0


def change_address(space: Workspace, value: str) -> None:
    from kamtools.ledger.edits import Edit

    with Ledger.open(space.ledger_file) as ledger, ledger.change(who="", reason="") as change:
        old = ledger.values_at([ADDRESS])[ADDRESS]
        change.edit([Edit(ADDRESS, old, value)])


def test_a_ledger_that_moved_meanwhile_makes_a_conflict_that_a_person_decides(
    sent_space: Workspace,
) -> None:
    give_back(sent_space, card(sent_space, "K001"), {"B9": "甲路"})
    change_address(sent_space, "丙路")
    found = collect(sent_space)
    assert found.counts[Outcome.CONFLICT] == 1
    review = reviewed(sent_space, found)
    assert merge_review(sent_space, review, who="").undecided == 1
    decide(review, lambda _: "接受")
    assert merge_review(sent_space, review, who="").written == 1
    assert at(sent_space, ADDRESS) == "甲路"


def test_a_value_that_moved_after_the_review_is_refused_and_the_rest_is_written(
    sent_space: Workspace,
) -> None:
    give_back(sent_space, card(sent_space, "K001"), {"B9": "甲路", "B10": "大米"})
    review = reviewed(sent_space, collect(sent_space))
    change_address(sent_space, "丙路")
    done = merge_review(sent_space, review, who="")
    assert (done.written, done.refused) == (1, 1)
    assert [finding.code for finding in done.findings] == ["merge_moved"]
    assert at(sent_space, ADDRESS) == "丙路"


def test_a_return_that_changed_after_the_review_is_refused(sent_space: Workspace) -> None:
    file = give_back(sent_space, card(sent_space, "K001"), {"B9": "甲路"})
    review = reviewed(sent_space, collect(sent_space))
    change_cells(file, file, {"B9": "丁路"})
    done = merge_review(sent_space, review, who="")
    assert [finding.code for finding in done.findings] == ["merge_return_changed"]
    assert (done.run, done.refused) == ("", 1)


def test_a_new_contact_typed_into_a_free_row_and_into_an_inserted_one(
    sent_space: Workspace,
) -> None:
    hands = Hands(card(sent_space, "K001"))
    hands.insert_rows(CARD, 14)
    for cell, value in {"A14": "赵六", "E14": 13700000000, "A15": "王五", "G15": "新来的"}.items():
        row, column = int(cell[1:]), "ABCDEFG".index(cell[0]) + 1
        hands.type(Cell(CARD, row, column), value)
    hands.save(sent_space.returned / "K001.xlsx")
    found = collect(sent_space)
    merge_review(sent_space, reviewed(sent_space, found), who="")
    assert at(sent_space, Spot("contacts", ("K001", "赵六"), "phone")) == "13700000000"
    assert at(sent_space, Spot("contacts", ("K001", "王五"), "note")) == "新来的"
    assert not [row for row in tables(sent_space)["contacts"] if row[1] == ""]


def test_scores_typed_by_hand_reach_the_ledger(sent_space: Workspace) -> None:
    identity = read_back(appraisal(sent_space), key=sent_space.key())[0].identity
    assert identity
    cells = [c for c in identity.cells if c.field and c.field.column == "self_score"]
    give_back(sent_space, appraisal(sent_space), {cells[0].cell: "３.５分", cells[1].cell: "优"})
    found = collect(sent_space)
    assert found.counts[Outcome.APPLIED] == 1
    (applied,) = (e for e in found.returns[0].cells if e.outcome is Outcome.APPLIED)
    assert applied.value == Decimal("3.5")
    assert found.counts[Outcome.INVALID] == 1
    assert merge_review(sent_space, reviewed(sent_space, found), who="").written == 1


def test_deductions_typed_by_hand_are_scores_merged_and_taken_back(sent_space: Workspace) -> None:
    identity = read_back(appraisal(sent_space), key=sent_space.key())[0].identity
    assert identity
    cell = {each.path: each.cell for each in identity.cells}
    give_back(sent_space, appraisal(sent_space), {
        cell["扣分[1].事由"]: "迟到两次", cell["扣分[1].分"]: "２分", cell["扣分[3].分"]: 5,
    })  # fmt: skip
    before = tables(sent_space)
    found = collect(sent_space)
    assert (found.counts[Outcome.APPLIED], found.counts[Outcome.INVALID]) == (2, 1)
    (wrong,) = (e.finding for e in found.returns[0].cells if e.outcome is Outcome.INVALID)
    assert wrong
    assert (wrong.code, wrong.values["key"]) == ("returned_nameless", "事由")
    done = merge_review(sent_space, reviewed(sent_space, found), who="王总")
    assert (done.written, done.findings) == (2, [])
    points = Spot("scores", ("2026-10", "E06", "扣分：迟到两次"), "manager_score")
    assert at(sent_space, points) == Decimal(2)
    again = collect(sent_space)
    assert again.counts[Outcome.APPLIED] == again.counts[Outcome.CONFLICT] == 0

    (form,) = send_appraisal(sent_space, "E06")
    sent = {each.cell.path: each for each in read_back(form, key=sent_space.key())[0].cells}
    assert (sent["扣分[1].事由"].value, sent["扣分[1].分"].value) == ("迟到两次", 2)
    assert not sent["扣分[1].事由"].cell.editable
    for file in sent_space.returned.iterdir():
        file.unlink()
    give_back(sent_space, form, {cell["扣分[1].分"]: 3})
    found = collect(sent_space)
    (changed,) = (each for each in found.returns[0].cells if each.outcome is not Outcome.UNCHANGED)
    assert (changed.outcome, changed.value) == (Outcome.APPLIED, Decimal(3))
    with Ledger.open(sent_space.ledger_file) as ledger:
        ledger.undo(done.run, who="")
    assert tables(sent_space) == before


@pytest.mark.office
def test_a_month_of_returns_from_collect_to_undo(
    sent_space: Workspace, soffice: str, tmp_path: Path
) -> None:
    give_back(
        sent_space, card(sent_space, "K001"), {"B9": "人民路２号", "A14": "王五", "E14": "１３９"}
    )
    office = give_back(sent_space, card(sent_space, "K002"), {"B10": "大米", "G13": "√ 已核"})
    through_libreoffice(soffice, office, tmp_path / "office")
    before = tables(sent_space)

    found = collect(sent_space)
    assert sum(found.counts.values()) == sum(len(each.cells) for each in found.returns)
    assert (found.counts[Outcome.APPLIED], found.counts[Outcome.UNCHANGED]) == (
        5, sum(found.counts.values()) - 5,
    )  # fmt: skip
    review = reviewed(sent_space, found)
    through_libreoffice(soffice, review, tmp_path / "review")
    done = merge_review(sent_space, review, who="王内勤")
    assert (done.written, done.findings) == (5, [])
    assert at(sent_space, ADDRESS) == "人民路２号"
    assert at(sent_space, Spot("contacts", ("K001", "王五"), "phone")) == "139"

    import_sample(sent_space)  # the next run imports the same exports
    again = collect(sent_space)
    assert again.counts[Outcome.APPLIED] == again.counts[Outcome.CONFLICT] == 0
    assert merge_review(sent_space, reviewed(sent_space, again), who="").run == ""
    shutil.rmtree(sent_space.month(OCTOBER) / CARD)
    (shown,) = send_cards(sent_space, "K001")
    assert openpyxl.load_workbook(shown).worksheets[0]["B9"].value == "人民路２号"

    with Ledger.open(sent_space.ledger_file) as ledger:
        ledger.undo(done.run, who="王内勤")
    assert tables(sent_space) == before
    assert collect(sent_space).counts[Outcome.APPLIED] == 5


def kam(*words: object) -> int:
    with pytest.raises(SystemExit) as stop:
        cli.main([str(word) for word in words])
    return int(stop.value.code or 0)


def test_the_commands_do_it_and_say_what_comes_next(
    sent_space: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    give_back(sent_space, card(sent_space, "K001"), {"B9": "甲路"})
    before = tables(sent_space)
    assert kam("collect", "--workspace", sent_space.root) == 0
    said = capsys.readouterr().out
    assert "待写入 1" in said
    assert "kam merge" in said
    review = sent_space.month(OCTOBER) / "review.xlsx"
    assert kam("merge", review) == 0
    said = capsys.readouterr().out
    run = said.split("kam undo ")[1].split()[0]
    assert "写入 1 处" in said
    assert kam("merge", review) == 0
    assert "写入 0 处" in capsys.readouterr().out
    assert kam("undo", run, "--workspace", sent_space.root) == 0
    assert tables(sent_space) == before
    assert kam("undo", run, "--workspace", sent_space.root) == 2


def test_a_wrong_return_ends_the_command_with_1_and_is_annotated_beside_it(
    sent_space: Workspace,
) -> None:
    file = give_back(sent_space, card(sent_space, "K001"), {"B5": "改了", "E13": "打不通"})
    assert kam("collect", "--workspace", sent_space.root) == 1
    copy = file.with_name(f"{file.stem}(批注).xlsx")
    notes = openpyxl.load_workbook(copy).worksheets[0]
    assert "锁定" in notes["B5"].comment.text
    assert "电话" in notes["E13"].comment.text
    assert notes["B9"].comment is None


def test_an_annotated_copy_is_no_return_until_somebody_corrects_it(
    sent_space: Workspace,
) -> None:
    file = give_back(sent_space, card(sent_space, "K001"), {"E13": "打不通", "B9": "甲路"})
    (copy,) = write_outcome(sent_space, collect(sent_space)).annotated
    again = collect(sent_space)
    assert [line.statuses for line in again.board if line.arrival] == [(Status.RETURNED,)]
    assert write_outcome(sent_space, again).annotated == [copy]
    change_cells(copy, copy, {"E13": "13900001111"})
    third = collect(sent_space)
    assert of(third, copy.name).statuses == (Status.DUPLICATE,)
    phone = Spot("contacts", ("K001", "皇甫采薇"), "phone")
    merge_review(sent_space, reviewed(sent_space, third), who="")
    assert at(sent_space, phone) == "13900001111"
    assert at(sent_space, ADDRESS) == "甲路"
    assert file.exists()


def test_decisions_stay_when_returns_are_collected_again(sent_space: Workspace) -> None:
    give_back(sent_space, card(sent_space, "K001"), {"B9": "甲路", "B10": "大米"})
    review = reviewed(sent_space, collect(sent_space))
    decide(review, lambda row: "拒绝" if row["字段"] == "地址" else None)
    give_back(sent_space, card(sent_space, "K002"), {"B9": "乙路"})
    reviewed(sent_space, collect(sent_space))
    done = merge_review(sent_space, review, who="")
    assert (done.written, done.rejected) == (2, 1)


def test_nothing_sent_and_no_such_folder_are_refused_with_what_to_do(
    sample_space: Workspace, sent_space: Workspace
) -> None:
    with pytest.raises(NothingSent):
        collect(sample_space)
    with pytest.raises(NoSuchReturns):
        collect(sent_space, [sent_space.root / "没有"])


def test_the_appraisal_of_e06_is_waited_for(sent_space: Workspace) -> None:
    send_appraisal(sent_space, "E06")
    missing = [line.form for line in collect(sent_space).board]
    assert missing.count("月度绩效考核表") == 1


def test_returns_with_passwords_are_read_annotated_and_merged_with_them(
    sent_space: Workspace,
) -> None:
    back = give_back(sent_space, card(sent_space, "K001"), {"B9": "新的地址 9 号"})
    wrong = give_back(sent_space, card(sent_space, "K002"), {"A1": "改了锁定的"})
    for path, password in ((back, "甲1"), (wrong, "乙2")):
        encrypt(path, path, password)
    without = collect(sent_space)
    assert of(without, back.name).statuses == (Status.UNREADABLE,)
    assert sum(without.counts.values()) == 0
    assert {each.code for each in without.findings} == {"encrypted"}

    (sent_space.root / "密码.txt").write_text("乙2\n甲1\n", encoding="utf-8")
    settings = sent_space.root / "kam.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f'{text}\n[returns]\npassword_file = "密码.txt"\n', encoding="utf-8")
    space = Workspace(sent_space.root)
    passwords = passwords_of(None, space)
    found = collect(space, passwords=passwords)
    assert (found.counts[Outcome.APPLIED], found.counts[Outcome.NOT_ALLOWED]) == (1, 1)
    written = write_outcome(space, found, passwords)
    (copy,) = written.annotated
    with opened_with(copy, passwords) as (_, password):
        assert password == "乙2"
    encrypt(written.review, written.review, "甲1")
    assert merge_review(space, written.review, who="", passwords=passwords).written == 1
    assert at(space, ADDRESS) == "新的地址 9 号"


def test_the_history_of_a_row_and_of_a_run_can_be_asked_for(
    sent_space: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sent_space.root)
    monkeypatch.setenv("COLUMNS", "250")
    give_back(sent_space, card(sent_space, "K001"), {"B9": "新的地址 9 号"})
    done = merge_review(sent_space, reviewed(sent_space, collect(sent_space)), who="王内勤")
    for words in (("客户", "K001"), ("customers", "K001"), (done.run,)):
        assert kam("history", *words) == 0
        said = capsys.readouterr().out
        for part in ("王内勤", "地址", "新的地址 9 号", "B9", "客户 K001"):
            assert part in said
    assert kam("history", "客户", "K404") == 2
    assert "kam history 客户 K001" in capsys.readouterr().err
    assert kam("history", "顾客", "K001") == 2
    assert "可以查：门店" in capsys.readouterr().err


def test_opinions_and_signatures_reach_the_ledger_and_the_next_form(
    sent_space: Workspace,
) -> None:
    give_back(sent_space, appraisal(sent_space), {"B36": "我不同意这个评分", "E37": "签字：王五"})
    before = tables(sent_space)
    found = collect(sent_space)
    assert (found.counts[Outcome.APPLIED], found.all_counts[Outcome.ELSEWHERE]) == (2, 0)
    done = merge_review(sent_space, reviewed(sent_space, found), who="")
    assert (done.written, done.findings) == (2, [])
    (form,) = send_appraisal(sent_space, "E06")
    sheet = openpyxl.load_workbook(form).worksheets[0]
    assert (sheet["B36"].value, sheet["E37"].value) == ("我不同意这个评分", "签字：王五")
    with Ledger.open(sent_space.ledger_file) as ledger:
        month = appraise_month(ledger, sent_space.settings, OCTOBER)
        assert not [each for each in month.findings if "意见" in each.what or "签字" in each.what]
        ledger.undo(done.run, who="")
    assert tables(sent_space) == before


def test_what_is_written_where_no_field_is_stands_in_counts_findings_and_review(
    sent_space: Workspace,
) -> None:
    give_back(sent_space, appraisal(sent_space), {"A45": "另：附件两份", "G11": 5})
    found = collect(sent_space)
    assert found.all_counts[Outcome.ELSEWHERE] == 2
    assert sum(found.counts.values()) == len(found.returns[0].cells)
    assert {each.place.cell for each in found.findings} == {"A45", "G11"}
    rows: list[dict[str, str]] = []

    def look(row: dict[str, str]) -> None:
        rows.append(row)

    decide(reviewed(sent_space, found), look)
    assert {(row["收回"], row["结果"], row["采用？"]) for row in rows} == {
        ("另：附件两份", "无字段", "—"), ("5", "无字段", "—"),
    }  # fmt: skip


def test_a_mark_beyond_its_items_points_goes_back_to_the_sender_with_the_range(
    sent_space: Workspace,
) -> None:
    file = give_back(sent_space, appraisal(sent_space), {"F16": 100, "F11": -1, "F22": 200})
    found = collect(sent_space)
    assert found.counts[Outcome.INVALID] == 3
    wrong = {each.returned.place.cell: each.finding for each in found.returns[0].wrong}
    assert wrong["F16"]
    assert wrong["F16"].code == "returned_out_of_range"
    assert "0 到 5 之间" in wrong["F16"].what
    (copy,) = write_outcome(sent_space, found).annotated
    assert "0 到 5 之间" in openpyxl.load_workbook(copy).worksheets[0]["F16"].comment.text
    assert copy.stem.startswith(file.stem)


def test_a_form_pasted_over_with_anothers_is_not_accepted_beforehand(
    sent_space: Workspace,
) -> None:
    (other,) = send_appraisal(sent_space, "E07")
    sheet = openpyxl.load_workbook(other).worksheets[0]
    pasted = {
        cell.coordinate: cell.value
        for row in sheet for cell in row
        if type(cell).__name__ == "Cell" and cell.value is not None
    } | {"F11": 4, "F12": 3}  # fmt: skip
    file = give_back(sent_space, appraisal(sent_space), pasted)
    found = collect(sent_space)
    assert found.counts[Outcome.APPLIED] == 0
    assert found.counts[Outcome.CONFLICT] >= 2
    (alarm,) = (each for each in found.findings if each.code == "return_of_another")
    assert "E07" in alarm.what
    assert alarm in (of(found, file.name).arrival or alarm).findings  # type: ignore[union-attr]
    review = reviewed(sent_space, found)
    assert merge_review(sent_space, review, who="").written == 0


def test_a_locked_name_with_a_slip_of_the_pen_is_no_other_form(sent_space: Workspace) -> None:
    give_back(sent_space, card(sent_space, "K001"), {"B5": "改了一个字", "B9": "甲路"})
    found = collect(sent_space)
    assert (found.counts[Outcome.NOT_ALLOWED], found.counts[Outcome.APPLIED]) == (1, 1)


def test_a_month_without_forms_is_told_and_no_review_is_written(
    sent_space: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kam("collect", "--month", "2026-09", "--workspace", sent_space.root) == 1
    assert "2026-09 没有发过表；发过的月份：2026-10" in capsys.readouterr().out
    assert not sent_space.month(Period(2026, 9)).exists()


def test_with_nothing_to_merge_nobody_is_told_to_merge(
    sent_space: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    give_back(sent_space, card(sent_space, "K001"), {"A50": "备注在这里"})
    assert kam("collect", "--workspace", sent_space.root) == 0
    said = capsys.readouterr().out
    assert "没有需要合并的改动" in said
    assert "kam merge" not in said
    assert "无字段 1" in said


def test_the_screen_and_the_review_count_the_same_way(
    sent_space: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    hands = Hands(card(sent_space, "K001"))
    hands.insert_rows(CARD, 14)
    for cell, value in {"A14": "赵六", "E14": 13700000000, "A60": "注"}.items():
        hands.type(Cell(CARD, int(cell[1:]), "ABCDEFG".index(cell[0]) + 1), value)
    hands.save(sent_space.returned / "K001.xlsx")
    assert kam("collect", "--workspace", sent_space.root) == 0
    said = capsys.readouterr().out
    head = openpyxl.load_workbook(sent_space.month(OCTOBER) / "review.xlsx").worksheets[0]["A2"]
    assert head.value
    assert "待写入 2" in head.value
    assert all(part in said for part in head.value.split("，"))


def test_a_folder_is_no_review(sent_space: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert kam("merge", sent_space.returned) == 2
    assert "是文件夹" in capsys.readouterr().err


def test_a_deleted_blank_row_is_told_once_and_asks_for_nothing(sent_space: Workspace) -> None:
    hands = Hands(card(sent_space, "K001"))
    hands.delete_rows(CARD, 14)
    hands.save(sent_space.returned / "K001.xlsx")
    found = collect(sent_space)
    assert [each.code for each in found.findings] == ["form_blank_row_deleted"]
    assert found.counts[Outcome.MISSING] == 0
    assert sum(found.counts.values()) == len(found.returns[0].cells)


def test_a_deleted_record_is_told_once_and_listed_cell_by_cell(sent_space: Workspace) -> None:
    hands = Hands(card(sent_space, "K001"))
    hands.delete_rows(CARD, 13)
    hands.save(sent_space.returned / "K001.xlsx")
    found = collect(sent_space)
    assert [each.code for each in found.findings] == ["form_row_deleted"]
    assert found.counts[Outcome.MISSING] > 1


def test_a_typed_formula_stands_in_the_review_as_it_was_typed(sent_space: Workspace) -> None:
    hands = Hands(appraisal(sent_space))
    hands.type_formula(Cell("绩效考核表", 11, 5), "2+1.5", "3.5")
    hands.save(sent_space.returned / "E06.xlsx")
    rows: list[str] = []

    def look(row: dict[str, str]) -> None:
        rows.append(row["收回"])

    decide(reviewed(sent_space, collect(sent_space)), look)
    assert rows == ["=2+1.5 → 3.5"]


def test_a_contact_that_was_merged_stands_below_those_that_were_there(
    sent_space: Workspace,
) -> None:
    give_back(sent_space, card(sent_space, "K001"), {"A14": "一一", "E14": "13900001111"})
    merge_review(sent_space, reviewed(sent_space, collect(sent_space)), who="")
    (form,) = send_cards(sent_space, "K001")
    sheet = openpyxl.load_workbook(form).worksheets[0]
    assert (sheet["A13"].value, sheet["A14"].value) == ("皇甫采薇", "一一")

"""The ledger's file: whole transactions, set-based upsert, history, clear refusals."""

import os
import re
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamtools.ledger import schema
from kamtools.ledger.incoming import DuplicateKeys, KeyNotGiven, UnknownColumns, ValueDoesNotFit
from kamtools.ledger.schema import LedgerOfAnotherVersion, LedgerOutdated
from kamtools.ledger.store import (
    Change,
    ChangeUnderWay,
    Counts,
    Ledger,
    LedgerIsReadOnly,
    LedgerLocked,
    NoLedger,
    NotALedger,
)
from kamtools.ledger.tables import CUSTOMERS, SALES, STORES, TABLES


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ledger.duckdb"


def stores(*rows: tuple[str, str, str], source: str = "门店表.xlsx") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["store_id", "name", "region"])
    return frame.assign(
        source_file=source, source_sheet="Sheet1", source_row=range(4, 4 + len(rows))
    )


def put(ledger: Ledger, frame: pd.DataFrame, table: str = "stores") -> Counts:
    with ledger.change(who="王内勤", reason="测试") as change:
        return change.upsert(TABLES[table], frame)


def rows(ledger: Ledger, sql: str) -> list[tuple[object, ...]]:
    return ledger._connection.execute(sql).fetchall()


def test_a_new_ledger_has_every_table_with_its_columns_and_the_source_columns(file: Path) -> None:
    with Ledger.open(file) as ledger:
        for table in TABLES.values():
            wanted = [column.name for column in schema.columns_of(table)]
            assert list(ledger.table(table.name).columns) == wanted
        assert "reason" in ledger.table("audit").columns


def test_rows_are_inserted_then_changed_then_left_alone(file: Path) -> None:
    with Ledger.open(file) as ledger:
        assert put(ledger, stores(("S01", "东门店", "东区"), ("S02", "西门店", "西区"))) == Counts(
            2
        )
        second = stores(
            ("S01", "东门店", "东区"), ("S02", "西门新店", "西区"), ("S03", "南店", "南区")
        )
        assert put(ledger, second) == Counts(inserted=1, changed=1, unchanged=1)
        assert put(ledger, second) == Counts(unchanged=3)
        assert ledger.keys("stores") == {"S01", "S02", "S03"}


def test_a_changed_field_leaves_its_old_value_and_its_source_in_the_audit(file: Path) -> None:
    with Ledger.open(file) as ledger:
        put(ledger, stores(("S01", "东门店", "东区"), source="旧.xlsx"))
        put(ledger, stores(("S01", "东门新店", "东区"), source="新.xlsx"))
        found = rows(
            ledger,
            "SELECT who, action, table_name, key, column_name, old, new, source, reason"
            ' FROM audit ORDER BY "at", action',
        )
        assert found == [
            ("王内勤", "insert", "stores", None, None, None, "1", "旧.xlsx", "测试"),
            ("王内勤", "update", "stores", "S01", "name", "东门店", "东门新店",
             "新.xlsx!Sheet1!4", "测试"),
        ]  # fmt: skip


def test_all_audit_rows_of_one_change_share_its_run(file: Path) -> None:
    with Ledger.open(file) as ledger:
        with ledger.change(who="a", reason="") as change:
            change.upsert(STORES, stores(("S01", "东", "东")))
            change.upsert(STORES, stores(("S01", "西", "西")))
        assert rows(ledger, "SELECT DISTINCT run FROM audit") == [(change.run,)]


def test_a_row_says_where_it_was_read_last(file: Path) -> None:
    with Ledger.open(file) as ledger:
        put(ledger, stores(("S01", "东", "东"), ("S02", "西", "西"), source="一.xlsx"))
        put(ledger, stores(("S01", "东", "东"), ("S02", "新", "西"), source="二.xlsx"))
        found = rows(ledger, "SELECT source_file, source_row FROM stores ORDER BY store_id")
        assert found == [("一.xlsx", 4), ("二.xlsx", 5)]


def test_a_column_that_the_file_lacks_keeps_its_value_and_an_empty_cell_empties_it(
    file: Path,
) -> None:
    with Ledger.open(file) as ledger:
        put(ledger, stores(("S01", "东", "东区")))
        put(ledger, stores(("S01", "新", "?")).drop(columns="region"))
        assert rows(ledger, "SELECT name, region FROM stores") == [("新", "东区")]
        put(ledger, stores(("S01", "新", "?")).assign(region=None))
        assert rows(ledger, "SELECT region FROM stores") == [(None,)]


def test_amounts_dates_and_empty_values_arrive_as_they_are(file: Path) -> None:
    frame = pd.DataFrame(
        {
            "order_no": ["001", "002"],
            "product": "米",
            "line_no": 1,
            "date": [date(2026, 10, 31), date(2026, 9, 25)],
            "amount": [Decimal("0.145"), -1200.5],
            "quantity": [None, Decimal("1.25")],
        }
    )
    with Ledger.open(file) as ledger:
        put(ledger, frame, "sales")
        found = rows(ledger, "SELECT order_no, date, amount, quantity, store_id FROM sales")
    assert found == [
        ("001", date(2026, 10, 31), Decimal("0.15"), None, None),
        ("002", date(2026, 9, 25), Decimal("-1200.50"), Decimal("1.25"), None),
    ]


def test_timestamps_at_midnight_are_dates(file: Path) -> None:
    frame = stores(("S01", "东", "东")).assign(opened=pd.to_datetime(["2026-03-01"]))
    with Ledger.open(file) as ledger:
        put(ledger, frame)
        assert rows(ledger, "SELECT opened FROM stores") == [(date(2026, 3, 1),)]


def test_an_exception_undoes_the_whole_change(file: Path) -> None:
    with Ledger.open(file) as ledger:
        with pytest.raises(DuplicateKeys), ledger.change(who="a", reason="") as change:  # noqa: PT012
            change.upsert(STORES, stores(("S01", "东", "东")))
            change.upsert(STORES, stores(("S02", "东", "东"), ("S02", "西", "西")))
        assert ledger.keys("stores") == set()
        assert rows(ledger, "SELECT count(*) FROM audit") == [(0,)]
        put(ledger, stores(("S02", "东", "东")))  # and the ledger is usable
        assert ledger.keys("stores") == {"S02"}


def test_a_change_does_not_begin_inside_another(file: Path) -> None:
    with (
        Ledger.open(file) as ledger,
        ledger.change(who="a", reason=""),
        pytest.raises(ChangeUnderWay),
        ledger.change(who="b", reason=""),
    ):
        pass


CHILD = """
import os, sys
from pathlib import Path
import pandas as pd
from kamtools.ledger.store import Ledger
from kamtools.ledger.tables import STORES
with Ledger.open(Path(sys.argv[1])) as ledger:
    with ledger.change(who="a", reason="") as change:
        change.upsert(STORES, pd.DataFrame({"store_id": [f"T{i}" for i in range(20000)]}))
        change.upsert(STORES, pd.DataFrame({"store_id": ["S01"], "name": ["半途"]}))
        print("under way", flush=True)
        sys.stdin.readline()
    print("done", flush=True)
    sys.stdin.readline()
"""


def _child(file: Path) -> "subprocess.Popen[str]":
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(file)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(schema.__file__).parents[2])},
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "under way\n"
    return child


def test_a_kill_in_the_middle_leaves_the_old_state(file: Path) -> None:
    with Ledger.open(file) as ledger:
        put(ledger, stores(("S01", "东门店", "东区")))
    with _child(file) as child:
        child.kill()
    with Ledger.open(file, read_only=True) as ledger:
        assert rows(ledger, "SELECT store_id, name FROM stores") == [("S01", "东门店")]
        assert rows(ledger, "SELECT count(*) FROM audit") == [(1,)]


def test_a_kill_right_after_a_change_keeps_the_change(file: Path) -> None:
    with _child(file) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write("go on\n")
        child.stdin.flush()
        assert child.stdout.readline() == "done\n"
        child.kill()
    with Ledger.open(file, read_only=True) as ledger:
        assert len(ledger.keys("stores")) == 20001


def test_a_ledger_in_use_says_by_whom_and_what_to_do(file: Path) -> None:
    with _child(file) as child:
        with pytest.raises(LedgerLocked, match=f"进程 {child.pid}.*关闭内核"):
            Ledger.open(file)
        child.communicate("go on\n\n")
    with Ledger.open(file) as ledger:
        assert len(ledger.keys("stores")) == 20001


@pytest.mark.parametrize(
    ("said", "process"),
    [
        ("The process cannot access the file because it is being used by another process.\r\n\n\n"
         "File is already open in \nC:\\Python\\python.exe (PID 4711)", "4711"),
        ("另一个程序正在使用此文件，进程无法访问。\r\n\n\n"
         "File is already open in \nC:\\Python\\python.exe (PID 4711)", "4711"),
        ("The process cannot access the file because it is being used by another process.", "?"),
        ("另一个程序正在使用此文件，进程无法访问。", "?"),
        ("另一個程序正在使用這個檔案，因此無法存取。", "?"),
    ],
)  # fmt: skip
def test_a_ledger_in_use_is_known_as_such_on_windows_too(
    file: Path, monkeypatch: pytest.MonkeyPatch, said: str, process: str
) -> None:
    def refuses(path: str, **_: object) -> None:
        raise duckdb.IOException(f'IO Error: Cannot open file "{path}": {said}')

    monkeypatch.setattr(duckdb, "connect", refuses)
    with pytest.raises(LedgerLocked, match=rf"进程 {re.escape(process)}）"):
        Ledger.open(file)


@pytest.mark.parametrize("folder", ["blockchain", "PID 12", "already open"])
def test_the_folders_name_does_not_make_a_ledger_one_in_use(tmp_path: Path, folder: str) -> None:
    with pytest.raises(NotALedger):
        Ledger.open(tmp_path / folder / "ledger.duckdb")


def test_a_ledger_open_for_reading_in_this_program_is_not_opened_for_writing(file: Path) -> None:
    Ledger.open(file).close()
    with Ledger.open(file, read_only=True), pytest.raises(LedgerLocked):
        Ledger.open(file)


def test_several_may_read_at_once_and_none_of_them_changes(file: Path) -> None:
    Ledger.open(file).close()
    with Ledger.open(file, read_only=True) as one, Ledger.open(file, read_only=True) as two:
        assert one.keys("stores") == two.keys("stores") == set()
        with pytest.raises(LedgerIsReadOnly), one.change(who="a", reason=""):
            pass


def test_reading_before_anything_was_imported_says_to_import(file: Path) -> None:
    with pytest.raises(NoLedger, match="kam import"):
        Ledger.open(file, read_only=True)
    assert not file.exists()


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_is_no_ledger_is_refused_and_left_as_it_is(file: Path, read_only: bool) -> None:
    file.write_text("这不是账本" * 2000)
    with pytest.raises(NotALedger):
        Ledger.open(file, read_only=read_only)
    assert file.read_text().startswith("这不是账本")


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotALedger, match="打不开账本"):
        Ledger.open(tmp_path / "没有" / "ledger.duckdb")


def test_a_ledger_of_another_schema_version_is_refused(file: Path) -> None:
    with Ledger.open(file) as ledger:
        ledger._connection.execute("UPDATE ledger_schema SET version = 99")
    with pytest.raises(LedgerOfAnotherVersion, match="99"):
        Ledger.open(file)


def test_an_older_ledger_receives_new_tables_and_columns_when_opened_for_writing(
    file: Path,
) -> None:
    with Ledger.open(file) as ledger:
        put(ledger, stores(("S01", "东", "东")))
        ledger._connection.execute("ALTER TABLE stores DROP COLUMN area")
        ledger._connection.execute("DROP TABLE visits")
    with pytest.raises(LedgerOutdated):
        Ledger.open(file, read_only=True)
    with Ledger.open(file) as ledger:
        assert "area" in ledger.table("stores").columns
        assert "visit_id" in ledger.table("visits").columns
        assert ledger.keys("stores") == {"S01"}


def test_a_key_twice_in_one_batch_is_refused_with_the_key(file: Path) -> None:
    with Ledger.open(file) as ledger:
        with pytest.raises(DuplicateKeys, match="S01"):
            put(ledger, stores(("S01", "东", "东"), ("S01", "西", "西")))
        assert ledger.keys("stores") == set()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"colour": "red"}, UnknownColumns),
        ({"store_id": None}, KeyNotGiven),
        ({"area": "很大"}, ValueDoesNotFit),
        ({"area": Decimal("1e20")}, ValueDoesNotFit),
        ({"opened": "昨天"}, ValueDoesNotFit),
        ({"name": 12}, ValueDoesNotFit),
    ],
)
def test_a_frame_that_does_not_fit_its_table_is_refused(
    file: Path, change: dict[str, object], error: type[Exception]
) -> None:
    with Ledger.open(file) as ledger:
        with pytest.raises(error):
            put(ledger, stores(("S01", "东", "东")).assign(**change))
        assert ledger.keys("stores") == set()


def test_a_frame_without_its_key_column_is_refused(file: Path) -> None:
    with Ledger.open(file) as ledger, pytest.raises(KeyNotGiven):
        put(ledger, stores(("S01", "东", "东")).drop(columns="store_id"))


def test_an_empty_frame_changes_nothing(file: Path) -> None:
    with Ledger.open(file) as ledger:
        assert put(ledger, stores()) == Counts()


def test_text_is_data_whatever_it_looks_like(file: Path) -> None:
    name = '\'); DROP TABLE stores; -- "=1+1" {{x}}'
    with Ledger.open(file) as ledger:
        put(ledger, stores(("S01", name, "东")))
        assert rows(ledger, "SELECT name FROM stores") == [(name,)]


Model = dict[tuple[str, str, int], dict[str, object]]
_maybe = st.none() | st.decimals(-1000, 1000, places=2)
_batch = st.dictionaries(
    st.tuples(st.sampled_from("AB"), st.sampled_from(["米", "油"]), st.integers(1, 2)),
    st.fixed_dictionaries({"amount": _maybe, "store_id": st.sampled_from(["S1", None])}),
    max_size=6,
)  # fmt: skip


def _frame(batch: Model, columns: set[str]) -> pd.DataFrame:
    keys = pd.DataFrame(list(batch), columns=["order_no", "product", "line_no"])
    values = {name: [fields.get(name) for fields in batch.values()] for name in columns}
    return keys.assign(**{name: pd.Series(value, dtype=object) for name, value in values.items()})


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(batches=st.lists(st.tuples(_batch, st.sets(st.sampled_from(["amount", "store_id"])))))
def test_any_sequence_of_upserts_is_what_a_dict_would_hold(
    tmp_path_factory: pytest.TempPathFactory, batches: list[tuple[Model, set[str]]]
) -> None:
    model: Model = {}
    with Ledger.open(tmp_path_factory.mktemp("ledger") / "l.duckdb") as ledger:
        for batch, columns in batches:
            given_now = {k: {n: f.get(n) for n in columns} for k, f in batch.items()}
            expected = Counts()
            for key, fields in given_now.items():
                old = model.get(key)
                merged = {"amount": None, "store_id": None} | (old or {}) | fields
                expected += Counts(old is None, old is not None and merged != old, merged == old)
                model[key] = merged
            assert put(ledger, _frame(batch, columns), "sales") == expected
            assert put(ledger, _frame(batch, columns), "sales") == Counts(unchanged=len(batch))
        found = rows(ledger, "SELECT order_no, product, line_no, amount, store_id FROM sales")
    assert {(a, b, c): {"amount": d, "store_id": e} for a, b, c, d, e in found} == model


def test_a_year_of_a_big_company_is_merged_in_seconds(file: Path) -> None:
    count = 360_000
    frame = pd.DataFrame(
        {
            "order_no": [f"I{i // 5}" for i in range(count)],
            "product": [f"P{i % 1000}" for i in range(count)],
            "line_no": 1,
            "date": date(2026, 1, 1),
            "amount": [Decimal(i).scaleb(-2) for i in range(count)],
            "source_file": "a.csv",
        }
    )
    with Ledger.open(file) as ledger:
        began = datetime.now()
        assert put(ledger, frame, "sales") == Counts(inserted=count)
        assert put(ledger, frame, "sales") == Counts(unchanged=count)
        assert (datetime.now() - began).total_seconds() < 30  # 2 s; a row loop takes minutes


def test_the_audit_of_a_change_can_be_read_inside_it(file: Path) -> None:
    with Ledger.open(file) as ledger, ledger.change(who="a", reason="") as change:
        assert isinstance(change, Change)
        change.upsert(CUSTOMERS, pd.DataFrame({"customer_id": ["K001"], "name": ["甲"]}))
        assert ledger.table("audit").count().execute() == 1


def test_the_file_is_an_ordinary_duckdb_file(file: Path) -> None:
    with Ledger.open(file) as ledger:
        put(ledger, stores(("S01", "东", "东")))
    with duckdb.connect(str(file), read_only=True) as connection:
        assert connection.execute("SELECT name FROM stores").fetchall() == [("东",)]
    assert SALES.name in TABLES

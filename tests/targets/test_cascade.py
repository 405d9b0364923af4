"""The KPI cascade: what stands below adds up to what stands above, or is named."""

from decimal import Decimal

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from kamtools.targets.cascade import Cascade, cascade


def tree(*rows: tuple[str, str | None, str | None, str | None, str]) -> Cascade:
    table = [
        (
            name,
            parent,
            "",
            None if w is None else Decimal(w),
            None if t is None else Decimal(t),
            how,
        )
        for name, parent, w, t, how in rows
    ]
    columns = ["name", "parent", "owner", "weight", "target", "how"]
    return cascade(pd.DataFrame(table, columns=columns, dtype=object))


def codes(found: Cascade) -> list[str]:
    return [finding.code for finding in found.findings]


def test_a_cascade_that_fits_says_nothing() -> None:
    found = tree(
        ("团购销售额", None, None, "1000", "合计"), ("东区", "团购销售额", "0.6", "600", "合计"),
        ("西区", "团购销售额", "0.4", "400", "合计"), ("回款率", None, None, "0.95", "同口径"),
        ("东区回款率", "回款率", None, "0.95", ""),
    )  # fmt: skip
    assert found.findings == ()
    assert [each.name for each in found.below("团购销售额")] == ["东区", "西区"]


def test_targets_below_that_do_not_add_up_are_named_with_the_gap() -> None:
    found = tree(("总", None, None, "1000", "合计"), ("甲", "总", None, "600", ""),
                 ("乙", "总", None, "300", ""))  # fmt: skip
    (finding,) = found.findings
    assert finding.what == "“总”的目标 1,000，下级合计 900，相差 -100"


def test_weights_that_miss_100_percent_are_named() -> None:
    found = tree(("总", None, None, "10", "合计"), ("甲", "总", "0.6", "6", ""),
                 ("乙", "总", "0.3", "4", ""))  # fmt: skip
    assert [finding.what for finding in found.findings] == ["“总”下级的权重合计 90.00%，不是 100%"]


def test_targets_that_are_missing_share_what_is_left_by_weight() -> None:
    found = tree(("总", None, None, "1000", "合计"), ("甲", "总", "0.5", "500", ""),
                 ("乙", "总", "0.3", None, ""), ("丙", "总", "0.2", None, ""),
                 ("乙一", "乙", "1", None, ""))  # fmt: skip
    assert found.table["target"].tolist() == [1000, 500, 300, 200, 300]
    assert found.table["given"].tolist() == [True, True, False, False, False]
    assert found.findings == ()


def test_more_below_than_above_is_told_even_when_some_are_missing() -> None:
    found = tree(("总", None, None, "100", "合计"), ("甲", "总", None, "130", ""),
                 ("乙", "总", "1", None, ""))  # fmt: skip
    assert codes(found) == ["kpi_targets_do_not_add_up", "kpi_target_missing"]


def test_a_mean_is_checked_by_weight_and_a_rate_for_equality() -> None:
    mean = tree(("满意度", None, None, "90", "加权平均"), ("甲", "满意度", "0.5", "95", ""),
                ("乙", "满意度", "0.5", "80", ""))  # fmt: skip
    assert [finding.what for finding in mean.findings] == [
        "“满意度”的目标 90，下级加权平均 87.5，相差 -2.5"
    ]
    same = tree(("回款率", None, None, "0.95", "同口径"), ("甲", "回款率", None, "0.9", ""),
                ("乙", "回款率", None, None, ""))  # fmt: skip
    assert codes(same) == ["kpi_targets_do_not_add_up"]
    assert same.below("回款率")[1].target == Decimal("0.95")


def test_what_is_wrong_with_single_rows_is_named() -> None:
    found = tree(
        ("甲", "没有", "-1", "1", "随便"), ("甲", None, None, "1", ""), ("", None, None, "1", "")
    )
    assert codes(found) == [
        "kpi_parent_missing", "kpi_how_unknown", "kpi_weight_negative", "kpi_named_twice",
        "kpi_name_missing",
    ]  # fmt: skip


def test_a_circle_of_parents_is_named_and_ends() -> None:
    found = tree(("甲", "乙", None, "1", ""), ("乙", "丙", None, "1", ""),
                 ("丙", "甲", None, "1", ""), ("丁", "甲", None, "1", ""))  # fmt: skip
    assert codes(found) == ["kpi_circle"]
    assert "→" in found.findings[0].what


def test_a_finding_stands_at_the_row_it_came_from() -> None:
    frame = pd.DataFrame([{"name": "甲", "parent": "没有", "owner": "", "weight": None,
                           "target": Decimal(1), "how": "", "source_file": "上级KPI.xlsx",
                           "source_sheet": "KPI", "source_row": 3}])  # fmt: skip
    (finding,) = cascade(frame).findings
    assert str(finding.place) == "上级KPI.xlsx · KPI · 第 3 行"


@given(
    st.decimals(0, 10**8, places=2),
    st.lists(st.integers(1, 1000), min_size=1, max_size=8),
)
def test_what_is_worked_out_adds_up_to_the_fen(target, parts) -> None:
    rows = [("总", None, None, str(target), "合计")]
    rows += [(f"下{at}", "总", str(Decimal(part) / sum(parts)), None, "")
             for at, part in enumerate(parts)]  # fmt: skip
    found = tree(*rows)
    assert sum(each.target or 0 for each in found.below("总")) == target
    assert found.findings == ()

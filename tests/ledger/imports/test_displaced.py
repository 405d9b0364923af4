"""A corrected file must not be undone in silence by the old one in ``data/``."""

from kamtools.findings import Severity
from tests.import_reports import Importer, codes, told

OLD = "月份,层级,对象,目标\n2026-10,公司,公司,100\n2026-10,门店,S01,60\n2026-10,门店,S02,40\n"
NEW = OLD.replace("60", "70").replace("40", "30")


def test_a_correction_that_the_old_file_reverts_is_told_with_both_files(take: Importer) -> None:
    take("目标.csv", OLD)
    take("m16b.csv", NEW)
    finding = told(take("目标.csv", OLD), "other_file_s_values")
    assert finding.severity is Severity.WARNING
    assert "2 个值被 目标.csv 覆盖（原来来自 m16b.csv）" in finding.what
    assert "70.00 → 60.00" in finding.what


def test_a_file_that_is_corrected_itself_overwrites_nobody(take: Importer) -> None:
    take("目标.csv", OLD)
    assert not codes(take("目标.csv", NEW))


def test_a_column_is_not_said_to_be_of_a_file_that_brought_another_one(take: Importer) -> None:
    take("客户.csv", "客户编号,客户全称,地址\nK1,甲,一号\n")
    take("额度.csv", "客户编号,客户全称,信用额度\nK1,甲,5\n")
    assert not codes(take("客户.csv", "客户编号,客户全称,地址\nK1,甲,二号\n"))

"""kam.toml is typed, and a mistake in it is told with its line."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from kamtools import bundled
from kamtools.settings import Constant, Product, Settings, SettingsError, load_settings


def _load(folder: Path, text: str) -> Settings:
    file = folder / "kam.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file)


def test_every_key_has_a_default(tmp_path: Path) -> None:
    assert _load(tmp_path, "") == Settings()


def test_the_blank_settings_are_the_defaults() -> None:
    assert load_settings(bundled.blank_settings()) == Settings()


def test_every_key_that_the_blank_settings_explain_can_be_switched_on(tmp_path: Path) -> None:
    blank = bundled.blank_settings().read_text(encoding="utf-8")
    on = "\n".join(
        line.removeprefix("# ") if "=" in line or line.startswith("# [") else line
        for line in blank.splitlines()
        if not line.startswith(("# Settings", "# 部门设置"))
    )
    settings = _load(tmp_path, on)
    assert settings.mapping[0].columns["amount"] == Product(product=("Quantity", "UnitPrice"))
    assert settings.mapping[0].columns["store_id"] == Constant(constant="S01")


def test_the_samples_settings_can_be_read() -> None:
    assert load_settings(bundled.sample() / "kam.toml").department.company == "星河超市"


def test_decimals_are_read_exactly(tmp_path: Path) -> None:
    assert _load(tmp_path, "[targets]\ngrowth = 0.1").targets.growth == Decimal("0.1")


def test_the_mark_that_notepad_puts_first_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "kam.toml").write_bytes("\ufeff[department]\nname = '团购部'\n".encode())
    assert load_settings(tmp_path / "kam.toml").department.name == "团购部"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("[department]\nname = '甲'\ncompani = '乙'", 3, "没有“department.compani”这个设置"),
        ("\n[departments]\nname = '甲'", 2, "没有“departments”这个设置"),
        ("[targets]\n\n# 说明\ngrowth = 10", 4, "targets.growth 不能大于 1（0.1 就是 10%）"),
        ("[targets.weights]\nlast_year = -1", 2, "targets.weights.last_year 不能小于 0"),
        ("[targets.weights]\n\ncompany_months = 0", 3, "targets.weights 里六个依据不能都是 0"),
        ("[targets]\nreserve = 5", 2, "targets.reserve 不能大于 1（0.1 就是 10%）"),
        ("[targets]\nunit = '百元'\ndays_off = ['明天']", 3, "targets.days_off 写得不对"),
        ("[targets.manual]\nS01 = '多'", 2, "targets.manual.S01 要写数字"),
        ("[targets]\ngrowth = '很多'", 2, "targets.growth 要写数字，例如 0.10"),
        ("[targets]\ngrowth = true", 2, "targets.growth 要写数字"),
        ("[targets]\ngrowth = nan", 2, "targets.growth 要写数字"),
        ("[targets]\ngrowth = -2", 2, "targets.growth 不能小于 -1"),
        ("[targets]\nunit = '角'", 2, "targets.unit 只能写 '元'、'百元'、'万元'"),
        ("targets = 3", 1, "targets 要写成一段，以 [targets] 开头"),
        ("[customers]\ncooling_days = 1.5", 2, "customers.cooling_days 要写整数"),
        ("[customers]\ncooling_days = 'x'", 2, "customers.cooling_days 要写整数"),
        ("[customers]\ncooling_days = 0", 2, "customers.cooling_days 要大于 0"),
        ("[department]\nname = 3", 2, "department.name 要写文字，放在引号里"),
        ("[targets]\ngrowth = = 1", 2, "这一行不是合法的 TOML"),
        ("[targets\n", 1, "这一行不是合法的 TOML"),
        ("[targets]\ngrowth = 0.1\ngrowth = 0.2", 3, "这一项写了两次"),
        ("[targets]\n[targets]", 2, "这一项写了两次"),
        ("[mapping]\ntable = 'a'", 1, "mapping 要写成 [[mapping]]"),
        ("[[mapping]]\ntable = 'a'\ncolumns = 3", 1, "少了 mapping.files"),
        ("[[mapping]]\ntable = 'a'\nfiles = '*'\ncolumns = 3", 4, "mapping.columns 要写成一段"),
        ("[[mapping]]\ntable = 'a'\nfiles = '*'\n[mapping.columns]\na = { times = 'x' }", 5,
         "mapping.columns.a 要写成列名"),
        ("[customers]\ngrade_a = 0.9\ngrade_b = 0.7", 3, "grade_a 不能大于 grade_b"),
        ("[targets]\n[customers]\n\ngrade_a = 0.95", 4, "grade_a 不能大于 grade_b"),
        ("[customers]\nlost_days = 120\ncooling_days = 60", 2, "dormant_days 要小于 lost_days"),
        ("[customers]\ncooling_days = 120", 2, "cooling_days 要小于 dormant_days"),
        ("[[mapping]]\ntable = 'a'\nfiles = '*'\n[mapping.columns]\na = 'b'\n"
         "[[mapping]]\ntable = 'b'\nfiles = '*'", 6, "columns"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    with pytest.raises(SettingsError) as caught:
        _load(tmp_path, text)
    assert str(caught.value).startswith(f"设置文件 kam.toml 第 {line} 行：")
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    "text", ["growth = 'x'", "growth = 10", "unit = '角'", "growth = = 1", "x = 1", "growth = [1]"]
)
def test_a_mistake_is_told_in_chinese_only(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        _load(tmp_path, f"[targets]\n{text}")
    words = re.sub(r"kam\.toml|targets\.\w+|TOML", "", str(caught.value))
    assert re.findall("[A-Za-z]{2,}", words) == []


def test_english_is_spoken_when_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_LANG", "en")
    with pytest.raises(SettingsError, match=r"targets\.growth must be a number, such as 0\.10"):
        _load(tmp_path, "[targets]\ngrowth = 'x'")


def test_settings_that_are_not_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "kam.toml").write_bytes("[department]\nname = '大客户部'".encode("gb18030"))
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings(tmp_path / "kam.toml")

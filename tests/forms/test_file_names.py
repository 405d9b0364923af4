import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.forms.file_names import file_names, safe_name


@pytest.mark.parametrize(
    ("text", "name"),
    [("启明酒店", "启明酒店"), ("A/B\\C:D", "A_B_C_D"), ("星?河*<店>", "星_河_店_"),
     (" 尾点. ", "尾点"), ("换\n行", "换_行"), ("", "_"), ("...", "_"),
     ("CON", "_CON"), ("com1.x", "_com1.x"),
     ("../../etc", "_.._etc")],
)  # fmt: skip
def test_names_that_break_paths_are_mended(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(st.text(max_size=200))
def test_any_text_is_one_plain_component_of_a_path(text: str) -> None:
    name = safe_name(text)
    assert name
    assert len(os.fsencode(name)) <= 4 * 41
    assert Path(name).name == name
    assert not set(name) & set('\\/:*?"<>|')
    assert name.isprintable()
    assert name[-1] not in " ."


@given(st.text(max_size=60))
def test_a_safe_name_stays_as_it_is(text: str) -> None:
    assert safe_name(safe_name(text)) == safe_name(text)


def test_who_would_share_a_file_gets_a_number() -> None:
    people = {"X:1": "甲", "X/1": "甲", "e1": "乙", "E1": "乙"}
    assert file_names(people) == {
        "E1": "E1_乙.xlsx",
        "e1": "e1_乙(2).xlsx",
        "X/1": "X_1_甲.xlsx",
        "X:1": "X_1_甲(2).xlsx",
    }


def test_a_number_is_not_given_to_a_name_that_somebody_has() -> None:
    names = file_names({"A": "甲(2)", "a": "甲", "Ａ": "丙", "A ": "甲"})
    assert len({name.casefold() for name in names.values()}) == 4


@given(st.dictionaries(st.text(max_size=4), st.text(max_size=4)))
def test_no_two_share_a_file_and_the_order_does_not_matter(people: dict[str, str]) -> None:
    names = file_names(people)
    assert names.keys() == people.keys()
    assert len({name.casefold() for name in names.values()}) == len(people)
    assert names == file_names(dict(reversed(people.items())))

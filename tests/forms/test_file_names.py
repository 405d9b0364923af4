import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.forms.file_names import safe_name


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

"""A finding says where, what is wrong and what to do, in the reader's language."""

import pickle

import pytest

from kamtools.errors import KamError
from kamtools.findings import FindingKind, Place, Severity, has_errors
from kamtools.language import Text

KIND = FindingKind(
    "unknown_store",
    Severity.WARNING,
    what=Text("门店“{store}”不在门店表里", "store {store} is not in the store list"),
    do=Text("在门店表里补上它", "add it to the store list"),
)


def test_a_finding_reads_as_one_line() -> None:
    found = KIND.at(Place("销售.xlsx", "明细", "C7"), store="S99")
    assert str(found) == "销售.xlsx · 明细!C7: 门店“S99”不在门店表里 → 在门店表里补上它"
    assert (found.code, found.severity) == ("unknown_store", Severity.WARNING)


def test_english_is_asked_for_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_LANG", "en_GB")
    found = KIND.at(Place("sales.csv", line=3), store="S99")
    assert str(found) == (
        "sales.csv · line 3: store S99 is not in the store list → add it to the store list"
    )


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place("a.xlsx"), "a.xlsx"),
        (Place("a.xlsx", "表"), "a.xlsx · 表"),
        (Place("a.csv", line=2), "a.csv · 第 2 行"),
    ],
)
def test_a_place_shows_what_is_known_of_it(place: Place, text: str) -> None:
    assert str(place) == text


def test_braces_in_somebodys_data_are_left_alone() -> None:
    assert "{x}" in KIND.at(Place("a"), store="{x}").what


def test_only_an_error_is_one() -> None:
    error = FindingKind("e", Severity.ERROR, KIND.what, KIND.do)
    warning = KIND.at(Place("a"), store="")
    assert not has_errors([warning])
    assert has_errors([warning, error.at(Place("a"), store="")])


class Broken(KamError):
    what = Text("“{file}”坏了", "{file} is broken")
    do = Text("另找一份", "find another")


def test_an_error_says_both_sentences_in_either_language(monkeypatch: pytest.MonkeyPatch) -> None:
    assert str(Broken(file="甲.xlsx")) == "“甲.xlsx”坏了。另找一份"
    monkeypatch.setenv("KAM_LANG", "en")
    assert str(Broken(file="甲.xlsx")) == "甲.xlsx is broken; find another"


def test_an_error_can_be_sent_from_one_process_to_another() -> None:
    error = pickle.loads(pickle.dumps(Broken(file="甲.xlsx")))
    assert type(error) is Broken
    assert str(error) == "“甲.xlsx”坏了。另找一份"

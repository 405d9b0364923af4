import pandas as pd

from kamtools.customers import find_duplicates


def customers(**codes: str | None) -> pd.DataFrame:
    return pd.DataFrame({"customer_id": list(codes), "credit_code": list(codes.values())})


def contacts(*rows: tuple[str, str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["customer_id", "phone"])


def pairs(frame: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(frame[["customer_id", "other_id", "by"]].itertuples(index=False, name=None))


def test_one_code_under_two_ids_is_found_through_width_case_and_spaces() -> None:
    found = find_duplicates(
        customers(K2="91350100m000100y43", K1="９１３５0100 M000100Y43", K3=None)
    )
    assert pairs(found) == [("K1", "K2", "信用代码")]
    assert list(found["value"]) == ["91350100M000100Y43"]


def test_placeholders_are_no_code_that_two_could_share() -> None:
    assert find_duplicates(customers(K1="无", K2="无", K3="", K4="")).empty


def test_one_phone_of_two_customers_is_found_but_not_of_one_customer_twice() -> None:
    phones = contacts(
        ("K1", "13812345678"), ("K1", "13812345678"), ("K2", "+86 138-1234-5678"), ("K3", None)
    )
    found = find_duplicates(customers(K1=None, K2=None, K3=None), phones)
    assert pairs(found) == [("K1", "K2", "电话")]


def test_of_a_group_every_later_one_is_paired_with_the_first() -> None:
    code = "91350100M000100Y43"
    found = find_duplicates(customers(K3=code, K1=code, K2=code))
    assert pairs(found) == [("K1", "K2", "信用代码"), ("K1", "K3", "信用代码")]

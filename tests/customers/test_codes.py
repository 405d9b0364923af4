import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.customers import is_credit_code, is_mobile, is_phone
from kamtools.customers.codes import check_digit, clean_phone

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BODIES = st.builds(
    lambda authority, kind, region, rest: authority + kind + region + rest,
    st.sampled_from(ALPHABET[1:]),
    st.sampled_from(ALPHABET),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)
VALID = BODIES.map(lambda body: body + check_digit(body))


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110000600037341L"])
def test_the_published_examples_are_valid(code: str) -> None:
    assert is_credit_code(code)


@given(VALID)
def test_any_body_with_its_check_digit_is_valid_also_when_it_begins_with_a_letter(
    code: str,
) -> None:
    assert is_credit_code(code)


@given(VALID, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_mistyped_character_is_always_noticed(code: str, place: int, mark: str) -> None:
    typed = code[:place] + mark + code[place + 1 :]
    assert is_credit_code(typed) == (typed == code)


@given(VALID, st.integers(0, 16))
def test_two_neighbours_swapped_are_always_noticed(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_credit_code(swapped) == (swapped == code)


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    assert is_credit_code(text) in (True, False)
    assert is_mobile(text) in (True, False)
    assert is_phone(text) in (True, False)


def test_what_people_type_is_read_through() -> None:
    assert is_credit_code(" ９１３５０１００M000100Y43 ")
    assert is_credit_code("9135-0100-m000100y43")


@pytest.mark.parametrize(
    "text",
    ["", "无", "000000000000000000", "91350100M000100Y4", "91350100M000100Y433",
     "91350100M000100Y44", "9135O100M000100Y43", "9135010IM000100Y43", "91A50100M000100Y43"],
)  # fmt: skip
def test_what_is_no_credit_code_is_refused(text: str) -> None:
    assert not is_credit_code(text)


@pytest.mark.parametrize(
    "text", ["13812345678", "138 1234 5678", "138-1234-5678", "+86 13812345678",
             "１９９１２３４５６７８", "008613812345678"]
)  # fmt: skip
def test_mobiles_in_their_spellings(text: str) -> None:
    assert is_mobile(text)
    assert is_phone(text)


@pytest.mark.parametrize("text", ["", "12812345678", "1381234567", "138123456789", "0571-88886666"])
def test_what_is_no_mobile(text: str) -> None:
    assert not is_mobile(text)


@pytest.mark.parametrize(
    "text", ["0571-88886666", "(010) 6543 2100", "021 65432100转801", "0571-88886666-801",
             "0755-26540000 ext. 12", "400-820-8820"]
)  # fmt: skip
def test_landlines_with_their_area_code_can_be_called(text: str) -> None:
    assert is_phone(text)


@pytest.mark.parametrize("text", ["88886666", "无", "0571-1234567", "6666"])
def test_what_nobody_can_call(text: str) -> None:
    assert not is_phone(text)


def test_a_mobile_is_known_again_with_and_without_the_country_code() -> None:
    assert clean_phone("+86 138-1234-5678") == clean_phone("13812345678")

"""Identifiers of a Chinese organisation and its people: credit code, mobile, landline.

People type them full-width, spaced or hyphenated; every function here reads through that.
"""

import re
import unicodedata

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_SHAPE = re.compile(rf"[1-9A-Y][{_ALPHABET}]\d{{6}}[{_ALPHABET}]{{10}}")
_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(?:(?:\+|00)?86)?(?:0\d{2,3}[2-9]\d{6,7}|[48]00\d{7})")
_EXTENSION = re.compile(r"(?:转|ext\.?|[-*#x])\d{1,6}$", re.IGNORECASE)


def clean_code(text: str) -> str:
    """``text`` as a register would print it: half-width capitals without spaces and hyphens."""
    return re.sub(r"[\s\-‐-―]", "", unicodedata.normalize("NFKC", text)).upper()


def clean_phone(text: str) -> str:
    """The digits by which two phone numbers are compared: no spaces, brackets, hyphens, +86."""
    digits = re.sub(r"[\s()\-‐-―]", "", unicodedata.normalize("NFKC", text))
    mobile = _MOBILE.fullmatch(digits)
    return mobile[1] if mobile else digits


def is_credit_code(text: str) -> bool:
    """Whether ``text`` is a 统一社会信用代码: shape, region digits and check digit.

    GB 32100-2015: 18 characters without I, O, S, V, Z; the first two name the registering
    authority and may be letters, the next six are a region in digits, the last is
    ``31 - Σ value·3^place mod 31``, modulo 31.
    """
    code = clean_code(text)
    if not (_SHAPE.fullmatch(code) and set(code) <= set(_ALPHABET)):
        return False
    return code[17] == check_digit(code[:17])


def check_digit(body: str) -> str:
    """The last character of the credit code whose first 17 are ``body`` (GB 32100-2015)."""
    total = sum(_ALPHABET.index(mark) * weight for mark, weight in zip(body, _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31]


def is_mobile(text: str) -> bool:
    """Whether ``text`` is a mainland mobile number, with or without +86."""
    return _MOBILE.fullmatch(clean_phone(text)) is not None


def is_phone(text: str) -> bool:
    """Whether ``text`` can be called: a mobile, a landline with its area code, a 400/800 number.

    A landline may carry an extension (``0571-8888 6666 转 801``).
    """
    if is_mobile(text):
        return True
    spaced = re.sub(r"[\s()]", "", unicodedata.normalize("NFKC", text))
    return any(
        _LANDLINE.fullmatch(clean_phone(form)) for form in (spaced, _EXTENSION.sub("", spaced))
    )

"""Unified social credit codes with valid check digits, of a division that does not exist."""

from random import Random

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I O S V Z
_NOWHERE = "990100"
_PREFIX = {"机关": "11", "事业单位": "12"}


def credit_code(kind: str, dice: Random) -> str:
    """A code as GB 32100-2015 has it, the inner organisation code as GB 11714-1997."""
    body = _PREFIX.get(kind, "91") + _NOWHERE + _organisation_code(dice)
    total = sum(_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + _ALPHABET[-total % 31]


def _organisation_code(dice: Random) -> str:
    digits = "".join(dice.choice("0123456789") for _ in range(8))
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    check = 11 - sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11
    return digits + {10: "X", 11: "0"}.get(check, str(check))
